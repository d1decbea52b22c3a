//! The event stream of one workspace, as this tab opens it.

use domain::{
    event::{Event, EventId},
    id::WorkspaceId,
    time::Timestamp,
};
use futures::{StreamExt, channel::mpsc::UnboundedSender};
use gloo_net::eventsource::futures::EventSource;
use leptos::task::spawn_local;
use serde::Deserialize;

use super::News;
use crate::paths;

/// An open stream; dropping it closes it.
pub(super) struct Stream {
    _source: EventSource,
}

/// The kinds of message the server sends.
const KINDS: [&str; 3] = [CHANGE, HEARTBEAT, RESYNC];
const CHANGE: &str = "change";
const HEARTBEAT: &str = "heartbeat";
const RESYNC: &str = "resync";

#[derive(Deserialize)]
struct Heartbeat {
    last: EventId,
    now: Timestamp,
}

impl Stream {
    /// Opens it after `after`; `number` tells its end from another stream's. `None` only if the browser refuses even to try.
    pub(super) fn open(
        workspace: WorkspaceId,
        after: EventId,
        number: u32,
        to: &UnboundedSender<News>,
    ) -> Option<Self> {
        let mut source = EventSource::new(&paths::events(workspace, after)).ok()?;
        for kind in KINDS {
            let mut messages = source.subscribe(kind).ok()?;
            let to = to.clone();
            spawn_local(async move {
                // Closing the source ends this with an error, as a server that turns us away does.
                while let Some(Ok((_, message))) = messages.next().await {
                    if let Some(data) = message.data().as_string() {
                        let _ = to.unbounded_send(News::Streamed { kind, data });
                    }
                }
                if kind == HEARTBEAT {
                    let _ = to.unbounded_send(News::Closed { number });
                }
            });
        }
        Some(Self { _source: source })
    }
}

/// What a message says; `None` if it is not in words we know.
pub(super) fn read(kind: &str, data: &str) -> Option<Said> {
    match kind {
        CHANGE => serde_json::from_str(data).ok().map(Said::Change),
        HEARTBEAT => serde_json::from_str::<Heartbeat>(data)
            .ok()
            .map(|beat| Said::Heartbeat { last: beat.last, now: beat.now }),
        RESYNC => Some(Said::Resync),
        _ => None,
    }
}

/// A message of the server, read.
#[derive(Debug, PartialEq)]
pub(super) enum Said {
    Change(Event),
    Heartbeat { last: EventId, now: Timestamp },
    Resync,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_by_their_kind() {
        assert_eq!(
            read("heartbeat", r#"{"last":7,"now":1000}"#),
            Some(Said::Heartbeat { last: EventId(7), now: Timestamp::from_millis(1000) })
        );
        assert_eq!(read("resync", r#"{"last":7}"#), Some(Said::Resync));
        assert_eq!(read("change", "{}"), None);
        assert_eq!(read("message", "7"), None);
    }
}
