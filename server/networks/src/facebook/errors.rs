//! Facebook's error table, and how an answer is read with it.
//!
//! The code decides, never the HTTP status or `type` alone: outages and rate limits come as `OAuthException` too.

use std::ops::RangeInclusive;

use Death::{
    Checkpoint, Disabled, Expired, LoggedOut, NotGranted, Password, Permission, Removed, Replaced,
    Role, Unnamed,
};
use Meaning::{Accepted, Dead, Invisible, Limit, Ours, Trouble};

/// What an error says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The token is dead.
    Dead(Death),
    /// We asked too often.
    Limit,
    /// The network has trouble.
    Trouble,
    /// The network refuses our app, or what our app asks.
    Ours,
    /// The token was taken; what was sent with it was refused.
    Accepted,
    /// The thing asked for does not exist, or this token may not see it. Says nothing about the token.
    Invisible,
}

/// Why a token is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Death {
    Expired,
    Password,
    Removed,
    LoggedOut,
    Checkpoint,
    Disabled,
    Permission,
    Role,
    NotGranted,
    Replaced,
    Unnamed,
}

struct Row {
    codes: RangeInclusive<i64>,
    subcode: Subcode,
    /// Part of the message, in lower case; empty where the message does not matter.
    says: &'static str,
    meaning: Meaning,
}

#[derive(Clone, Copy)]
enum Subcode {
    Any,
    Missing,
    Is(i64),
}

const fn row(
    codes: RangeInclusive<i64>,
    subcode: Subcode,
    says: &'static str,
    meaning: Meaning,
) -> Row {
    Row { codes, subcode, says, meaning }
}

/// The code of an access token that is not accepted.
const TOKEN: RangeInclusive<i64> = 190..=190;
/// The code of an old API session; it has the same subcodes.
const SESSION: RangeInclusive<i64> = 102..=102;

/// The first row that fits counts. What fits none is doubtful, and so says nothing about the token.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    // Our app. Code 1 is otherwise an outage, so this stands first.
    row(1..=1, Subcode::Any, "client secret", Ours),
    row(3..=3, Subcode::Any, "", Ours),
    row(5..=5, Subcode::Any, "", Ours),
    row(101..=101, Subcode::Any, "", Ours),
    row(104..=104, Subcode::Any, "", Ours),
    row(191..=191, Subcode::Any, "", Ours),
    // 200 is otherwise a permission; blocked or misnamed apps come with it as well.
    row(200..=200, Subcode::Any, "api access", Ours),
    row(200..=200, Subcode::Any, "valid app id", Ours),
    // A user token where a page token is needed.
    row(1705..=1705, Subcode::Any, "", Ours),

    // Limits. A temporary block for policy passes by itself, and a login does not shorten it.
    row(4..=4, Subcode::Any, "", Limit),
    row(17..=17, Subcode::Any, "", Limit),
    row(32..=32, Subcode::Any, "", Limit),
    row(341..=341, Subcode::Any, "", Limit),
    row(613..=613, Subcode::Any, "", Limit),
    row(80000..=80014, Subcode::Any, "", Limit),
    // "Confirm your identity before you can publish as this Page": a person must do that at Facebook first.
    row(368..=368, Subcode::Is(4_854_002), "", Dead(Checkpoint)),
    row(368..=368, Subcode::Any, "", Limit),

    // Outages.
    row(1..=2, Subcode::Any, "", Trouble),

    // Tokens.
    row(TOKEN, Subcode::Is(458), "", Dead(Removed)),
    row(TOKEN, Subcode::Is(459), "", Dead(Checkpoint)),
    row(TOKEN, Subcode::Is(460), "", Dead(Password)),
    // The app was installed again: a newer grant took this one's place.
    row(TOKEN, Subcode::Is(461), "", Dead(Replaced)),
    row(TOKEN, Subcode::Is(463), "", Dead(Expired)),
    row(TOKEN, Subcode::Is(464), "", Dead(Checkpoint)),
    row(TOKEN, Subcode::Is(465), "", Dead(Disabled)),
    row(TOKEN, Subcode::Is(467), "", Dead(LoggedOut)),
    // Not used for a long time.
    row(TOKEN, Subcode::Is(468), "", Dead(Expired)),
    row(TOKEN, Subcode::Is(492), "", Dead(Role)),
    row(TOKEN, Subcode::Missing, "impersonating", Dead(NotGranted)),
    row(TOKEN, Subcode::Any, "", Dead(Unnamed)),
    row(SESSION, Subcode::Is(458), "", Dead(Removed)),
    row(SESSION, Subcode::Is(459), "", Dead(Checkpoint)),
    row(SESSION, Subcode::Is(460), "", Dead(Password)),
    row(SESSION, Subcode::Is(463), "", Dead(Expired)),
    row(SESSION, Subcode::Is(464), "", Dead(Checkpoint)),
    row(SESSION, Subcode::Is(467), "", Dead(LoggedOut)),
    row(SESSION, Subcode::Any, "", Dead(Unnamed)),
    row(450..=450, Subcode::Any, "", Dead(Expired)),
    row(452..=452, Subcode::Any, "", Dead(Unnamed)),

    // Permissions.
    row(10..=10, Subcode::Any, "", Dead(Permission)),
    row(200..=299, Subcode::Any, "", Dead(Permission)),

    // The code of an authorization: expired, for another redirect URI (always the same with us, so the code is foreign),
    // used, or not a code at all.
    row(100..=100, Subcode::Is(36_007), "", Dead(Unnamed)),
    row(100..=100, Subcode::Is(36_008), "", Dead(Unnamed)),
    row(100..=100, Subcode::Is(36_009), "", Dead(Unnamed)),
    row(100..=100, Subcode::Any, "verification code", Dead(Unnamed)),
    row(100..=100, Subcode::Any, "authorization code", Dead(Unnamed)),

    // Things that are not there, and requests Facebook cannot read.
    row(100..=100, Subcode::Is(33), "", Invisible),
    row(803..=803, Subcode::Any, "", Invisible),
    row(100..=100, Subcode::Any, "", Ours),
    // "An active access token must be used": none arrived.
    row(2500..=2500, Subcode::Any, "", Ours),

    // Content.
    row(506..=506, Subcode::Any, "", Accepted),
    row(1_609_005..=1_609_005, Subcode::Any, "", Accepted),
];

/// What `code` with `subcode` and `message` says.
pub(super) fn meaning(code: i64, subcode: Option<i64>, message: &str) -> Meaning {
    let message = message.to_lowercase();
    TABLE
        .iter()
        .find(|row| {
            let subcode_fits = match row.subcode {
                Subcode::Any => true,
                Subcode::Missing => subcode.is_none(),
                Subcode::Is(wanted) => subcode == Some(wanted),
            };
            row.codes.contains(&code) && subcode_fits && message.contains(row.says)
        })
        .map_or(Trouble, |row| row.meaning)
}
