//! How messages are delivered: after the click, at least once, to whoever has a living grant, and never anywhere else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::push_meta::signed;
use crate::receiver::{Receiver, SECRET, VERIFY, handshake, hmac, only};
use crate::support::{ADA, FB_CALLBACK, OSKAR, Sandbox, parameter, person};
use crate::tiktok::{MILA, TikTok};

#[tokio::test]
async fn bad_addresses_are_refused_and_so_are_networks_that_tell_nothing() {
    let sandbox = TikTok::start().await.0;
    let set = async |network: &str, client: &str, url: &str| {
        let body = json!({ "client_id": client, "push_url": url }).to_string();
        let answer = sandbox.switch(&format!("{network}/clients/push"), &body).await;
        (answer.status, answer.json()["error"].as_str().unwrap_or_default().to_owned())
    };
    for url in ["nonsense", "http://product.test/push", "ftp://localhost/", "https://a.test/#b"] {
        let (status, why) = set("tiktok", "agency", url).await;
        assert_eq!(status, 400, "{url}");
        assert!(why.ends_with("is neither https nor http on loopback"), "{why}");
    }
    assert_eq!(set("tiktok", "nobody", "http://localhost:1/").await.0, 404);
    let (status, why) = set("x", "agency", "https://product.test/push").await;
    assert_eq!(status, 400);
    assert!(why.contains("sends to this machine only"), "{why}");
    let (status, why) = set("x", "agency", "http://127.0.0.1:9/").await;
    assert_eq!(status, 400);
    assert!(why.contains("nobody answers there"), "{why}");

    let public = r#"{"client_id":"public","redirect_uris":[],"push_url":"http://localhost:1/"}"#;
    let answer = sandbox.switch("tiktok/clients", public).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    for network in ["mastodon", "linkedin", "pinterest", "bluesky"] {
        let client = sandbox.control.register_client(network, "agency", Some("secret"), &[]);
        client.await.unwrap();
        let (status, why) = set(network, "agency", "http://localhost:1/").await;
        assert_eq!(status, 400, "{network}");
        assert!(why.ends_with("it sends no push messages"), "{why}");
    }
}

#[tokio::test]
async fn the_click_does_not_wait_for_the_client() {
    let tiktok = TikTok::start().await;
    let control = &tiktok.0.control;
    // It lets everybody in and answers nobody until it is looked at.
    let slow = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", slow.local_addr().unwrap());
    control.register_push("tiktok", "agency", Some(&url), None).await.unwrap();
    tiktok.login().await;
    let mila = control.cause("tiktok", MILA, "remove-app").await.unwrap();
    assert!(!mila.grants[0].alive);

    let (mut stream, _) = slow.accept().await.unwrap();
    let mut head = [0; 4];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"POST");
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    assert!(only(&tiktok.0).await.delivered);
}

#[tokio::test]
async fn what_fails_is_tried_again_when_its_time_comes_or_when_told_to() {
    let tiktok = TikTok::start().await;
    let sandbox = &tiktok.0;
    let mut receiver = Receiver::after(&[(500, ""), (302, ""), (404, "")]).await;
    receiver.register(sandbox, "tiktok").await;
    tiktok.login().await;
    sandbox.control.cause("tiktok", MILA, "remove-app").await.unwrap();
    let first = receiver.next().await;
    let push = only(sandbox).await;
    assert_eq!((push.status, push.tries, push.delivered), (Some(500), 1, false));
    assert_eq!(push.trouble.as_deref(), Some("answered with status 500"));

    sandbox.control.advance_clock(15).await.unwrap();
    assert!(receiver.is_quiet(), "not before its time");
    sandbox.control.advance_clock(16).await.unwrap();
    let second = receiver.next().await;
    assert_eq!(second.body, first.body);
    assert_eq!(second.header("tiktok-signature"), first.header("tiktok-signature"));
    assert_eq!(only(sandbox).await.status, Some(302), "a redirect is not followed");

    let [push] = sandbox.control.retry_pushes().await.unwrap().try_into().unwrap();
    assert_eq!((push.status, push.tries, push.delivered), (Some(404), 3, false));
    receiver.next().await;
    sandbox.control.advance_clock(3_001).await.unwrap();
    receiver.next().await;
    let push = only(sandbox).await;
    assert_eq!((push.status, push.tries, push.delivered), (Some(200), 4, true));
    assert!(push.trouble.is_none());
    assert_eq!(sandbox.control.retry_pushes().await.unwrap().len(), 0);
    sandbox.control.advance_clock(300_000).await.unwrap();
    assert_eq!(only(sandbox).await.tries, 4, "what was taken is not sent again");
}

