//! When a post goes out.

use leptos::prelude::*;
use words::{clock, say};

use crate::{
    backend::scheduler::Desk,
    sent::{Choice, Draft, Wrong},
};

/// The choice: at a time, at the next slot, at once, if somebody approves it, or not yet; and the last moment. Whoever may not
/// publish proposes in any case.
#[component]
pub(super) fn Timing(
    desk: Desk,
    draft: Draft,
    wrong: Vec<Wrong>,
    is_new: bool,
    publishes: bool,
) -> impl IntoView {
    let zone = desk.zone.name().to_owned();
    let choice = |choice: Choice, words: &'static str| {
        view! {
            <label class="tick">
                <input type="radio" name="when" value=choice.slug() checked=draft.when == choice />
                <span>{words}</span>
            </label>
        }
    };
    let slot = match (publishes, is_new) {
        (true, true) => say!(scheduler.write_page.when_slot),
        (true, false) => say!(scheduler.write_page.when_slot_one),
        (false, _) => say!(scheduler.write_page.propose_slot),
    };
    let at = if publishes {
        say!(scheduler.write_page.when_at)
    } else {
        say!(scheduler.write_page.propose_at)
    };
    let proposes = (!publishes).then(|| {
        view! { <p class="quiet">{say!(scheduler.write_page.propose_lead)}</p> }
    });
    let is_bad = wrong.iter().any(|it| {
        matches!(it, Wrong::NoTime | Wrong::Past | Wrong::Skipped { .. } | Wrong::Doubled { .. })
    });
    let is_last_bad =
        wrong.iter().any(|it| matches!(it, Wrong::NoLastMoment | Wrong::LastMomentBefore));
    let moments = wrong.iter().find_map(|it| moments(it, &desk, &draft));
    view! {
        <fieldset class="timing">
            <legend>{say!(scheduler.write_page.when)}</legend>
            {proposes}
            {choice(Choice::At, at)}
            <div class="field timing-at">
                <label for="at">{say!(scheduler.write_page.time, zone)}</label>
                <input
                    id="at"
                    name="at"
                    type="datetime-local"
                    value=draft.at.clone()
                    aria-invalid=is_bad.then_some("true")
                />
                {moments}
            </div>
            {choice(Choice::Slot, slot)}
            {publishes.then(|| choice(Choice::Now, say!(scheduler.write_page.when_now)))}
            {publishes.then(|| choice(Choice::Propose, say!(scheduler.write_page.when_propose)))}
            {choice(Choice::Draft, say!(scheduler.write_page.when_draft))}
            <details class="timing-last" open=!draft.not_after.is_empty()>
                <summary>{say!(scheduler.write_page.more)}</summary>
                <div class="field">
                    <label for="not-after">{say!(scheduler.write_page.not_after)}</label>
                    <input
                        id="not-after"
                        name="not_after"
                        type="datetime-local"
                        value=draft.not_after.clone()
                        aria-describedby="not-after-hint"
                        aria-invalid=is_last_bad.then_some("true")
                    />
                    <small id="not-after-hint">{say!(scheduler.write_page.not_after_hint)}</small>
                </div>
            </details>
        </fieldset>
    }
}

/// The moments to choose from where the clock has that time never or twice.
fn moments(wrong: &Wrong, desk: &Desk, draft: &Draft) -> Option<AnyView> {
    let zone = &desk.zone;
    let time = |at| clock::time_of(at, zone);
    let offered = match wrong {
        Wrong::Skipped { instead } => {
            vec![(*instead, say!(scheduler.wrong.skipped_instead, time = time(*instead)))]
        }
        Wrong::Doubled { first, second } => vec![
            (*first, say!(scheduler.wrong.doubled_first, time = time(*first))),
            (*second, say!(scheduler.wrong.doubled_second, time = time(*second))),
        ],
        _ => return None,
    };
    let radios = offered
        .into_iter()
        .enumerate()
        .map(|(place, (at, words))| {
            let value = format!("{}={}", draft.at, at.millis());
            view! {
                <label class="tick">
                    <input type="radio" name="moment" value=value checked=place == 0 />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    Some(
        view! {
            <fieldset class="moments">
                <legend>{say!(scheduler.wrong.choose)}</legend>
                {radios}
            </fieldset>
        }
        .into_any(),
    )
}
