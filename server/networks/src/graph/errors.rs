//! The Graph API's error table, and how an answer is read with it.
//!
//! The code decides, never the HTTP status or `type` alone: outages and rate limits come as `OAuthException` too.

use std::ops::RangeInclusive;

use Death::{
    Checkpoint, Disabled, Expired, LoggedOut, NotGranted, Password, Permission, Removed, Replaced,
    Role, Unnamed,
};
use Meaning::{Accepted, Dead, Invisible, Later, Limit, Ours, Parameter, Trouble};

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
    /// The network cannot read a parameter: our mistake, unless it came from a post.
    Parameter,
    /// The token was taken; what was sent with it was refused.
    Accepted,
    /// Nothing was done, and the same may be done later. Says nothing about the token.
    Later,
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
/// What Instagram's token endpoint calls every refusal, in an envelope of its own.
const BAD_REQUEST: RangeInclusive<i64> = 400..=400;
const ANY: RangeInclusive<i64> = i64::MIN..=i64::MAX;

/// The first row that fits counts. What fits none is doubtful, and so says nothing about the token.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    // Reported where an Instagram token was to be prolonged, with one code or another: it names no reason, and the token
    // may work all the same.
    row(ANY, Subcode::Any, "this content isn", Trouble),

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
    row(100..=100, Subcode::Any, "appsecret_proof", Ours),
    row(BAD_REQUEST, Subcode::Any, "platform app", Ours),
    row(BAD_REQUEST, Subcode::Any, "client_id", Ours),
    row(BAD_REQUEST, Subcode::Any, "client_secret", Ours),
    row(BAD_REQUEST, Subcode::Any, "client secret", Ours),
    row(BAD_REQUEST, Subcode::Any, "invalid redirect", Ours),
    // A user token where a page token is needed.
    row(1705..=1705, Subcode::Any, "", Ours),

    // Limits. A temporary block for policy passes by itself, and a login does not shorten it.
    row(4..=4, Subcode::Any, "", Limit),
    // As many posts a day as Instagram takes.
    row(9..=9, Subcode::Any, "", Limit),
    row(17..=17, Subcode::Any, "", Limit),
    row(32..=32, Subcode::Any, "", Limit),
    row(341..=341, Subcode::Any, "", Limit),
    row(613..=613, Subcode::Any, "", Limit),
    row(80000..=80014, Subcode::Any, "", Limit),
    // "Confirm your identity before you can publish as this Page": a person must do that at Facebook first.
    row(368..=368, Subcode::Is(4_854_002), "", Dead(Checkpoint)),
    row(368..=368, Subcode::Any, "", Limit),

    // What Instagram cannot publish, or not yet. It stands before the outages, whose code one of them has.
    row(1..=1, Subcode::Is(2_207_057), "", Accepted),
    row(-1..=-1, Subcode::Is(2_207_001), "", Trouble),
    row(-2..=-1, Subcode::Any, "", Later),
    row(24..=24, Subcode::Any, "", Later),
    row(9007..=9007, Subcode::Any, "", Later),
    // The account is inactive, restricted, or waits for its owner at Instagram.
    row(25..=25, Subcode::Any, "", Dead(Checkpoint)),
    row(352..=352, Subcode::Any, "", Accepted),
    row(9004..=9004, Subcode::Any, "", Accepted),
    row(36_000..=36_004, Subcode::Any, "", Accepted),

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
    // Instagram and Threads leave the subcode out.
    row(TOKEN, Subcode::Missing, "has expired", Dead(Expired)),
    row(TOKEN, Subcode::Missing, "password", Dead(Password)),
    row(TOKEN, Subcode::Missing, "not authorized application", Dead(Removed)),
    row(TOKEN, Subcode::Missing, "logged out", Dead(LoggedOut)),
    row(TOKEN, Subcode::Missing, "cannot access the app till", Dead(Checkpoint)),
    row(TOKEN, Subcode::Missing, "not a confirmed user", Dead(Checkpoint)),
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
    row(BAD_REQUEST, Subcode::Any, "matching code", Dead(Unnamed)),
    row(BAD_REQUEST, Subcode::Any, "verification code", Dead(Unnamed)),
    row(BAD_REQUEST, Subcode::Any, "authorization code", Dead(Unnamed)),

    // Things that are not there, and requests that cannot be read.
    row(100..=100, Subcode::Is(33), "", Invisible),
    row(803..=803, Subcode::Any, "", Invisible),
    row(100..=100, Subcode::Any, "", Parameter),
    // "An active access token must be used": none arrived.
    row(2500..=2500, Subcode::Any, "", Ours),

    // Content.
    row(506..=506, Subcode::Any, "", Accepted),
    row(1_609_005..=1_609_005, Subcode::Any, "", Accepted),
];

/// What `code` with `subcode` and `message` says; `None` where no row fits.
pub(super) fn meaning(code: i64, subcode: Option<i64>, message: &str) -> Option<Meaning> {
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
        .map(|row| row.meaning)
}
