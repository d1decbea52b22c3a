//! What was done, from the engine.

use std::collections::BTreeMap;

use app::{
    backend::seeing::{
        ApiKeyRow, ApiKeys, AuditAsked, AuditLine, AuditPage, Overview, OverviewRow, Proof, Seeing,
        Timeline, TimelineChange,
    },
    error::Error,
};
use async_trait::async_trait;
use domain::{
    account::Viewer,
    cause::Cause,
    id::ProfileId,
    network::Network,
    time::Timestamp,
    zone::{Date, Zone},
};
use engine::{
    ports::store::audits::{AuditQuery, Shown},
    seeing::{Broken, Verified},
};

use words::say;

use super::{Bound, wire};

/// How many entries a page shows.
const PAGE: u32 = 50;
/// How far back a timeline goes.
const TIMELINE_DAYS: u16 = 90;

/// What entries are told with: names that the log itself does not have.
pub(crate) struct Telling {
    zone: Zone,
    now: Timestamp,
    names: BTreeMap<String, String>,
}

#[async_trait]
impl Seeing for Bound {
    async fn audit(&self, viewer: &Viewer, asked: AuditAsked) -> Result<AuditPage, Error> {
        let engine = &self.state.engine;
        let telling = self.telling(viewer).await?;
        let query = AuditQuery { limit: PAGE, ..query(&asked, &telling.zone) };
        let entries = engine.audit_log(viewer, &query).await.map_err(wire)?;
        let is_full = u32::try_from(entries.len()).is_ok_and(|length| length == PAGE);
        let next = entries.last().map(|last| last.logged.number);
        let proof = match asked.verify {
            true => Some(proof(&engine.verify_audit(viewer).await.map_err(wire)?)),
            false => None,
        };
        Ok(AuditPage {
            next: next.filter(|number| is_full && *number > 1),
            entries: entries.into_iter().map(|shown| telling.line(shown)).collect(),
            people: engine.audited_people(viewer).await.map_err(wire)?,
            zone: telling.zone.name().to_owned(),
            proof,
        })
    }

    async fn timeline(&self, viewer: &Viewer, profile: ProfileId) -> Result<Timeline, Error> {
        let engine = &self.state.engine;
        let read = engine.timeline(viewer, profile, TIMELINE_DAYS).await.map_err(wire)?;
        let noted = read.noted.into_iter();
        Ok(Timeline {
            profile,
            name: read.profile.identity.name,
            network: read.profile.network,
            from: read.from,
            now: read.now,
            zone: engine.timetable(viewer).await.map_err(wire)?.zone,
            changes: noted
                .map(|it| TimelineChange { change: it.change, person: it.person })
                .collect(),
        })
    }

    async fn api_keys(&self, viewer: &Viewer) -> Result<ApiKeys, Error> {
        let keys = self.state.engine.api_keys(viewer).await.map_err(wire)?;
        let telling = self.telling(viewer).await?;
        let moment = |at| words::clock::moment(at, &telling.zone, telling.now);
        let row = |key: engine::ports::store::api_keys::ApiKey| ApiKeyRow {
            id: key.id,
            name: key.name,
            scopes: key.scopes,
            ends: moment(key.ends_at),
            used: key.used_at.map(moment),
        };
        Ok(ApiKeys { workspace: viewer.workspace, keys: keys.into_iter().map(row).collect() })
    }

    async fn overview(&self, viewer: &Viewer, days: u16) -> Result<Overview, Error> {
        // Two are offered; what else an address may say is as good as the first.
        let days = if days == 90 { 90 } else { 30 };
        let read = self.state.engine.overview(viewer, days).await.map_err(wire)?;
        let row = |(network, profiles, uptime, renewals)| OverviewRow {
            network,
            profiles,
            uptime,
            renewals,
        };
        Ok(Overview { days, networks: read.networks.into_iter().map(row).collect() })
    }
}

impl Bound {
    /// What entries of the viewer's workspace are told with.
    async fn telling(&self, viewer: &Viewer) -> Result<Telling, Error> {
        Telling::of(&self.state, viewer).await.map_err(wire)
    }
}

