//! Changing, moving and deleting posts, while others may do the same. What somebody leaves who may not publish is proposed.

use domain::{
    account::Viewer,
    id::PostId,
    limits::faults,
    post::{Content, Post, PostState, PostStateKind},
    scheduling::SchedulerRole,
    time::Timestamp,
};

use super::{
    approve::proposals,
    compose::{Planned, Unfit, When},
};
use crate::{
    Engine, Error,
    ports::store::posts::{Seen, Writes},
};

/// So often a change is tried again that met a change of state, which no person made.
const TRIES: u32 = 5;

/// What a person makes of a post.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// What it says from now on. Of its picture only id and alternative text count. `None` leaves it.
    pub content: Option<Content>,
    /// When it goes out; `None` leaves it.
    pub when: Option<When>,
    /// Its last moment, or that it has none; `None` leaves it.
    pub not_after: Option<Option<Timestamp>>,
}

/// How an edit ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Edited {
    /// It is written down. The posts as they are now; none after they were deleted.
    Done(Vec<Post>),
    /// Somebody else changed these meanwhile, and nothing was written: the posts as they made them. What the editor wrote is
    /// still theirs.
    Conflict(Vec<Post>),
    /// Something is wrong with it, and nothing was written.
    Unfit(Vec<(PostId, Unfit)>),
}

impl Engine {
    /// Changes posts: all of them, or none. `seen` names each with the version its editor saw.
    ///
    /// # Errors
    /// [`Error::NotFound`] if one of them is not there any more, or of a channel without a role; [`Error::Forbidden`] for whoever
    /// may not write.
    pub async fn edit_posts(
        &self,
        viewer: &Viewer,
        seen: &[(PostId, u32)],
        edit: &Edit,
        from: &str,
    ) -> Result<Edited, Error> {
        for _ in 0..TRIES {
            let now = self.clock.now();
            let before = match self.as_seen(viewer, seen, |_, _| true).await? {
                Ok(posts) => posts,
                Err(theirs) => return Ok(Edited::Conflict(theirs)),
            };
            let (mut posts, mut unfit) = (Vec::new(), Vec::new());
            for (post, role) in before {
                let id = post.id;
                match self.with_edit(viewer, (&post, role), edit, now).await? {
                    Ok(after) => posts.push((post, after)),
                    Err(why) => unfit.push((id, why)),
                }
            }
            if !unfit.is_empty() {
                return Ok(Edited::Unfit(unfit));
            }
            let after = posts.iter().map(|(_, post)| post.clone()).collect();
            let told = posts.iter().map(|(before, after)| (Some(before), after));
            let audit = proposals(viewer, told, from, now);
            let posts = posts.into_iter().map(|(before, after)| (Seen::from(&before), after));
            let writes = Writes { workspace: viewer.workspace, posts: posts.collect(), audit, now };
            if self.store.write_posts(&writes).await? {
                self.publishing.rota.stirred.notify_one();
                return Ok(Edited::Done(after));
            }
        }
        // Somebody changes it all the time.
        Err(Error::NotFound)
    }

    /// Moves a post to another time, as dragging does.
    ///
    /// # Errors
    /// As [`Self::edit_posts`].
    pub async fn move_post(
        &self,
        viewer: &Viewer,
        post: PostId,
        version: u32,
        at: Timestamp,
        from: &str,
    ) -> Result<Edited, Error> {
        let edit = Edit { when: Some(When::At(at)), ..Edit::default() };
        self.edit_posts(viewer, &[(post, version)], &edit, from).await
    }

