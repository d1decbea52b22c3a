//! Mastodon accounts, on whatever server they are.
//!
//! There is no network here, only servers. A person says which one is theirs; our app registers there by itself, and each
//! token is packed together with its server and our registration. Tokens do not end, and nothing renews them: what kills
//! one is the person, who removes the app or resets the password. Nothing a server says speaks for another server, and
//! every call goes through the client that connects to public addresses only.

mod app;
mod calls;
mod content;
mod errors;
mod plain;
mod server;
mod talk;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    budget::Pace,
    grant::{Grant, Renews},
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::{
        Clock,
        networks::{
            Adapter, Answer, Arrival, Asks, AuthorizeRequest, ChannelAccess, Comment, Covered,
            DayRange, Departure, Figure, Granted, Issuer, Memory, Moderation, NewPost, NoDeparture,
            Published, ReadBack, Renewal, Renewed, ReplyTo, Revoking, SentPost, Tested, Ways, Who,
        },
    },
    vault::{Token, Tokens},
};
use serde_json::Value;

pub use errors::{token_verdict, verdict};

use crate::{
    call::went_well,
    config::RealHosts,
    figures,
    http::Http,
    json,
    oauth::{Life, NoTokens},
    publishing::not_now,
    registry::Parts,
    scopes, sole,
};
use app::App;
use calls::{Calls, Held};
use server::Server;

/// The best known server. Its paths are every server's; its host is used for nobody who did not name it.
pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "mastodon.social/oauth/authorize",
    token: "mastodon.social/oauth/token",
    api: "mastodon.social",
};

/// What every login asks for, and what our app registers with. The narrow forms are understood since Mastodon 2.4.3.
const SCOPES: [&str; 4] = ["read:accounts", "read:statuses", "write:statuses", "write:media"];

/// Tokens do not end by themselves.
const LIFE: Life = Life { access: None, refresh: None, scopes: &SCOPES };

/// The adapter.
pub(crate) struct Mastodon {
    /// Guarded: every host here was named by somebody.
    http: Arc<Http>,
    memory: Arc<dyn Memory>,
    clock: Arc<dyn Clock>,
    public_url: String,
}

impl Mastodon {
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts { outside, tools, public_url, .. } = parts;
        Self { http: outside, memory: tools.memory, clock: tools.clock, public_url }
    }

    async fn me(&self, access: &Token) -> Answer<Identity> {
        let calls = Calls::with(self, access)?;
        let me = calls.get(&["v1", "accounts", "verify_credentials"], &[]).await?;
        identity(&me, &calls.server).ok_or(Verdict::Unavailable)
    }
}

