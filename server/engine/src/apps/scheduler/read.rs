//! Posts as pages read them: each viewer those of the channels they have a role for.

use domain::{
    account::Viewer,
    id::{ChannelId, GroupId, PostId},
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
        let Some(theirs) = self.given(viewer).await?.channels() else {
            return Ok(self.store.list_posts(viewer.workspace, query).await?);
        };
        let is_asked =
            |channel: &ChannelId| query.channels.is_empty() || query.channels.contains(channel);
        let channels: Vec<_> = theirs.into_iter().filter(is_asked).collect();
        if channels.is_empty() {
            // No channel would mean every channel.
            let first = PostQuery { limit: 1, ..PostQuery::default() };
            let as_of = self.store.list_posts(viewer.workspace, &first).await?.as_of;
            return Ok(PostList { posts: Vec::new(), next: None, as_of });
        }
        let query = PostQuery { channels, ..query.clone() };
        Ok(self.store.list_posts(viewer.workspace, &query).await?)
    }

    /// One post.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one, a foreign one, and one of a channel without a role alike.
    pub async fn post(&self, viewer: &Viewer, post: PostId) -> Result<Post, Error> {
        Ok(self.post_for(viewer, post).await?.0)
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
        let given = self.given(viewer).await?;
        let mut posts = self.store.posts_of_group(viewer.workspace, group).await?;
        posts.retain(|post| given.role(post.channel).is_some());
        Ok(posts)
    }

    /// How often a post was sent, and what came of it; the last attempt first.
    ///
    /// # Errors
    /// As [`Self::post`].
    pub async fn attempts(&self, viewer: &Viewer, post: PostId) -> Result<Vec<Attempt>, Error> {
        let (post, _) = self.post_for(viewer, post).await?;
        Ok(self.store.attempts(viewer.workspace, post.id).await?)
    }
}
