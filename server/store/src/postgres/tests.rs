//! What this store must do because it is a PostgreSQL server that others share.

mod hearing;
mod opening;
mod plans;
pub(crate) mod server;

use std::error::Error;

use super::{Postgres, sql::tests::agency};

type Tested = Result<(), Box<dyn Error + Send + Sync>>;

/// An empty store in a database of its own; `None` where there is no PostgreSQL to test with.
pub(super) async fn if_there() -> Result<Option<(String, Postgres)>, Box<dyn Error + Send + Sync>> {
    crate::logged::listen();
    let Some(url) = server::database().await? else { return Ok(None) };
    let store = Postgres::open(&url).await?;
    Ok(Some((url, store)))
}
