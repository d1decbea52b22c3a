//! What one is told, which way, and when not: everybody's own choice.

use domain::{
    notice::{Quiet, Topic, Way},
    zone::Zone,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use super::devices::Devices;
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
    let said = came.as_deref().and_then(said).map(|(is_fine, said)| {
        let (class, role) = if is_fine { ("", "status") } else { ("notice notice-bad", "alert") };
        view! {
            <p class=class role=role>
                {said}
            </p>
        }
        .into_any()
    });
    let no_mail = (!told.mails).then(|| view! { <p class="notice">{say!(notice.no_mail)}</p> });
    // The types of one view that holds all of it would be too deep for the compiler.
    let ways = Way::ALL.into_iter().filter(|way| *way != Way::Push || told.is_on_devices());
    let ways = ways.map(|way| view! { <By told=told.clone() way /> }.into_any()).collect_view();
    let workspace = told.workspace.to_string();
    let devices = told.devices.clone();
    let devices = devices.map(|told| view! { <Devices told workspace /> }.into_any());
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
            {devices}
        </main>
    }
}

/// What came of a form, and whether it is what was asked for.
fn said(came: &str) -> Option<(bool, &'static str)> {
    Some(match came {
        "saved" => (true, say!(notice.saved)),
        "wrong" => (false, say!(notice.wrong)),
        "device" => (true, say!(device.added)),
        "device-tried" => (true, say!(device.tried)),
        "device-removed" => (true, say!(device.removed)),
        "device-locked" => (false, say!(device.locked)),
        "device-many" => (false, say!(device.many)),
        "device-wrong" => (false, say!(device.wrong)),
        _ => return None,
    })
}

/// What is told one way. The form says which ways it showed, so that others stay as they were.
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
            <input type="hidden" name="way" value=way.slug() />
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
