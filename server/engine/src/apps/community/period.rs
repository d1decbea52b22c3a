//! What one turn asks a network for, so that two turns leave nothing out between them.

use domain::time::{Span, Timestamp};

use crate::ports::store::comments::Listening;

/// The first time a channel is heard, it is from so long ago.
const FIRST: Span = Span::days(90);
/// What was written may be listed so much later.
const LISTED_LATE: Span = Span::minutes(2);
/// By how much a network's clock may differ from ours, and what was written be listed later.
pub(super) const APART: Span = Span::minutes(12);

/// What a turn asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Period {
    /// From then on.
    pub(super) since: Timestamp,
    /// Until now.
    pub(super) until: Timestamp,
    /// What the network no longer tells.
    pub(super) unheard: Option<(Timestamp, Timestamp)>,
    /// Whether the channel was heard before.
    pub(super) listened_before: bool,
}

impl Period {
    /// `kept`: how far back the network tells. `sent`: from when on answers must be read of which nobody knows whether they
    /// arrived.
    pub(super) fn new(
        known: Option<Listening>,
        kept: Option<Span>,
        sent: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        let heard_until = known.and_then(|known| known.heard_until);
        // Whichever clock is behind: the newest that is known is a moment of the network's, and the last reading one of ours.
        let newest = known.and_then(|known| known.newest).map(|newest| newest.before(LISTED_LATE));
        let since = match heard_until {
            None => now.before(FIRST),
            Some(until) => newest.unwrap_or(until.before(APART)).clamp(until.before(APART), until),
        };
        let edge = kept.map(|kept| now.before(kept));
        // By its own clock the network may have forgotten a little more.
        let told = edge.map(|edge| edge.after(APART)).filter(|_| heard_until.is_some());
        let unheard = told.map(|told| (since, told)).filter(|(since, told)| since < told);
        let since = sent.map_or(since, |sent| since.min(sent));
        Self {
            since: edge.map_or(since, |edge| since.max(edge)),
            until: now,
            unheard,
            listened_before: heard_until.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::id::ChannelId;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn ago(minutes: i64) -> Timestamp {
        NOW.before(Span::minutes(minutes))
    }

    /// What is asked for and what is no longer told, each in minutes before now.
    fn period(
        heard_until: Option<i64>,
        newest: Option<i64>,
        kept: Option<i64>,
        sent: Option<i64>,
    ) -> (i64, Option<(i64, i64)>) {
        let known = Listening {
            channel: ChannelId::new(NOW, [1; 10]),
            heard_until: heard_until.map(ago),
            newest: newest.map(ago),
            is_blind: false,
        };
        let period = Period::new(Some(known), kept.map(Span::minutes), sent.map(ago), NOW);
        assert_eq!((period.until, period.listened_before), (NOW, heard_until.is_some()));
        let minutes = |at| NOW.since(at).as_millis() / 60_000;
        let unheard = period.unheard.map(|(from, until)| (minutes(from), minutes(until)));
        (minutes(period.since), unheard)
    }

    #[test]
    fn nothing_is_left_out_between_two_readings_whichever_clock_is_behind() {
        let days = 24 * 60;
        // (heard until, newest known, what the network keeps, oldest unsettled answer) -> (since, no longer told)
        let table = [
            ((None, None, None, None), (90 * days, None)),
            ((None, None, Some(7 * days), None), (7 * days, None)),
            ((Some(2), None, None, None), (14, None)),
            // The network's clock agrees, or is behind, or ahead.
            ((Some(2), Some(5), None, None), (7, None)),
            ((Some(2), Some(11), None, None), (13, None)),
            ((Some(2), Some(-7), None, None), (2, None)),
            // Nothing was written for days.
            ((Some(2), Some(3 * days), None, None), (14, None)),
            // A moment that cannot be is not believed.
            ((Some(2), Some(-999 * days), None, None), (2, None)),
            // An answer whose outcome nobody knows must be among what is read.
            ((Some(2), Some(3), None, Some(30)), (30, None)),
            // Where it was silent for longer than the network tells, the rest is a gap.
            (
                (Some(9 * days), None, Some(7 * days), None),
                (7 * days, Some((9 * days + 12, 7 * days - 12))),
            ),
            // By its own clock it may tell a little less.
            (
                (Some(7 * days - 20), None, Some(7 * days), None),
                (7 * days - 8, Some((7 * days - 8, 7 * days - 12))),
            ),
            ((Some(6 * days), None, Some(7 * days), None), (6 * days + 12, None)),
        ];
        for ((heard_until, newest, kept, sent), expected) in table {
            let found = period(heard_until, newest, kept, sent);
            assert_eq!(found, expected, "{heard_until:?} {newest:?} {kept:?} {sent:?}");
        }
    }
}
