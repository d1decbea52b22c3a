//! The networks, as the use cases see them: one adapter each, every answer already read into values.
//!
//! An adapter holds no state about people: tokens come in as arguments and leave as values. It never decides about
//! health; it says what an answer means ([`Verdict`]). What a network's tokens need beside them (the server they belong
//! to, the key they are bound to) the adapter puts into the [`Token`] itself, which nobody else reads.

pub mod content;
pub mod login;
pub mod memory;
pub mod push;
pub mod ways;

use async_trait::async_trait;
use domain::{
    grant::Grant, network::Network, profile::Identity, time::Timestamp, verdict::Verdict,
};

pub use self::{
    content::{
        Comment, DayRange, Figure, Media, MediaKind, Metric, Moderation, NewPost, PostRefusal,
        Published, ReadBack, RemotePost, ReplyTo, SentPost,
    },
    login::{
        Arrival, AuthorizeRequest, ChannelAccess, Covered, Departure, Granted, NoDeparture,
        RemoteChannel, Renewed, Tested, Who,
    },
    memory::{Forgetful, Memory, MemoryLost},
    push::{Heard, PushAnswer, PushMessage, Signal, Unheard},
    ways::{Asks, Issuer, LISTEN_EVERY, Left, Renewal, Revoking, Ways},
};
use crate::vault::{Token, Tokens};

/// All networks that are configured.
pub trait Networks: Send + Sync {
    /// The adapter of `network`; `None` where no client credentials are set.
    fn adapter(&self, network: Network) -> Option<&dyn Adapter>;

    /// What the network said last of its limits, in the headers of an answer; at one of its servers where it has many, named by
    /// its issuer, else `issuer` is empty.
    fn left(&self, network: Network, issuer: &str) -> Option<Left> {
        _ = (network, issuer);
        None
    }
}

/// What a call brought, or what its answer meant instead. The verdict in `Err` is never [`Verdict::Alive`].
pub type Answer<T> = Result<T, Verdict>;

/// One network.
#[async_trait]
pub trait Adapter: Send + Sync {
    /// How this network differs where the use cases must know it.
    fn ways(&self) -> Ways;

    /// The address to send the person to, and what to know again when they come back. At a network of many servers this
    /// finds the server, and may register with it.
    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture>;

    /// The code for tokens, including the exchange for a long-lived token where the network has one.
    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted>;

    /// Whose tokens these are.
    async fn identify(&self, access: &Token) -> Answer<Identity>;

    /// What this login covers: every channel it lists, and each of `known` (network ids) asked for by itself where the
    /// list leaves it out.
    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered>;

    /// Whether each ability works on one channel. Never changes anything at the network.
    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested;

    /// Whether the tokens are alive, by the cheapest call the network has for it, and what it tells about the grant.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant>;

    /// New tokens for a refresh token. Only where [`Ways::renewal`] says so.
    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed;

    /// Tells the network to forget these tokens. What else it forgets with them is [`Ways::revoking`].
    async fn revoke(&self, tokens: &Tokens, subject: &str) -> Answer<()>;

    /// Publishes one post, once.
    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published;

    /// Whether a post of which no answer came is there: reads the channel back, in as few calls as the network allows. Never
    /// changes anything at the network.
    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        _ = (channel, sent);
        Ok(ReadBack::CannotTell)
    }

    /// Answers a comment, once. Only where [`Moderation::reply`].
    async fn reply(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        text: &str,
        key: &str,
        now: Timestamp,
    ) -> Published {
        _ = (channel, to, text, key, now);
        Published::Refused(unsupported())
    }

    /// Hides a comment from others, or shows it again; twice is as once. Only where [`Moderation::hide`].
    ///
    /// # Errors
    /// What the network has against it.
    async fn hide(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        hidden: bool,
    ) -> Result<(), PostRefusal> {
        _ = (channel, to, hidden);
        Err(unsupported())
    }

    /// Likes a comment, or takes that back; twice is as once. Only where [`Moderation::like`].
    ///
    /// # Errors
    /// What the network has against it.
    async fn like(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        liked: bool,
    ) -> Result<(), PostRefusal> {
        _ = (channel, to, liked);
        Err(unsupported())
    }

    /// What was written below the channel's posts since `since`, oldest first. Empty where the network lets nobody read
    /// that ([`Ways::reads_comments`]).
    async fn comments(&self, channel: &ChannelAccess<'_>, since: Timestamp)
    -> Answer<Vec<Comment>>;

    /// The channel's figures for each day of `range`. A day the network says nothing about is left out: that is a gap, not
    /// a zero.
    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>>;

    /// Reads a message the network sent of its own accord. Nothing in it is believed before its signature is verified.
    ///
    /// # Errors
    /// [`Unheard`] says why it is worth nothing.
    async fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        _ = message;
        Err(Unheard::NotOffered)
    }

    /// A document the network fetches from us, by its file name: JSON (Bluesky's client metadata). `None` where there is
    /// none of this name.
    fn document(&self, name: &str) -> Option<String> {
        _ = name;
        None
    }
}

/// For what a network has no call for.
fn unsupported() -> PostRefusal {
    PostRefusal::Content { code: "unsupported".to_owned(), says: String::new() }
}
