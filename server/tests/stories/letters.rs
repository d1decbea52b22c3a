//! Letters: posted with what they tell, delivered once, and waiting while nobody takes them.

use domain::{
    account::{Role, Viewer},
    language::{Language, Speech},
    link::Rhythm,
    time::Span,
};
use engine::{
    people::PasswordChanged,
    ports::mail::NotDelivered,
    reconnect::{MadeLink, NewLink, Target},
    telling::{Letter, Message, SignInChange},
    vault::Token,
};

use crate::{
    house::{House, house},
    links::{ada_is_red, come, wanted},
};

const HERE: &str = "192.0.2.1";
const CLIENT: &str = "ada@client.test";

async fn send(house: &House, target: Target, rhythm: Rhythm, lasts: Span) -> MadeLink {
    let recipient = Some(CLIENT.to_owned());
    let new = NewLink { recipient, send: true, rhythm, lasts, ..wanted(target) };
    house.engine.make_link(&house.viewer, new, HERE).await.unwrap().unwrap()
}

/// What is delivered by now.
async fn delivered(house: &House) -> Vec<Letter> {
    house.engine.deliver_due().await.unwrap();
    house.mailbag.empty()
}

#[tokio::test]
async fn a_link_goes_to_its_reader_and_reminds_them_until_it_is_used() {
    let house = house().await;
    let ada = ada_is_red(&house).await;
    let made = send(&house, Target::Profile(ada), Rhythm::Daily, Span::days(7)).await;
    assert!(made.is_sent);
    let letters = delivered(&house).await;
    let [Letter { to, message: Message::Link(asked), secret, .. }] = &*letters else {
        panic!("{letters:?}")
    };
    assert_eq!((&**to, asked.profile.as_deref()), (CLIENT, Some("Ada Novak")));
    let secret = secret.clone().unwrap();
    assert_eq!(secret.digest(), made.secret.digest());
    assert!(delivered(&house).await.is_empty(), "once");

    house.pass(Span::days(1)).await;
    let letters = delivered(&house).await;
    let [Letter { message: Message::Reminder(_), secret: Some(again), .. }] = &*letters else {
        panic!("{letters:?}")
    };
    assert_eq!(again.digest(), secret.digest(), "the same link");
    assert!(delivered(&house).await.is_empty(), "a day is not over");

    let answer = come(&house, &secret, "Ada Novak", None).await;
    house.deliver(answer).await;
    for _ in 0..7 {
        house.pass(Span::days(1)).await;
        assert!(delivered(&house).await.is_empty(), "it is used");
    }
}

#[tokio::test]
async fn reminders_end_with_their_link() {
    let house = house().await;
    let ada = ada_is_red(&house).await;
    send(&house, Target::Profile(ada), Rhythm::Daily, Span::days(30)).await;
    assert_eq!(delivered(&house).await.len(), 1);
    let mut reminders = 0;
    for _ in 0..30 {
        house.pass(Span::days(1)).await;
        reminders += delivered(&house).await.len();
    }
    assert_eq!(reminders, 5, "then another way has to be found");

    let taken_back = send(&house, Target::Profile(ada), Rhythm::Daily, Span::days(7)).await;
    assert_eq!(delivered(&house).await.len(), 1);
    house.engine.revoke_link(&house.viewer, taken_back.link.id, HERE).await.unwrap();
    house.pass(Span::days(1)).await;
    assert!(delivered(&house).await.is_empty(), "it is taken back");
}

#[tokio::test]
async fn while_the_mail_server_is_down_letters_wait_and_say_so() {
    let house = house().await;
    house.mailbag.refuse(Some(NotDelivered::Yet("451 not now".into())));
    let (engine, viewer) = (&house.engine, &house.viewer);
    let invited = engine.invite(viewer, "ben@agency.test", Role::Regular, HERE).await.unwrap();
    assert!(delivered(&house).await.is_empty());
    let waits = engine.letters(viewer).await.unwrap();
    assert_eq!(waits[0].answer.as_deref(), Some("451 not now"));
    assert!(waits[0].due_at.is_some() && waits[0].delivered_at.is_none());

    house.mailbag.refuse(None);
    assert!(delivered(&house).await.is_empty(), "its minute is not over");
    house.pass(Span::minutes(1)).await;
    let letters = delivered(&house).await;
    let [Letter { secret: Some(secret), .. }] = &*letters else { panic!("{letters:?}") };
    assert_eq!(secret.digest(), invited.unwrap().digest());
    let told = engine.letters(viewer).await.unwrap();
    assert!(told[0].delivered_at.is_some());
}

