//! Conversations with support: asked on a page, answered on another or by mail, and nobody else's.

use domain::{
    id::{ConversationId, PersonId, WorkspaceId},
    language::Language,
    support::{AN_HOUR, marker},
};
use engine::{
    ports::store::team::TeamChange,
    support::{Desk, Draft, Inbound},
};
use words::say;

use super::{
    bag::Bag,
    people::{Browser, between},
    *,
};
use crate::mail::compose;

/// A house in which Petra's workspace answers.
struct Answered {
    house: House,
    bag: Arc<Bag>,
    home: WorkspaceId,
    desk: WorkspaceId,
}

const PETRA: &str = "petra@support.test";
const BEN: &str = "ben@relink.test";

async fn answered() -> Answered {
    let bag = Arc::new(Bag::default());
    let mut house = house_among(networks::config::Config::default(), Some(bag.clone())).await;
    let home: WorkspaceId = house.workspace.parse().unwrap();
    let desk = house.settle(PETRA, "Petra", None, Role::MasterAccount).await;
    house.settle(BEN, "Ben", Some(home), Role::Regular).await;
    house.state.engine = house.state.engine.clone().with_support(Desk {
        workspace: Some(desk),
        inbound: Inbound::parse("support@relink.example"),
        key: Some(Token::new("the key of this house".into())),
    });
    Answered { house, bag, home, desk }
}

impl House {
    async fn settle(
        &self,
        email: &str,
        name: &str,
        home: Option<WorkspaceId>,
        role: Role,
    ) -> WorkspaceId {
        let account = FirstAccount {
            workspace: "Relink support".into(),
            name: name.into(),
            email: email.into(),
            password: Token::new("a long password".into()),
        };
        let made = self.state.engine.create_account(account, home, role, false).await.unwrap();
        made.unwrap().0
    }

    async fn enters(&self, email: &str) -> (domain::account::Viewer, String) {
        let password = Token::new("a long password".into());
        let signed_in = self.state.engine.sign_in(email, password, HERE).await.unwrap();
        let SignIn::Opened(opened) = signed_in else { panic!("{signed_in:?}") };
        let cookie = self.state.cookies.set_session(&opened.secret);
        (opened.viewer, cookie.split(';').next().unwrap().to_owned())
    }

    async fn browser_of(&self, email: &str) -> Browser<'_> {
        let cookie = self.enters(email).await.1;
        Browser { house: self, cookie }
    }

    /// A mail server hands over a message. Status and words.
    async fn hands_over(&self, to: &str, headers: &str, body: &str) -> (StatusCode, String) {
        let mail = format!("From: somebody@client.test\r\nTo: {to}\r\n{headers}\r\n{body}");
        let answer = self.ask(post(paths::MAIL_INBOUND, mail)).await;
        (answer.status(), text(answer).await)
    }
}

impl Answered {
    /// What is delivered now: to whom, the address to answer by, and the words.
    async fn letters(&self) -> Vec<(String, String, String)> {
        let told = self.bag.delivered(&self.house).await.into_iter().map(|letter| {
            let composed = compose(&letter, ORIGIN);
            (letter.to, composed.reply_to.unwrap_or_default(), composed.text)
        });
        told.collect()
    }

    /// Somebody asks, without a page.
    async fn asks(&self, email: &str, subject: &str) -> ConversationId {
        let viewer = self.house.enters(email).await.0;
        let draft = Draft { subject, text: "Please help", diagnosis: None, form: "a" };
        self.house.state.engine.ask_support(&viewer, draft, HERE).await.unwrap().unwrap()
    }

    async fn person(&self, email: &str) -> PersonId {
        self.house.enters(email).await.0.person
    }
}

fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn field(page: &str, name: &str) -> String {
    unescaped(&between(page, &format!("name=\"{name}\" value=\""), "\""))
}

