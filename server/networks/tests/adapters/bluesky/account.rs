//! Who it is, and what works.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::{ChannelAccess, Tested};
use serde_json::json;

use super::world::{DID, OTHER, bluesky, calls, grant, nonce_wanted, proof, session};
use crate::recorder::{Recorder, Reply, json as ok, refusal, token};

#[tokio::test]
async fn who_it_is() {
    let network = bluesky(|_| None).await;
    let identity = network.adapter().identify(&session(&network, "access-1")).await.unwrap();
    let first = &network.seen()[0];
    assert_eq!(first.line(), "GET /xrpc/com.atproto.server.getSession");
    assert_eq!(first.authorization(), "DPoP access-1");
    let (claims, _) = proof(first);
    // SHA-256 of the token, in base64url.
    assert_eq!(claims["ath"], "9MKET0Y7WpOlF96BtnoJyLnXlpe9Pn5RReIOHKIBPAY");
    assert_eq!(claims["htm"], "GET");

    assert_eq!(identity.issuer, "atproto");
    assert_eq!(identity.subject, DID);
    assert_eq!(identity.name, "Ada Lovelace");
    assert_eq!(identity.handle.as_deref(), Some("ada.localhost"));
    assert_eq!(identity.avatar.as_deref(), Some("https://pictures.example/ada.jpg"));
}

#[tokio::test]
async fn a_handle_is_shown_only_where_both_sides_claim_it() {
    for handle in ["stolen.localhost", "other.localhost", "handle.invalid"] {
        let network = bluesky(move |seen| {
            if seen.path.ends_with("getProfile") {
                return Some(Reply::Html(502));
            }
            let session = json!({ "did": DID, "handle": handle });
            seen.path.ends_with("getSession").then(|| ok(&session.to_string()))
        })
        .await;
        let identity = network.adapter().identify(&session(&network, "access-1")).await.unwrap();
        assert_eq!((identity.handle, identity.name.as_str()), (None, DID), "{handle}");
    }
    // The directory is down: the server's word is taken.
    let network = bluesky(|seen| seen.path.contains("did:plc").then_some(Reply::Html(503))).await;
    let identity = network.adapter().identify(&session(&network, "access-1")).await.unwrap();
    assert_eq!(identity.handle.as_deref(), Some("ada.localhost"));
}

#[tokio::test]
async fn the_account_is_the_one_channel() {
    let network = bluesky(|_| None).await;
    let known = [DID.to_owned(), OTHER.to_owned()];
    let covered = network.adapter().channels(&session(&network, "a"), &known).await.unwrap();
    assert_eq!(covered.channels.len(), 1);
    assert_eq!(covered.channels[0].remote_id, DID);
    assert!(covered.channels[0].token.is_none());
    assert_eq!(covered.missing, [(OTHER.to_owned(), Verdict::Dead(Cause::NotGranted))]);
}

#[tokio::test]
async fn abilities_follow_the_account_and_the_scope() {
    let tested = async |network: &Recorder, remote_id: &str, scopes: &[&str]| {
        let scopes: Vec<_> = scopes.iter().map(ToString::to_string).collect();
        let access = session(network, "access-1");
        let channel = ChannelAccess { remote_id, token: &access, scopes: &scopes };
        network.adapter().test(&channel).await
    };
    let network = bluesky(|_| None).await;
    let alive = tested(&network, DID, &["atproto", "transition:generic"]).await;
    assert_eq!(alive, Tested::all(&Verdict::Alive));
    assert_eq!(calls(&network), ["com.atproto.server.getSession"]);
    let lost = Cause::PermissionLost { missing: vec!["transition:generic".into()] };
    assert_eq!(tested(&network, DID, &["atproto"]).await, Tested::all(&Verdict::Dead(lost)));
    let other = tested(&network, OTHER, &["transition:generic"]).await;
    assert_eq!(other, Tested::all(&Verdict::Dead(Cause::NotGranted)));

    let body = r#"{"did":"did:plc:z72i7hdynmk6r22z27h6tvur","active":false,"status":"suspended"}"#;
    let network = bluesky(move |_| Some(ok(body))).await;
    let disabled = tested(&network, DID, &["transition:generic"]).await;
    assert_eq!(disabled, Tested::all(&Verdict::Dead(Cause::AccountDisabled)));
}

#[tokio::test]
async fn a_probe_learns_the_nonce_and_leaves_the_grant_as_it_was() {
    let network = bluesky(|seen| {
        let (claims, _) = proof(seen);
        (claims["nonce"] != "nonce-1").then(|| nonce_wanted(401))
    })
    .await;
    let access = session(&network, "access-1");
    assert_eq!(network.adapter().probe(&access, &grant()).await, Ok(grant()));
    assert_eq!(network.adapter().probe(&access, &grant()).await, Ok(grant()));
    assert_eq!(network.seen().len(), 3, "learned once");

    for (status, body, cause) in [
        (401, r#"{"error":"invalid_token","message":"Token expired"}"#, Cause::Expired),
        (400, r#"{"error":"ExpiredToken","message":"Token has expired"}"#, Cause::Expired),
        (401, r#"{"error":"AccountTakedown","message":"gone"}"#, Cause::AccountDisabled),
    ] {
        let network = bluesky(move |_| Some(refusal(status, body))).await;
        let probed = network.adapter().probe(&session(&network, "a"), &grant()).await;
        assert_eq!(probed, Err(Verdict::Dead(cause)), "{body}");
    }
    let network = bluesky(|_| Some(ok(&json!({ "did": OTHER }).to_string()))).await;
    let probed = network.adapter().probe(&session(&network, "a"), &grant()).await;
    assert_eq!(probed, Err(Verdict::Unavailable), "an answer about somebody else");
}

#[tokio::test]
async fn a_token_of_somebody_elses_making_is_no_session() {
    let network = bluesky(|_| None).await;
    let refused = network.adapter().identify(&token("a plain token")).await.unwrap_err();
    assert_eq!(refused, Verdict::Ours { code: "unreadable_token".into() });
    assert!(network.seen().is_empty());
}