#[tokio::test]
async fn a_network_gives_up_at_last() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::answering(|_| (503, String::new())).await;
    receiver.register(&sandbox, "x").await;
    sandbox.x_login("oskar").await;
    sandbox.control.cause("x", OSKAR, "remove-app").await.unwrap();
    for tries in 1..=4 {
        receiver.next().await;
        assert_eq!(only(&sandbox).await.tries, tries);
        sandbox.control.advance_clock(300).await.unwrap();
    }
    sandbox.control.advance_clock(100_000).await.unwrap();
    assert_eq!(only(&sandbox).await.tries, 4);
    assert!(receiver.is_quiet());
}

#[tokio::test]
async fn what_a_stop_interrupted_is_delivered_afterwards() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::after(&[(500, "")]).await;
    receiver.register(&sandbox, "x").await;
    sandbox.x_login("oskar").await;
    sandbox.control.cause("x", OSKAR, "remove-app").await.unwrap();
    let first = receiver.next().await;
    assert!(!only(&sandbox).await.delivered);
    let sandbox = Sandbox::open(sandbox.stop().await).await;
    sandbox.control.advance_clock(31).await.unwrap();
    assert_eq!(receiver.next().await.body, first.body);
    assert!(only(&sandbox).await.delivered);
}

#[tokio::test]
async fn a_message_can_come_twice_and_is_the_very_same() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    receiver.register(&sandbox, "x").await;
    sandbox.x_login("oskar").await;
    sandbox.control.cause("x", OSKAR, "remove-app").await.unwrap();
    let first = receiver.next().await;
    let push = only(&sandbox).await;
    let again = sandbox.control.push_again(push.id).await.unwrap();
    assert_eq!((again.id, again.tries, again.delivered), (push.id, 2, true));
    let second = receiver.next().await;
    assert_eq!(second.body, first.body);
    let name = "x-twitter-webhooks-signature";
    assert_eq!(second.header(name), first.header(name));
    assert_eq!(sandbox.switch("push/4711/again", "").await.status, 404);
    assert_eq!(sandbox.switch("push/nonsense/again", "").await.status, 404);
}

#[tokio::test]
async fn a_forged_message_has_everything_but_the_signature() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::answering(|_| (403, String::new())).await;
    receiver.register(&sandbox, "x").await;
    sandbox.x_login("oskar").await;
    let push = sandbox.control.forge_push("x", "agency", OSKAR).await.unwrap();
    assert_eq!((push.status, push.tries, push.forged), (Some(403), 1, true));
    assert_eq!(push.kind, "oauth.revoke");
    let heard = receiver.next().await;
    assert_eq!(heard.json()["data"]["payload"]["user_id"], OSKAR);
    let signature = heard.header("x-twitter-webhooks-signature").strip_prefix("sha256=").unwrap();
    let signature = STANDARD.decode(signature).unwrap();
    assert_eq!(signature.len(), 32);
    assert_ne!(signature, hmac(SECRET, &heard.body));
    let people = sandbox.control.people().await.unwrap();
    let oskar = people.into_iter().find(|person| person.id == OSKAR).unwrap();
    assert!(oskar.grants[0].alive, "nothing has happened");
    assert_eq!(sandbox.control.retry_pushes().await.unwrap().len(), 0, "a forger tries once");

    let forge = async |network: &str, client: &str, person: &str| {
        let body = json!({ "client_id": client, "person": person }).to_string();
        sandbox.switch(&format!("{network}/push/forged"), &body).await.status
    };
    // Of people whom the client never met as well, and to nowhere where it has no address.
    let push = sandbox.control.forge_push("facebook", "agency", ADA).await.unwrap();
    assert_eq!((push.kind.as_str(), push.status, push.delivered), ("deauthorize", None, false));
    assert_eq!(push.trouble.as_deref(), Some("the client has no address"));
    assert_eq!(forge("x", "nobody", OSKAR).await, 404);
    assert_eq!(forge("x", "agency", ADA).await, 404);
    assert_eq!(forge("linkedin", "agency", "1").await, 400);
}

