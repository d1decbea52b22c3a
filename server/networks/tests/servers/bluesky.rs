//! The whole of Bluesky's adapter against Bluesky's own server, as both kinds of client.

use domain::{
    cause::Cause, grant::Renews, network::Network, profile::Identity, time::Span, verdict::Verdict,
};
use engine::{
    ports::networks::{
        Adapter, Arrival, AuthorizeRequest, ChannelAccess, Granted, Media, MediaKind,
        Networks as _, NewPost, NoDeparture, PostRefusal, Published, Renewed, Tested, Who,
    },
    vault::Token,
};
use networks::Registry;
use serde_json::{Value, json};

use crate::{
    browser::{Browser, Page},
    running::Running,
    us::{Us, now, secret, token},
};

/// Servers take a client at a name that looks public only; what is there, they are told.
const PUBLIC: &str = "https://relink.home.arpa";
const LOCAL: &str = "http://127.0.0.1:3000";
const PAGES: &str = "/@atproto/oauth-provider/~api";

fn relink(server: &Running, public_url: &str, keys: &[&str], clock: Span) -> Registry {
    let url = server.text("url");
    let us = Us {
        network: Network::Bluesky,
        base: url,
        public_url,
        inside: &[url, server.text("server")],
        secret: "none",
        keys,
        clock,
    };
    us.registry()
}

fn bluesky(registry: &Registry) -> &dyn Adapter {
    registry.adapter(Network::Bluesky).unwrap()
}

/// A Relink whose documents the server finds.
fn published(server: &mut Running, keys: &[&str]) -> Registry {
    let registry = relink(server, PUBLIC, keys, Span::millis(0));
    let document = |name: &str| {
        let url = format!("{PUBLIC}/oauth/bluesky/{name}");
        (url, bluesky(&registry).document(name).unwrap())
    };
    let [(metadata, its), (keys, theirs)] = ["client-metadata.json", "jwks.json"].map(document);
    server.tell(&json!({ metadata: its, keys: theirs }));
    registry
}

/// One person's way to the server and back.
struct Login {
    state: Token,
    verifier: Token,
    redirect_uri: String,
    issuer: String,
    memo: Option<Token>,
    browser: Browser,
    page: Page,
}

impl Login {
    async fn begin(
        adapter: &dyn Adapter,
        public_url: &str,
        typed: Option<&str>,
        expected: Option<&Identity>,
    ) -> Result<Self, NoDeparture> {
        let (state, verifier) = (secret(), secret());
        let redirect_uri = format!("{public_url}/oauth/bluesky/callback");
        let request = AuthorizeRequest {
            redirect_uri: &redirect_uri,
            state: &state,
            verifier: Some(&verifier),
            who: Who::Whoever,
            expected,
            typed,
        };
        let departure = adapter.authorize(&request).await?;
        let mut browser = Browser::new();
        let page = browser.go(&departure.location).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let (issuer, memo) = (departure.issuer, departure.memo);
        Ok(Self { state, verifier, redirect_uri, issuer, memo, browser, page })
    }

    /// Signs in and consents, as the page's script does.
    async fn log_in(&mut self, password: &str) -> Page {
        let credentials = json!({
            "locale": "en", "username": "ada.test", "password": password, "remember": true,
        });
        let path = format!("{PAGES}/sign-in");
        let signed_in = self.browser.call(&self.page, &path, &credentials).await;
        let did = json!({ "did": signed_in["account"]["did"] });
        let answer = self.browser.call(&self.page, &format!("{PAGES}/consent"), &did).await;
        self.leave_by(&answer).await
    }

    async fn cancel(&mut self) -> Page {
        let path = format!("{PAGES}/reject");
        let answer = self.browser.call(&self.page, &path, &json!({})).await;
        self.leave_by(&answer).await
    }

    async fn leave_by(&mut self, answer: &Value) -> Page {
        let back = self.browser.click(answer["url"].as_str().unwrap(), &self.page).await;
        assert!(back.url.as_str().starts_with(&self.redirect_uri), "{}: {}", back.url, back.body);
        assert_eq!(back.parameter("state").as_deref(), Some(self.state.expose()));
        assert_eq!(back.parameter("iss").as_deref(), Some(self.issuer.as_str()));
        back
    }

