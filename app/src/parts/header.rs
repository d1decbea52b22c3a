//! What stands above every page of somebody who is signed in.

use domain::account::Viewer;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;
use words::say;

use crate::{api::SignOut, error::Error, parts::Logo, paths};

/// The product, the workspace, the ways to go, and who is signed in.
#[component]
pub(crate) fn Header(viewer: Resource<Result<Option<Viewer>, Error>>) -> impl IntoView {
    view! {
        <a class="skip" href="#content">
            {say!(header.skip)}
        </a>
        <header class="bar">
            <Logo />
            <Suspense>
                {move || Suspend::new(async move {
                    viewer.await.ok().flatten().map(|viewer| view! { <Signed viewer /> })
                })}
            </Suspense>
        </header>
    }
}

#[component]
fn Signed(viewer: Viewer) -> impl IntoView {
    let mends = viewer.role.mends_profiles();
    let path = use_location().pathname;
    // An App is marked on every page of it. What else lies below Settings is named below the header.
    let is_here = move |href: &str| {
        path.with(|path| path == href || paths::is_of_an_app(path) && paths::is_below(path, href))
    };
    // Another document: the Apps load another bundle than Social Profiles.
    let link = move |href: &'static str, words: &'static str| {
        view! {
            <a href=href rel="external" aria-current=move || is_here(href).then_some("page")>
                {words}
            </a>
        }
    };
    let workspaces = format!("{}#workspaces", paths::ACCOUNT);
    let switches = say!(header.workspaces, name = viewer.workspace_name.as_str());
    let account = say!(header.account, name = viewer.name.as_str());
    view! {
        <a class="workspace" rel="external" href=workspaces aria-label=switches>
            {viewer.workspace_name}
        </a>
        <nav class="nav" aria-label=say!(header.main)>
            {link(paths::SCHEDULER, say!(page.scheduler))}
            {link(paths::COMMUNITY, say!(page.community))}
            {link(paths::ANALYTICS, say!(page.analytics))}
            {mends.then(|| link(paths::SOCIAL_PROFILES, say!(page.profiles)))}
            {link(paths::HELP, say!(help.page))}
        </nav>
        <form class="signed" method="post" action=SignOut::url()>
            <a rel="external" href=paths::ACCOUNT title=viewer.email aria-label=account>
                {viewer.name}
            </a>
            <button class="button button-quiet">{say!(header.sign_out)}</button>
        </form>
    }
}
