//! Webhooks are told what people are told: signed, sent again until they are taken, and never to an address inside.

use std::collections::BTreeSet;

use domain::{
    hook::{CallAnswer, HookKind, wait_after},
    notice::Topic,
    time::Span,
};
use engine::{
    Error,
    ports::store::hooks::DeliveryShown,
    telling::{AddRefused, HookDraft},
    vault::Token,
};
use serde_json::Value;

use crate::house::{House, house};

const FROM: &str = "192.0.2.1";

impl House {
    async fn hook(&self, kind: HookKind, name: &str) -> Token {
        let url = format!("{}/hooks/{name}", self.url);
        let topics = Topic::ALL.into_iter().collect();
        self.engine
            .add_hook(&self.viewer, HookDraft { kind, name, url: &url, topics }, FROM)
            .await
            .unwrap()
            .unwrap()
            .secret
    }

    /// Looks until what is new has been gathered and told.
    async fn gather(&self) {
        self.engine.tell_due().await.unwrap();
        self.pass(Span::minutes(3)).await;
        self.engine.tell_due().await.unwrap();
    }

    /// The bodies that arrived at an address.
    async fn bodies(&self, name: &str) -> Vec<Value> {
        let heard = self.control.heard().await.unwrap().into_iter();
        let here = heard.filter(|it| it.name == name);
        here.map(|it| serde_json::from_str(&it.body).unwrap()).collect()
    }

    async fn messages(&self) -> Vec<DeliveryShown> {
        self.engine.hook_log(&self.viewer).await.unwrap().deliveries
    }

    async fn lose(&self, name: &str) -> domain::id::ProfileId {
        let profile = self.link(name).await;
        self.cause(name, "change-password").await;
        self.check(profile).await;
        profile
    }
}

