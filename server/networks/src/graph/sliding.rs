//! Long-lived tokens that are prolonged while they live, as at Instagram and Threads: the token itself is what the next is
//! bought with. It must be a day old and not yet dead; once it is dead only a person helps.

use domain::{
    cause::Cause,
    grant::{Grant, Renews},
    time::{Span, Timestamp},
    verdict::Verdict,
};
use engine::{
    ports::networks::{Answer, Granted, Renewed},
    vault::{Token, Tokens},
};
use serde_json::Value;

use super::Graph;
use crate::json;

/// The documented lifetime, where no answer says better.
const LONG_LIVED: Span = Span::days(60);
/// How old a token must be before it can be prolonged.
const YOUNGEST: Span = Span::hours(24);

/// What a network calls the two ways to a long-lived token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sliding {
    /// The grant type that takes a short-lived token.
    pub(crate) exchange: &'static str,
    /// The grant type that takes a long-lived one.
    pub(crate) refresh: &'static str,
}

impl Sliding {
    /// A code for a long-lived token. The scopes are what the network says, else what was asked for (RFC 6749, section 5.1).
    pub(crate) async fn exchange(
        &self,
        graph: &Graph,
        code: &Token,
        redirect_uri: &str,
        now: Timestamp,
    ) -> Answer<Granted> {
        let form = [
            ("grant_type", "authorization_code"),
            ("redirect_uri", redirect_uri),
            // Browsers keep the fragment that follows it; what passes an address on as text does not.
            ("code", code.expose().trim_end_matches("#_")),
        ];
        let short = graph.post_tokens(&form).await?;
        let short = json::unwrapped(&short);
        let access = json::secret(&short["access_token"]).ok_or(Verdict::Unavailable)?;
        let long = graph
            .get_unversioned(
                &["access_token"],
                &[
                    ("grant_type", self.exchange),
                    ("client_secret", graph.credentials.client_secret.expose()),
                    ("access_token", access.expose()),
                ],
            )
            .await?;
        let scopes = permissions(&long["permissions"])
            .or_else(|| permissions(&short["permissions"]))
            .unwrap_or_else(|| graph.dialect.scopes.iter().map(ToString::to_string).collect());
        granted(&long, scopes, now).ok_or(Verdict::Unavailable)
    }

    /// Prolongs a token. It is not spent by that, so whatever is lost may be asked for again. `probe` asks whether it lives:
    /// of a token that is too young to be prolonged, it alone can tell whether it is dead before its time.
    pub(crate) async fn renew(
        &self,
        graph: &Graph,
        token: &Token,
        grant: &Grant,
        now: Timestamp,
        probe: impl Future<Output = Answer<Grant>>,
    ) -> Renewed {
        if grant.access_until.is_some_and(|until| until <= now) {
            return Renewed::NotSpent(Verdict::Dead(Cause::Expired));
        }
        let ripe = grant.issued_at.after(YOUNGEST);
        if now < ripe {
            return Renewed::NotSpent(match probe.await {
                Err(dead @ Verdict::Dead(_)) => dead,
                Ok(_) | Err(_) => Verdict::Limited { until: Some(ripe) },
            });
        }
        let query = [("grant_type", self.refresh), ("access_token", token.expose())];
        match graph.get_unversioned(&["refresh_access_token"], &query).await {
            Ok(answer) => {
                let scopes = permissions(&answer["permissions"]);
                granted(&answer, scopes.unwrap_or_else(|| grant.scopes.clone()), now)
                    .map_or(Renewed::NotSpent(Verdict::Unavailable), Renewed::Granted)
            }
            Err(refusal) => Renewed::NotSpent(match refusal.verdict {
                // Nothing in this call is ours, so it cannot be what is refused; and these refusals are known to come
                // for tokens that work.
                Verdict::Ours { .. } => Verdict::Unavailable,
                verdict => verdict,
            }),
        }
    }
}

fn granted(answer: &Value, scopes: Vec<String>, now: Timestamp) -> Option<Granted> {
    let access = json::secret(&answer["access_token"])?;
    let lifetime = json::lifetime(&answer["expires_in"]).unwrap_or(LONG_LIVED);
    Some(Granted {
        grant: Grant {
            scopes,
            issued_at: now,
            access_until: Some(now.after(lifetime)),
            renews: Renews::Alone { until: None },
        },
        tokens: Tokens { refresh: Some(access.clone()), access },
    })
}

/// A list of permissions, however it is written.
fn permissions(value: &Value) -> Option<Vec<String>> {
    let found = value.as_str().map_or_else(|| json::words(value), json::scopes);
    (!found.is_empty()).then_some(found)
}