#[tokio::test]
async fn what_cannot_be_delivered_is_given_up_and_says_nothing_any_more() {
    let house = house().await;
    let (engine, viewer) = (&house.engine, &house.viewer);
    house.mailbag.refuse(Some(NotDelivered::Ever("550 nobody".into())));
    engine.send_test_letter(viewer, HERE).await.unwrap().unwrap();
    assert!(delivered(&house).await.is_empty());
    assert!(engine.letters(viewer).await.unwrap()[0].given_up_at.is_some());

    house.mailbag.refuse(Some(NotDelivered::Yet("451 not now".into())));
    engine.send_test_letter(viewer, HERE).await.unwrap().unwrap();
    for _ in 0..30 {
        engine.deliver_due().await.unwrap();
        house.pass(Span::hours(12)).await;
    }
    house.mailbag.refuse(None);
    assert!(delivered(&house).await.is_empty(), "it was given up after two days");
    let told = engine.letters(viewer).await.unwrap();
    assert!(told.iter().all(|it| it.given_up_at.is_some() && it.due_at.is_none()), "{told:?}");
}

#[tokio::test]
async fn a_forgotten_password_is_answered_to_its_address_alone() {
    let house = house().await;
    assert!(house.engine.begin_reset("nobody@agency.test", HERE).await.unwrap().is_none());
    assert!(delivered(&house).await.is_empty());
    let secret = house.engine.begin_reset("Mara@Agency.test", HERE).await.unwrap().unwrap();
    let letters = delivered(&house).await;
    let [Letter { to, message: Message::NewPassword { .. }, secret: Some(sent), .. }] = &*letters
    else {
        panic!("{letters:?}")
    };
    assert_eq!((&**to, sent.digest()), ("mara@agency.test", secret.digest()));
    // It concerns a person, not a workspace: nobody else sees that they asked.
    assert!(house.engine.letters(&house.viewer).await.unwrap().is_empty());
}

#[tokio::test]
async fn whoever_signs_in_by_another_password_from_now_on_is_told() {
    let house = house().await;
    let (engine, viewer) = (&house.engine, &house.viewer);
    let word = |word: &str| Token::new(word.into());
    let session = word("no session of anybody");
    let wrong = engine.change_password(
        viewer,
        &session,
        word("not the password"),
        word("1234567890"),
        HERE,
    );
    assert_eq!(wrong.await.unwrap(), PasswordChanged::Wrong);
    assert!(delivered(&house).await.is_empty(), "nothing has changed");

    let secret = engine.begin_reset(&viewer.email, HERE).await.unwrap().unwrap();
    delivered(&house).await;
    let done = engine.reset_password(&secret, word("correct horse battery"), HERE).await.unwrap();
    assert_eq!(done, Some(true));
    let again = engine.reset_password(&secret, word("another horse battery"), HERE).await.unwrap();
    assert_eq!(again, None, "the link is used");
    told_of_password(&house).await;

    let (old, new) = (word("correct horse battery"), word("a third horse battery"));
    let changed = engine.change_password(viewer, &session, old, new, HERE).await.unwrap();
    assert_eq!(changed, PasswordChanged::Done);
    told_of_password(&house).await;
}

/// The viewer, and nobody else, is told once, from where.
async fn told_of_password(house: &House) {
    let letters = delivered(house).await;
    let [Letter { to, message, secret: None, .. }] = &*letters else { panic!("{letters:?}") };
    let change = SignInChange::Password;
    assert_eq!(
        (to, message),
        (&house.viewer.email, &Message::SignIn { change, from: HERE.into() })
    );
}

#[tokio::test]
async fn letters_are_in_the_language_of_their_reader_else_of_whoever_asks_them() {
    let house = house().await;
    let engine = &house.engine;
    let ada = ada_is_red(&house).await;
    engine.choose_language(&house.viewer, Some(Language::German)).await.unwrap();
    engine.send_test_letter(&house.viewer, HERE).await.unwrap().unwrap();
    assert_eq!(delivered(&house).await[0].language, Language::German);

    // Ada has no account: she is asked in the language of her agency.
    let mara = Viewer {
        speech: Speech { chosen: Some(Language::German), asked: None },
        ..house.viewer.clone()
    };
    let new = NewLink {
        recipient: Some(CLIENT.to_owned()),
        send: true,
        rhythm: Rhythm::Daily,
        lasts: Span::days(7),
        ..wanted(Target::Profile(ada))
    };
    engine.make_link(&mara, new, HERE).await.unwrap().unwrap();
    assert_eq!(delivered(&house).await[0].language, Language::German);
    engine.choose_language(&house.viewer, Some(Language::Czech)).await.unwrap();
    house.pass(Span::days(1)).await;
    let reminder = delivered(&house).await;
    assert!(matches!(reminder[0].message, Message::Reminder(_)));
    assert_eq!(reminder[0].language, Language::Czech, "as her agency speaks by now");
    engine.invite(&mara, "ben@agency.test", Role::Regular, HERE).await.unwrap().unwrap();
    assert_eq!(delivered(&house).await[0].language, Language::German);
}
