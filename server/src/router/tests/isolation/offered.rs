//! Everything that can be asked, as the agency's own people are offered it.

use std::collections::{BTreeMap, BTreeSet};

use app::App;
use axum::http::Method;
use leptos_axum::generate_route_list;
use serde_json::{Value, json};

use super::{
    agencies::{Side, Street},
    asking::{Asked, By, Marks},
    pages::{Form, forms, links, shape},
    rows::{Rows, ids_in},
    table::{Verb, routes},
};

/// Parameters of paths that are ids, and where such ids stand.
const KINDS: [(&str, &str); 15] = [
    ("device", "devices"),
    ("hook", "hooks"),
    ("delivery", "hook_deliveries"),
    ("profile", "profiles"),
    ("channel", "channel_identities"),
    ("post", "posts"),
    ("comment", "comments"),
    ("reply", "replies"),
    ("link", "links"),
    ("invitation", "invitations"),
    ("key", "api_keys"),
    ("authorization", "authorizations"),
    ("picture", "pictures"),
    ("letter", "letters"),
    ("conversation", "support_conversations"),
];

/// One id of each kind that a workspace has.
pub(super) fn ids(rows: &Rows, side: &Side, regular: &Side) -> BTreeMap<&'static str, String> {
    let mut ids: BTreeMap<_, _> =
        KINDS.into_iter().map(|(kind, table)| (kind, rows.first(table, "id"))).collect();
    // One that has posts and comments, so that its own Master Account sees some.
    let mut busy = rows.all("posts", "channel");
    busy.retain(|channel| rows.all("comments", "channel").contains(channel));
    ids.insert("channel", busy.first().unwrap().clone());
    // And one that the regular account answered, who hears no other channels.
    let replies = rows.all("replies", "author").into_iter().zip(rows.all("replies", "comment"));
    let mut theirs = replies.filter(|(author, _)| *author == regular.viewer.person.to_string());
    ids.insert("comment", theirs.next().unwrap().1);
    // One that the regular account sees, and one that waits for approval.
    let seen = rows.all("scheduler_roles", "channel");
    let posts = rows.all("posts", "state").into_iter().zip(rows.all("posts", "channel"));
    let posts: Vec<_> = posts.zip(rows.all("posts", "id")).collect();
    let first = |wanted: &str| {
        let mut posts = posts.iter();
        let is_one = |((state, channel), _): &&((String, String), String)| {
            state == wanted && seen.contains(channel)
        };
        posts.find(is_one).unwrap().1.clone()
    };
    ids.insert("post", first("scheduled"));
    ids.insert("proposed", first("proposed"));
    ids.insert("person", regular.viewer.person.to_string());
    ids.insert("workspace", side.viewer.workspace.to_string());
    ids
}

/// What stands in a path for what is no id.
const OTHERS: [(&str, &str); 8] = [
    // A person's, in whatever workspace they are: see `passkeys`.
    ("passkey", "0190a5a0-0000-7000-8000-000000000001"),
    ("act", "remove"),
    ("network", "facebook"),
    ("secret", "guessed"),
    ("file", "guessed.ics"),
    ("name", "guessed"),
    ("document", "client-metadata.json"),
    ("topic", "expired"),
];

/// `path` with `value` for each of its parameters.
pub(super) fn filled(path: &str, value: impl Fn(&str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap();
        filled += before;
        filled += &value(name);
        rest = after;
    }
    filled + rest
}

/// Its own ids in a path.
pub(super) fn with_own(path: &str, ids: &BTreeMap<&str, String>) -> String {
    filled(path, |name| {
        let other = OTHERS.iter().find(|(known, _)| *known == name);
        let value = ids.get(name).cloned().or_else(|| other.map(|(_, value)| (*value).into()));
        value.unwrap_or_else(|| panic!("{path}: say in KINDS which ids {name} may be"))
    })
}

/// An address for each of all ids, whatever it is that belongs there.
pub(super) fn with_every(path: &str, ids: &BTreeMap<&str, String>) -> Vec<String> {
    let every = ids.values().map(|id| {
        filled(path, |name| match name {
            "network" => "facebook".into(),
            "file" => format!("{id}.ics"),
            _ => id.clone(),
        })
    });
    every.collect::<BTreeSet<_>>().into_iter().collect()
}

/// What is asked by GET: every route, and every page of the app.
pub(super) fn read() -> BTreeSet<String> {
    let table = routes().into_iter().filter(|route| route.method == Verb::Get);
    let pages = generate_route_list(App).into_iter().map(|page| page.path().to_owned());
    let all = table.map(|route| route.path).chain(pages);
    // The stream and the functions are asked for themselves.
    all.filter(|path| path != app::paths::EVENTS && !path.contains("{*")).collect()
}

