//! Routes, and the document around them.

use leptos::{either::EitherOf3, prelude::*};
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
        AccountPage, Analytics, Audit, Calendar, Channels, Community, CommunityRoles, Decisions,
        Forgotten, HooksPage, InvitationPage, KeysPage, LeavingPage, Links, Login, MailPage,
        NewPost, NotFound, NoticesPage, OverviewPage, PostPage, ResetPage, Scheduler,
        SchedulerSettings, SetUp, Slots, SocialProfiles, TeamPage, ThreadPage, TimelinePage,
    },
};

/// Where the bundle of the Apps' pages is: see `app/workbench`.
#[derive(Debug, Clone)]
pub struct Workbench {
    /// Path of the module.
    pub js: String,
    /// Path of what it loads.
    pub wasm: String,
    /// Path of the Apps' style, which comes on top of every page's.
    pub css: String,
}

/// What there is besides the page itself, put into its context by the server.
#[derive(Debug, Clone, Copy)]
pub struct Offers {
    /// Whether people sign in by passkeys.
    pub passkeys: bool,
    /// Whether support answers.
    pub support: bool,
}

/// What a document needs besides the first view's style.
#[derive(Debug, Clone)]
pub enum Needs {
    /// Social Profiles, and pages that are as plain as it: the islands.
    Islands,
    /// A page of an App.
    Workbench(Workbench),
    /// Any other page of an office: the path of its style. No script at all.
    Office(String),
}

/// The document around [`App`], which only the server draws.
pub fn shell(options: LeptosOptions, needs: Needs) -> impl IntoView {
    let style = match &needs {
        Needs::Islands => None,
        Needs::Workbench(Workbench { css, .. }) | Needs::Office(css) => {
            Some(view! { <link rel="stylesheet" href=css.clone() /> })
        }
    };
    let scripts = match needs {
        Needs::Workbench(workbench) => EitherOf3::A(view! { <WorkbenchScripts workbench /> }),
        Needs::Islands => {
            EitherOf3::B(view! { <HydrationScripts options=options.clone() islands=true /> })
        }
        Needs::Office(_) => EitherOf3::C(()),
    };
    view! {
        <!DOCTYPE html>
        <html lang=words::language().tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icon-180.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <HashedStylesheet options />
                {style}
                {scripts}
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

#[component]
fn WorkbenchScripts(workbench: Workbench) -> impl IntoView {
    let Workbench { js, wasm, .. } = workbench;
    let start = format!("import start from '{js}'; start({{ module_or_path: '{wasm}' }});");
    view! {
        <link rel="modulepreload" href=js />
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="" />
        <script type="module" nonce=leptos::nonce::use_nonce()>
            {start}
        </script>
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
                <Route path=path!("/login/forgotten") view=Forgotten ssr=SsrMode::Async />
                <Route path=path!("/login/reset/:secret") view=ResetPage ssr=SsrMode::Async />
                <Route path=path!("/invitation/:secret") view=InvitationPage ssr=SsrMode::Async />
                <Route
                    path=path!("/account")
                    view=move || view! { <AccountPage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/account/notices")
                    view=move || view! { <NoticesPage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/team")
                    view=move || view! { <TeamPage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/team/:person")
                    view=move || view! { <LeavingPage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route path=path!("/setup/:secret") view=SetUp ssr=SsrMode::Async />
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
                    path=path!("/settings/links")
                    view=move || view! { <Links viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/mail")
                    view=move || view! { <MailPage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/webhooks")
                    view=move || view! { <HooksPage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/audit")
                    view=move || view! { <Audit viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/api")
                    view=move || view! { <KeysPage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/overview")
                    view=move || view! { <OverviewPage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/social-profiles/:profile/timeline")
                    view=move || view! { <TimelinePage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/settings/social-profiles/:profile/channels")
                    view=move || view! { <Channels viewer /> }
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
                <Route
                    path=path!("/community")
                    view=move || view! { <Community viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/community/roles")
                    view=move || view! { <CommunityRoles viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/community/:comment")
                    view=move || view! { <ThreadPage viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/analytics")
                    view=move || view! { <Analytics viewer /> }
                    ssr=SsrMode::Async
                />
                <Route
                    path=path!("/analytics/:channel")
                    view=move || view! { <Analytics viewer /> }
                    ssr=SsrMode::Async
                />
            </Routes>
        </Router>
    }
}
