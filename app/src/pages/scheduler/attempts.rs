//! When a post was sent to its network, and what came of it.

use leptos::prelude::*;
use words::{clock, say};

use crate::backend::scheduler::{Attempt, Desk};

/// The attempts, the last first; nothing for a post that was never sent.
#[component]
pub(super) fn Attempts(attempts: Vec<Attempt>, desk: Desk) -> impl IntoView {
    let rows: Vec<_> = attempts
        .into_iter()
        .map(|attempt| {
            let at = clock::moment(attempt.began_at, &desk.zone, desk.now);
            let outcome = words::attempt(attempt.outcome.as_deref());
            view! { <li>{format!("{at}: {outcome}")}</li> }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <h2>{say!(scheduler.post_page.attempts)}</h2>
            <ol class="attempts">{rows}</ol>
        }
    })
}
