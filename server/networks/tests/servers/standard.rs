//! The road that all standard networks share, through X's adapter, against npm's oidc-provider.

use domain::{cause::Cause, grant::Renews, network::Network, time::Span, verdict::Verdict};
use engine::{
    ports::networks::{
        Adapter, Answer, Arrival, AuthorizeRequest, Granted, Networks as _, Renewed, Who,
    },
    vault::Token,
};
use networks::Registry;

use crate::{
    browser::{Browser, Page},
    running::Running,
    us::{Us, now, secret, token},
};

const REDIRECT: &str = "https://relink.example/oauth/x/callback";

fn relink(server: &Running, client_secret: &str) -> Registry {
    let url = server.text("url");
    let us = Us {
        network: Network::X,
        base: url,
        public_url: "https://relink.example",
        inside: &[],
        secret: client_secret,
        keys: &[],
        clock: Span::millis(0),
    };
    us.registry()
}

fn x(registry: &Registry) -> &dyn Adapter {
    registry.adapter(Network::X).unwrap()
}

/// Signs in and consents on the server's own pages.
async fn log_in(adapter: &dyn Adapter, state: &Token, verifier: &Token) -> Page {
    let mut browser = Browser::new();
    let form = leave(adapter, state, verifier, &mut browser).await;
    let fields = [("prompt", "login"), ("login", "ada"), ("password", "any")];
    let consent = browser.submit(form.between("action=\"", "\""), &fields).await;
    let fields = [("prompt", "consent")];
    browser.submit(consent.between("action=\"", "\""), &fields).await
}

async fn leave(
    adapter: &dyn Adapter,
    state: &Token,
    verifier: &Token,
    browser: &mut Browser,
) -> Page {
    let request = AuthorizeRequest {
        redirect_uri: REDIRECT,
        state,
        verifier: Some(verifier),
        who: Who::Whoever,
        expected: None,
        typed: None,
    };
    let departure = adapter.authorize(&request).await.unwrap();
    let page = browser.go(&departure.location).await;
    assert_eq!(page.status, 200, "{}", page.body);
    page
}

async fn exchange(adapter: &dyn Adapter, code: &str, verifier: &Token) -> Answer<Granted> {
    let code = token(code);
    let verifier = Some(verifier);
    let arrival = Arrival { code: &code, verifier, redirect_uri: REDIRECT, memo: None, now: now() };
    adapter.exchange(&arrival).await
}

async fn granted(adapter: &dyn Adapter) -> Granted {
    let verifier = secret();
    let page = log_in(adapter, &secret(), &verifier).await;
    exchange(adapter, &page.parameter("code").unwrap(), &verifier).await.unwrap()
}

async fn renew(adapter: &dyn Adapter, granted: &Granted) -> Renewed {
    let refresh = granted.tokens.refresh.as_ref().unwrap();
    adapter.renew(refresh, &granted.grant, now()).await
}

fn dead(code: &str) -> Verdict {
    Verdict::Dead(Cause::Unrecognised { code: code.into() })
}

fn refused(renewed: Renewed) -> Verdict {
    match renewed {
        Renewed::NotSpent(verdict) => verdict,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_login_a_code_and_tokens() {
    let Some(server) = Running::oidc() else { return };
    let registry = relink(&server, "s/ecret+with:signs");
    let (state, verifier) = (secret(), secret());
    let page = log_in(x(&registry), &state, &verifier).await;
    assert!(page.url.as_str().starts_with(REDIRECT), "{}", page.url);
    assert_eq!(page.parameter("state").as_deref(), Some(state.expose()));
    assert_eq!(page.parameter("iss").as_deref(), Some(server.text("url")));

    let code = page.parameter("code").unwrap();
    let granted = exchange(x(&registry), &code, &verifier).await.unwrap();
    assert_eq!(granted.grant.scopes, ["tweet.read", "tweet.write", "users.read", "offline.access"]);
    assert_eq!(granted.grant.renews, Renews::Alone { until: None });
    assert!(granted.grant.access_until.unwrap() > now());

    // Used twice, it is refused, and with it goes what it had brought.
    assert_eq!(exchange(x(&registry), &code, &verifier).await.unwrap_err(), dead("invalid_grant"));
    assert_eq!(refused(renew(x(&registry), &granted).await), dead("invalid_grant"));
}

#[tokio::test]
async fn a_code_is_worth_nothing_with_another_verifier_or_another_secret() {
    let Some(server) = Running::oidc() else { return };
    let registry = relink(&server, "s/ecret+with:signs");
    let page = log_in(x(&registry), &secret(), &secret()).await;
    let code = page.parameter("code").unwrap();
    assert_eq!(exchange(x(&registry), &code, &secret()).await.unwrap_err(), dead("invalid_grant"));

    let verifier = secret();
    let page = log_in(x(&registry), &secret(), &verifier).await;
    let wrong = relink(&server, "s/ecret with:signs");
    let code = page.parameter("code").unwrap();
    let ours = Verdict::Ours { code: "invalid_client".into() };
    assert_eq!(exchange(x(&wrong), &code, &verifier).await.unwrap_err(), ours);
    // Our own mistake has spent nothing.
    assert!(exchange(x(&registry), &code, &verifier).await.is_ok());
}

#[tokio::test]
async fn every_renewal_brings_the_next_pair_and_a_replay_ends_the_grant() {
    let Some(server) = Running::oidc() else { return };
    let registry = relink(&server, "s/ecret+with:signs");
    let first = granted(x(&registry)).await;
    let Renewed::Granted(second) = renew(x(&registry), &first).await else { panic!() };
    let secrets = |it: &Granted| {
        let refresh = it.tokens.refresh.as_ref().unwrap();
        [it.tokens.access.expose().to_owned(), refresh.expose().to_owned()]
    };
    assert!(secrets(&first).iter().zip(secrets(&second)).all(|(before, after)| *before != after));
    assert_eq!(second.grant.scopes, first.grant.scopes);

    let Renewed::Granted(third) = renew(x(&registry), &second).await else { panic!() };
    assert_eq!(refused(renew(x(&registry), &first).await), dead("invalid_grant"));
    assert_eq!(refused(renew(x(&registry), &third).await), dead("invalid_grant"), "all of it");
}

#[tokio::test]
async fn what_is_given_back_is_dead() {
    let Some(server) = Running::oidc() else { return };
    let registry = relink(&server, "s/ecret+with:signs");
    let granted = granted(x(&registry)).await;
    x(&registry).revoke(&granted.tokens, "ada").await.unwrap();
    assert_eq!(refused(renew(x(&registry), &granted).await), dead("invalid_grant"));
    // Again is no mistake (RFC 7009, section 2.2).
    x(&registry).revoke(&granted.tokens, "ada").await.unwrap();
}

#[tokio::test]
async fn a_person_can_change_their_mind() {
    let Some(server) = Running::oidc() else { return };
    let registry = relink(&server, "s/ecret+with:signs");
    let mut browser = Browser::new();
    let state = secret();
    let form = leave(x(&registry), &state, &secret(), &mut browser).await;
    let abort = format!("{}/abort", form.between("action=\"", "\""));
    let page = browser.click(&abort, &form).await;
    assert_eq!(page.parameter("error").as_deref(), Some("access_denied"));
    assert_eq!(page.parameter("state").as_deref(), Some(state.expose()));
}
