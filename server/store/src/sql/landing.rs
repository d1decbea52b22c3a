//! The one commit in which a connect or reconnect lands.

use domain::{
    authorization::{Authorization, Purpose},
    event::{Change, What},
    id::WorkspaceId,
    network::Network,
    profile::{Identity, Profile},
    time::Timestamp,
    uptime::Doer,
};
use engine::ports::store::{
    Stored,
    authorizations::{LandedChannel, Landing},
};
use sqlx::FromRow;

use super::{
    Connection, authorizations, checks, figures, histories, links, listenings, profiles,
    rows::{At, profile::Derived, text, to_json},
    taking, team, unavailable,
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
    let found = authorizations::find_to_land(unit, workspace, id).await?;
    let Some(Authorization::Completed(binding)) = found else {
        return Ok(false);
    };
    if let Some(link) = binding.back.link() {
        let is_used_up = domain::link::uses_up(binding.purpose.profile(), &landing.outcome);
        if !links::use_up(unit, workspace, link, is_used_up, landing.now).await? {
            return Ok(false);
        }
    }
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
    if !write_profile(unit, landing, network, owner.is_none()).await? {
        return Ok(false);
    }
    let regrouped = write_channels(unit, landing).await?;
    let after = derive(unit, workspace, landing).await?;
    let ended = Authorization::Consumed(binding, landing.outcome.clone());
    authorizations::end(unit, &ended, landing.now).await?;
    let by = match landing.binding.back.link() {
        Some(_) => Doer::Link,
        None => Doer::Person(landing.binding.person),
    };
    histories::note_login(unit, workspace, &after, by, landing.now).await?;
    unit.write_audit(&landing.audit).await?;
    // Whoever came by a link has no account here: it hangs on nobody's login.
    let person = landing.binding.back.link().is_none().then_some(landing.binding.person);
    team::connected(unit, workspace, landing.profile, person, landing.now).await?;
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
    if landing.binding.back.link().is_some() {
        let what = What::LinkUsed { profile: landing.profile };
        unit.write_event(workspace, landing.now, &what).await?;
    }
    Ok(true)
}

async fn owner(
    connection: &mut Connection,
    workspace: WorkspaceId,
    network: Network,
    identity: &Identity,
) -> Stored<Option<Owner>> {
    sqlx::query_as(concat!(
        "SELECT id, severity, name, handle, avatar, login FROM profiles
             WHERE workspace = $1 AND network = $2 AND issuer = $3 AND subject = $4",
        for_update!()
    ))
    .bind(workspace.to_string())
    .bind(network.slug())
    .bind(text(&identity.issuer))
    .bind(text(&identity.subject))
    .fetch_optional(connection)
    .await
    .map_err(unavailable)
}

/// A profile as it is linked. Nothing happens if somebody else linked this identity a moment before.
const LINK: &str =
    "INSERT INTO profiles (name, handle, avatar, login, told_as, told_as_fingerprint,
     fingerprint, health, checked_at, needed_at, grant_facts, access_sealed, refresh_sealed,
     renew_at, ask_at, due_at, bucket, workspace, id, network, issuer, subject, version, severity,
     sort_name, search)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
     $20, $21, $22, 1, 0, '', '') ON CONFLICT DO NOTHING";

/// A profile as it is mended. A lease on the old grant ends here, and with it whatever was under way for it.
const MEND: &str = "UPDATE profiles SET name = $1, handle = $2, avatar = $3, login = $4,
     told_as = $5, told_as_fingerprint = $6, fingerprint = $7, health = $8, checked_at = $9,
     needed_at = $10, grant_facts = $11, access_sealed = $12,
     refresh_sealed = COALESCE($13, refresh_sealed), renew_at = $14, ask_at = $15, due_at = $16,
     bucket = $17, version = version + 1, leased = FALSE, intent_digest = NULL, intent_at = NULL
     WHERE workspace = $18 AND id = $19 AND network = $20 AND issuer = $21 AND subject = $22";

