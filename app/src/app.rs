//! Routes, and the document around them.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};
use words::say;

use crate::{
    api,
    pages::{
        Calendar, Decisions, Home, Login, NewPost, NotFound, PostPage, Scheduler,
        SchedulerSettings, SetUp, Slots, SocialProfiles,
    },
};

/// The document around [`App`], which only the server draws.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet options=options.clone() />
                <HydrationScripts options islands=true />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Everything below the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    // Read once a document: signing in and out load another one.
    let viewer = Resource::new(|| (), |()| api::who());
    view! {
        <Title formatter=|page: String| format!("{page} · {}", say!(product)) />
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/login") view=Login ssr=SsrMode::Async />
                <Route path=path!("/setup/:secret") view=SetUp ssr=SsrMode::Async />
                <Route path=path!("/") view=move || view! { <Home viewer /> } ssr=SsrMode::Async />
                <Route
                    path=path!("/settings/social-profiles")
                    view=move || view! { <SocialProfiles viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/social-profiles/calendar")
                    view=move || view! { <Calendar viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/scheduler")
                    view=move || view! { <Scheduler viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/scheduler/new")
                    view=move || view! { <NewPost viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/scheduler/posts/:post")
                    view=move || view! { <PostPage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/scheduler/decisions")
                    view=move || view! { <Decisions viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/scheduler/slots")
                    view=move || view! { <Slots viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/scheduler/settings")
                    view=move || view! { <SchedulerSettings viewer /> }
                    ssr=SsrMode::Async
                />
            </Routes>
        </Router>
    }
}