    /// Deletes posts that are not on their way, nor may be out: all of them, or none. What is out is only forgotten here.
    ///
    /// # Errors
    /// As [`Self::edit_posts`]; what was approved is deleted by nobody who may not publish.
    pub async fn delete_posts(
        &self,
        viewer: &Viewer,
        seen: &[(PostId, u32)],
    ) -> Result<Edited, Error> {
        for _ in 0..TRIES {
            let may = |post: &Post, role: SchedulerRole| role.may_delete(post.state.kind());
            let posts: Vec<_> = match self.as_seen(viewer, seen, may).await? {
                Ok(posts) => posts.into_iter().map(|(post, _)| post).collect(),
                Err(theirs) => return Ok(Edited::Conflict(theirs)),
            };
            let unfit: Vec<_> = posts
                .iter()
                .filter_map(|post| Some((post.id, Unfit::NotNow(post.state.may_delete().err()?))))
                .collect();
            if !unfit.is_empty() {
                return Ok(Edited::Unfit(unfit));
            }
            let posts: Vec<_> = posts.iter().map(Seen::from).collect();
            if self.store.delete_posts(viewer.workspace, &posts, self.clock.now()).await? {
                return Ok(Edited::Done(Vec::new()));
            }
        }
        Err(Error::NotFound)
    }

    /// The posts, each with what the viewer is for its channel, if each still has the version that was seen; those that have
    /// another one, else. Whoever may not write, or not do with them what is meant, is told nothing.
    async fn as_seen(
        &self,
        viewer: &Viewer,
        seen: &[(PostId, u32)],
        may: impl Fn(&Post, SchedulerRole) -> bool,
    ) -> Result<Result<Vec<(Post, SchedulerRole)>, Vec<Post>>, Error> {
        let (mut same, mut theirs) = (Vec::new(), Vec::new());
        for (id, version) in seen {
            let (post, role) = self.post_for(viewer, *id).await?;
            if !role.may_write() {
                return Err(Error::Forbidden);
            }
            if post.version != *version {
                theirs.push(post);
            } else if may(&post, role) {
                same.push((post, role));
            } else {
                return Err(Error::Forbidden);
            }
        }
        Ok(if theirs.is_empty() { Ok(same) } else { Err(theirs) })
    }

    /// A post as an edit makes it.
    async fn with_edit(
        &self,
        viewer: &Viewer,
        (post, role): (&Post, SchedulerRole),
        edit: &Edit,
        now: Timestamp,
    ) -> Result<Result<Post, Unfit>, Error> {
        if let Err(why) = post.state.may_change() {
            return Ok(Err(Unfit::NotNow(why)));
        }
        let channel = self.store.linked_channel(viewer.workspace, post.channel).await?;
        let Some(channel) = channel else { return Ok(Err(Unfit::NoSuchChannel)) };
        let mut content = edit.content.clone().unwrap_or_else(|| post.content.clone());
        if let Some(picture) = &content.picture {
            match self.known_picture(viewer.workspace, picture.id, &picture.alt).await? {
                Ok(known) => content.picture = Some(known),
                Err(why) => return Ok(Err(why)),
            }
        }
        let not_after = edit.not_after.unwrap_or(post.not_after);
        let mut after = Post {
            content,
            not_after,
            version: post.version + 1,
            step: post.step + 1,
            ..post.clone()
        };
        if let Some(when) = edit.when {
            let planned = Planned { when, not_after };
            match self.fit(viewer.workspace, &channel, &after.content, planned, now).await? {
                Ok((state, at)) => {
                    after.at = at;
                    after.state = match (&post.state, state) {
                        // The note stands until it is proposed anew.
                        (PostState::Returned { .. }, PostState::Draft) => post.state.clone(),
                        (_, state) => when.left_by(viewer.person, role, state, now),
                    };
                }
                Err(why) => return Ok(Err(why)),
            }
            return Ok(Ok(after));
        }
        // It keeps its time, and what held or failed it is not true of the new text.
        match post.state.edited(post.at.filter(|_| post.state.kind() != PostStateKind::Draft)) {
            Ok(state) if role.may_publish() => after.state = state,
            Ok(state) => after.state = state.proposed(viewer.person, now),
            Err(why) => return Ok(Err(Unfit::NotNow(why))),
        }
        let shall_go_out = after.state.is_queued() || after.state.kind() == PostStateKind::Proposed;
        let faults = faults(channel.network, &after.content);
        Ok(if shall_go_out && !faults.is_empty() {
            Err(Unfit::Faults(faults))
        } else if shall_go_out && after.window().is_some_and(|w| w.is_over(w.at)) {
            Err(Unfit::LastMomentBefore)
        } else {
            Ok(after)
        })
    }
}