impl Telling {
    /// The names of the viewer's workspace.
    pub(crate) async fn of(
        state: &crate::state::AppState,
        viewer: &Viewer,
    ) -> Result<Self, engine::Error> {
        let channels = state.engine.channels(viewer).await?.into_iter();
        let people = state.engine.audited_people(viewer).await?.into_iter();
        let networks = Network::ALL.map(|it| (it.slug().to_owned(), it.name().to_owned()));
        Ok(Self {
            zone: state.engine.timetable(viewer).await?.zone,
            now: state.clock.now(),
            names: channels
                .map(|channel| (channel.id.to_string(), channel.name))
                .chain(people.map(|(id, name)| (id.to_string(), name)))
                .chain(networks)
                .collect(),
        })
    }

    /// Which entries are asked for.
    pub(crate) fn query(&self, asked: &AuditAsked) -> AuditQuery {
        query(asked, &self.zone)
    }

    /// An entry as people read it.
    pub(crate) fn line(&self, shown: Shown) -> AuditLine {
        let Shown { logged, person, profile } = shown;
        let entry = logged.entry;
        let facts: BTreeMap<String, serde_json::Value> =
            logged.facts.and_then(|facts| serde_json::from_str(&facts).ok()).unwrap_or_default();
        let named = |text: &str| self.names.get(text).cloned().unwrap_or_else(|| text.to_owned());
        let is_profile = profile.is_some();
        let who = profile.clone();
        AuditLine {
            number: logged.number,
            at: entry.at,
            when: words::clock::moment(entry.at, &self.zone, self.now),
            person: entry.person.map(|id| (id, person.unwrap_or_else(|| id.to_string()))),
            from: entry.from,
            what: entry.what,
            profile: entry.about.parse().ok().filter(|_| is_profile),
            about: match profile {
                Some((name, network)) => format!("{name}, {}", network.name()),
                None => named(&entry.about),
            },
            cause: facts.get("cause").and_then(|it| serde_json::from_value(it.clone()).ok()),
            changes: facts
                .into_iter()
                .map(|(part, value)| match cause_of(&part, &value, who.as_ref()) {
                    Some(sentence) => (say!(audit.why).to_owned(), sentence),
                    None => (named(&part), plain(&value)),
                })
                .collect(),
        }
    }
}

/// Why a profile was lost, as a sentence, if a fact tells that.
fn cause_of(
    part: &str,
    value: &serde_json::Value,
    profile: Option<&(String, Network)>,
) -> Option<String> {
    let cause: Cause = serde_json::from_value(value.clone()).ok().filter(|_| part == "cause")?;
    let (name, network) = profile?;
    Some(words::cause(&cause, name, *network))
}

/// A fact as text.
fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn query(asked: &AuditAsked, zone: &Zone) -> AuditQuery {
    let start = |day: &Option<String>, plus| {
        let day = day.as_deref().and_then(date)?.plus(plus).ok()?;
        zone.start_of(day).ok()
    };
    AuditQuery {
        person: asked.person,
        what: asked.what.clone(),
        about: asked.profile.map(|id| id.to_string()),
        since: start(&asked.from, 0),
        until: start(&asked.until, 1),
        before: asked.before,
        limit: PAGE,
    }
}

/// A day as a form sends it: "2026-11-26".
fn date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let date =
        Date { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
    date.weekday().ok().map(|_| date)
}

fn proof(verified: &Verified) -> Proof {
    match verified.broken {
        None => {
            Proof::Holds { entries: verified.head.number, head: hexadecimal(&verified.head.hash) }
        }
        Some(Broken::Changed(number) | Broken::Missing(number) | Broken::Beyond(number)) => {
            Proof::Broken(number)
        }
    }
}

/// Bytes in hexadecimal digits.
#[must_use]
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_with_its_last_day() {
        let asked = AuditAsked {
            from: Some("2026-11-26".into()),
            until: Some("2026-11-26".into()),
            ..AuditAsked::default()
        };
        let AuditQuery { since, until, .. } = query(&asked, &Zone::utc());
        assert_eq!(since, Some(Timestamp::from_seconds(1_795_651_200)));
        assert_eq!(until, Some(Timestamp::from_seconds(1_795_737_600)));
        for wrong in ["", "26.11.2026", "2026-13-01", "2026-02-30", "x-y-z"] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
