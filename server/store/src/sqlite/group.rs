//! Group commit: units of work that wait at the same time share one transaction, and so one flush of the disk, which
//! costs more than all they write.
//!
//! One task owns the line before the only connection that writes. It lends the connection to one unit after the other,
//! each inside a savepoint of its own, so that one that fails, panics or is dropped takes back what it wrote and nothing
//! else. When nobody waits any more it commits, and only then is anybody told that their work is done, and any alarm rung.
//! What ends the transaction itself (a full disk does) takes the savepoint with it; that is noticed by the next step, and
//! answered to every unit of the group.

use std::sync::Arc;

use domain::id::WorkspaceId;
use engine::ports::store::{StoreError, Stored};
use sqlx::{ConnectOptions as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::{
    sync::{Mutex, OwnedMutexGuard, broadcast, mpsc, oneshot},
    task::yield_now,
    time::timeout,
};

use super::{PATIENCE, moved_to};
use crate::unavailable;

/// How many may wait in line; whoever comes then waits for a place in it.
const LINE: usize = 1024;
/// How many units share a transaction at most. A unit is a handful of statements, so this bounds how long the first waits
/// for the last, and how much is written at once.
const GROUP: usize = 256;

// Two steps in one statement where they follow each other: each statement costs a change of threads.
const BEGIN: &str = "BEGIN IMMEDIATE; SAVEPOINT unit";
const KEEP: &str = "RELEASE unit; SAVEPOINT unit";
const TAKE_BACK: &str = "ROLLBACK TO unit";
const COMMIT: &str = "RELEASE unit; COMMIT";
const ROLLBACK: &str = "ROLLBACK";

/// The line before the one connection that writes.
pub(super) struct Writer {
    line: mpsc::Sender<Waiting>,
}

type Waiting = oneshot::Sender<Stored<Writing>>;

impl Writer {
    /// Starts the task that lends `connection`. It ends with the store.
    pub(super) fn start(
        connection: SqliteConnection,
        options: SqliteConnectOptions,
        alarm: broadcast::Sender<WorkspaceId>,
    ) -> Self {
        let (line, waiting) = mpsc::channel(LINE);
        let connection = Arc::new(Mutex::new(connection));
        tokio::spawn(Lender { connection, options, waiting, alarm }.serve());
        Self { line }
    }

    /// Waits for its turn.
    pub(super) async fn turn(&self) -> Stored<Writing> {
        let waited = timeout(PATIENCE, async {
            let (mine, turn) = oneshot::channel();
            self.line.send(mine).await.map_err(|_| gone())?;
            turn.await.map_err(|_| gone())?
        });
        waited.await.map_err(|elapsed| StoreError::Unavailable(elapsed.into()))?
    }
}

/// A turn to write. Dropped without [`Writing::commit`] it leaves nothing behind.
pub(super) struct Writing {
    connection: OwnedMutexGuard<SqliteConnection>,
    done: oneshot::Sender<Done>,
}

impl Writing {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Gives the connection back and waits until the group is durable. Whoever stops waiting here stops nothing.
    pub(super) async fn commit(self, told: Vec<WorkspaceId>) -> Stored<()> {
        let Self { connection, done } = self;
        drop(connection);
        let (answer, answered) = oneshot::channel();
        done.send(Done { told, answer }).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

/// A unit that did its work and waits for the group's commit.
struct Done {
    told: Vec<WorkspaceId>,
    answer: oneshot::Sender<Stored<()>>,
}

/// The task that lends the connection.
struct Lender {
    connection: Arc<Mutex<SqliteConnection>>,
    options: SqliteConnectOptions,
    waiting: mpsc::Receiver<Waiting>,
    alarm: broadcast::Sender<WorkspaceId>,
}

impl Lender {
    async fn serve(mut self) {
        while let Some(first) = self.waiting.recv().await {
            if let Err(error) = self.begin().await {
                // Nobody is left to hear of it, if they did not want to wait so long.
                let _ = first.send(Err(error));
                self.open_anew().await;
                continue;
            }
            let mut group = Vec::new();
            let committed = self.fill(first, &mut group).await;
            if let Err(error) = committed {
                // Usually there is nothing left to roll back; what cannot be rolled back does not begin again either.
                let _ = self.step(ROLLBACK).await;
                answer_all(group, &Arc::new(error));
                continue;
            }
            for Done { told, answer } in group {
                for workspace in told {
                    // No listener is no fault: the log is the truth.
                    let _ = self.alarm.send(workspace);
                }
                let _ = answer.send(Ok(()));
            }
        }
    }

    /// Begins a transaction, unless somebody moved everything elsewhere meanwhile: then nothing is written here any more.
    async fn begin(&self) -> Stored<()> {
        self.step(BEGIN).await.map_err(unavailable)?;
        let moved = moved_to(&mut *self.connection.lock().await).await.map_err(unavailable)?;
        match moved {
            Some(to) => {
                Err(StoreError::Unavailable(format!("everything was moved to {to}").into()))
            }
            None => Ok(()),
        }
    }

    /// Lends the connection to `first` and whoever waits then, and commits.
    async fn fill(&mut self, first: Waiting, group: &mut Vec<Done>) -> sqlx::Result<()> {
        let mut next = Some(first);
        while let Some(waiting) = next {
            let (done, ended) = oneshot::channel();
            let connection = Arc::clone(&self.connection).lock_owned().await;
            // If nobody waits any more, the turn is dropped here, and ends at once.
            drop(waiting.send(Ok(Writing { connection, done })));
            match ended.await {
                Ok(done) => {
                    group.push(done);
                    self.step(KEEP).await?;
                }
                Err(_) => self.step(TAKE_BACK).await?,
            }
            next = if group.len() < GROUP { self.next().await } else { None };
        }
        self.step(COMMIT).await
    }

    /// Who waits now; with a moment for those who are about to.
    async fn next(&mut self) -> Option<Waiting> {
        if let Ok(waiting) = self.waiting.try_recv() {
            return Some(waiting);
        }
        yield_now().await;
        self.waiting.try_recv().ok()
    }

    async fn step(&self, sql: &'static str) -> sqlx::Result<()> {
        let mut connection = self.connection.lock().await;
        sqlx::query(sql).execute(&mut *connection).await.map(drop)
    }

    /// Replaces a connection on which nothing can begin. If none can be opened either, the next unit will try again.
    async fn open_anew(&self) {
        if let Ok(fresh) = self.options.connect().await {
            *self.connection.lock().await = fresh;
        }
    }
}

/// Tells a whole group that nothing of it was written.
fn answer_all(group: Vec<Done>, error: &Arc<sqlx::Error>) {
    for done in group {
        let _ = done.answer.send(Err(StoreError::Unavailable(Arc::clone(error).into())));
    }
}

/// The task that lends the connection is gone: the program is ending.
fn gone() -> StoreError {
    StoreError::Unavailable("the store is closed".into())
}
