//! What is a workspace's own stays its own: over every route, page, form, link, server function, path of the API and event.
//!
//! Nothing here is a list by hand of what there is. Routes are read from the table's sources, pages from the app, server
//! functions from their registry, paths from the API's document, and forms and links from the pages themselves, as the
//! agency's own people are shown them. A stranger, Master Account of another workspace, then sends all of it, and so do
//! the agency's regular account and somebody who is not signed in. What is added is asked too, or the test says what it
//! does not know about it.

pub(super) mod agencies;
mod asking;
mod events;
mod offered;
mod pages;
mod roles;
mod rows;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use serde_json::Value;

use self::{
    agencies::{Street, street},
    asking::{Asked, By, Marks},
    offered::{
        NAMELESS, Offered, arguments, functions, ids, offered, read, sent, with_every, with_own,
        writes,
    },
    pages::shape,
    rows::Rows,
    table::{Route, Verb, routes},
};
use super::*;

/// Paths at which the agency's own Master Account finds nothing of it: what is nobody's, what leads on, and what a secret or
/// a form opens.
const SHOWS_NOTHING: [&str; 37] = [
    "/account/passkeys",
    "/account/passkeys/made",
    "/account/two-factor",
    "/account/two-factor/codes",
    "/account/two-factor/confirm",
    "/account/two-factor/off",
    "/api",
    "/api/openapi.json",
    "/api/v1",
    "/calendar/{file}",
    "/connect/new/{network}",
    "/connect/{profile}",
    "/healthz",
    "/help",
    "/help/{topic}",
    "/invitation/{secret}",
    "/link/again/{authorization}",
    "/link/outcome/{authorization}",
    "/link/{secret}",
    "/link/{secret}/go",
    "/login",
    "/login/code",
    "/login/forgotten",
    "/login/passkey",
    "/login/reset/{secret}",
    "/mail",
    "/media/{name}",
    "/metrics",
    "/oauth/{network}/callback",
    "/oauth/{network}/{document}",
    "/push/{network}",
    "/readyz",
    "/settings/social-profiles/calendar/link",
    "/settings/social-profiles/{profile}/help",
    "/setup/{secret}",
    "/support/inbox",
    "/support/inbox/{conversation}",
];

/// Reading functions that say nothing of the workspace's own words and ids, also to its Master Account: numbers, choices,
/// networks.
const SAYS_NOTHING: [&str; 4] = [
    "app/api/mail/mail_carried",
    "app/api/people/demo_accounts",
    "app/api/profiles/offers",
    "app/api/seeing/read_overview",
];

/// Reading functions that answer a regular account.
const REGULAR: [&str; 15] = [
    "app/api/analytics/read_figures",
    "app/api/community/page_of_comments",
    "app/api/community/read_thread",
    "app/api/community/the_counter",
    "app/api/events/events_after",
    "app/api/mail/mail_carried",
    "app/api/notices/read_notices",
    "app/api/people/demo_accounts",
    "app/api/scheduler/page_of_posts",
    "app/api/scheduler/posts_between",
    "app/api/scheduler/read_post",
    "app/api/scheduler/the_desk",
    "app/api/scheduler/weekly_slots",
    "app/api/session/who",
    "app/api/team/read_account",
];

/// Where forms change something when the agency's own Master Account sends them; so that the stranger's same forms could have.
/// Others may come too late: a form before them changed the version they saw.
const CHANGING: [&str; 12] = [
    "/account/name",
    "/account/language",
    "/community/*/answer",
    "/fn/app/api/profiles/remove",
    "/scheduler/posts/*",
    "/scheduler/posts/*/approve",
    "/settings/api/*/revoke",
    "/settings/links/*/revoke",
    "/settings/team/*/remove",
    "/settings/team/invitations/*",
    "/settings/webhooks/*/test",
    "/support/*",
];

/// The agency, known again wherever it turns up.
struct Known {
    database: String,
    workspace: String,
    ids: BTreeMap<&'static str, String>,
    marks: Marks,
}

impl Known {
    fn now(&self) -> Rows {
        Rows::of(&self.database, &self.workspace)
    }
}

