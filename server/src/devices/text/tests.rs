use domain::{
    account::Role,
    cause::Cause,
    cost::Cost,
    id::{ProfileId, PushId, WorkspaceId},
    language::Language,
    network::Network,
    notice::Fact,
    zone::Zone,
};
use engine::{ports::pusher::Subscription, vault::Token};
use serde_json::Value;

use super::*;

const AT: Timestamp = Timestamp::from_seconds(1_795_813_200);
const ORIGIN: &str = "https://relink.test";

fn item(number: u8, name: &str, news: News) -> Item {
    let fact = Fact {
        subject: Subject::Lost(ProfileId::new(AT, [number; 10])),
        network: Network::Facebook,
        name: name.into(),
        count: 12,
        cause: Some(Cause::PasswordChanged),
        at: None,
    };
    Item { fact, news, since: AT, cost: Cost::default() }
}

fn notice(role: Role, items: Vec<Item>) -> PushMessage {
    let workspace = "Agency".into();
    PushMessage::News(Notice { workspace, role, zone: Zone::utc(), items, more: 0 })
}

fn said(message: &PushMessage) -> (Payload, Value) {
    let token = || Token::new(String::new());
    let to = Subscription { endpoint: token(), p256dh: token(), auth: token() };
    let push = Push {
        id: PushId::new(AT, [1; 10]),
        workspace: WorkspaceId::new(AT, [2; 10]),
        to: &to,
        language: Language::English,
        message,
        posted_at: AT,
        now: AT,
    };
    let payload = payload(&push, ORIGIN);
    let json = serde_json::from_str(&payload.json).unwrap();
    (payload, json)
}

#[test]
fn one_profile_is_told_with_its_refresh_two_taps_away() {
    let (first, said_first) =
        said(&notice(Role::MasterAccount, vec![item(1, "Ada Novak", News::Step(1))]));
    assert_eq!(said_first["title"], "12 channels of Ada Novak are disconnected");
    assert_eq!(said_first["body"], "The password at Facebook was changed.\nAgency");
    let url = said_first["url"].as_str().unwrap();
    assert!(url.starts_with("https://relink.test/settings/social-profiles?q=Ada"), "{url}");
    assert_eq!(first.urgency, Urgency::High);
    // That it works again takes the place of that it does not; of another profile it does not.
    let (over, _) = said(&notice(Role::MasterAccount, vec![item(1, "Ada Novak", News::Over)]));
    let (other, _) = said(&notice(Role::MasterAccount, vec![item(2, "Ada Novak", News::Step(1))]));
    assert_eq!((over.topic.clone(), over.urgency), (first.topic.clone(), Urgency::Normal));
    assert_ne!(other.topic, first.topic);
    let letters = first.topic.unwrap();
    assert!(letters.len() == 32 && said_first["tag"] == letters.as_str(), "{letters}");
}

#[test]
fn several_are_one_message_that_leads_to_all_of_them_and_replaces_none() {
    let items = (1..=5).map(|number| item(number, "Ada Novak", News::Step(1))).collect();
    let (payload, said) = said(&notice(Role::MasterAccount, items));
    assert_eq!(said["title"], "5 profiles need you");
    assert_eq!(said["url"], "https://relink.test/connect/all");
    let lines: Vec<_> = said["body"].as_str().unwrap().lines().collect();
    assert_eq!(lines.len(), LISTED + 2, "{lines:?}");
    assert_eq!(lines[LISTED..], ["And 2 more.", "Agency"]);
    assert_eq!((payload.topic, &said["tag"]), (None, &Value::Null));
}

#[test]
fn whoever_sees_no_profiles_reads_no_name() {
    let (payload, said) = said(&notice(Role::Regular, vec![item(1, "Ada Novak", News::Step(1))]));
    assert_eq!(said["title"], "Not reached: 12 channels");
    assert!(!payload.json.contains("Ada"), "{}", payload.json);
    assert_eq!(said["url"], "https://relink.test/scheduler");
}

#[test]
fn the_longest_names_fit() {
    for letter in ["a", "ж", "🌭", "\"", "\u{7}"] {
        let name = letter.repeat(1_000);
        let items = vec![item(1, &name, News::Step(1))];
        let PushMessage::News(told) = notice(Role::MasterAccount, items) else { return };
        let told = PushMessage::News(Notice { workspace: name.clone(), ..told });
        let (payload, said) = said(&told);
        assert!(payload.json.len() <= LONGEST, "{letter}: {}", payload.json.len());
        assert!(said["url"].as_str().unwrap().starts_with(ORIGIN));
    }
}
