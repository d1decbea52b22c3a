//! People come and go, through the pages that are theirs.

use super::*;

/// Somebody's browser.
pub(super) struct Browser<'a> {
    pub(super) house: &'a House,
    pub(super) cookie: String,
}

impl Browser<'_> {
    pub(super) async fn open(&self, path: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        let answer = self.house.ask(request.body(Body::empty()).unwrap()).await;
        (answer.status(), text(answer).await)
    }

    /// Sends a form, and keeps the cookies that come back. Status, where it leads, and the page.
    pub(super) async fn send(&mut self, path: &str, form: &str) -> (StatusCode, String, String) {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.to_owned().into());
        let answer = self.house.ask(request.unwrap()).await;
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap().split(';').next().unwrap());
        }
        let leads =
            answer.headers().get(header::LOCATION).map(|it| it.to_str().unwrap().to_owned());
        (answer.status(), leads.unwrap_or_default(), text(answer).await)
    }

    fn keep(&mut self, cookie: &str) {
        let (name, value) = cookie.split_once('=').unwrap();
        let others = self.cookie.split("; ").filter(|it| it.split('=').next() != Some(name));
        let kept = others.chain((!value.is_empty()).then_some(cookie));
        self.cookie = kept.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("; ");
    }

    /// What the account page's forms call the workspace.
    pub(super) async fn workspace(&self) -> String {
        let (status, page) = self.open(paths::ACCOUNT).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        between(&page, "name=\"workspace\" value=\"", "\"")
    }
}

pub(super) fn between(page: &str, before: &str, after: &str) -> String {
    let (_, rest) = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}"));
    rest.split(after).next().unwrap().to_owned()
}

impl House {
    pub(super) fn browser(&self) -> Browser<'_> {
        Browser { house: self, cookie: String::new() }
    }

    pub(super) fn mara(&self) -> Browser<'_> {
        Browser { house: self, cookie: self.cookie.clone() }
    }

    /// The path of a link that a Master Account makes for `email`.
    pub(super) async fn link_for(&self, email: &str, role: &str) -> String {
        let form = format!("workspace={}&email={email}&role={role}", self.workspace);
        let (status, _, page) = self.mara().send(paths::INVITATIONS, &form).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        between(&page, &format!("{ORIGIN}/invitation/"), "<")
    }

    /// Somebody who joins by such a link.
    pub(super) async fn join(&self, name: &str, email: &str, role: &str) -> Browser<'_> {
        let path = paths::join(&self.link_for(email, role).await);
        let mut browser = self.browser();
        let form = format!("name={name}&password=a+long+password");
        let (status, _, page) = browser.send(&path, &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        browser
    }
}

const FORM: &str = "name=Uma&password=a+long+password";

#[tokio::test]
async fn whoever_is_invited_joins_once() {
    let house = house().await;
    let path = paths::join(&house.link_for("uma@relink.test", "regular").await);
    let mut uma = house.browser();
    let (status, page) = uma.open(&path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Havel &amp; Weber") && page.contains("Mara"), "{page}");
    let (status, _, page) = uma.send(&path, "name=Uma&password=short").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("at least ten characters"), "{page}");
    let (status, leads, _) = uma.send(&path, FORM).await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, paths::SCHEDULER));
    assert_eq!(uma.open(paths::TEAM).await.0, StatusCode::FORBIDDEN);

    // Used, guessed and taken back look the same.
    let (_, used) = house.browser().open(&path).await;
    let (_, guessed) = house.browser().open("/invitation/guessed").await;
    let taken_back = paths::join(&house.link_for("zoe@relink.test", "regular").await);
    house.link_for("zoe@relink.test", "regular").await;
    let (_, taken_back) = house.browser().open(&taken_back).await;
    for page in [used, guessed, taken_back] {
        assert!(page.contains("This link opens nothing"), "{page}");
        assert!(!page.contains("Havel") && !page.contains("relink.test"), "{page}");
    }
    let (_, page) = house.mara().open(paths::TEAM).await;
    assert!(page.contains("uma@relink.test") && page.contains("joined"), "{page}");
}

