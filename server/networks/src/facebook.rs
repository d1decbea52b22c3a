//! Facebook pages, through a personal login (Graph API v26.0).
//!
//! There is no refresh token: the login's token lives about 60 days, and a page's own token, bought with it, as long as
//! nothing happens to the login, the page or the person's role on it. One person has one grant for our app, and each
//! login replaces its set of pages.

mod abilities;
mod answer;
mod channels;
mod errors;
mod graph;
mod introspection;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    grant::{Grant, Renews},
    profile::Identity,
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{
        Adapter, Answer, Arrival, Asks, AuthorizeRequest, ChannelAccess, Comment, Covered,
        DayRange, Departure, Figure, Granted, Issuer, NewPost, NoDeparture, PostRefusal, Published,
        Renewal, Renewed, Revoking, Tested, Ways, Who,
    },
    vault::{Token, Tokens},
};

pub use answer::verdict;

use crate::{
    config::{Credentials, Endpoints, Fault, RealHosts},
    http::Http,
    json,
};
use graph::Graph;
use introspection::{Expiry, Introspection, introspect};

pub(crate) const REAL: RealHosts = RealHosts {
    authorize: "www.facebook.com/v26.0/dialog/oauth",
    token: "graph.facebook.com/v26.0/oauth/access_token",
    api: "graph.facebook.com",
};

/// What every login asks for; the same each time, so that a Refresh never gives less than the login before it.
const SCOPES: [&str; 7] = [
    "pages_show_list",
    "pages_manage_posts",
    "pages_read_engagement",
    "pages_manage_engagement",
    "pages_read_user_content",
    "read_insights",
    "business_management",
];

const ISSUER: &str = "https://www.facebook.com";

/// The documented lifetime of a long-lived token, where no answer says better.
const LONG_LIVED: Span = Span::days(60);

/// The adapter.
pub(crate) struct Facebook {
    graph: Graph,
}

impl Facebook {
    pub(crate) fn new(
        credentials: Credentials,
        endpoints: Endpoints,
        http: Arc<Http>,
    ) -> Result<Self, Fault> {
        let graph = Graph::new(credentials, endpoints, http)?;
        Ok(Self { graph })
    }
}

#[async_trait]
impl Adapter for Facebook {
    fn ways(&self) -> Ways {
        Ways {
            pkce: false,
            issuer: Issuer::Fixed(ISSUER),
            asks: Asks::Nothing,
            renewal: Renewal::None,
            revoking: Revoking::WholePerson,
            login_replaces_grant: true,
            identity_per_login: false,
            reads_comments: true,
        }
    }

    async fn authorize(&self, request: &AuthorizeRequest<'_>) -> Result<Departure, NoDeparture> {
        let mut url = self.graph.endpoints.authorize_url.clone();
        url.query_pairs_mut()
            .append_pair("client_id", &self.graph.credentials.client_id)
            .append_pair("redirect_uri", request.redirect_uri)
            .append_pair("state", request.state.expose())
            .append_pair("response_type", "code")
            .append_pair("scope", &SCOPES.join(","))
            // Facebook cannot be asked for a certain person; the most it offers is to make everybody log in again.
            .append_pair(
                "auth_type",
                match request.who {
                    Who::Whoever => "rerequest",
                    Who::AnotherAccount => "reauthenticate",
                },
            );
        Ok(Departure { location: url.into(), issuer: ISSUER.to_owned(), memo: None })
    }

    async fn exchange(&self, arrival: &Arrival<'_>) -> Answer<Granted> {
        let Arrival { code, redirect_uri, now, .. } = *arrival;
        let short =
            self.graph.tokens(&[("redirect_uri", redirect_uri), ("code", code.expose())]).await?;
        let short = json::secret(&short["access_token"]).ok_or(Verdict::Unavailable)?;

        // Page tokens live as long as the login's token they were bought with, so the short one is never used for that.
        let long = self
            .graph
            .tokens(&[("grant_type", "fb_exchange_token"), ("fb_exchange_token", short.expose())])
            .await?;
        let access = json::secret(&long["access_token"]).ok_or(Verdict::Unavailable)?;

        let known = introspect(&self.graph, &access).await?;
        let expiry = match (json::lifetime(&long["expires_in"]), &known.expiry) {
            (Some(lifetime), _) => Some(now.after(lifetime)),
            (None, Expiry::At(at)) => Some(*at),
            (None, Expiry::Never) => None,
            (None, Expiry::Unsaid) => Some(now.after(LONG_LIVED)),
        };
        Ok(Granted {
            grant: Grant {
                issued_at: now,
                access_until: earlier(expiry, known.data_access_until),
                renews: Renews::ByPerson,
                scopes: known.scopes,
            },
            tokens: Tokens { access, refresh: None },
        })
    }

    async fn identify(&self, access: &Token) -> Answer<Identity> {
        let query = [("fields", "id,name,picture{url}")];
        let me = self.graph.get(&["me"], &query, access).await?;
        match (json::id(&me["id"]), json::name(&me["name"])) {
            (Some(subject), Some(name)) => Ok(Identity {
                issuer: ISSUER.to_owned(),
                subject,
                name,
                handle: None,
                login: None,
                avatar: json::link(&me["picture"]["data"]["url"]),
            }),
            _ => Err(Verdict::Unavailable),
        }
    }

    async fn channels(&self, access: &Token, known: &[String]) -> Answer<Covered> {
        channels::channels(&self.graph, access, known).await
    }

    async fn test(&self, channel: &ChannelAccess<'_>) -> Tested {
        abilities::test(&self.graph, channel).await
    }

    async fn probe(&self, access: &Token, grant: &Grant) -> Answer<Grant> {
        let Introspection { expiry, data_access_until, scopes, .. } =
            introspect(&self.graph, access).await?;
        let access_until = match expiry {
            Expiry::At(at) => earlier(Some(at), data_access_until),
            Expiry::Never => data_access_until,
            Expiry::Unsaid => earlier(grant.access_until, data_access_until),
        };
        Ok(Grant { scopes, issued_at: grant.issued_at, access_until, renews: Renews::ByPerson })
    }

    /// There is nothing to renew with ([`Renewal::None`]), so nothing is spent either.
    async fn renew(&self, _refresh: &Token, _grant: &Grant, _now: Timestamp) -> Renewed {
        Renewed::NotSpent(Verdict::Ours { code: "unsupported_grant_type".to_owned() })
    }

    async fn revoke(&self, tokens: &Tokens, subject: &str) -> Answer<()> {
        let answer = self.graph.delete(&[subject, "permissions"], &tokens.access).await?;
        if answer["success"] == true { Ok(()) } else { Err(Verdict::Unavailable) }
    }

    async fn publish(&self, _channel: &ChannelAccess<'_>, _post: &NewPost<'_>) -> Published {
        Published::Refused(PostRefusal::Channel(Verdict::Unavailable))
    }

    async fn comments(&self, _: &ChannelAccess<'_>, _since: Timestamp) -> Answer<Vec<Comment>> {
        Err(Verdict::Unavailable)
    }

    async fn statistics(&self, _: &ChannelAccess<'_>, _: &DayRange) -> Answer<Vec<Figure>> {
        Err(Verdict::Unavailable)
    }
}

/// When a person is needed: at the end of the token or of the 90 days of data access, whichever comes first. Only a
/// login moves either of them.
fn earlier(expiry: Option<Timestamp>, data_access: Option<Timestamp>) -> Option<Timestamp> {
    [expiry, data_access].into_iter().flatten().min()
}
