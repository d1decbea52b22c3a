//! What one is told, which way, and when not: everybody's own choice.

use domain::{
    notice::{Quiet, Topic, Way},
    zone::Zone,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use crate::{
    api,
    backend::notices::Told,
    error::Error,
    pages::Signed,
    parts::{Header, SettingsNav, Trouble},
    paths,
};

/// The page. What came of the form stands in the address it led to.
#[component]
pub(crate) fn NoticesPage(viewer: Signed) -> impl IntoView {
    let told = AsyncDerived::new(move || read(viewer));
    view! {
        <Title text=say!(notice.title) />
        <Header viewer />
        <Suspense>
            {move || Suspend::new(async move {
                match told.await {
                    Ok(told) => view! { <Shown told /> }.into_any(),
                    Err(error) => {
                        view! {
                            <main id="content">
                                <Trouble error here=paths::NOTICES />
                            </main>
                        }
                        .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

async fn read(viewer: Signed) -> Result<Told, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    api::notices::read_notices(viewer.workspace).await
}

#[component]
fn Shown(told: Told) -> impl IntoView {
    let came = use_query_map().get_untracked().get("done");
    let said = match came.as_deref() {
        Some("saved") => Some(view! { <p role="status">{say!(notice.saved)}</p> }.into_any()),
        Some("wrong") => Some(
            view! {
                <p class="notice notice-bad" role="alert">
                    {say!(notice.wrong)}
                </p>
            }
            .into_any(),
        ),
        _ => None,
    };
    let no_mail = (!told.mails).then(|| view! { <p class="notice">{say!(notice.no_mail)}</p> });
    // The types of one view that holds all of it would be too deep for the compiler.
    let ways = Way::ALL.map(|way| view! { <By told=told.clone() way /> }.into_any()).collect_view();
    let nav = told.role.mends_profiles().then(|| view! { <SettingsNav /> }.into_any());
    view! {
        {nav}
        <main id="content">
            <div class="heading">
                <h1>{say!(notice.title)}</h1>
                <p class="lead">{say!(notice.lead, workspace = told.name.as_str())}</p>
            </div>
            {said}
            {no_mail}
            <form class="form panel" method="post" action=paths::NOTICES>
                <input type="hidden" name="workspace" value=told.workspace.to_string() />
                {ways}
                {view! { <Hours told /> }.into_any()}
                <button class="button button-main">{say!(notice.save)}</button>
            </form>
        </main>
    }
}

/// What is told one way.
#[component]
fn By(told: Told, way: Way) -> impl IntoView {
    let topics = Topic::ALL.into_iter().filter(|topic| topic.is_for(told.role));
    let topics = topics
        .map(|topic| {
            let name = format!("{}.{}", topic.slug(), way.slug());
            view! {
                <label class="choice">
                    <input type="checkbox" name=name checked=told.choices.wants_by(topic, way) />
                    {words::topic(topic, told.role)}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{words::way(way)}</legend>
            {topics}
        </fieldset>
    }
}

/// When nothing is told, and where that is.
#[component]
fn Hours(told: Told) -> impl IntoView {
    let time = |of: fn(Quiet) -> u16| told.choices.quiet.map(of).map(words::clock::time);
    let (from, until) = (time(|quiet| quiet.from), time(|quiet| quiet.until));
    let chosen = told.choices.zone.as_ref().map(Zone::name);
    let zones = Zone::names()
        .into_iter()
        .map(|name| {
            let is_chosen = Some(name.as_str()) == chosen;
            view! { <option value=name.clone() selected=is_chosen>{name.clone()}</option> }
        })
        .collect_view();
    view! {
        <fieldset aria-describedby="quiet-hint">
            <legend>{say!(notice.quiet)}</legend>
            <small id="quiet-hint">{say!(notice.quiet_hint)}</small>
            <p class="field">
                <label for="from">{say!(notice.from)}</label>
                <input id="from" name="from" type="time" value=from />
            </p>
            <p class="field">
                <label for="until">{say!(notice.until)}</label>
                <input id="until" name="until" type="time" value=until />
            </p>
            <p class="field">
                <label for="zone">{say!(notice.zone)}</label>
                <select id="zone" name="zone">
                    <option value="">{say!(notice.zone_of_workspace, zone = told.zone.name())}</option>
                    {zones}
                </select>
            </p>
        </fieldset>
    }
}
