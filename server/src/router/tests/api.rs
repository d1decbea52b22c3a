//! The thin API: who comes in, what is answered, and that it is what the document says.

mod writing;

use app::paths;
use axum::{
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use domain::{account::Viewer, id::ProfileId, scope::Scope, time::Span};
use engine::vault::Token;
use serde_json::Value;

use super::{HERE, House, ORIGIN, get, house, post, text};

const EVERY: [&str; 10] = [
    "/api/v1/workspace",
    "/api/v1/profiles",
    "/api/v1/channels",
    "/api/v1/forecast",
    "/api/v1/posts",
    "/api/v1/comments",
    "/api/v1/statistics",
    "/api/v1/links",
    "/api/v1/webhooks",
    "/api/v1/audit",
];

impl House {
    async fn master(&self) -> Viewer {
        let secret = self.cookie.split_once('=').unwrap().1.to_owned();
        self.state.engine.viewer(&Token::new(secret)).await.unwrap().unwrap()
    }

    /// A key of the Master Account.
    async fn key(&self, scopes: &[Scope]) -> String {
        let viewer = self.master().await;
        let made = self.state.engine.make_api_key(
            &viewer,
            "A program",
            scopes.to_vec(),
            Span::days(1),
            HERE,
        );
        made.await.unwrap().unwrap().expose().to_owned()
    }

    async fn read(&self, key: &str, path: &str) -> Response<Body> {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
        self.ask(request.body(Body::empty()).unwrap()).await
    }
}

async fn json(answer: Response<Body>) -> Value {
    serde_json::from_str(&text(answer).await).unwrap()
}

async fn assert_problem(answer: Response<Body>, status: StatusCode, asked: &str) {
    assert_eq!(answer.status(), status, "{asked}");
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json", "{asked}");
    let problem = json(answer).await;
    assert_eq!(problem["status"], status.as_u16(), "{asked}");
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{asked}");
}

#[tokio::test]
async fn a_key_opens_what_its_scopes_say_and_nothing_else_does() {
    let house = house().await;
    let key = house.key(&[Scope::Profiles]).await;
    assert!(key.starts_with("rlk_"));
    for path in EVERY {
        let open =
            ["/api/v1/workspace", "/api/v1/profiles", "/api/v1/channels", "/api/v1/forecast"];
        let answer = house.read(&key, path).await;
        match open.contains(&path) {
            true => assert_eq!(answer.status(), StatusCode::OK, "{path}"),
            false => assert_problem(answer, StatusCode::FORBIDDEN, path).await,
        }
        assert_problem(house.ask(get(path)).await, StatusCode::UNAUTHORIZED, path).await;
        assert_problem(house.read("rlk_guessed", path).await, StatusCode::UNAUTHORIZED, path).await;
        let cookie = Request::get(path).header(header::COOKIE, &house.cookie);
        let answer = house.ask(cookie.body(Body::empty()).unwrap()).await;
        assert_problem(answer, StatusCode::UNAUTHORIZED, path).await;
    }
    let nowhere = "/api/v1/profiles?after=x";
    assert_problem(house.read(&key, nowhere).await, StatusCode::NOT_FOUND, nowhere).await;
    let unknown = ProfileId::new(house.state.clock.now(), [7; 10]);
    for path in [
        format!("/api/v1/profiles/{unknown}"),
        "/api/v1/profiles/ada".into(),
        format!("/api/v1/profiles/{unknown}/history"),
    ] {
        assert_problem(house.read(&key, &path).await, StatusCode::NOT_FOUND, &path).await;
    }
    for query in [
        "limit=0",
        "limit=101",
        "limit=x",
        "health=fine",
        "network=myspace",
        "colour=red",
        "limit=1&limit=2",
    ] {
        let path = format!("/api/v1/profiles?{query}");
        assert_problem(house.read(&key, &path).await, StatusCode::BAD_REQUEST, &path).await;
    }
    assert_problem(house.read(&key, "/api/v1/nothing").await, StatusCode::NOT_FOUND, "unknown")
        .await;
    let write =
        Request::post("/api/v1/profiles").header(header::AUTHORIZATION, format!("Bearer {key}"));
    let answer = house.ask(write.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.headers()[header::ALLOW], "GET,HEAD");
    assert_problem(answer, StatusCode::METHOD_NOT_ALLOWED, "post").await;

    let viewer = house.master().await;
    let id = house.state.engine.api_keys(&viewer).await.unwrap()[0].id;
    house.state.engine.revoke_api_key(&viewer, id, HERE).await.unwrap();
    assert_problem(house.read(&key, EVERY[0]).await, StatusCode::UNAUTHORIZED, "revoked").await;
}

#[tokio::test]
async fn a_key_sees_its_own_workspace_only() {
    let house = house().await;
    let mine = house.key(&Scope::ALL).await;
    let account = engine::people::FirstAccount {
        workspace: "Other agency".into(),
        name: "Eve".into(),
        email: "eve@relink.test".into(),
        password: Token::new("a long password".into()),
    };
    let engine = &house.state.engine;
    let other = engine.create_account(account, None, domain::account::Role::MasterAccount, false);
    let (workspace, person) = other.await.unwrap().unwrap();
    let workspace_name = "Other agency".into();
    let (name, email) = ("Eve".into(), "eve@relink.test".into());
    let role = domain::account::Role::MasterAccount;
    let speech = domain::language::Speech::default();
    let viewer = Viewer { person, name, email, workspace, workspace_name, role, speech };
    let made =
        engine.make_api_key(&viewer, "Theirs", Scope::ALL.to_vec(), Span::days(1), "192.0.2.66");
    let theirs = made.await.unwrap().unwrap();
    for path in EVERY {
        let seen = text(house.read(&mine, path).await).await;
        for word in ["Other agency", "Eve", "Theirs", "192.0.2.66"] {
            assert!(!seen.contains(word), "{path} tells {word}: {seen}");
        }
        let answer = house.read(theirs.expose(), path).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(!text(answer).await.contains("Havel"), "{path}");
    }
}

#[tokio::test]
async fn what_is_known_is_not_sent_again_and_every_use_is_written_down_once() {
    let house = house().await;
    let key = house.key(&Scope::ALL).await;
    let answer = house.read(&key, "/api/v1/workspace").await;
    let tag = answer.headers()[header::ETAG].clone();
    assert_eq!(answer.headers()["ratelimit-limit"], "600");
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "private, no-cache");
    assert_eq!(json(answer).await["name"], "Havel & Weber");
    let again = Request::get("/api/v1/workspace")
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::IF_NONE_MATCH, tag);
    let answer = house.ask(again.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(text(answer).await, "");
    let log = json(house.read(&key, "/api/v1/audit?what=key.used").await).await;
    assert_eq!(log["items"].as_array().unwrap().len(), 1, "{log}");
    let first = json(house.read(&key, "/api/v1/audit?limit=1").await).await;
    let after = first["next"].as_str().unwrap();
    let next = json(house.read(&key, &format!("/api/v1/audit?limit=1&after={after}")).await).await;
    assert!(next["items"][0]["number"].as_u64() < first["items"][0]["number"].as_u64());
}

