//! The channels of one profile: through whom each is reached, who stands in, and how another profile takes over. HTML, all of it.

use domain::{
    channel::{Link, LinkedChannel},
    health::Ability,
    id::{ChannelId, ProfileId},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use words::{say, several};

use super::Signed;
use crate::{
    api,
    backend::Ways,
    error::Error,
    parts::{Framed, Trouble},
    paths,
};

/// The page.
#[component]
pub(crate) fn Channels(viewer: Signed) -> impl IntoView {
    let params = use_params_map().get_untracked();
    let profile = params.get("profile").and_then(|id| id.parse::<ProfileId>().ok());
    let moved = use_query_map().get_untracked().get("moved").and_then(|count| count.parse().ok());
    let ways = Resource::new(|| (), move |()| read(viewer, profile));
    view! {
        <Title text=say!(ways.page) />
        <Framed viewer>
            <Suspense>
                {move || Suspend::new(async move {
                    match ways.await {
                        Ok(ways) => view! { <Shown ways moved /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::SOCIAL_PROFILES /> }.into_any(),
                    }
                })}
            </Suspense>
        </Framed>
    }
}

async fn read(viewer: Signed, profile: Option<ProfileId>) -> Result<Ways, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    // An address that names no profile is one of a profile that is not there.
    api::read_ways(viewer.workspace, profile.ok_or(Error::NotFound)?).await
}

#[component]
fn Shown(ways: Ways, moved: Option<u32>) -> impl IntoView {
    let said = moved.map(|moved| {
        let says = match moved {
            0 => say!(ways.moved_none).to_owned(),
            1 => say!(ways.moved_one).to_owned(),
            count => several!(count; ways.moved_few | ways.moved_many, count),
        };
        view! { <p role="status">{says}</p> }
    });
    let takers = takers(&ways)
        .into_iter()
        .map(|(link, channels)| {
            let count = u32::try_from(channels.len()).unwrap_or(u32::MAX);
            let channels_of = words::channels(count);
            let label = say!(ways.take_all, name = link.name, channels = channels_of);
            view! { <Take ways=ways.clone() to=link.profile channels label /> }
        })
        .collect_view();
    let rows = ways
        .channels
        .iter()
        .map(|channel| view! { <Row channel=channel.clone() ways=ways.clone() /> })
        .collect_view();
    view! {
        <div class="heading">
            <h1>{say!(ways.title, name = ways.name.as_str())}</h1>
            <p class="lead">{say!(ways.lead)}</p>
        </div>
        <p class="steps">
            <a href=paths::profile(ways.profile, &ways.name)>{say!(ways.back)}</a>
            <a href=paths::new_link(ways.profile)>{say!(link.ask)}</a>
            <a href=paths::timeline(ways.profile)>{say!(timeline.link)}</a>
        </p>
        {said}
        {takers}
        {rows}
    }
}

/// One channel.
#[component]
fn Row(channel: LinkedChannel, ways: Ways) -> impl IntoView {
    let heading = format!("channel-{}", channel.id);
    let labelled_by = heading.clone();
    let mut links = channel.links.iter();
    let linked = links.next().map(|link| say!(ways.linked, name = link.name.as_str()));
    let backups: Vec<_> = links.map(|link| link.name.as_str()).collect();
    let backups = if backups.is_empty() {
        say!(ways.no_backup, network = channel.network.name())
    } else {
        say!(ways.backups, names = backups.join(", "))
    };
    let abilities =
        Ability::ALL.map(|ability| view! { <li>{through(&channel, ability)}</li> }).collect_view();
    let takes = channel
        .links
        .iter()
        .skip(1)
        .map(|link| {
            let name = link.name.as_str();
            let label = say!(ways.take_one, name, channel = channel.name.as_str());
            let channels = vec![channel.id];
            view! { <Take ways=ways.clone() to=link.profile channels label /> }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby=labelled_by data-channel=channel.id.to_string()>
            <h2 id=heading>{channel.name.clone()}</h2>
            <p>{linked}</p>
            <p class="quiet">{backups}</p>
            <ul>{abilities}</ul>
            {takes}
        </section>
    }
}

/// A form that makes a profile the linked one.
#[component]
fn Take(ways: Ways, to: ProfileId, channels: Vec<ChannelId>, label: String) -> impl IntoView {
    let channels: Vec<_> = channels.iter().map(ToString::to_string).collect();
    view! {
        <form method="post" action=paths::channels(ways.profile)>
            <input type="hidden" name="workspace" value=ways.workspace.to_string() />
            <input type="hidden" name="to" value=to.to_string() />
            <input type="hidden" name="channels" value=channels.join(",") />
            <button class="button">{label}</button>
        </form>
    }
}

/// Through whom one ability works now.
fn through(channel: &LinkedChannel, ability: Ability) -> String {
    let what = words::ability(ability);
    match channel.through(ability) {
        Some(link) if channel.is_on_backup(ability) => {
            say!(ways.for_now, what, name = link.name.as_str())
        }
        Some(link) => say!(ways.works, what, name = link.name.as_str()),
        None => say!(ways.lost, what),
    }
}

/// Who could take over channels that are linked through the page's profile, with those channels; in the channels' order.
fn takers(ways: &Ways) -> Vec<(Link, Vec<ChannelId>)> {
    let mut takers: Vec<(Link, Vec<ChannelId>)> = Vec::new();
    for channel in &ways.channels {
        let mut links = channel.links.iter();
        if links.next().is_none_or(|link| link.profile != ways.profile) {
            continue;
        }
        for link in links {
            match takers.iter_mut().find(|(taker, _)| taker.profile == link.profile) {
                Some((_, channels)) => channels.push(channel.id),
                None => takers.push((link.clone(), vec![channel.id])),
            }
        }
    }
    // One channel has its own button.
    takers.retain(|(_, channels)| channels.len() > 1);
    takers
}
