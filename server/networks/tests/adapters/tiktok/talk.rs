//! Reading back. Nobody may read comments, or say anything to them.

use domain::{time::Span, verdict::Verdict};
use engine::ports::networks::{Moderation, Published, ReadBack};

use super::{DEAD, tiktok};
use crate::{
    hand::{Hand, SINCE, there, unsupported},
    recorder::{json, refusal},
};

#[tokio::test]
async fn a_lost_film_is_found_among_the_last() {
    let at = |at: domain::time::Timestamp| at.millis() / 1000;
    let list = format!(
        r##"{{"data":{{"videos":[
            {{"id":"7301","create_time":{},"video_description":"Fresh bread #brno","share_url":"https://www.tiktok.com/@ada/video/7301"}},
            {{"id":"7300","create_time":{},"video_description":"Fresh bread #brno"}}],"has_more":true}},"error":{{"code":"ok"}}}}"##,
        at(SINCE.after(Span::minutes(2))),
        at(SINCE.before(Span::minutes(2))),
    );
    let ada = Hand::new(tiktok(move |_| json(&list)).await, "open-1");
    let found = ada.read_back("Fresh bread #brno", None).await;
    assert_eq!(found, Ok(there("7301", Some("https://www.tiktok.com/@ada/video/7301"))));
    assert_eq!(ada.network.only().line(), "POST /tiktok/v2/video/list/");
    // It may wait for TikTok to look at it.
    assert_eq!(ada.read_back("Cake", None).await, Ok(ReadBack::CannotTell));
}

#[tokio::test]
async fn a_dead_token_reads_nothing_back() {
    let ada = Hand::new(tiktok(|_| refusal(401, DEAD)).await, "open-1");
    assert!(matches!(ada.read_back("Bread", None).await, Err(Verdict::Dead(_))));
}

#[tokio::test]
async fn nothing_can_be_said_to_comments() {
    let ada = Hand::new(tiktok(|_| json("{}")).await, "open-1");
    assert_eq!(ada.network.adapter().ways().moderation, Moderation::default());
    assert_eq!(ada.reply("1", "2", "Thanks").await, Published::Refused(unsupported()));
    assert_eq!(ada.hide("2", true).await, Err(unsupported()));
    assert_eq!(ada.like("2", true).await, Err(unsupported()));
    assert_eq!(ada.comments(SINCE).await, Ok(Vec::new()));
    assert!(ada.network.seen().is_empty());
}