#[tokio::test]
async fn too_many_guesses_have_to_wait() {
    let house = house().await;
    for _ in 0..60 {
        house.read("rlk_guessed", EVERY[0]).await;
    }
    let answer = house.read("rlk_guessed", EVERY[0]).await;
    // A minute may have begun meanwhile.
    if answer.status() != StatusCode::UNAUTHORIZED {
        assert!(answer.headers().contains_key(header::RETRY_AFTER));
        assert_problem(answer, StatusCode::TOO_MANY_REQUESTS, "guessed").await;
    }
}

/// Whether a value is what a schema of the document says: as much of JSON Schema as the document uses.
fn assert_fits(document: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/components/schemas/");
        return assert_fits(document, &document["components"]["schemas"][name], value, at);
    }
    if let Some(either) = schema["oneOf"].as_array() {
        let null = either.iter().any(|one| one["type"] == "null");
        let other = either.iter().find(|one| one["type"] != "null").unwrap();
        return if value.is_null() {
            assert!(null, "{at}")
        } else {
            assert_fits(document, other, value, at)
        };
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let types = &schema["type"];
    let fits =
        types == kind || types.as_array().is_some_and(|all| all.iter().any(|one| one == kind));
    assert!(fits, "{at}: {value} is no {types}");
    if let Some(all) = value.as_array() {
        all.iter().for_each(|one| assert_fits(document, &schema["items"], one, at));
    }
    if let Some(fields) = value.as_object() {
        for (name, field) in fields {
            let known = &schema["properties"][name];
            assert!(known.is_object(), "{at}.{name} is not described");
            assert_fits(document, known, field, &format!("{at}.{name}"));
        }
        for name in schema["required"].as_array().into_iter().flatten() {
            assert!(fields.contains_key(name.as_str().unwrap()), "{at}: {name} is missing");
        }
    }
}

#[tokio::test]
async fn what_is_answered_is_what_the_document_says() {
    let house = house().await;
    let key = house.key(&Scope::ALL).await;
    let answer = house.ask(get(paths::API_DOCUMENT)).await;
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
    let document = json(answer).await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], ORIGIN);
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(get) = item.get("get") else { continue };
        for status in ["200", "304", "400", "401", "403", "429"] {
            assert!(get["responses"][status].is_object(), "{path}: {status}");
        }
        if path.contains('{') {
            continue;
        }
        let schema = &get["responses"]["200"]["content"]["application/json"]["schema"];
        let value = json(house.read(&key, path).await).await;
        assert_fits(&document, schema, &value, path);
    }
    for path in EVERY {
        assert!(document["paths"][path].is_object(), "{path} is described");
    }
    let reference = text(house.ask(super::get(paths::API_REFERENCE)).await).await;
    assert!(reference.contains("GET /api/v1/profiles/{profile}/history"), "{reference}");
    assert!(reference.contains("DELETE /api/v1/links/{link}"), "{reference}");
    assert!(!reference.contains("<script"), "{reference}");
    assert!(reference.contains("<code>links:write</code>"), "{reference}");
    assert!(!reference.contains('`'), "{reference}");
}

#[tokio::test]
async fn a_key_is_made_on_its_page_and_shown_once() {
    let house = house().await;
    let form = |fields: &str| {
        let mut request = post(paths::API_KEYS, format!("workspace={}&{fields}", house.workspace));
        let headers = request.headers_mut();
        headers.insert(header::COOKIE, house.cookie.parse().unwrap());
        headers.insert(header::ORIGIN, ORIGIN.parse().unwrap());
        headers.insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
        request
    };
    let made = text(house.ask(form("name=Dashboard&days=90&posts%3Aread=on")).await).await;
    let key = made.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(house.read(key, "/api/v1/posts").await.status(), StatusCode::OK);
    assert_eq!(house.read(key, "/api/v1/profiles").await.status(), StatusCode::FORBIDDEN);
    let (_, page) = house.page(paths::API_KEYS).await;
    assert!(page.contains("Dashboard") && !page.contains(key), "{page}");
    let nameless = house.ask(form("name=&posts%3Aread=on")).await;
    assert_eq!(nameless.status(), StatusCode::SEE_OTHER);
    let elsewhere = post(paths::API_KEYS, "name=x");
    assert_eq!(house.ask(elsewhere).await.status(), StatusCode::FORBIDDEN);
}
