//! What people decide about posts that ask.

use domain::{
    account::Viewer,
    id::PostId,
    post::{Decision, NotNow, Post, PostState, Unpublished},
};

use super::compose::Unfit;
use crate::{
    Engine, Error,
    ports::store::posts::{Seen, Writes},
};

impl Engine {
    /// Decides about each of these posts by itself: what of it cannot be done is named, the rest is done.
    ///
    /// # Errors
    /// The store's, and [`Error::Forbidden`], before anything is done, if one of them is of a channel for which the viewer may not
    /// publish. What is not there, or not theirs to see, is left out.
    pub async fn decide(
        &self,
        viewer: &Viewer,
        posts: &[PostId],
        decision: Decision,
    ) -> Result<Vec<(PostId, Unfit)>, Error> {
        let mut unfit = Vec::new();
        let given = self.given(viewer).await?;
        let mut theirs = Vec::with_capacity(posts.len());
        for id in posts {
            let Some(post) = self.store.post(viewer.workspace, *id).await? else { continue };
            match given.role(post.channel) {
                Some(role) if role.may_publish() => theirs.push(post),
                Some(_) => return Err(Error::Forbidden),
                None => {}
            }
        }
        for post in theirs {
            if let Err(why) = self.decide_one(viewer, &post, decision).await? {
                unfit.push((post.id, why));
            }
        }
        self.publishing.rota.stirred.notify_one();
        Ok(unfit)
    }

    async fn decide_one(
        &self,
        viewer: &Viewer,
        post: &Post,
        decision: Decision,
    ) -> Result<Result<(), Unfit>, Error> {
        let now = self.clock.now();
        let (mut state, at) = match post.state.decided(decision, post.at, now) {
            Ok(decided) => decided,
            Err(why) => return Ok(Err(Unfit::NotNow(why))),
        };
        let is_over = post.window().is_some_and(|window| window.is_over(now));
        if decision == Decision::Now && is_over && post.state.unsettled().is_some() {
            // It is not out, somebody has seen that; and it must not go out any more.
            state = PostState::Failed { why: Unpublished::TooLate, at: now };
        }
        let is_planned = state.is_queued();
        if is_planned && at.is_some_and(|at| at < now) {
            return Ok(Err(Unfit::Past));
        }
        if is_planned && at > post.not_after.or(at) {
            return Ok(Err(Unfit::LastMomentBefore));
        }
        let after =
            Post { state, at, version: post.version + 1, step: post.step + 1, ..post.clone() };
        let posts = vec![(Seen::from(post), after)];
        let writes = Writes { workspace: viewer.workspace, posts, audit: Vec::new(), now };
        let done = self.store.write_posts(&writes).await?;
        // Somebody else decided in between.
        Ok(if done { Ok(()) } else { Err(Unfit::NotNow(NotNow::NothingAsked)) })
    }
}
