//! Posts as pages read them.

use domain::{
    account::Viewer,
    id::{GroupId, PostId},
    post::Post,
};

use crate::{
    Engine, Error,
    ports::store::posts::{Attempt, PostList, PostQuery},
};

impl Engine {
    /// Posts in the order of their time.
    ///
    /// # Errors
    /// The store's.
    pub async fn posts(&self, viewer: &Viewer, query: &PostQuery) -> Result<PostList, Error> {
        Ok(self.store.list_posts(viewer.workspace, query).await?)
    }

    /// One post.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign one alike.
    pub async fn post(&self, viewer: &Viewer, post: PostId) -> Result<Post, Error> {
        self.store.post(viewer.workspace, post).await?.ok_or(Error::NotFound)
    }

    /// The posts of one composition, one to each of its channels.
    ///
    /// # Errors
    /// The store's.
    pub async fn posts_of_group(
        &self,
        viewer: &Viewer,
        group: GroupId,
    ) -> Result<Vec<Post>, Error> {
        Ok(self.store.posts_of_group(viewer.workspace, group).await?)
    }

    /// How often a post was sent, and what came of it; the last attempt first.
    ///
    /// # Errors
    /// The store's.
    pub async fn attempts(&self, viewer: &Viewer, post: PostId) -> Result<Vec<Attempt>, Error> {
        Ok(self.store.attempts(viewer.workspace, post).await?)
    }
}
