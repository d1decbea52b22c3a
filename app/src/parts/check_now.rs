//! "Check now": asks the networks at once about every profile shown.

use std::time::Duration;

use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn, task::spawn_local};
use words::say;

use crate::{
    api::{self, Check, Shown},
    live::Board,
    parts::Icon,
};

/// A network may answer nothing that is worth an event.
const LONGEST: Duration = Duration::from_secs(60);

/// The button. It is busy until every answer has arrived as an event.
#[component]
pub(crate) fn CheckNow(board: Board) -> impl IntoView {
    let shown = move || board.rows.with(|rows| rows.iter().map(|row| row.id).collect());
    let ask = move |submit: SubmitEvent| {
        submit.prevent_default();
        let profiles: Vec<_> = untrack(shown);
        board.asked.set(profiles.clone());
        set_timeout(move || board.ask_no_more(), LONGEST);
        spawn_local(async move {
            if let Err(error) = api::check(board.workspace, Shown(profiles)).await {
                board.ask_no_more();
                board.set_cut(Some(error));
            }
        });
    };
    let is_busy = Memo::new(move |_| board.asked.with(|asked| !asked.is_empty()));
    view! {
        // Without WASM the form is sent as it stands.
        <form method="post" action=Check::url() on:submit=ask>
            <input type="hidden" name="workspace" value=board.workspace.to_string() />
            <input type="hidden" name="profiles" value=move || String::from(Shown(shown())) />
            <button class="button" aria-busy=move || is_busy.get().to_string()>
                <Icon name="refresh" />
                {say!(check.now)}
            </button>
        </form>
    }
}
