//! Pages that need no script: complete documents for the server's own routes, where a round trip to a network ends.
//!
//! They are drawn once and never hydrated. Every page says what happened, names everybody and everything concerned,
//! and offers the next step.

mod api;
mod document;
mod feed;
mod help;
mod hook;
mod link;
mod mail;
mod outcome;
mod passkey;
mod second_factor;
mod steps;
mod support;
mod walk;

use domain::{network::Network, outcome::Refusal};
use leptos::prelude::*;
use words::say;

use self::steps::{back, onward};
pub use self::{
    api::{ApiParameter, ApiPath, ApiPlace, api_key_page, api_page},
    document::Frame,
    feed::feed_page,
    help::{help_page, help_topic_page},
    hook::hook_secret_page,
    link::{
        Ended, Handed, Invited, link_gone_page, link_made_page, link_not_left_page,
        link_outcome_page, link_page,
    },
    mail::{ReadLetter, mail_page},
    outcome::outcome_page,
    passkey::{Asked, PasskeyWrong, new_passkey_page, passkey_sign_in_page},
    second_factor::{
        CodeWrong, SettingUp, recovery_codes_page, second_factor_page, second_step_page,
    },
    support::{
        SupportDraft, SupportHome, SupportInbox, SupportRow, SupportSaid, SupportTalk,
        SupportWrong, no_support_page, support_inbox_page, support_page, support_talk_page,
    },
    walk::{Open, WalkStop, walk_page},
};
use crate::{
    backend::MasterAccount,
    parts::{Masters, variables},
    paths,
};

/// A callback was turned away before anything in it was believed.
#[must_use]
pub fn refusal_page(refusal: Refusal, network: Network, frame: &Frame<'_>) -> String {
    let network = network.name();
    let says = match refusal {
        Refusal::Unknown => say!(refusal.unknown, network),
        Refusal::Replayed => say!(refusal.replayed, network),
        Refusal::OtherNetwork => say!(refusal.other_network, network),
    };
    frame.draw(say!(refusal.title), move || {
        view! {
            <p class="lead">{says}</p>
            <p class="steps">{back()}</p>
        }
        .into_any()
    })
}

/// A regular account came to a Master Account's path. To be sent with status 403.
#[must_use]
pub fn forbidden_page(masters: &[MasterAccount], frame: &Frame<'_>) -> String {
    let masters = masters.to_vec();
    frame.draw(say!(forbidden.title), move || {
        view! {
            <p class="lead">{say!(forbidden.lead)}</p>
            <h2>{say!(forbidden.ask)}</h2>
            <Masters masters />
            <p class="steps">{home()}</p>
        }
        .into_any()
    })
}

/// Somebody has another role for a channel than what they did takes.
#[must_use]
pub fn no_role_page(masters: &[MasterAccount], frame: &Frame<'_>) -> String {
    let masters = masters.to_vec();
    frame.draw(say!(forbidden.role_title), move || {
        view! {
            <p class="lead">{say!(forbidden.role_lead)}</p>
            <h2>{say!(forbidden.ask)}</h2>
            <Masters masters />
            <p class="steps">{home()}</p>
        }
        .into_any()
    })
}

/// Another site sent the browser to `path`, which begins a round trip: one click on our own page confirms that.
#[must_use]
pub fn continue_page(path: &str, frame: &Frame<'_>) -> String {
    let path = path.to_owned();
    frame.draw(say!(proceed.title), move || {
        view! {
            <p class="lead">{say!(proceed.lead)}</p>
            <p class="steps">{onward(path, say!(proceed.yes))} {back()}</p>
        }
        .into_any()
    })
}

/// What a person typed has led to `location`, at a network's server; the page leads on by itself, and by a link.
#[must_use]
pub fn leave_page(location: &str, frame: &Frame<'_>) -> String {
    let location = location.to_owned();
    let place = place(&location).to_owned();
    frame.draw_onward(&say!(leave.title, place = place.as_str()), &location.clone(), move || {
        view! {
            <p class="lead">{say!(leave.lead, place = place.as_str())}</p>
            <p class="steps">{onward(location, say!(leave.go, place = place.as_str()))} {back()}</p>
        }
        .into_any()
    })
}

/// The host and port of an address.
fn place(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// No client credentials are set for `network`. To be sent with status 503.
#[must_use]
pub fn not_configured_page(network: Network, frame: &Frame<'_>) -> String {
    let [id, secret] = variables(network);
    let redirect = paths::callback(network);
    let network = network.name();
    frame.draw(&say!(unset.title, network), move || {
        view! {
            <p class="lead">{say!(unset.lead, network, id, secret, redirect)}</p>
            <p class="steps">{back()}</p>
        }
        .into_any()
    })
}

/// What was sent came from a page of another workspace than the session is in now; `here` is that page. To be sent with
/// status 409.
#[must_use]
pub fn switched_page(here: &str, frame: &Frame<'_>) -> String {
    let here = here.to_owned();
    frame.draw(say!(switched.title), move || {
        view! {
            <p class="lead">{say!(trouble.switched)}</p>
            <p class="steps">{onward(here, say!(switched.go))}</p>
        }
        .into_any()
    })
}

/// Nothing is at this address. To be sent with status 404.
#[must_use]
pub fn not_found_page(frame: &Frame<'_>) -> String {
    frame.draw(say!(missing.title), move || {
        view! {
            <p class="lead">{say!(missing.lead)}</p>
            <p class="steps">{home()}</p>
        }
        .into_any()
    })
}

/// Something is wrong with us. To be sent with status 500 or 503.
#[must_use]
pub fn error_page(frame: &Frame<'_>) -> String {
    frame.draw(say!(error.title), move || {
        view! {
            <p class="lead">{say!(error.lead)}</p>
            <p class="steps">{home()}</p>
        }
        .into_any()
    })
}

fn home() -> AnyView {
    onward(paths::HOME.to_owned(), say!(error.home))
}