/// Forms that no page of the demo's agency happens to show, or whose fields a script fills: where they are sent, and what they say.
const SELDOM: [(&str, &[(&str, &str)]); 14] = [
    (
        "/settings/social-profiles/{profile}/channels",
        &[("to", "{profile}"), ("channels", "{channel}")],
    ),
    ("/scheduler/posts/{proposed}/approve", &[("version", "1"), ("when", "proposed")]),
    ("/scheduler/posts/{proposed}/return", &[("version", "1"), ("note", "Words of a stranger")]),
    ("/scheduler/decisions", &[("posts", "{post}"), ("do", "now")]),
    ("/scheduler/decisions", &[("posts", "{post}"), ("do", "skip")]),
    (
        "/community/replies/{reply}",
        &[
            ("comment", "{comment}"),
            ("seen", "0"),
            ("do", "change"),
            ("text", "Words of a stranger"),
        ],
    ),
    ("/community/replies/{reply}", &[("comment", "{comment}"), ("seen", "0"), ("do", "discard")]),
    ("/account/workspace", &[("to", "{workspace}")]),
    ("/ask", &[("profile", "{profile}")]),
    ("/settings/team/{person}/move", &[]),
    ("/support", &[("subject", "Words of a stranger"), ("text", "Words of a stranger")]),
    ("/support/{conversation}", &[("text", "Words of a stranger")]),
    ("/support/inbox/{conversation}", &[("text", "Words of a stranger")]),
    ("/support/inbox/{conversation}", &[("act", "close")]),
];

/// What is posted without an id of anybody's: it is about whoever sends it, or opened by a secret or a signature.
pub(super) const NAMELESS: [&str; 11] = [
    "/account/notices/devices/renew",
    "/account/passkeys/made",
    "/account/passkeys/{passkey}/remove",
    "/account/two-factor/codes",
    "/account/two-factor/confirm",
    "/account/two-factor/off",
    "/invitation/{secret}",
    "/login/code",
    "/login/reset/{secret}",
    "/mail/inbound",
    "/push/{network}",
];

/// What programs can have the API do, with the agency's own ids.
pub(super) fn writes(ids: &BTreeMap<&str, String>) -> Vec<(Verb, &'static str, Value)> {
    let text = "Words of a stranger";
    let topics = json!({ "topics": ["lost"] });
    let hook = json!({ "url": "https://hooks.elsewhere.test/", "name": text });
    vec![
        (Verb::Post, "/api/v1/posts", json!({ "channels": [ids["channel"]], "text": text })),
        (Verb::Patch, "/api/v1/posts/{post}", json!({ "text": text })),
        (Verb::Post, "/api/v1/posts/{post}/decision", json!({ "decision": "skip" })),
        (Verb::Patch, "/api/v1/comments/{comment}", json!({ "is_done": true })),
        (Verb::Post, "/api/v1/comments/{comment}/replies", json!({ "text": text })),
        (Verb::Post, "/api/v1/links", json!({ "profile": ids["profile"] })),
        (Verb::Post, "/api/v1/webhooks", hook),
        (Verb::Patch, "/api/v1/webhooks/{hook}", topics),
        (Verb::Post, "/api/v1/webhooks/{hook}/test", json!({})),
        (Verb::Delete, "/api/v1/posts/{post}", json!({})),
        (Verb::Delete, "/api/v1/links/{link}", json!({})),
        (Verb::Delete, "/api/v1/webhooks/{hook}", json!({})),
    ]
}

/// What the agency's own people are shown: which paths show its Master Account something of it, and links and forms, a few of each shape.
pub(super) struct Offered {
    pub(super) showing: BTreeSet<String>,
    pub(super) links: Vec<String>,
    pub(super) forms: Vec<Form>,
}

