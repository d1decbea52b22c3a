//! The event stream into the stores of the page: nothing polls, nothing reloads, nothing is missed.

mod board;
mod follower;
mod position;
mod row;
mod senses;
mod stream;
mod tabs;

use domain::event::EventId;
use futures::future::abortable;
use leptos::{prelude::*, task::spawn_local};

use self::follower::Follower;
pub(crate) use self::{
    board::Board,
    row::{Channel, Row, Who},
};

/// Keeps `board` true until its page goes. `as_of` is the event its data was read at; `reload` reads it all anew.
///
/// Effects run in the browser only, and so does this.
pub(crate) fn follow(board: Board, as_of: EventId, reload: impl Fn() + Clone + 'static) {
    Effect::new(move |_| {
        let (follower, leave) = abortable(Follower::new(board, as_of).run(reload.clone()));
        spawn_local(async move {
            // Cut short when the page goes; what it held is dropped with it.
            let _ = follower.await;
        });
        on_cleanup(move || leave.abort());
    });
}

/// What reaches a follower.
enum News {
    /// This tab is to open the stream.
    Leading,
    /// Our own stream says something.
    Streamed { kind: &'static str, data: String },
    /// The leading tab repeats what its stream said.
    Repeated { kind: String, data: String },
    /// Our own stream was turned away or cut.
    Closed { number: u32 },
    /// The page may have slept.
    Woken,
    /// Some seconds have passed.
    Tick,
    /// By now it is clear whether another tab leads.
    Settled,
}
