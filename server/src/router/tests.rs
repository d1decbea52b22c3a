//! Requests through the whole table and its layers, without a browser and without a network.

mod help;
mod people;

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc};

use app::paths;
use axum::{
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Request, Response, StatusCode, header},
};
use domain::{
    account::Role,
    id::ProfileId,
    network::Network,
    time::{Span, Timestamp},
};
use engine::{
    Engine, Foundations, Settings,
    people::{FirstAccount, SignIn},
    ports::{mail::Courier, networks::Forgetful},
    vault::Token,
};
use hmac::{Hmac, Mac as _};
use leptos::config::LeptosOptions;
use networks::{
    Registry, Tools,
    config::{Addresses, Credentials, NetworkConfig},
};
use tokio::sync::{Mutex, MutexGuard, watch};
use tower::ServiceExt as _;

mod api;
mod bag;
mod isolation;
mod languages;
mod passkeys;
mod seeing;
mod sign_in_changes;
mod support;
mod two_factor;

use super::router;
use crate::{
    clock::{SystemClock, SystemRandom},
    config::PublicUrl,
    cookies::Cookies,
    devices::{Pushes, ServerKey},
    hooks::Calls,
    relying_party::AtHost,
    state::AppState,
    vault::KeyRing,
};

const SECRET: &str = "a secret of our app";
const ORIGIN: &str = "http://127.0.0.1:3000";
/// Passkeys are bound to a name.
const NAMED: &str = "http://localhost:3000";
const HERE: &str = "127.0.0.1:50000";
const ELSEWHERE: &str = "192.0.2.7:50000";
const METRICS_TOKEN: &str = "0123456789abcdef";

struct House {
    state: AppState,
    /// The Master Account's cookie.
    cookie: String,
    workspace: String,
    _folder: tempfile::TempDir,
    _stop: watch::Sender<bool>,
    _alone: MutexGuard<'static, ()>,
}

/// One house at a time: pages that were drawn for two of them at once, on runtimes of their own, have been seen to wait for
/// each other.
static ALONE: Mutex<()> = Mutex::const_new(());

async fn house() -> House {
    house_among(apps(), None).await
}

/// The one network that most stories know.
fn apps() -> networks::config::Config {
    let app = NetworkConfig {
        credentials: Some(Credentials {
            client_id: "app".into(),
            client_secret: Token::new(SECRET.into()),
        }),
        addresses: Addresses::default(),
    };
    networks::config::Config {
        networks: BTreeMap::from([(Network::Facebook, app)]),
        ..networks::config::Config::default()
    }
}

/// A house that knows these networks, and whose letters are carried by `courier`.
async fn house_among(
    networks: networks::config::Config,
    courier: Option<Arc<dyn Courier>>,
) -> House {
    house_at(networks, courier, NAMED).await
}

