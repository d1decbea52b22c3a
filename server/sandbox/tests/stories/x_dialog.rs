//! X's dialog: what a client must bring, and how the person leaves.

use crate::browser::Browser;
use crate::support::{OSKAR, Sandbox, X_CALLBACK, person};

#[tokio::test]
async fn whatever_is_wrong_stays_at_x() {
    let sandbox = Sandbox::start().await;
    let long = "s".repeat(501);
    let faults = [
        ("client_id", "nobody"),
        ("redirect_uri", "https://product.test/"),
        ("response_type", "token"),
        ("state", ""),
        ("state", long.as_str()),
        ("code_challenge", ""),
        ("code_challenge_method", "md5"),
        ("scope", ""),
        ("scope", "tweet.read everything"),
    ];
    for (name, value) in faults {
        let page = Browser::new(&sandbox).open(&sandbox.x_dialog(&[(name, value)])).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{name}={value}");
        assert!(page.text.contains("Something went wrong"), "{name}={value}");
    }
    let longest = "s".repeat(500);
    for (name, value) in [("state", longest.as_str()), ("code_challenge_method", "s256")] {
        let page = Browser::new(&sandbox).open(&sandbox.x_dialog(&[(name, value)])).await;
        assert_eq!(page.status, 200, "{name}={value}");
    }
}

#[tokio::test]
async fn cancel_says_access_denied() {
    let sandbox = Sandbox::start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.x_dialog(&[])).await;
    let consent = browser.sign_in(&page, "oskar").await;
    assert!(consent.text.contains("Logged in as <strong>Oskar Lind</strong>"));
    assert!(!consent.text.contains("type=\"checkbox\""), "the account is the channel");
    let left = browser.press(&consent, "cancel", &[]).await;
    let expected = format!("{X_CALLBACK}?error=access_denied&state=the+state");
    assert_eq!((left.status, left.header("location")), (303, expected.as_str()));
}

#[tokio::test]
async fn networks_do_not_share_a_session() {
    let sandbox = Sandbox::start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    browser.sign_in(&page, "ada").await;
    let page = browser.open(&sandbox.x_dialog(&[])).await;
    assert!(page.text.contains("Log in to X"));
    let foreign = [("login", "ada@facebook.test"), ("password", "ada-demo")];
    let page = browser.press(&page, "log-in", &foreign).await;
    assert!(page.text.contains("The login or the password is wrong."));
}

#[tokio::test]
async fn a_locked_or_suspended_account_cannot_agree() {
    let sandbox = Sandbox::start().await;
    for (cause, title, cure) in [
        ("checkpoint", "Confirm that it is you", "clear-checkpoint"),
        ("disable", "Your account is disabled", "enable"),
    ] {
        sandbox.control.cause("x", OSKAR, cause).await.unwrap();
        let refused = person("oskar", None).consent(&sandbox.x_dialog(&[])).await.unwrap_err();
        assert!(refused.to_string().contains(title), "{refused}");
        sandbox.control.cause("x", OSKAR, cure).await.unwrap();
    }
    person("oskar", None).consent(&sandbox.x_dialog(&[])).await.unwrap();
}
