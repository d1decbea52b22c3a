//! Channels as the Apps work on them.

use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use domain::{
    channel::{Link, LinkedChannel},
    event::{Change, What},
    id::{ChannelId, ProfileId, WorkspaceId},
    network::Network,
    time::Timestamp,
};
use engine::{
    ports::store::{
        Channels, StoreError, Stored,
        channels::{HeldChannel, HeldLink, NewFirst},
    },
    vault::Sealed,
};
use sqlx::FromRow;

use super::{
    Connection, Db, profiles,
    rows::{self, At, TableRow, or_skip, text},
    unavailable,
    unit::Unit,
};

#[derive(FromRow)]
struct IdentityRow {
    id: String,
    network: String,
    remote_id: String,
    name: String,
    avatar: Option<String>,
}

impl TableRow for IdentityRow {
    const TABLE: &'static str = "channel_identities";
}

impl TryFrom<IdentityRow> for LinkedChannel {
    type Error = StoreError;

    fn try_from(row: IdentityRow) -> Stored<Self> {
        let at = At::new(IdentityRow::TABLE, &row.id);
        Ok(Self {
            id: at.word("id", &row.id)?,
            network: at.word("network", &row.network)?,
            remote_id: row.remote_id,
            name: row.name,
            avatar: row.avatar,
            links: Vec::new(),
        })
    }
}

#[derive(FromRow)]
struct LinkRow {
    id: String,
    profile: String,
    profile_name: String,
    health: String,
    losses: String,
}

impl LinkRow {
    fn read(self) -> Stored<(ChannelId, Link)> {
        let at = At::new("channels", &self.id);
        let link = Link {
            profile: at.word("profile", &self.profile)?,
            name: self.profile_name,
            health: at.json("health", &self.health)?,
            losses: at.json("losses", &self.losses)?,
        };
        Ok((at.word("id", &self.id)?, link))
    }
}

#[derive(FromRow)]
struct HeldRow {
    #[sqlx(flatten)]
    link: LinkRow,
    issuer: String,
    grant_facts: String,
    renew_at: Option<i64>,
    access_sealed: Vec<u8>,
    token_sealed: Option<Vec<u8>>,
}

impl HeldRow {
    fn read(self) -> Stored<HeldLink> {
        let grant =
            At::new("profiles", &self.link.profile).json("grant_facts", &self.grant_facts)?;
        let (_, link) = self.link.read()?;
        Ok(HeldLink {
            link,
            issuer: self.issuer,
            grant,
            renew_at: self.renew_at.map(Timestamp::from_millis),
            access: Sealed(self.access_sealed),
            own: self.token_sealed.map(Sealed),
        })
    }
}

const IDENTITY: &str = "SELECT id, network, remote_id, name, avatar FROM channel_identities";

macro_rules! link_columns {
    () => {
        "c.id, c.profile, p.name AS profile_name, p.health, c.losses"
    };
}

/// The linked profile comes first, then the others in the order in which they were linked, which that of their ids is.
macro_rules! links {
    () => {
        " FROM channels c JOIN profiles p ON p.workspace = c.workspace AND p.id = c.profile \
         JOIN channel_identities i ON i.workspace = c.workspace AND i.id = c.id \
         WHERE c.workspace = $1"
    };
}

macro_rules! in_order {
    () => {
        " ORDER BY c.id, CASE WHEN c.profile = i.first_profile THEN 0 ELSE 1 END, c.profile"
    };
}

