//! The event stream: `GET /events?after={id}` (Server-Sent Events, WHATWG HTML section 9.2).
//!
//! The log is the truth, the alarm only wakes: an event written while nobody listened is read from the log, so none can
//! be missed. A named heartbeat comes every fifteen seconds, because comments are invisible to a page.

use std::{collections::VecDeque, convert::Infallible, time::Duration};

use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{
        IntoResponse as _, Response,
        sse::{Event as Frame, Sse},
    },
};
use domain::{
    account::Viewer,
    event::{Event, EventId},
    id::WorkspaceId,
};
use engine::{ports::store::events::EventsRead, profiles::last_of, vault::Token};
use futures::stream;
use serde::Deserialize;
use tokio::{
    sync::{broadcast, watch},
    time::{Interval, MissedTickBehavior, interval},
};

use crate::{request::Asking, state::AppState};

const HEARTBEAT: Duration = Duration::from_secs(15);

/// Where to begin.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    /// The last event the page knows.
    after: Option<u64>,
    /// The workspace the page was made for.
    workspace: Option<WorkspaceId>,
}

/// `GET /events`.
pub(crate) async fn events(
    State(state): State<AppState>,
    Extension(asking): Extension<Asking>,
    headers: HeaderMap,
    Query(from): Query<From>,
) -> Response {
    let (Some(viewer), Some(session)) = (asking.viewer, asking.session) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    if from.workspace.is_some_and(|workspace| workspace != viewer.workspace) {
        return StatusCode::CONFLICT.into_response();
    }
    // What the browser saw last wins over what the page was made with.
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let position = EventId(last.or(from.after).unwrap_or(0));
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let tail = Tail {
        // Subscribed before the log is read: what is written in between rings.
        alarm: state.engine.alarm(),
        stopping: state.stopping.clone(),
        state,
        viewer,
        session,
        position,
        waiting: VecDeque::new(),
        behind: true,
        heartbeat,
    };
    let frames = stream::unfold(tail, async |mut tail| {
        let frame = tail.next().await?;
        Some((Ok::<_, Infallible>(frame), tail))
    });
    let unbuffered = [(header::CACHE_CONTROL, "no-store"), (X_ACCEL_BUFFERING, "no")];
    (unbuffered, Sse::new(frames)).into_response()
}

/// nginx's word for "do not collect this answer before passing it on".
const X_ACCEL_BUFFERING: header::HeaderName = header::HeaderName::from_static("x-accel-buffering");

/// One page's place in the log.
struct Tail {
    state: AppState,
    viewer: Viewer,
    session: Token,
    position: EventId,
    waiting: VecDeque<Event>,
    behind: bool,
    alarm: broadcast::Receiver<WorkspaceId>,
    heartbeat: Interval,
    stopping: watch::Receiver<bool>,
}

impl Tail {
    /// The next frame; `None` ends the stream, and the page comes back with its position.
    async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                self.position = event.id;
                return Frame::default()
                    .event("change")
                    .id(event.id.0.to_string())
                    .json_data(&event)
                    .ok();
            }
            if self.behind {
                // Whoever has gone, or is somebody else now, hears nothing more.
                self.is_theirs().await?;
                match self.state.engine.events_after(&self.viewer, self.position).await.ok()? {
                    EventsRead::Events(events) => {
                        self.behind = last_of(&events, self.position) != self.position;
                        self.waiting = events.into();
                    }
                    EventsRead::Resync { last } => {
                        self.position = last;
                        let data = format!(r#"{{"last":{}}}"#, last.0);
                        return Some(Frame::default().event("resync").data(data));
                    }
                }
                continue;
            }
            let beat_due = tokio::select! {
                rung = self.alarm.recv() => {
                    self.behind = match rung {
                        Ok(workspace) => workspace == self.viewer.workspace,
                        Err(broadcast::error::RecvError::Lagged(_)) => true,
                        Err(broadcast::error::RecvError::Closed) => return None,
                    };
                    false
                }
                _ = self.heartbeat.tick() => true,
                _ = self.stopping.wait_for(|stopping| *stopping) => return None,
            };
            if beat_due {
                return self.beat().await;
            }
        }
    }

    /// Whether the session still is what it was when the stream began.
    async fn is_theirs(&self) -> Option<()> {
        let viewer = self.state.engine.viewer(&self.session).await.ok()??;
        (viewer == self.viewer).then_some(())
    }

    /// A sign of life, if the session still is one.
    async fn beat(&self) -> Option<Frame> {
        self.is_theirs().await?;
        let (last, now) = (self.position.0, self.state.clock.now().millis());
        let data = format!(r#"{{"last":{last},"now":{now}}}"#);
        Some(Frame::default().event("heartbeat").data(data))
    }
}
