//! Which figures are asked for, as a URL says it: the page of Analytics and its file of the same figures read it alike. A word
//! it misspells is as if it were not there.

use domain::{
    figure::DayRange,
    id::ChannelId,
    zone::{Date, Zone},
};

use crate::{
    backend::analytics::{Days, FiguresQuery},
    paths,
};

/// The ranges that are one click away, in days.
pub const RANGES: [u16; 3] = [7, 28, 90];
/// The one that is shown unless another is asked for.
const USUAL: u16 = 28;
/// More days than these are not shown at once; the last ones count.
const MOST_DAYS: i32 = 366;

/// What a URL asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Of which days.
    pub range: Range,
    /// Of this channel only.
    pub channel: Option<ChannelId>,
    /// Whether they are compared with those of the days before.
    pub compares: bool,
    /// Whether they stand in a table rather than in charts.
    pub as_table: bool,
}

/// Of which days, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// The last so many that are over.
    Last(u16),
    /// From the first to the last, both with them.
    Own(Date, Date),
}

impl Asked {
    /// Reads a URL's query; `value` gives what it says under a name.
    #[must_use]
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        let date = |key| value(key).and_then(|text| text.parse::<Date>().ok());
        let last = value("days").and_then(|days| days.parse().ok());
        let last = last.filter(|days| RANGES.contains(days)).unwrap_or(USUAL);
        Self {
            range: match (date("from"), date("until")) {
                (Some(one), Some(other)) => Range::own(one, other),
                _ => Range::Last(last),
            },
            channel: value("channel").and_then(|id| id.parse().ok()),
            compares: value("compare").as_deref() != Some("no"),
            as_table: value("view").as_deref() == Some("table"),
        }
    }

    /// The question for the port.
    #[must_use]
    pub fn query(&self) -> FiguresQuery {
        let days = match self.range {
            Range::Last(days) => Days::Last(days),
            Range::Own(first, last) => between(first, last).unwrap_or(Days::Last(USUAL)),
        };
        FiguresQuery { channels: self.channel.into_iter().collect(), days, compares: self.compares }
    }

    /// The page that shows this.
    #[must_use]
    pub fn url(&self) -> String {
        match self.channel {
            Some(channel) => Self { channel: None, ..*self }.at(&paths::analytics_of(channel)),
            None => self.at(paths::ANALYTICS),
        }
    }

    /// The file of the same figures.
    #[must_use]
    pub fn file_url(&self) -> String {
        Self { as_table: false, ..*self }.at(paths::ANALYTICS_FILE)
    }

    fn at(&self, path: &str) -> String {
        let (days, own) = match self.range {
            Range::Last(days) => ((days != USUAL).then(|| days.to_string()), None),
            Range::Own(first, last) => (None, Some((first.to_string(), last.to_string()))),
        };
        let (from, until) = own.unzip();
        let parameters = [
            ("days", days),
            ("from", from),
            ("until", until),
            ("channel", self.channel.map(|id| id.to_string())),
            ("compare", (!self.compares).then(|| "no".to_owned())),
            ("view", self.as_table.then(|| "table".to_owned())),
        ];
        paths::with_query(path, &parameters)
    }
}

impl Range {
    /// From one day to another, whichever comes first, and no more of them than are shown at once.
    fn own(one: Date, other: Date) -> Self {
        let (first, last) = (one.min(other), one.max(other));
        let earliest = last.plus(1 - MOST_DAYS).unwrap_or(first);
        Self::Own(first.max(earliest), last)
    }
}

fn between(first: Date, last: Date) -> Option<Days> {
    let utc = Zone::utc();
    let from = utc.start_of(first).ok()?;
    let until = utc.start_of(last.plus(1).ok()?).ok()?;
    Some(Days::Between(DayRange { from, until }))
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Asked {
        Asked::read(|key| {
            pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_url_is_read_as_it_is_written() {
        // (asked, written)
        for (pairs, url) in [
            (&[][..], "/analytics"),
            (&[("days", "28"), ("compare", "")], "/analytics"),
            (&[("days", "90"), ("compare", "no")], "/analytics?days=90&compare=no"),
            (&[("days", "31"), ("view", "pie")], "/analytics"),
            (
                &[("from", "2026-11-01"), ("until", "2026-11-09"), ("days", "7")],
                "/analytics?from=2026-11-01&until=2026-11-09",
            ),
            (
                &[("from", "2026-11-09"), ("until", "2026-11-01"), ("view", "table")],
                "/analytics?from=2026-11-01&until=2026-11-09&view=table",
            ),
            (&[("from", "2026-11-09"), ("until", "")], "/analytics"),
            (
                &[("from", "1999-01-01"), ("until", "2026-11-09")],
                "/analytics?from=2025-11-09&until=2026-11-09",
            ),
        ] {
            assert_eq!(read(pairs).url(), url, "{pairs:?}");
        }
    }

    #[test]
    fn one_channel_has_a_page_of_its_own() {
        let channel = ChannelId::new(Timestamp::from_millis(1_795_132_800_000), [1; 10]);
        let id = channel.to_string();
        let asked = read(&[("channel", &id), ("days", "7")]);
        assert_eq!(asked.url(), format!("/analytics/{id}?days=7"));
        assert_eq!(asked.file_url(), format!("/analytics.csv?days=7&channel={id}"));
        assert_eq!(asked.query().channels, [channel]);
    }

    #[test]
    fn the_file_is_of_the_same_figures() {
        let asked = read(&[("days", "7"), ("view", "table")]);
        assert_eq!(asked.file_url(), "/analytics.csv?days=7");
        assert_eq!(asked.query().days, Days::Last(7));
    }

    #[test]
    fn the_last_day_belongs_to_what_is_asked_for() {
        let asked = read(&[("from", "2026-11-20"), ("until", "2026-11-20")]);
        let from = Timestamp::from_millis(1_795_132_800_000);
        let until = Timestamp::from_millis(1_795_219_200_000);
        assert_eq!(asked.query().days, Days::Between(DayRange { from, until }));
    }
}
