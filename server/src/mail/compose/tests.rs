use domain::{account::Role, language::Language, network::Network, time::Timestamp};

use super::*;

const UNTIL: Timestamp = Timestamp::from_seconds(1_796_000_000);

fn letter(message: Message) -> Letter {
    Letter {
        to: "ada@client.test".into(),
        message,
        language: Language::English,
        secret: Some(Token::new("s3cret".into())),
        at: UNTIL,
    }
}

fn asked(profile: Option<&str>) -> Asked {
    Asked {
        workspace: "Havel & Weber".into(),
        by: "Mara".into(),
        network: Network::Facebook,
        profile: profile.map(str::to_owned),
        note: "The bakery\nwaits.".into(),
        until: UNTIL,
        language: Language::English,
    }
}

#[test]
fn every_letter_has_its_link_on_a_line_of_its_own_and_says_until_when_it_works() {
    let invitation = Message::Invitation {
        workspace: "Havel & Weber".into(),
        by: "Mara".into(),
        role: Role::Regular,
        until: UNTIL,
        language: Language::English,
    };
    for (message, link) in [
        (invitation, "https://relink.test/invitation/s3cret"),
        (Message::NewPassword { until: UNTIL }, "https://relink.test/login/reset/s3cret"),
        (Message::Link(asked(Some("Ada"))), "https://relink.test/link/s3cret"),
        (Message::Reminder(asked(None)), "https://relink.test/link/s3cret"),
    ] {
        let composed = compose(&letter(message), "https://relink.test");
        assert!(composed.text.lines().any(|line| line == link), "{}", composed.text);
        assert!(composed.text.contains("2026"), "{}", composed.text);
        assert!(!composed.subject.contains("s3cret"), "subjects are shown on locked phones");
    }
}

#[test]
fn whoever_signs_in_otherwise_is_told_from_where_and_what_to_do_if_it_was_not_they() {
    let changes = [
        (SignInChange::Password, "Your password was changed"),
        (SignInChange::SecondFactorOn, "Two-factor sign-in was switched on"),
        (SignInChange::SecondFactorOff, "Two-factor sign-in was switched off"),
        (SignInChange::RecoveryCodes, "Your recovery codes were made anew"),
        (SignInChange::PasskeyAdded, "A passkey was added to your account"),
    ];
    for (change, subject) in changes {
        let message = Message::SignIn { change, from: "192.0.2.1".into() };
        let composed = compose(&letter(message), "https://relink.test");
        assert_eq!(composed.subject, subject);
        let mut lines = composed.text.lines();
        assert!(lines.any(|line| line == "https://relink.test/login/forgotten"));
        for part in [subject, "192.0.2.1", "2026"] {
            assert!(composed.text.contains(part), "{part}: {}", composed.text);
        }
    }
}

#[test]
fn a_link_says_who_asks_for_what_and_why() {
    let composed = compose(&letter(Message::Link(asked(Some("Ada")))), "https://relink.test");
    assert_eq!(composed.subject, "Reconnect Ada at Facebook");
    for part in ["Mara", "Havel & Weber", "The bakery\nwaits."] {
        assert!(composed.text.contains(part), "{part}: {}", composed.text);
    }
    let again = compose(&letter(Message::Reminder(asked(Some("Ada")))), "https://relink.test");
    assert_eq!(again.subject, "Reminder: Reconnect Ada at Facebook");
}

#[test]
fn no_name_makes_a_second_header() {
    let asked = asked(Some("Ada\r\nBcc: everybody@client.test"));
    let composed = compose(&letter(Message::Link(asked)), "https://relink.test");
    assert_eq!(composed.subject, "Reconnect Ada Bcc: everybody@client.test at Facebook");
}

#[test]
fn a_notice_names_what_is_worst_and_has_a_link_for_each() {
    use domain::{
        cause::Cause,
        cost::Cost,
        id::ProfileId,
        notice::{Fact, News, Subject},
    };
    use engine::telling::{Item, Notice};
    let item = |number: u8, name: &str, news| Item {
        fact: Fact {
            subject: Subject::Lost(ProfileId::new(UNTIL, [number; 10])),
            network: Network::Facebook,
            name: name.into(),
            count: 12,
            cause: Some(Cause::PasswordChanged),
            at: None,
        },
        news,
        since: UNTIL,
        cost: Cost::default(),
    };
    let notice = |role| {
        letter(Message::Notice(Notice {
            workspace: "Havel & Weber".into(),
            role,
            zone: Zone::utc(),
            items: vec![item(1, "Ada Novak", News::Step(1)), item(2, "Bela Kral", News::Step(1))],
            more: 3,
        }))
    };
    let told = compose(&notice(Role::MasterAccount), "https://relink.test");
    assert_eq!(told.subject, "2 profiles need you · Havel & Weber");
    let links: Vec<_> = told.text.lines().filter(|line| line.starts_with("https://")).collect();
    assert_eq!(links.len(), 4, "{}", told.text);
    assert_eq!(links[0], "https://relink.test/connect/all");
    assert!(links[1].starts_with("https://relink.test/settings/social-profiles?q=Ada%20Novak#"));
    assert_eq!(links[3], "https://relink.test/account/notices");
    assert!(told.text.contains("And 3 more."), "{}", told.text);
    let explained = "Why, and what helps: https://relink.test/help/password-changed\n";
    assert_eq!(told.text.matches(explained).count(), 2, "{}", told.text);

    let told = compose(&notice(Role::Regular), "https://relink.test");
    assert!(!told.text.contains("Ada") && !told.text.contains("/settings"), "{}", told.text);
}

#[test]
fn a_letter_is_in_the_language_of_its_reader() {
    for (language, subject) in [
        (Language::English, "Reconnect"),
        (Language::Czech, "Znovu připojit"),
        (Language::German, "neu verbinden"),
    ] {
        let letter = Letter { language, ..letter(Message::Link(asked(Some("Ada")))) };
        let composed = compose(&letter, "https://relink.test");
        assert!(composed.subject.contains(subject), "{}", composed.subject);
    }
}
