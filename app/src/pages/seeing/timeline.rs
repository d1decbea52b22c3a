//! How one profile stood in the last ninety days: a picture, and the same as a table.

use domain::{
    id::ProfileId,
    uptime::{Doer, State, stretches},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use words::{clock, say};

use super::strip::{Strip, kind, word};
use crate::{
    api::seeing,
    backend::seeing::{Timeline, TimelineChange},
    error::Error,
    pages::Signed,
    parts::{Framed, Helps, Trouble},
    paths, when,
};

/// The page.
#[component]
pub(crate) fn TimelinePage(viewer: Signed) -> impl IntoView {
    let params = use_params_map().get_untracked();
    let profile = params.get("profile").and_then(|id| id.parse::<ProfileId>().ok());
    let read = AsyncDerived::new(move || read(viewer, profile));
    view! {
        <Title text=say!(timeline.page) />
        <Framed viewer>
            <Suspense>
                {move || Suspend::new(async move {
                    match read.await {
                        Ok(timeline) => view! { <Shown timeline /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::SOCIAL_PROFILES /> }.into_any(),
                    }
                })}
            </Suspense>
        </Framed>
    }
}

async fn read(viewer: Signed, profile: Option<ProfileId>) -> Result<Timeline, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    seeing::read_timeline(viewer.workspace, profile.ok_or(Error::NotFound)?).await
}

#[component]
fn Shown(timeline: Timeline) -> impl IntoView {
    let changes: Vec<_> = timeline.changes.iter().map(|noted| noted.change.clone()).collect();
    let stretches = stretches(&changes, timeline.from, timeline.now);
    let before = stretches.first().filter(|first| first.state.is_none()).map(|first| {
        let day = clock::moment(first.until, &timeline.zone, timeline.now);
        let says = match timeline.changes.is_empty() {
            true => say!(timeline.nothing).to_owned(),
            false => say!(timeline.before, day),
        };
        view! { <p class="quiet">{says}</p> }
    });
    let ends = [timeline.from, timeline.now]
        .map(|at| view! { <span>{clock::brief(timeline.zone.wall(at).date)}</span> })
        .collect_view();
    let rows = timeline
        .changes
        .iter()
        .enumerate()
        .rev()
        .map(|(place, noted)| {
            let until = timeline.changes.get(place + 1).map_or(timeline.now, |next| next.change.at);
            row(noted, &timeline, when::long(until.since(noted.change.at).as_millis()))
        })
        .collect_view();
    let table = (!timeline.changes.is_empty()).then(|| {
        view! {
            <div class="panel ledger-box" tabindex="0" role="region" aria-label=say!(timeline.changes)>
                <table class="ledger">
                    <caption class="hidden">{say!(timeline.changes)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{say!(timeline.from)}</th>
                            <th scope="col">{say!(timeline.how)}</th>
                            <th scope="col">{say!(timeline.why)}</th>
                            <th scope="col">{say!(timeline.who)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    let Timeline { profile, name, network, .. } = timeline;
    view! {
        <div class="heading">
            <h1>{say!(timeline.title, name = name.as_str())}</h1>
            <p class="lead">{say!(timeline.lead, network = network.name())}</p>
        </div>
        <p class="steps">
            <a href=paths::profile(profile, &name)>{say!(ways.back)}</a>
            <a href=paths::channels(profile)>{say!(ways.link)}</a>
        </p>
        <section class="panel" aria-label=say!(timeline.picture, name = name.as_str())>
            <Strip stretches label=say!(timeline.picture, name = name.as_str()) />
            <p class="strip-ends quiet">{ends}</p>
            {before}
        </section>
        {table}
    }
}

fn row(noted: &TimelineChange, timeline: &Timeline, lasted: String) -> impl IntoView + use<> {
    let TimelineChange { change, person } = noted;
    let why = change.state.cause().map(|cause| {
        let says = words::cause(cause, &timeline.name, timeline.network);
        view! { {says} " " <Helps cause=cause.clone() /> }
    });
    let by = match change.by {
        Doer::Person(_) => person.clone().unwrap_or_else(|| say!(timeline.somebody).to_owned()),
        Doer::Link => say!(timeline.by_link).to_owned(),
        Doer::Renewal => say!(timeline.by_renewal).to_owned(),
        Doer::Network => say!(timeline.by_network).to_owned(),
        Doer::Beginning => say!(timeline.by_beginning).to_owned(),
    };
    let class = change.state.is_red().then_some("bad");
    let how = word(kind(Some::<&State>(&change.state)));
    view! {
        <tr>
            <th scope="row">
                <time datetime=when::machine(change.at)>
                    {clock::moment(change.at, &timeline.zone, timeline.now)}
                </time>
            </th>
            <td>
                <strong class=class>{how}</strong>
                <small>{lasted}</small>
            </td>
            <td>{why}</td>
            <td>{by}</td>
        </tr>
    }
}
