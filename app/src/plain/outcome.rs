//! How a round trip to a network ended.

use domain::{
    authorization::WayBack,
    cause::Cure,
    id::ProfileId,
    network::Network,
    outcome::{Coverage, Face, Failure, Missing, Outcome, Report},
};
use leptos::prelude::*;
use words::{say, several};

use super::{
    document::Frame,
    steps::{again, aside, leave, onward, topics},
};
use crate::{parts::variables, paths};

/// Closing is the enhancement: without script the page stays and says the same.
const CLOSE: &str = "window.close()";

/// The page at the end of a round trip.
///
/// In a window of its own it closes itself on full success; otherwise it stays.
#[must_use]
pub fn outcome_page(report: &Report, frame: &Frame<'_>) -> String {
    let is_good = report.outcome.is_full_success();
    let script = (report.back == WayBack::Window && is_good).then_some(CLOSE);
    let Report { network, outcome, back } = report.clone();
    frame.draw_verdict(&title(&report.outcome), is_good, script, move || {
        body(outcome, network, back)
    })
}

fn title(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Connected { who, .. } if outcome.is_full_success() => {
            say!(outcome.connected_title, name = who.name.as_str())
        }
        Outcome::Connected { who, .. } => say!(outcome.connected_partly, name = who.name.as_str()),
        Outcome::WrongPerson { .. } => say!(outcome.wrong_title).to_owned(),
        Outcome::Failed { .. } => say!(outcome.failed_title).to_owned(),
    }
}

fn body(outcome: Outcome, network: Network, way: WayBack) -> AnyView {
    let topics = topics(&outcome);
    let body = match outcome {
        Outcome::Connected { profile, who, channels } => {
            connected(profile, &who, channels, network, way)
        }
        Outcome::WrongPerson { profile, expected, came, heals } => {
            wrong_person(profile, &expected, &came, heals, network, way)
        }
        Outcome::Failed { profile, failure } => failed(profile, failure, network, way),
    };
    view! {
        {body}
        {topics}
        {(way == WayBack::Window).then(|| view! { <p class="lead">{say!(outcome.close)}</p> })}
    }
    .into_any()
}

fn connected(
    profile: ProfileId,
    who: &Face,
    channels: Coverage,
    network: Network,
    way: WayBack,
) -> AnyView {
    let Coverage { restored, missing, new, unproven } = channels;
    let all = restored.len() + missing.len() + unproven.len();
    let is_full = missing.is_empty() && unproven.is_empty();
    let summary = if is_full {
        all_back(who, restored.len() + new.len(), network)
    } else {
        say!(outcome.some, back = restored.len(), count = all, name = who.name.as_str())
    };
    let cures: Vec<Cure> = missing.iter().map(|missing| missing.cause.cure()).collect();
    let reopen =
        cures.iter().any(|cure| matches!(cure, Cure::LoginAndTick | Cure::Login)).then(|| {
            onward(
                again(Some(profile), network, way),
                say!(outcome.reopen, network = network.name()),
            )
        });
    let missing =
        missing.into_iter().map(|missing| lost(&missing, who, network)).collect::<Vec<_>>();
    view! {
        <p class="lead">{summary}</p>
        {names(say!(outcome.missing).to_owned(), missing)}
        {names(say!(outcome.unproven, network = network.name()), unproven)}
        <p class="steps">{reopen} {leave(way)}</p>
        {names(connected_words(restored.len()), restored)}
        {names(say!(outcome.new).to_owned(), new)}
    }
    .into_any()
}

fn all_back(who: &Face, count: usize, network: Network) -> String {
    let (name, network) = (who.name.as_str(), network.name());
    match count {
        0 => say!(outcome.all_none, name, network),
        1 => say!(outcome.all_one, name, network),
        count => say!(outcome.all_many, count, name, network),
    }
}

fn connected_words(count: usize) -> String {
    match count {
        1 => say!(outcome.restored_one).to_owned(),
        count => several!(count; outcome.restored_few | outcome.restored_many, count),
    }
}

/// A channel that did not come back, why, and what brings it back.
fn lost(missing: &Missing, who: &Face, network: Network) -> String {
    let why = words::cause(&missing.cause, &who.name, network);
    let how = words::channel_cure(&missing.cause, network, &missing.name);
    format!("{}: {why} {how}", missing.name)
}

fn names(title: String, names: Vec<String>) -> Option<AnyView> {
    let items =
        |names: Vec<String>| names.into_iter().map(|name| view! { <li>{name}</li> }).collect_view();
    (!names.is_empty()).then(|| {
        view! {
            <h2>{title}</h2>
            <ul>{items(names)}</ul>
        }
        .into_any()
    })
}

fn wrong_person(
    profile: ProfileId,
    expected: &Face,
    came: &Face,
    heals: Option<ProfileId>,
    network: Network,
    way: WayBack,
) -> AnyView {
    let says = say!(
        outcome.wrong,
        expected = full_name(expected),
        network = network.name(),
        came = full_name(came)
    );
    let another = paths::connect_another_account(profile, way);
    let (offer, steps) = match heals {
        Some(other) => (
            Some(say!(outcome.wrong_heals, came = came.name.as_str())),
            view! {
                {onward(again(Some(other), network, way), say!(outcome.instead, name = came.name.as_str()))}
                {aside(another, say!(outcome.another))}
            }
            .into_any(),
        ),
        None => (None, onward(another, say!(outcome.another))),
    };
    view! {
        <p class="lead">{says}</p>
        {offer.map(|offer| view! { <p>{offer}</p> })}
        <p class="steps">{steps} {leave(way)}</p>
    }
    .into_any()
}

fn full_name(face: &Face) -> String {
    match &face.handle {
        Some(handle) => format!("{} (@{handle})", face.name),
        None => face.name.clone(),
    }
}

fn failed(profile: Option<ProfileId>, failure: Failure, network: Network, way: WayBack) -> AnyView {
    let name = network.name();
    let says = match &failure {
        Failure::Cancelled => say!(outcome.cancelled, network = name),
        Failure::TooLate => say!(outcome.too_late, network = name),
        Failure::NetworkError { code } => {
            say!(outcome.network_error, network = name, code = code.as_str())
        }
        Failure::MissingCode => say!(outcome.missing_code, network = name),
        Failure::MixedUp => say!(outcome.mixed_up).to_owned(),
        Failure::CodeRefused { code } => {
            say!(outcome.code_refused, network = name, code = code.as_str())
        }
        Failure::Unavailable => say!(outcome.unavailable, network = name),
        Failure::Limited { .. } => say!(outcome.limited, network = name),
        Failure::Misconfigured { code } => {
            let [id, secret] = variables(network);
            say!(outcome.misconfigured, network = name, code = code.as_str(), id, secret)
        }
        Failure::NoSuchServer => say!(outcome.no_server, network = name),
        Failure::ProfileGone => say!(outcome.gone).to_owned(),
        Failure::LinkEnded => say!(link.gone_lead).to_owned(),
    };
    let step = match failure {
        Failure::Misconfigured { .. } | Failure::ProfileGone | Failure::LinkEnded => None,
        // What was typed is typed again where it was typed.
        Failure::NoSuchServer if profile.is_none() => None,
        _ => Some(onward(again(profile, network, way), say!(outcome.again))),
    };
    view! {
        <p class="lead">{says}</p>
        <p class="steps">{step} {leave(way)}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
