//! What the queue says where nothing is in it.

use std::sync::Arc;

use leptos::prelude::*;
use words::say;

use super::asked::Asked;
use crate::{
    backend::{Mending, community::Counter},
    paths,
};

/// Why there is nothing, and what to do about it.
#[component]
pub(super) fn Nothing(counter: Arc<Counter>, asked: Asked) -> impl IntoView {
    let (title, lead, step) = if counter.channels.is_empty() {
        match &counter.lost.mending {
            Mending::Refresh => (
                say!(community.no_channels_title),
                say!(community.no_channels_lead).to_owned(),
                Some((paths::SOCIAL_PROFILES, say!(page.profiles))),
            ),
            Mending::Ask { masters, .. } => {
                let names: Vec<_> = masters.iter().map(|master| master.name.as_str()).collect();
                let names = names.join(say!(unreached.or));
                (say!(community.no_role_title), say!(community.no_role_lead, names), None)
            }
        }
    } else if asked.is_filtered() {
        let whole = Some((paths::COMMUNITY, say!(community.whole)));
        (say!(community.none_found), String::new(), whole)
    } else {
        (say!(community.empty_title), say!(community.empty_lead).to_owned(), None)
    };
    view! {
        <div class="empty">
            <h2>{title}</h2>
            {(!lead.is_empty()).then(|| view! { <p>{lead}</p> })}
            {step
                .map(|(href, words)| {
                    view! {
                        <a class="button" rel="external" href=href>
                            {words}
                        </a>
                    }
                })}
        </div>
    }
}
