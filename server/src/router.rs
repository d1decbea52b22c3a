//! The one table of routes, and the layers every request passes, outermost first: guard, who asks, gate.

use app::{App, Offers, paths, shell};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::{any, get, post},
};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{
    LeptosRoutes as _, ResponseOptions, generate_route_list, handle_server_fns_with_context,
};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use crate::{
    api, gate, guard, language, pages, request,
    request::Asking,
    routes::{
        account, analytics, ask, audit, calendar, channels, community, connect, devices, events,
        help, hooks, join, keys, link, links, mail, media, metrics, notices, oauth, passkeys,
        probes, push, scheduler, second_factor, second_step, support, team, walk,
    },
    state::AppState,
};

/// Everything Relink answers.
pub(crate) fn router(state: AppState) -> Router {
    language::carry_into_tasks();
    let pages = generate_route_list(App);
    let for_pages = {
        let state = state.clone();
        move || give_context(&state)
    };
    let shell = {
        let state = state.clone();
        move || {
            let parts = use_context::<axum::http::request::Parts>();
            let path = parts.as_ref().map_or(paths::HOME, |parts| parts.uri.path());
            shell(state.leptos_in(words::language()), state.needs(path))
        }
    };
    Router::new()
        .route("/connect/{profile}", get(connect::mend))
        .route("/connect/new/{network}", get(connect::add))
        .route("/connect/outcome/{authorization}", get(connect::outcome))
        .route(paths::WALK, get(walk::show).post(walk::take))
        .route(paths::LINKS, post(links::make))
        .route("/settings/links/{link}/revoke", post(links::revoke))
        .route("/oauth/{network}/callback", get(oauth::callback))
        .route("/oauth/{network}/{document}", get(oauth::document))
        .route("/events", get(events::events))
        .route("/settings/social-profiles/{profile}/help", get(help::for_profile))
        .route(paths::CALENDAR_LINK, get(calendar::made).post(calendar::make))
        .route("/settings/social-profiles/{profile}/channels", post(channels::take))
        .route(paths::ASK, post(ask::ask))
        .route(paths::MAIL_TEST, post(mail::test))
        .route(paths::HOOKS, post(hooks::add))
        .route("/settings/webhooks/{hook}/{act}", post(hooks::act))
        .route("/settings/webhooks/messages/{delivery}/replay", post(hooks::replay))
        .route(paths::DEMO_MAIL, get(mail::read))
        .route(paths::SUPPORT, get(support::home).post(support::ask))
        .route("/support/{conversation}", get(support::talk).post(support::write))
        .route(paths::SUPPORT_INBOX, get(support::inbox))
        .route("/support/inbox/{conversation}", get(support::asked).post(support::answer))
        .route(paths::ANALYTICS_FILE, get(analytics::file))
        .route(paths::AUDIT_FILE, get(audit::file))
        .route(paths::API_KEYS, post(keys::make))
        .route("/settings/api/{key}/revoke", post(keys::revoke))
        .route("/fn/{*verb}", any(server_function))
        .route("/link/{secret}", get(link::open))
        .route("/link/{secret}/go", get(link::go))
        .route("/link/outcome/{authorization}", get(link::outcome))
        .route("/link/again/{authorization}", get(link::again))
        .route(paths::HELP, get(help::article))
        .route("/help/{topic}", get(help::topic))
        .merge(scheduler_forms())
        .merge(community_forms())
        .merge(people_forms())
        .leptos_routes_with_context(&state, pages, for_pages, shell)
        .fallback(file_or_nothing)
        .layer(from_fn_with_state(state.clone(), gate::gate))
        .layer(from_fn_with_state(state.clone(), request::find_out))
        // Nobody signs in to these: a secret in the address, a signature on the message.
        .route("/calendar/{file}", get(calendar::read))
        .route("/media/{name}", get(media::read))
        .route("/push/{network}", get(push::hear).post(push::hear))
        .route(paths::MAIL_INBOUND, post(mail::take))
        .merge(api::routes(&state))
        .layer(from_fn(never_stored))
        .layer(from_fn_with_state(state.clone(), guard::guard))
        .route("/healthz", get(probes::healthz))
        .route("/readyz", get(probes::readyz))
        .route("/metrics", get(metrics::metrics))
        .with_state(state)
}

/// Where the Scheduler's forms arrive, at the addresses of the pages they stand on.
fn scheduler_forms() -> Router<AppState> {
    Router::new()
        .route(paths::NEW_POST, post(scheduler::compose))
        .route("/scheduler/posts/{post}", post(scheduler::edit))
        .route("/scheduler/posts/{post}/approve", post(scheduler::approve))
        .route("/scheduler/posts/{post}/delete", post(scheduler::delete))
        .route("/scheduler/posts/{post}/return", post(scheduler::send_back))
        .route(paths::MOVE_POST, post(scheduler::shift))
        .route(paths::DECISIONS, post(scheduler::decide))
        .route(paths::SLOTS, post(scheduler::keep_slots))
        .route(paths::TIMETABLE, post(scheduler::keep_timetable))
        .layer(DefaultBodyLimit::max(scheduler::MOST_BYTES))
}

