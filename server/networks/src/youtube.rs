//! YouTube channels, through a Google login (OAuth 2.0, YouTube Data API v3, YouTube Analytics API v2).
//!
//! Google's dialog makes a person choose one of the channels they manage, and the tokens are for that one: here the
//! channel is the identity, and the Google account only the login it shares with others. Access tokens live an hour; the
//! refresh token stays, without an end unless Google names one (an app in testing, access for a limited time).

mod api;
mod comments;
mod errors;
mod keys;
mod publish;
mod security_events;
mod statistics;

use async_trait::async_trait;
use domain::{
    budget::Pace,
    cause::Cause,
    grant::{Grant, Renews},
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Adapter, Answer, Arrival, Asks, AuthorizeRequest, ChannelAccess, Comment, Covered,
        DayRange, Departure, Figure, Granted, Heard, Issuer, Moderation, NewPost, NoDeparture,
        PostRefusal, Published, PushMessage, ReadBack, RemoteChannel, Renewal, Renewed, ReplyTo,
        Revoking, SentPost, Tested, Unheard, Ways, Who,
    },
    vault::{Token, Tokens},
};
use futures::future::join;
use serde_json::Value;

pub use errors::verdict;

use crate::{
    config::{Credentials, RealHosts},
    json,
    oauth::{Life, OAuth, TokenAnswer},
    registry::Parts,
    scopes::having,
};
use api::{Api, READ};
use errors::NO_CHANNEL;
use security_events::SecurityEvents;

pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "accounts.google.com/o/oauth2/v2/auth",
    token: "oauth2.googleapis.com/token",
    api: "www.googleapis.com",
};

/// What every login asks for, each in the form in which Google answers it. A person can untick each by itself.
const SCOPES: [&str; 5] =
    ["https://www.googleapis.com/auth/userinfo.email", READ, UPLOAD, COMMENTS, ANALYTICS];
const UPLOAD: &str = "https://www.googleapis.com/auth/youtube.upload";
/// Comments cannot be read with less.
const COMMENTS: &str = "https://www.googleapis.com/auth/youtube.force-ssl";
const ANALYTICS: &str = "https://www.googleapis.com/auth/yt-analytics.readonly";

const ISSUER: &str = "https://accounts.google.com";

/// The documented lifetimes, where no answer says better.
const LIFE: Life = Life { access: Some(Span::hours(1)), refresh: None, scopes: &SCOPES };

/// The adapter.
pub(crate) struct YouTube {
    oauth: OAuth,
    api: Api,
    events: SecurityEvents,
}

impl YouTube {
    pub(crate) fn new(credentials: &Credentials, parts: Parts) -> Self {
        let oauth = OAuth::new(credentials, &parts.endpoints, parts.http.clone(), verdict);
        let events = SecurityEvents::new(credentials, &parts);
        Self { oauth, events, api: Api::new(parts) }
    }
}

#[async_trait]
impl Adapter for YouTube {
    fn ways(&self) -> Ways {
        Ways {
            pkce: true,
            issuer: Issuer::Fixed(ISSUER),
            asks: Asks::Nothing,
            renewal: Renewal::Reusable,
            revoking: Revoking::WholePerson,
            login_replaces_grant: false,
            identity_per_login: true,
            reads_comments: true,
            // At least a unit of the day's quota each time, for each channel.
            listen_every: Span::minutes(10),
            keeps_comments: None,
            lists_replies_at_once: false,
            // There is no call that likes a comment.
            moderation: Moderation { reply: true, hide: true, like: false },
            remembers_key: None,
            keeps_statistics: Some(statistics::KEEPS),
            statistics_late: statistics::LATE,
            ask_every: Span::hours(6),
            // 10,000 units a day for the project; renewing and tokeninfo cost none.
            pace: Pace { calls: 10, per: Span::seconds(1) },
            limits_all: true,
        }
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        let mut extra = vec![
            ("access_type", "offline"),
            ("include_granted_scopes", "true"),
            // Without consent there is a refresh token at the first login only.
            (
                "prompt",
                match request.who {
                    Who::Whoever => "consent",
                    Who::AnotherAccount => "select_account consent",
                },
            ),
        ];
        let login = request.expected.and_then(|expected| expected.login.as_deref());
        if let (Who::Whoever, Some(login)) = (request.who, login) {
            extra.push(("login_hint", login));
        }
        let location = self.oauth.authorize(request, &SCOPES, &extra);
        Ok(Departure { location, issuer: ISSUER.to_owned(), memo: None })
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        let answer = self.oauth.exchange(arrival).await?;
        Ok(granted(&answer, None, arrival.now))
    }

