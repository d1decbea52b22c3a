//! Profiles as a page reads them: a handful of queries for a page, however many profiles and channels are on it.

pub(in super::super) mod page;

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{
    event::EventId,
    id::{ProfileId, WorkspaceId},
    profile::{Channel, Profile},
};
use engine::ports::store::{
    Profiles, Stored,
    profiles::{ProfileList, ProfileQuery},
};
use sqlx::QueryBuilder;

use super::{
    Connection, Db, Driver,
    events::{last_event, not_fine},
    rows::{
        self, At,
        event::StandingRow,
        profile::{ChannelRow, OfProfile, ProfileRow, profile_columns, severity, sort_channels},
        without_case,
    },
    unavailable,
};

/// At most so many profiles on a page, whatever is asked for.
const MOST_PROFILES: u32 = 200;
/// No name is longer; and the database refuses endless patterns.
const LONGEST_SEARCH: usize = 200;

use page::{ordered, place_of_last};

#[async_trait]
impl Profiles for Db {
    async fn list_profiles(
        &self,
        workspace: WorkspaceId,
        query: &ProfileQuery,
    ) -> Stored<ProfileList> {
        let mut snapshot = self.snapshot().await?;
        let as_of = last_event(&mut snapshot, workspace).await?;
        let filter = Filter::new(workspace, query);
        let limit = query.limit.min(MOST_PROFILES);
        let mut rows = ordered(&mut snapshot, &filter, query, limit as usize + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = more.then(|| place_of_last(&rows)).flatten();
        let mut profiles: Vec<Profile> = rows::read_all::<ProfileRow, _>(&rows);
        add_channels(&mut snapshot, workspace, &mut profiles).await?;
        let (total, mending) = totals(&mut snapshot, workspace).await?;
        let found = if filter.finds_all() { total } else { found(&mut snapshot, &filter).await? };
        let first_mending = match query.first.first() {
            Some(first) => Some(*first),
            None => first_mending(&mut snapshot, workspace).await?,
        };
        let standings = sqlx::query(STANDINGS)
            .bind(workspace.to_string())
            .fetch_all(&mut *snapshot)
            .await
            .map_err(unavailable)?;
        snapshot.commit().await.map_err(unavailable)?;
        Ok(ProfileList {
            profiles,
            next,
            found,
            total,
            mending,
            first_mending,
            standings: not_fine(rows::read_all::<StandingRow, _>(&standings)),
            as_of,
        })
    }

    async fn find_profile(
        &self,
        workspace: WorkspaceId,
        profile: ProfileId,
    ) -> Stored<Option<(Profile, EventId)>> {
        let mut snapshot = self.snapshot().await?;
        let as_of = last_event(&mut snapshot, workspace).await?;
        let profile = load(&mut snapshot, workspace, profile).await?;
        snapshot.commit().await.map_err(unavailable)?;
        Ok(profile.map(|profile| (profile, as_of)))
    }
}

/// One profile with its channels, as this connection sees it. Damage in any of its rows is an error.
pub(super) async fn load(
    connection: &mut Connection,
    workspace: WorkspaceId,
    id: ProfileId,
) -> Stored<Option<Profile>> {
    let row = sqlx::query(concat!(
        "SELECT ",
        profile_columns!(),
        " FROM profiles WHERE workspace = $1 AND id = $2"
    ))
    .bind(workspace.to_string())
    .bind(id.to_string())
    .fetch_optional(&mut *connection)
    .await
    .map_err(unavailable)?;
    let Some(row) = row else { return Ok(None) };
    let mut profile: Profile = rows::read::<ProfileRow, _>(&row)?;
    let channels = sqlx::query(
        "SELECT profile, id, remote_id, name, avatar, losses FROM channels
         WHERE workspace = $1 AND profile = $2",
    )
    .bind(workspace.to_string())
    .bind(id.to_string())
    .fetch_all(connection)
    .await
    .map_err(unavailable)?;
    for row in &channels {
        let OfProfile(_, channel) = rows::read::<ChannelRow, _>(row)?;
        profile.channels.push(channel);
    }
    sort_channels(&mut profile.channels);
    Ok(Some(profile))
}

/// What a query asks for, as parameters.
pub(super) struct Filter {
    workspace: String,
    network: Option<&'static str>,
    severity: Option<i64>,
    pattern: Option<String>,
}

impl Filter {
    pub(super) fn new(workspace: WorkspaceId, query: &ProfileQuery) -> Self {
        Self {
            workspace: workspace.to_string(),
            network: query.network.map(|network| network.slug()),
            severity: query.health.map(severity),
            pattern: query.search.as_deref().map(pattern),
        }
    }

