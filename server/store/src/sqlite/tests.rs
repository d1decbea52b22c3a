//! What this store must do because it is a SQLite file.

mod file;
mod full;
mod group;
mod plans;

use std::error::Error;

use tempfile::TempDir;

use super::{Sqlite, sql::tests::agency};

type Tested = Result<(), Box<dyn Error + Send + Sync>>;

/// An empty store in a folder that goes away with the test.
pub(super) async fn fresh() -> Result<(TempDir, Sqlite), Box<dyn Error + Send + Sync>> {
    let folder = tempfile::tempdir()?;
    let store = Sqlite::open(&url(&folder)).await?;
    Ok((folder, store))
}

/// The same, in the words of the tests that every database has to pass: this one is always there.
pub(super) async fn if_there() -> Result<Option<(TempDir, Sqlite)>, Box<dyn Error + Send + Sync>> {
    crate::logged::listen();
    fresh().await.map(Some)
}

fn url(folder: &TempDir) -> String {
    format!("sqlite://{}/data/relink.db", folder.path().display())
}

/// How many entries the audit log has of this word.
async fn entries(store: &Sqlite, what: &str) -> Result<i64, Box<dyn Error + Send + Sync>> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM audit WHERE what = $1").bind(what);
    Ok(count.fetch_one(&store.readers).await?)
}
