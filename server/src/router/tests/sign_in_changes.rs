//! Whoever signs in otherwise from now on hears of it by letter.

use engine::telling::{Message, SignInChange};

use super::{bag::Bag, two_factor::recovery_codes, *};
use crate::relying_party::tests::Authenticator;

#[tokio::test]
async fn whoever_signs_in_otherwise_from_now_on_is_told_of_each_change_and_of_no_attempt() {
    let bag = Arc::new(Bag::default());
    let house = house_among(networks::config::Config::default(), Some(bag.clone())).await;
    let mut mara = house.mara();
    let form = |password: &str, code: &str| format!("password={password}&code={code}");

    mara.add_passkey(&mut Authenticator::new(NAMED, 7)).await;
    assert_eq!(told(&bag, &house).await, [SignInChange::PasskeyAdded]);
    let (mut phone, _) = mara.switch_on().await;
    assert_eq!(told(&bag, &house).await, [SignInChange::SecondFactorOn]);

    for path in [paths::ACCOUNT_SECOND_OFF, paths::ACCOUNT_SECOND_CODES] {
        mara.account_form(path, &form("guessed", "000000")).await;
    }
    assert_eq!(told(&bag, &house).await, []);

    let right = form("a+long+password", &phone.code());
    let (_, _, page) = mara.account_form(paths::ACCOUNT_SECOND_CODES, &right).await;
    assert_eq!(told(&bag, &house).await, [SignInChange::RecoveryCodes]);
    let right = form("a+long+password", &recovery_codes(&page)[0]);
    mara.account_form(paths::ACCOUNT_SECOND_OFF, &right).await;
    assert_eq!(told(&bag, &house).await, [SignInChange::SecondFactorOff]);
}

/// What Mara, and nobody else, is told.
async fn told(bag: &Bag, house: &House) -> Vec<SignInChange> {
    let letters = bag.delivered(house).await;
    let changes = letters.into_iter().map(|letter| match letter.message {
        Message::SignIn { change, .. } if letter.to == "mara@relink.test" => change,
        other => panic!("{}: {other:?}", letter.to),
    });
    changes.collect()
}
