//! A second step: set up, asked for wherever a password opens a session, proved once, given up.

use data_encoding::BASE32_NOPAD;
use sha1::Sha1;

use super::{
    people::{Browser, between},
    *,
};

/// Somebody's phone, with an app for codes. The server takes those of the two next steps; a third would come too soon.
pub(super) struct Phone {
    seed: Vec<u8>,
    step: i64,
}

impl Phone {
    fn with(key: &str) -> Self {
        let seed = BASE32_NOPAD.decode(key.replace(' ', "").as_bytes()).unwrap();
        let now = SystemClock { ahead: Span::seconds(0) };
        Self { seed, step: engine::ports::Clock::now(&now).millis() / 30_000 }
    }

    /// A code that was not taken yet.
    pub(super) fn code(&mut self) -> String {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.seed).unwrap();
        mac.update(&self.step.to_be_bytes());
        self.step += 1;
        let hash = mac.finalize().into_bytes();
        let offset = usize::from(hash[19] & 0xf);
        let chosen = u32::from_be_bytes(hash[offset..offset + 4].try_into().unwrap());
        format!("{:06}", (chosen & 0x7fff_ffff) % 1_000_000)
    }

    /// A code of no step around now.
    fn wrong(&self) -> String {
        let far = Self { seed: self.seed.clone(), step: self.step - 5 };
        let near: Vec<_> = (-2..3)
            .map(|by| Self { seed: self.seed.clone(), step: self.step + by }.code())
            .collect();
        (0..)
            .map(|by| Self { seed: far.seed.clone(), step: far.step - by }.code())
            .find(|code| !near.contains(code))
            .unwrap()
    }
}

impl Browser<'_> {
    pub(super) async fn account_form(
        &mut self,
        path: &str,
        rest: &str,
    ) -> (StatusCode, String, String) {
        let form = format!("workspace={}&{rest}", self.workspace().await);
        self.send(path, &form).await
    }

    /// Switches the second step on: the phone, and the recovery codes.
    pub(super) async fn switch_on(&mut self) -> (Phone, Vec<String>) {
        let password = "password=a+long+password";
        let (status, _, page) = self.account_form(paths::ACCOUNT_SECOND, password).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let mut phone = Phone::with(&between(&page, "<code class=\"link\">", "<"));
        let code = format!("code={}", phone.code());
        let (status, _, page) = self.account_form(paths::ACCOUNT_SECOND_CONFIRM, &code).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        (phone, recovery_codes(&page))
    }

    /// Gives an address and a password at the login page; where that leads.
    async fn sign_in(&mut self, email: &str, password: &str, next: &str) -> String {
        let (_, page) = self.open(paths::LOGIN).await;
        let action = between(&page, "action=\"", "\"");
        let form = format!("email={email}&password={}&next={next}", password.replace(' ', "+"));
        let (status, leads, page) = self.send(&action, &form).await;
        assert_eq!(status, StatusCode::FOUND, "{page}");
        leads
    }

    async fn give(&mut self, code: &str) -> (StatusCode, String, String) {
        self.send(paths::SECOND_STEP, &format!("code={code}&next=/account")).await
    }

    async fn is_signed_in(&self) -> bool {
        self.open(paths::ACCOUNT).await.0 == StatusCode::OK
    }
}

pub(super) fn recovery_codes(page: &str) -> Vec<String> {
    let list = between(page, "class=\"recovery\"", "</ul>");
    list.split("<code>").skip(1).map(|it| it.split('<').next().unwrap().to_owned()).collect()
}

const MARA: &str = "mara@relink.test";
const PASSWORD: &str = "a long password";

