//! What comes out of a consent: the grant, the code, and the address that carries it.

use crate::networks::Network;
use crate::pages::dialog::Choice;
use crate::random;
use crate::world::clock::SECOND;
use crate::world::flows::{Ask, Flow};
use crate::world::grants::Grant;
use crate::world::people::Person;
use crate::world::{Result, Tx, channels, codes, flows, grants};

/// Writes the grant and the code, and says where the browser goes with it.
pub(super) fn write(
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
pub(super) fn back(ask: &Ask, params: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(params);
    if let Some(state) = &ask.state {
        query.append_pair("state", state);
    }
    let joint = if ask.redirect_uri.contains('?') { '&' } else { '?' };
    format!("{}{joint}{}", ask.redirect_uri, query.finish())
}
