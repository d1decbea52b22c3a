//! The webhooks there are, each with what can be done about it.

use domain::{account::Role, hook::HookKind, notice::Topic, time::Timestamp};
use leptos::prelude::*;
use words::say;

use super::add::topics;
use crate::{backend::hooks::HookRow, paths, when};

#[component]
pub(super) fn Listed(hooks: Vec<HookRow>, workspace: String, now: Timestamp) -> impl IntoView {
    if hooks.is_empty() {
        return view! { <p class="quiet">{say!(hook.none)}</p> }.into_any();
    }
    let rows = hooks.into_iter().map(|hook| row(hook, &workspace, now)).collect_view();
    rows.into_any()
}

fn row(hook: HookRow, workspace: &str, now: Timestamp) -> impl IntoView + use<> {
    let HookRow { id, kind, name, topics: told, made_at, off_since } = hook;
    let heading = format!("hook-{id}");
    let labelled_by = heading.clone();
    let button = |what: &'static str, label: &'static str, of: String| {
        view! {
            <form method="post" action=paths::hook(id, what)>
                <input type="hidden" name="workspace" value=workspace.to_owned() />
                <button class="button" aria-label=of>
                    {label}
                </button>
            </form>
        }
    };
    let title = name.clone();
    let name = name.as_str();
    let act = match off_since {
        None => button("test", say!(hook.test), say!(hook.test_name, name)),
        Some(_) => button("on", say!(hook.switch_on), say!(hook.switch_on_name, name)),
    };
    let secret = (kind == HookKind::Standard)
        .then(|| button("secret", say!(hook.renew), say!(hook.renew_name, name)));
    let remove = button("remove", say!(hook.remove), say!(hook.remove_name, name));
    let listed = if told.len() == Topic::ALL.len() {
        say!(hook.everything).to_owned()
    } else {
        let words = told.iter().map(|topic| words::topic(*topic, Role::MasterAccount));
        words.collect::<Vec<_>>().join(" · ")
    };
    let off = off_since.map(|at| {
        let said = say!(hook.off, ago = when::roughly_ago(at, now));
        view! { <p class="notice notice-bad">{said}</p> }
    });
    view! {
        <section class="panel" aria-labelledby=labelled_by data-hook=id.to_string()>
            <h2 id=heading>{title}</h2>
            <p>{words::hook_kind(kind)}</p>
            <p>{listed}</p>
            <p class="quiet">{say!(hook.made, ago = when::roughly_ago(made_at, now))}</p>
            {off}
            <div class="steps">{act} {secret} {remove}</div>
            <details>
                <summary>{say!(hook.change)}</summary>
                <form class="form" method="post" action=paths::hook(id, "topics")>
                    <input type="hidden" name="workspace" value=workspace.to_owned() />
                    <fieldset>
                        <legend>{say!(hook.told)}</legend>
                        {topics(&told)}
                    </fieldset>
                    <button class="button">{say!(hook.save)}</button>
                </form>
            </details>
        </section>
    }
}
