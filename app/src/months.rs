//! What is foreseen, laid out in months.

use std::collections::BTreeMap;

use crate::{backend::Foreseen, day::Day};

/// A month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Month {
    /// Its first day.
    pub(crate) first: Day,
    /// All of its days, each with what ends on it.
    pub(crate) days: Vec<(Day, Vec<Foreseen>)>,
}

impl Month {
    /// Whether nothing ends in it.
    pub(crate) fn is_free(&self) -> bool {
        self.days.iter().all(|(_, foreseen)| foreseen.is_empty())
    }
}

/// The month of today, and every month in which something ends.
pub(crate) fn months(foreseen: Vec<Foreseen>, today: Day) -> Vec<Month> {
    let mut months = BTreeMap::from([(today.first_of_month(), BTreeMap::new())]);
    for one in foreseen {
        let day = Day::of(one.at);
        let month = months.entry(day.first_of_month()).or_default();
        month.entry(day).or_insert_with(Vec::new).push(one);
    }
    let month = |(first, mut ends): (Day, BTreeMap<Day, Vec<Foreseen>>)| {
        let days = (0..31).map(|day| first.after(day));
        let days = days.filter(|day| day.first_of_month() == first);
        Month {
            first,
            days: days.map(|day| (day, ends.remove(&day).unwrap_or_default())).collect(),
        }
    };
    months.into_iter().map(month).collect()
}

#[cfg(test)]
mod tests {
    use domain::{
        id::ProfileId,
        network::Network,
        time::{Span, Timestamp},
    };

    use super::*;

    /// The third of December 2026, at noon.
    const NOW: Timestamp = Timestamp::from_seconds(1_796_299_200);

    fn ends(name: &str, at: Timestamp) -> Foreseen {
        let profile = ProfileId::new(at, [0; 10]);
        Foreseen { profile, network: Network::X, name: name.into(), channels: 1, at, posts: 0 }
    }

    #[test]
    fn without_anything_there_is_the_month_of_today() {
        let [month] = <[Month; 1]>::try_from(months(vec![], Day::of(NOW))).unwrap();
        assert_eq!(month.first.date().machine(), "2026-12-01");
        assert_eq!(month.days.len(), 31);
        assert!(month.is_free());
    }

    #[test]
    fn each_stands_on_its_day_and_free_months_are_left_out() {
        let foreseen = vec![
            ends("Ada", NOW.after(Span::days(10))),
            ends("Lena", NOW.after(Span::days(10))),
            ends("Nora", NOW.after(Span::days(87))),
        ];
        let months = months(foreseen, Day::of(NOW));
        let firsts: Vec<_> = months.iter().map(|month| month.first.date().machine()).collect();
        assert_eq!(firsts, ["2026-12-01", "2027-02-01"]);
        assert_eq!(months[1].days.len(), 28);
        let (day, ends) = &months[0].days[12];
        assert_eq!(day.date().machine(), "2026-12-13");
        let names: Vec<_> = ends.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["Ada", "Lena"]);
        assert_eq!(months[1].days[27].1.len(), 1);
    }

    #[test]
    fn what_ended_before_this_month_is_still_shown() {
        let months = months(vec![ends("Ada", NOW.before(Span::days(5)))], Day::of(NOW));
        assert_eq!(months.len(), 2);
        assert!(!months[0].is_free());
    }
}