#[tokio::test]
async fn a_question_is_asked_as_it_was_shown_and_answered_on_a_page() {
    let answered = answered().await;
    let house = &answered.house;
    let mut mara = house.mara();
    let (status, page) = mara.open(paths::SUPPORT).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let (workspace, form) = (field(&page, "workspace"), field(&page, "form"));
    let (diagnosis, proof) = (field(&page, "diagnosis"), field(&page, "proof"));
    assert!(diagnosis.contains("Havel & Weber") && diagnosis.lines().count() > 4, "{diagnosis}");
    for line in diagnosis.lines() {
        assert!(unescaped(&page).contains(&format!("<p>{line}</p>")), "{line} is shown\n{page}");
    }
    let sent = |diagnosis: &str, proof: &str, subject: &str| {
        encoded(&[
            ("workspace", &workspace),
            ("form", &form),
            ("diagnosis", &diagnosis.replace('\n', "\r\n")),
            ("proof", proof),
            ("attach", "1"),
            ("subject", subject),
            ("text", "Nothing <b>works</b>\r\nsince Monday"),
        ])
    };
    // What was not shown is not sent, and what was typed stays.
    for (diagnosis, proof) in [("another one", &*proof), (&*diagnosis, "00"), (&*diagnosis, "")] {
        let (status, _, page) = mara.send(paths::SUPPORT, &sent(diagnosis, proof, "Help")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        assert!(page.contains(say!(support.wrong_diagnosis)) && page.contains("since Monday"));
    }
    let (status, _, page) = mara.send(paths::SUPPORT, &sent(&diagnosis, &proof, "  ")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(answered.letters().await.is_empty(), "nothing was sent");

    let (status, leads, _) = mara.send(paths::SUPPORT, &sent(&diagnosis, &proof, "Help")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, again, _) = mara.send(paths::SUPPORT, &sent(&diagnosis, &proof, "Help")).await;
    assert_eq!(again, leads, "sent twice, it is there once");
    let letters = answered.letters().await;
    let [(to, _, words)] = &*letters else { panic!("{letters:?}") };
    assert_eq!(to, PETRA);
    assert!(
        words.starts_with(marker(Language::English)) && words.contains("since Monday"),
        "{words}"
    );
    assert!(words.contains(&diagnosis), "{words}");

    let here = leads.split('?').next().unwrap().to_owned();
    let at_desk = here.replace(paths::SUPPORT, paths::SUPPORT_INBOX);
    assert!(words.lines().any(|line| line == format!("{ORIGIN}{at_desk}")), "{words}");
    let mut petra = house.browser_of(PETRA).await;
    let (_, inbox) = petra.open(paths::SUPPORT_INBOX).await;
    assert!(inbox.contains(&format!("href=\"{at_desk}\"")) && inbox.contains("Mara"), "{inbox}");
    let (_, page) = petra.open(&at_desk).await;
    assert!(page.contains("Nothing &lt;b&gt;works&lt;/b&gt;"), "{page}");
    assert!(unescaped(&page).contains(diagnosis.lines().last().unwrap()), "{page}");
    let (own, form) = (field(&page, "workspace"), field(&page, "form"));
    let answer = encoded(&[("workspace", &own), ("form", &form), ("text", "Try it now")]);
    for _ in 0..2 {
        let (status, _, page) = petra.send(&at_desk, &answer).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    }
    let letters = answered.letters().await;
    let [(to, _, words)] = &*letters else { panic!("{letters:?}") };
    assert_eq!(to, "mara@relink.test");
    assert!(words.contains(&format!("{ORIGIN}{here}")), "{words}");

    let (_, list) = mara.open(paths::SUPPORT).await;
    assert!(list.contains(say!(support.unread)), "{list}");
    let (_, page) = mara.open(&here).await;
    assert_eq!(page.matches("Try it now").count(), 1, "{page}");
    assert!(!page.contains("Petra"), "{page}");
    let (_, list) = mara.open(paths::SUPPORT).await;
    assert!(!list.contains(say!(support.unread)), "{list}");
    let (_, log) = mara.open(paths::AUDIT).await;
    for deed in ["support.opened", "support.answered"] {
        assert!(log.contains(words::deed(deed).unwrap()), "{deed}\n{log}");
    }

    let close = encoded(&[("workspace", &own), ("act", "close")]);
    petra.send(&at_desk, &close).await;
    let (_, page) = mara.open(&here).await;
    assert!(page.contains(say!(support.closed)), "{page}");
}

#[tokio::test]
async fn an_answer_by_mail_is_written_for_whom_its_address_was_made_and_once() {
    let answered = answered().await;
    let house = &answered.house;
    let id = answered.asks("mara@relink.test", "Help").await;
    let here = paths::conversation(id);
    let letters = answered.letters().await;
    let [(_, petras, _)] = &*letters else { panic!("{letters:?}") };
    assert!(petras.starts_with("support+") && petras.ends_with("@relink.example"), "{petras}");

    let body = format!(
        "Try it now.\r\n\r\nOn 2 Nov 2026, Relink wrote:\r\n> {}\r\n> Please help\r\n",
        marker(Language::English)
    );
    let written = (StatusCode::OK, "Written.\n".to_owned());
    let taken = (StatusCode::OK, "Taken, and not written.\n".to_owned());
    let nobody = (StatusCode::NOT_FOUND, "Nobody is reached at this address.\n".to_owned());
    let named = "Message-ID: <1@support.test>\r\n";
    // Mail systems may change the case of letters.
    assert_eq!(house.hands_over(&petras.to_uppercase(), named, &body).await, written);
    assert_eq!(house.hands_over(petras, named, &body).await, taken, "the same once more");
    let mara = house.mara();
    let (_, page) = mara.open(&here).await;
    assert_eq!(page.matches("<p>Try it now.</p>").count(), 1, "{page}");
    assert!(!page.contains("wrote:") && page.matches("Please help").count() == 1, "{page}");

    let letters = answered.letters().await;
    let [(to, maras, _)] = &*letters else { panic!("{letters:?}") };
    assert_eq!(to, "mara@relink.test");
    assert_ne!(maras, petras);
    let (sent, _) = house.hands_over(maras, "Cc: x@y.test\r\n", "It works \0\x1b now\r\n").await;
    assert_eq!(sent, StatusCode::OK);
    let (_, page) = mara.open(&here).await;
    assert!(page.contains("<p>It works  now</p>") && page.contains(say!(support.waits)), "{page}");
    assert_eq!(answered.letters().await.len(), 1, "to Petra");

    let long = "word ".repeat(4_000);
    house.hands_over(maras, "", &long).await;
    let (_, page) = mara.open(&here).await;
    assert!(page.contains(say!(support.was_cut)), "{page}");

    let before = mara.open(&here).await.1.matches("<article").count();
    for automatic in
        ["Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n", "Return-Path: <>\r\n"]
    {
        assert_eq!(house.hands_over(maras, automatic, "I am away").await, taken, "{automatic}");
    }
    let forged = maras.replacen("support+", "support+a", 1);
    let turned: String = petras
        .chars()
        .map(|it| {
            if it == 'b' {
                'c'
            } else if it == 'c' {
                'b'
            } else {
                it
            }
        })
        .collect();
    for to in [
        forged.as_str(),
        turned.as_str(),
        &maras.replace("relink.example", "elsewhere.example"),
        "support@relink.example",
        "somebody@relink.example",
        "",
    ] {
        assert_eq!(house.hands_over(to, "", "Let me in").await, nobody, "{to}");
    }
    let (status, _) = house.hands_over(maras, "", "> only\r\n> quotes\r\n").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let huge = "a".repeat(1024 * 1024);
    let (status, _) = house.hands_over(maras, "", &huge).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let after = mara.open(&here).await.1.matches("<article").count();
    assert_eq!(before, after, "nothing of that was written");
    // What is no such address is guarded as ever.
    for path in ["/mail/inbound/x", "/mail", "/support"] {
        assert_eq!(house.ask(post(path, "")).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn whoever_does_not_belong_there_any_more_writes_nothing() {
    let answered = answered().await;
    let house = &answered.house;
    let engine = &house.state.engine;
    let id = answered.asks(BEN, "Help").await;
    let petras = answered.letters().await[0].1.clone();
    let petra = house.enters(PETRA).await.0;
    let said = engine.answer_from_support(&petra, id, "Yes?", "a", HERE).await;
    assert_eq!(said.unwrap(), Ok(()));
    let bens = answered.letters().await[0].1.clone();
    let (status, _) = house.hands_over(&bens, "", "One").await;
    assert_eq!(status, StatusCode::OK);

    let mara = house.enters("mara@relink.test").await.0;
    let ben = answered.person(BEN).await;
    assert_eq!(mara.workspace, answered.home);
    let done = TeamChange::Done;
    assert_eq!(engine.remove_member(&mara, ben, HERE).await.unwrap(), done);
    let (status, _) = house.hands_over(&bens, "", "Two").await;
    assert_eq!(status, StatusCode::NOT_FOUND);

    // Another Master Account takes Petra's place.
    house.settle("ida@support.test", "Ida", Some(answered.desk), Role::MasterAccount).await;
    let ida = house.enters("ida@support.test").await.0;
    let changed = engine.change_role(&ida, petra.person, Role::Regular, HERE).await;
    assert_eq!(changed.unwrap(), done);
    let (status, _) = house.hands_over(&petras, "", "Three").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, messages) = engine.inbox_conversation(&ida, id).await.unwrap();
    let texts: Vec<_> = messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["Please help", "Yes?", "One"]);
}

#[tokio::test]
async fn a_conversation_is_seen_by_whoever_asked_and_by_support_alone() {
    let answered = answered().await;
    let house = &answered.house;
    let id = answered.asks(BEN, "A private matter").await;
    let (own, at_desk) = (paths::conversation(id), paths::inbox_conversation(id));
    let mut mara = house.mara();
    let mut petra = house.browser_of(PETRA).await;
    let mut ben = house.browser_of(BEN).await;
    for (who, paths, workspace) in [
        (&mut mara, [&*own, &*at_desk, paths::SUPPORT_INBOX].to_vec(), answered.home),
        (&mut ben, [&*at_desk, paths::SUPPORT_INBOX].to_vec(), answered.home),
        // Support sees it in the inbox, not as its own.
        (&mut petra, vec![&*own], answered.desk),
    ] {
        let form = encoded(&[("workspace", &workspace.to_string()), ("text", "Hello")]);
        for path in paths {
            let (status, page) = who.open(path).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}\n{page}");
            assert!(!page.contains("private"), "{page}");
            if path != paths::SUPPORT_INBOX {
                let (status, _, page) = who.send(path, &form).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{path}\n{page}");
            }
        }
    }
    let (status, page) = ben.open(&own).await;
    assert!(status == StatusCode::OK && page.contains("A private matter"), "{page}");
    let (_, page) = ben.open(paths::SUPPORT).await;
    assert!(page.contains(say!(support.facts.hidden)), "{page}");
    let signed_out = house.ask(get(&own)).await;
    assert_eq!(signed_out.headers()[header::LOCATION], paths::login_then(&own));
    let (status, _) = petra.open(&format!("{}?after=nonsense", paths::SUPPORT_INBOX)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_writes_too_much_is_told_and_loses_nothing() {
    let answered = answered().await;
    let mut mara = answered.house.mara();
    let id = answered.asks("mara@relink.test", "Help").await;
    let (here, workspace) = (paths::conversation(id), answered.home.to_string());
    let form = |text: &str| encoded(&[("workspace", &workspace), ("form", "a"), ("text", text)]);
    for number in 1..AN_HOUR {
        let (status, _, _) = mara.send(&here, &form(&format!("Message {number}"))).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{number}");
    }
    let (status, _, page) = mara.send(&here, &form("One too many")).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.contains(&say!(support.wrong_locked, count = AN_HOUR)), "{page}");
    assert_eq!(page.matches("One too many").count(), 1, "it stays in the form\n{page}");
    let long = "a".repeat(domain::support::LONGEST_TEXT + 1);
    let (status, _, page) = mara.send(&here, &form(&long)).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains(&long), "{status}");
}

#[tokio::test]
async fn where_nobody_answers_the_page_says_so_and_nothing_leads_there() {
    let mut house = house().await;
    let link = format!("href=\"{}\"", paths::SUPPORT);
    for is_answered in [false, true] {
        for path in [paths::HELP, "/help/expired", paths::ACCOUNT] {
            let (_, page) = house.page(path).await;
            assert_eq!(page.contains(&link), is_answered, "{path}\n{page}");
        }
        let (status, page) = house.page(paths::SUPPORT).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(page.contains(say!(support.none)), !is_answered, "{page}");
        assert_eq!(page.contains("RELINK_SUPPORT_WORKSPACE"), !is_answered, "{page}");
        let form = format!("workspace={}&subject=a&text=b", house.workspace);
        let (status, _, _) = house.mara().send(paths::SUPPORT, &form).await;
        let expected = if is_answered { StatusCode::SEE_OTHER } else { StatusCode::NOT_FOUND };
        assert_eq!(status, expected);
        // Without an address for answers none is taken.
        let (status, _) = house.hands_over("support+a@relink.example", "", "Hello").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let home = house.workspace.parse().unwrap();
        let desk = Desk { key: Some(Token::new("a key".into())), ..Desk::default() };
        house.state.engine = house.state.engine.clone().with_support(desk).answered_by(home);
    }
}