#[async_trait]
impl Adapter for Mastodon {
    /// PKCE always: servers before 4.3 do not know it, and leave out what they do not know (RFC 6749, section 3.1). Our
    /// app's tokens of one person at one server are one and the same token, so revoking one revokes all.
    fn ways(&self) -> Ways {
        Ways {
            pkce: true,
            issuer: Issuer::EachServer,
            asks: Asks::Server,
            renewal: Renewal::None,
            revoking: Revoking::WholePerson,
            login_replaces_grant: false,
            identity_per_login: false,
            reads_comments: true,
            // Each post with replies is a call of its own, out of the 300.
            listen_every: Span::minutes(5),
            keeps_comments: None,
            lists_replies_at_once: true,
            // Likes would take one more permission (`write:favourites`); others' posts cannot be hidden.
            moderation: Moderation { reply: true, hide: false, like: false },
            remembers_key: Some(content::REMEMBERS),
            keeps_statistics: Some(content::KEEPS),
            statistics_late: figures::GROWS,
            ask_every: Span::hours(2),
            // 300 in five minutes for each account and each address (docs.joinmastodon.org, rate limits).
            pace: Pace { calls: 300, per: Span::minutes(5) },
            limits_all: true,
        }
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        let known = request.expected.map(|person| person.issuer.as_str());
        let server =
            known.or(request.typed).and_then(Server::named).ok_or(NoDeparture::NotFound)?;
        let app = app::at(self, &server, request.redirect_uri, known.is_some()).await?;
        let oauth = app.oauth(self).ok_or(NoDeparture::NotFound)?;
        let request = AuthorizeRequest { redirect_uri: &app.redirect_uri, ..*request };
        let forced = [("force_login", "true")];
        let extra: &[_] = match request.who {
            Who::Whoever => &[],
            Who::AnotherAccount => &forced,
        };
        let location = oauth.authorize(&request, &SCOPES, extra);
        Ok(Departure { location, issuer: server.origin(), memo: app.sealed() })
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        let app = arrival.memo.and_then(App::opened).ok_or(Verdict::Unavailable)?;
        let oauth = app.oauth(self).ok_or(Verdict::Unavailable)?;
        let arrival = Arrival { redirect_uri: &app.redirect_uri, ..*arrival };
        let answer = oauth.exchange(&arrival).await.map_err(|none| match none {
            // One server forgot our registration between the two visits. That says nothing of the others, and the next
            // departure registers again.
            NoTokens::Refused(Verdict::Ours { .. }) => Verdict::Unavailable,
            other => other.into(),
        })?;
        let Granted { tokens, grant } = answer.granted(&LIFE, None, arrival.now);
        let access = Held::new(app, &tokens.access).sealed()?;
        Ok(Granted {
            // A kindred server may give a refresh token. Nothing here would use it, so nothing is promised by it.
            tokens: Tokens { access, refresh: None },
            grant: Grant { renews: Renews::ByPerson, ..grant },
        })
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        self.me(access).await
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        let me = self.me(access).await?;
        Ok(sole::channel(me, known))
    }

    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        if let Err(verdict) = self.me(channel.token).await {
            return Tested::all(&verdict);
        }
        let having = |scope: &str| {
            // `write` gives `write:statuses`.
            let whole = scope.split(':').next().unwrap_or(scope);
            if channel.scopes.iter().any(|given| given == whole) {
                return Verdict::Alive;
            }
            scopes::having(channel, scope)
        };
        Tested {
            publish: having("write:statuses"),
            comments: having("read:statuses"),
            statistics: having("read:statuses"),
        }
    }

    /// There is no introspection, and a living token tells nothing of its grant.
    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        self.me(access).await.map(|_| grant.clone())
    }

    /// There is nothing to renew with ([`Renewal::None`]), so nothing is spent either.
    async fn renew(&self, _refresh: &Token, _grant: &Grant, _now: Timestamp) -> Renewed {
        Renewed::NotSpent(Verdict::Ours { code: "unsupported_grant_type".to_owned() })
    }

    async fn revoke(&self, tokens: &Tokens, _subject: &str) -> Answer<()> {
        let (held, server) = Held::opened(&tokens.access)?;
        let request = self.http.post(server.at(&["oauth", "revoke"])).form(&[
            ("client_id", &held.client_id),
            ("client_secret", &held.client_secret),
            ("token", &held.token),
        ]);
        match went_well(&self.http.send(request).await?, token_verdict) {
            // One server's word about our registration there, as at the exchange.
            Err(Verdict::Ours { .. }) => Err(Verdict::Unavailable),
            outcome => outcome,
        }
    }

    async fn publish(&self, channel: &ChannelAccess<'_>, post: &NewPost<'_>) -> Published {
        match Calls::with(self, channel.token) {
            Ok(calls) => content::publish(&calls, post).await,
            Err(verdict) => not_now(verdict),
        }
    }

    async fn read_back(
        &self,
        channel: &ChannelAccess<'_>,
        sent: &SentPost<'_>,
    ) -> Answer<ReadBack> {
        let calls = Calls::with(self, channel.token)?;
        content::read_back(&calls, channel.remote_id, sent).await
    }

    async fn reply(
        &self,
        channel: &ChannelAccess<'_>,
        to: &ReplyTo<'_>,
        text: &str,
        key: &str,
        _now: Timestamp,
    ) -> Published {
        match Calls::with(self, channel.token) {
            Ok(calls) => talk::reply(&calls, channel.remote_id, to.comment, text, key).await,
            Err(verdict) => not_now(verdict),
        }
    }

    async fn comments(
        &self,
        channel: &ChannelAccess<'_>,
        since: Timestamp,
    ) -> Answer<Vec<Comment>> {
        talk::comments(&Calls::with(self, channel.token)?, channel.remote_id, since).await
    }

    async fn statistics(
        &self,
        channel: &ChannelAccess<'_>,
        range: &DayRange,
    ) -> Answer<Vec<Figure>> {
        let calls = Calls::with(self, channel.token)?;
        content::statistics(&calls, channel.remote_id, range, self.clock.now()).await
    }
}

/// The subject is the account's id at its server: it stays when the person renames the account, while its address does not,
/// and that it is known at one server only is no matter, because the issuer is that server.
fn identity(me: &Value, server: &Server) -> Option<Identity> {
    let username = json::name(&me["username"])?;
    Some(Identity {
        issuer: server.origin(),
        subject: json::id(&me["id"])?,
        name: json::name(&me["display_name"]).unwrap_or_else(|| username.clone()),
        handle: Some(format!("{username}@{}", server.host())),
        avatar: json::link(&me["avatar"]),
        login: None,
        told_as: None,
    })
}
