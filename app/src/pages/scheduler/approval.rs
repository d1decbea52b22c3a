//! A proposal, and what whoever may approve it answers. It is drawn with the page and not live: an answer is to what was read.

use domain::{id::PostId, post::PostState, scheduling::SchedulerRole};
use leptos::prelude::*;
use words::{clock, say};

use super::wrong::explain;
use crate::{
    backend::scheduler::{Desk, OnePost},
    parts::Icon,
    paths,
    sent::{Answered, Draft, Wrong},
};

/// The forms; nothing for a post that is not proposed, and for whoever may not approve it.
#[component]
pub(super) fn Approval(one: OnePost, desk: Desk, answered: Option<Answered>) -> impl IntoView {
    let OnePost { post, .. } = one;
    let Answered { wrong, note } = answered.unwrap_or_default();
    let problems = (!wrong.is_empty()).then(|| {
        let rows = wrong.iter().map(|wrong| match wrong {
            Wrong::Conflict => say!(scheduler.approval.conflict).to_owned(),
            wrong => explain(wrong, &desk, &Draft::default()),
        });
        let rows = rows.map(|says| view! { <li>{says}</li> }).collect_view();
        view! {
            <div class="notice notice-bad" role="alert">
                <Icon name="alert" />
                <div>
                    <h2>{say!(trouble.title)}</h2>
                    <ul class="problems">{rows}</ul>
                </div>
            </div>
        }
    });
    let is_open = matches!(post.state, PostState::Proposed { .. })
        && desk.may(post.channel, SchedulerRole::may_approve);
    let forms = is_open.then(|| {
        let at = post.at.unwrap_or(desk.now);
        let time = clock::moment(at, &desk.zone, desk.now);
        let has_passed = at < desk.now;
        let lead = if has_passed {
            say!(scheduler.approval.passed, time)
        } else {
            say!(scheduler.approval.lead, time)
        };
        let buttons = if has_passed {
            view! {
                <button class="button button-main" name="when" value="slot">
                    {say!(scheduler.approval.slot)}
                </button>
                <button class="button" name="when" value="now">
                    {say!(scheduler.approval.now)}
                </button>
            }
            .into_any()
        } else {
            view! {
                <button class="button button-main" name="when" value="proposed">
                    <Icon name="check" />
                    {say!(scheduler.approval.approve)}
                </button>
            }
            .into_any()
        };
        let is_note_bad = wrong.contains(&Wrong::NoNote).then_some("true");
        view! {
            <section class="panel approval" aria-labelledby="approval">
                <h2 id="approval">{say!(scheduler.approval.title)}</h2>
                <p>{lead}</p>
                <form method="post" action=paths::approve_post(post.id)>
                    <Seen desk=desk.clone() version=post.version />
                    <p class="steps">{buttons}</p>
                </form>
                <Return id=post.id version=post.version note desk=desk.clone() is_note_bad />
            </section>
        }
    });
    view! {
        {problems}
        {forms}
    }
}

#[component]
fn Return(
    id: PostId,
    version: u32,
    note: String,
    desk: Desk,
    is_note_bad: Option<&'static str>,
) -> impl IntoView {
    let is_open = !note.is_empty() || is_note_bad.is_some();
    view! {
        <details open=is_open>
            <summary class="button button-quiet">{say!(scheduler.approval.give_back)}</summary>
            <form method="post" action=paths::return_post(id)>
                <Seen desk version />
                <div class="field">
                    <label for="note">{say!(scheduler.approval.note)}</label>
                    <textarea id="note" name="note" rows="3" maxlength="2000" required aria-invalid=is_note_bad>
                        {note}
                    </textarea>
                </div>
                <p class="steps">
                    <button class="button">{say!(scheduler.approval.give_back_yes)}</button>
                </p>
            </form>
        </details>
    }
}

/// What every answer names: the workspace, and the version that was read.
#[component]
fn Seen(desk: Desk, version: u32) -> impl IntoView {
    view! {
        <input type="hidden" name="workspace" value=desk.workspace.to_string() />
        <input type="hidden" name="version" value=version.to_string() />
    }
}

/// Who proposed or returned a post, and when; nothing for any other.
pub(super) fn whose(one: &OnePost, desk: &Desk) -> Option<String> {
    let name = || one.by.clone().unwrap_or_else(|| say!(scheduler.approval.somebody).to_owned());
    let time = |at| clock::moment(at, &desk.zone, desk.now);
    match &one.post.state {
        PostState::Proposed { since, .. } => {
            Some(say!(scheduler.approval.proposed_by, name = name(), time = time(*since)))
        }
        PostState::Returned { at, .. } => {
            Some(say!(scheduler.approval.returned_by, name = name(), time = time(*at)))
        }
        _ => None,
    }
}
