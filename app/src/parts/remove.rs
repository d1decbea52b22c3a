//! Removing a profile, with confirmation.

use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn, task::spawn_local};
use words::say;

use crate::{
    api,
    backend::Removed,
    live::{Board, Row},
    parts::Icon,
};

/// A button, and the question it opens, both without script.
#[component]
pub(super) fn Remove(row: Row, name: Memo<String>, board: Board) -> impl IntoView {
    let network = row.network;
    let sheet = format!("remove-{}", row.id);
    let title = format!("{sheet}-title");
    let labelled_by = title.clone();
    let (opens, closes) = (sheet.clone(), sheet.clone());
    let (id, workspace) = (row.id, board.workspace);
    let remove = move |submit: SubmitEvent| {
        submit.prevent_default();
        spawn_local(async move {
            match api::remove(workspace, id).await {
                Ok(removed) => {
                    board.said.set(after(removed, &name.get_untracked(), network.name()));
                }
                Err(error) => board.set_cut(Some(error)),
            }
        });
    };
    let count = move || row.who.with(|who| who.channel_count);
    view! {
        <button
            class="button button-quiet button-icon"
            type="button"
            popovertarget=opens
            aria-label=move || name.with(|name| say!(row.remove_name, name = name.as_str()))
        >
            <Icon name="trash" />
        </button>
        <div class="sheet" id=sheet popover="auto" role="dialog" aria-labelledby=labelled_by>
            <h2 id=title>{move || say!(remove.title, name = name.get())}</h2>
            <p>
                {move || match count() {
                    1 => say!(remove.one).to_owned(),
                    count => say!(remove.many, count),
                }}
            </p>
            <p>{say!(remove.network, network = network.name())}</p>
            <form method="post" action=api::Remove::url() on:submit=remove>
                <input type="hidden" name="workspace" value=workspace.to_string() />
                <input type="hidden" name="profile" value=id.to_string() />
                <button class="button button-danger">
                    {move || say!(remove.yes, name = name.get())}
                </button>
                <button
                    class="button button-quiet"
                    type="button"
                    popovertarget=closes
                    popovertargetaction="hide"
                >
                    {say!(remove.no)}
                </button>
            </form>
        </div>
    }
}

fn after(removed: Removed, name: &str, network: &str) -> String {
    match removed {
        Removed::Revoked => say!(remove.revoked, name, network),
        Removed::KeptForOthers => say!(remove.kept, name, network),
        Removed::NotRevoked => say!(remove.not_revoked, name, network),
    }
}