#[tokio::test]
async fn one_person_works_in_several_workspaces() {
    let house = house().await;
    let account = FirstAccount {
        workspace: "Second".into(),
        name: "Ida".into(),
        email: "ida@relink.test".into(),
        password: Token::new("another long password".into()),
    };
    let engine = &house.state.engine;
    engine.create_account(account, None, Role::MasterAccount, false).await.unwrap().unwrap();
    let path = paths::join(&house.link_for("ida@relink.test", "regular").await);
    let mut ida = house.browser();
    let (_, page) = ida.open(&path).await;
    assert!(page.contains("has an account"), "{page}");
    let wrong = ida.send(&path, "password=a+long+password").await;
    assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, leads, _) = ida.send(&path, "password=another+long+password").await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, paths::SCHEDULER));
    let first = ida.workspace().await;
    assert_eq!(first, house.workspace);
    assert_eq!(ida.open(paths::TEAM).await.0, StatusCode::FORBIDDEN);

    let (_, page) = ida.open(paths::ACCOUNT).await;
    let second = between(&page, "name=\"to\" value=\"", "\"");
    let switch = format!("workspace={first}&to={second}");
    assert_eq!(ida.send(paths::ACCOUNT_WORKSPACE, &switch).await.0, StatusCode::SEE_OTHER);
    assert_eq!(ida.workspace().await, second);
    let (status, page) = ida.open(paths::TEAM).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!page.contains("Mara"), "{page}");
    // A page from before asks for the other workspace.
    assert_eq!(
        ida.send(paths::ACCOUNT_NAME, &format!("workspace={first}&name=I")).await.0,
        StatusCode::CONFLICT
    );
    // Nobody switches to where they do not belong.
    let mut mara = house.mara();
    let elsewhere = format!("workspace={first}&to={second}");
    assert_eq!(mara.send(paths::ACCOUNT_WORKSPACE, &elsewhere).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_workspace_is_handed_over_and_never_left_alone() {
    let house = house().await;
    let mut mara = house.mara();
    let me = house.state.engine.master_accounts(&house.viewer().await).await.unwrap();
    assert_eq!(me.len(), 1);
    let person = house.viewer().await.person;
    let regular = format!("workspace={}&person={person}&role=regular", house.workspace);
    let (status, _, page) = mara.send(paths::TEAM_ROLES, &regular).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("without a Master Account"), "{page}");
    let own = format!("workspace={}", house.workspace);
    for path in [paths::leaving_remove(person), paths::ACCOUNT_LEAVE.to_owned()] {
        assert_eq!(mara.send(&path, &own).await.0, StatusCode::CONFLICT, "{path}");
    }
    let mut uma = house.join("Uma", "uma@relink.test", "master").await;
    assert_eq!(uma.open(paths::TEAM).await.0, StatusCode::OK);
    let (status, leads, _) = mara.send(paths::TEAM_ROLES, &regular).await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, paths::HOME));
    assert_eq!(mara.open(paths::TEAM).await.0, StatusCode::FORBIDDEN);
    let (status, page) = uma.open(&paths::leaving(person)).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let removed = uma.send(&paths::leaving_remove(person), &own).await;
    assert_eq!(removed.0, StatusCode::SEE_OTHER);
    assert_eq!(mara.open(paths::ACCOUNT).await.0, StatusCode::SEE_OTHER, "signed out");
    assert_eq!(uma.open(&paths::leaving(person)).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let house = house().await;
    let mut mara = house.mara();
    let elsewhere = house.signed_in("a long password").await;
    let (_, page) = mara.open(paths::ACCOUNT).await;
    assert_eq!(page.matches("<strong>Another program").count(), 2, "{page}");
    let form = |old: &str| format!("workspace={}&old={old}&new=a+better+password", house.workspace);
    let wrong = mara.send(paths::ACCOUNT_PASSWORD, &form("guessed")).await;
    assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
    let changed = mara.send(paths::ACCOUNT_PASSWORD, &form("a+long+password")).await;
    assert_eq!(changed.0, StatusCode::SEE_OTHER);
    assert_eq!(elsewhere.open(paths::ACCOUNT).await.0, StatusCode::SEE_OTHER);

    // One other session is ended by name, and then all of them.
    let elsewhere = house.signed_in("a better password").await;
    let (_, page) = mara.open(paths::ACCOUNT).await;
    let handle = between(&page, "name=\"which\" value=\"", "\"");
    let end = |which: &str| format!("workspace={}&which={which}", house.workspace);
    let unknown = mara.send(paths::ACCOUNT_SESSIONS, &end("00")).await;
    assert_eq!(unknown.0, StatusCode::NOT_FOUND);
    assert_eq!(mara.send(paths::ACCOUNT_SESSIONS, &end(&handle)).await.0, StatusCode::SEE_OTHER);
    assert_eq!(elsewhere.open(paths::ACCOUNT).await.0, StatusCode::SEE_OTHER);
    let before = house.mara();
    assert_eq!(before.open(paths::ACCOUNT).await.0, StatusCode::OK);
    assert_eq!(mara.send(paths::ACCOUNT_SESSIONS, &end("all")).await.0, StatusCode::SEE_OTHER);
    assert_eq!(before.open(paths::ACCOUNT).await.0, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_forgotten_password_is_chosen_anew_once() {
    let house = house().await;
    let engine = &house.state.engine;
    assert!(engine.begin_reset("nobody@relink.test", HERE).await.unwrap().is_none());
    let secret = engine.begin_reset("Mara@relink.test", HERE).await.unwrap().unwrap();
    let path = paths::reset(secret.expose());
    let mut browser = house.browser();
    let (_, page) = browser.open(&path).await;
    assert!(page.contains("mara@relink.test"), "{page}");
    let short = browser.send(&path, "password=short").await;
    assert_eq!(short.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, leads, _) = browser.send(&path, "password=a+better+password").await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, "/login?done=reset"));
    assert_eq!(house.mara().open(paths::ACCOUNT).await.0, StatusCode::SEE_OTHER, "it ended");
    let (_, page) = browser.open(&path).await;
    assert!(page.contains("This link opens nothing") && !page.contains("mara@"), "{page}");
    house.signed_in("a better password").await;
}