/// The same, where passkeys are bound to the host of `named`, if that has a name.
async fn house_at(
    networks: networks::config::Config,
    courier: Option<Arc<dyn Courier>>,
    named: &str,
) -> House {
    let alone = ALONE.lock().await;
    networks::install_crypto();
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(SystemClock { ahead: Span::seconds(0) });
    let ring = KeyRing::parse("a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    let config = networks::config::Config { public_url: ORIGIN.into(), ..networks };
    let tools = Tools {
        clock: clock.clone(),
        random: Arc::new(SystemRandom),
        memory: Arc::new(Forgetful::default()),
    };
    let url = format!("sqlite://{}/relink.db", folder.path().display());
    let outside = networks::Outside::new(&[], true).unwrap();
    let key = ServerKey::read(&ServerKey::fresh(), ORIGIN.into()).unwrap();
    let pushes = Pushes::new(networks::Outside::new(&[], true).unwrap(), key, ORIGIN.into());
    let engine = Engine::new(Foundations {
        store: store::open(&url).await.unwrap(),
        networks: Arc::new(Registry::new(&config, &tools).ok().unwrap()),
        vault: Arc::new(ring),
        courier,
        caller: Some(Arc::new(Calls::new(outside, ORIGIN.into()))),
        pusher: Some(Arc::new(pushes)),
        relying_party: AtHost::of(named).map(|party| Arc::new(party) as _),
        clock: clock.clone(),
        random: Arc::new(SystemRandom),
        settings: Settings {
            public_url: ORIGIN.into(),
            check_every: Span::hours(1),
            gather_for: Span::minutes(2),
            paces: BTreeMap::new(),
        },
    });
    let password = || Token::new("a long password".into());
    let account = FirstAccount {
        workspace: "Havel & Weber".into(),
        name: "Mara".into(),
        email: "mara@relink.test".into(),
        password: password(),
    };
    engine.create_account(account, None, Role::MasterAccount, false).await.unwrap().unwrap();
    let signed_in = engine.sign_in("mara@relink.test", password(), HERE).await.unwrap();
    let SignIn::Opened(opened) = signed_in else { panic!("{signed_in:?}") };
    let cookies = Cookies { is_https: false };
    let cookie = cookies.set_session(&opened.secret).split(';').next().unwrap().to_owned();
    let (stop, stopping) = watch::channel(false);
    let state = AppState {
        engine,
        cookies,
        public_url: Arc::new(PublicUrl {
            origin: ORIGIN.into(),
            host: "127.0.0.1:3000".into(),
            is_https: false,
            is_loopback: true,
        }),
        trusted_proxies: Arc::new([]),
        leptos: LeptosOptions::builder().output_name("relink").build(),
        stylesheet: "/s.css".into(),
        workbench: app::Workbench {
            js: "/w.js".into(),
            wasm: "/w.wasm".into(),
            css: "/w.css".into(),
        },
        office: "/o.css".into(),
        picture_origins: "".into(),
        hears: None,
        demo: None,
        set_up: Arc::default(),
        clock,
        api_meter: Arc::new(crate::api::Meter::new(600)),
        metrics_token: None,
        stopping,
    };
    let workspace = opened.viewer.workspace.to_string();
    House { state, cookie, workspace, _folder: folder, _stop: stop, _alone: alone }
}

impl House {
    async fn ask(&self, request: Request<Body>) -> Response<Body> {
        self.ask_from(HERE, request).await
    }

    async fn ask_from(&self, peer: &str, mut request: Request<Body>) -> Response<Body> {
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        request.headers_mut().entry(header::HOST).or_insert("127.0.0.1:3000".parse().unwrap());
        router(self.state.clone()).oneshot(request).await.unwrap()
    }

    /// The address of a calendar, made anew on the page of that name.
    async fn feed(&self) -> String {
        let form = format!("workspace={}", self.workspace);
        let request = Request::post(paths::CALENDAR_LINK)
            .header(header::COOKIE, &self.cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = self.ask(request.body(form.into()).unwrap()).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        let page = text(answer).await;
        let (_, rest) = page.split_once(&format!("value=\"{ORIGIN}")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::post(path).body(body.into()).unwrap()
}

async fn text(answer: Response<Body>) -> String {
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn signature(message: &str) -> String {
    let mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    let bytes = mac.chain_update(message).finalize().into_bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What Meta sends when somebody removes our app.
fn webhook(at: Timestamp) -> String {
    let at = at.millis() / 1000;
    format!(
        r#"{{"object":"permissions","entry":[{{"uid":"7","time":{at},"changes":[{{"field":"connected","value":{{"verb":"revoked"}}}}]}}]}}"#
    )
}

#[tokio::test]
async fn a_signed_message_needs_neither_session_nor_page() {
    let house = house().await;
    let message = webhook(house.state.clock.now());
    let signed = |signature: String| {
        Request::post("/push/facebook")
            .header("X-Hub-Signature-256", format!("sha256={signature}"))
            .header("sec-fetch-site", "cross-site")
            .body(message.clone().into())
            .unwrap()
    };
    let answer = house.ask(signed(signature(&message))).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers().get(header::SET_COOKIE).is_none());
    assert_eq!(text(answer).await, "ok");
    // Meta sends it once more: it is answered alike, and counts once.
    assert_eq!(house.ask(signed(signature(&message))).await.status(), StatusCode::OK);
    let forged = house.ask(signed(signature("something else"))).await;
    assert_eq!(forged.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(text(forged).await, "", "no hint");

    let metrics = text(house.ask(get("/metrics")).await).await;
    for outcome in ["signal_taken", "signal_repeated", "signal_refused"] {
        let line = format!(
            r#"relink_network_answers_total{{network="facebook",outcome="{outcome}",cause=""}} 1"#
        );
        assert!(metrics.lines().any(|found| found == line), "{line}\n{metrics}");
    }
}

#[tokio::test]
async fn a_handshake_is_a_get_with_the_verify_token() {
    let house = house().await;
    let path = |token: &str| {
        format!("/push/facebook?hub.mode=subscribe&hub.challenge=42&hub.verify_token={token}")
    };
    let answer = house.ask(get(&path(&signature("relink webhook")))).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
    assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(text(answer).await, "42");
    assert_eq!(house.ask(get(&path("00"))).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_no_message_is_turned_away() {
    let house = house().await;
    let long = vec![b'a'; 256 * 1024 + 1];
    for (request, status) in [
        (get("/push/facebook"), StatusCode::BAD_REQUEST),
        (get("/push/myspace"), StatusCode::NOT_FOUND),
        // Nobody has configured X here.
        (post("/push/x", "{}"), StatusCode::NOT_FOUND),
        (post("/push/facebook", "{}"), StatusCode::UNAUTHORIZED),
        (post("/push/facebook", long), StatusCode::PAYLOAD_TOO_LARGE),
        (
            Request::put("/push/facebook").body(Body::empty()).unwrap(),
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        // What is no push address is guarded as ever.
        (post("/pushed", "{}"), StatusCode::FORBIDDEN),
        (post(paths::CALENDAR_LINK, ""), StatusCode::FORBIDDEN),
    ] {
        let asked = format!("{} {}", request.method(), request.uri());
        assert_eq!(house.ask(request).await.status(), status, "{asked}");
    }
}

#[tokio::test]
async fn a_calendar_opens_by_its_newest_address_and_by_nothing_else() {
    let house = house().await;
    let first = house.feed().await;
    let answer = house.ask_from(ELSEWHERE, get(&first)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/calendar; charset=utf-8");
    assert!(answer.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("private"));
    assert_eq!(answer.headers()[header::REFERRER_POLICY], "same-origin");
    let calendar = text(answer).await;
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n"), "{calendar}");
    assert!(calendar.contains("Relink: Havel & Weber"), "{calendar}");

    let second = house.feed().await;
    let nothing = text(house.ask(get("/calendar/guessed.ics")).await).await;
    for path in [&first, "/calendar/guessed.ics", "/calendar/.ics", second.trim_end_matches(".ics")]
    {
        let answer = house.ask(get(path)).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        let page = text(answer).await;
        assert_eq!(page.len(), nothing.len(), "{path}: every 404 is the same");
    }
    assert_eq!(house.ask(get(&second)).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_calendar_is_made_for_the_workspace_of_the_page() {
    let house = house().await;
    let request = Request::post(paths::CALENDAR_LINK)
        .header(header::COOKIE, &house.cookie)
        .header(header::ORIGIN, ORIGIN)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("workspace=01890000-0000-7000-8000-000000000000".into());
    assert_eq!(house.ask(request.unwrap()).await.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn channels_are_moved_in_the_workspace_of_the_page_and_between_its_own_profiles() {
    let house = house().await;
    let nobody = ProfileId::new(Timestamp::from_millis(0), [0; 10]);
    let elsewhere = "01890000-0000-7000-8000-000000000000";
    for (workspace, status) in
        [(elsewhere, StatusCode::CONFLICT), (&*house.workspace, StatusCode::NOT_FOUND)]
    {
        let request = Request::post(paths::channels(nobody))
            .header(header::COOKIE, &house.cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(format!("workspace={workspace}&to={nobody}&channels=").into());
        assert_eq!(house.ask(request.unwrap()).await.status(), status, "{workspace}");
    }
}

#[tokio::test]
async fn metrics_are_for_this_machine_or_for_the_token() {
    let mut house = house().await;
    let with = |token: &str| {
        let bearer = format!("Bearer {token}");
        Request::get("/metrics").header(header::AUTHORIZATION, bearer).body(Body::empty()).unwrap()
    };
    assert_eq!(house.ask(get("/metrics")).await.status(), StatusCode::OK);
    assert_eq!(house.ask_from(ELSEWHERE, get("/metrics")).await.status(), StatusCode::NOT_FOUND);
    let renamed = Request::get("/metrics").header(header::HOST, "evil.test").body(Body::empty());
    assert_eq!(house.ask(renamed.unwrap()).await.status(), StatusCode::NOT_FOUND);

    house.state.metrics_token = Some(Token::new(METRICS_TOKEN.into()).digest());
    for (request, status) in [
        (with(METRICS_TOKEN), StatusCode::OK),
        (with("another"), StatusCode::UNAUTHORIZED),
        (get("/metrics"), StatusCode::UNAUTHORIZED),
    ] {
        assert_eq!(house.ask_from(ELSEWHERE, request).await.status(), status);
    }
    assert_eq!(house.ask(get("/metrics")).await.status(), StatusCode::UNAUTHORIZED);

    // Where the world reaches it, a proxy on this machine speaks for the world.
    house.state.metrics_token = None;
    let public = PublicUrl { is_loopback: false, ..(*house.state.public_url).clone() };
    house.state.public_url = Arc::new(public);
    assert_eq!(house.ask(get("/metrics")).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn figures_are_a_file_for_who_is_signed_in() {
    let house = house().await;
    let path = "/analytics.csv?from=2026-11-02&until=2026-11-01";
    let stranger = house.ask(get(path)).await;
    assert_eq!(stranger.status(), StatusCode::SEE_OTHER);
    assert_eq!(stranger.headers()[header::LOCATION], paths::login_then(path));

    let request = Request::get(path).header(header::COOKIE, &house.cookie).body(Body::empty());
    let answer = house.ask(request.unwrap()).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let headers = answer.headers();
    assert_eq!(headers[header::CONTENT_TYPE], "text/csv; charset=utf-8; header=present");
    let name = "attachment; filename=\"analytics-2026-11-01-to-2026-11-02.csv\"";
    assert_eq!(headers[header::CONTENT_DISPOSITION], name);
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    let columns = "\u{feff}day,network,channel,followers,reach,views,engagement,posts,note\r\n";
    assert_eq!(text(answer).await, columns, "no channels, no rows");
}
