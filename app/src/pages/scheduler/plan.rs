//! Which part of the plan is shown, as the URL says it. A word it misspells is as if it were not there.

use domain::{
    id::ChannelId,
    post::PostStateKind,
    time::Timestamp,
    zone::{Date, Zone},
};
use leptos_router::params::ParamsMap;
use words::clock;

use crate::{backend::scheduler::PostsQuery, paths};

/// How the plan is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum View {
    /// A month.
    #[default]
    Month,
    /// A week, with the hours of its days.
    Week,
    /// A list, a page at a time.
    List,
}

/// What the URL asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// How.
    pub(super) view: View,
    /// A day of the month or week that is shown; of the list, the day it begins at.
    pub(super) from: Option<Date>,
    /// Whether the list is of that day only.
    pub(super) one_day: bool,
    /// Of this channel only.
    pub(super) channel: Option<ChannelId>,
    /// In this state only.
    pub(super) state: Option<PostStateKind>,
    /// Where the list begins.
    pub(super) after: Option<String>,
}

impl View {
    /// The word for it in addresses.
    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Week => "week",
            Self::List => "list",
        }
    }
}

impl Plan {
    /// Reads a URL's query.
    pub(super) fn read(parameters: &ParamsMap) -> Self {
        let value = |key| parameters.get(key).filter(|value| !value.is_empty());
        let day = value("day").and_then(|day| day.parse().ok());
        let view = match value("view").as_deref() {
            Some("week") => View::Week,
            Some("list") => View::List,
            _ => View::Month,
        };
        Self {
            view,
            from: day.or_else(|| value("from").and_then(|day| day.parse().ok())),
            one_day: day.is_some(),
            channel: value("channel").and_then(|id| id.parse().ok()),
            state: value("state").and_then(|slug| PostStateKind::from_slug(&slug)),
            after: value("after"),
        }
    }

    /// The URL that reads as this.
    pub(super) fn url(&self) -> String {
        let parameters = [
            ("view", (self.view != View::Month).then(|| self.view.slug().to_owned())),
            (if self.one_day { "day" } else { "from" }, self.from.map(|day| day.to_string())),
            ("channel", self.channel.map(|id| id.to_string())),
            ("state", self.state.map(|state| state.slug().to_owned())),
            ("after", self.after.clone()),
        ];
        paths::with_query(paths::SCHEDULER, &parameters)
    }

    /// The same plan, shown otherwise, around the same day.
    pub(super) fn shown(&self, view: View) -> Self {
        Self { view, one_day: false, after: None, ..self.clone() }
    }

    /// The same, from another day on.
    pub(super) fn from(&self, day: Date) -> Self {
        Self { from: Some(day), after: None, ..self.clone() }
    }

    /// The list of one day.
    pub(super) fn list_of(&self, day: Date) -> Self {
        Self { view: View::List, from: Some(day), one_day: true, after: None, ..self.clone() }
    }

    /// The posts to read, those of `days` where the calendar is shown.
    pub(super) fn query(&self, days: Option<&[Date]>, now: Timestamp, zone: &Zone) -> PostsQuery {
        let start = |day: Option<Date>| day.and_then(|day| zone.start_of(day).ok());
        let (from, until) = match days {
            Some(days) => {
                let next = days.last().and_then(|day| day.plus(1).ok());
                (start(days.first().copied()), start(next))
            }
            None => {
                let next = self.from.filter(|_| self.one_day).and_then(|day| day.plus(1).ok());
                (start(self.list_from(now, zone)), start(next))
            }
        };
        let (channel, state, after) = (self.channel, self.state, self.after.clone());
        PostsQuery { from, until, channel, state, after }
    }

    /// The day at which the list begins: today, unless another one or a state is asked for, of which all are shown.
    pub(super) fn list_from(&self, now: Timestamp, zone: &Zone) -> Option<Date> {
        self.from.or_else(|| self.state.is_none().then(|| zone.wall(now).date))
    }

    /// The days that the calendar shows: whole weeks around the month, or the week; none for the list.
    pub(super) fn days(&self, now: Timestamp, zone: &Zone) -> Option<Vec<Date>> {
        let shown = self.from.unwrap_or_else(|| zone.wall(now).date);
        let back = |day: Date| day.plus(-i32::from(clock::place(day))).unwrap_or(day);
        let first = match self.view {
            View::Month => back(Date { day: 1, ..shown }),
            View::Week => back(shown),
            View::List => return None,
        };
        let last_of_month = next_month(shown).plus(-1).unwrap_or(shown);
        let is_shown = |day: &Date| match self.view {
            View::Month => *day <= back(last_of_month).plus(6).unwrap_or(*day),
            View::Week | View::List => true,
        };
        let most = if self.view == View::Month { 42 } else { 7 };
        Some((0..most).filter_map(|days| first.plus(days).ok()).take_while(is_shown).collect())
    }
}

/// The first of the month after this day's.
pub(super) fn next_month(day: Date) -> Date {
    if day.month == 12 {
        Date { year: day.year.saturating_add(1), month: 1, day: 1 }
    } else {
        Date { month: day.month + 1, day: 1, ..day }
    }
}

/// The first of the month before this day's.
pub(super) fn month_before(day: Date) -> Date {
    if day.month == 1 {
        Date { year: day.year.saturating_sub(1), month: 12, day: 1 }
    } else {
        Date { month: day.month - 1, day: 1, ..day }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(pairs: &[(&'static str, &str)]) -> Plan {
        let parameters: ParamsMap =
            pairs.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        Plan::read(&parameters)
    }

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_url_is_read_as_it_is_written() {
        for (pairs, url) in [
            (&[][..], "/scheduler"),
            (&[("view", "week"), ("from", "2026-12-03")], "/scheduler?view=week&from=2026-12-03"),
            (&[("state", "held"), ("view", "list")], "/scheduler?view=list&state=held"),
            (&[("day", "2026-12-03"), ("view", "list")], "/scheduler?view=list&day=2026-12-03"),
            (&[("day", "tomorrow"), ("view", "year"), ("state", "")], "/scheduler"),
        ] {
            assert_eq!(plan(pairs).url(), url);
        }
    }

    #[test]
    fn a_month_is_shown_in_whole_weeks() {
        let zone = Zone::named("Europe/Prague").unwrap();
        let now = Timestamp::from_seconds(1_796_299_200);
        // (from, first, last, days)
        for (from, first, last, count) in [
            ("2026-12-20", "2026-11-30", "2027-01-03", 35),
            ("2027-02-01", "2027-02-01", "2027-02-28", 28),
            ("2026-08-31", "2026-07-27", "2026-09-06", 42),
        ] {
            let days = plan(&[("from", from)]).days(now, &zone).unwrap();
            assert_eq!((days[0], days[days.len() - 1]), (date(first), date(last)));
            assert_eq!(days.len(), count);
        }
        let week = plan(&[("view", "week"), ("from", "2026-12-03")]).days(now, &zone).unwrap();
        assert_eq!((week[0], week.len()), (date("2026-11-30"), 7));
    }

    #[test]
    fn a_day_of_the_list_ends_where_the_next_begins() {
        let zone = Zone::named("Europe/Prague").unwrap();
        let query = plan(&[("view", "list"), ("day", "2026-10-25")]).query(
            None,
            Timestamp::from_millis(0),
            &zone,
        );
        let hours = query.until.unwrap().since(query.from.unwrap()).as_millis() / 3_600_000;
        assert_eq!(hours, 25, "the clock is put back that day");
    }
}
