//! Changing, moving and deleting posts, while others may do the same.

use domain::{
    account::Viewer,
    id::PostId,
    limits::faults,
    post::{Content, Post, PostStateKind},
    time::Timestamp,
};

use super::compose::{Planned, Unfit, When};
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
    /// [`Error::NotFound`] if one of them is not there any more.
    pub async fn edit_posts(
        &self,
        viewer: &Viewer,
        seen: &[(PostId, u32)],
        edit: &Edit,
    ) -> Result<Edited, Error> {
        for _ in 0..TRIES {
            let now = self.clock.now();
            let before = match self.as_seen(viewer, seen).await? {
                Ok(posts) => posts,
                Err(theirs) => return Ok(Edited::Conflict(theirs)),
            };
            let (mut posts, mut unfit) = (Vec::new(), Vec::new());
            for post in before {
                let id = post.id;
                match self.with_edit(viewer, &post, edit, now).await? {
                    Ok(after) => posts.push((Seen::from(&post), after)),
                    Err(why) => unfit.push((id, why)),
                }
            }
            if !unfit.is_empty() {
                return Ok(Edited::Unfit(unfit));
            }
            let after = posts.iter().map(|(_, post)| post.clone()).collect();
            let writes = Writes { workspace: viewer.workspace, posts, now };
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
    ) -> Result<Edited, Error> {
        let edit = Edit { when: Some(When::At(at)), ..Edit::default() };
        self.edit_posts(viewer, &[(post, version)], &edit).await
    }

    /// Deletes posts that are not on their way, nor may be out: all of them, or none. What is out is only forgotten here.
    ///
    /// # Errors
    /// [`Error::NotFound`] if one of them is not there any more.
    pub async fn delete_posts(
        &self,
        viewer: &Viewer,
        seen: &[(PostId, u32)],
    ) -> Result<Edited, Error> {
        for _ in 0..TRIES {
            let posts = match self.as_seen(viewer, seen).await? {
                Ok(posts) => posts,
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

    /// The posts, if each still has the version that was seen; those that have another one, else.
    async fn as_seen(
        &self,
        viewer: &Viewer,
        seen: &[(PostId, u32)],
    ) -> Result<Result<Vec<Post>, Vec<Post>>, Error> {
        let (mut same, mut theirs) = (Vec::new(), Vec::new());
        for (id, version) in seen {
            let post = self.post(viewer, *id).await?;
            if post.version == *version { same.push(post) } else { theirs.push(post) }
        }
        Ok(if theirs.is_empty() { Ok(same) } else { Err(theirs) })
    }

    /// A post as an edit makes it.
    async fn with_edit(
        &self,
        viewer: &Viewer,
        post: &Post,
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
                Ok((state, at)) => (after.state, after.at) = (state, at),
                Err(why) => return Ok(Err(why)),
            }
            return Ok(Ok(after));
        }
        // It keeps its time, and what held or failed it is not true of the new text.
        match post.state.edited(post.at.filter(|_| post.state.kind() != PostStateKind::Draft)) {
            Ok(state) => after.state = state,
            Err(why) => return Ok(Err(Unfit::NotNow(why))),
        }
        let faults = faults(channel.network, &after.content);
        Ok(if after.state.is_queued() && !faults.is_empty() {
            Err(Unfit::Faults(faults))
        } else if after.state.is_queued() && after.window().is_some_and(|w| w.is_over(w.at)) {
            Err(Unfit::LastMomentBefore)
        } else {
            Ok(after)
        })
    }
}
