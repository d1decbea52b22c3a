//! "Check now": asks the networks at once about every profile shown.

use std::time::Duration;

use leptos::{form::ActionForm, prelude::*};
use words::say;

use crate::{
    api::{Check, Shown},
    live::Board,
    parts::Icon,
};

/// A network may answer nothing that is worth an event.
const LONGEST: Duration = Duration::from_secs(60);

/// The button. It is busy until every answer has arrived as an event.
#[component]
pub(crate) fn CheckNow(board: Board) -> impl IntoView {
    let check = ServerAction::<Check>::new();
    let shown = move || board.rows.with(|rows| rows.iter().map(|row| row.id).collect());
    Effect::new(move |_| {
        if check.pending().get() {
            board.asked.set(untrack(shown));
            set_timeout(move || board.ask_no_more(), LONGEST);
        }
    });
    Effect::new(move |_| {
        if let Some(Err(error)) = check.value().get() {
            board.asked.set(Vec::new());
            board.set_cut(Some(error));
        }
    });
    let is_busy = Memo::new(move |_| board.asked.with(|asked| !asked.is_empty()));
    view! {
        <ActionForm action=check>
            <input type="hidden" name="workspace" value=board.workspace.to_string() />
            <input type="hidden" name="profiles" value=move || String::from(Shown(shown())) />
            <button class="button" aria-busy=move || is_busy.get().to_string()>
                <Icon name="refresh" />
                {say!(check.now)}
            </button>
        </ActionForm>
    }
}
