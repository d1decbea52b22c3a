//! The YouTube Data API and the Analytics API: channels, videos, comments, numbers.

use serde_json::json;

use crate::support::Sandbox;
use crate::youtube::{WALKS, get, login, mine, post, reason, start};

async fn newest_video(sandbox: &Sandbox, access: &str) -> String {
    let path = format!("youtube/v3/playlistItems?part=contentDetails&playlistId=UU{}", &WALKS[2..]);
    let list = get(sandbox, &path, access).await.json();
    list["items"][0]["contentDetails"]["videoId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_channel_tells_what_was_asked() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    let list = mine(&sandbox, &access).await.json();
    assert_eq!(list["kind"], "youtube#channelListResponse");
    assert_eq!(list["pageInfo"], json!({ "totalResults": 1, "resultsPerPage": 5 }));
    let item = &list["items"][0];
    assert_eq!(
        (item["kind"].as_str(), item["id"].as_str()),
        (Some("youtube#channel"), Some(WALKS))
    );
    assert_eq!(item["snippet"]["customUrl"], "@praguefoodwalks");
    let subscribers = item["statistics"]["subscriberCount"].as_str().unwrap();
    assert!(subscribers.parse::<i64>().unwrap() >= 48_310, "numbers are text: {subscribers}");
    assert_eq!(item.get("contentDetails"), None, "not asked for");
    let picture = item["snippet"]["thumbnails"]["default"]["url"].as_str().unwrap();
    assert_eq!(sandbox.get(picture.strip_prefix(&sandbox.url).unwrap()).await.status, 200);
    let handle = "youtube/v3/channels?part=id&forHandle=@FjordKnittingRoom";
    let found = get(&sandbox, handle, &access).await.json();
    assert_eq!(found["items"][0]["id"], "UCa9JcKr7yE2hPw4NfQm0VxT");
    assert_eq!(found["items"][0].get("snippet"), None);
    for (query, expected) in [
        ("mine=true", "required"),
        ("part=id", "missingRequiredParameter"),
        ("part=id&mine=true&id=UC1", "incompatibleParameters"),
        ("part=id&mine=true&maxResults=51", "invalidParameter"),
        ("part=id&mine=true&pageToken=zz", "invalidPageToken"),
    ] {
        let refused = get(&sandbox, &format!("youtube/v3/channels?{query}"), &access).await;
        assert_eq!(reason(&refused), (400, expected.to_owned()), "{query}");
    }
}

#[tokio::test]
async fn a_login_without_a_channel_has_no_items() {
    let sandbox = start().await;
    let code = crate::youtube::code(&sandbox, "bruno", None, &[]).await;
    let (access, _) = crate::support::pair(&crate::youtube::redeem(&sandbox, &code).await);
    let list = mine(&sandbox, &access).await;
    assert_eq!((list.status, list.json().get("items")), (200, None));
    let mine = get(&sandbox, "youtube/v3/search?part=id&forMine=true&type=video", &access).await;
    assert_eq!(reason(&mine), (401, "youtubeSignupRequired".to_owned()));
    assert_eq!(mine.json()["error"]["errors"][0]["domain"], "youtube.header");
}

#[tokio::test]
async fn nobody_is_asked_to_log_in() {
    let sandbox = start().await;
    let path = "/youtube/youtube/v3/channels?part=id&mine=true";
    assert_eq!(reason(&sandbox.get(path).await), (401, "required".to_owned()));
    assert_eq!(reason(&mine(&sandbox, "nonsense").await), (401, "authError".to_owned()));
    let (access, refresh) = login(&sandbox, "hana", "Prague Food Walks").await;
    assert_eq!(mine(&sandbox, &refresh).await.status, 401, "a refresh token is no bearer");
    let old = sandbox.get(&format!("{path}&access_token={access}")).await;
    assert_eq!(old.status, 200, "in the address, as older clients do");
}

#[tokio::test]
async fn a_channels_videos_come_page_by_page() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    let search = "youtube/v3/search?part=snippet&forMine=true&type=video&maxResults=2";
    let first = get(&sandbox, search, &access).await.json();
    let next = first["nextPageToken"].as_str().unwrap();
    let second = get(&sandbox, &format!("{search}&pageToken={next}"), &access).await.json();
    assert_eq!(second.get("nextPageToken"), None);
    assert!(second["prevPageToken"].is_string());
    let mut ids = Vec::new();
    for list in [&first, &second] {
        let items = list["items"].as_array().unwrap().iter();
        ids.extend(items.map(|item| item["id"]["videoId"].as_str().unwrap().to_owned()));
    }
    assert_eq!((ids.len(), ids[0].len()), (3, 11));
    assert_eq!(ids[0], newest_video(&sandbox, &access).await);
    let path = format!("youtube/v3/videos?part=snippet,statistics,status&id={}", ids.join(","));
    let videos = get(&sandbox, &path, &access).await.json();
    assert_eq!(videos["pageInfo"]["totalResults"], 3);
    assert_eq!(videos["items"][0]["status"]["privacyStatus"], "public");
    assert!(videos["items"][0]["statistics"]["viewCount"].is_string());
    let unknown = get(&sandbox, "youtube/v3/videos?part=id&id=none", &access).await.json();
    assert_eq!(unknown["items"], json!([]), "here the key stays");
    let lost = get(&sandbox, "youtube/v3/playlistItems?part=id&playlistId=UUnone", &access).await;
    assert_eq!(reason(&lost), (404, "playlistNotFound".to_owned()));
}