impl House {
    async fn viewer(&self) -> domain::account::Viewer {
        let secret = self.cookie.split_once('=').unwrap().1.to_owned();
        self.state.engine.viewer(&Token::new(secret)).await.unwrap().unwrap()
    }

    /// Another browser of Mara's.
    async fn signed_in(&self, password: &str) -> Browser<'_> {
        let password = Token::new(password.into());
        let signed_in = self.state.engine.sign_in("mara@relink.test", password, HERE).await;
        let SignIn::Opened(opened) = signed_in.unwrap() else { panic!("not signed in") };
        let cookie = self.state.cookies.set_session(&opened.secret);
        Browser { house: self, cookie: cookie.split(';').next().unwrap().to_owned() }
    }
}

#[tokio::test]
async fn everybody_chooses_what_they_are_told_in_the_workspace_of_the_page() {
    let house = house().await;
    let mut ulla = house.join("Ulla", "ulla@agency.test", "regular").await;
    let (status, page) = ulla.open(paths::NOTICES).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(!page.contains("outage.mail"), "none of a regular account's business");
    let form =
        format!("workspace={}&held.mail=on&outage.mail=on&from=22:00&until=07:00", house.workspace);
    let (status, leads, _) = ulla.send(paths::NOTICES, &form).await;
    assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, "/account/notices?done=saved"));
    let (_, page) = ulla.open(paths::NOTICES).await;
    assert!(page.contains("value=\"22:00\""), "{page}");

    let (_, leads, _) = ulla.send(paths::NOTICES, &format!("{form}&zone=Nowhere")).await;
    assert_eq!(leads, "/account/notices?done=wrong");
    let (status, _, _) = ulla.send(paths::NOTICES, "held.mail=on").await;
    assert_eq!(status, StatusCode::CONFLICT, "of no workspace");
    let (status, leads, _) = house.browser().send(paths::NOTICES, &form).await;
    assert_eq!((status, leads.starts_with("/login")), (StatusCode::SEE_OTHER, true));
    let mara = house.mara().open(paths::NOTICES).await.1;
    assert!(mara.contains("outage.mail") && !mara.contains("value=\"22:00\""), "{mara}");
}
