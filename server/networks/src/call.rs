//! One call of a network's API, from sending to a value. What an answer means is each network's own table.

use domain::{cause::Cause, verdict::Verdict};
use engine::ports::networks::Answer;
use http::{HeaderMap, StatusCode};
use reqwest::RequestBuilder;
use serde_json::Value;

use crate::http::{Failure, Http, HttpAnswer};

/// What an answer means for what it was asked with; never [`Verdict::Alive`] where the status is no success.
pub(crate) type Judge = fn(StatusCode, &HeaderMap, &[u8]) -> Verdict;

impl HttpAnswer {
    /// What it means.
    pub(crate) fn means(&self, judge: Judge) -> Verdict {
        judge(self.status, &self.headers, &self.body)
    }

    /// Its JSON; null where it has none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl From<Failure> for Verdict {
    /// Whether the call arrived matters only where it changes something.
    fn from(_: Failure) -> Self {
        Self::Unavailable
    }
}

/// The JSON of an answer that brought something.
pub(crate) async fn ask(http: &Http, request: RequestBuilder, judge: Judge) -> Answer<Value> {
    read(&http.send(request).await?, judge)
}

/// As [`ask`], of an answer that is there.
pub(crate) fn read(answer: &HttpAnswer, judge: Judge) -> Answer<Value> {
    match answer.means(judge) {
        Verdict::Alive => serde_json::from_slice(&answer.body).map_err(|_| Verdict::Unavailable),
        verdict => {
            tracing::debug!(status = %answer.status, ?verdict, "a network refused");
            Err(verdict)
        }
    }
}

/// Whether a call went well that asks for nothing: of a success the status is all that counts (RFC 7009, section 2.2).
pub(crate) fn went_well(answer: &HttpAnswer, judge: Judge) -> Answer<()> {
    if answer.status.is_success() { Ok(()) } else { Err(answer.means(judge)) }
}

/// A verdict of a call that takes the permission `needs`: most networks do not name it when it is missing.
pub(crate) fn named(verdict: Verdict, needs: &str) -> Verdict {
    match verdict {
        Verdict::Dead(Cause::PermissionLost { missing }) if missing.is_empty() => {
            Verdict::Dead(Cause::PermissionLost { missing: vec![needs.to_owned()] })
        }
        verdict => verdict,
    }
}
