//! The one commit in which a connect or reconnect lands.

use domain::{
    authorization::{Authorization, Purpose},
    event::{Change, What},
    id::WorkspaceId,
    network::Network,
    profile::{Identity, Profile},
    time::Timestamp,
};
use engine::ports::store::{
    Stored,
    authorizations::{LandedChannel, Landing},
};
use sqlx::{FromRow, SqliteConnection};

use super::{
    authorizations, checks, profiles,
    rows::{At, profile::Derived, to_json},
    unavailable,
    unit::Unit,
};

/// The profile an identity has in a workspace: as much of it as a login must be compared with. What else the row holds
/// is overwritten, so damage in it must not stand in the way of mending it.
#[derive(FromRow)]
struct Owner {
    id: String,
    severity: i64,
    name: String,
    handle: Option<String>,
    avatar: Option<String>,
    login: Option<String>,
}

/// Writes a landing into `unit`. False, and nothing is written, if there is nothing to land on any more.
pub(super) async fn write(unit: &mut Unit, landing: &Landing) -> Stored<bool> {
    let (workspace, id) = (landing.binding.workspace, landing.binding.id);
    let found = authorizations::find(unit.connection(), workspace, id).await?;
    let Some(Authorization::Completed(binding)) = found else {
        return Ok(false);
    };
    let network = binding.network;
    let owner = owner(unit.connection(), workspace, network, &landing.identity).await?;
    let lands = match (binding.purpose, &owner) {
        (Purpose::Connect, None) => true,
        // Added although it is linked already: that one is mended.
        (Purpose::Connect, Some(owner)) => owner.id == landing.profile.to_string(),
        (Purpose::Reconnect { profile }, Some(owner)) => {
            profile == landing.profile && owner.id == profile.to_string()
        }
        (Purpose::Reconnect { .. }, None) => false,
    };
    if !lands {
        return Ok(false);
    }
    let renamed = owner.as_ref().is_none_or(|owner| {
        let who = &landing.identity;
        (&owner.name, &owner.handle, &owner.avatar, &owner.login)
            != (&who.name, &who.handle, &who.avatar, &who.login)
    });
    write_profile(unit, landing, network).await?;
    let regrouped = write_channels(unit, landing).await?;
    let after = derive(unit, workspace, landing).await?;
    let ended = Authorization::Consumed(binding, landing.outcome.clone());
    authorizations::end(unit, &ended, landing.now).await?;
    unit.write_audit(&landing.audit).await?;
    let was_mending = owner.is_some_and(|owner| owner.severity == 0);
    let what = if renamed || regrouped {
        What::Linked {
            profile: landing.profile,
            mending: Change { before: was_mending, after: after.needs_mending() },
        }
    } else {
        checks::checked(&after, was_mending)
    };
    unit.write_event(workspace, landing.now, &what).await?;
    Ok(true)
}

async fn owner(
    connection: &mut SqliteConnection,
    workspace: WorkspaceId,
    network: Network,
    identity: &Identity,
) -> Stored<Option<Owner>> {
    sqlx::query_as(
        "SELECT id, severity, name, handle, avatar, login FROM profiles
         WHERE workspace = $1 AND network = $2 AND issuer = $3 AND subject = $4",
    )
    .bind(workspace.to_string())
    .bind(network.slug())
    .bind(&identity.issuer)
    .bind(&identity.subject)
    .fetch_optional(connection)
    .await
    .map_err(unavailable)
}

