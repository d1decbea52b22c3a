//! What the log tells, as far as a page's regions can follow it.

/// The word in `data-follows` for a variant of `domain::event::What`; `None` for one that no region can follow.
#[must_use]
pub fn word(variant: &str) -> Option<&'static str> {
    match variant {
        "Posts" => Some("posts"),
        "Comments" => Some("comments"),
        "Statistics" => Some("statistics"),
        "Checked" | "Linked" | "Removed" | "Channels" => Some("channels"),
        "Standing" => Some("standing"),
        _ => None,
    }
}

/// How far the page has read the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position(pub u64);

/// What an event means for a page that has read so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is what comes next.
    Next,
    /// The page has it already.
    Known,
    /// Others came before it that were not heard: everything may have changed.
    Gap,
}

impl Position {
    /// An event has come. Whatever it is, the page will have read it.
    pub fn receive(&mut self, id: u64) -> Step {
        let step = match id {
            id if id <= self.0 => Step::Known,
            id if id == self.0 + 1 => Step::Next,
            _ => Step::Gap,
        };
        self.0 = self.0.max(id);
        step
    }
}

/// The value of `after` in a stream's address.
#[must_use]
pub fn after(address: &str) -> Option<u64> {
    let (_, query) = address.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("after="))?.parse().ok()
}

/// The address that continues a stream from `position`.
#[must_use]
pub fn continued(address: &str, position: Position) -> String {
    match address.rsplit_once("after=") {
        Some((before, _)) => format!("{before}after={}", position.0),
        None => address.to_owned(),
    }
}

/// What the tabs call the stream that they share: one a workspace.
#[must_use]
pub fn shared_name(address: &str) -> String {
    let workspace = address
        .split_once("workspace=")
        .map_or("", |(_, rest)| rest.split('&').next().unwrap_or_default());
    format!("relink-events-{workspace}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_taken_once_and_a_gap_is_noticed() {
        let mut position = Position(4);
        assert_eq!(position.receive(4), Step::Known);
        assert_eq!(position.receive(5), Step::Next);
        assert_eq!(position.receive(8), Step::Gap);
        assert_eq!(position.receive(7), Step::Known);
        assert_eq!(position, Position(8));
    }

    #[test]
    fn a_stream_continues_where_the_page_is() {
        let address = "/events?workspace=w&after=7";
        assert_eq!(after(address), Some(7));
        assert_eq!(continued(address, Position(9)), "/events?workspace=w&after=9");
        assert_eq!(after("/events?workspace=w"), None);
        assert_eq!(shared_name(address), "relink-events-w");
    }
}
