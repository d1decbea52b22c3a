//! "Add a profile": the networks on offer. HTML only: it costs the browser no code.

use domain::network::{Asks, Network};
use leptos::{either::Either, prelude::*};
use words::say;

use crate::{backend::Offer, paths, window};

/// The id of the sheet, by which its button opens it without script.
const SHEET: &str = "add-a-profile";

/// What is typed there, by example.
pub(crate) struct Hint;

impl Hint {
    /// A server of Mastodon.
    pub(crate) const SERVER: &str = "mastodon.social";
    /// A handle of Bluesky.
    pub(crate) const HANDLE: &str = "ada.bsky.social";
}

/// A button, and the sheet of networks it opens: those that are ready, then those that somebody must configure first.
#[component]
pub(crate) fn AddProfile(offers: Vec<Offer>) -> impl IntoView {
    let (ready, missing): (Vec<_>, Vec<_>) = offers.into_iter().partition(|it| it.configured);
    let ready = ready.into_iter().map(|offer| view! { <Ready offer /> }).collect_view();
    let missing = (!missing.is_empty()).then(|| {
        let missing = missing.into_iter().map(|offer| view! { <Missing offer /> }).collect_view();
        view! {
            <h3>{say!(add.not_configured)}</h3>
            <p>{say!(add.needs)}</p>
            <ul class="offers">{missing}</ul>
        }
    });
    view! {
        <button class="button add" type="button" popovertarget=SHEET>
            {say!(add.label)}
        </button>
        <div class="sheet" id=SHEET popover="auto" role="dialog" aria-labelledby="add-title">
            <h2 id="add-title">{say!(add.label)}</h2>
            <p>{say!(add.lead)}</p>
            <ul class="offers">{ready}</ul>
            {missing}
            <button
                class="button button-quiet"
                type="button"
                popovertarget=SHEET
                popovertargetaction="hide"
            >
                {say!(add.close)}
            </button>
        </div>
    }
}

/// A network one click, or one line of typing, away.
#[component]
fn Ready(offer: Offer) -> impl IntoView {
    let network = offer.network;
    let href = paths::connect_new(network);
    let note = offer.identity_per_login.then(
        || view! { <p class="offer-note">{say!(add.per_login, network = network.name())}</p> },
    );
    let way = match offer.asks {
        Asks::Nothing => Either::Left(view! {
            <a class="offer" rel="external" href=href data-window=window::MARK>
                <Mark network />
                {network.name()}
            </a>
        }),
        Asks::Server => {
            let (label, hint) = (say!(add.server), Hint::SERVER);
            Either::Right(view! { <Typed network href name="server" label hint /> })
        }
        Asks::Handle => {
            let (label, hint) = (say!(add.handle), Hint::HANDLE);
            Either::Right(view! { <Typed network href name="handle" label hint /> })
        }
    };
    view! { <li>{way} {note}</li> }
}

#[component]
fn Mark(network: Network) -> impl IntoView {
    view! { <span class="network" data-network=network.slug() aria-hidden="true"></span> }
}

/// A network of many servers: which one has to be said first.
#[component]
fn Typed(
    network: Network,
    href: String,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
) -> impl IntoView {
    let id = format!("add-{}", network.slug());
    view! {
        <form class="offer offer-typed" method="get" action=href>
            <label for=id.clone()>
                <Mark network />
                {network.name()}
                " "
                <span class="quiet">{label}</span>
            </label>
            <input
                id=id
                name=name
                type="text"
                placeholder=hint
                autocapitalize="none"
                autocomplete="off"
                spellcheck="false"
                maxlength="253"
                required
            />
            <button class="button">{say!(add.go)}</button>
        </form>
    }
}

/// A network that whoever runs Relink must configure first, and how.
#[component]
fn Missing(offer: Offer) -> impl IntoView {
    let network = offer.network;
    let [id, secret] = variables(network);
    view! {
        <li class="offer-missing">
            <details>
                <summary>
                    <Mark network />
                    {network.name()}
                </summary>
                <p>
                    <code>{id}</code>
                    " "
                    {say!(standing.and)}
                    " "
                    <code>{secret}</code>
                </p>
                <p>
                    {say!(add.redirect, network = network.name())}
                    " "
                    <code>{offer.redirect_uri}</code>
                </p>
            </details>
        </li>
    }
}

/// The variables that configure a network's client.
pub(crate) fn variables(network: Network) -> [String; 2] {
    let name = network.slug().to_uppercase();
    ["ID", "SECRET"].map(|what| format!("RELINK_{name}_CLIENT_{what}"))
}