/// Writes the profile with its grant. A lease on the old grant ends here, and with it whatever was under way for it.
async fn write_profile(unit: &mut Unit, landing: &Landing, network: Network) -> Stored<()> {
    let who = &landing.identity;
    let alone = Profile {
        id: landing.profile,
        network,
        identity: who.clone(),
        health: landing.health.clone(),
        checked_at: Some(landing.now),
        channels: Vec::new(),
    };
    let derived = Derived::of(&alone);
    sqlx::query(
        "INSERT INTO profiles (workspace, id, network, issuer, subject, name, handle, avatar,
         fingerprint, health, checked_at, severity, sort_name, search,
         grant_facts, version, access_sealed, refresh_sealed, due_at, login, told_as,
         told_as_fingerprint, needed_at, renew_at, ask_at, bucket)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $17, $18,
         $19, $20, $21, $22, $23, $24, $25)
         ON CONFLICT (workspace, id) DO UPDATE SET
         name = excluded.name, handle = excluded.handle, avatar = excluded.avatar,
         login = excluded.login, fingerprint = excluded.fingerprint, health = excluded.health,
         checked_at = excluded.checked_at, sort_name = excluded.sort_name,
         grant_facts = excluded.grant_facts, version = profiles.version + 1,
         access_sealed = excluded.access_sealed,
         refresh_sealed = COALESCE(excluded.refresh_sealed, profiles.refresh_sealed),
         leased = FALSE, intent_digest = NULL, intent_at = NULL, due_at = excluded.due_at,
         told_as = excluded.told_as, told_as_fingerprint = excluded.told_as_fingerprint,
         needed_at = excluded.needed_at, renew_at = excluded.renew_at, ask_at = excluded.ask_at,
         bucket = excluded.bucket",
    )
    .bind(landing.binding.workspace.to_string())
    .bind(landing.profile.to_string())
    .bind(network.slug())
    .bind(&who.issuer)
    .bind(&who.subject)
    .bind(&who.name)
    .bind(&who.handle)
    .bind(&who.avatar)
    .bind(landing.fingerprint.0.as_slice())
    .bind(to_json(&landing.health)?)
    .bind(landing.now.millis())
    .bind(derived.severity)
    .bind(derived.sort_name)
    .bind(derived.search)
    .bind(to_json(&landing.grant)?)
    .bind(landing.access.0.as_slice())
    .bind(landing.refresh.as_ref().map(|sealed| sealed.0.as_slice()))
    .bind(landing.plan.due_at().millis())
    .bind(&who.login)
    .bind(&who.told_as)
    .bind(landing.told_as.map(|print| print.0.to_vec()))
    .bind(landing.health.needed_at().map(Timestamp::millis))
    .bind(landing.plan.renew_at.map(Timestamp::millis))
    .bind(landing.plan.ask_at.millis())
    .bind(landing.plan.lane(network).number())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

/// Writes the channels. True if one of them is new or is called otherwise than before.
async fn write_channels(unit: &mut Unit, landing: &Landing) -> Stored<bool> {
    let known: Vec<(String, String, Option<String>)> = sqlx::query_as(
        "SELECT remote_id, name, avatar FROM channels WHERE workspace = $1 AND profile = $2",
    )
    .bind(landing.binding.workspace.to_string())
    .bind(landing.profile.to_string())
    .fetch_all(unit.connection())
    .await
    .map_err(unavailable)?;
    for channel in &landing.channels {
        write_channel(unit, landing, channel).await?;
    }
    Ok(landing.channels.iter().any(|channel| {
        !known.iter().any(|(remote_id, name, avatar)| {
            (remote_id, name, avatar) == (&channel.remote_id, &channel.name, &channel.avatar)
        })
    }))
}

async fn write_channel(unit: &mut Unit, landing: &Landing, channel: &LandedChannel) -> Stored<()> {
    // Two logins at once may both believe that a channel is new. The first one's id stays, because others may know it
    // by now; and so does its token, because the second's is sealed for an id that will not exist.
    sqlx::query(
        "INSERT INTO channels (workspace, profile, id, remote_id, name, avatar, token_sealed, losses)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (workspace, profile, remote_id) DO UPDATE SET
         name = excluded.name, avatar = excluded.avatar, losses = excluded.losses,
         token_sealed = CASE WHEN channels.id = excluded.id
         THEN COALESCE(excluded.token_sealed, channels.token_sealed) ELSE channels.token_sealed END",
    )
    .bind(landing.binding.workspace.to_string())
    .bind(landing.profile.to_string())
    .bind(channel.id.to_string())
    .bind(&channel.remote_id)
    .bind(&channel.name)
    .bind(&channel.avatar)
    .bind(channel.token.as_ref().map(|sealed| sealed.0.as_slice()))
    .bind(to_json(&channel.losses)?)
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(())
}

/// Reads the profile back with all its channels, also those this login said nothing about, and keeps what follows.
async fn derive(unit: &mut Unit, workspace: WorkspaceId, landing: &Landing) -> Stored<Profile> {
    let after = profiles::load(unit.connection(), workspace, landing.profile).await?;
    let after = after.ok_or_else(|| At::new("profiles", &landing.profile).damaged("id", "gone"))?;
    let derived = Derived::of(&after);
    sqlx::query("UPDATE profiles SET severity = $1, search = $2 WHERE workspace = $3 AND id = $4")
        .bind(derived.severity)
        .bind(derived.search)
        .bind(workspace.to_string())
        .bind(landing.profile.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(after)
}
