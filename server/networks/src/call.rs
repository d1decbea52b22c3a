//! One call of a network's API, from sending to a value. What an answer means is each network's own table.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::Answer;
use reqwest::RequestBuilder;
use serde_json::Value;

use crate::{http::Http, oauth::Judge};

/// The JSON of an answer that brought something.
pub(crate) async fn ask(http: &Http, request: RequestBuilder, judge: Judge) -> Answer<Value> {
    let Ok(answer) = http.send(request).await else { return Err(Verdict::Unavailable) };
    match judge(answer.status, &answer.headers, &answer.body) {
        Verdict::Alive => serde_json::from_slice(&answer.body).map_err(|_| Verdict::Unavailable),
        verdict => {
            tracing::debug!(status = %answer.status, ?verdict, "a network refused");
            Err(verdict)
        }
    }
}

/// A verdict of a call that takes the permission `needs`: most networks do not name it when it is missing.
pub(crate) fn named(verdict: Verdict, needs: &str) -> Verdict {
    match verdict {
        Verdict::Dead(Cause::PermissionLost { missing }) if missing.is_empty() => lost(needs),
        verdict => verdict,
    }
}

fn lost(scope: &str) -> Verdict {
    Verdict::Dead(Cause::PermissionLost { missing: vec![scope.to_owned()] })
}
