//! How far this page has read the event log, and whether it has missed something.
//!
//! The events of a workspace are numbered without gaps, so a number says everything.

use domain::event::EventId;

/// How far the log has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    read: EventId,
    /// The newest number heard of.
    known: EventId,
}

/// What to do with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is what comes next.
    Apply,
    /// It was applied before.
    Ignore,
    /// Events before it are missing: read the log.
    CatchUp,
}

impl Position {
    /// Data was read at `at`.
    pub(crate) const fn at(at: EventId) -> Self {
        Self { read: at, known: at }
    }

    /// The last event that was applied.
    pub(crate) const fn read(self) -> EventId {
        self.read
    }

    /// An event has come.
    pub(crate) fn receive(&mut self, id: EventId) -> Step {
        self.known = self.known.max(id);
        if id <= self.read {
            Step::Ignore
        } else if id.0 == self.read.0 + 1 {
            self.read = id;
            Step::Apply
        } else {
            Step::CatchUp
        }
    }

    /// The server says which event is the last.
    pub(crate) fn hear_of(&mut self, last: EventId) {
        self.known = self.known.max(last);
    }

    /// Whether events are known of that were not read.
    pub(crate) fn is_behind(self) -> bool {
        self.known > self.read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_next_is_applied_once() {
        let mut position = Position::at(EventId(4));
        assert_eq!(position.receive(EventId(4)), Step::Ignore);
        assert_eq!(position.receive(EventId(5)), Step::Apply);
        assert_eq!(position.receive(EventId(5)), Step::Ignore);
        assert!(!position.is_behind());
    }

    #[test]
    fn a_gap_is_noticed_and_closed_by_reading_the_log() {
        let mut position = Position::at(EventId(4));
        assert_eq!(position.receive(EventId(7)), Step::CatchUp);
        assert_eq!(position.read(), EventId(4), "nothing was applied");
        for id in [5, 6] {
            assert_eq!(position.receive(EventId(id)), Step::Apply);
            assert!(position.is_behind());
        }
        assert_eq!(position.receive(EventId(7)), Step::Apply);
        assert!(!position.is_behind());
    }

    #[test]
    fn a_heartbeat_reveals_a_lost_event() {
        let mut position = Position::at(EventId(4));
        position.hear_of(EventId(4));
        assert!(!position.is_behind());
        position.hear_of(EventId(5));
        assert!(position.is_behind());
    }
}
