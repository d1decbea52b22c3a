//! Profiles as the page shows them.

use app::backend::{ChannelRow, MAX_CHANNELS_SHOWN, ProfileRow, ProfilesPage};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::{
    health::{HealthKind, Losses},
    id::{ProfileId, WorkspaceId},
    profile::Profile,
    time::Timestamp,
    zone::Zone,
};
use engine::{
    apps::lost::Lost,
    ports::store::profiles::{Cursor, ProfileList},
};

/// What is told of profiles in the red frame besides their health.
#[derive(Debug)]
pub(crate) struct Meanwhile {
    /// What is lost.
    pub(crate) lost: Lost,
    /// Where the workspace is.
    pub(crate) zone: Zone,
}

impl Meanwhile {
    fn of(&self, profile: ProfileId, now: Timestamp) -> String {
        let Lost { costs, backups, asks } = &self.lost;
        let cost = costs.get(&profile).map(|cost| words::cost(cost, &self.zone, now));
        let backups = backups.get(&profile).into_iter().flatten();
        let backups = backups.map(|(backup, channels)| words::on_backup(channels, backup));
        let asks = asks.get(&profile).into_iter().flatten();
        let asks = asks.map(|ask| words::asked_for(&ask.name, ask.at, &self.zone, now));
        cost.into_iter().chain(backups).chain(asks).collect::<Vec<_>>().join(" ")
    }
}

/// A page of profiles.
#[must_use]
pub(crate) fn page(
    workspace: WorkspaceId,
    now: Timestamp,
    list: ProfileList,
    meanwhile: &Meanwhile,
) -> ProfilesPage {
    ProfilesPage {
        workspace,
        now,
        as_of: list.as_of,
        profiles: list.profiles.into_iter().map(|profile| row(profile, now, meanwhile)).collect(),
        next: list.next.as_ref().map(cursor_text),
        found: list.found,
        total: list.total,
        mending: list.mending,
        first_mending: list.first_mending,
        standings: list.standings,
    }
}

/// One profile, with its first channels: lost ones before the others.
#[must_use]
pub(crate) fn row(profile: Profile, now: Timestamp, meanwhile: &Meanwhile) -> ProfileRow {
    let mending = profile.needs_mending();
    let cost = meanwhile.lost.costs.get(&profile.id).copied().unwrap_or_default();
    let channel_count = u32::try_from(profile.channels.len()).unwrap_or(u32::MAX);
    let mut channels = profile.channels;
    channels.sort_by_key(|channel| channel.losses == Losses::default());
    channels.truncate(MAX_CHANNELS_SHOWN);
    let channels = channels.into_iter().map(|channel| ChannelRow {
        id: channel.id,
        name: channel.name,
        losses: channel.losses,
    });
    ProfileRow {
        id: profile.id,
        network: profile.network,
        name: profile.identity.name,
        handle: profile.identity.handle,
        login: profile.identity.login,
        avatar: profile.identity.avatar,
        health: profile.health,
        checked_at: profile.checked_at,
        channels: channels.collect(),
        channel_count,
        meanwhile: meanwhile.of(profile.id, now),
        held: cost.held,
        mending,
    }
}

/// A place in the order, for the link to the next page: `kind.id.name`, the name in base64url.
#[must_use]
pub(crate) fn cursor_text(cursor: &Cursor) -> String {
    let name = BASE64_URL_SAFE_NO_PAD.encode(&cursor.name);
    format!("{}.{}.{name}", cursor.worst.slug(), cursor.id)
}

/// The place such a text names; `None` for a text of somebody else's, which then shows the first page.
#[must_use]
pub(crate) fn cursor(text: &str) -> Option<Cursor> {
    let mut parts = text.splitn(3, '.');
    let worst = HealthKind::from_slug(parts.next()?)?;
    let id = parts.next()?.parse().ok()?;
    let name = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok()?;
    Some(Cursor { worst, name, id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_link() {
        let id = ProfileId::new(Timestamp::from_millis(1), [7; 10]);
        let place =
            Cursor { worst: HealthKind::Expiring, name: "Žofie & Söhne. GmbH".into(), id };
        assert_eq!(cursor(&cursor_text(&place)), Some(place));
        for wrong in ["", "a.b.c", "expiring", "expiring..", "expiring.x.eA"] {
            assert_eq!(cursor(wrong), None, "{wrong}");
        }
    }
}
