//! How things stand in a workspace, in one snapshot.

use domain::{
    event::EventId,
    id::WorkspaceId,
    notice::{Fact, Incident, Subject},
    post::PostStateKind,
    profile::Profile,
    standing::Standing,
    time::Timestamp,
    zone::Zone,
};
use engine::ports::store::{
    Stored,
    notices::{Board, Ear, Member},
};
use sqlx::FromRow;

use super::super::{
    Connection, Db, devices,
    events::{last_event, not_fine},
    hooks,
    profiles::{STANDINGS, add_channels},
    rows::{
        self, At,
        event::StandingRow,
        profile::{ProfileRow, profile_columns},
        role,
    },
};
use crate::unavailable;

/// So many profiles are read with their channels at once: a statement has only so many parameters.
const AT_ONCE: usize = 500;

/// Where telling was when it looked last.
#[derive(FromRow)]
struct TurnRow {
    name: String,
    zone: Option<String>,
    heard: Option<i64>,
    looked: Option<i64>,
    look_at: Option<i64>,
}

/// Reads everything; `None` if there is no such workspace.
pub(super) async fn read(
    db: &Db,
    workspace: WorkspaceId,
    ending_before: Timestamp,
) -> Stored<Option<Board>> {
    let mut snapshot = db.snapshot().await?;
    let turn: Option<TurnRow> = sqlx::query_as(
        "SELECT w.name, z.zone, t.heard, t.looked, t.look_at FROM workspaces w
         LEFT JOIN timetables z ON z.workspace = w.id
         LEFT JOIN notice_turns t ON t.workspace = w.id WHERE w.id = $1",
    )
    .bind(workspace.to_string())
    .fetch_optional(&mut *snapshot)
    .await
    .map_err(unavailable)?;
    let Some(turn) = turn else { return Ok(None) };
    let at = At::new("notice_turns", &workspace);
    let as_of = last_event(&mut snapshot, workspace).await?;
    let mut facts = lost(&mut snapshot, workspace).await?;
    facts.extend(ending(&mut snapshot, workspace, ending_before).await?);
    facts.extend(outages(&mut snapshot, workspace).await?);
    facts.extend(waiting(&mut snapshot, workspace).await?);
    let board = Board {
        name: turn.name,
        // A damaged zone must not silence a workspace.
        zone: turn.zone.and_then(|zone| Zone::named(&zone).ok()).unwrap_or_else(Zone::utc),
        as_of,
        heard: turn.heard.map(|heard| at.count("heard", heard).map(EventId)).transpose()?,
        looked: at.count("looked", turn.looked.unwrap_or(0))?,
        look_at: turn.look_at.map(Timestamp::from_millis),
        facts,
        next_end: next_end(&mut snapshot, workspace, ending_before).await?,
        incidents: incidents(&mut snapshot, workspace).await?,
        members: members(&mut snapshot, workspace).await?,
        hooks: ears(&mut snapshot, workspace).await?,
    };
    snapshot.commit().await.map_err(unavailable)?;
    Ok(Some(board))
}

/// Every profile in the red frame.
async fn lost(connection: &mut Connection, workspace: WorkspaceId) -> Stored<Vec<Fact>> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        profile_columns!(),
        " FROM profiles WHERE workspace = $1 AND severity = 0 ORDER BY sort_name, id"
    ))
    .bind(workspace.to_string())
    .fetch_all(&mut *connection)
    .await
    .map_err(unavailable)?;
    let mut profiles: Vec<Profile> = rows::read_all::<ProfileRow, _>(&rows);
    for some in profiles.chunks_mut(AT_ONCE) {
        add_channels(connection, workspace, some).await?;
    }
    let fact = |profile: Profile| {
        let lost = profile.channels.iter().filter(|it| it.health(&profile.health).is_lost());
        Fact {
            subject: Subject::Lost(profile.id),
            network: profile.network,
            count: u32::try_from(lost.count()).unwrap_or(u32::MAX),
            cause: profile.lost().map(|(cause, _)| cause.clone()),
            name: profile.identity.name,
            at: None,
        }
    };
    Ok(profiles.into_iter().map(fact).collect())
}

/// A profile whose login ends, or a channel with posts that wait.
#[derive(FromRow)]
struct FactRow {
    id: String,
    network: String,
    name: String,
    number: i64,
    at: Option<i64>,
    state: Option<String>,
}

/// Every login that ends soon: the beginning of the range that forecasts are read from.
async fn ending(
    connection: &mut Connection,
    workspace: WorkspaceId,
    before: Timestamp,
) -> Stored<Vec<Fact>> {
    let rows: Vec<FactRow> = sqlx::query_as(
        "SELECT id, network, name, needed_at AS at, CAST(NULL AS TEXT) AS state, (SELECT COUNT(*) FROM channels c
         WHERE c.workspace = p.workspace AND c.profile = p.id) AS number
         FROM profiles p WHERE workspace = $1 AND needed_at < $2 ORDER BY needed_at, id",
    )
    .bind(workspace.to_string())
    .bind(before.millis())
    .fetch_all(connection)
    .await
    .map_err(unavailable)?;
    let read = |row: FactRow| {
        let subject = Subject::Ending(At::new("profiles", &row.id).word("id", &row.id)?);
        fact("profiles", row, subject)
    };
    Ok(rows.into_iter().map(read).filter_map(rows::or_skip).collect())
}

