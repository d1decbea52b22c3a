//! A forecast as an iCalendar file (RFC 5545).
//!
//! One all-day event a profile: it keeps its UID, so that a calendar moves it when the profile was refreshed, and drops it
//! when it is gone from here.

use app::paths;
use chrono::{DateTime, TimeDelta, Utc};
use domain::time::{Span, Timestamp};
use engine::{ports::store::forecasts::Foreseen, tokens::Forecast};
use icalendar::{Alarm, Calendar, Component as _, Event, EventLike as _, Property};

use crate::config::PublicUrl;

const ALARM_BEFORE: Span = Span::days(3);
/// How often a calendar program should look; the big ones look when they like.
const LOOK_EVERY: Span = Span::hours(6);

/// The calendar of a workspace.
#[must_use]
pub(crate) fn calendar(workspace: &str, forecast: &Forecast, public_url: &PublicUrl) -> String {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Relink//Renewal calendar//EN"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .name(&line(&words::feed_name(workspace)))
        .ttl(&TimeDelta::milliseconds(LOOK_EVERY.as_millis()));
    calendar
        .extend(forecast.foreseen.iter().filter_map(|one| event(one, forecast.now, public_url)));
    calendar.to_string()
}

/// `None` for a moment that no calendar has.
fn event(one: &Foreseen, now: Timestamp, public_url: &PublicUrl) -> Option<Event> {
    let (now, day) = (utc(now)?, utc(one.at)?.date_naive());
    let uid = format!("{}@{}", one.profile, public_url.host);
    let summary = line(&words::feed_summary(&one.name, one.network));
    let url = format!("{}{}", public_url.origin, paths::profile(one.profile, &one.name));
    let description = line(&words::feed_description(one.network, one.channels));
    let event = Event::new()
        .uid(&uid)
        .timestamp(now)
        .starts(day)
        .ends(day.succ_opt()?)
        .summary(&summary)
        .description(&format!("{description}\n{url}"))
        .url(&url)
        // It takes nobody's time.
        .add_property("TRANSP", "TRANSPARENT")
        .alarm(alarm(&summary, &uid, now))
        .done();
    Some(event)
}

/// A reminder. It keeps its UID too, or it would be a new one whenever the calendar is read.
fn alarm(summary: &str, uid: &str, now: DateTime<Utc>) -> Alarm {
    let before = -TimeDelta::milliseconds(ALARM_BEFORE.as_millis());
    let mut alarm = Alarm::display(summary, before);
    alarm.add_property("UID", format!("alarm-{uid}")).timestamp(now).done()
}

fn utc(at: Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(at.millis())
}

/// Names are what people at a network call themselves; a line of theirs must not become a line of the file.
fn line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use domain::{id::ProfileId, network::Network};

    use super::*;

    fn written(name: &str) -> String {
        // The third of December 2026, at noon.
        let now = Timestamp::from_seconds(1_796_299_200);
        let at = now.after(Span::days(10));
        let profile = ProfileId::new(Timestamp::from_millis(1), [7; 10]);
        let one =
            Foreseen { profile, network: Network::Facebook, name: name.into(), channels: 12, at };
        let public_url = PublicUrl {
            origin: "https://relink.test".into(),
            host: "relink.test".into(),
            is_https: true,
            is_loopback: false,
        };
        let text = calendar("Havel & Weber", &Forecast { foreseen: vec![one], now }, &public_url);
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert!(text.split("\r\n").all(|line| !line.contains(['\r', '\n'])), "{text}");
        text.replace("\r\n ", "")
    }

    #[test]
    fn an_end_is_an_all_day_event_with_an_alarm() {
        let text = written("Ada Novak");
        for line in [
            "X-WR-CALNAME:Relink: Havel & Weber",
            "UID:00000000-0001-7707-8707-070707070707@relink.test",
            "DTSTAMP:20261203T120000Z",
            "DTSTART;VALUE=DATE:20261213",
            "DTEND;VALUE=DATE:20261214",
            "SUMMARY:Reconnect Ada Novak (Facebook)",
            "TRIGGER:-PT259200S",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
        assert!(text.contains("12 channels"), "{text}");
        assert!(
            text.contains("https://relink.test/settings/social-profiles?q=Ada%20Novak#profile-")
        );
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
        assert_eq!(text, written("Ada Novak"), "nothing in it is by chance");
    }

    #[test]
    fn a_name_writes_no_line_of_its_own() {
        let text = written("Ada;,\\\r\nATTENDEE:mailto:a@b.test\u{85}\u{1f600}");
        assert!(!text.lines().any(|line| line.starts_with("ATTENDEE")), "{text}");
        assert!(text.contains(r"Ada\;\,\\  ATTENDEE:mailto:a@b.test "), "{text}");
    }
}
