//! The Scheduler, as its pages read it.

use domain::{
    id::{PostId, WorkspaceId},
    post::Post,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    backend::scheduler::{ChannelSlots, Desk, OnePost, PostsPage, PostsQuery},
    error::Error,
    wire::Answer,
};

/// What every page of the Scheduler stands on.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn the_desk(workspace: WorkspaceId) -> Result<Desk, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.scheduler.desk(&viewer_in(workspace)?).await)
}

/// Posts in the order of their time.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn page_of_posts(
    workspace: WorkspaceId,
    query: PostsQuery,
) -> Result<PostsPage, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.scheduler.posts(&viewer_in(workspace)?, query).await)
}

/// All posts between two moments.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn posts_between(
    workspace: WorkspaceId,
    query: PostsQuery,
) -> Result<Vec<Post>, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.scheduler.posts_between(&viewer_in(workspace)?, query).await)
}

/// One post.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_post(workspace: WorkspaceId, post: PostId) -> Result<OnePost, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.scheduler.post(&viewer_in(workspace)?, post).await)
}

/// The weekly slots of every channel.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn weekly_slots(workspace: WorkspaceId) -> Result<Vec<ChannelSlots>, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.scheduler.slots(&viewer_in(workspace)?).await)
}
