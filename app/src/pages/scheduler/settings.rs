//! The workspace's time zone, and its rule for late posts.

use domain::{late::Then, zone::Zone};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::{say, several};

use super::{
    badge::names,
    room::{Room, read_desk},
    tabs::Tabs,
};
use crate::{
    backend::scheduler::Desk,
    pages::Signed,
    parts::{AppMain, AppPage, Icon, Trouble},
    paths,
    sent::TimetableRefused,
};

const HOUR: i64 = 3_600_000;

/// The page: a form for Master Accounts, facts for everybody else.
#[component]
pub(crate) fn SchedulerSettings(viewer: Signed) -> impl IntoView {
    let is_saved = use_query_map().get_untracked().get("done").is_some();
    let is_refused = use_context::<TimetableRefused>().is_some();
    let desk = AsyncDerived::new(move || read_desk(viewer));
    view! {
        <Title text=say!(scheduler.settings_page.title) />
        <AppPage viewer>
            <Suspense>
                {move || Suspend::new(async move {
                    match desk.await {
                        Ok(desk) => view! { <Shown desk is_saved is_refused /> }.into_any(),
                        Err(error) => view! { <AppMain><Trouble error here=paths::TIMETABLE /></AppMain> }.into_any(),
                    }
                })}
            </Suspense>
        </AppPage>
    }
}

#[component]
fn Shown(desk: Desk, is_saved: bool, is_refused: bool) -> impl IntoView {
    let content = if desk.mends {
        view! { <Form desk=desk.clone() /> }.into_any()
    } else {
        view! { <Facts desk=desk.clone() /> }.into_any()
    };
    let saved = is_saved.then(|| {
        view! {
            <p class="app-said" role="status"><Icon name="check" />{say!(scheduler.settings_page.saved)}</p>
        }
    });
    let refused = is_refused.then(|| {
        view! { <p class="notice notice-bad" role="alert">{say!(scheduler.settings_page.wrong)}</p> }
    });
    view! {
            <Room desk=desk.clone() is_quiet=true>
            <div class="heading">
                <h1>{say!(scheduler.settings_page.title)}</h1>
                <p class="lead">{say!(scheduler.settings_page.lead)}</p>
            </div>
            <Tabs desk here=paths::TIMETABLE />
            {saved}
            {refused}
            {content}
    </Room>
            }
}

#[component]
fn Form(desk: Desk) -> impl IntoView {
    let zones = Zone::names()
        .into_iter()
        .map(|name| {
            let is_chosen = name == desk.zone.name();
            view! { <option value=name.clone() selected=is_chosen>{name.clone()}</option> }
        })
        .collect_view();
    let hours = desk.rule.at_once_within.as_millis() / HOUR;
    let then = |value: &'static str, then: Then, words: &'static str| {
        view! {
            <label class="tick">
                <input type="radio" name="then" value=value checked=desk.rule.then == then />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <form class="panel timetable" method="post" action=paths::TIMETABLE>
            <input type="hidden" name="workspace" value=desk.workspace.to_string() />
            <div class="field">
                <label for="zone">{say!(scheduler.settings_page.zone)}</label>
                <select id="zone" name="zone" aria-describedby="zone-hint">
                    {zones}
                </select>
                <small id="zone-hint">{say!(scheduler.settings_page.zone_hint)}</small>
            </div>
            <fieldset>
                <legend>{say!(scheduler.settings_page.late)}</legend>
                <p class="quiet">{say!(scheduler.settings_page.late_lead)}</p>
                <div class="field">
                    <label for="hours">{say!(scheduler.settings_page.within)}</label>
                    <input id="hours" name="hours" type="number" min="0" max="168" required value=hours.to_string() />
                </div>
                <p>{say!(scheduler.settings_page.then)}</p>
                {then("slot", Then::NextSlot, say!(scheduler.settings_page.then_slot))}
                {then("ask", Then::Ask, say!(scheduler.settings_page.then_ask))}
            </fieldset>
            <p class="steps">
                <button class="button button-main">{say!(scheduler.settings_page.save)}</button>
            </p>
        </form>
    }
}

#[component]
fn Facts(desk: Desk) -> impl IntoView {
    let count = desk.rule.at_once_within.as_millis() / HOUR;
    let hours = several!(count; scheduler.settings_page.hours_one | scheduler.settings_page.hours_few | scheduler.settings_page.hours, count);
    let then = match desk.rule.then {
        Then::NextSlot => say!(scheduler.settings_page.then_slot),
        Then::Ask => say!(scheduler.settings_page.then_ask),
    };
    view! {
        <section class="panel">
            <dl class="facts">
                <dt>{say!(scheduler.settings_page.zone)}</dt>
                <dd>{desk.zone.name().to_owned()}</dd>
                <dt>{say!(scheduler.settings_page.late)}</dt>
                <dd>{say!(scheduler.settings_page.within_is, hours)}</dd>
                <dt>{say!(scheduler.settings_page.then)}</dt>
                <dd>{then}</dd>
            </dl>
            <p class="quiet">{say!(scheduler.settings_page.read_only, names = names(&desk))}</p>
        </section>
    }
}