/// Opens everything with the agency's own ids, and once more what is linked from there.
pub(super) async fn offered(
    street: &Street,
    ids: &BTreeMap<&str, String>,
    marks: &Marks,
) -> Offered {
    let mut seen = BTreeMap::<String, usize>::new();
    let mut is_new = |shape: String| {
        let count = seen.entry(shape).or_default();
        *count += 1;
        *count <= 2
    };
    let mut offered = Offered { showing: BTreeSet::new(), links: Vec::new(), forms: seldom(ids) };
    let cookies = [By::Cookie(&street.master.cookie), By::Cookie(&street.regular.cookie)];
    let mut to_ask: Vec<_> = read().into_iter().map(|path| (with_own(&path, ids), path)).collect();
    for is_last in [false, true] {
        for (address, path) in std::mem::take(&mut to_ask) {
            let asked = Asked::get(&address);
            let is_api = path.starts_with("/api/v1");
            let key = [By::Key(&street.key)];
            for (at, by) in if is_api { &key[..] } else { &cookies }.iter().enumerate() {
                let told = street.house.told(*by, &asked).await;
                assert!(!told.status.is_server_error(), "{address}: {told:?}");
                if at == 0 && !marks.told(&asked, &told).is_empty() {
                    offered.showing.insert(path.clone());
                }
                for link in links(told.page()).into_iter().filter(|link| is_new(shape(link))) {
                    if !is_last && !link.starts_with("/fn/") {
                        to_ask.push((link.clone(), link.clone()));
                    }
                    offered.links.push(link);
                }
                let posting = forms(&address, told.page()).into_iter();
                let posting = posting.filter(|form| form.method == "post");
                offered.forms.extend(posting.filter(|form| is_new(kind(form))));
            }
        }
    }
    offered
}

/// By what a form is told from others: where it goes, its fields, and its button.
fn kind(form: &Form) -> String {
    let names: Vec<_> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    let button = form.fields.last().map_or("", |(_, value)| value.as_str());
    let button = if ids_in(button).is_empty() { button } else { "" };
    format!("{} {names:?} {button}", shape(&form.action))
}

fn seldom(ids: &BTreeMap<&str, String>) -> Vec<Form> {
    let forms = SELDOM.iter().map(|(path, fields)| {
        let fields = fields.iter().map(|(name, value)| ((*name).into(), with_own(value, ids)));
        let workspace = ("workspace".to_owned(), ids["workspace"].clone());
        let fields = fields.chain([workspace]).collect();
        Form { method: "post".into(), action: with_own(path, ids), is_multipart: false, fields }
    });
    forms.collect()
}

/// A form sent from a page of `workspace`. What is empty is filled in, and names are changed, so that nobody gets a name of
/// the agency's.
pub(super) fn sent(
    form: &Form,
    workspace: &str,
    ids: &BTreeMap<&str, String>,
    marks: &Marks,
) -> Asked {
    Asked::form(form, |name, value| match name {
        "workspace" => workspace.to_owned(),
        "at" if value.is_empty() => "4000000000000".into(),
        // A post's, which is an address.
        "link" => value.to_owned(),
        _ if value.is_empty() => ids.get(name).cloned().unwrap_or_default(),
        _ if marks.is_word_in(value) => "Words of a stranger".into(),
        _ => value.to_owned(),
    })
}

/// The fields of every server function, all at once; each takes what it knows.
pub(super) fn arguments(workspace: &str, ids: &BTreeMap<&str, String>) -> Vec<(String, String)> {
    let id = |kind: &str| ids[kind].clone();
    let fields = [
        ("workspace", workspace.to_owned()),
        ("profile", id("profile")),
        ("profiles", id("profile")),
        ("wanted", id("profile")),
        ("post", id("post")),
        ("comment", id("comment")),
        ("person", id("person")),
        ("after", "0".into()),
        ("days", "30".into()),
        ("query[channel]", id("channel")),
        ("query[channels][0]", id("channel")),
        ("query[days][Last]", "30".into()),
        ("query[compares]", "true".into()),
        ("query[from]", "0".into()),
        ("query[until]", "9000000000000".into()),
        ("asked[verify]", "true".into()),
        ("asked[profile]", id("profile")),
        ("secret", id("invitation")),
        ("account[workspace]", "Third".into()),
        ("account[name]", "Eve".into()),
        ("account[email]", "eve@third.test".into()),
        ("account[password]", "a long password".into()),
        ("email", "eve@otherside.test".into()),
        ("password", "not the password".into()),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Every server function: its name, and how it is asked.
pub(super) fn functions(arguments: &[(String, String)]) -> Vec<(String, Asked)> {
    let all = leptos::server_fn::axum::server_fn_paths().map(|(path, method)| {
        let name = path.trim_start_matches("/fn/").trim_end_matches(|c: char| c.is_ascii_digit());
        let asked = if method == Method::GET {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            Asked::get(format!("{path}?{}", query.extend_pairs(arguments).finish()))
        } else {
            Asked::post(path, arguments.to_vec())
        };
        (name.to_owned(), asked)
    });
    all.collect()
}
