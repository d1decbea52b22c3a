//! Hearing what other processes commit.
//!
//! A unit that wrote an event notifies `relink_events` inside its transaction, and one task of each process listens and
//! rings the alarm. A connection that is lost is replaced; whatever was said in between is found by looking: every
//! workspace's event number is compared with the one seen before, and those that went on are rung for. The same look is
//! taken from time to time while listening, for connections that are lost without a word, and every few seconds where
//! the database knows no NOTIFY. A ring too many harms nobody: the log is the truth.

use std::{collections::HashMap, time::Duration};

use domain::id::WorkspaceId;
use sqlx::{PgConnection, PgPool, postgres::PgListener};
use tokio::{
    sync::broadcast,
    time::{sleep, timeout},
};

/// What is listened to.
const CHANNEL: &str = "relink_events";
/// How often to look where nobody can be notified, and how long to wait before listening again.
const LOOKS: Duration = Duration::from_secs(2);
/// How often to look although somebody listens.
const LOOKS_ANYWAY: Duration = Duration::from_secs(30);

/// A name that no other process has, if the database can notify.
pub(super) async fn name(pool: &PgPool) -> Option<String> {
    let asked = sqlx::query_scalar("SELECT gen_random_uuid()::TEXT FROM pg_notify($1, '')");
    match asked.bind(CHANNEL).fetch_one(pool).await {
        Ok(name) => Some(name),
        Err(error) => {
            tracing::info!(%error, "the database does not notify: events are looked for instead");
            None
        }
    }
}

/// Tells the other processes, once this transaction commits, in which workspaces something happened.
pub(super) async fn notify(
    connection: &mut PgConnection,
    name: &str,
    told: &[WorkspaceId],
) -> sqlx::Result<()> {
    let told: Vec<_> = told.iter().map(|workspace| format!("{name} {workspace}")).collect();
    let notify = sqlx::query("SELECT pg_notify($1, payload) FROM UNNEST($2::TEXT[]) AS payload");
    notify.bind(CHANNEL).bind(told).execute(connection).await.map(drop)
}

/// What rings the alarm for what others wrote.
pub(super) struct Hearing {
    pool: PgPool,
    alarm: broadcast::Sender<WorkspaceId>,
    name: Option<String>,
    /// The numbers of the workspaces' newest events at the last look.
    seen: HashMap<String, i64>,
}

impl Hearing {
    /// Takes the first look: what is committed from now on will be rung for.
    pub(super) async fn new(
        pool: PgPool,
        alarm: broadcast::Sender<WorkspaceId>,
        name: Option<String>,
    ) -> sqlx::Result<Self> {
        let seen = numbers(&pool).await?.into_iter().collect();
        Ok(Self { pool, alarm, name, seen })
    }

    /// Hears until the store is dropped.
    pub(super) async fn hear(mut self) {
        loop {
            if let Some(name) = self.name.clone() {
                match self.listen(&name).await {
                    Ok(()) => tracing::warn!("the database hung up on who listens for events"),
                    Err(error) => tracing::warn!(%error, "cannot listen for events"),
                }
            }
            sleep(LOOKS).await;
            self.look().await;
        }
    }

    /// Listens until the connection is lost.
    async fn listen(&mut self, name: &str) -> sqlx::Result<()> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        // What is said from here on is heard; this finds what was said before.
        self.look().await;
        loop {
            match timeout(LOOKS_ANYWAY, listener.try_recv()).await {
                Ok(Ok(Some(notification))) => self.ring_for(name, notification.payload()),
                Ok(Ok(None)) => return Ok(()),
                Ok(Err(error)) => return Err(error),
                Err(_) => self.look().await,
            }
        }
    }

    /// Rings for what another process says. What we say ourselves was rung for already.
    fn ring_for(&self, name: &str, payload: &str) {
        if let Some((from, workspace)) = payload.split_once(' ')
            && from != name
        {
            self.ring(workspace);
        }
    }

    /// Rings wherever the number of the newest event is another than at the last look.
    async fn look(&mut self) {
        let numbers = match numbers(&self.pool).await {
            Ok(numbers) => numbers,
            Err(error) => return tracing::warn!(%error, "cannot look for events"),
        };
        for (workspace, last) in numbers {
            if self.seen.get(&workspace) != Some(&last) {
                self.ring(&workspace);
                self.seen.insert(workspace, last);
            }
        }
    }

    fn ring(&self, workspace: &str) {
        if let Ok(workspace) = workspace.parse() {
            // No listener is no fault: the log is the truth.
            let _ = self.alarm.send(workspace);
        }
    }
}

/// The numbers of all workspaces' newest events.
async fn numbers(pool: &PgPool) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as("SELECT id, last_event FROM workspaces").fetch_all(pool).await
}
