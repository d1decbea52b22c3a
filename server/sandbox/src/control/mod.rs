//! The switches of the world, as JSON and as the forms of the sandbox's own page, and a client for them.

mod act;
mod befall;
pub mod client;
mod input;
mod push;
mod register;
mod view;

use axum::Router;
use axum::routing::{get, post};

use crate::courier::Courier;
use crate::hearer;
use crate::pages::{self, home};
use crate::push_service;
use crate::world::World;

/// What stands beside the networks.
pub(crate) fn routes(courier: Courier) -> Router<World> {
    let mail = Router::new()
        .route("/control/push", get(push::list))
        .route("/control/push/retry", post(push::retry))
        .route("/control/push/{id}/again", post(push::again))
        .route("/control/{network}/push/forged", post(push::forge))
        .route("/control/{network}/clients", post(register::register))
        .route("/control/{network}/clients/push", post(register::set_push))
        .with_state(courier);
    Router::new()
        .merge(mail)
        .merge(hearer::routes())
        .merge(push_service::routes())
        .route("/", get(home::home))
        .route("/-/style.css", get(pages::style))
        .route("/control/people", get(view::people))
        .route("/control/clients", get(view::clients))
        .route("/control/calls", get(view::calls))
        .route("/control/posts", get(view::posts))
        .route("/control/comments", get(view::comments))
        .route("/control/audience", get(act::audience_now).post(act::audience))
        .route("/control/reset", post(act::reset))
        .route("/control/clock", get(view::clock).post(act::clock))
        .route("/control/{network}/clients/forget", post(register::forget))
        .route("/control/{network}/faults", post(act::fault))
        .route("/control/{network}/people/{id}/{cause}", post(befall::person))
        .route("/control/{network}/channels/{id}/{change}", post(befall::channel))
        .fallback(view::nothing)
}
