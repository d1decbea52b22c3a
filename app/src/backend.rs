//! The port: what the pages need from whoever runs them, one small trait a noun.
//!
//! A `Backend` is made for one request: it knows the client's address and session cookie, which is why no verb takes
//! them. Who is asking is the [`Viewer`], which comes from that cookie only.

pub mod analytics;
pub mod community;
pub mod hooks;
pub mod links;
pub mod mail;
pub mod notices;
pub mod scheduler;
pub mod seeing;
pub mod team;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    account::Viewer,
    cause::Cause,
    channel::LinkedChannel,
    event::{Event, EventId},
    health::{EXPIRING_AHEAD, Health, HealthKind, Losses},
    id::{ChannelId, ProfileId, WorkspaceId},
    network::{Asks, Network},
    standing::Standing,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Everything the pages need, for one request.
#[derive(Clone)]
pub struct Backend {
    /// People and sessions.
    pub accounts: Arc<dyn Accounts>,
    /// Social Profiles.
    pub profiles: Arc<dyn Profiles>,
    /// What will need a person.
    pub forecasts: Arc<dyn Forecasts>,
    /// The Scheduler.
    pub scheduler: Arc<dyn scheduler::Scheduler>,
    /// Analytics.
    pub analytics: Arc<dyn analytics::Analytics>,
    /// Community Management.
    pub community: Arc<dyn community::Community>,
    /// Reconnect links.
    pub links: Arc<dyn links::Links>,
    /// E-mail.
    pub mail: Arc<dyn mail::Mail>,
    /// Webhooks.
    pub hooks: Arc<dyn hooks::Hooks>,
    /// What one chose to be told.
    pub notices: Arc<dyn notices::Notices>,
    /// What was done.
    pub seeing: Arc<dyn seeing::Seeing>,
    /// Who belongs to a workspace, and everybody's own account.
    pub people: Arc<dyn team::People>,
}

/// People and sessions.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Checks e-mail and password, and opens a session or asks for the second step.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`], or [`Error::Locked`] after too many attempts.
    async fn sign_in(&self, email: String, password: String) -> Result<Admitted, Error>;

    /// Ends this request's session, if there is one. Returns the `Set-Cookie` value that forgets it.
    async fn sign_out(&self) -> Result<String, Error>;

    /// Makes the first Master Account and signs it in.
    ///
    /// # Errors
    /// [`Error::NotFound`] if `secret` is not the set-up link's or the installation is set up already, and
    /// [`Error::Invalid`] for what cannot be an account.
    async fn set_up(&self, secret: String, account: FirstAccount) -> Result<SignedIn, Error>;

    /// What the login page tells: in demo mode the accounts to sign in with, else nothing.
    async fn demo_accounts(&self) -> Result<Vec<DemoAccount>, Error>;

    /// The Master Accounts of the viewer's workspace: whom a regular account asks.
    async fn master_accounts(&self, viewer: &Viewer) -> Result<Vec<MasterAccount>, Error>;
}

/// What the right password opened.
#[derive(Debug, Clone)]
pub enum Admitted {
    /// A session.
    Session(SignedIn),
    /// The way to the second step.
    SecondStep {
        /// The `Set-Cookie` value.
        cookie: String,
    },
}

/// A session was opened.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The `Set-Cookie` value.
    pub cookie: String,
    /// Whose session it is.
    pub viewer: Viewer,
}

/// The first Master Account, as the set-up page asks for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FirstAccount {
    /// The workspace's name.
    pub workspace: String,
    /// The person's name.
    pub name: String,
    /// The person's e-mail address.
    pub email: String,
    /// The password, at least ten characters.
    pub password: String,
}

/// An account of the demo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// Whether it is the Master Account.
    pub is_master: bool,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// Somebody who can mend Social Profiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasterAccount {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// Social Profiles. Every verb is for Master Accounts; for anybody else it is [`Error::Forbidden`].
#[async_trait]
pub trait Profiles: Send + Sync {
    /// One page of profiles.
    async fn list(&self, viewer: &Viewer, query: ListQuery) -> Result<ProfilesPage, Error>;

    /// One profile anew.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign one alike.
    async fn one(&self, viewer: &Viewer, profile: ProfileId) -> Result<ProfileRow, Error>;

    /// The channels of one profile, with everybody each is linked through.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown and for a foreign one alike.
    async fn ways(&self, viewer: &Viewer, profile: ProfileId) -> Result<Ways, Error>;

    /// What happened after `after`.
    async fn events_after(&self, viewer: &Viewer, after: EventId) -> Result<CaughtUp, Error>;

    /// Asks the networks at once about these profiles (at most 200). Returns when the questions are on their way; the
    /// answers arrive as events.
    async fn check(&self, viewer: &Viewer, profiles: Vec<ProfileId>) -> Result<(), Error>;

    /// Removes a profile, and tells the network to forget us where that harms nobody else.
    async fn remove(&self, viewer: &Viewer, profile: ProfileId) -> Result<Removed, Error>;

    /// Which networks a profile can be added of.
    async fn offers(&self, viewer: &Viewer) -> Result<Vec<Offer>, Error>;
}

/// What the page asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListQuery {
    /// Words in names of profiles or channels.
    pub search: Option<String>,
    /// Only this network.
    pub network: Option<Network>,
    /// Only this health.
    pub health: Option<HealthKind>,
    /// Opaque: [`ProfilesPage::next`] of the page before.
    pub after: Option<String>,
}

