//! What people do with comments besides answering them. Hiding and liking is done at the network first: what it did not do
//! is not written down.

use domain::{
    account::Viewer,
    breaker::Leave,
    cause::Cause,
    comment::{Comment, CommentState},
    health::Ability,
    id::{CommentId, PersonId},
    verdict::Verdict,
};

use super::listen::WAYS;
use crate::{
    Engine, Error,
    apps::reach::Reach,
    ports::networks::{Adapter, ChannelAccess, Moderation, PostRefusal, ReplyTo},
    tokens::Priority,
};

/// So often a change is tried again that met another one.
const TRIES: u32 = 5;

/// Why it was not done. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// Somebody else changed the comment meanwhile.
    Changed,
    /// The network has no such thing.
    Unsupported,
    /// The person belongs to another workspace, or to none.
    NoSuchPerson,
    /// The channel cannot be reached until somebody mends it.
    Lost(Cause),
    /// The network, or the way to it, is in trouble. Trying again later may help.
    Unavailable,
    /// The network does not do it.
    Refused {
        /// Its code.
        code: String,
        /// Its words; may be empty.
        says: String,
    },
}

/// What came of it.
type Done = Result<Result<Comment, Undone>, Error>;

/// What is done at the network.
#[derive(Clone, Copy)]
enum Deed {
    Hide(bool),
    Like(bool),
}

impl Engine {
    /// Hides a comment from others, or shows it again.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown comment, a foreign one, and one of a channel without a role alike;
    /// [`Error::Forbidden`] where the role does not reach so far.
    pub async fn hide_comment(
        &self,
        viewer: &Viewer,
        comment: CommentId,
        seen: u32,
        hidden: bool,
    ) -> Done {
        let (comment, role) = self.comment_for(viewer, comment).await?;
        may(role.may_hide())?;
        self.at_the_network(viewer, comment, seen, Deed::Hide(hidden)).await
    }

    /// Likes a comment as the channel, or takes that back.
    ///
    /// # Errors
    /// As [`Self::hide_comment`].
    pub async fn like_comment(
        &self,
        viewer: &Viewer,
        comment: CommentId,
        seen: u32,
        liked: bool,
    ) -> Done {
        let (comment, role) = self.comment_for(viewer, comment).await?;
        may(role.may_answer())?;
        self.at_the_network(viewer, comment, seen, Deed::Like(liked)).await
    }

    /// Says who takes care of a comment, or that nobody does.
    ///
    /// # Errors
    /// As [`Self::hide_comment`].
    pub async fn assign_comment(
        &self,
        viewer: &Viewer,
        comment: CommentId,
        seen: u32,
        to: Option<PersonId>,
    ) -> Done {
        let (comment, role) = self.comment_for(viewer, comment).await?;
        may(role.may_answer())?;
        if let Some(person) = to {
            let members = self.store.members(viewer.workspace).await?;
            if !members.iter().any(|member| member.person == person) {
                return Ok(Err(Undone::NoSuchPerson));
            }
        }
        self.change(viewer, seen, Comment { assignee: to, ..comment }).await
    }

    /// Says that nothing is to be done about a comment any more, or that something is after all.
    ///
    /// # Errors
    /// As [`Self::hide_comment`].
    pub async fn close_comment(
        &self,
        viewer: &Viewer,
        comment: CommentId,
        seen: u32,
        closed: bool,
    ) -> Done {
        let (comment, role) = self.comment_for(viewer, comment).await?;
        may(role.may_answer())?;
        let state = match comment.state {
            CommentState::Own => return Ok(Err(Undone::Unsupported)),
            _ if closed => CommentState::Done,
            CommentState::Done => CommentState::New,
            state => state,
        };
        self.change(viewer, seen, Comment { state, ..comment }).await
    }

    async fn change(&self, viewer: &Viewer, seen: u32, after: Comment) -> Done {
        if after.version != seen {
            return Ok(Err(Undone::Changed));
        }
        let after = Comment { version: seen + 1, ..after };
        let now = self.clock.now();
        let done = self.store.change_comment(viewer.workspace, seen, &after, now).await?;
        Ok(if done { Ok(after) } else { Err(Undone::Changed) })
    }

    async fn at_the_network(
        &self,
        viewer: &Viewer,
        comment: Comment,
        seen: u32,
        deed: Deed,
    ) -> Done {
        if comment.version != seen {
            return Ok(Err(Undone::Changed));
        }
        if let Err(why) = self.carry_through(viewer, &comment, deed).await? {
            return Ok(Err(why));
        }
        let (id, mut comment) = (comment.id, comment);
        for _ in 0..TRIES {
            let after = deed.done_to(comment);
            let version = after.version;
            if let Ok(done) = self.change(viewer, version, after).await? {
                return Ok(Ok(done));
            }
            // It is done at the network, whatever else somebody changed meanwhile.
            (comment, _) = self.comment_for(viewer, id).await?;
        }
        Ok(Err(Undone::Changed))
    }

    async fn carry_through(
        &self,
        viewer: &Viewer,
        comment: &Comment,
        deed: Deed,
    ) -> Result<Result<(), Undone>, Error> {
        for _ in 0..WAYS {
            let hand = self.reach(viewer.workspace, comment.channel, Ability::Comments).await?;
            let hand = match hand {
                Reach::Open(hand) => hand,
                Reach::Lost(loss) => return Ok(Err(Undone::Lost(loss.cause))),
                Reach::Gone | Reach::NotConfigured => return Ok(Err(Undone::Unavailable)),
            };
            let adapter = self.networks.adapter(hand.network);
            let Some(adapter) = adapter.filter(|it| deed.is_offered(it.ways().moderation)) else {
                return Ok(Err(Undone::Unsupported));
            };
            if let Leave::Refused { .. } = self.leave(&hand, Priority::Person, 1) {
                return Ok(Err(Undone::Unavailable));
            }
            let done = deed.carry_out(adapter, &hand.access(), comment).await;
            let verdict = match &done {
                Err(PostRefusal::Channel(verdict)) => verdict.clone(),
                _ => Verdict::Alive,
            };
            self.came_of(&hand, Ability::Comments, &verdict).await?;
            match done {
                Ok(()) => return Ok(Ok(())),
                // Another way may be open.
                Err(PostRefusal::Channel(Verdict::Dead(_))) => {}
                Err(PostRefusal::Channel(_)) => return Ok(Err(Undone::Unavailable)),
                Err(PostRefusal::Content { code, says }) => {
                    return Ok(Err(Undone::Refused { code, says }));
                }
            }
        }
        Ok(Err(Undone::Unavailable))
    }
}

impl Deed {
    const fn is_offered(self, moderation: Moderation) -> bool {
        match self {
            Self::Hide(_) => moderation.hide,
            Self::Like(_) => moderation.like,
        }
    }

    async fn carry_out(
        self,
        adapter: &dyn Adapter,
        access: &ChannelAccess<'_>,
        comment: &Comment,
    ) -> Result<(), PostRefusal> {
        let to = ReplyTo { post: &comment.post, comment: &comment.remote_id };
        match self {
            Self::Hide(hidden) => adapter.hide(access, &to, hidden).await,
            Self::Like(liked) => adapter.like(access, &to, liked).await,
        }
    }

    fn done_to(self, comment: Comment) -> Comment {
        match self {
            Self::Hide(is_hidden) => Comment { is_hidden, ..comment },
            Self::Like(is_liked) => Comment { is_liked, ..comment },
        }
    }
}

const fn may(is_allowed: bool) -> Result<(), Error> {
    if is_allowed { Ok(()) } else { Err(Error::Forbidden) }
}