/// Writes the profile with its grant. What follows from its channels is written by [`derive`]. False if another was faster.
async fn write_profile(
    unit: &mut Unit,
    landing: &Landing,
    network: Network,
    is_new: bool,
) -> Stored<bool> {
    let who = &landing.identity;
    let written = sqlx::query(if is_new { LINK } else { MEND })
        .bind(text(&who.name))
        .bind(who.handle.as_deref().map(text))
        .bind(who.avatar.as_deref().map(text))
        .bind(who.login.as_deref().map(text))
        .bind(who.told_as.as_deref().map(text))
        .bind(landing.told_as.as_ref().map(|print| print.0.as_slice()))
        .bind(landing.fingerprint.0.as_slice())
        .bind(to_json(&landing.health)?)
        .bind(landing.now.millis())
        .bind(landing.health.needed_at().map(Timestamp::millis))
        .bind(to_json(&landing.grant)?)
        .bind(landing.access.0.as_slice())
        .bind(landing.refresh.as_ref().map(|sealed| sealed.0.as_slice()))
        .bind(landing.plan.renew_at.map(Timestamp::millis))
        .bind(landing.plan.ask_at.millis())
        .bind(landing.plan.due_at().millis())
        .bind(landing.plan.lane(network).number())
        .bind(landing.binding.workspace.to_string())
        .bind(landing.profile.to_string())
        .bind(network.slug())
        .bind(text(&who.issuer))
        .bind(text(&who.subject))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(written.rows_affected() == 1)
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
        let id = write_identity(unit, landing, channel).await?;
        for line in [&listenings::LISTENINGS, &figures::COUNTINGS] {
            taking::begin(unit, line, landing.binding.workspace, &id, landing.now).await?;
        }
        write_channel(unit, landing, channel, &id).await?;
    }
    Ok(landing.channels.iter().any(|channel| {
        !known.iter().any(|(remote_id, name, avatar)| {
            (remote_id, name, avatar) == (&channel.remote_id, &channel.name, &channel.avatar)
        })
    }))
}

/// Makes the channel known to the workspace, and tells its id.
///
/// Two logins at once may both believe that a channel is new. The first one's id stays, because others may know it by now;
/// and so does its token, because the second's is sealed for an id that will not exist.
async fn write_identity(
    unit: &mut Unit,
    landing: &Landing,
    channel: &LandedChannel,
) -> Stored<String> {
    sqlx::query_scalar(
        "INSERT INTO channel_identities (workspace, id, network, issuer, remote_id, name, avatar)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (workspace, network, issuer, remote_id) DO UPDATE SET
         name = excluded.name, avatar = excluded.avatar RETURNING id",
    )
    .bind(landing.binding.workspace.to_string())
    .bind(channel.id.to_string())
    .bind(landing.binding.network.slug())
    .bind(text(&landing.identity.issuer))
    .bind(text(&channel.remote_id))
    .bind(text(&channel.name))
    .bind(channel.avatar.as_deref().map(text))
    .fetch_one(unit.connection())
    .await
    .map_err(unavailable)
}

async fn write_channel(
    unit: &mut Unit,
    landing: &Landing,
    channel: &LandedChannel,
    id: &str,
) -> Stored<()> {
    let token = channel.token.as_ref().filter(|_| id == channel.id.to_string());
    sqlx::query(
        "INSERT INTO channels (workspace, profile, id, remote_id, name, avatar, token_sealed, losses)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (workspace, profile, remote_id) DO UPDATE SET
         name = excluded.name, avatar = excluded.avatar, losses = excluded.losses,
         token_sealed = COALESCE(excluded.token_sealed, channels.token_sealed)",
    )
    .bind(landing.binding.workspace.to_string())
    .bind(landing.profile.to_string())
    .bind(id)
    .bind(text(&channel.remote_id))
    .bind(text(&channel.name))
    .bind(channel.avatar.as_deref().map(text))
    .bind(token.map(|sealed| sealed.0.as_slice()))
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
    sqlx::query(
        "UPDATE profiles SET severity = $1, sort_name = $2, search = $3
         WHERE workspace = $4 AND id = $5",
    )
    .bind(derived.severity)
    .bind(derived.sort_name)
    .bind(derived.search)
    .bind(workspace.to_string())
    .bind(landing.profile.to_string())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(after)
}
