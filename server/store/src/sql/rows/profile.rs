//! Profiles and channels, as rows and as values.

use domain::{
    health::HealthKind,
    profile::{Channel, Identity, Profile},
    time::Timestamp,
};
use engine::ports::store::{StoreError, Stored, profiles::Cursor};
use sqlx::FromRow;

use super::{At, TableRow, without_case};

/// The columns a [`ProfileRow`] is read from.
macro_rules! profile_columns {
    () => {
        "id, network, issuer, subject, name, handle, avatar, login, told_as, health, checked_at"
    };
}
pub(in super::super) use profile_columns;

/// A profile without its channels.
#[derive(FromRow)]
pub(in super::super) struct ProfileRow {
    id: String,
    network: String,
    issuer: String,
    subject: String,
    name: String,
    handle: Option<String>,
    avatar: Option<String>,
    login: Option<String>,
    told_as: Option<String>,
    health: String,
    checked_at: Option<i64>,
}

impl TableRow for ProfileRow {
    const TABLE: &'static str = "profiles";
}

impl TryFrom<ProfileRow> for Profile {
    type Error = StoreError;

    fn try_from(row: ProfileRow) -> Stored<Self> {
        let at = At::new(ProfileRow::TABLE, &row.id);
        Ok(Self {
            id: at.word("id", &row.id)?,
            network: at.word("network", &row.network)?,
            health: at.json("health", &row.health)?,
            identity: Identity {
                issuer: row.issuer,
                subject: row.subject,
                name: row.name,
                handle: row.handle,
                avatar: row.avatar,
                login: row.login,
                told_as: row.told_as,
            },
            checked_at: row.checked_at.map(Timestamp::from_millis),
            channels: Vec::new(),
        })
    }
}

/// A profile's place in the order of a page.
#[derive(FromRow)]
pub(in super::super) struct PlaceRow {
    id: String,
    name: String,
    severity: i64,
}

impl TableRow for PlaceRow {
    const TABLE: &'static str = "profiles";
}

impl TryFrom<PlaceRow> for Cursor {
    type Error = StoreError;

    fn try_from(row: PlaceRow) -> Stored<Self> {
        let at = At::new(PlaceRow::TABLE, &row.id);
        let place: usize = at.count("severity", row.severity)?;
        Ok(Self {
            worst: *HealthKind::ALL
                .get(place)
                .ok_or_else(|| at.damaged("severity", "out of range"))?,
            id: at.word("id", &row.id)?,
            name: row.name,
        })
    }
}

/// A channel, and whose it is.
#[derive(FromRow)]
pub(in super::super) struct ChannelRow {
    profile: String,
    id: String,
    remote_id: String,
    name: String,
    avatar: Option<String>,
    losses: String,
}

impl TableRow for ChannelRow {
    const TABLE: &'static str = "channels";
}

/// A channel, and the profile it is linked from.
pub(in super::super) struct OfProfile(
    pub(in super::super) domain::id::ProfileId,
    pub(in super::super) Channel,
);

impl TryFrom<ChannelRow> for OfProfile {
    type Error = StoreError;

    fn try_from(row: ChannelRow) -> Stored<Self> {
        let at = At::new(ChannelRow::TABLE, &row.id);
        let channel = Channel {
            id: at.word("id", &row.id)?,
            losses: at.json("losses", &row.losses)?,
            remote_id: row.remote_id,
            name: row.name,
            avatar: row.avatar,
        };
        Ok(Self(at.word("profile", &row.profile)?, channel))
    }
}

/// What is kept beside a profile so that the database can order and search it.
pub(in super::super) struct Derived {
    pub(in super::super) severity: i64,
    pub(in super::super) sort_name: String,
    pub(in super::super) search: String,
}

impl Derived {
    pub(in super::super) fn of(profile: &Profile) -> Self {
        let worst =
            if profile.needs_mending() { HealthKind::Disconnected } else { profile.health.kind() };
        let names = [Some(&profile.identity.name), profile.identity.handle.as_ref()];
        let channels = profile.channels.iter().map(|channel| &channel.name);
        let words: Vec<_> = names.into_iter().flatten().chain(channels).collect();
        Self {
            severity: severity(worst),
            sort_name: without_case(&profile.identity.name),
            // A separator nobody types: what is looked for is found within one name, never across two.
            search: words.iter().map(|word| without_case(word)).collect::<Vec<_>>().join("\u{1f}"),
        }
    }
}

/// A kind's number in the order, worst first.
pub(in super::super) const fn severity(kind: HealthKind) -> i64 {
    match kind {
        HealthKind::Disconnected => 0,
        HealthKind::Expiring => 1,
        HealthKind::Uncertain => 2,
        HealthKind::Connected => 3,
    }
}

/// Puts channels into the order of their names.
pub(in super::super) fn sort_channels(channels: &mut [Channel]) {
    channels.sort_by_cached_key(|channel| (without_case(&channel.name), channel.id));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_follow_the_order_of_kinds() {
        let numbers = HealthKind::ALL.map(severity);
        assert_eq!(numbers, [0, 1, 2, 3]);
    }
}
