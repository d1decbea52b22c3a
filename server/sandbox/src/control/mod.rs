//! The switches of the world, as JSON and as the forms of the sandbox's own page, and a client for them.

mod act;
mod befall;
pub mod client;
mod input;
mod register;
mod view;

use axum::Router;
use axum::routing::{get, post};

use crate::pages::{self, home};
use crate::world::World;

/// What stands beside the networks.
pub(crate) fn routes() -> Router<World> {
    Router::new()
        .route("/", get(home::home))
        .route("/-/style.css", get(pages::style))
        .route("/control/people", get(view::people))
        .route("/control/clients", get(view::clients))
        .route("/control/calls", get(view::calls))
        .route("/control/posts", get(view::posts))
        .route("/control/reset", post(act::reset))
        .route("/control/clock", get(view::clock).post(act::clock))
        .route("/control/{network}/clients", post(register::register))
        .route("/control/{network}/clients/forget", post(register::forget))
        .route("/control/{network}/faults", post(act::fault))
        .route("/control/{network}/people/{id}/{cause}", post(befall::person))
        .route("/control/{network}/channels/{id}/{change}", post(befall::channel))
        .fallback(view::nothing)
}
