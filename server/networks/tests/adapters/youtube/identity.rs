use domain::{cause::Cause, profile::Identity, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Tested};

use super::{ANALYTICS, COMMENTS, MINE, NOBODY, READ, SIGN_UP, UPLOAD, ada, youtube};
use crate::recorder::{Reply, Seen, json, refusal, token};

fn who(request: &Seen) -> Reply {
    match request.path.as_str() {
        "/youtube/v1/userinfo" => json(r#"{"sub":"117","email":"ada@example.org"}"#),
        _ => json(MINE),
    }
}

#[tokio::test]
async fn the_channel_is_the_identity_and_the_google_account_its_login() {
    let network = youtube(who).await;
    let identity = network.adapter().identify(&token("ya29.1")).await.unwrap();
    let mut lines: Vec<_> = network.seen().iter().map(Seen::line).collect();
    lines.sort();
    assert_eq!(lines, ["GET /youtube/v1/userinfo", "GET /youtube/youtube/v3/channels"]);
    for request in network.seen() {
        assert_eq!(request.authorization(), "Bearer ya29.1");
        if request.path.ends_with("channels") {
            assert_eq!(request.query["part"], "id,snippet");
            assert_eq!(request.query["mine"], "true");
        }
    }
    let expected = Identity {
        handle: Some("adabakes".into()),
        avatar: Some("https://pictures.example/ada.jpg".into()),
        ..ada()
    };
    assert_eq!(identity, expected);
}

#[tokio::test]
async fn without_the_address_it_is_the_same_channel() {
    let network = youtube(|seen| match seen.path.as_str() {
        "/youtube/v1/userinfo" => Reply::Html(502),
        _ => json(MINE),
    })
    .await;
    let identity = network.adapter().identify(&token("ya29.1")).await.unwrap();
    assert_eq!((identity.subject.as_str(), identity.login), ("UCada", None));
}

#[tokio::test]
async fn a_login_without_a_channel_is_told_as_that() {
    let sign_up = Verdict::Dead(Cause::Unrecognised { code: "youtubeSignupRequired".into() });
    for (reply, expected) in [
        (json(NOBODY), sign_up.clone()),
        (refusal(401, SIGN_UP), sign_up),
        // Garbage is nobody's word.
        (json("{}"), Verdict::Unavailable),
        (Reply::Html(200), Verdict::Unavailable),
    ] {
        let network = youtube(move |_| reply.clone()).await;
        assert_eq!(network.adapter().identify(&token("ya29.1")).await, Err(expected));
    }
}

#[tokio::test]
async fn another_channel_than_the_one_that_was_chosen_is_not_granted() {
    let network = youtube(|_| json(MINE)).await;
    let known = ["UCada".to_owned(), "UCbob".to_owned()];
    let covered = network.adapter().channels(&token("ya29.1"), &known).await.unwrap();
    assert_eq!(covered.channels.len(), 1);
    assert_eq!(covered.channels[0].remote_id, "UCada");
    assert_eq!(covered.missing, [("UCbob".to_owned(), Verdict::Dead(Cause::NotGranted))]);
}

async fn tested(reply: Reply, scopes: &[&str]) -> Tested {
    let network = youtube(move |_| reply.clone()).await;
    let scopes: Vec<_> = scopes.iter().map(ToString::to_string).collect();
    let access = token("ya29.1");
    let channel = ChannelAccess { remote_id: "UCada", token: &access, scopes: &scopes };
    network.adapter().test(&channel).await
}

#[tokio::test]
async fn each_ability_has_the_permission_that_may_be_unticked() {
    let lost =
        |scope: &str| Verdict::Dead(Cause::PermissionLost { missing: vec![scope.to_owned()] });
    let all = tested(json(MINE), &[READ, UPLOAD, COMMENTS, ANALYTICS]).await;
    assert_eq!(all, Tested::all(&Verdict::Alive));
    let some = tested(json(MINE), &[READ, COMMENTS]).await;
    assert_eq!(some.publish, lost(UPLOAD));
    assert_eq!(some.comments, Verdict::Alive);
    assert_eq!(some.statistics, lost(ANALYTICS));
}

#[tokio::test]
async fn a_channel_that_the_login_no_longer_leads_to_is_a_lost_role() {
    let scopes = [READ, UPLOAD, COMMENTS, ANALYTICS];
    for reply in [json(NOBODY), refusal(401, SIGN_UP), json(&MINE.replace("UCada", "UCbob"))] {
        let tested = tested(reply, &scopes).await;
        assert_eq!(tested.publish, Verdict::Dead(Cause::RoleLost));
    }
    assert_eq!(tested(Reply::Html(200), &scopes).await.publish, Verdict::Unavailable);
}