/// Where the forms of Community Management arrive.
fn community_forms() -> Router<AppState> {
    Router::new()
        .route("/community/{comment}", post(community::act))
        .route("/community/{comment}/answer", post(community::answer))
        .route("/community/replies/{reply}", post(community::change))
        .route(paths::COMMUNITY_ROLES, post(community::keep_roles))
}

/// Where the forms about people arrive, at the addresses of the pages they stand on or below them.
fn people_forms() -> Router<AppState> {
    Router::new()
        .route(paths::TEAM_ROLES, post(team::change_role))
        .route(paths::INVITATIONS, post(team::invite))
        .route("/settings/team/invitations/{invitation}", post(team::with_invitation))
        .route("/settings/team/{person}/move", post(team::move_channels))
        .route("/settings/team/{person}/remove", post(team::remove))
        .route(paths::NOTICES, post(notices::choose))
        .route(paths::DEVICES, post(devices::add))
        .route(paths::DEVICES_RENEW, post(devices::renew))
        .route("/account/notices/devices/{device}/{act}", post(devices::act))
        .route(paths::ACCOUNT_NAME, post(account::rename))
        .route(paths::ACCOUNT_LANGUAGE, post(account::choose_language))
        .route(paths::ACCOUNT_PASSWORD, post(account::change_password))
        .route(paths::ACCOUNT_SECOND, get(second_factor::made).post(second_factor::begin))
        .route(paths::ACCOUNT_SECOND_CONFIRM, get(second_factor::made).post(second_factor::confirm))
        .route(paths::ACCOUNT_SECOND_CODES, get(second_factor::made).post(second_factor::renew))
        .route(paths::ACCOUNT_SECOND_OFF, get(second_factor::made).post(second_factor::end))
        .route(paths::SECOND_STEP, get(second_step::show).post(second_step::take))
        .route(paths::ACCOUNT_PASSKEYS, get(second_factor::made).post(passkeys::begin))
        .route(paths::ACCOUNT_PASSKEYS_MADE, get(second_factor::made).post(passkeys::add))
        .route("/account/passkeys/{passkey}/remove", post(passkeys::remove))
        .route(paths::PASSKEY_SIGN_IN, get(passkeys::show).post(passkeys::sign_in))
        .route(paths::ACCOUNT_SESSIONS, post(account::end_sessions))
        .route(paths::ACCOUNT_WORKSPACE, post(account::switch))
        .route(paths::ACCOUNT_LEAVE, post(account::leave))
        .route("/invitation/{secret}", post(join::join))
        .route(paths::FORGOTTEN, post(mail::forgotten))
        .route("/login/reset/{secret}", post(join::reset))
}

/// What a page or server function finds in its context: Backend and Viewer, both made from the request alone.
pub(crate) fn give_context(state: &AppState) {
    let parts = use_context::<axum::http::request::Parts>();
    if let Some(asking) = parts.and_then(|parts| parts.extensions.get::<Asking>().cloned()) {
        provide_context(asking.viewer.clone());
        provide_context(asking.backend(state));
    }
    provide_context(Offers {
        passkeys: state.engine.offers_passkeys(),
        support: state.engine.has_support(),
    });
    let nonce = leptos::nonce::use_nonce();
    if let (Some(response), Ok(policy)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(&guard::policy(state, nonce.as_deref())),
    ) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

async fn server_function(State(state): State<AppState>, request: Request) -> Response {
    handle_server_fns_with_context(move || give_context(&state), request).await.into_response()
}

/// A file of the built site, else the page that says there is nothing.
async fn file_or_nothing(State(state): State<AppState>, request: Request) -> Response {
    let is_hashed = request.uri().path().starts_with("/pkg/");
    // A page and the script that it loads under a name without a hash are of one version.
    let is_script = request.uri().path().ends_with(".js");
    let files = ServeDir::new(state.leptos.site_root.as_ref())
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    match files.oneshot(request).await {
        Ok(answer) if answer.status().is_success() || answer.status().is_redirection() => {
            let mut answer = answer.into_response();
            let lifetime = if is_hashed {
                "public, max-age=31536000, immutable"
            } else if is_script {
                "no-cache"
            } else {
                "public, max-age=3600"
            };
            answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(lifetime));
            answer
        }
        Ok(_) => pages::not_found(&state),
    }
}

/// What is made for one person is kept by no cache, so that Back after signing out shows nothing.
async fn never_stored(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests;
