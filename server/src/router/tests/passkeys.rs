//! Passkeys: added upon the password, signed in by once for each ceremony, and removed.

use super::{
    people::{Browser, between},
    *,
};
use crate::relying_party::tests::Authenticator;

/// What a page asks the browser, and what the ceremony is named by.
fn asked(page: &str) -> (String, String) {
    let options = between(page, "data-options=\"", "\"").replace("&quot;", "\"");
    (options, between(page, "name=\"ceremony\" value=\"", "\""))
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

impl Browser<'_> {
    async fn begin_passkey(&mut self, rest: &str) -> (StatusCode, String, String) {
        let form = format!("workspace={}&{rest}", self.workspace().await);
        self.send(paths::ACCOUNT_PASSKEYS, &form).await
    }

    /// Adds a passkey that the device makes: what the server answered.
    pub(super) async fn add_passkey(
        &mut self,
        device: &mut Authenticator,
    ) -> (StatusCode, String, String) {
        let (status, _, page) = self.begin_passkey("password=a+long+password").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let (options, ceremony) = asked(&page);
        self.brings(&ceremony, &device.make(&options)).await
    }

    async fn brings(&mut self, ceremony: &str, answer: &str) -> (StatusCode, String, String) {
        let workspace = self.workspace().await;
        let answer = escaped(answer);
        let form = format!("workspace={workspace}&ceremony={ceremony}&answer={answer}");
        self.send(paths::ACCOUNT_PASSKEYS_MADE, &form).await
    }

    /// What the login page's ceremony asks.
    async fn asked(&self) -> (String, String) {
        let (status, page) = self.open("/login/passkey?next=/account").await;
        assert_eq!(status, StatusCode::OK, "{page}");
        asked(&page)
    }

    async fn answers(&mut self, ceremony: &str, answer: &str) -> (StatusCode, String, String) {
        let form = format!("ceremony={ceremony}&answer={}&next=/account", escaped(answer));
        self.send(paths::PASSKEY_SIGN_IN, &form).await
    }

    async fn account(&self) -> (StatusCode, String) {
        self.open(paths::ACCOUNT).await
    }
}

#[tokio::test]
async fn a_passkey_is_added_upon_the_password_and_signs_in() {
    let house = house().await;
    let mut mara = house.mara();
    let mut device = Authenticator::new(NAMED, 7);
    let wrong = mara.begin_passkey("password=guessed").await;
    assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, leads, page) = mara.add_passkey(&mut device).await;
    assert_eq!(
        (status, leads.as_str()),
        (StatusCode::SEE_OTHER, "/account?done=passkey"),
        "{page}"
    );
    let (_, page) = mara.open(&leads).await;
    assert!(page.contains("The passkey is added") && page.contains("Not used yet"), "{page}");

    let mut browser = house.browser();
    let (_, login) = browser.open(paths::LOGIN).await;
    assert!(login.contains("/login/passkey"), "{login}");
    let (options, ceremony) = browser.asked().await;
    assert!(!options.contains("mara") && options.contains("\"allowCredentials\":[]"), "{options}");
    let answer = device.sign(&options);
    let (status, leads, _) = browser.answers(&ceremony, &answer).await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, "/account"));
    assert_eq!(browser.account().await.0, StatusCode::OK);
    let (_, page) = browser.account().await;
    assert!(page.contains("Used ") && !page.contains("Not used yet"), "{page}");

    let mut thief = house.browser();
    let (status, _, page) = thief.answers(&ceremony, &answer).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a ceremony is answered once");
    assert!(page.contains("That took too long") && page.contains("data-ceremony"), "{page}");
    let (_, fresh) = thief.asked().await;
    assert_eq!(thief.answers(&fresh, &answer).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_ne!(thief.account().await.0, StatusCode::OK);
    let (_, page) = mara.open(paths::AUDIT).await;
    for said in ["Added a passkey", "Signed in by a passkey", "A passkey refused"] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[tokio::test]
async fn what_a_browser_brings_counts_once_and_for_its_person_alone() {
    let house = house().await;
    let mut mara = house.mara();
    let mut ida = house.join("Ida", "ida@relink.test", "regular").await;
    let mut device = Authenticator::new(NAMED, 7);
    let (_, _, page) = mara.begin_passkey("password=a+long+password").await;
    let (options, ceremony) = asked(&page);
    let answer = device.make(&options);
    let refused = ida.brings(&ceremony, &answer).await;
    assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY, "it was begun by somebody else");
    assert_eq!(mara.brings(&ceremony, &answer).await.1, "/account?done=passkey");
    let again = mara.brings(&ceremony, &answer).await;
    assert_eq!(again.0, StatusCode::UNPROCESSABLE_ENTITY, "a double click adds one");
    let known = mara.add_passkey(&mut device).await;
    assert_eq!(known.0, StatusCode::UNPROCESSABLE_ENTITY, "the authenticator has one already");
    for junk in ["", "{}", &"x".repeat(20_000)] {
        let (_, _, page) = mara.begin_passkey("password=a+long+password").await;
        let refused = mara.brings(&asked(&page).1, junk).await;
        assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY, "{junk}");
    }
    let (_, page) = mara.account().await;
    assert_eq!(page.matches("Remove the passkey of").count(), 1, "{page}");

    let remove = between(&page, "action=\"/account/passkeys/", "\"");
    let path = format!("/account/passkeys/{remove}");
    let form = format!("workspace={}", ida.workspace().await);
    assert_eq!(ida.send(&path, &form).await.0, StatusCode::NOT_FOUND, "it is not hers");
    assert_eq!(mara.send(&path, &form).await.1, "/account?done=passkey-removed");
    assert_eq!(mara.send(&path, &form).await.0, StatusCode::NOT_FOUND);
    let mut browser = house.browser();
    let (options, ceremony) = browser.asked().await;
    let (status, _, page) = browser.answers(&ceremony, &device.sign(&options)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("signs nobody in here"), "{page}");
}