#[tokio::test]
async fn who_has_no_living_grant_hears_nothing() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    receiver.register(&sandbox, "facebook").await;
    let control = &sandbox.control;
    control.register_client("facebook", "stranger", Some("other"), &[]).await.unwrap();
    let strange = Receiver::open(|heard| handshake(heard).unwrap()).await;
    let url = Some(strange.url.as_str());
    control.register_push("facebook", "stranger", url, Some(VERIFY)).await.unwrap();

    control.cause("facebook", ADA, "remove-app").await.unwrap();
    assert_eq!(control.pushes().await.unwrap().len(), 0, "nothing was granted yet");
    sandbox.facebook_login("ada", None).await;
    control.cause("facebook", ADA, "expire-tokens").await.unwrap();
    control.cause("facebook", ADA, "remove-app").await.unwrap();
    assert_eq!(control.pushes().await.unwrap().len(), 0, "it was dead before");

    sandbox.facebook_login("ada", None).await;
    control.cause("facebook", ADA, "remove-app").await.unwrap();
    receiver.next().await;
    control.cause("facebook", ADA, "remove-app").await.unwrap();
    let push = only(&sandbox).await;
    assert_eq!(push.client_id, "agency", "once, and not to the stranger");

    sandbox.facebook_login("ada", None).await;
    control.register_push("facebook", "agency", None, None).await.unwrap();
    control.cause("facebook", ADA, "remove-app").await.unwrap();
    assert_eq!(control.pushes().await.unwrap().len(), 1, "there is no address any more");
}

#[tokio::test]
async fn the_page_shows_what_was_told_of_whom() {
    let tiktok = TikTok::start().await;
    let sandbox = &tiktok.0;
    let page = sandbox.get("/").await.text;
    assert!(!page.contains("Send again"), "nothing was told yet");
    let mut receiver = Receiver::after(&[(500, "")]).await;
    receiver.register(sandbox, "tiktok").await;
    tiktok.login().await;
    sandbox.control.cause("tiktok", MILA, "remove-app").await.unwrap();
    receiver.next().await;
    let push = only(sandbox).await;
    let page = sandbox.get("/").await.text;
    assert!(page.contains("not taken") && page.contains("(500)"), "{page}");

    let path = format!("/control/push/{}/again", push.id);
    let fields = [("back", format!("messages-{MILA}"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = sandbox.form(&path, &[("accept", "text/html")], &fields).await;
    assert_eq!(answer.header("location"), format!("/#messages-{MILA}"));
    assert!(sandbox.get("/").await.text.contains("(200)"));
}

#[tokio::test]
async fn each_client_is_told_with_its_own_secret_and_its_own_id_of_the_person() {
    let sandbox = Sandbox::start().await;
    let control = &sandbox.control;
    let mut first = Receiver::start().await;
    first.register(&sandbox, "facebook").await;
    let uris = [FB_CALLBACK.to_owned()];
    control.register_client("facebook", "second", Some("other"), &uris).await.unwrap();
    let mut second = Receiver::start().await;
    let url = Some(second.url.as_str());
    control.register_push("facebook", "second", url, Some(VERIFY)).await.unwrap();
    second.next().await;
    sandbox.facebook_login("ada", None).await;
    let dialog = sandbox.facebook_dialog(&[("client_id", "second")]);
    let back = person("ada", None).consent(&dialog).await.unwrap();
    let code = parameter(&back, "code");
    let fields = [
        ("client_id", "second"),
        ("client_secret", "other"),
        ("redirect_uri", FB_CALLBACK),
        ("code", &code),
    ];
    assert_eq!(sandbox.graph("oauth/access_token", &fields).await.status, 200);

    control.cause("facebook", ADA, "remove-app").await.unwrap();
    let mut ids = Vec::new();
    for (heard, secret) in [(first.next().await, SECRET), (second.next().await, "other")] {
        let payload = signed(&heard, secret).unwrap();
        ids.push(payload["user_id"].as_str().unwrap().to_owned());
    }
    assert_ne!(ids[0], ids[1]);
    assert_eq!(control.pushes().await.unwrap().len(), 2);
}

#[tokio::test]
async fn only_the_client_that_was_removed_is_told() {
    let sandbox = Sandbox::start().await;
    let mut receiver = Receiver::start().await;
    receiver.register(&sandbox, "x").await;
    sandbox.x_login("oskar").await;
    let path = format!("x/people/{OSKAR}/remove-app");
    sandbox.switch(&path, r#"{"client_id":"somebody-else"}"#).await;
    assert_eq!(sandbox.control.pushes().await.unwrap().len(), 0);
    sandbox.switch(&path, r#"{"client_id":"agency"}"#).await;
    assert_eq!(only(&sandbox).await.client_id, "agency");
    receiver.next().await;
}
