//! Before somebody goes: what hangs on their login, and who can take it over.

use domain::id::PersonId;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use words::say;

use super::Said;
use crate::{
    api,
    backend::team::{Hanging, Leaving},
    error::Error,
    pages::Signed,
    parts::{Framed, Trouble},
    paths,
};

/// The page.
#[component]
pub(crate) fn LeavingPage(viewer: Signed) -> impl IntoView {
    let params = use_params_map().get_untracked();
    let person = params.get("person").and_then(|id| id.parse::<PersonId>().ok());
    let leaving = Resource::new(|| (), move |()| read(viewer, person));
    view! {
        <Title text=say!(team.page) />
        <Framed viewer>
            <Suspense>
                {move || Suspend::new(async move {
                    match leaving.await {
                        Ok(leaving) => view! { <Shown leaving /> }.into_any(),
                        Err(error) => view! { <Trouble error here=paths::TEAM /> }.into_any(),
                    }
                })}
            </Suspense>
        </Framed>
    }
}

async fn read(viewer: Signed, person: Option<PersonId>) -> Result<Leaving, Error> {
    let viewer = viewer.await?.ok_or(Error::NotSignedIn)?;
    // An address that names nobody is one of somebody who is not there.
    api::team::read_leaving(viewer.workspace, person.ok_or(Error::NotFound)?).await
}

#[component]
fn Shown(leaving: Leaving) -> impl IntoView {
    let name = leaving.name.clone();
    let can_move = leaving.hanging.iter().any(|it| !it.takers.is_empty());
    let hanging = if leaving.hanging.is_empty() {
        view! { <p>{say!(team.leaving.nothing)}</p> }.into_any()
    } else {
        let rows = leaving.hanging.iter().map(row).collect_view();
        view! {
            <p>{say!(team.leaving.hangs, name = name.as_str())}</p>
            <ul class="people-list">{rows}</ul>
        }
        .into_any()
    };
    let takes = can_move.then(|| {
        view! {
            <form method="post" action=paths::leaving_move(leaving.person)>
                <input type="hidden" name="workspace" value=leaving.workspace.to_string() />
                <button class="button button-main">{say!(team.leaving.take)}</button>
            </form>
        }
    });
    let removes = if leaving.is_last_master {
        view! { <p class="notice">{say!(team.last_master)}</p> }.into_any()
    } else {
        view! {
            <form class="steps" method="post" action=paths::leaving_remove(leaving.person)>
                <input type="hidden" name="workspace" value=leaving.workspace.to_string() />
                <button class="button button-danger">
                    {say!(team.leaving.remove, name = name.as_str())}
                </button>
                <a class="button button-quiet" href=paths::TEAM>
                    {say!(team.leaving.keep)}
                </a>
            </form>
        }
        .into_any()
    };
    view! {
        <div class="heading">
            <h1>{say!(team.leaving.title, name = name.as_str())}</h1>
            <p class="lead">{say!(team.leaving.lead)}</p>
        </div>
        <Said />
        {hanging}
        {takes}
        <section class="panel" aria-labelledby="remove">
            <h2 id="remove">{say!(team.leaving.then)}</h2>
            <p>{say!(team.leaving.what)}</p>
            {removes}
        </section>
    }
}

/// A profile, and what becomes of its channels.
fn row(it: &Hanging) -> impl IntoView + use<> {
    let takers = it
        .takers
        .iter()
        .map(|(name, count)| {
            let channels = words::channels(*count);
            view! { <p>{say!(team.leaving.taker, name = name.as_str(), channels)}</p> }
        })
        .collect_view();
    let stuck = (!it.stuck.is_empty()).then(|| {
        let names = words::some_of(it.stuck.clone()).join(", ");
        view! { <p>{say!(team.leaving.stuck, names)}</p> }
    });
    let reconnect = paths::profile(it.profile, &it.name);
    let label = say!(team.leaving.reconnect_of, name = it.name.as_str());
    let link_of = say!(team.leaving.link_of, name = it.name.as_str());
    let ways = paths::channels(it.profile);
    let ways_of = say!(team.leaving.ways_of, name = it.name.as_str());
    view! {
        <li class="panel">
            <div>
                <h2>{say!(team.leaving.profile, name = it.name.as_str(), network = it.network.name())}</h2>
                {takers}
                {stuck}
            </div>
            <p class="steps">
                <a class="button" rel="external" href=reconnect aria-label=label>
                    {say!(team.leaving.reconnect)}
                </a>
                <a class="button" rel="external" href=paths::new_link(it.profile) aria-label=link_of>
                    {say!(team.leaving.link)}
                </a>
                <a class="button button-quiet" rel="external" href=ways aria-label=ways_of>
                    {say!(team.leaving.ways)}
                </a>
            </p>
        </li>
    }
}