    /// The channel; the Google account has no say in who it is. Its address is a help at the next login, so that its lack
    /// is no reason to refuse this one.
    async fn identify(&self, access: &Token) -> Answer<Identity> {
        let (channel, login) =
            join(self.api.mine("id,snippet", access), self.api.login(access)).await;
        let channel = channel?.ok_or_else(no_channel)?;
        let described = describe(&channel).ok_or(Verdict::Unavailable)?;
        let (told_as, login) = login.unwrap_or_default();
        Ok(Identity {
            issuer: ISSUER.to_owned(),
            subject: described.remote_id,
            name: described.name,
            handle: json::name(&channel["snippet"]["customUrl"])
                .map(|handle| handle.trim_start_matches('@').to_owned()),
            avatar: described.avatar,
            login,
            told_as,
        })
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        let channel = self.api.mine("id,snippet", access).await?.ok_or_else(no_channel)?;
        let channel = describe(&channel).ok_or(Verdict::Unavailable)?;
        // Another one was chosen in the dialog.
        let missing = known.iter().filter(|id| **id != channel.remote_id);
        let missing = missing.map(|id| (id.clone(), Verdict::Dead(Cause::NotGranted))).collect();
        Ok(Covered { channels: vec![channel], missing })
    }

    /// Whether the login still leads to the channel, which costs one unit of the day's quota; the rest from the scopes.
    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        if having(channel, READ) == Verdict::Alive {
            let verdict = match self.api.mine("id", channel.token).await {
                Ok(Some(mine)) if mine["id"] == channel.remote_id => Verdict::Alive,
                Ok(_) => Verdict::Dead(Cause::RoleLost),
                Err(verdict) => verdict,
            };
            if verdict != Verdict::Alive {
                return Tested::all(&verdict);
            }
        }
        Tested {
            publish: having(channel, UPLOAD),
            comments: having(channel, COMMENTS),
            statistics: having(channel, ANALYTICS),
        }
    }

    /// Introspection, which costs no quota.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        let known = self.api.introspect(access).await?;
        let scopes = known["scope"].as_str().map(json::scopes).filter(|scopes| !scopes.is_empty());
        Ok(Grant {
            scopes: scopes.unwrap_or_else(|| grant.scopes.clone()),
            issued_at: grant.issued_at,
            access_until: json::moment(&known["exp"]).or(grant.access_until),
            renews: grant.renews,
        })
    }

    async fn renew(&self, refresh: &Token, grant: &Grant, now: Timestamp) -> Renewed {
        match self.oauth.refresh(refresh).await {
            Ok(answer) => Renewed::Granted(granted(&answer, Some(grant), now)),
            // Its use does not spend it.
            Err(none) => Renewed::NotSpent(none.into()),
        }
    }

    async fn revoke(&self, tokens: &Tokens, _subject: &str) -> Answer<()> {
        self.api.revoke(tokens.refresh.as_ref().unwrap_or(&tokens.access)).await
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        publish::publish(&self.api, channel, post).await
    }

    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        publish::read_back(&self.api, channel, sent).await
    }

    async fn reply(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        text: &str,
        _key: &str,
        _now: Timestamp,
    ) -> Published {
        comments::reply(&self.api, channel, to.comment, text).await
    }

    async fn hide(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        hidden: bool,
    ) -> Result<(), PostRefusal> {
        comments::hide(&self.api, channel, to.comment, hidden).await
    }

    async fn comments(
        &self,
        channel: &ChannelAccess<'_>,
        since: Timestamp,
    ) -> Answer<Vec<Comment>> {
        comments::comments(&self.api, channel, since).await
    }

    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>> {
        statistics::statistics(&self.api, channel, range).await
    }

    async fn hear(&self, message: &PushMessage<'_>) -> Result<Heard, Unheard> {
        self.events.hear(message).await
    }
}

/// Google names the end of a refresh token only where it has one.
fn granted(answer: &TokenAnswer, before: Option<&Grant>, now: Timestamp) -> Granted {
    let mut granted = answer.granted(&LIFE, before, now);
    if let (Renews::Alone { .. }, Some(end)) = (granted.grant.renews, answer.refresh_until(now)) {
        granted.grant.renews = Renews::Alone { until: Some(end) };
    }
    granted
}

fn describe(channel: &Value) -> Option<RemoteChannel> {
    let snippet = &channel["snippet"];
    Some(RemoteChannel {
        remote_id: json::id(&channel["id"])?,
        name: json::name(&snippet["title"])?,
        avatar: json::link(&snippet["thumbnails"]["default"]["url"]),
        token: None,
    })
}

/// A Google account that has no channel, or whose channel was not chosen: the person must choose one.
fn no_channel() -> Verdict {
    Verdict::Dead(Cause::Unrecognised { code: NO_CHANNEL.to_owned() })
}