    const fn finds_all(&self) -> bool {
        self.network.is_none() && self.severity.is_none() && self.pattern.is_none()
    }
}

/// A pattern that finds what was typed, with nothing in it meaning anything but itself.
fn pattern(typed: &str) -> String {
    let typed: String = typed.chars().take(LONGEST_SEARCH).collect();
    let mut pattern = String::from("%");
    for letter in without_case(&typed).chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

macro_rules! matching {
    () => {
        "workspace = $1 AND ($2 IS NULL OR network = $2) AND ($3 IS NULL OR severity = $3) \
         AND ($4 IS NULL OR search LIKE $4 ESCAPE '\\')"
    };
}

use matching;

const FOUND: &str = concat!("SELECT COUNT(*) FROM profiles WHERE ", matching!());

pub(super) const STANDINGS: &str =
    "SELECT network, failures, standing FROM network_standings s WHERE EXISTS
     (SELECT 1 FROM profiles p WHERE p.workspace = $1 AND p.network = s.network) ORDER BY network";

/// Adds the channels of all these profiles, in one query.
pub(super) async fn add_channels(
    connection: &mut Connection,
    workspace: WorkspaceId,
    profiles: &mut [Profile],
) -> Stored<()> {
    if profiles.is_empty() {
        // SQLite takes an empty list, PostgreSQL does not.
        return Ok(());
    }
    let mut query = QueryBuilder::<Driver>::new(
        "SELECT profile, id, remote_id, name, avatar, losses FROM channels WHERE workspace = ",
    );
    query.push_bind(workspace.to_string());
    query.push(" AND profile IN (");
    let mut ids = query.separated(", ");
    for profile in &*profiles {
        ids.push_bind(profile.id.to_string());
    }
    query.push(")");
    // One text for every number of profiles: not worth a place in the cache of statements.
    let rows = query.build().persistent(false).fetch_all(connection).await.map_err(unavailable)?;
    let mut channels: HashMap<ProfileId, Vec<Channel>> = HashMap::new();
    for OfProfile(profile, channel) in rows::read_all::<ChannelRow, _>(&rows) {
        channels.entry(profile).or_default().push(channel);
    }
    for profile in profiles {
        profile.channels = channels.remove(&profile.id).unwrap_or_default();
        sort_channels(&mut profile.channels);
    }
    Ok(())
}

/// How many profiles a workspace has, and how many of them are in the red frame.
async fn totals(connection: &mut Connection, workspace: WorkspaceId) -> Stored<(u32, u32)> {
    let (total, mending) = sqlx::query_as(
        "SELECT COUNT(*), COUNT(CASE WHEN severity = 0 THEN 1 END) FROM profiles
         WHERE workspace = $1",
    )
    .bind(workspace.to_string())
    .fetch_one(connection)
    .await
    .map_err(unavailable)?;
    Ok((shown(total), shown(mending)))
}

async fn found(connection: &mut Connection, filter: &Filter) -> Stored<u32> {
    let found = sqlx::query_scalar(FOUND)
        .bind(&filter.workspace)
        .bind(filter.network)
        .bind(filter.severity)
        .bind(&filter.pattern)
        .fetch_one(connection)
        .await
        .map_err(unavailable)?;
    Ok(shown(found))
}

/// A number of rows as a page shows it.
fn shown(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

async fn first_mending(
    connection: &mut Connection,
    workspace: WorkspaceId,
) -> Stored<Option<ProfileId>> {
    let id: Option<String> = sqlx::query_scalar(
        "SELECT id FROM profiles WHERE workspace = $1 AND severity = 0
         ORDER BY sort_name, id LIMIT 1",
    )
    .bind(workspace.to_string())
    .fetch_optional(connection)
    .await
    .map_err(unavailable)?;
    Ok(id.and_then(|id| rows::or_skip(At::new("profiles", &id).word("id", &id))))
}
