//! Facebook's dialog: who may be sent there, what the person sees, and how they leave.

use crate::browser::{Browser, ticks};
use crate::support::{ADA, FB_CALLBACK, Sandbox, person};

#[tokio::test]
async fn an_unknown_app_or_address_is_never_redirected() {
    let sandbox = Sandbox::start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.facebook_dialog(&[("client_id", "nobody")])).await;
    assert_eq!((page.status, page.header("location")), (400, ""));
    assert!(page.text.contains("Invalid App ID"));
    for uri in ["https://product.test/oauth/facebook/callback/", "https://product.test/", ""] {
        let page = browser.open(&sandbox.facebook_dialog(&[("redirect_uri", uri)])).await;
        assert_eq!((page.status, page.header("location")), (400, ""), "{uri}");
        assert!(page.text.contains("URL blocked"), "{uri}");
    }
}

#[tokio::test]
async fn any_version_or_none_and_any_separator_will_do() {
    let sandbox = Sandbox::start().await;
    for path in
        ["/facebook/v26.0/dialog/oauth", "/facebook/v3.2/dialog/oauth", "/facebook/dialog/oauth"]
    {
        let address = sandbox.facebook_dialog(&[("scope", "email pages_show_list")]);
        let address = address.replace("/facebook/v26.0/dialog/oauth", path);
        let page = sandbox.get(address.strip_prefix(&sandbox.url).unwrap()).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text.contains("Log in to Facebook"), "{path}");
    }
}

#[tokio::test]
async fn cancel_redirects_exactly_as_facebook_does() {
    let sandbox = Sandbox::start().await;
    let expected = format!(
        "{FB_CALLBACK}?error_reason=user_denied&error=access_denied\
         &error_description=Permissions+error&error_code=200&state=the+state"
    );
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    let left = browser.press(&page, "cancel", &[]).await;
    assert_eq!((left.status, left.header("location")), (303, expected.as_str()));

    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    let consent = browser.sign_in(&page, "ada").await;
    let left = browser.press(&consent, "cancel", &[]).await;
    assert_eq!(left.header("location"), expected);
    let people = sandbox.control.people().await.unwrap();
    assert!(people.iter().all(|person| person.grants.is_empty()));
}

#[tokio::test]
async fn a_wrong_password_is_told_and_the_right_one_shows_who_is_in() {
    let sandbox = Sandbox::start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    let wrong = [("login", "ada@facebook.test"), ("password", "tomas-demo")];
    let again = browser.press(&page, "log-in", &wrong).await;
    assert!(again.text.contains("The login or the password is wrong."));
    let consent = browser.sign_in(&again, "ada").await;
    assert!(consent.text.contains("Logged in as <strong>Ada Novak</strong>"));
    assert_eq!(ticks(&consent).len(), 12);
    assert!(ticks(&consent).iter().all(|(_, ticked)| *ticked), "all, the first time");
}

#[tokio::test]
async fn the_browser_stays_signed_in_until_another_account_is_used() {
    let sandbox = Sandbox::start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    browser.sign_in(&page, "ada").await;

    let consent = browser.open(&sandbox.facebook_dialog(&[])).await;
    assert!(consent.text.contains("Continue as Ada Novak?"));
    let sign_in = browser.press(&consent, "another", &[]).await;
    assert!(sign_in.text.contains("Log in to Facebook"));
    let consent = browser.sign_in(&sign_in, "tomas").await;
    assert!(consent.text.contains("Continue as Tomas Dvorak?"));
    assert!(consent.text.contains("Oak &amp; Iron Furniture"));
}

#[tokio::test]
async fn reauthenticate_asks_for_the_password_again_and_lets_another_person_in() {
    let sandbox = Sandbox::start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    browser.sign_in(&page, "ada").await;

    let again = sandbox.facebook_dialog(&[("auth_type", "rerequest,reauthenticate")]);
    let page = browser.open(&again).await;
    assert!(page.text.contains("Type the password again"));
    assert!(page.text.contains("value=\"ada@facebook.test\""));
    let consent = browser.sign_in(&page, "lena").await;
    assert!(consent.text.contains("Continue as Lena Fischer?"));
}

#[tokio::test]
async fn the_picker_remembers_what_was_ticked() {
    let sandbox = Sandbox::start().await;
    sandbox.facebook_login("tomas", Some(&["Brewery Dvur", "Oak & Iron Furniture"])).await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    let consent = browser.sign_in(&page, "tomas").await;
    let ticked: Vec<_> =
        ticks(&consent).into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect();
    assert_eq!(ticked, ["Brewery Dvur", "Oak &amp; Iron Furniture"]);
}

#[tokio::test]
async fn only_channels_on_the_page_can_be_granted() {
    let sandbox = Sandbox::start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    let consent = browser.sign_in(&page, "lena").await;
    let foreign = [("channel", "200020000000001"), ("channel", "200020000000031")];
    browser.press(&consent, "continue", &foreign).await;
    let people = sandbox.control.people().await.unwrap();
    let lena = people.iter().find(|person| person.name == "Lena Fischer").unwrap();
    assert_eq!(lena.grants[0].channels, ["200020000000031"]);
}

#[tokio::test]
async fn a_flow_ends_once() {
    let sandbox = Sandbox::start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    let consent = browser.sign_in(&page, "lena").await;
    assert_eq!(browser.press(&consent, "continue", &[]).await.status, 303);
    let again = browser.press(&consent, "continue", &[]).await;
    assert_eq!(again.status, 410);
    assert!(again.text.contains("Start again"));
}

#[tokio::test]
async fn a_checkpoint_stops_the_dialog_until_it_is_cleared() {
    let sandbox = Sandbox::start().await;
    sandbox.control.cause("facebook", ADA, "checkpoint").await.unwrap();
    let refused = person("ada", None).consent(&sandbox.facebook_dialog(&[])).await.unwrap_err();
    assert!(refused.to_string().contains("Confirm that it is you"), "{refused}");
    sandbox.control.cause("facebook", ADA, "clear-checkpoint").await.unwrap();
    person("ada", None).consent(&sandbox.facebook_dialog(&[])).await.unwrap();
}

#[tokio::test]
async fn a_disabled_account_cannot_agree() {
    let sandbox = Sandbox::start().await;
    sandbox.control.cause("facebook", ADA, "disable").await.unwrap();
    let refused = person("ada", None).consent(&sandbox.facebook_dialog(&[])).await.unwrap_err();
    assert!(refused.to_string().contains("Your account is disabled"), "{refused}");
}

#[tokio::test]
async fn a_changed_password_signs_out_every_browser() {
    let sandbox = Sandbox::start().await;
    let mut browser = Browser::new(&sandbox);
    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    browser.sign_in(&page, "ada").await;
    let ada = sandbox.control.cause("facebook", ADA, "change-password").await.unwrap();
    assert_ne!(ada.password, "ada-demo");
    let page = browser.open(&sandbox.facebook_dialog(&[])).await;
    assert!(page.text.contains("Log in to Facebook"));
    let again = browser.sign_in(&page, "ada").await;
    assert!(again.text.contains("The login or the password is wrong."));
    let fields = [("login", ada.login.as_str()), ("password", ada.password.as_str())];
    let consent = browser.press(&again, "log-in", &fields).await;
    assert!(consent.text.contains("Continue as Ada Novak?"));
}
