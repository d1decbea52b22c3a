//! What only SQLite must do, and the story.

use std::{error::Error, sync::Arc};

use super::Sqlite;

type Tested = Result<(), Box<dyn Error + Send + Sync>>;

/// A store in a folder that goes away with the test.
async fn fresh() -> Result<(tempfile::TempDir, Sqlite), Box<dyn Error + Send + Sync>> {
    let folder = tempfile::tempdir()?;
    let store = Sqlite::open(&url(&folder)).await?;
    Ok((folder, store))
}

fn url(folder: &tempfile::TempDir) -> String {
    format!("sqlite://{}/new/relink.db", folder.path().display())
}

#[tokio::test]
async fn sqlite_tells_the_story() -> Tested {
    let (_folder, store) = fresh().await?;
    crate::story::story(Arc::new(store)).await
}