#[tokio::test]
async fn a_workspace_is_seen_and_changed_by_its_own_people_alone() {
    let mut street = street().await;
    let database = street.house.database();
    let workspace = street.master.viewer.workspace.to_string();
    let rows = Rows::of(&database, &workspace);
    let strange = Rows::of(&database, &street.stranger.viewer.workspace.to_string());
    let ids = ids(&rows, &street.master, &street.regular);
    let known = Known { database, workspace, ids, marks: Marks::of(&rows, &strange) };
    let offered = offered(&street, &known.ids, &known.marks).await;

    let mut wrong = own(&street, &known, &offered).await;
    wrong.extend(nobody(&street, &known, &offered).await);
    wrong.extend(regular(&street, &known, &offered).await);
    wrong.extend(roles::asked(&street, &known).await);
    wrong.extend(stranger(&mut street, &known, &offered).await);
    // The last, because it takes apart what the others must not touch.
    wrong.extend(changed_by_its_own(&mut street, &known, &offered).await);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Its own Master Account does see it, and everything there is to be asked is asked.
async fn own(street: &Street, known: &Known, offered: &Offered) -> Vec<String> {
    let mut wrong = Vec::new();
    for path in read() {
        if offered.showing.contains(&path) == SHOWS_NOTHING.contains(&&*path) {
            wrong.push(format!("{path}: a page of the workspace, or in SHOWS_NOTHING?"));
        }
    }
    for (name, asked) in functions(&arguments(&known.workspace, &known.ids)) {
        if asked.method != Method::GET {
            continue;
        }
        let told = street.house.told(By::Cookie(&street.master.cookie), &asked).await;
        let is_shown = !known.marks.told(&asked, &told).is_empty();
        if told.status != StatusCode::OK || is_shown == SAYS_NOTHING.contains(&&*name) {
            wrong.push(format!("{name}: are its arguments known? {} {}", told.status, told.page()));
        }
    }
    let posted: BTreeSet<_> = offered.forms.iter().map(|form| shape(&form.action)).collect();
    let is_apis = |route: &Route| route.path.starts_with("/api/v1/") && !route.path.contains("{*");
    let written = routes().into_iter().filter(|route| is_apis(route) && route.method != Verb::Get);
    let written: BTreeSet<_> = written.map(|route| (route.method, route.path)).collect();
    let writes = writes(&known.ids).into_iter();
    let writes: BTreeSet<_> = writes.map(|(method, path, _)| (method, path.to_owned())).collect();
    assert_eq!(writes, written, "what the API does is asked of it");
    for route in routes().into_iter().filter(|route| route.method == Verb::Post) {
        let is_named = !route.path.contains("{*") && !NAMELESS.contains(&&*route.path);
        if is_named
            && !is_apis(&route)
            && !posted.contains(&shape(&with_own(&route.path, &known.ids)))
        {
            wrong.push(format!("{}: no form was found that is sent to it", route.path));
        }
    }
    let document = street.house.told(By::Nobody, &Asked::get(app::paths::API_DOCUMENT)).await;
    let document: Value = serde_json::from_str(document.page()).unwrap();
    let described: BTreeSet<_> = document["paths"].as_object().unwrap().keys().cloned().collect();
    let api = routes().into_iter().filter(is_apis).map(|route| route.path);
    assert_eq!(described, api.collect::<BTreeSet<_>>(), "what is described is what is asked");
    wrong
}

/// Whoever is not signed in is told nothing.
async fn nobody(street: &Street, known: &Known, offered: &Offered) -> Vec<String> {
    let routes = read().into_iter().map(|path| Asked::get(with_own(&path, &known.ids)));
    let links = offered.links.iter().map(Asked::get);
    let functions = functions(&arguments(&known.workspace, &known.ids)).into_iter();
    let functions = functions.map(|(_, asked)| asked);
    let forms = offered.forms.iter();
    let forms = forms.map(|form| sent(form, &known.workspace, &known.ids, &known.marks));
    let before = known.now();
    let mut wrong = Vec::new();
    for asked in routes.chain(links).chain(functions).chain(forms).chain(api(&known.ids)) {
        let told = street.house.told(By::Nobody, &asked).await;
        wrong.extend(known.marks.wrong("nobody", &asked, &told));
    }
    wrong.extend(before.difference(&known.now()));
    wrong
}

/// A regular account gets into no room of the Master Account's, and changes nothing there.
async fn regular(street: &Street, known: &Known, offered: &Offered) -> Vec<String> {
    let is_masters = |path: &str| {
        let below = |folder| app::paths::is_below(path.split('?').next().unwrap(), folder);
        below("/settings") || below("/connect") || path.starts_with("/fn/app/api/profiles/")
    };
    let routes = read().into_iter().map(|path| Asked::get(with_own(&path, &known.ids)));
    let links = offered.links.iter().map(Asked::get);
    let forms = offered.forms.iter();
    let forms = forms.map(|form| sent(form, &known.workspace, &known.ids, &known.marks));
    let rooms = routes.chain(links).chain(forms).filter(|asked| is_masters(&asked.path));
    let mut wrong = Vec::new();
    let before = known.now().without("sessions");
    for asked in rooms {
        let told = street.house.told(By::Cookie(&street.regular.cookie), &asked).await;
        if told.status != StatusCode::FORBIDDEN && !told.says_forbidden() {
            wrong.push(format!("regular {asked:?}: {told:?}"));
        }
    }
    let functions = functions(&arguments(&known.workspace, &known.ids)).into_iter();
    for (name, asked) in functions.filter(|(name, _)| !name.contains("/session/sign_")) {
        let told = street.house.told(By::Cookie(&street.regular.cookie), &asked).await;
        let is_theirs = told.status == StatusCode::OK;
        if asked.method == Method::GET && is_theirs != REGULAR.contains(&&*name) {
            wrong.push(format!("regular {name}: {}", told.status));
        }
    }
    wrong.extend(before.difference(&known.now().without("sessions")));
    wrong
}

/// The Master Account of another workspace sends everything: with the agency's ids in every place, in the name of both
/// workspaces.
async fn stranger(street: &mut Street, known: &Known, offered: &Offered) -> Vec<String> {
    let theirs = street.stranger.viewer.workspace.to_string();
    let both = [&theirs, &known.workspace];
    let mut all = Vec::new();
    for path in read() {
        all.extend(with_every(&path, &known.ids).into_iter().map(Asked::get));
    }
    all.extend(offered.links.iter().map(Asked::get));
    for workspace in both {
        let functions = functions(&arguments(workspace, &known.ids)).into_iter();
        all.extend(functions.map(|(_, asked)| asked));
        let forms = offered.forms.iter();
        all.extend(forms.map(|form| sent(form, workspace, &known.ids, &known.marks)));
    }
    all.extend(api(&known.ids));
    let posted = routes().into_iter().filter(|route| route.method == Verb::Post);
    for route in posted.filter(|route| !route.path.starts_with("/api/")) {
        let own = vec![("workspace".to_owned(), theirs.clone())];
        let every = with_every(&route.path, &known.ids).into_iter();
        all.extend(every.map(|address| Asked::post(address, own.clone())));
    }
    let before = known.now();
    let mut wrong = Vec::new();
    for asked in all {
        let by = match asked.path.starts_with("/api/v1") {
            true => By::Key(&street.strange_key),
            false => By::Cookie(&street.stranger.cookie),
        };
        let told = street.house.told(by, &asked).await;
        wrong.extend(known.marks.wrong("stranger", &asked, &told));
        if told.status == StatusCode::TOO_MANY_REQUESTS && asked.path.starts_with("/api/") {
            wrong.push(format!("stranger {asked:?} was not answered: too many requests"));
        }
        if asked.method == Method::GET {
            continue;
        }
        let how = before.difference(&known.now());
        if !how.is_empty() {
            wrong.push(format!("stranger {asked:?} changed {how:?}"));
            return wrong;
        }
        street.house.stay(&mut street.stranger).await;
    }
    wrong.extend(before.difference(&known.now()));
    let kept = Rows::of(&known.database, &theirs).ids();
    let kept: Vec<_> = known.marks.ids().intersection(&kept).cloned().collect();
    if !kept.is_empty() {
        wrong.push(format!("the stranger's rows name {kept:?}"));
    }
    wrong
}

/// The same forms do change something when its own Master Account sends them.
async fn changed_by_its_own(street: &mut Street, known: &Known, offered: &Offered) -> Vec<String> {
    let mut changing = BTreeSet::new();
    let mut unchanged = Vec::new();
    for (method, path, body) in writes(&known.ids) {
        // What is deleted here is missing to the forms, and what is changed of a post is what they have not seen.
        if method == Verb::Delete || path.starts_with("/api/v1/posts/") {
            continue;
        }
        let before = known.now().without("sessions");
        let asked = Asked::json(method.into(), with_own(path, &known.ids), body);
        let told = street.house.told(By::Key(&street.key), &asked).await;
        if known.now().without("sessions") == before {
            unchanged.push(format!("{asked:?} changes nothing: {told:?}"));
        }
    }
    for form in offered.forms.iter().filter(|form| form.action != app::paths::ACCOUNT_LEAVE) {
        let before = known.now().without("sessions");
        let asked = sent(form, &known.workspace, &known.ids, &known.marks);
        street.house.told(By::Cookie(&street.master.cookie), &asked).await;
        if known.now().without("sessions") != before {
            changing.insert(shape(&form.action).trim_end_matches('?').to_owned());
        }
        street.house.stay(&mut street.master).await;
    }
    let missing = CHANGING.iter().filter(|path| !changing.contains(**path));
    let missing = missing.map(|path| format!("{path} changes nothing, of {changing:?}"));
    unchanged.into_iter().chain(missing).collect()
}

/// Everything that the API can be asked to do, with the agency's own ids.
fn api(ids: &BTreeMap<&str, String>) -> Vec<Asked> {
    let writes = writes(ids).into_iter();
    writes
        .map(|(method, path, body)| Asked::json(method.into(), with_own(path, ids), body))
        .collect()
}
