//! The devices on which one is told: each with what became of its last notice, and what this browser can do about itself.
//!
//! Whether this browser can be told only it knows: a script of its own (`public/devices.js`), loaded by this page alone, shows
//! one of the sentences that stand here hidden. Everything else works without it.

use domain::{device::Follows, hook::CallAnswer, time::Timestamp};
use leptos::prelude::*;
use words::say;

use super::agent;
use crate::{
    backend::notices::{DeviceRow, Devices as Told},
    paths, when,
};

#[component]
pub(super) fn Devices(told: Told, workspace: String) -> impl IntoView {
    let Told { key, is_demo, now, devices } = told;
    let none = devices.is_empty().then(|| view! { <p class="quiet">{say!(device.none)}</p> });
    let rows = devices.into_iter().map(|device| row(device, &workspace, now)).collect_view();
    let demo = is_demo.then(|| view! { <p class="quiet">{say!(device.demo)}</p> });
    // The types of one view that holds all of it would be too deep for the compiler.
    let here = view! { <Here workspace /> }.into_any();
    view! {
        <section class="panel" id="devices" aria-labelledby="devices-title" data-key=key>
            <h2 id="devices-title">{say!(device.title)}</h2>
            <p>{say!(device.lead)}</p>
            {demo}
            {none}
            <ul class="people-list">{rows}</ul>
            {here}
        </section>
        <script type="module" src=paths::DEVICES_SCRIPT></script>
    }
}

/// What there is to say of the browser that shows the page: one of these, once its script has looked.
#[component]
fn Here(workspace: String) -> impl IntoView {
    let quietly = [
        ("on", say!(device.is_on)),
        ("asking", say!(device.asking)),
        ("blocked", say!(device.blocked)),
        ("unsupported", say!(device.unsupported)),
        ("home", say!(device.home)),
    ];
    let quietly = quietly
        .map(|(state, words)| {
            view! {
                <div data-device=state hidden>
                    <p role="status">{words}</p>
                </div>
            }
        })
        .collect_view();
    view! {
        {quietly}
        <div data-device="failed" hidden>
            <p class="notice notice-bad" role="alert">
                {say!(device.failed)}
            </p>
        </div>
        <div data-device="off" hidden>
            <form method="post" action=paths::DEVICES>
                <input type="hidden" name="workspace" value=workspace />
                <input type="hidden" name="endpoint" />
                <input type="hidden" name="p256dh" />
                <input type="hidden" name="auth" />
                <button class="button button-main">{say!(device.add)}</button>
            </form>
        </div>
        <noscript>
            <p class="quiet">{say!(device.no_script)}</p>
        </noscript>
    }
}

fn row(device: DeviceRow, workspace: &str, now: Timestamp) -> impl IntoView + use<> {
    let DeviceRow { id, agent, mark, made_at, gone_at, .. } = device.clone();
    let name = agent::name(&agent);
    let stands = stands(&device, now);
    let button = |what: &'static str, label: &'static str, of: String| {
        view! {
            <form method="post" action=paths::device(id, what)>
                <input type="hidden" name="workspace" value=workspace.to_owned() />
                <button class="button" aria-label=of>
                    {label}
                </button>
            </form>
        }
    };
    let test = gone_at
        .is_none()
        .then(|| button("test", say!(device.test), say!(device.test_name, name = name.as_str())));
    let remove =
        button("remove", say!(device.remove), say!(device.remove_name, name = name.as_str()));
    let made = say!(device.made, ago = when::roughly_ago(made_at, now));
    view! {
        <li data-mark=mark>
            <div>
                <strong>{name}</strong>
                <span data-device="this" hidden>
                    " · "
                    {say!(device.this_one)}
                </span>
                <p>{stands}</p>
                <p class="quiet">{made}</p>
            </div>
            <div class="steps">{test} {remove}</div>
        </li>
    }
}

/// What became of the last notice.
fn stands(device: &DeviceRow, now: Timestamp) -> String {
    let DeviceRow { delivered_at, answered, gone_at, due_at, .. } = device;
    let refused = answered.filter(|(_, it)| domain::device::follows(*it) != Follows::Taken);
    if let Some(at) = gone_at {
        return say!(device.gone, ago = when::roughly_ago(*at, now));
    }
    match (refused, due_at, delivered_at) {
        (Some((_, answer)), Some(due), _) if *due > now => {
            let answer = answer_words(answer);
            say!(device.waits, span = when::ahead(*due, now), answer)
        }
        (_, Some(_), _) => say!(device.on_its_way).to_owned(),
        (Some((_, answer)), None, _) => say!(device.not_taken, answer = answer_words(answer)),
        (None, None, Some(at)) => say!(device.delivered, ago = when::roughly_ago(*at, now)),
        (None, None, None) => say!(device.never).to_owned(),
    }
}

fn answer_words(answer: CallAnswer) -> String {
    match answer {
        CallAnswer::Status(status @ (401 | 403)) => say!(device.answer.refused, status),
        CallAnswer::Status(status @ 429) => say!(device.answer.busy, status),
        CallAnswer::Status(status) => say!(device.answer.status, status),
        CallAnswer::TimedOut => say!(device.answer.timed_out).to_owned(),
        CallAnswer::Inside => say!(device.answer.inside).to_owned(),
        CallAnswer::NotReached | CallAnswer::QueueFull | CallAnswer::SwitchedOff => {
            say!(device.answer.not_reached).to_owned()
        }
    }
}