async fn next_end(
    connection: &mut Connection,
    workspace: WorkspaceId,
    from: Timestamp,
) -> Stored<Option<Timestamp>> {
    let next: Option<i64> = sqlx::query_scalar(
        "SELECT needed_at FROM profiles WHERE workspace = $1 AND needed_at >= $2
         ORDER BY needed_at LIMIT 1",
    )
    .bind(workspace.to_string())
    .bind(from.millis())
    .fetch_optional(connection)
    .await
    .map_err(unavailable)?;
    Ok(next.map(Timestamp::from_millis))
}

/// Networks of the workspace's profiles that have trouble; one that refuses us is told with its code for it.
async fn outages(connection: &mut Connection, workspace: WorkspaceId) -> Stored<Vec<Fact>> {
    let rows = sqlx::query(STANDINGS)
        .bind(workspace.to_string())
        .fetch_all(connection)
        .await
        .map_err(unavailable)?;
    let fact = |(network, standing)| Fact {
        subject: Subject::Outage(network),
        network,
        name: match standing {
            Standing::Misconfigured { code, .. } => code,
            Standing::Fine | Standing::Trouble { .. } => String::new(),
        },
        count: 0,
        cause: None,
        at: None,
    };
    Ok(not_fine(rows::read_all::<StandingRow, _>(&rows)).into_iter().map(fact).collect())
}

/// Channels of which posts are held or ask.
async fn waiting(connection: &mut Connection, workspace: WorkspaceId) -> Stored<Vec<Fact>> {
    let rows: Vec<FactRow> = sqlx::query_as(
        "SELECT i.id, i.network, i.name, p.number, CAST(NULL AS BIGINT) AS at, p.state FROM (
             SELECT channel, state, COUNT(*) AS number FROM posts
             WHERE workspace = $1 AND state IN ($2, $3) GROUP BY channel, state
         ) p JOIN channel_identities i ON i.workspace = $1 AND i.id = p.channel
         ORDER BY i.name, i.id",
    )
    .bind(workspace.to_string())
    .bind(PostStateKind::Held.slug())
    .bind(PostStateKind::Asking.slug())
    .fetch_all(connection)
    .await
    .map_err(unavailable)?;
    let read = |row: FactRow| {
        let channel = At::new("posts", &row.id).word("channel", &row.id)?;
        let asks = row.state.as_deref() == Some(PostStateKind::Asking.slug());
        let subject = if asks { Subject::Asks(channel) } else { Subject::Held(channel) };
        fact("channel_identities", row, subject)
    };
    Ok(rows.into_iter().map(read).filter_map(rows::or_skip).collect())
}

fn fact(table: &'static str, row: FactRow, subject: Subject) -> Stored<Fact> {
    let at = At::new(table, &row.id);
    Ok(Fact {
        subject,
        network: at.word("network", &row.network)?,
        name: row.name,
        count: u32::try_from(row.number).unwrap_or(u32::MAX),
        cause: None,
        at: row.at.map(Timestamp::from_millis),
    })
}

async fn incidents(connection: &mut Connection, workspace: WorkspaceId) -> Stored<Vec<Incident>> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "SELECT subject, incident FROM incidents WHERE workspace = $1 ORDER BY subject",
    )
    .bind(workspace.to_string())
    .fetch_all(connection)
    .await
    .map_err(unavailable)?;
    let read = |(subject, incident): (String, String)| {
        At::new("incidents", &subject).json("incident", &incident)
    };
    Ok(rows.into_iter().map(read).filter_map(rows::or_skip).collect())
}

#[derive(FromRow)]
struct MemberRow {
    person: String,
    name: String,
    email: String,
    role: String,
    choices: Option<String>,
}

async fn members(connection: &mut Connection, workspace: WorkspaceId) -> Stored<Vec<Member>> {
    let rows: Vec<MemberRow> = sqlx::query_as(
        "SELECT m.person, p.name, p.email, m.role, c.choices FROM memberships m
         JOIN persons p ON p.id = m.person
         LEFT JOIN notice_choices c ON c.workspace = m.workspace AND c.person = m.person
         WHERE m.workspace = $1 ORDER BY p.name, m.person",
    )
    .bind(workspace.to_string())
    .fetch_all(&mut *connection)
    .await
    .map_err(unavailable)?;
    let listening = devices::listening(connection, workspace).await?;
    let read = |row: MemberRow| {
        let at = At::new("memberships", &row.person);
        let person = at.word("person", &row.person)?;
        let theirs = listening.iter().filter(|(of, _)| *of == person);
        Ok(Member {
            person,
            devices: theirs.map(|(_, device)| *device).collect(),
            role: role(&at, &row.role)?,
            choices: row.choices.map(|choices| at.json("choices", &choices)).transpose()?,
            name: row.name,
            email: row.email,
        })
    };
    Ok(rows.into_iter().map(read).filter_map(rows::or_skip).collect())
}

/// The webhooks that are on.
async fn ears(connection: &mut Connection, workspace: WorkspaceId) -> Stored<Vec<Ear>> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT id, kind, topics FROM hooks WHERE workspace = $1 AND off_since IS NULL ORDER BY id",
    )
    .bind(workspace.to_string())
    .fetch_all(connection)
    .await
    .map_err(unavailable)?;
    let read = |(id, kind, topics): (String, String, String)| {
        let at = At::new("hooks", &id);
        Ok(Ear {
            hook: at.word("id", &id)?,
            kind: hooks::kind(&at, &kind)?,
            topics: at.json("topics", &topics)?,
        })
    };
    Ok(rows.into_iter().map(read).filter_map(rows::or_skip).collect())
}