#[tokio::test]
async fn a_second_step_is_confirmed_before_it_counts() {
    let house = house().await;
    let mut mara = house.mara();
    let wrong = mara.account_form(paths::ACCOUNT_SECOND, "password=guessed").await;
    assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
    let early = mara.account_form(paths::ACCOUNT_SECOND_CONFIRM, "code=123456").await;
    assert_eq!(early.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.2.contains("Begin again"), "{}", early.2);

    let begun = mara.account_form(paths::ACCOUNT_SECOND, "password=a+long+password").await;
    assert_eq!(begun.0, StatusCode::OK, "{}", begun.2);
    assert!(begun.2.contains("<svg"), "{}", begun.2);
    let key = between(&begun.2, "<code class=\"link\">", "<");
    let mut elsewhere = house.browser();
    assert_eq!(elsewhere.sign_in(MARA, PASSWORD, "").await, paths::SOCIAL_PROFILES);

    let mut phone = Phone::with(&key);
    let wrong = format!("code={}", phone.wrong());
    let again = mara.account_form(paths::ACCOUNT_SECOND_CONFIRM, &wrong).await;
    assert_eq!(again.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.2.contains(&key), "the same key waits: {}", again.2);
    let code = format!("code={}", phone.code());
    let done = mara.account_form(paths::ACCOUNT_SECOND_CONFIRM, &code).await;
    assert_eq!(done.0, StatusCode::OK, "{}", done.2);
    let codes = recovery_codes(&done.2);
    assert_eq!(codes.iter().collect::<std::collections::BTreeSet<_>>().len(), 10);
    assert!(!elsewhere.is_signed_in().await, "sessions of the password alone have ended");
    let (_, page) = mara.open(paths::ACCOUNT).await;
    assert!(page.contains("10 recovery codes left") && !page.contains(&codes[0]), "{page}");
    let again = mara.account_form(paths::ACCOUNT_SECOND, "password=a+long+password").await;
    assert_eq!(again.0, StatusCode::UNPROCESSABLE_ENTITY, "it is on");
    assert_eq!(mara.open(paths::ACCOUNT_SECOND_CONFIRM).await.0, StatusCode::SEE_OTHER);
    let (_, page) = mara.open(paths::AUDIT).await;
    assert!(page.contains("Switched their second step on"), "{page}");
}

#[tokio::test]
async fn signing_in_takes_the_password_and_a_code_once() {
    let house = house().await;
    let mut mara = house.mara();
    let (mut phone, codes) = mara.switch_on().await;
    let mut browser = house.browser();
    assert_eq!(browser.open(paths::SECOND_STEP).await.0, StatusCode::SEE_OTHER, "no password yet");
    let leads = browser.sign_in(MARA, PASSWORD, "/account").await;
    assert_eq!(leads, "/login/code?next=/account");
    assert!(!browser.is_signed_in().await);
    let (status, page) = browser.open(&leads).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!page.contains("mara") && !page.contains("Mara"), "{page}");
    phone.step -= 1;
    let replayed = browser.give(&phone.code()).await;
    assert_eq!(replayed.0, StatusCode::UNPROCESSABLE_ENTITY, "it was taken at the set-up");
    let before = browser.cookie.clone();
    let (status, leads, _) = browser.give(&phone.code()).await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, "/account"));
    assert!(browser.is_signed_in().await);
    let mut thief = Browser { house: &house, cookie: before };
    let late = thief.give(&codes[9]).await;
    assert_eq!(late.1, "/login?done=over", "a sign-in is finished once");

    // A recovery code, however it is typed; once.
    let typed = codes[0].to_uppercase().replace('-', "+");
    for expected in [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY] {
        let mut browser = house.browser();
        browser.sign_in(MARA, PASSWORD, "").await;
        assert_eq!(browser.give(&typed).await.0, expected);
        assert_eq!(browser.is_signed_in().await, expected == StatusCode::SEE_OTHER);
    }
    let (_, page) = mara.open(paths::ACCOUNT).await;
    assert!(page.contains("9 recovery codes left"), "{page}");
    let (_, page) = mara.open(paths::AUDIT).await;
    for said in ["Used a recovery code", "Second step of a sign-in refused"] {
        assert!(page.contains(said), "{page}");
    }
}