#[tokio::test]
async fn comments_are_threads_with_pages_and_replies() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    let video = newest_video(&sandbox, &access).await;
    let all = "youtube/v3/commentThreads?part=snippet,replies";
    sandbox.control.channel("youtube", WALKS, "add-comment").await.unwrap();
    let below = get(&sandbox, &format!("{all}&videoId={video}"), &access).await.json();
    let newest = &below["items"][0];
    let top = &newest["snippet"]["topLevelComment"];
    assert_eq!(top["snippet"]["textOriginal"], "Any news?");
    assert!(top["snippet"]["authorChannelId"]["value"].as_str().unwrap().starts_with("UC"));
    let parent = newest["id"].as_str().unwrap();

    let body = json!({ "snippet": { "parentId": parent, "textOriginal": "Soon!" } });
    let reply = post(&sandbox, "youtube/v3/comments?part=snippet", &access, &body).await;
    assert_eq!(reply.json()["snippet"]["authorDisplayName"], "Prague Food Walks", "{}", reply.text);
    let below = get(&sandbox, &format!("{all}&videoId={video}"), &access).await.json();
    assert_eq!(below["items"][0]["snippet"]["totalReplyCount"], 1);
    assert_eq!(below["items"][0]["replies"]["comments"][0]["snippet"]["textOriginal"], "Soon!");
    let path = format!("youtube/v3/comments?part=snippet&parentId={parent}");
    let replies = get(&sandbox, &path, &access).await.json();
    assert_eq!(replies["items"][0]["snippet"]["parentId"], parent);

    let body = json!({ "snippet": { "videoId": video, "topLevelComment": { "snippet": { "textOriginal": "First of all" } } } });
    let thread = post(&sandbox, "youtube/v3/commentThreads?part=snippet", &access, &body).await;
    assert_eq!(thread.status, 200, "{}", thread.text);
    let whole = format!("{all}&allThreadsRelatedToChannelId={WALKS}&maxResults=3");
    let first = get(&sandbox, &whole, &access).await.json();
    assert_eq!(first["items"].as_array().unwrap().len(), 3);
    let next = first["nextPageToken"].as_str().unwrap();
    let second = get(&sandbox, &format!("{whole}&pageToken={next}"), &access).await.json();
    assert_ne!(first["items"][0]["id"], second["items"][0]["id"]);

    let lost = get(&sandbox, &format!("{all}&videoId=none"), &access).await;
    assert_eq!(reason(&lost), (404, "videoNotFound".to_owned()));
    let empty = json!({ "snippet": { "parentId": parent, "textOriginal": " " } });
    let refused = post(&sandbox, "youtube/v3/comments?part=snippet", &access, &empty).await;
    assert_eq!(reason(&refused), (400, "commentTextRequired".to_owned()));
}

#[tokio::test]
async fn reports_are_tables() {
    let sandbox = start().await;
    let (access, _) = login(&sandbox, "hana", "Prague Food Walks").await;
    let span = "startDate=2026-03-02&endDate=2026-03-08&metrics=views,likes";
    let report =
        async |more: &str| get(&sandbox, &format!("v2/reports?{span}{more}"), &access).await;
    let whole = report("&ids=channel==MINE").await.json();
    assert_eq!(whole["kind"], "youtubeAnalytics#resultTable");
    assert_eq!(
        whole["columnHeaders"],
        json!([
            { "name": "views", "columnType": "METRIC", "dataType": "INTEGER" },
            { "name": "likes", "columnType": "METRIC", "dataType": "INTEGER" },
        ])
    );
    let days = report(&format!("&ids=channel=={WALKS}&dimensions=day")).await.json();
    let rows = days["rows"].as_array().unwrap();
    assert_eq!((rows.len(), rows[0][0].as_str()), (7, Some("2026-03-02")));
    let sum: i64 = rows.iter().map(|row| row[1].as_i64().unwrap()).sum();
    assert_eq!(whole["rows"][0][0], sum);
    assert_eq!(
        report("&ids=channel==MINE&dimensions=video").await.json()["rows"]
            .as_array()
            .unwrap()
            .len(),
        3
    );

    let foreign = report("&ids=channel==UCn3FgXv6qU8mWt1OdBs5ZlI").await;
    assert_eq!(reason(&foreign), (403, "forbidden".to_owned()));
    assert_eq!(reason(&report("").await), (400, "required".to_owned()));
    assert_eq!(
        reason(&report("&ids=channel==MINE&dimensions=mood").await),
        (400, "invalid".to_owned())
    );
    let backwards =
        "v2/reports?ids=channel==MINE&startDate=2026-03-02&endDate=2026-03-01&metrics=views";
    assert_eq!(reason(&get(&sandbox, backwards, &access).await), (400, "invalid".to_owned()));
    let unknown =
        "v2/reports?ids=channel==MINE&startDate=2026-03-02&endDate=2026-03-03&metrics=joy";
    let refused = get(&sandbox, unknown, &access).await.json();
    assert_eq!(
        refused["error"]["message"],
        "Unknown identifier (joy) given in field parameters.metrics."
    );
}