#[tokio::test]
async fn a_program_hears_that_a_profile_is_lost_and_that_it_is_back() {
    let house = house().await;
    house.hook(HookKind::Standard, "program").await;
    let ada = house.lose("Ada Novak").await;
    house.gather().await;
    assert_eq!(house.engine.call_due().await.unwrap(), 1);
    house.refresh(ada, "Ada Novak", None).await;
    house.gather().await;
    assert_eq!(house.engine.call_due().await.unwrap(), 1);
    let bodies = house.bodies("program").await;
    let types: Vec<_> = bodies.iter().map(|it| it["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["profile.disconnected", "profile.reconnected"]);
    assert_eq!(bodies[0]["data"]["profile"]["name"], "Ada Novak");
    assert_eq!(bodies[0]["data"]["cause"]["code"], "PasswordChanged");
    assert_eq!(bodies[0]["data"]["workspace"]["name"], "Agency");
}

#[tokio::test]
async fn a_chat_gets_one_text_for_all_that_is_new() {
    let house = house().await;
    house.hook(HookKind::Slack, "chat").await;
    for name in ["Ada Novak", "Tomas Dvorak"] {
        house.lose(name).await;
    }
    house.gather().await;
    house.engine.call_due().await.unwrap();
    let [body] = house.bodies("chat").await.try_into().unwrap();
    let text = body["text"].as_str().unwrap();
    assert!(text.contains("Ada Novak") && text.contains("Tomas Dvorak"), "{text}");
    assert!(text.contains("/settings/social-profiles"), "{text}");
}

#[tokio::test]
async fn what_is_lost_already_is_told_to_a_webhook_that_begins_to_listen() {
    let house = house().await;
    house.lose("Ada Novak").await;
    house.gather().await;
    house.hook(HookKind::Standard, "late").await;
    house.gather().await;
    house.engine.call_due().await.unwrap();
    let [body] = house.bodies("late").await.try_into().unwrap();
    assert_eq!(body["type"], "profile.disconnected");
}

#[tokio::test]
async fn a_message_that_is_not_taken_is_sent_again_under_the_same_id_and_given_up_after_two_days() {
    let house = house().await;
    house.hook(HookKind::Standard, "down").await;
    house.control.answer_hook("down", 503).await.unwrap();
    let hook = house.engine.hooks(&house.viewer).await.unwrap()[0].id;
    assert!(house.engine.try_hook(&house.viewer, hook, FROM).await.unwrap());
    let mut sent = 0;
    for attempts in 1.. {
        house.engine.call_due().await.unwrap();
        house.engine.call_due().await.unwrap();
        sent += 1;
        assert_eq!(house.control.heard().await.unwrap().len(), sent, "not before its time");
        match wait_after(attempts) {
            Some(wait) => house.pass(wait).await,
            None => break,
        }
    }
    let [message] = house.messages().await.try_into().unwrap();
    assert!(message.given_up_at.is_some() && message.due_at.is_none(), "{message:?}");
    assert_eq!(message.answer, Some(CallAnswer::Status(503)));
    let heard = house.control.heard().await.unwrap();
    let ids: BTreeSet<_> = heard.iter().map(|it| &it.headers["webhook-id"]).collect();
    let bodies: BTreeSet<_> = heard.iter().map(|it| &it.body).collect();
    let signed: BTreeSet<_> = heard.iter().map(|it| &it.headers["webhook-signature"]).collect();
    assert_eq!((ids.len(), bodies.len(), signed.len()), (1, 1, heard.len()));

    house.control.answer_hook("down", 200).await.unwrap();
    assert!(house.engine.replay_delivery(&house.viewer, message.id, FROM).await.unwrap());
    assert_eq!(house.engine.call_due().await.unwrap(), 1);
    let last = house.control.heard().await.unwrap().pop().unwrap();
    assert_eq!(last.headers["webhook-id"], message.id.to_string());
}

#[tokio::test]
async fn a_webhook_that_is_gone_is_told_nothing_more_until_it_is_switched_on() {
    let house = house().await;
    house.hook(HookKind::Standard, "gone").await;
    house.control.answer_hook("gone", 410).await.unwrap();
    for name in ["Ada Novak", "Tomas Dvorak"] {
        house.lose(name).await;
    }
    house.gather().await;
    house.engine.call_due().await.unwrap();
    assert_eq!(house.bodies("gone").await.len(), 1);
    let answers: Vec<_> = house.messages().await.into_iter().map(|it| it.answer).collect();
    assert!(answers.contains(&Some(CallAnswer::SwitchedOff)), "{answers:?}");
    let hook = house.engine.hooks(&house.viewer).await.unwrap()[0].clone();
    assert!(hook.off_since.is_some());
    let tried = house.engine.try_hook(&house.viewer, hook.id, FROM).await;
    assert!(matches!(tried, Err(Error::NotFound)), "{tried:?}");

    house.control.answer_hook("gone", 204).await.unwrap();
    house.engine.switch_hook_on(&house.viewer, hook.id, FROM).await.unwrap();
    house.gather().await;
    assert_eq!(house.engine.call_due().await.unwrap(), 0, "both were told, as far as it goes");
    assert!(house.engine.try_hook(&house.viewer, hook.id, FROM).await.unwrap());
    assert_eq!(house.engine.call_due().await.unwrap(), 1);
}

#[tokio::test]
async fn a_dead_webhook_holds_up_no_other() {
    let house = house().await;
    house.hook(HookKind::Standard, "dead").await;
    house.hook(HookKind::Standard, "fine").await;
    house.control.answer_hook("dead", 500).await.unwrap();
    for name in ["Ada Novak", "Tomas Dvorak"] {
        house.lose(name).await;
    }
    house.gather().await;
    assert_eq!(house.engine.call_due().await.unwrap(), 2);
    assert_eq!(house.bodies("fine").await.len(), 2);
    assert_eq!(house.bodies("dead").await.len(), 1, "it is left alone for a while");
}

#[tokio::test]
async fn addresses_inside_are_refused() {
    let house = house().await;
    let topics = || BTreeSet::from([Topic::Lost]);
    for url in ["http://127.0.0.1:1/", "https://10.1.2.3/", "https://intranet/", "nothing", ""] {
        let kind = HookKind::Standard;
        let draft = HookDraft { kind, name: "", url, topics: topics() };
        let added = house.engine.add_hook(&house.viewer, draft, FROM).await.unwrap();
        assert_eq!(added.map(drop), Err(AddRefused::Address), "{url}");
    }
    let url = format!("{}/hooks/x", house.url);
    let none = BTreeSet::new();
    let kind = HookKind::Slack;
    let draft = HookDraft { kind, name: "", url: &url, topics: none };
    let added = house.engine.add_hook(&house.viewer, draft, FROM).await.unwrap();
    assert_eq!(added.map(drop), Err(AddRefused::NothingToTell));
}

#[tokio::test]
async fn a_new_secret_signs_from_then_on_and_others_see_none_of_it() {
    let house = house().await;
    let first = house.hook(HookKind::Standard, "program").await;
    let hook = house.engine.hooks(&house.viewer).await.unwrap()[0].id;
    let second = house.engine.renew_hook_secret(&house.viewer, hook, FROM).await.unwrap();
    assert!(first.expose().starts_with("whsec_") && first.expose() != second.expose());
    let other = crate::house::master(&house.engine, "Other", "olga@other.test").await;
    assert_eq!(house.engine.hooks(&other).await.unwrap(), []);
    let tried = house.engine.try_hook(&other, hook, FROM).await;
    assert!(matches!(tried, Err(Error::NotFound)));
    let renewed = house.engine.renew_hook_secret(&other, hook, FROM).await;
    assert!(matches!(renewed, Err(Error::NotFound)));
    assert!(matches!(house.engine.remove_hook(&other, hook, FROM).await, Err(Error::NotFound)));
    house.engine.remove_hook(&house.viewer, hook, FROM).await.unwrap();
    assert_eq!(house.engine.hooks(&house.viewer).await.unwrap(), []);
}
