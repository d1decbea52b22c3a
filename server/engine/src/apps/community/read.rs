//! Comments as pages read them: each viewer those of the channels they have a role for.

use std::collections::BTreeMap;

use domain::{
    account::Viewer,
    channel::LinkedChannel,
    comment::{Comment, Reply, Shown},
    community::CommunityRole,
    event::EventId,
    id::{ChannelId, CommentId, PersonId, WorkspaceId},
    network::Network,
    post::{Post, PostState, PostStateKind},
    time::Span,
};

use crate::{
    Engine, Error,
    ports::store::{
        comments::{CommentCursor, CommentQuery, Listening, Member, Unheard},
        posts::PostQuery,
    },
};

/// So many comments of a thread are shown at most, the last.
const THREAD: u32 = 200;
/// How long after it went out a post is looked for that somebody comments on.
const TALKED_ABOUT: Span = Span::days(60);
/// Among so many of its channel.
const POSTS: u32 = 500;

/// What everything in Community Management stands on.
#[derive(Debug, Clone)]
pub struct Counter {
    /// The number of the last event before the reading.
    pub as_of: EventId,
    /// The channels the viewer has a role for, by network and name; removed ones too, while there are comments of theirs.
    pub channels: Vec<HeardChannel>,
    /// How many comments each [`Shown`] has, in the order of [`Shown::ALL`].
    pub counts: [u32; 5],
    /// Everybody in the workspace, by name.
    pub members: Vec<Member>,
}

/// A channel, with what the viewer is for it and how far it was heard.
#[derive(Debug, Clone)]
pub struct HeardChannel {
    /// The channel.
    pub channel: LinkedChannel,
    /// What the viewer is for it.
    pub role: CommunityRole,
    /// How far it was heard.
    pub listening: Option<Listening>,
    /// Periods whose comments its network no longer tells.
    pub unheard: Vec<Unheard>,
}

/// Which comments are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only those of this channel.
    pub channel: Option<ChannelId>,
    /// Only those of this network.
    pub network: Option<Network>,
    /// Only those.
    pub shown: Option<Shown>,
    /// Only those this person takes care of.
    pub assignee: Option<PersonId>,
    /// Only those after this place in the order.
    pub after: Option<CommentCursor>,
    /// At most so many.
    pub limit: u32,
}

/// Comments, a page at a time.
#[derive(Debug, Clone)]
pub struct Queue {
    /// The comments, newest first, each with those answers to it that are not out yet.
    pub comments: Vec<(Comment, Vec<Reply>)>,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<CommentCursor>,
}

/// A comment among those below the same post.
#[derive(Debug, Clone)]
pub struct Thread {
    /// The comment that was asked for.
    pub comment: Comment,
    /// The post it stands below, if it went out from here.
    pub post: Option<Post>,
    /// Everything below the post, own comments too, oldest first; the last so many.
    pub comments: Vec<Comment>,
    /// Answers to the comment that are not out yet.
    pub replies: Vec<Reply>,
}

impl Engine {
    /// What every page stands on.
    ///
    /// # Errors
    /// The store's.
    pub async fn counter(&self, viewer: &Viewer) -> Result<Counter, Error> {
        let workspace = viewer.workspace;
        // The number of the last event first: what happens while the rest is read is heard again rather than missed.
        let as_of = self.store.list_comments(workspace, &first_of(Vec::new())).await?.as_of;
        let listenings: BTreeMap<_, _> = self
            .store
            .listenings(workspace)
            .await?
            .into_iter()
            .map(|listening| (listening.channel, listening))
            .collect();
        let unheard = self.store.unheard(workspace).await?;
        let mut channels = Vec::new();
        for (channel, role) in self.channels_for(viewer).await? {
            let listening = listenings.get(&channel.id).copied();
            if channel.links.is_empty() {
                let first = first_of(vec![channel.id]);
                if self.store.list_comments(workspace, &first).await?.comments.is_empty() {
                    continue;
                }
            }
            let unheard = unheard.iter().filter(|it| it.channel == channel.id).copied().collect();
            channels.push(HeardChannel { channel, role, listening, unheard });
        }
        let ids: Vec<_> = channels.iter().map(|heard| heard.channel.id).collect();
        let counts = self.store.count_comments(workspace, &ids).await?;
        let members = self.store.members(workspace).await?;
        Ok(Counter { as_of, channels, counts, members })
    }

    /// Comments, newest first.
    ///
    /// # Errors
    /// The store's.
    pub async fn comments(&self, viewer: &Viewer, wanted: &Wanted) -> Result<Queue, Error> {
        let workspace = viewer.workspace;
        let channels = self.channels_for(viewer).await?.into_iter().map(|(channel, _)| channel);
        let query = CommentQuery {
            channels: channels
                .filter(|it| wanted.channel.is_none_or(|channel| it.id == channel))
                .filter(|it| wanted.network.is_none_or(|network| it.network == network))
                .map(|it| it.id)
                .collect(),
            shown: wanted.shown,
            assignee: wanted.assignee,
            after: wanted.after,
            limit: wanted.limit,
        };
        let list = self.store.list_comments(workspace, &query).await?;
        let ids: Vec<_> = list.comments.iter().map(|comment| comment.id).collect();
        let mut replies: BTreeMap<CommentId, Vec<Reply>> = BTreeMap::new();
        for reply in self.store.replies(workspace, &ids).await? {
            replies.entry(reply.comment).or_default().push(reply);
        }
        let with_replies = |comment: Comment| {
            let replies = replies.remove(&comment.id).unwrap_or_default();
            (comment, replies)
        };
        let comments = list.comments.into_iter().map(with_replies).collect();
        Ok(Queue { comments, next: list.next })
    }

    /// A comment among those below the same post.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one, a foreign one, and one of a channel without a role alike.
    pub async fn thread(&self, viewer: &Viewer, comment: CommentId) -> Result<Thread, Error> {
        let workspace = viewer.workspace;
        let (comment, _) = self.comment_for(viewer, comment).await?;
        let comments = self.store.thread(workspace, comment.channel, &comment.post, THREAD).await?;
        let replies = self.store.replies(workspace, &[comment.id]).await?;
        let post = self.post_of(workspace, &comment).await?;
        Ok(Thread { comment, post, comments, replies })
    }

    /// The post a comment stands below, if it is among those that went out from here in the weeks before.
    async fn post_of(
        &self,
        workspace: WorkspaceId,
        comment: &Comment,
    ) -> Result<Option<Post>, Error> {
        let query = PostQuery {
            from: Some(comment.at.before(TALKED_ABOUT)),
            // Clocks differ.
            until: Some(comment.at.after(Span::days(1))),
            channels: vec![comment.channel],
            states: vec![PostStateKind::Published],
            after: None,
            limit: POSTS,
        };
        let posts = self.store.list_posts(workspace, &query).await?.posts;
        Ok(posts.into_iter().find(|post| {
            let PostState::Published { remote_id, .. } = &post.state else { return false };
            *remote_id == comment.post
        }))
    }
}

const fn first_of(channels: Vec<ChannelId>) -> CommentQuery {
    CommentQuery { channels, shown: None, assignee: None, after: None, limit: 1 }
}
