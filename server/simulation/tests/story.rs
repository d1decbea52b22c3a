//! The store in memory tells the story that every store must tell.

use std::sync::Arc;

use simulation::store::MemStore;
use store::story::{Told, story};

#[tokio::test]
async fn the_store_in_memory_tells_the_story() -> Told {
    story(Arc::new(MemStore::default())).await
}
