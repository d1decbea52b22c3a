//! The networks the sandbox stands in for. Each is one module that implements [`Network`]; the rest of the sandbox
//! knows them only through this trait.

mod bluesky;
mod facebook;
mod form;
mod instagram;
mod linkedin;
mod mastodon;
mod meta;
mod pinterest;
mod threads;
mod tiktok;
mod x;
mod youtube;

use axum::Router;
use axum::response::Response;

use crate::call::Site;
use crate::consent::LOGIN_HINT;
use crate::push::Push;
use crate::random;
use crate::world::flows::Ask;
use crate::world::people::Person;
use crate::world::{Result, Tx, World, faults};

/// What makes one network differ from another as far as the rest of the sandbox is concerned.
pub(crate) trait Network: Send + Sync {
    /// The name in paths.
    fn slug(&self) -> &'static str;
    /// The name on pages.
    fn title(&self) -> &'static str;
    /// The host names at which the real network answers.
    fn hosts(&self) -> &'static [&'static str];
    /// Whether it answers at this host name; a network whose people have host names of their own answers at those too.
    fn answers_at(&self, host: &str) -> bool {
        self.hosts().contains(&host)
    }
    /// What stands behind the network's real paths.
    fn routes(&self) -> Router<World>;
    /// The part of a path that decides what is asked, without a version in front.
    fn unversioned<'p>(&self, path: &'p str) -> &'p str {
        path
    }
    /// Whether servers call this path; the others are pages for people, and faults leave them alone.
    fn for_servers(&self, path: &str) -> bool;
    /// What the network itself says when it is down.
    fn outage(&self) -> Response;
    /// What the network itself says to somebody who calls too often.
    fn rate_limit(&self, now: i64) -> Response;
    /// Does to a person's rows what the network would do.
    fn suffer(&self, tx: &Tx<'_>, person: &Person, cause: Cause) -> Result<()>;
    /// How it tells clients things of its own accord, where it does.
    fn push(&self) -> Option<&'static dyn Push> {
        None
    }
    /// What the dialog lets the person choose for what was asked.
    fn picks(&self, ask: &Ask) -> Picks;
    /// The parameters with which the browser is sent back when the person does not agree.
    fn cancelled(&self) -> &'static [(&'static str, &'static str)];
    /// The same where the person leaves before they are signed in.
    fn not_signed_in(&self) -> &'static [(&'static str, &'static str)] {
        self.cancelled()
    }
    /// How many seconds a code is good for.
    fn code_seconds(&self) -> i64;
    /// The person's id as one client sees it.
    fn scoped_id(&self, person: &Person, client_id: &str) -> String;
    /// What a scope lets the client do, in words for the person.
    fn scope_words(&self, scope: &str) -> Option<&'static str>;
    /// Whether a new consent adds to the scopes of the last one, or replaces them.
    fn scopes_accumulate(&self) -> bool;
    /// Whether the person may untick this scope in the dialog.
    fn may_decline(&self, _scope: &str) -> bool {
        false
    }
    /// What stands in the answer beside the code, or, where there are no scopes, beside the refusal: `iss`, the scopes.
    fn beside(&self, _site: &Site, _scopes: Option<&[String]>) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// A new code. Some networks write characters into it that must be decoded on the way back.
    fn new_code(&self) -> String {
        random::token(48)
    }
    /// The names of older sets of rules under which a client can be registered.
    fn generations(&self) -> &'static [&'static str] {
        &[]
    }
    /// The client's name on pages, where it is not its id.
    fn client_name<'a>(&self, ask: &'a Ask) -> &'a str {
        &ask.client_id
    }
    /// The login of the account for which the client asks, where it may.
    fn login_hint<'a>(&self, ask: &'a Ask) -> Option<&'a str> {
        ask.extras.get(LOGIN_HINT).map(String::as_str)
    }
    /// What the network hangs behind the address it sends the browser back to.
    fn tail(&self) -> &'static str {
        ""
    }
    /// A new comment's id.
    fn comment_id(&self, _post_id: &str) -> String {
        random::number()
    }
    /// The same for networks whose ids grow with time.
    fn comment_id_at(&self, post_id: &str, _author: &str, _now: i64) -> String {
        self.comment_id(post_id)
    }
}

/// What a person chooses in the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Picks {
    /// Nothing: the login is for the account, or for all channels the person has.
    Nothing,
    /// Any number of channels, which replace those of the last consent.
    Any,
    /// One of the person's identities; what was chosen before stays granted too.
    One,
}

/// What can happen to a person apart from changing the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    PasswordChanged,
    LoggedOut,
    Checkpoint,
    Disabled,
}

pub(crate) const ALL: [&dyn Network; 10] = [
    &facebook::Facebook,
    &instagram::Instagram,
    &x::X,
    &linkedin::LinkedIn,
    &youtube::YouTube,
    &tiktok::TikTok,
    &threads::Threads,
    &pinterest::Pinterest,
    &mastodon::Mastodon,
    &bluesky::Bluesky,
];

/// The network with this name in paths.
pub(crate) fn by_slug(slug: &str) -> Option<&'static dyn Network> {
    ALL.into_iter().find(|network| network.slug() == slug)
}

/// The network that answers at this host name in life.
pub(crate) fn by_host(host: &str) -> Option<&'static dyn Network> {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
    ALL.into_iter().find(|network| network.answers_at(&name))
}

/// What a fault makes of a call that would have been answered, where the network's own voice is needed.
pub(crate) fn in_own_voice(
    network: &'static dyn Network,
    kind: faults::Kind,
    now: i64,
) -> Option<Response> {
    match kind {
        faults::Kind::Outage => Some(network.outage()),
        faults::Kind::RateLimit => Some(network.rate_limit(now)),
        _ => None,
    }
}
