//! Reading back. Nobody may read comments, or say anything to them.

use engine::ports::networks::{Moderation, Published, ReadBack};

use super::pinterest;
use crate::{
    hand::{Hand, SINCE, there, unsupported},
    recorder::json,
};

#[tokio::test]
async fn a_lost_pin_is_found_by_its_words_and_its_link() {
    let list = r#"{"items":[
        {"id":"11","created_at":"2026-11-23T09:31:00","description":"Bread","link":"https://other.example"},
        {"id":"12","created_at":"2026-11-23T09:32:00","description":"Bread","link":"https://ada.example/"},
        {"id":"13","created_at":"2026-11-23T09:00:00","description":"Bread","link":"https://ada.example/"}],"bookmark":null}"#;
    let ada = Hand::new(pinterest(move |_| json(list)).await, "1234567890");
    let found = ada.read_back("Bread", Some("https://ada.example")).await;
    assert_eq!(found, Ok(there("12", Some("https://www.pinterest.com/pin/12/"))));
    assert_eq!(ada.network.only().line(), "GET /pinterest/v5/pins");
    assert_eq!(ada.read_back("Bread", None).await, Ok(ReadBack::CannotTell), "two could be it");
    assert_eq!(ada.read_back("Cake", None).await, Ok(ReadBack::CannotTell));
}

#[tokio::test]
async fn nothing_can_be_said_to_comments() {
    let ada = Hand::new(pinterest(|_| json("{}")).await, "1234567890");
    assert_eq!(ada.network.adapter().ways().moderation, Moderation::default());
    assert_eq!(ada.reply("1", "2", "Thanks").await, Published::Refused(unsupported()));
    assert_eq!(ada.hide("2", true).await, Err(unsupported()));
    assert_eq!(ada.like("2", true).await, Err(unsupported()));
    assert_eq!(ada.comments(SINCE).await, Ok(Vec::new()));
    assert!(ada.network.seen().is_empty());
}
