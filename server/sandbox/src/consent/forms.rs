//! What the dialog's buttons do.

use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::agree::Chosen;
use super::{Step, agree, ask_to_sign_in, show, step};
use crate::call::{Call, Site, session_cookie};
use crate::desk::broken;
use crate::networks::Network;
use crate::pages::dialog;
use crate::world::flows::{self, Flow};
use crate::world::{Result, Tx, people};

/// What a posted form led to.
enum Done {
    Show(Step),
    /// Back to the dialog, as a GET; with a new session where somebody signed in, without one where they left.
    Again {
        flow: Flow,
        session: Session,
    },
    /// Back to the client.
    Leave(String),
}

enum Session {
    Kept,
    Opened(String),
    Closed,
}

pub(super) async fn sign_in(call: Call) -> Response {
    let network = call.network;
    let id = call.get("flow").unwrap_or_default().to_owned();
    let login = call.get("login").unwrap_or_default().to_owned();
    let password = call.get("password").unwrap_or_default().to_owned();
    let cancelled = call.get(dialog::ACT) == Some(dialog::CANCEL);
    let site = call.site.clone();
    let done = call
        .world
        .act(move |tx| {
            let Some(flow) = flows::find(tx, network.slug(), &id)? else {
                return Ok(Done::Show(Step::Unknown));
            };
            if cancelled {
                return cancel(tx, network, &site, &flow, network.not_signed_in());
            }
            match people::authenticate(tx, network.slug(), &login, &password)? {
                Some(person) => {
                    flows::typed(tx, &flow, Some(&person.id))?;
                    let session = Session::Opened(people::sign_in(tx, &person)?);
                    Ok(Done::Again { flow, session })
                }
                None => Ok(Done::Show(ask_to_sign_in(tx, network, flow, login, true)?)),
            }
        })
        .await;
    finish(&call, done)
}

pub(super) async fn decide(call: Call) -> Response {
    let network = call.network;
    let session = call.session();
    let id = call.get("flow").unwrap_or_default().to_owned();
    let act = call.get(dialog::ACT).unwrap_or_default().to_owned();
    let chosen = Chosen { channels: call.all("channel"), scopes: call.all("scope") };
    let site = call.site.clone();
    let done = call
        .world
        .act(move |tx| {
            let Some(flow) = flows::find(tx, network.slug(), &id)? else {
                return Ok(Done::Show(Step::Unknown));
            };
            match act.as_str() {
                dialog::CANCEL => cancel(tx, network, &site, &flow, network.cancelled()),
                dialog::ANOTHER => {
                    if let Some(session) = &session {
                        people::sign_out(tx, session)?;
                    }
                    flows::typed(tx, &flow, None)?;
                    Ok(Done::Again { flow, session: Session::Closed })
                }
                // Who is signed in may have changed since the page was made: the step decides, not the form.
                dialog::CONTINUE => match step(tx, network, flow, session.as_deref())? {
                    Step::Consent { flow, person, offered } => {
                        agree::write(tx, network, &site, &flow, &person, offered, &chosen)
                            .map(Done::Leave)
                    }
                    other => Ok(Done::Show(other)),
                },
                _ => Ok(Done::Again { flow, session: Session::Kept }),
            }
        })
        .await;
    finish(&call, done)
}

fn cancel(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    site: &Site,
    flow: &Flow,
    reason: &[(&str, &str)],
) -> Result<Done> {
    flows::end(tx, flow)?;
    Ok(Done::Leave(agree::refuse(network, site, &flow.ask, reason)))
}

fn finish(call: &Call, done: Result<Done>) -> Response {
    let (target, session) = match done {
        Err(error) => return broken(&error),
        Ok(Done::Show(step)) => return show(call, Ok(step)),
        Ok(Done::Leave(target)) => (target, Session::Kept),
        Ok(Done::Again { flow, session }) => {
            (call.site.path(&format!("/-/consent?flow={}", flow.id)), session)
        }
    };
    let Ok(location) = HeaderValue::from_str(&target) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response();
    let name = session_cookie(call.network);
    let cookie = match session {
        Session::Kept => None,
        Session::Opened(id) => Some(format!("{name}={id}; Path=/; HttpOnly; SameSite=Lax")),
        Session::Closed => Some(format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")),
    };
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
