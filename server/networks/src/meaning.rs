//! The frame around the networks' error tables: what goes for an answer before any table is looked at, and what a row of
//! one comes to. The tables, and where a body keeps what they are asked about, are each network's own.

use domain::{cause::Cause, time::Timestamp, verdict::Verdict};
use http::StatusCode;
use serde_json::Value;

/// What an error says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// The token has expired. Also said of one that is refused where expired and revoked cannot be told apart: it is the
    /// mildest, because whoever holds a refresh token tries it, and its refusal is what ends the grant.
    Expired,
    /// What was handed in, a token, a refresh token or a code, is refused for good, and the network does not say why.
    Spent,
    /// The person took back what they gave our app, or the network did.
    Removed,
    /// The session was ended.
    LoggedOut,
    /// The account is closed, suspended or deleted.
    Disabled,
    /// The person must do something at the network first.
    Checkpoint,
    /// A permission is missing.
    Permission,
    /// A refresh token was used a second time, and the network ended the session for that.
    Replayed,
    /// We asked too often.
    Limit,
    /// Our app, our clock or our request is refused.
    Ours,
    /// About the thing that was sent or asked for, or about this moment: nothing about the token.
    Aside,
}

/// What an error is called, part of what it says in lower case, and what that means.
pub(crate) type Row<Name = &'static str> = (Name, &'static str, Meaning);

/// The meaning of the first row of this name whose part stands in `says`.
pub(crate) fn by_words<Name: PartialEq<Asked>, Asked>(
    table: &[Row<Name>],
    name: Asked,
    says: &str,
) -> Option<Meaning> {
    let says = says.to_lowercase();
    let row = table.iter().find(|(known, part, _)| *known == name && says.contains(part));
    row.map(|(_, _, meaning)| *meaning)
}

/// The meaning of the row of this name.
pub(crate) fn by_name<Name: PartialEq<Asked>, Asked>(
    table: &[(Name, Meaning)],
    name: Asked,
) -> Option<Meaning> {
    table.iter().find(|(known, _)| *known == name).map(|(_, meaning)| *meaning)
}

/// An error as an answer has it.
pub(crate) struct Said {
    /// What its row says; an error that has none is doubtful.
    pub(crate) meaning: Option<Meaning>,
    /// What the network calls it.
    pub(crate) code: String,
    /// The permissions it names.
    pub(crate) missing: Vec<String>,
}

impl Said {
    pub(crate) const fn new(meaning: Option<Meaning>, code: String) -> Self {
        Self { meaning, code, missing: Vec::new() }
    }
}

/// What an answer means: `said` finds the error in its JSON, where it has one, and `until` the end of a limit.
pub(crate) fn judge(
    status: StatusCode,
    body: &[u8],
    until: impl FnOnce(&Value) -> Option<Timestamp>,
    said: impl FnOnce(&Value) -> Option<Said>,
) -> Verdict {
    let body = serde_json::from_slice(body).ok().filter(Value::is_object);
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Verdict::Limited { until: until(&body.unwrap_or_default()) };
    }
    // A server in trouble is no witness.
    let Some(body) = body.filter(|_| !status.is_server_error()) else {
        return Verdict::Unavailable;
    };
    let Some(Said { meaning, code, missing }) = said(&body) else {
        return if status.is_success() { Verdict::Alive } else { Verdict::Unavailable };
    };
    Verdict::Dead(match meaning {
        Some(Meaning::Expired) => Cause::Expired,
        Some(Meaning::Spent) => Cause::Unrecognised { code },
        Some(Meaning::Removed) => Cause::AppRemoved,
        Some(Meaning::LoggedOut) => Cause::LoggedOut,
        Some(Meaning::Disabled) => Cause::AccountDisabled,
        Some(Meaning::Checkpoint) => Cause::Checkpoint,
        Some(Meaning::Permission) => Cause::PermissionLost { missing },
        Some(Meaning::Replayed) => Cause::RotationLost,
        Some(Meaning::Limit) => return Verdict::Limited { until: until(&body) },
        Some(Meaning::Ours) => return Verdict::Ours { code },
        Some(Meaning::Aside) | None => return Verdict::Unavailable,
    })
}
