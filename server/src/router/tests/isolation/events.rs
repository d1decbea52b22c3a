//! Events: every kind there is, and who hears it.

use axum::body::BodyDataStream;
use domain::{
    event::{Change, What},
    health::{Health, Losses},
    id::ChannelId,
    standing::Standing,
};
use futures::StreamExt as _;
use rusqlite::Connection;

use super::super::*;

/// One of each kind. A kind that is not here does not compile.
fn every(profile: ProfileId, channel: ChannelId) -> Vec<What> {
    let mending = Change { before: false, after: true };
    let every = vec![
        What::Checked {
            profile,
            health: Health::Connected { until: None },
            checked_at: None,
            channels: vec![(channel, Losses::default())],
            mending,
        },
        What::Linked { profile, mending },
        What::Removed { profile, mending },
        What::Posts { channel },
        What::Comments { channel },
        What::Statistics { channel },
        What::Asked { profile },
        What::LinkUsed { profile },
        What::Channels,
        What::Standing { network: Network::Facebook, standing: Standing::Fine },
    ];
    for (at, what) in every.iter().enumerate() {
        let number = match what {
            What::Checked { .. } => 0,
            What::Linked { .. } => 1,
            What::Removed { .. } => 2,
            What::Posts { .. } => 3,
            What::Comments { .. } => 4,
            What::Statistics { .. } => 5,
            What::Asked { .. } => 6,
            What::LinkUsed { .. } => 7,
            What::Channels => 8,
            What::Standing { .. } => 9,
        };
        assert_eq!(number, at);
    }
    every
}

/// Everything the stream says until it has nothing more to say.
async fn heard(house: &House, cookie: &str, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty());
    let answer = house.ask(request.unwrap()).await;
    let status = answer.status();
    let mut frames: BodyDataStream = answer.into_body().into_data_stream();
    let mut heard = String::new();
    while status == StatusCode::OK && !heard.contains("heartbeat") {
        let frame = frames.next().await.unwrap().unwrap();
        heard += std::str::from_utf8(&frame).unwrap();
    }
    (status, heard)
}

#[tokio::test]
async fn events_are_heard_in_their_own_workspace_only() {
    let house = house().await;
    let regular = house.join("Ulla", "ulla@agency.test", "regular").await.cookie;
    let account = FirstAccount {
        workspace: "Otherside".into(),
        name: "Eve".into(),
        email: "eve@otherside.test".into(),
        password: Token::new("a long password".into()),
    };
    let engine = &house.state.engine;
    let made = engine.create_account(account, None, Role::MasterAccount, false).await;
    let (theirs, _) = made.unwrap().unwrap();
    let stranger = house.enter("eve@otherside.test", "a long password").await.cookie;

    let now = house.state.clock.now();
    let (profile, channel) = (ProfileId::new(now, [1; 10]), ChannelId::new(now, [2; 10]));
    let every = every(profile, channel);
    let database = Connection::open(house.database()).unwrap();
    for what in &every {
        let what = serde_json::to_string(what).unwrap();
        let raise = "UPDATE workspaces SET last_event = last_event + 1 WHERE id = ?1";
        database.execute(raise, [&house.workspace]).unwrap();
        let write = "INSERT INTO events (workspace, id, at, what)
            SELECT id, last_event, ?2, ?3 FROM workspaces WHERE id = ?1";
        database.execute(write, (&house.workspace, now.millis(), what)).unwrap();
    }

    let path = format!("{}?after=0&workspace={}", paths::EVENTS, house.workspace);
    let (_, master) = heard(&house, &house.cookie, &path).await;
    let (_, regular) = heard(&house, &regular, &path).await;
    let said = |what: What| format!("\"what\":{}", serde_json::to_string(&what).unwrap());
    for what in every {
        let (whole, part) = (said(what.clone().for_pages()), said(what.for_regular_accounts()));
        assert!(master.contains(&whole), "{whole} in {master}");
        assert!(regular.contains(&part), "{part} in {regular}");
    }
    let profile = profile.to_string();
    assert!(master.contains(&profile));
    assert!(!regular.contains(&profile), "none of a regular account's business: {regular}");

    let own = format!("{}?after=0&workspace={theirs}", paths::EVENTS);
    for path in [&*own, "/events?after=0", "/events"] {
        let (status, heard) = heard(&house, &stranger, path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!heard.contains("event: change"), "{heard}");
        let ids = [&profile, &channel.to_string(), &house.workspace];
        assert!(ids.iter().all(|id| !heard.contains(&***id)), "{heard}");
    }
    assert_eq!(heard(&house, &stranger, &path).await.0, StatusCode::CONFLICT);
    assert_eq!(heard(&house, "", &path).await.0, StatusCode::UNAUTHORIZED);
}
