//! The switches of the world as a whole: its clock, the troubles of a network, and the way back to the beginning.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::input::{Input, Refusal, network};
use crate::world::{World, channels, clock as time, faults, people};

pub(super) async fn reset(input: Input) -> Response {
    let outcome = input.world.act(|tx| {
        faults::lift(tx)?;
        people::reset(tx)?;
        channels::reset(tx)?;
        time::reset(tx)?;
        Ok::<_, Refusal>((StatusCode::OK, json!({ "ok": true })))
    });
    let outcome = outcome.await;
    input.answer(outcome)
}

/// How often in a minute the audience acts where nothing is said.
const CALM: u32 = 6;
/// The audience is a life of its own, not a load.
const LIVELY: u32 = 6_000;

#[derive(Deserialize)]
struct Audience {
    on: bool,
    per_minute: Option<u32>,
}

pub(super) async fn audience(input: Input) -> Response {
    let outcome = input.read::<Audience>().map(|audience| {
        let often = audience.per_minute.unwrap_or(CALM).clamp(1, LIVELY);
        let often = if audience.on { often } else { 0 };
        input.world.set_pace(often);
        (StatusCode::OK, pace(often))
    });
    input.answer(outcome)
}

pub(super) async fn audience_now(State(world): State<World>) -> Json<Value> {
    Json(pace(*world.pace().borrow()))
}

fn pace(often: u32) -> Value {
    json!({ "on": often > 0, "per_minute": often })
}

#[derive(Deserialize)]
struct Advance {
    advance_seconds: i64,
}

pub(super) async fn clock(input: Input) -> Response {
    let outcome = match input.read::<Advance>() {
        Ok(advance) => {
            let done = input.world.act(move |tx| {
                time::advance(tx, advance.advance_seconds)?;
                let now = time::now(&tx.sql)?;
                let value = json!({ "now": now, "ahead_seconds": time::ahead(tx)? });
                Ok::<_, Refusal>((StatusCode::OK, value))
            });
            done.await
        }
        Err(refusal) => Err(refusal),
    };
    input.answer(outcome)
}

#[derive(Deserialize)]
struct Fault {
    kind: faults::Kind,
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

pub(super) async fn fault(Path(slug): Path<String>, input: Input) -> Response {
    let outcome = match (network(&slug), input.read::<Fault>()) {
        (Ok(network), Ok(fault)) => {
            let done = input.world.act(move |tx| {
                if fault.times > 0 {
                    faults::order(tx, network.slug(), fault.kind, i64::from(fault.times))?;
                }
                let waiting = faults::waiting(tx)?.into_iter().map(|(network, kind, times)| {
                    json!({ "network": network, "kind": kind, "times": times })
                });
                Ok::<_, Refusal>((
                    StatusCode::OK,
                    json!({ "waiting": waiting.collect::<Vec<_>>() }),
                ))
            });
            done.await
        }
        (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
    };
    input.answer(outcome)
}
