//! Posts: planned through the use cases, counted at the sandbox.

use std::collections::BTreeSet;

use domain::{
    id::{ChannelId, PostId},
    post::{Content, Decision, PostState, PostStateKind, Question},
    time::Timestamp,
};
use engine::{
    apps::scheduler::{Composition, When},
    ports::store::posts::PostQuery,
};

use super::World;

impl World {
    /// The first channel that is linked.
    pub(crate) async fn channel(&self) -> ChannelId {
        self.engine.channels(&self.viewer).await.unwrap()[0].id
    }

    pub(crate) async fn plan(&self, channel: ChannelId, text: &str, at: Timestamp) -> PostId {
        let composition = Composition {
            content: Content { text: text.to_owned(), ..Content::default() },
            channels: vec![channel],
            when: When::At(at),
            not_after: None,
        };
        self.engine.compose(&self.viewer, &composition, "192.0.2.1").await.unwrap().unwrap()[0].id
    }

    /// Somebody who is asked whether a post is out looks at the network. Returns how many are not out yet, and adds to `asked` what
    /// was asked about: others need not wait for people.
    pub(crate) async fn answer_questions(&self, asked: &mut BTreeSet<String>) -> usize {
        let waiting = PostStateKind::ALL.into_iter().filter(|it| *it != PostStateKind::Published);
        let query = PostQuery { states: waiting.collect(), limit: 100, ..PostQuery::default() };
        let waiting = self.engine.posts(&self.viewer, &query).await.unwrap().posts;
        for post in &waiting {
            let asks =
                matches!(post.state, PostState::Asking { question: Question::IsItOut { .. }, .. });
            if asks {
                asked.insert(post.content.text.clone());
                let is_out = self.out().await.contains(&post.content.text);
                let decision = if is_out { Decision::IsOut } else { Decision::Now };
                let unfit = self.engine.decide(&self.viewer, &[post.id], decision).await.unwrap();
                assert_eq!(unfit, []);
            }
        }
        waiting.len()
    }

    /// What our app published, in the order in which it came: the sandbox's record.
    pub(crate) async fn out(&self) -> Vec<String> {
        let posts = self.control.posts().await.unwrap();
        posts.into_iter().filter(|post| post.client_id.is_some()).map(|post| post.text).collect()
    }
}
