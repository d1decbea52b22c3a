//! Pictures, handed over before the post that shows them.

use domain::verdict::Verdict;
use engine::ports::networks::{Media, MediaKind, PostRefusal, Published};

use super::{content::published, linkedin};
use crate::recorder::{Recorder, Reply, json, refusal};

pub(super) const PICTURE: Media<'_> = Media {
    kind: MediaKind::Image,
    mime: "image/png",
    bytes: b"png",
    url: "https://relink.example/p",
    alt: "A loaf",
};

/// LinkedIn, which takes pictures at `place` below its own address, or below localhost under another name.
async fn gallery(place: &'static str, put: Reply) -> Recorder {
    linkedin(move |seen| match (seen.method.as_str(), seen.path.as_str()) {
        ("POST", "/linkedin/rest/images") => {
            let here = seen.headers["host"].to_str().unwrap();
            let place = place
                .replace("HERE", here)
                .replace("AWAY", &here.replace("127.0.0.1", "localhost"));
            json(&format!(
                r#"{{"value":{{"uploadUrl":"http://{place}","image":"urn:li:image:C4"}}}}"#
            ))
        }
        ("PUT", _) => put.clone(),
        _ => Reply::Bare(201, vec![("x-restli-id", "urn:li:share:77".into())]),
    })
    .await
}

#[tokio::test]
async fn a_picture_is_handed_over_first() {
    // Our token goes to LinkedIn's own hosts and nowhere else.
    for (place, authorization) in
        [("HERE/linkedin/dms-uploads/1", "Bearer AQV"), ("AWAY/elsewhere/1", "")]
    {
        let network = gallery(place, Reply::Bare(201, vec![])).await;
        let outcome = published(&network, "Bread", Some(PICTURE)).await;
        assert!(matches!(outcome, Published::Done(_)), "{place}: {outcome:?}");
        let seen = network.seen();
        assert_eq!(seen[0].line(), "POST /linkedin/rest/images");
        assert_eq!(seen[0].query["action"], "initializeUpload");
        let owner =
            serde_json::json!({ "initializeUploadRequest": { "owner": "urn:li:organization:1" } });
        assert_eq!(seen[0].json(), owner);
        assert_eq!((seen[1].authorization(), &seen[1].body[..]), (authorization, &b"png"[..]));
        assert_eq!(seen[1].headers["content-type"], "image/png");
        let media =
            serde_json::json!({ "media": { "id": "urn:li:image:C4", "altText": "A loaf" } });
        assert_eq!(seen[2].json()["content"], media);
    }
}

#[tokio::test]
async fn without_its_picture_a_post_is_not_out() {
    let large = r#"{"code":"INVALID","message":"The image is too large"}"#;
    let content =
        PostRefusal::Content { code: "INVALID".into(), says: "The image is too large".into() };
    let unavailable = PostRefusal::Channel(Verdict::Unavailable);
    for (put, expected) in [
        (refusal(400, large), content),
        (refusal(503, "{}"), unavailable.clone()),
        (Reply::Nothing, unavailable.clone()),
    ] {
        let network = gallery("HERE/linkedin/dms-uploads/1", put).await;
        assert_eq!(published(&network, "Bread", Some(PICTURE)).await, Published::Refused(expected));
        assert_eq!(network.seen().len(), 2, "nothing is out");
    }
    let network = linkedin(|_| json(r#"{"value":{}}"#)).await;
    assert_eq!(published(&network, "Bread", Some(PICTURE)).await, Published::Refused(unavailable));
}
