//! What became of messages.

use domain::{hook::CallAnswer, time::Timestamp};
use leptos::prelude::*;
use words::say;

use crate::{
    backend::hooks::{DeliveryRow, DeliveryState},
    paths, when,
};

#[component]
pub(super) fn Messages(
    deliveries: Vec<DeliveryRow>,
    workspace: String,
    now: Timestamp,
) -> impl IntoView {
    let list = if deliveries.is_empty() {
        view! { <p class="quiet">{say!(hook.none_sent)}</p> }.into_any()
    } else {
        let rows = deliveries.into_iter().map(|it| row(it, &workspace, now)).collect_view();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    view! {
        <h2>{say!(hook.list)}</h2>
        {list}
    }
}

fn row(delivery: DeliveryRow, workspace: &str, now: Timestamp) -> impl IntoView + use<> {
    let DeliveryRow { id, hook, kind, at, state, answer, is_replayable } = delivery;
    let ago = |at| when::roughly_ago(at, now);
    let (slug, stands) = match state {
        DeliveryState::Taken(at) => ("taken", say!(hook.taken, ago = ago(at))),
        DeliveryState::GivenUp(at) => ("given-up", say!(hook.given_up, ago = ago(at))),
        DeliveryState::Waits(0, _) => ("waits", say!(hook.waits_new).to_owned()),
        DeliveryState::Waits(1, at) => ("waits", say!(hook.waits_one, span = when::ahead(at, now))),
        DeliveryState::Waits(count, at) => {
            ("waits", say!(hook.waits, count, span = when::ahead(at, now)))
        }
    };
    let to = say!(hook.to, name = hook.as_str(), ago = ago(at));
    let label = say!(hook.replay_name, kind = kind.as_str(), name = hook.as_str());
    let replay = is_replayable.then(|| {
        view! {
            <form method="post" action=paths::replay(id)>
                <input type="hidden" name="workspace" value=workspace.to_owned() />
                <button class="button" aria-label=label>
                    {say!(hook.replay)}
                </button>
            </form>
        }
    });
    let slug_of_kind = kind.clone();
    view! {
        <li class="panel row" data-message=slug_of_kind data-state=slug>
            <div>
                <h3>
                    <code>{kind}</code>
                </h3>
                <p>
                    <strong class="state">{stands}</strong>
                </p>
                <p class="quiet">{to}</p>
                {answer.map(|answer| view! { <p class="quiet">{answer_words(answer)}</p> })}
            </div>
            {replay}
        </li>
    }
}

fn answer_words(answer: CallAnswer) -> String {
    match answer {
        CallAnswer::Status(status) => say!(hook.answer.status, status),
        CallAnswer::TimedOut => say!(hook.answer.timed_out).to_owned(),
        CallAnswer::NotReached => say!(hook.answer.not_reached).to_owned(),
        CallAnswer::Inside => say!(hook.answer.inside).to_owned(),
        CallAnswer::QueueFull => say!(hook.answer.queue_full).to_owned(),
        CallAnswer::SwitchedOff => say!(hook.answer.switched_off).to_owned(),
    }
}
