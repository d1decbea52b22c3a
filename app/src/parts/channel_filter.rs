//! Which channel an App's page shows.

use domain::{channel::LinkedChannel, id::ChannelId, network::Network};
use leptos::prelude::*;
use words::say;

/// A field of a filter: the channels under the names of their networks, and the choice of all.
#[component]
pub(crate) fn ChannelFilter(
    channels: Vec<LinkedChannel>,
    chosen: Option<ChannelId>,
) -> impl IntoView {
    let of = |network| {
        let options = channels
            .iter()
            .filter(|channel| channel.network == network)
            .map(|channel| {
                let (id, name) = (channel.id.to_string(), channel.name.clone());
                view! { <option value=id selected=chosen == Some(channel.id)>{name}</option> }
            })
            .collect::<Vec<_>>();
        (!options.is_empty()).then(|| view! { <optgroup label=network.name()>{options}</optgroup> })
    };
    let groups = Network::ALL.map(of).into_iter().collect_view();
    view! {
        <label class="filter">
            {say!(filter.channel)}
            <select name="channel">
                <option value="">{say!(filter.any_channel)}</option>
                {groups}
            </select>
        </label>
    }
}
