//! The notice of lost connections on the pages of the Apps.

use leptos::prelude::*;
use words::{say, several};

use crate::{
    backend::{Lost, LostProfile, Mending},
    parts::{Helps, Icon},
    paths, when,
};

/// A region named "Lost connection" while something is lost, and its empty place otherwise: so it can come and go while the
/// page is open.
#[component]
pub(crate) fn LostChannels(lost: Lost) -> impl IntoView {
    let said = if lost.profiles.is_empty() {
        say!(unreached.said_none).to_owned()
    } else {
        let names: Vec<_> = lost.profiles.iter().map(|profile| profile.name.as_str()).collect();
        say!(unreached.said, names = names.join(", "))
    };
    let notice = (!lost.profiles.is_empty()).then(|| view! { <Notice lost /> });
    view! {
        <div id="lost" data-follows="channels" data-said=said>
            {notice}
        </div>
    }
}

#[component]
fn Notice(lost: Lost) -> impl IntoView {
    let title = match lost.profiles.len() {
        1 => say!(unreached.one).to_owned(),
        count => several!(count; unreached.many_few | unreached.many, count),
    };
    let lead = match lost.mending {
        Mending::Refresh => say!(unreached.lead_master),
        Mending::Ask { .. } => say!(unreached.lead_regular),
    };
    let Lost { now, profiles, mending } = lost;
    let rows = profiles
        .into_iter()
        .map(|profile| {
            let LostProfile { profile: id, name, network, cause, since, channels, costs, asked } =
                profile;
            let what = words::lost_because(&cause, &name, network);
            let lasting = when::lasting(since, now);
            let channels = format!("{} {}", say!(unreached.channels), channels.join(", "));
            let costs = (!costs.is_empty()).then(|| view! { <p class="lost-costs">{costs}</p> });
            let cure = match &mending {
                Mending::Refresh => {
                    let words = say!(unreached.refresh, name = name.as_str());
                    view! {
                        <a
                            class="button button-main"
                            id=format!("refresh-{id}")
                            rel="external"
                            data-window=""
                            href=paths::connect(id)
                        >
                            <Icon name="refresh" />
                            {words}
                        </a>
                    }
                    .into_any()
                }
                Mending::Ask { workspace, masters } => match asked {
                    Some(asked) => view! { <p class="lost-asked">{asked}</p> }.into_any(),
                    None => {
                        let names: Vec<_> = masters.iter().map(|master| master.name.as_str()).collect();
                        let words = say!(unreached.ask, names = names.join(say!(unreached.or)));
                        let label = say!(unreached.ask_for, words = words.as_str(), name = name.as_str());
                        view! {
                            <form id=format!("ask-{id}") method="post" action=paths::ASK data-quiet="">
                                <input type="hidden" name="workspace" value=workspace.to_string() />
                                <input type="hidden" name="profile" value=id.to_string() />
                                <button class="button button-main" aria-label=label>
                                    {words}
                                </button>
                            </form>
                        }
                        .into_any()
                    }
                },
            };
            view! {
                <li id=format!("lost-{id}") data-profile=id.to_string() data-network=network.slug()>
                    <div>
                        <h3>{say!(unreached.who, name = name.as_str(), network = network.name())}</h3>
                        <p>{format!("{what} {lasting}.")}</p>
                        <p class="quiet">{channels}</p>
                        {costs}
                        <p><Helps cause /></p>
                    </div>
                    {cure}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="lost" aria-label=say!(unreached.region)>
            <Icon name="alert" />
            <div>
                <h2 class="message-title">{title}</h2>
                <p>{lead}</p>
            </div>
            <ul>{rows}</ul>
        </section>
    }
}
