//! Reading one answer of the Graph API.

use domain::{cause::Cause, verdict::Verdict};
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::{
    Dialect,
    errors::{Death, Meaning, meaning},
};
use crate::{http::HttpAnswer, json, limit};

/// How much of the network's own words is passed on.
const MOST_WORDS: usize = 500;

/// What an answer means for the token it was asked with, or, at `debug_token`, asked about.
pub(super) fn verdict(
    dialect: &Dialect,
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
) -> Verdict {
    judge(dialect, status, headers, &Content::of(body))
}

/// Why a call brought nothing.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// What the answer means. Never [`Verdict::Alive`].
    pub(crate) verdict: Verdict,
    /// The error in it, if it had one.
    pub(crate) error: Option<GraphError>,
    /// Whether the call certainly changed nothing at the network.
    pub(crate) harmless: bool,
}

/// An error as the Graph API writes it.
#[derive(Debug)]
pub(crate) struct GraphError {
    code: i64,
    subcode: Option<i64>,
    message: String,
    /// What it says to people, where that differs from `message`.
    user_message: Option<String>,
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
    /// Nothing was sent.
    pub(super) const fn never_sent() -> Self {
        Self { verdict: Verdict::Unavailable, error: None, harmless: true }
    }

    /// Nothing came back, or nothing that can be read.
    pub(crate) const fn unreadable() -> Self {
        Self { verdict: Verdict::Unavailable, error: None, harmless: false }
    }
}

impl GraphError {
    /// Whether the thing asked for is not there, or not for this token.
    pub(crate) fn hides_it(&self) -> bool {
        self.meaning() == Some(Meaning::Invisible)
    }

    /// Whether, as the answer to a post, it is about what was posted. A code nobody knows is: its words are worth more to
    /// whoever wrote the post than another attempt.
    pub(super) fn blames_the_post(&self) -> bool {
        matches!(self.meaning(), None | Some(Meaning::Accepted | Meaning::Parameter))
    }

    /// What it says, in the network's own words.
    pub(super) fn says(&self) -> String {
        let says = self.user_message.as_ref().unwrap_or(&self.message);
        says.chars().filter(|c| !c.is_control()).take(MOST_WORDS).collect()
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
            user_message: json::name(&error["error_user_msg"]),
            transient: error["is_transient"] == true,
            introspected,
        })
    }

    /// The envelope of the token endpoints of Instagram and Threads.
    fn of_token_endpoint(body: &Value) -> Self {
        let message = body["error_message"].as_str().unwrap_or_default();
        let code = json::integer(&body["code"]).unwrap_or(400);
        Self { message: message.to_owned(), ..Self::bare(code) }
    }

    /// What the state of a container says: code and subcode, or nothing but words.
    pub(super) fn of_state(words: &str) -> Option<Self> {
        let (code, subcode) = words.trim().split_once('/')?;
        let (code, subcode) = (code.parse().ok()?, subcode.parse().ok()?);
        Some(Self { subcode: Some(subcode), message: words.to_owned(), ..Self::bare(code) })
    }

    /// Nothing but a code.
    const fn bare(code: i64) -> Self {
        Self {
            code,
            subcode: None,
            message: String::new(),
            user_message: None,
            transient: false,
            introspected: false,
        }
    }

    fn meaning(&self) -> Option<Meaning> {
        meaning(self.code, self.subcode, &self.message)
    }

    /// What it means by itself.
    pub(super) fn verdict(&self, scopes: &[&str]) -> Verdict {
        match self.meaning() {
            Some(Meaning::Dead(death)) => Verdict::Dead(self.cause(death, scopes)),
            Some(Meaning::Limit) => Verdict::Limited { until: None },
            Some(Meaning::Ours | Meaning::Parameter) => Verdict::Ours { code: self.label() },
            Some(Meaning::Accepted) => Verdict::Alive,
            // What fits no row is doubtful, and so says nothing about the token.
            Some(Meaning::Trouble | Meaning::Invisible | Meaning::Later) | None => {
                Verdict::Unavailable
            }
        }
    }

    fn cause(&self, death: Death, scopes: &[&str]) -> Cause {
        match death {
            Death::Expired => Cause::Expired,
            Death::Password => Cause::PasswordChanged,
            Death::Removed => Cause::AppRemoved,
            Death::LoggedOut => Cause::LoggedOut,
            Death::Checkpoint => Cause::Checkpoint,
            Death::Disabled => Cause::AccountDisabled,
            // Only what our own dialog asks for can be brought back by it.
            Death::Permission => Cause::PermissionLost {
                missing: scopes
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
pub(super) fn read(dialect: &Dialect, answer: &HttpAnswer) -> Result<Value, Refusal> {
    let content = Content::of(&answer.body);
    let verdict = judge(dialect, answer.status, &answer.headers, &content);
    let (error, verdict) = match (content, verdict) {
        (Content::Fine(value), Verdict::Alive) => return Ok(value),
        // The token was taken, but the answer is not what was asked for.
        (Content::Error(error), Verdict::Alive) => (Some(error), Verdict::Unavailable),
        (Content::Error(error), verdict) => {
            if verdict == Verdict::Unavailable {
                tracing::info!(network = dialect.name, status = %answer.status, code = %error.label(), "trouble");
            }
            (Some(error), verdict)
        }
        (Content::Fine(_) | Content::Foreign, verdict) => {
            tracing::info!(network = dialect.name, status = %answer.status, "no readable answer");
            (None, verdict)
        }
    };
    // In an outage a call may have done its work before it failed.
    let harmless = matches!(verdict, Verdict::Limited { .. })
        || !answer.status.is_server_error()
            && error
                .as_ref()
                .is_some_and(|error| !error.transient && error.meaning() != Some(Meaning::Trouble));
    Err(Refusal { verdict, error, harmless })
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
        } else if value["error_type"].is_string() {
            Self::Error(GraphError::of_token_endpoint(&value))
        } else if data["is_valid"] == false {
            // `debug_token` calls it dead and gives no reason: the same as an access token error without a subcode.
            Self::Error(GraphError { introspected: true, ..GraphError::bare(190) })
        } else {
            Self::Fine(value)
        }
    }
}

fn judge(dialect: &Dialect, status: StatusCode, headers: &HeaderMap, content: &Content) -> Verdict {
    let limited =
        || Verdict::Limited { until: limit::regain(headers, "x-business-use-case-usage") };
    let error = match content {
        _ if status == StatusCode::TOO_MANY_REQUESTS => return limited(),
        Content::Error(error) => error,
        Content::Fine(_) if status.is_success() => return Verdict::Alive,
        Content::Fine(_) | Content::Foreign => return Verdict::Unavailable,
    };
    match error.verdict(dialect.scopes) {
        Verdict::Limited { .. } => limited(),
        // A server in trouble is no witness: what it says about a token is asked again later.
        _ if status.is_server_error() || error.transient => Verdict::Unavailable,
        verdict => verdict,
    }
}
