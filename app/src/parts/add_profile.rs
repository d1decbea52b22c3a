//! "Add a profile": the networks on offer.

use domain::network::Network;
use leptos::{either::Either, prelude::*};
use words::say;

use crate::{backend::Offer, paths, window};

/// The id of the sheet, by which its button opens it without script.
const SHEET: &str = "add-a-profile";

/// A button, and the sheet of networks it opens.
#[component]
pub(crate) fn AddProfile(offers: Vec<Offer>) -> impl IntoView {
    let networks = offers.into_iter().map(|offer| view! { <Choice offer /> }).collect_view();
    view! {
        <button class="button" type="button" popovertarget=SHEET>
            {say!(add.label)}
        </button>
        <div class="sheet" id=SHEET popover="auto" role="dialog" aria-labelledby="add-title">
            <h2 id="add-title">{say!(add.label)}</h2>
            <p>{say!(add.lead)}</p>
            <ul class="offers">{networks}</ul>
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

#[component]
fn Choice(offer: Offer) -> impl IntoView {
    let network = offer.network;
    if offer.configured {
        let href = paths::connect_new(network);
        let in_window = paths::connect_new_in_window(network);
        Either::Left(view! {
            <li>
                <a
                    class="offer"
                    rel="external"
                    href=href
                    on:click=move |click| {
                        window::open(&click, &in_window);
                    }
                >
                    <span class="network" data-network=network.slug() aria-hidden="true"></span>
                    {network.name()}
                </a>
            </li>
        })
    } else {
        let [id, secret] = variables(network);
        Either::Right(view! {
            <li class="offer-missing">
                <strong>{network.name()}</strong>
                " ("
                {say!(add.not_configured)}
                "). "
                {say!(add.needs)}
                " "
                <code>{id}</code>
                " "
                {say!(standing.and)}
                " "
                <code>{secret}</code>
                ", "
                {say!(add.redirect)}
                " "
                <code>{paths::callback(network)}</code>
            </li>
        })
    }
}

/// The variables that configure a network's client.
pub(crate) fn variables(network: Network) -> [String; 2] {
    let name = network.slug().to_uppercase();
    ["ID", "SECRET"].map(|what| format!("RELINK_{name}_CLIENT_{what}"))
}
