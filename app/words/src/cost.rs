//! What a lost connection costs, in a sentence.

use domain::{
    cost::Cost,
    time::{Span, Timestamp},
    zone::Zone,
};

use crate::{clock, say, several};

/// "3 posts held, next due 14:30; comments missing since 09:12; statistics gap 2 days."; empty where it costs nothing yet.
#[must_use]
pub fn cost(cost: &Cost, zone: &Zone, now: Timestamp) -> String {
    let Cost { held, next_due, comments_since, statistics_since } = *cost;
    let time = |at| clock::since(at, zone, now);
    let posts = match held {
        0 => None,
        1 => Some(say!(cost.held_one).to_owned()),
        count => Some(several!(count; cost.held_few | cost.held_many, count)),
    };
    let next = next_due.map(time);
    let posts = match (posts, next) {
        (Some(posts), Some(time)) => Some(format!("{posts}, {}", say!(cost.next, time))),
        (None, Some(time)) => Some(say!(cost.next_post, time)),
        (posts, None) => posts,
    };
    let comments = comments_since.map(|since| say!(cost.comments, time = time(since)));
    let statistics = statistics_since.map(|since| {
        match now.since(since).as_millis() / Span::days(1).as_millis() {
            ..=0 => say!(cost.statistics, time = time(since)),
            1 => say!(cost.gap_one).to_owned(),
            count => several!(count; cost.gap_few | cost.gap_many, count),
        }
    });
    let parts: Vec<_> = [posts, comments, statistics].into_iter().flatten().collect();
    sentence(&parts.join("; "))
}

/// "Hotel Panorama works through Bela Kral for now.", "3 channels work through Bela Kral for now."
#[must_use]
pub fn on_backup(channels: &[String], backup: &str) -> String {
    match channels {
        [channel] => say!(cost.backup_one, channel = channel.as_str(), backup),
        channels => {
            several!(channels.len(); cost.backup_few | cost.backup_many, count = channels.len(), backup)
        }
    }
}

/// "Asked for by Rita Regular, 14:02."
#[must_use]
pub fn asked_for(person: &str, at: Timestamp, zone: &Zone, now: Timestamp) -> String {
    say!(cost.asked, person, time = clock::since(at, zone, now))
}

/// "You asked at 14:02."
#[must_use]
pub fn you_asked(at: Timestamp, zone: &Zone, now: Timestamp) -> String {
    let time = clock::since(at, zone, now);
    if zone.wall(at).date == zone.wall(now).date {
        say!(unreached.asked_at, time)
    } else {
        say!(unreached.asked_on, time)
    }
}

/// The same with the letter that begins a sentence, and its end.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_told_where_there_is_one() {
        let now = Timestamp::from_seconds(1_795_003_200);
        let nothing = Cost::default();
        let posts = Cost { held: 3, next_due: Some(now.after(Span::hours(2))), ..nothing };
        let whole = Cost {
            comments_since: Some(now.before(Span::hours(4))),
            statistics_since: Some(now.before(Span::days(2))),
            ..posts
        };
        for (it, words) in [
            (nothing, ""),
            (posts, "3 posts held, next due 14:00."),
            (Cost { held: 0, ..posts }, "Next post due 14:00."),
            (Cost { held: 1, next_due: None, ..posts }, "One post held."),
            (
                Cost { held: 0, next_due: None, statistics_since: None, ..whole },
                "Comments missing since 08:00.",
            ),
            (
                Cost { statistics_since: Some(now.before(Span::hours(3))), ..nothing },
                "Statistics missing since 09:00.",
            ),
            (
                whole,
                "3 posts held, next due 14:00; comments missing since 08:00; statistics gap 2 days.",
            ),
        ] {
            assert_eq!(cost(&it, &Zone::utc(), now), words);
        }
    }
}
