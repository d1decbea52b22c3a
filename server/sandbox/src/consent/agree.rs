//! What comes out of a consent: the grant, the code, and the address that carries it.

use crate::call::Site;
use crate::networks::{Network, Picks};
use crate::pages::dialog::Offered;
use crate::world::clock::SECOND;
use crate::world::flows::{Ask, Flow};
use crate::world::grants::Grant;
use crate::world::people::Person;
use crate::world::{Result, Tx, channels, codes, flows, grants};

/// What the person sent with the form.
pub(super) struct Chosen {
    pub(super) channels: Vec<String>,
    pub(super) scopes: Vec<String>,
}

/// Writes the grant and the code, and says where the browser goes with it.
pub(super) fn write(
    tx: &Tx<'_>,
    network: &'static dyn Network,
    site: &Site,
    flow: &Flow,
    person: &Person,
    offered: Offered,
    chosen: &Chosen,
) -> Result<String> {
    let ask = &flow.ask;
    let last = grants::find(tx, &person.id, &ask.client_id)?.filter(|last| !last.removed);
    let (declined, mut scopes): (Vec<_>, Vec<_>) = ask
        .scopes
        .iter()
        .cloned()
        .partition(|scope| offered.scopes.contains(scope) && !chosen.scopes.contains(scope));
    if let Some(last) = last.as_ref().filter(|_| network.scopes_accumulate()) {
        let kept = last.scopes.iter().filter(|scope| !ask.scopes.contains(scope));
        scopes.extend(kept.cloned());
    }
    // Only what was on the page can be ticked.
    let ids = offered.choices.into_iter().map(|choice| choice.channel.id);
    let ticked: Vec<_> = ids.filter(|id| chosen.channels.contains(id)).collect();
    let before = last.map(|last| last.channels);
    let channels = match (offered.picks, before) {
        (Picks::Any, _) | (Picks::One, None) => ticked.clone(),
        (Picks::One, Some(mut before)) => {
            before.extend(
                ticked.iter().filter(|id| !before.contains(id)).cloned().collect::<Vec<_>>(),
            );
            before
        }
        (Picks::Nothing, Some(before)) => before,
        (Picks::Nothing, None) => {
            channels::held(tx, &person.id)?.into_iter().map(|seat| seat.channel.id).collect()
        }
    };
    let grant = Grant {
        network: network.slug().to_owned(),
        person_id: person.id.clone(),
        client_id: ask.client_id.clone(),
        scoped_id: network.scoped_id(person, &ask.client_id),
        declined,
        removed: false,
        channels,
        scopes,
    };
    grants::put(tx, &grant)?;
    let code = codes::Code {
        value: network.new_code(),
        network: grant.network,
        client_id: grant.client_id,
        person_id: grant.person_id,
        redirect_uri: ask.redirect_uri.clone(),
        scopes: grant.scopes,
        challenge: ask.challenge.clone(),
        channels: ticked,
        extras: ask.extras.clone(),
        expires_at: tx.now + network.code_seconds() * SECOND,
        used: false,
    };
    codes::put(tx, &code)?;
    flows::end(tx, flow)?;
    let beside = network.beside(site, Some(&code.scopes));
    Ok(back(network, ask, &[("code", &code.value)], &beside))
}

/// Where the browser goes when the person does not agree.
pub(super) fn refuse(network: &'static dyn Network, site: &Site, ask: &Ask) -> String {
    back(network, ask, network.cancelled(), &network.beside(site, None))
}

/// The client's address with what the network adds to it.
fn back(
    network: &'static dyn Network,
    ask: &Ask,
    params: &[(&str, &str)],
    beside: &[(&str, String)],
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(params);
    query.extend_pairs(beside);
    if let Some(state) = &ask.state {
        query.append_pair("state", state);
    }
    let joint = if ask.redirect_uri.contains('?') { '&' } else { '?' };
    format!("{}{joint}{}{}", ask.redirect_uri, query.finish(), network.tail())
}
