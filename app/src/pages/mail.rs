//! What became of letters, and a form that sends one to try it. HTML, all of it.

use domain::{letter::LetterKind, time::Timestamp};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use super::Signed;
use crate::{
    api,
    backend::mail::{Carried, LetterRow, LetterState, Letters},
    error::Error,
    parts::{Framed, Trouble},
    paths, when,
};

/// The page.
#[component]
pub(crate) fn MailPage(viewer: Signed) -> impl IntoView {
    let read = Resource::new(|| (), move |()| read(viewer));
    let said = use_query_map().get_untracked().get("done").and_then(|done| match done.as_str() {
        "tried" => Some(say!(letter.tried)),
        "locked" => Some(say!(letter.locked)),
        _ => None,
    });
    view! {
        <Title text=say!(letter.title) />
        <Framed viewer>
            <div class="heading">
                <h1>{say!(letter.title)}</h1>
                <p class="lead">{say!(letter.lead)}</p>
            </div>
            {said.map(|said| view! { <p role="status">{said}</p> })}
            <Suspense>
                {move || Suspend::new(async move {
                    match read.await {
                        Ok(letters) => view! { <Shown letters /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::MAIL /> }.into_any(),
                    }
                })}
            </Suspense>
        </Framed>
    }
}

async fn read(viewer: Signed) -> Result<Letters, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    api::mail::read_letters(viewer.workspace).await
}

#[component]
fn Shown(letters: Letters) -> impl IntoView {
    let Letters { workspace, email, carried, now, letters } = letters;
    let carried_words = match carried {
        Carried::Nowhere => Some(view! { <p class="notice">{say!(letter.off)}</p> }.into_any()),
        Carried::Here => Some(
            view! {
                <p class="notice">
                    {say!(letter.demo)} " "
                    <a href=paths::DEMO_MAIL rel="external">
                        {say!(letter.demo_page)}
                    </a>
                </p>
            }
            .into_any(),
        ),
        Carried::Away => None,
    };
    let test = (carried != Carried::Nowhere).then(|| {
        view! {
            <form method="post" action=paths::MAIL_TEST>
                <input type="hidden" name="workspace" value=workspace.to_string() />
                <button class="button">{say!(letter.send_test, email)}</button>
            </form>
        }
    });
    let list = if letters.is_empty() {
        view! { <p class="quiet">{say!(letter.none)}</p> }.into_any()
    } else {
        let rows = letters.into_iter().map(|letter| row(letter, now)).collect_view();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    view! {
        {carried_words}
        {test}
        <h2>{say!(letter.list)}</h2>
        {list}
    }
}

fn row(letter: LetterRow, now: Timestamp) -> impl IntoView {
    let LetterRow { to, kind, at, state, answer } = letter;
    let (slug, stands) = match state {
        LetterState::Delivered(at) => {
            ("delivered", say!(letter.delivered, ago = when::roughly_ago(at, now)))
        }
        LetterState::GivenUp(at) => {
            ("given-up", say!(letter.given_up, ago = when::roughly_ago(at, now)))
        }
        LetterState::Waits(0, _) => ("waits", say!(letter.waits_new).to_owned()),
        LetterState::Waits(count, at) => {
            ("waits", say!(letter.waits, count, span = when::ahead(at, now)))
        }
    };
    let to = say!(letter.to, to, ago = when::roughly_ago(at, now));
    let answer = answer.map(|answer| say!(letter.answer, answer));
    view! {
        <li class="panel row" data-letter=kind.slug() data-state=slug>
            <div>
                <h3>{kind_words(kind)}</h3>
                <p>
                    <strong class="state">{stands}</strong>
                </p>
                <p class="quiet">{to}</p>
                {answer.map(|answer| view! { <p class="quiet">{answer}</p> })}
            </div>
        </li>
    }
}

fn kind_words(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Invitation => say!(letter.kind.invitation),
        LetterKind::NewPassword => say!(letter.kind.password),
        LetterKind::Link => say!(letter.kind.link),
        LetterKind::Reminder => say!(letter.kind.reminder),
        LetterKind::Notice => say!(letter.kind.notice),
        LetterKind::Test => say!(letter.kind.test),
        LetterKind::Support => say!(letter.kind.support),
        LetterKind::SignIn => say!(letter.kind.sign_in),
    }
}