    async fn exchange(&self, adapter: &dyn Adapter, back: &Page) -> Result<Granted, Verdict> {
        let arrival = Arrival {
            code: &token(&back.parameter("code").unwrap()),
            verifier: Some(&self.verifier),
            redirect_uri: &self.redirect_uri,
            memo: self.memo.as_ref(),
            now: now(),
        };
        adapter.exchange(&arrival).await
    }
}

/// Connects the account by its handle.
async fn connect(server: &Running, adapter: &dyn Adapter, public_url: &str) -> Granted {
    let mut login = Login::begin(adapter, public_url, Some("@ada.test"), None).await.unwrap();
    assert_eq!(login.issuer, server.text("server"));
    let back = login.log_in(server.text("password")).await;
    login.exchange(adapter, &back).await.unwrap()
}

async fn renew(adapter: &dyn Adapter, granted: &Granted) -> Renewed {
    adapter.renew(granted.tokens.refresh.as_ref().unwrap(), &granted.grant, now()).await
}

async fn probe(adapter: &dyn Adapter, granted: &Granted) -> Result<(), Verdict> {
    adapter.probe(&granted.tokens.access, &granted.grant).await.map(|grant| {
        assert_eq!(grant, granted.grant);
    })
}

fn refused(renewed: Renewed) -> Verdict {
    match renewed {
        Renewed::NotSpent(verdict) => verdict,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_account_is_connected_renewed_lost_and_reconnected() {
    let Some(mut server) = Running::bluesky() else { return };
    let registry = published(&mut server, &["a-key"]);
    let adapter = bluesky(&registry);
    let first = connect(&server, adapter, PUBLIC).await;
    assert_eq!(first.grant.scopes, ["atproto", "transition:generic"]);
    assert_eq!(first.grant.renews, Renews::Alone { until: None });
    let life = first.grant.access_until.unwrap().since(now());
    assert!(life > Span::minutes(1) && life <= Span::hours(1), "{life:?}");

    let identity = adapter.identify(&first.tokens.access).await.unwrap();
    assert_eq!(identity.subject, server.text("did"));
    assert_eq!(identity.handle.as_deref(), Some("ada.test"));
    let channels = adapter.channels(&first.tokens.access, &[]).await.unwrap().channels;
    assert_eq!(channels[0].remote_id, server.text("did"));

    let Renewed::Granted(second) = renew(adapter, &first).await else { panic!() };
    assert_eq!(probe(adapter, &second).await, Ok(()));
    assert_eq!(
        probe(adapter, &first).await,
        Err(Verdict::Dead(Cause::Expired)),
        "its time is over"
    );

    // The old refresh token once more: the server takes the whole session for stolen.
    assert_eq!(refused(renew(adapter, &first).await), Verdict::Dead(Cause::RotationLost));
    let gone = Verdict::Dead(Cause::Unrecognised { code: "invalid_grant".into() });
    assert_eq!(refused(renew(adapter, &second).await), gone);
    assert_eq!(probe(adapter, &second).await, Err(Verdict::Dead(Cause::Expired)));

    // Refresh: nobody types anything.
    let mut login = Login::begin(adapter, PUBLIC, None, Some(&identity)).await.unwrap();
    let back = login.log_in(server.text("password")).await;
    let mended = login.exchange(adapter, &back).await.unwrap();
    assert_eq!(probe(adapter, &mended).await, Ok(()));
    assert!(adapter.identify(&mended.tokens.access).await.unwrap().is_same_person(&identity));

    // A code is taken once, and a second time ends what it brought.
    let again = login.exchange(adapter, &back).await.unwrap_err();
    assert_eq!(again, gone);
    assert_eq!(probe(adapter, &mended).await, Err(Verdict::Dead(Cause::Expired)));
}

#[tokio::test]
async fn a_new_key_of_ours_ends_nothing_and_stops_nobody() {
    let Some(mut server) = Running::bluesky() else { return };
    let old = published(&mut server, &["a-key"]);
    let first = connect(&server, bluesky(&old), PUBLIC).await;
    // The server still goes by the keys it has fetched.
    let both = published(&mut server, &["b-key", "a-key"]);
    assert!(matches!(renew(bluesky(&both), &first).await, Renewed::Granted(_)));
    connect(&server, bluesky(&both), PUBLIC).await;
}

#[tokio::test]
async fn a_key_that_is_taken_away_takes_its_sessions_with_it() {
    let Some(mut server) = Running::bluesky() else { return };
    let both = published(&mut server, &["b-key", "a-key"]);
    let first = connect(&server, bluesky(&both), PUBLIC).await;
    let second = connect(&server, bluesky(&both), PUBLIC).await;
    let other = relink(&server, PUBLIC, &["a-key"], Span::millis(0));
    let gone = Verdict::Dead(Cause::Unrecognised { code: "invalid_grant".into() });
    assert_eq!(refused(renew(bluesky(&other), &first).await), gone);
    assert!(matches!(renew(bluesky(&both), &second).await, Renewed::Granted(_)));
}

#[tokio::test]
async fn on_a_developers_machine_there_is_neither_document_nor_key() {
    let Some(server) = Running::bluesky() else { return };
    let registry = relink(&server, LOCAL, &[], Span::millis(0));
    let adapter = bluesky(&registry);
    let first = connect(&server, adapter, LOCAL).await;
    let Renews::Alone { until: Some(until) } = first.grant.renews else { panic!() };
    assert_eq!(until.since(first.grant.issued_at), Span::days(14));
    let Renewed::Granted(second) = renew(adapter, &first).await else { panic!() };
    assert_eq!(second.grant.renews, first.grant.renews);

    adapter.revoke(&second.tokens, server.text("did")).await.unwrap();
    assert_eq!(probe(adapter, &second).await, Err(Verdict::Dead(Cause::Expired)));
    assert!(matches!(refused(renew(adapter, &second).await), Verdict::Dead(_)));
}

#[tokio::test]
async fn a_post_is_out_once_however_often_it_is_sent() {
    let Some(server) = Running::bluesky() else { return };
    let registry = relink(&server, LOCAL, &[], Span::millis(0));
    let adapter = bluesky(&registry);
    let Granted { tokens, grant } = connect(&server, adapter, LOCAL).await;
    let did = server.text("did");
    let channel = ChannelAccess { remote_id: did, token: &tokens.access, scopes: &grant.scopes };
    assert_eq!(adapter.test(&channel).await, Tested::all(&Verdict::Alive));

    // The smallest picture there is.
    let gif = hex::decode("47494638396101000100800000000000ffffff2c00000000010001000002024401003b");
    let gif = gif.unwrap();
    let media = Media {
        kind: MediaKind::Image,
        mime: "image/gif",
        bytes: &gif,
        url: "https://relink.example/a.gif",
        alt: "nothing",
    };
    let post = NewPost {
        text: "Größe zählt",
        link: Some("https://relink.example/"),
        media: Some(media),
        key: "post-1",
        now: now(),
    };
    let Published::Done(first) = adapter.publish(&channel, &post).await else { panic!() };
    let Published::Done(second) = adapter.publish(&channel, &post).await else { panic!() };
    assert_eq!(first, second);
    let other = NewPost { key: "post-2", media: None, link: None, ..post };
    assert!(matches!(adapter.publish(&channel, &other).await, Published::Done(_)));

    let records = records(&server).await;
    assert_eq!(records.len(), 2, "{records:?}");
    let record = records.iter().find(|it| it["uri"] == first.remote_id.as_str()).unwrap();
    let record = &record["value"];
    let text = record["text"].as_str().unwrap();
    assert_eq!(text, "Größe zählt\n\nhttps://relink.example/");
    let link = &record["facets"][0]["index"];
    let at = |name: &str| link[name].as_u64().unwrap() as usize;
    assert_eq!(&text[at("byteStart")..at("byteEnd")], "https://relink.example/");
    assert_eq!(record["embed"]["images"][0]["image"]["size"], gif.len());

    let long = "word ".repeat(100);
    let post = NewPost { text: &long, key: "post-3", ..other };
    let refused = adapter.publish(&channel, &post).await;
    let Published::Refused(PostRefusal::Content { says, .. }) = refused else {
        panic!("{refused:?}")
    };
    assert!(says.contains("300"), "{says}");
}

#[tokio::test]
async fn a_deactivated_account_says_so() {
    let Some(server) = Running::bluesky() else { return };
    let registry = relink(&server, LOCAL, &[], Span::millis(0));
    let adapter = bluesky(&registry);
    let granted = connect(&server, adapter, LOCAL).await;
    let url = format!("{}/xrpc/com.atproto.server.deactivateAccount", server.text("server"));
    let request = reqwest::Client::builder().tls_certs_only([]).build().unwrap().post(url);
    let request = request.bearer_auth(server.text("legacy")).json(&json!({}));
    assert!(request.send().await.unwrap().status().is_success());

    let disabled = Verdict::Dead(Cause::AccountDisabled);
    assert_eq!(probe(adapter, &granted).await, Err(disabled.clone()));
    let (did, scopes) = (server.text("did"), &granted.grant.scopes);
    let channel = ChannelAccess { remote_id: did, token: &granted.tokens.access, scopes };
    assert_eq!(adapter.test(&channel).await, Tested::all(&disabled));
    let post = NewPost { text: "Hello", link: None, media: None, key: "post-1", now: now() };
    let published = adapter.publish(&channel, &post).await;
    assert_eq!(published, Published::Refused(PostRefusal::Channel(disabled)));
}

#[tokio::test]
async fn who_is_not_there_and_who_changes_their_mind() {
    let Some(mut server) = Running::bluesky() else { return };
    let registry = published(&mut server, &["a-key"]);
    let adapter = bluesky(&registry);
    for typed in ["nobody.localhost", "localhost:1", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"] {
        let refused = Login::begin(adapter, PUBLIC, Some(typed), None).await.err();
        assert_eq!(refused, Some(NoDeparture::NotFound), "{typed}");
    }
    let mut login = Login::begin(adapter, PUBLIC, Some(server.text("did")), None).await.unwrap();
    let back = login.cancel().await;
    assert_eq!(back.parameter("error").as_deref(), Some("access_denied"));

    // By the server's address alone: who logs in is known afterwards.
    let mut login = Login::begin(adapter, PUBLIC, Some(server.text("server")), None).await.unwrap();
    let back = login.log_in(server.text("password")).await;
    let granted = login.exchange(adapter, &back).await.unwrap();
    assert_eq!(probe(adapter, &granted).await, Ok(()));
}

#[tokio::test]
async fn a_wrong_clock_is_our_mistake() {
    let Some(server) = Running::bluesky() else { return };
    let registry = relink(&server, LOCAL, &[], Span::millis(0));
    let granted = connect(&server, bluesky(&registry), LOCAL).await;
    let ahead = relink(&server, LOCAL, &[], Span::hours(1));
    let ours = Verdict::Ours { code: "invalid_dpop_proof".into() };
    assert_eq!(probe(bluesky(&ahead), &granted).await, Err(ours.clone()));
    assert_eq!(refused(renew(bluesky(&ahead), &granted).await), ours);
    // It has cost nothing.
    assert!(matches!(renew(bluesky(&registry), &granted).await, Renewed::Granted(_)));
}

async fn records(server: &Running) -> Vec<Value> {
    let url = format!(
        "{}/xrpc/com.atproto.repo.listRecords?collection=app.bsky.feed.post&repo={}",
        server.text("server"),
        server.text("did"),
    );
    let client = reqwest::Client::builder().tls_certs_only([]).build().unwrap();
    let body: Value = client.get(url).send().await.unwrap().json().await.unwrap();
    body["records"].as_array().unwrap().clone()
}
