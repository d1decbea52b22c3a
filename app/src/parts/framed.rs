//! The frame of every page for somebody who is signed in.

use domain::account::Viewer;
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;
use words::say;

use crate::{api::SignOut, error::Error, parts::Logo, paths};

/// Header and content.
#[component]
pub(crate) fn Framed(
    viewer: Resource<Result<Option<Viewer>, Error>>,
    children: Children,
) -> impl IntoView {
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
        <main id="content">{children()}</main>
    }
}

#[component]
fn Signed(viewer: Viewer) -> impl IntoView {
    let mends = viewer.role.mends_profiles();
    let path = use_location().pathname;
    let link = move |href: &'static str, words: &'static str| {
        view! {
            <a href=href aria-current=move || (path.get() == href).then_some("page")>
                {words}
            </a>
        }
    };
    view! {
        <span class="workspace">{viewer.workspace_name}</span>
        <nav class="nav" aria-label=say!(header.main)>
            {link(paths::HOME, say!(page.home))}
            {mends.then(|| link(paths::SOCIAL_PROFILES, say!(page.profiles)))}
            {mends.then(|| link(paths::CALENDAR, say!(header.calendar)))}
        </nav>
        <form class="signed" method="post" action=SignOut::url()>
            <span title=viewer.email>{viewer.name}</span>
            <button class="button button-quiet">{say!(header.sign_out)}</button>
        </form>
    }
}