/// One page of profiles, as read at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProfilesPage {
    /// The workspace it was read from; every later call from this page names it.
    pub workspace: WorkspaceId,
    /// The server's time.
    pub now: Timestamp,
    /// The last event before the reading: the stream is opened after it.
    pub as_of: EventId,
    /// The profiles, worst first, and of those what costs most.
    pub profiles: Vec<ProfileRow>,
    /// For the link to the next page.
    pub next: Option<String>,
    /// How many the query finds in all.
    pub found: u32,
    /// How many the workspace has.
    pub total: u32,
    /// How many of the workspace's are in the red frame.
    pub mending: u32,
    /// The first of those.
    pub first_mending: Option<ProfileId>,
    /// Networks that are not fine.
    pub standings: Vec<(Network, Standing)>,
}

/// A profile on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRow {
    /// Id.
    pub id: ProfileId,
    /// Network.
    pub network: Network,
    /// The name the person has there.
    pub name: String,
    /// The handle, without `@`.
    pub handle: Option<String>,
    /// The login that it shares with other profiles, where the network has one identity a channel.
    pub login: Option<String>,
    /// Where the picture is.
    pub avatar: Option<String>,
    /// Health of its grant.
    pub health: Health,
    /// When the network last answered.
    pub checked_at: Option<Timestamp>,
    /// Its first channels, lost ones first, then by name; at most [`MAX_CHANNELS_SHOWN`].
    pub channels: Vec<ChannelRow>,
    /// How many it has in all.
    pub channel_count: u32,
    /// Whether it belongs into the red frame (also for a lost channel that is not shown).
    pub mending: bool,
    /// What that costs, what works in spite of it and who asked for it, as sentences, on the clock where the workspace is.
    pub meanwhile: String,
    /// So many posts are held for it: what costs more stands first.
    pub held: u32,
}

/// The channels of one profile, and who else has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    /// The workspace it was read from; the page's forms name it.
    pub workspace: WorkspaceId,
    /// The profile.
    pub profile: ProfileId,
    /// The name the person has at the network.
    pub name: String,
    /// Its channels, by name.
    pub channels: Vec<LinkedChannel>,
}

/// How many channels of a profile the page shows.
pub const MAX_CHANNELS_SHOWN: usize = 25;

/// A channel on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelRow {
    /// Id.
    pub id: ChannelId,
    /// Name.
    pub name: String,
    /// What it has lost by itself; with the profile's health it makes the channel's
    /// ([`domain::health::channel_health`]).
    pub losses: Losses,
}

/// A network a profile can be added of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Which.
    pub network: Network,
    /// Whether client credentials are set for it, or none are needed.
    pub configured: bool,
    /// What a person must say first.
    pub asks: Asks,
    /// Whether a login is for one of several identities the person has there.
    pub identity_per_login: bool,
    /// What has to be registered at the network.
    pub redirect_uri: String,
}

/// The log after some event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaughtUp {
    /// What happened, oldest first; if there are many, only the next ones: ask again.
    Events(Vec<Event>),
    /// The log does not reach that far back: read the page anew.
    Resync,
}

/// What removing a profile did at the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Removed {
    /// The network forgot us.
    Revoked,
    /// The network was not told, because another profile lives on the same grant.
    KeptForOthers,
    /// The network could not be told; the person may remove our app there.
    NotRevoked,
}

/// What an App's page says about lost connections ([`LostProfile`], worst first), to whoever looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// The server's time.
    pub now: Timestamp,
    /// The profiles; empty where nothing is lost.
    pub profiles: Vec<LostProfile>,
    /// What the viewer can do about it.
    pub mending: Mending,
}

/// A profile through which channels of this page were reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostProfile {
    /// Id.
    pub profile: ProfileId,
    /// The name the person has at the network.
    pub name: String,
    /// Network.
    pub network: Network,
    /// Why.
    pub cause: Cause,
    /// Since when.
    pub since: Timestamp,
    /// Names of the channels that cannot be reached.
    pub channels: Vec<String>,
    /// What that costs, as a sentence: "3 posts wait, the next is due in 2 hours."; empty where it costs nothing yet.
    pub costs: String,
    /// When the viewer asked for it, as a sentence.
    pub asked: Option<String>,
}

/// What somebody can do about a lost connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mending {
    /// A Master Account: reconnect.
    Refresh,
    /// Anybody else: ask.
    Ask {
        /// The workspace the page was read from.
        workspace: WorkspaceId,
        /// Whom.
        masters: Vec<MasterAccount>,
    },
}

/// What will need a person, and when; for Master Accounts, like Social Profiles.
#[async_trait]
pub trait Forecasts: Send + Sync {
    /// Every profile that works now and will need a person.
    async fn forecast(&self, viewer: &Viewer) -> Result<Forecast, Error>;
}

/// What is foreseen for a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// The workspace it was read from.
    pub workspace: WorkspaceId,
    /// The server's time.
    pub now: Timestamp,
    /// Soonest first.
    pub foreseen: Vec<Foreseen>,
}

/// A profile that will need a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Foreseen {
    /// Id.
    pub profile: ProfileId,
    /// Network.
    pub network: Network,
    /// The name the person has there.
    pub name: String,
    /// How many channels hang on it.
    pub channels: u32,
    /// When it stops working.
    pub at: Timestamp,
    /// So many posts are planned after that.
    pub posts: u32,
}

impl Forecast {
    /// Those that a person should renew now, soonest first: their profiles count as expiring, or posts are planned after their end.
    pub fn urgent(&self) -> impl Iterator<Item = &Foreseen> {
        let until = self.now.after(EXPIRING_AHEAD);
        self.foreseen.iter().filter(move |it| it.at <= until || it.posts > 0)
    }
}
