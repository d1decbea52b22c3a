//! What is proposed, approved or returned. An approval is of the version that was seen, and of no other.

use domain::{
    account::Viewer,
    id::PostId,
    post::{Post, PostState},
    time::Timestamp,
};

use super::compose::{Planned, Unfit, When};
use crate::{
    Engine, Error,
    ports::store::{
        accounts::AuditEntry,
        posts::{Seen, Writes},
    },
};

/// So often an approval is tried again that met a change which no person made.
const TRIES: u32 = 5;
/// So long a note may be.
pub const LONGEST_NOTE: usize = 2_000;

/// When a post goes out that is approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// At the time it is proposed for.
    AsProposed,
    /// That time has passed: at once.
    Now,
    /// That time has passed: at the next free slot of its channel.
    NextSlot,
}

/// Why a proposal was not answered. Nothing was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Unapproved {
    /// It was changed since it was seen: as it is now.
    Conflict(Box<Post>),
    /// It cannot go out like that.
    Unfit(Unfit),
    /// A return says nothing.
    NoNote,
}

/// How an answer to a proposal ended: the post as it is now, or why nothing was done.
type Answer = Result<Result<Post, Unapproved>, Error>;

/// What is answered to a proposal.
#[derive(Debug, Clone, Copy)]
enum Deed<'a> {
    Approve(Approval),
    Return(&'a str),
}

impl Engine {
    /// Approves a post of which `seen` is the version somebody read. Another time than the proposed one is taken only where that
    /// has passed: whoever approves changes nothing else.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a post of a channel without a role, [`Error::Forbidden`] for whoever may not approve.
    pub async fn approve_post(
        &self,
        viewer: &Viewer,
        post: PostId,
        seen: u32,
        approval: Approval,
        from: &str,
    ) -> Result<Result<Post, Unapproved>, Error> {
        self.answer_proposal(viewer, (post, seen), Deed::Approve(approval), from).await
    }

    /// Returns a proposed post to whoever wrote it, with what they would have changed.
    ///
    /// # Errors
    /// As [`Self::approve_post`].
    pub async fn return_post(
        &self,
        viewer: &Viewer,
        post: PostId,
        seen: u32,
        note: &str,
        from: &str,
    ) -> Result<Result<Post, Unapproved>, Error> {
        let note: String = note.trim().chars().take(LONGEST_NOTE).collect();
        self.answer_proposal(viewer, (post, seen), Deed::Return(&note), from).await
    }

    async fn answer_proposal(
        &self,
        viewer: &Viewer,
        (post, seen): (PostId, u32),
        deed: Deed<'_>,
        from: &str,
    ) -> Answer {
        for _ in 0..TRIES {
            let (before, role) = self.post_for(viewer, post).await?;
            if !role.may_approve() {
                return Err(Error::Forbidden);
            }
            if before.version != seen {
                return Ok(Err(Unapproved::Conflict(Box::new(before))));
            }
            let answered = match deed {
                Deed::Approve(approval) => self.approved(viewer, &before, approval).await?,
                Deed::Return(note) => self.returned(viewer, &before, note),
            };
            let after = match answered {
                Ok(after) => after,
                Err(why) => return Ok(Err(why)),
            };
            let (version, step) = (before.version + 1, before.step + 1);
            let after = Post { version, step, ..after };
            let (now, about) = (self.clock.now(), post.to_string());
            let what = match deed {
                Deed::Approve(_) => "post.approved",
                Deed::Return(_) => "post.returned",
            };
            let audit = vec![AuditEntry::by(viewer, what, &about, from, now)];
            let posts = vec![(Seen::from(&before), after.clone())];
            let writes = Writes { workspace: viewer.workspace, posts, audit, now };
            if self.store.write_posts(&writes).await? {
                self.publishing.rota.stirred.notify_one();
                return Ok(Ok(after));
            }
        }
        // Somebody changes it all the time.
        Err(Error::NotFound)
    }

    async fn approved(&self, viewer: &Viewer, post: &Post, approval: Approval) -> Answer {
        let unfit = |why| Ok(Err(Unapproved::Unfit(why)));
        if let Err(why) = post.state.approved() {
            return unfit(Unfit::NotNow(why));
        }
        let now = self.clock.now();
        let channel = self.store.linked_channel(viewer.workspace, post.channel).await?;
        let Some(channel) = channel.filter(|channel| !channel.links.is_empty()) else {
            return unfit(Unfit::NoSuchChannel);
        };
        let when = match (approval, post.at) {
            (Approval::Now, Some(at)) if at < now => When::Now,
            (Approval::NextSlot, Some(at)) if at < now => When::NextSlot,
            (_, Some(at)) => When::At(at),
            // Nothing is proposed without a time.
            (_, None) => return unfit(Unfit::Past),
        };
        let planned = Planned { when, not_after: post.not_after };
        let fit = self.fit(viewer.workspace, &channel, &post.content, planned, now).await?;
        Ok(match fit {
            Ok((state, at)) => Ok(Post { state, at, ..post.clone() }),
            Err(why) => Err(Unapproved::Unfit(why)),
        })
    }

    fn returned(&self, viewer: &Viewer, post: &Post, note: &str) -> Result<Post, Unapproved> {
        let state = post.state.returned(viewer.person, note, self.clock.now());
        let state = state.map_err(|why| Unapproved::Unfit(Unfit::NotNow(why)))?;
        if note.is_empty() {
            return Err(Unapproved::NoNote);
        }
        Ok(Post { state, ..post.clone() })
    }
}

/// The entries that tell of posts which are proposed now, and were not so as they are; and of those that were, and are approved
/// by whoever planned them.
pub(super) fn proposals<'a>(
    viewer: &Viewer,
    posts: impl Iterator<Item = (Option<&'a Post>, &'a Post)>,
    from: &str,
    now: Timestamp,
) -> Vec<AuditEntry> {
    posts
        .filter_map(|(before, after)| {
            let was_proposed =
                before.is_some_and(|before| matches!(before.state, PostState::Proposed { .. }));
            let is_as_before = before.is_some_and(|before| before.state == after.state);
            let what = match after.state {
                PostState::Proposed { .. } if !is_as_before => "post.proposed",
                PostState::Scheduled { .. } if was_proposed => "post.approved",
                _ => return None,
            };
            Some(AuditEntry::by(viewer, what, &after.id.to_string(), from, now))
        })
        .collect()
}
