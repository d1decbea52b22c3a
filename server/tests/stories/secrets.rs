//! Canaries: every token and code the sandbox ever gave out is looked for in everything Relink wrote.

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use crate::house::house;
use domain::{event::EventId, time::Span};
use engine::reconnect::Target;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// A log kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_token_and_no_code_is_ever_written_in_clear() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace"))
        .with_writer(log.clone())
        .init();

    let house = house().await;
    let (lena, marta) = (house.link("Lena Fischer").await, house.link("Marta Kral").await);
    house.pass(Span::hours(3)).await;
    house.check(marta).await;
    house.cause("Lena Fischer", "change-password").await;
    house.check(lena).await;
    house.control.fault("facebook", "html", 1).await.unwrap();
    let answer = house.consent(&house.viewer, Target::Profile(lena), "Lena Fischer", None).await;
    house.deliver(answer).await;
    let answer = house.consent(&house.viewer, Target::Profile(lena), "Lena Fischer", None).await;
    assert!(house.deliver(answer).await.is_full_success());

    let canaries = canaries(&house.folder.path().join("sandbox.db"));
    assert!(canaries.len() > 10, "the sandbox gave out tokens: {}", canaries.len());
    let events = format!("{:?}", house.events_after(EventId(0)).await);
    let log = log.0.lock().unwrap().clone();
    assert!(!log.is_empty());
    let mut written = vec![("the events", events.into_bytes()), ("the log", log)];
    for name in ["relink.db", "relink.db-wal", "key"] {
        if let Ok(bytes) = std::fs::read(house.folder.path().join(name)) {
            written.push((name, bytes));
        }
    }
    assert!(written.len() >= 4);
    for (place, bytes) in &written {
        for canary in &canaries {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{place} holds {}… in clear", &canary[..6]);
        }
    }
}

/// Every token and code in the sandbox's world.
fn canaries(database: &Path) -> Vec<String> {
    let world = rusqlite::Connection::open(database).unwrap();
    ["SELECT value FROM tokens", "SELECT value FROM codes"]
        .into_iter()
        .flat_map(|query| {
            let mut statement = world.prepare(query).unwrap();
            let found = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
            found.map(Result::unwrap).collect::<Vec<_>>()
        })
        .collect()
}
