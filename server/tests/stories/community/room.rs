//! Somebody at Community Management, with a channel that somebody linked.

use domain::{
    account::{Role, Viewer},
    channel::LinkedChannel,
    comment::{Comment, Reply, ReplyState},
    id::{CommentId, ProfileId, ReplyId},
    post::Content,
    time::Span,
};
use engine::{
    apps::{
        community::{HeardChannel, Unanswered, Wanted},
        scheduler::{Composition, When},
    },
    people::{FirstAccount, SignIn},
    vault::Token,
};
use sandbox::control::client;

use crate::house::{House, house};

/// What somebody asks.
pub(super) const QUESTION: &str = "Is there any left?";
/// What the channel answers.
pub(super) const ANSWER: &str = "Yes, until noon";

pub(super) struct Room {
    pub(super) house: House,
    pub(super) profile: ProfileId,
    pub(super) channel: LinkedChannel,
}

/// A house in which `person` is linked, and their first channel was heard once.
pub(super) async fn room(person: &str) -> Room {
    room_of(person, None).await
}

pub(super) async fn room_of(person: &str, identity: Option<&str>) -> Room {
    let house = house().await;
    let profile = house.link_as(person, identity).await;
    let channels = house.engine.channels(&house.viewer).await.unwrap();
    let channel = channels.into_iter().next().unwrap();
    let room = Room { house, profile, channel };
    room.pass(Span::seconds(0)).await;
    for _ in 0..20 {
        let listening = room.ear().await.listening.unwrap();
        if listening.heard_until.is_some() {
            return room;
        }
        // Linking took what calls there were.
        room.pass(Span::seconds(10)).await;
    }
    panic!("{person} was never heard");
}

impl Room {
    fn network(&self) -> &'static str {
        self.channel.network.slug()
    }

    /// The server listens, until no channel is due.
    pub(super) async fn listen(&self) {
        self.house.listen().await;
    }

    /// Time passes, and the server listens; to some a moment later, where there are more channels than a network takes calls.
    pub(super) async fn pass(&self, span: Span) {
        self.house.pass(span).await;
        let by_now = self.house.now();
        self.listen().await;
        for _ in 0..6 {
            let listening = self.ear().await.listening.unwrap();
            if listening.is_blind || listening.heard_until >= Some(by_now) {
                return;
            }
            self.house.pass(Span::seconds(6)).await;
            self.listen().await;
        }
    }

    /// Somebody writes below the channel's newest post.
    pub(super) async fn say(&self, text: &str) -> client::Comment {
        let id = self.channel.remote_id.as_str();
        self.house.control.comment(self.network(), id, text).await.unwrap()
    }

    /// The channel publishes a text.
    pub(super) async fn publish(&self, text: &str) {
        let content = Content { text: text.to_owned(), ..Content::default() };
        let channels = vec![self.channel.id];
        let composition = Composition { content, channels, when: When::Now, not_after: None };
        let composed =
            self.house.engine.compose(&self.house.viewer, &composition, "192.0.2.1").await;
        composed.unwrap().unwrap();
        self.house.work().await;
    }

    /// The comments that say this, newest first.
    pub(super) async fn heard(&self, text: &str) -> Vec<Comment> {
        let mut comments = self.queue(&self.house.viewer).await;
        comments.retain(|(comment, _)| comment.text.ends_with(text));
        comments.into_iter().map(|(comment, _)| comment).collect()
    }

    /// The first comments that somebody sees, each with what is not out yet.
    pub(super) async fn queue(&self, viewer: &Viewer) -> Vec<(Comment, Vec<Reply>)> {
        let wanted = Wanted { limit: 500, ..Wanted::default() };
        self.house.engine.comments(viewer, &wanted).await.unwrap().comments
    }

    /// A question was asked and heard.
    pub(super) async fn question(&self) -> Comment {
        self.say(QUESTION).await;
        self.pass(Span::minutes(20)).await;
        let heard = self.heard(QUESTION).await;
        let [comment] = heard.as_slice() else { panic!("{heard:?}") };
        comment.clone()
    }

    pub(super) async fn comment(&self, comment: CommentId) -> Comment {
        self.house.engine.thread(&self.house.viewer, comment).await.unwrap().comment
    }

    pub(super) async fn answer_as(
        &self,
        viewer: &Viewer,
        comment: &Comment,
        text: &str,
    ) -> Result<Reply, Unanswered> {
        let seen = self.comment(comment.id).await.version;
        self.house.engine.answer(viewer, comment.id, seen, text).await.unwrap()
    }

    pub(super) async fn answer(&self, comment: &Comment) -> Reply {
        self.answer_as(&self.house.viewer, comment, ANSWER).await.unwrap()
    }

    pub(super) async fn reply(&self, reply: ReplyId) -> Reply {
        self.house.store.reply(self.house.viewer.workspace, reply).await.unwrap().unwrap()
    }

    pub(super) async fn is_sent(&self, reply: ReplyId) -> bool {
        matches!(self.reply(reply).await.state, ReplyState::Sent { .. })
    }

    /// What stands below a post at the network.
    pub(super) async fn below(&self, post: &str) -> Vec<client::Comment> {
        self.house.control.comments(self.network(), post).await.unwrap()
    }

    /// What the channel answered, below a post or, where answers are posts, anywhere.
    pub(super) async fn out(&self, post: &str) -> Vec<String> {
        let own = self.below(post).await.into_iter().filter(|comment| comment.own);
        let texts = own.map(|comment| comment.text);
        let texts = texts.chain(self.house.out(self.network()).await);
        texts.filter(|text| text.ends_with(ANSWER)).collect()
    }

    /// The channel, as everybody with a role for it sees it.
    pub(super) async fn ear(&self) -> HeardChannel {
        let counter = self.house.engine.counter(&self.house.viewer).await.unwrap();
        counter.channels.into_iter().find(|heard| heard.channel.id == self.channel.id).unwrap()
    }

    pub(super) async fn is_blind(&self) -> bool {
        self.ear().await.listening.unwrap().is_blind
    }

    /// The person logs in again, and the server hears of it.
    pub(super) async fn refresh(&self, person: &str) {
        self.house.refresh(self.profile, person, None).await;
        self.house.engine.listen_to_blind_of(self.house.viewer.workspace).await.unwrap();
        self.pass(Span::seconds(0)).await;
    }

    /// A regular account of the same workspace.
    pub(super) async fn regular(&self, name: &str) -> Viewer {
        self.house.regular(name).await
    }
}

impl House {
    /// A regular account of the workspace.
    pub(crate) async fn regular(&self, name: &str) -> Viewer {
        let email = format!("{}@agency.test", name.to_lowercase());
        let password = || Token::new("a long password".into());
        let account = FirstAccount {
            workspace: "Agency".into(),
            name: name.into(),
            email: email.clone(),
            password: password(),
        };
        let (engine, workspace) = (&self.engine, Some(self.viewer.workspace));
        engine.create_account(account, workspace, Role::Regular, false).await.unwrap().unwrap();
        match engine.sign_in(&email, password(), "192.0.2.1").await.unwrap() {
            SignIn::Opened(opened) => opened.viewer,
            other => panic!("{other:?}"),
        }
    }

    /// The server listens, until no channel is due.
    pub(super) async fn listen(&self) {
        for _ in 0..50 {
            if self.engine.listen_due().await.unwrap() == 0 {
                return;
            }
        }
        panic!("there is always something to hear");
    }
}
