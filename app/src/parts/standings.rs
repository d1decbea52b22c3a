//! Networks that are not fine as a whole.

use domain::{network::Network, standing::Standing};
use leptos::prelude::*;
use words::say;

use crate::{live::Board, parts::Icon};

/// One banner a network.
#[component]
pub(crate) fn Standings(board: Board) -> impl IntoView {
    move || {
        board
            .standings
            .get()
            .into_iter()
            .map(|(network, standing)| view! { <Banner network standing /> })
            .collect_view()
    }
}

#[component]
fn Banner(network: Network, standing: Standing) -> impl IntoView {
    let name = network.name();
    let (title, how) = match standing {
        Standing::Fine => return None,
        Standing::Trouble { .. } => {
            (say!(standing.trouble, network = name), say!(standing.trouble_how).to_owned())
        }
        Standing::Misconfigured { code, .. } => {
            let [id, secret] = super::add_profile::variables(network);
            let how =
                [say!(standing.misconfigured_how), &id, say!(standing.and), &secret].join(" ");
            (say!(standing.misconfigured, network = name, code), how + ".")
        }
    };
    Some(view! {
        <section class="notice notice-network" data-standing=network.slug()>
            <Icon name="cloud" />
            <div>
                <h2>{title}</h2>
                <p>{how}</p>
            </div>
        </section>
    })
}