#[tokio::test]
async fn a_few_wrong_codes_end_a_sign_in_and_more_of_them_lock() {
    let house = house().await;
    let (mut phone, codes) = house.mara().switch_on().await;
    let wrong = phone.wrong();
    let mut browser = house.browser();
    browser.sign_in(MARA, PASSWORD, "").await;
    for _ in 0..4 {
        assert_eq!(browser.give(&wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let before = browser.cookie.clone();
    assert_eq!(browser.give(&wrong).await.1, "/login?done=over");
    let mut same = Browser { house: &house, cookie: before };
    assert_eq!(same.give(&phone.code()).await.1, "/login?done=over", "though it is right");
    let (_, page) = same.open("/login?done=over").await;
    assert!(page.contains("Sign in again"), "{page}");
    browser.sign_in(MARA, PASSWORD, "").await;
    for _ in 0..4 {
        assert_eq!(browser.give(&wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
    browser.sign_in(MARA, PASSWORD, "").await;
    assert_eq!(browser.give(&wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let locked = browser.give(&codes[0]).await;
    assert_eq!(locked.0, StatusCode::TOO_MANY_REQUESTS, "nobody guesses on with new sign-ins");
}

#[tokio::test]
async fn neither_another_password_nor_an_invitation_leads_past_it() {
    let house = house().await;
    let (mut phone, codes) = house.mara().switch_on().await;
    let engine = &house.state.engine;
    let secret = engine.begin_reset(MARA, HERE).await.unwrap().unwrap();
    let mut browser = house.browser();
    let reset = browser.send(&paths::reset(secret.expose()), "password=a+better+password").await;
    assert_eq!(reset.1, "/login?done=reset");
    assert!(!browser.is_signed_in().await);
    let leads = browser.sign_in(MARA, "a better password", "").await;
    assert_eq!(leads, paths::SECOND_STEP);
    assert_eq!(browser.give(&phone.code()).await.0, StatusCode::SEE_OTHER);

    // Somebody else's workspace asks her to join.
    let account = FirstAccount {
        workspace: "Second".into(),
        name: "Ida".into(),
        email: "ida@relink.test".into(),
        password: Token::new("another long password".into()),
    };
    engine.create_account(account, None, Role::MasterAccount, false).await.unwrap().unwrap();
    let mut ida = house.browser();
    ida.sign_in("ida@relink.test", "another long password", "").await;
    let form = format!("email={MARA}&role=regular");
    let (_, _, page) = ida.account_form(paths::INVITATIONS, &form).await;
    let path = paths::join(&between(&page, &format!("{ORIGIN}/invitation/"), "<"));
    let mut mara = house.browser();
    let (status, leads, _) = mara.send(&path, "password=a+better+password").await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, paths::SECOND_STEP));
    assert!(!mara.is_signed_in().await);
    assert!(!ida.open(paths::TEAM).await.1.contains("Mara"), "she has not joined yet");
    let wrong = mara.give(&codes[0].replace('-', "a")).await;
    assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _, _) = mara.give(&codes[0]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(mara.workspace().await, ida.workspace().await);
    assert!(ida.open(paths::TEAM).await.1.contains("Mara"));
}

#[tokio::test]
async fn it_is_given_up_with_password_and_code_or_by_hand() {
    let house = house().await;
    let mut mara = house.mara();
    let (mut phone, codes) = mara.switch_on().await;
    let form = |password: &str, code: &str| format!("password={password}&code={code}");
    for (password, code) in [("guessed", codes[1].as_str()), ("a+long+password", "000-000")] {
        for path in [paths::ACCOUNT_SECOND_OFF, paths::ACCOUNT_SECOND_CODES] {
            let refused = mara.account_form(path, &form(password, code)).await;
            assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        }
    }
    let right = form("a+long+password", &phone.code());
    let (status, _, page) = mara.account_form(paths::ACCOUNT_SECOND_CODES, &right).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let fresh = recovery_codes(&page);
    assert!(fresh.len() == 10 && !fresh.contains(&codes[1]));
    let before = form("a+long+password", &codes[1]);
    let refused = mara.account_form(paths::ACCOUNT_SECOND_OFF, &before).await;
    assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY, "those from before open nothing");
    let right = form("a+long+password", &fresh[0]);
    let (status, leads, _) = mara.account_form(paths::ACCOUNT_SECOND_OFF, &right).await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, "/account?done=second-off"));
    let mut browser = house.browser();
    assert_eq!(browser.sign_in(MARA, PASSWORD, "").await, paths::SOCIAL_PROFILES);
    let (_, page) = mara.open(paths::AUDIT).await;
    for said in [
        "Made their recovery codes anew",
        "A code of their second step refused",
        "Switched their second step off",
    ] {
        assert!(page.contains(said), "{page}");
    }

    let engine = &house.state.engine;
    assert_eq!(engine.end_second_factor_of("nobody@relink.test").await.unwrap(), None);
    assert_eq!(engine.end_second_factor_of(MARA).await.unwrap(), Some(false));
    mara.switch_on().await;
    assert_eq!(engine.end_second_factor_of("Mara@relink.test").await.unwrap(), Some(true));
    assert_eq!(house.browser().sign_in(MARA, PASSWORD, "").await, paths::SOCIAL_PROFILES);
    let (_, page) = mara.open(paths::AUDIT).await;
    assert!(page.contains("by whoever runs the server"), "{page}");
}
