//! Webhooks: those there are, what became of their messages, and the form that adds one. HTML, all of it.

mod add;
mod listed;
mod messages;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use words::say;

use self::{add::Add, listed::Listed, messages::Messages};
use super::Signed;
use crate::{
    api,
    backend::hooks::HookList,
    error::Error,
    parts::{Framed, Trouble},
    paths,
};

/// The page. What came of a form stands in the address it led to.
#[component]
pub(crate) fn HooksPage(viewer: Signed) -> impl IntoView {
    let read = AsyncDerived::new(move || read(viewer));
    let came = use_query_map().get_untracked().get("done");
    let said = came.as_deref().and_then(said);
    view! {
        <Title text=say!(hook.title) />
        <Framed viewer>
            <div class="heading">
                <h1>{say!(hook.title)}</h1>
                <p class="lead">{say!(hook.lead)}</p>
            </div>
            {said.map(|(is_fine, said)| {
                let (class, role) =
                    if is_fine { ("", "status") } else { ("notice notice-bad", "alert") };
                view! {
                    <p class=class role=role>
                        {said}
                    </p>
                }
            })}
            <Suspense>
                {move || Suspend::new(async move {
                    match read.await {
                        Ok(list) => view! { <Shown list /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::HOOKS /> }.into_any(),
                    }
                })}
            </Suspense>
        </Framed>
    }
}

async fn read(viewer: Signed) -> Result<HookList, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    api::hooks::read_hooks(viewer.workspace).await
}

/// What came of a form, and whether it is what was asked for.
fn said(came: &str) -> Option<(bool, &'static str)> {
    Some(match came {
        "added" => (true, say!(hook.added)),
        "changed" => (true, say!(hook.changed)),
        "removed" => (true, say!(hook.removed)),
        "on" => (true, say!(hook.on)),
        "tried" => (true, say!(hook.tried)),
        "replayed" => (true, say!(hook.replayed)),
        "locked" => (false, say!(hook.locked)),
        "address" => (false, say!(hook.wrong_address)),
        "nothing" => (false, say!(hook.wrong_nothing)),
        "many" => (false, say!(hook.wrong_many)),
        _ => return None,
    })
}

#[component]
fn Shown(list: HookList) -> impl IntoView {
    let HookList { workspace, example, now, hooks, deliveries } = list;
    let workspace = workspace.to_string();
    view! {
        <Listed hooks workspace=workspace.clone() now />
        <Add workspace=workspace.clone() example />
        <Messages deliveries workspace now />
    }
}
