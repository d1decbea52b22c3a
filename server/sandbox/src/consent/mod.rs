//! The dialog every network has in some form: sign in, choose, agree. What is particular to a network it asks the
//! network; what comes out is one grant and one code.

mod agree;
mod forms;

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::call::Call;
use crate::desk::broken;
use crate::networks::{Network, Picks};
use crate::pages::dialog::{Choice, Dialog, Offered};
use crate::pages::{self, avatar};
use crate::world::flows::{Ask, Flow};
use crate::world::people::{Person, State};
use crate::world::{Result, Tx, channels, flows, grants, people};

pub(crate) fn routes() -> Router<crate::world::World> {
    Router::new()
        .route("/-/sign-in", post(forms::sign_in))
        .route("/-/consent", get(resume).post(forms::decide))
        .route("/-/avatars/{file}", get(picture))
        .route("/-/style.css", get(pages::style))
}

/// The request extra that names the login the client expects.
pub(crate) const LOGIN_HINT: &str = "login_hint";

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
        offered: Offered,
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
    let hint = network.login_hint(&flow.ask).map(str::to_owned);
    // Who types another account's password than the one asked for means it.
    let other = |person: &Person| {
        let is_meant = |login: &String| login.eq_ignore_ascii_case(&person.login);
        hint.as_ref().is_some_and(|login| !is_meant(login)) && !typed(person)
    };
    match person {
        Some(person) if flow.ask.reauthenticate && !typed(&person) => {
            ask_to_sign_in(tx, network, flow, person.login, false)
        }
        Some(person) if other(&person) => {
            ask_to_sign_in(tx, network, flow, hint.unwrap_or_default(), false)
        }
        Some(person) if person.state != State::Active => Ok(Step::Blocked { flow, person }),
        Some(person) => {
            let offered = offered(tx, network, &flow, &person)?;
            Ok(Step::Consent { flow, person, offered })
        }
        None => ask_to_sign_in(tx, network, flow, hint.unwrap_or_default(), false),
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

fn offered(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    flow: &Flow,
    person: &Person,
) -> Result<Offered> {
    let scopes = flow.ask.scopes.iter().filter(|scope| network.may_decline(scope));
    let scopes = scopes.cloned().collect();
    let picks = network.picks(&flow.ask);
    if picks == Picks::Nothing {
        return Ok(Offered { scopes, picks, choices: Vec::new() });
    }
    let last = grants::find(tx, &person.id, &flow.ask.client_id)?;
    let seats = channels::held(tx, &person.id)?.into_iter().enumerate();
    let choices = seats.map(|(place, seat)| {
        let ticked = match picks {
            Picks::One => place == 0,
            Picks::Any | Picks::Nothing => {
                last.as_ref().is_none_or(|last| last.channels.contains(&seat.channel.id))
            }
        };
        Choice { ticked, channel: seat.channel }
    });
    Ok(Offered { scopes, picks, choices: choices.collect() })
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
        Ok(Step::Consent { flow, person, offered }) => page.consent(&flow, &person, &offered),
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
