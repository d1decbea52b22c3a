//! Reading one answer of the Graph API.

use domain::{cause::Cause, verdict::Verdict};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::{
    SCOPES,
    errors::{Death, Meaning, meaning},
};
use crate::{http::HttpAnswer, json, limit};

/// What an answer of Facebook means for the token it was asked with, or, at `debug_token`, asked about.
#[must_use]
pub fn verdict(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Verdict {
    judge(status, headers, &Content::of(body))
}

/// Why a call brought nothing.
#[derive(Debug)]
pub(super) struct Refusal {
    /// What the answer means. Never [`Verdict::Alive`].
    pub(super) verdict: Verdict,
    /// The error in it, if it had one.
    pub(super) error: Option<GraphError>,
}

/// An error as the Graph API writes it.
#[derive(Debug)]
pub(super) struct GraphError {
    code: i64,
    subcode: Option<i64>,
    message: String,
    transient: bool,
    /// Whether it is about the token that `debug_token` was asked about, not about the one it was asked with.
    pub(super) introspected: bool,
}

impl From<Refusal> for Verdict {
    fn from(refusal: Refusal) -> Self {
        refusal.verdict
    }
}

impl Refusal {
    /// Nothing came back, or nothing that can be read.
    pub(super) const fn unreadable() -> Self {
        Self { verdict: Verdict::Unavailable, error: None }
    }
}

impl GraphError {
    /// Whether the thing asked for is not there, or not for this token.
    pub(super) fn hides_it(&self) -> bool {
        self.meaning() == Meaning::Invisible
    }

    /// Its code and subcode.
    pub(super) fn label(&self) -> String {
        match self.subcode {
            Some(subcode) => format!("{}/{subcode}", self.code),
            None => self.code.to_string(),
        }
    }

    fn of(error: &Value, introspected: bool) -> Option<Self> {
        // The same thing has one name in error answers and another in what `debug_token` tells.
        let subcode = json::integer(&error["error_subcode"])
            .or_else(|| json::integer(&error["subcode"]))
            .filter(|subcode| *subcode != 0);
        Some(Self {
            code: json::integer(&error["code"])?,
            subcode,
            message: error["message"].as_str().unwrap_or_default().to_owned(),
            transient: error["is_transient"] == true,
            introspected,
        })
    }

    fn meaning(&self) -> Meaning {
        meaning(self.code, self.subcode, &self.message)
    }

    fn cause(&self, death: Death) -> Cause {
        match death {
            Death::Expired => Cause::Expired,
            Death::Password => Cause::PasswordChanged,
            Death::Removed => Cause::AppRemoved,
            Death::LoggedOut => Cause::LoggedOut,
            Death::Checkpoint => Cause::Checkpoint,
            Death::Disabled => Cause::AccountDisabled,
            // Only what our own dialog asks for can be brought back by it.
            Death::Permission => Cause::PermissionLost {
                missing: SCOPES
                    .iter()
                    .filter(|scope| self.message.contains(*scope))
                    .map(ToString::to_string)
                    .collect(),
            },
            Death::Role => Cause::RoleLost,
            Death::NotGranted => Cause::NotGranted,
            Death::Replaced => Cause::ReplacedElsewhere,
            Death::Unnamed => Cause::Unrecognised { code: self.label() },
        }
    }
}

/// The JSON of an answer that brought what was asked for.
pub(super) fn read(answer: &HttpAnswer) -> Result<Value, Refusal> {
    let content = Content::of(&answer.body);
    let verdict = judge(answer.status, &answer.headers, &content);
    match (content, verdict) {
        (Content::Fine(value), Verdict::Alive) => Ok(value),
        // The token was taken, but the answer is not what was asked for.
        (Content::Error(error), Verdict::Alive) => {
            Err(Refusal { verdict: Verdict::Unavailable, error: Some(error) })
        }
        (Content::Error(error), verdict) => {
            if verdict == Verdict::Unavailable {
                tracing::info!(status = %answer.status, code = %error.label(), "facebook has trouble");
            }
            Err(Refusal { verdict, error: Some(error) })
        }
        (Content::Fine(_) | Content::Foreign, verdict) => {
            tracing::info!(status = %answer.status, "facebook sent no readable answer");
            Err(Refusal { verdict, error: None })
        }
    }
}

enum Content {
    /// An object without an error.
    Fine(Value),
    /// An error in the network's own words, whatever the HTTP status.
    Error(GraphError),
    /// Anything else: HTML, nothing, garbage.
    Foreign,
}

impl Content {
    fn of(body: &[u8]) -> Self {
        let Ok(value @ Value::Object(_)) = serde_json::from_slice::<Value>(body) else {
            return Self::Foreign;
        };
        let data = &value["data"];
        if !value["error"].is_null() {
            GraphError::of(&value["error"], false).map_or(Self::Foreign, Self::Error)
        } else if !data["error"].is_null() {
            GraphError::of(&data["error"], true).map_or(Self::Foreign, Self::Error)
        } else if data["is_valid"] == false {
            // `debug_token` calls it dead and gives no reason: the same as an access token error without a subcode.
            Self::Error(GraphError {
                code: 190,
                subcode: None,
                message: String::new(),
                transient: false,
                introspected: true,
            })
        } else {
            Self::Fine(value)
        }
    }
}

fn judge(status: StatusCode, headers: &HeaderMap, content: &Content) -> Verdict {
    let limited =
        || Verdict::Limited { until: limit::regain(headers, "x-business-use-case-usage") };
    let error = match content {
        _ if status == StatusCode::TOO_MANY_REQUESTS => return limited(),
        Content::Error(error) => error,
        Content::Fine(_) if status.is_success() => return Verdict::Alive,
        Content::Fine(_) | Content::Foreign => return Verdict::Unavailable,
    };
    match error.meaning() {
        Meaning::Limit => limited(),
        // A server in trouble is no witness: what it says about a token is asked again later.
        _ if status.is_server_error() || error.transient => Verdict::Unavailable,
        Meaning::Dead(death) => Verdict::Dead(error.cause(death)),
        Meaning::Ours => Verdict::Ours { code: error.label() },
        Meaning::Accepted => Verdict::Alive,
        Meaning::Trouble | Meaning::Invisible => Verdict::Unavailable,
    }
}
