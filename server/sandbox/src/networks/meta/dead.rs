//! The words with which Meta's networks answer a dead token.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::refusal::GraphError;
use crate::networks::Cause;
use crate::world::tokens::{Death, Token};

/// What a token dies of when this happens to its person: at Meta's networks nothing spares it.
pub(in crate::networks) fn of(cause: Cause) -> Death {
    match cause {
        Cause::PasswordChanged => Death::PasswordChanged,
        Cause::LoggedOut => Death::LoggedOut,
        Cause::Checkpoint => Death::Checkpoint,
        Cause::Disabled => Death::Disabled,
    }
}

/// What a dead token is answered with. `site` is where the person has to go when the network wants to see them first.
pub(in crate::networks) fn dead(token: &Token, death: Death, now: i64, site: &str) -> GraphError {
    let (subcode, message) = match death {
        Death::Expired => {
            // A token ended before its time ends now.
            let at = token.expires_at.map_or(now, |at| at.min(now));
            let text = format!(
                "Error validating access token: Session has expired on {}. The current time is {}.",
                moment(at),
                moment(now)
            );
            (463, text)
        }
        Death::PasswordChanged => (
            460,
            "Error validating access token: The session has been invalidated because the user changed their \
             password or Facebook has changed the session for security reasons."
                .to_owned(),
        ),
        Death::AppRemoved | Death::Revoked | Death::Rotated | Death::Replayed => (
            458,
            format!(
                "Error validating access token: The user has not authorized application {}.",
                token.client_id
            ),
        ),
        Death::Checkpoint => (
            459,
            format!(
                "You cannot access the app till you log in to {site} and follow the instructions given."
            ),
        ),
        Death::LoggedOut => (
            467,
            "Error validating access token: The session is invalid because the user logged out.".to_owned(),
        ),
        // Meta documents no subcode for a disabled account; 464 is its "this account may have no sessions".
        Death::Disabled => (
            464,
            "Error validating access token: Sessions for the user are not allowed because the user is not a \
             confirmed user."
                .to_owned(),
        ),
    };
    GraphError::oauth(190, message).subcode(subcode)
}

pub(in crate::networks) fn unreadable() -> GraphError {
    GraphError::oauth(190, "Invalid OAuth access token - Cannot parse access token")
}

/// "Wednesday, 14-Feb-18 18:00:00 PST": Meta tells the time of California.
fn moment(at: i64) -> String {
    let zone = TimeZone::fixed(Offset::constant(-8));
    let at = Timestamp::from_millisecond(at).unwrap_or_default().to_zoned_datetime(zone);
    at.strftime("%A, %d-%b-%y %H:%M:%S PST").to_string()
}
