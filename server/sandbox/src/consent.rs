//! The dialog every network has in some form: sign in, choose, agree. What is particular to a network it asks the
//! network; what comes out is one grant and one code.

use axum::Router;
use axum::extract::Path;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::call::{Call, session_cookie};
use crate::desk::broken;
use crate::networks::Network;
use crate::pages::dialog::{self, Choice, Dialog};
use crate::pages::{self, avatar};
use crate::random;
use crate::world::clock::SECOND;
use crate::world::flows::{Ask, Flow};
use crate::world::grants::Grant;
use crate::world::people::{Person, State};
use crate::world::{Result, Tx, channels, codes, flows, grants, people};

pub(crate) fn routes() -> Router<crate::world::World> {
    Router::new()
        .route("/-/sign-in", post(sign_in))
        .route("/-/consent", get(resume).post(decide))
        .route("/-/avatars/{file}", get(picture))
        .route("/-/style.css", get(pages::style))
}

/// Opens the dialog for what a client asked.
pub(crate) async fn begin(call: Call, ask: Ask) -> Response {
    let network = call.network;
    let session = call.session();
    let step = call
        .world
        .act(move |tx| {
            let flow = flows::begin(tx, network.slug(), ask)?;
            step(tx, network, flow, session.as_deref())
        })
        .await;
    show(&call, step)
}

/// Where a flow stands: what the browser is to see next.
enum Step {
    /// Finished, forgotten or never begun.
    Unknown,
    SignIn {
        flow: Flow,
        login: String,
        wrong: bool,
        people: Vec<Person>,
    },
    Blocked {
        flow: Flow,
        person: Person,
    },
    Consent {
        flow: Flow,
        person: Person,
        choices: Option<Vec<Choice>>,
    },
}

fn step(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    flow: Flow,
    session: Option<&str>,
) -> Result<Step> {
    let person = match session {
        Some(session) => people::signed_in(tx, network.slug(), session)?,
        None => None,
    };
    let typed = |person: &Person| flow.typed.as_deref() == Some(&person.id);
    match person {
        Some(person) if flow.ask.reauthenticate && !typed(&person) => {
            ask_to_sign_in(tx, network, flow, person.login, false)
        }
        Some(person) if person.state != State::Active => Ok(Step::Blocked { flow, person }),
        Some(person) => {
            let choices = choices(tx, network, &flow, &person)?;
            Ok(Step::Consent { flow, person, choices })
        }
        None => ask_to_sign_in(tx, network, flow, String::new(), false),
    }
}

fn ask_to_sign_in(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    flow: Flow,
    login: String,
    wrong: bool,
) -> Result<Step> {
    let mut people = people::all(tx)?;
    people.retain(|person| person.network == network.slug());
    Ok(Step::SignIn { flow, login, wrong, people })
}

fn choices(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    flow: &Flow,
    person: &Person,
) -> Result<Option<Vec<Choice>>> {
    if !network.picks_channels(&flow.ask) {
        return Ok(None);
    }
    let last = grants::find(tx, &person.id, &flow.ask.client_id)?;
    let ticked = |id: &String| last.as_ref().is_none_or(|last| last.channels.contains(id));
    let seats = channels::held(tx, &person.id)?.into_iter();
    let choices =
        seats.map(|seat| Choice { ticked: ticked(&seat.channel.id), channel: seat.channel });
    Ok(Some(choices.collect()))
}

fn show(call: &Call, step: Result<Step>) -> Response {
    let page = Dialog { network: call.network, site: &call.site };
    match step {
        Err(error) => broken(&error),
        Ok(Step::Unknown) => {
            let text = "This page is out of date. Go back to the app and start again.";
            pages::with_status(StatusCode::GONE, page.refused("Start again", text))
        }
        Ok(Step::SignIn { flow, login, wrong, people }) => {
            let note = wrong.then_some("The login or the password is wrong.");
            page.sign_in(&flow, &login, note, &people)
        }
        Ok(Step::Blocked { flow, person }) => page.blocked(&flow, &person),
        Ok(Step::Consent { flow, person, choices }) => {
            page.consent(&flow, &person, choices.as_deref())
        }
    }
}

async fn resume(call: Call) -> Response {
    let network = call.network;
    let session = call.session();
    let id = call.get("flow").unwrap_or_default().to_owned();
    let step = call
        .world
        .act(move |tx| match flows::find(tx, network.slug(), &id)? {
            Some(flow) => step(tx, network, flow, session.as_deref()),
            None => Ok(Step::Unknown),
        })
        .await;
    show(&call, step)
}

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

