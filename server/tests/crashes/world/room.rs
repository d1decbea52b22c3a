//! Comments and answers: heard through the use cases, counted at the sandbox.

use std::collections::BTreeSet;

use domain::comment::{Reply, ReplyState};
use engine::{
    apps::community::Wanted,
    ports::store::comments::{ReplyWrite, Seen},
};

use super::World;

impl World {
    /// A server that nobody kills listens.
    pub(crate) async fn listen(&self) {
        while self.engine.listen_due().await.unwrap() > 0 {}
    }

    /// Somebody writes below the newest post of the first channel.
    pub(crate) async fn say(&self, text: &str) {
        let channel = self.engine.channels(&self.viewer).await.unwrap().swap_remove(0);
        let network = self.somebody.network.slug();
        self.control.comment(network, &channel.remote_id, text).await.unwrap();
    }

    /// Somebody answered a comment, and the server that took the answer died before it sent it.
    pub(crate) async fn promise(&self, question: &str, answer: &str) {
        let found = self.comments().await;
        let (comment, _) = found.into_iter().find(|(it, _)| it.text == question).unwrap();
        let now = self.now();
        let reply = Reply {
            id: domain::id::ReplyId::new(now, self.engine.fresh_id()),
            comment: comment.id,
            channel: comment.channel,
            text: answer.to_owned(),
            author: self.viewer.person,
            made_at: now,
            state: ReplyState::Waiting { cause: None },
            step: 1,
        };
        let workspace = self.viewer.workspace;
        let write = ReplyWrite {
            workspace,
            seen: Seen::Comment(comment.version),
            reply,
            comment: None,
            now,
        };
        assert!(self.store.write_reply(&write).await.unwrap());
    }

    /// Somebody who is asked whether an answer is there looks at the network. Returns how many are not out yet, and adds to `asked`
    /// what was asked about.
    pub(crate) async fn look_at_answers(&self, asked: &mut BTreeSet<String>) -> usize {
        let open: Vec<_> = self.comments().await.into_iter().flat_map(|(_, it)| it).collect();
        for reply in &open {
            if let ReplyState::Unknown { asks: true, .. } = reply.state {
                asked.insert(reply.text.clone());
                let is_there = self.answers_out().await.contains(&reply.text);
                let settled = self.engine.settle_reply(&self.viewer, reply.id, is_there).await;
                settled.unwrap().unwrap();
            }
        }
        open.len()
    }

    /// The comments of others that say this.
    pub(crate) async fn heard(&self, text: &str) -> Vec<String> {
        let texts = self.comments().await.into_iter().map(|(comment, _)| comment.text);
        texts.filter(|it| it.contains(text)).collect()
    }

    /// What our app answered: the sandbox's record.
    pub(crate) async fn answers_out(&self) -> Vec<String> {
        let network = self.somebody.network.slug();
        let mut posts: Vec<_> = self.comments().await.into_iter().map(|(it, _)| it.post).collect();
        posts.sort();
        posts.dedup();
        let mut out = Vec::new();
        for post in posts {
            let below = self.control.comments(network, &post).await.unwrap();
            out.extend(below.into_iter().filter(|it| it.own).map(|it| it.text));
        }
        out.retain(|text| text.ends_with(": yes"));
        out
    }

    async fn comments(&self) -> Vec<(domain::comment::Comment, Vec<Reply>)> {
        let mut wanted = Wanted { limit: 1_000, ..Wanted::default() };
        let mut comments = Vec::new();
        loop {
            let queue = self.engine.comments(&self.viewer, &wanted).await.unwrap();
            comments.extend(queue.comments);
            wanted.after = queue.next;
            if wanted.after.is_none() {
                return comments;
            }
        }
    }
}
