//! Community Management, as its pages read it.

use domain::id::{CommentId, WorkspaceId};
use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    backend::community::{CommentsPage, CommentsQuery, Counter, Roles, Thread},
    error::Error,
    wire::Answer,
};

/// What every page of Community Management stands on.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn the_counter(workspace: WorkspaceId) -> Result<Counter, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.community.counter(&viewer_in(workspace)?).await)
}

/// Comments, newest first.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn page_of_comments(
    workspace: WorkspaceId,
    query: CommentsQuery,
) -> Result<CommentsPage, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.community.comments(&viewer_in(workspace)?, query).await)
}

/// A comment among those below the same post.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn read_thread(
    workspace: WorkspaceId,
    comment: CommentId,
) -> Result<Thread, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.community.thread(&viewer_in(workspace)?, comment).await)
}

/// Who has which role.
#[server(input = GetUrl, output = Answer)]
pub(crate) async fn community_roles(workspace: WorkspaceId) -> Result<Roles, Error> {
    use crate::request::{answer, backend, viewer_in};
    answer(backend()?.community.roles(&viewer_in(workspace)?).await)
}