#[async_trait]
impl Channels for Db {
    async fn linked_channels(&self, workspace: WorkspaceId) -> Stored<Vec<LinkedChannel>> {
        let mut snapshot = self.snapshot().await?;
        let query = format!("{IDENTITY} WHERE workspace = $1 ORDER BY name, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(workspace.to_string())
            .fetch_all(&mut *snapshot)
            .await
            .map_err(unavailable)?;
        let links: Vec<LinkRow> =
            sqlx::query_as(concat!("SELECT ", link_columns!(), links!(), in_order!()))
                .bind(workspace.to_string())
                .fetch_all(&mut *snapshot)
                .await
                .map_err(unavailable)?;
        snapshot.commit().await.map_err(unavailable)?;
        let mut by_channel: HashMap<ChannelId, Vec<Link>> = HashMap::new();
        for (channel, link) in links.into_iter().filter_map(|row| or_skip(row.read())) {
            by_channel.entry(channel).or_default().push(link);
        }
        let mut channels: Vec<LinkedChannel> = rows::read_all::<IdentityRow, _>(&rows);
        for channel in &mut channels {
            channel.links = by_channel.remove(&channel.id).unwrap_or_default();
        }
        Ok(channels)
    }

    async fn linked_channel(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<LinkedChannel>> {
        Ok(self.held_channel(workspace, channel).await?.map(|held| held.channel))
    }

    async fn held_channel(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<HeldChannel>> {
        let mut snapshot = self.snapshot().await?;
        let query = format!("{IDENTITY} WHERE workspace = $1 AND id = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(query))
            .bind(workspace.to_string())
            .bind(channel.to_string())
            .fetch_optional(&mut *snapshot)
            .await
            .map_err(unavailable)?;
        let Some(row) = row else { return Ok(None) };
        let mut channel: LinkedChannel = rows::read::<IdentityRow, _>(&row)?;
        let held: Vec<HeldRow> = sqlx::query_as(concat!(
            "SELECT ",
            link_columns!(),
            ", p.issuer, p.grant_facts, p.renew_at, p.access_sealed, c.token_sealed",
            links!(),
            " AND c.id = $2",
            in_order!()
        ))
        .bind(workspace.to_string())
        .bind(channel.id.to_string())
        .fetch_all(&mut *snapshot)
        .await
        .map_err(unavailable)?;
        snapshot.commit().await.map_err(unavailable)?;
        let held: Vec<HeldLink> = held.into_iter().filter_map(|row| or_skip(row.read())).collect();
        channel.links = held.iter().map(|held| held.link.clone()).collect();
        Ok(Some(HeldChannel { channel, held }))
    }

    async fn channel_ids(
        &self,
        workspace: WorkspaceId,
        network: Network,
        issuer: &str,
        remote_ids: &[String],
    ) -> Stored<Vec<(String, ChannelId)>> {
        let mut snapshot = self.snapshot().await?;
        let mut known = Vec::new();
        for remote_id in remote_ids {
            let id = id_of(&mut snapshot, workspace, network, issuer, remote_id).await?;
            known.extend(id.map(|id| (remote_id.clone(), id)));
        }
        snapshot.commit().await.map_err(unavailable)?;
        Ok(known)
    }

    async fn put_first(&self, change: &NewFirst) -> Stored<u32> {
        let mut unit = self.unit().await?;
        let mut moved = 0;
        let mut concerned = BTreeSet::new();
        for channel in &change.channels {
            let before = first_of(&mut unit, change.workspace, *channel).await?;
            let written = sqlx::query(
                "UPDATE channel_identities SET first_profile = $1 WHERE workspace = $2 AND id = $3
                 AND EXISTS (SELECT 1 FROM channels c WHERE c.workspace = $2 AND c.id = $3
                 AND c.profile = $1)",
            )
            .bind(change.profile.to_string())
            .bind(change.workspace.to_string())
            .bind(channel.to_string())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
            if written.rows_affected() == 1 && before != Some(change.profile) {
                moved += 1;
                concerned.extend(before);
            }
        }
        if moved > 0 {
            concerned.insert(change.profile);
            for profile in concerned {
                let found = profiles::load(unit.connection(), change.workspace, profile).await?;
                let is_mending = found.is_some_and(|profile| profile.needs_mending());
                let mending = Change { before: is_mending, after: is_mending };
                let what = What::Linked { profile, mending };
                unit.write_event(change.workspace, change.now, &what).await?;
            }
            unit.write_audit(&change.audit).await?;
        }
        unit.commit().await?;
        Ok(moved)
    }
}

/// The linked profile of a channel.
async fn first_of(
    unit: &mut Unit,
    workspace: WorkspaceId,
    channel: ChannelId,
) -> Stored<Option<ProfileId>> {
    let first: Option<String> = sqlx::query_scalar(concat!(
        "SELECT c.profile",
        links!(),
        " AND c.id = $2",
        in_order!(),
        " LIMIT 1"
    ))
    .bind(workspace.to_string())
    .bind(channel.to_string())
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    let at = At::new("channels", &channel);
    first.map(|profile| at.word("profile", &profile)).transpose()
}

/// Under which id the workspace knows a channel.
async fn id_of(
    connection: &mut Connection,
    workspace: WorkspaceId,
    network: Network,
    issuer: &str,
    remote_id: &str,
) -> Stored<Option<ChannelId>> {
    let id: Option<String> = sqlx::query_scalar(
        "SELECT id FROM channel_identities
         WHERE workspace = $1 AND network = $2 AND issuer = $3 AND remote_id = $4",
    )
    .bind(workspace.to_string())
    .bind(network.slug())
    .bind(text(issuer))
    .bind(text(remote_id))
    .fetch_optional(connection)
    .await
    .map_err(unavailable)?;
    let at = At::new(IdentityRow::TABLE, &remote_id);
    id.map(|id| at.word("id", &id)).transpose()
}