async fn sign_in(call: Call) -> Response {
    let network = call.network;
    let id = call.get("flow").unwrap_or_default().to_owned();
    let login = call.get("login").unwrap_or_default().to_owned();
    let password = call.get("password").unwrap_or_default().to_owned();
    let cancelled = call.get(dialog::ACT) == Some(dialog::CANCEL);
    let done = call
        .world
        .act(move |tx| {
            let Some(flow) = flows::find(tx, network.slug(), &id)? else {
                return Ok(Done::Show(Step::Unknown));
            };
            if cancelled {
                return cancel(tx, network, &flow);
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

async fn decide(call: Call) -> Response {
    let network = call.network;
    let session = call.session();
    let id = call.get("flow").unwrap_or_default().to_owned();
    let act = call.get(dialog::ACT).unwrap_or_default().to_owned();
    let ticked = call.all("channel");
    let done = call
        .world
        .act(move |tx| {
            let Some(flow) = flows::find(tx, network.slug(), &id)? else {
                return Ok(Done::Show(Step::Unknown));
            };
            match act.as_str() {
                dialog::CANCEL => cancel(tx, network, &flow),
                dialog::ANOTHER => {
                    if let Some(session) = &session {
                        people::sign_out(tx, session)?;
                    }
                    flows::typed(tx, &flow, None)?;
                    Ok(Done::Again { flow, session: Session::Closed })
                }
                // Who is signed in may have changed since the page was made: the step decides, not the form.
                dialog::CONTINUE => match step(tx, network, flow, session.as_deref())? {
                    Step::Consent { flow, person, choices } => {
                        agree(tx, network, &flow, &person, choices, &ticked).map(Done::Leave)
                    }
                    other => Ok(Done::Show(other)),
                },
                _ => Ok(Done::Again { flow, session: Session::Kept }),
            }
        })
        .await;
    finish(&call, done)
}

fn cancel(tx: &Tx<'_>, network: &'static dyn Network, flow: &Flow) -> Result<Done> {
    flows::end(tx, flow)?;
    Ok(Done::Leave(back(&flow.ask, network.cancelled())))
}

/// Writes the grant and the code, and says where the browser goes with it.
fn agree(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    flow: &Flow,
    person: &Person,
    choices: Option<Vec<Choice>>,
    ticked: &[String],
) -> Result<String> {
    let ask = &flow.ask;
    let last = grants::find(tx, &person.id, &ask.client_id)?.filter(|last| !last.removed);
    let mut scopes = ask.scopes.clone();
    if let Some(last) = last.as_ref().filter(|_| network.scopes_accumulate()) {
        let kept = last.scopes.iter().filter(|scope| !ask.scopes.contains(scope));
        scopes.extend(kept.cloned());
    }
    let channels = match choices {
        // Only what was on the page can be ticked.
        Some(choices) => {
            let ids = choices.into_iter().map(|choice| choice.channel.id);
            ids.filter(|id| ticked.contains(id)).collect()
        }
        None => match last {
            Some(last) => last.channels,
            None => {
                channels::held(tx, &person.id)?.into_iter().map(|seat| seat.channel.id).collect()
            }
        },
    };
    let grant = Grant {
        network: network.slug().to_owned(),
        person_id: person.id.clone(),
        client_id: ask.client_id.clone(),
        scoped_id: network.scoped_id(person, &ask.client_id),
        declined: Vec::new(),
        removed: false,
        channels,
        scopes,
    };
    grants::put(tx, &grant)?;
    let code = codes::Code {
        value: random::token(48),
        network: grant.network,
        client_id: grant.client_id,
        person_id: grant.person_id,
        redirect_uri: ask.redirect_uri.clone(),
        scopes: grant.scopes,
        challenge: ask.challenge.clone(),
        expires_at: tx.now + network.code_seconds() * SECOND,
        used: false,
    };
    codes::put(tx, &code)?;
    flows::end(tx, flow)?;
    Ok(back(ask, &[("code", &code.value)]))
}

/// The client's address with what the network adds to it.
fn back(ask: &Ask, params: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(params);
    if let Some(state) = &ask.state {
        query.append_pair("state", state);
    }
    let joint = if ask.redirect_uri.contains('?') { '&' } else { '?' };
    format!("{}{joint}{}", ask.redirect_uri, query.finish())
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

async fn picture(Path(file): Path<String>, call: Call) -> Response {
    let network = call.network.slug();
    let id = file.strip_suffix(".svg").unwrap_or(&file).to_owned();
    let name = call
        .world
        .act(move |tx| match people::find(tx, network, &id)? {
            Some(person) => Ok(Some(person.name)),
            None => Ok(channels::find(tx, network, &id)?.map(|channel| channel.name)),
        })
        .await;
    match name {
        Ok(Some(name)) => avatar::svg(&name),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => broken(&error),
    }
}