#[tokio::test]
async fn ten_are_the_most() {
    let house = house().await;
    let mut mara = house.mara();
    for number in 1..=10 {
        let added = mara.add_passkey(&mut Authenticator::new(NAMED, number)).await;
        assert_eq!(added.1, "/account?done=passkey");
    }
    let refused = mara.begin_passkey("password=a+long+password").await;
    assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.2.contains("ten passkeys already"), "{}", refused.2);
}

#[tokio::test]
async fn a_second_step_is_proved_before_a_passkey_stands_for_it() {
    let house = house().await;
    let mut mara = house.mara();
    let (mut phone, codes) = mara.switch_on().await;
    assert!(mara.account().await.1.contains("Code of your app, or a recovery code"));
    let without = mara.begin_passkey("password=a+long+password").await;
    assert_eq!(without.0, StatusCode::UNPROCESSABLE_ENTITY, "the password alone adds none");
    let code = format!("password=a+long+password&code={}", phone.code());
    let (status, _, page) = mara.begin_passkey(&code).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert_eq!(mara.begin_passkey(&code).await.0, StatusCode::UNPROCESSABLE_ENTITY, "taken");
    let (options, ceremony) = asked(&page);
    let mut device = Authenticator::new(NAMED, 7);
    assert_eq!(mara.brings(&ceremony, &device.make(&options)).await.1, "/account?done=passkey");
    let recovery = format!("password=a+long+password&code={}", codes[0]);
    assert_eq!(mara.begin_passkey(&recovery).await.0, StatusCode::OK);

    let mut browser = house.browser();
    let (options, ceremony) = browser.asked().await;
    let (status, leads, _) = browser.answers(&ceremony, &device.sign(&options)).await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, "/account"), "one step is enough");
    let (_, page) = mara.open(paths::AUDIT).await;
    assert!(page.contains("Began to add a passkey"), "{page}");
}

#[tokio::test]
async fn where_the_address_has_no_name_there_are_none() {
    let without = house_at(apps(), None, ORIGIN).await;
    let mut mara = without.mara();
    let (_, page) = mara.account().await;
    assert!(!page.contains("passkeys-title"), "{page}");
    let browser = without.browser();
    assert!(!browser.open(paths::LOGIN).await.1.contains(paths::PASSKEY_SIGN_IN));
    assert_eq!(browser.open("/login/passkey").await.0, StatusCode::NOT_FOUND);
    let begun = mara.begin_passkey("password=a+long+password").await;
    assert_eq!(begun.0, StatusCode::NOT_FOUND);
    let mut browser = without.browser();
    assert_eq!(browser.answers("guessed", "{}").await.0, StatusCode::NOT_FOUND);
}
