use domain::{
    account::Role,
    cause::Cause,
    cost::Cost,
    hook::HookKind,
    id::{DeliveryId, ProfileId, WorkspaceId},
    language::Language,
    network::Network,
    time::{Span, Timestamp},
    zone::Zone,
};
use engine::{telling::Notice, vault::Token};

use super::*;

const AT: Timestamp = Timestamp::from_seconds(1_795_813_200);

fn told(fact: Fact, news: News) -> Value {
    let item = Item { fact, news, since: AT, cost: Cost::default() };
    let notice = Notice {
        workspace: "Agency".into(),
        role: Role::MasterAccount,
        zone: Zone::utc(),
        items: vec![item],
        more: 0,
    };
    let secret = Token::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into());
    let (url, message) = (Token::new(String::new()), HookMessage::News(notice));
    let mut call = Call {
        id: DeliveryId::new(AT, [1; 10]),
        workspace: WorkspaceId::new(AT, [2; 10]),
        kind: HookKind::Standard,
        url: &url,
        secret: &secret,
        message: &message,
        language: Language::English,
        posted_at: AT,
        now: AT,
    };
    let first = body(&call, "https://relink.test");
    call.now = AT.after(Span::days(1));
    assert_eq!(body(&call, "https://relink.test"), first, "the same for every attempt");
    serde_json::from_str(&first).unwrap()
}

fn fact(subject: Subject) -> Fact {
    let (network, name) = (Network::Facebook, "Ada Novak".into());
    Fact { subject, network, name, count: 12, cause: Some(Cause::PasswordChanged), at: None }
}

#[test]
fn a_lost_profile_has_its_cause_and_a_link_to_its_refresh() {
    let profile = ProfileId::new(AT, [3; 10]);
    let message = told(fact(Subject::Lost(profile)), News::Step(3));
    assert_eq!(message["type"], "profile.disconnected");
    assert_eq!(message["timestamp"], moment(AT));
    let data = &message["data"];
    assert_eq!(data["workspace"]["name"], "Agency");
    assert_eq!((&data["network"], &data["channels"]), (&json!("facebook"), &json!(12)));
    assert_eq!(data["profile"], json!({ "id": profile, "name": "Ada Novak" }));
    assert_eq!(data["cause"]["code"], "PasswordChanged");
    let help = data["help"].as_str().unwrap();
    assert!(help.starts_with("https://relink.test/help/"), "{help}");
    assert_eq!(data["reminder"], 2);
    let url = data["url"].as_str().unwrap();
    assert!(url.starts_with("https://relink.test/settings/social-profiles"), "{url}");
}

#[test]
fn what_is_over_has_no_cause_any_more() {
    let message = told(fact(Subject::Lost(ProfileId::new(AT, [3; 10]))), News::Over);
    assert_eq!(message["type"], "profile.reconnected");
    assert_eq!((&message["data"]["cause"], &message["data"]["url"]), (&Value::Null, &Value::Null));
}

#[test]
fn an_outage_is_about_a_network() {
    let outage = Fact { name: String::new(), cause: None, ..fact(Subject::Outage(Network::X)) };
    let message = told(Fact { network: Network::X, ..outage }, News::Step(1));
    assert_eq!(
        (&message["type"], &message["data"]["network"]),
        (&json!("network.outage_began"), &json!("x"))
    );
    assert_eq!(message["data"]["profile"], Value::Null);
}
