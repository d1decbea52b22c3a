//! `debug_token`: what the network knows about a token, by one cheap call.

use domain::{time::Timestamp, verdict::Verdict};
use engine::{ports::networks::Answer, vault::Token};
use serde_json::Value;

use super::{Graph, Refusal};
use crate::json;

/// What the network tells about a living token.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Introspection {
    /// When it dies.
    pub(crate) expiry: Expiry,
    /// When the person must come back although the token lives: 90 days after they last did.
    pub(crate) data_access_until: Option<Timestamp>,
    /// Its permissions.
    pub(crate) scopes: Vec<String>,
    granular: Vec<(String, Option<Vec<String>>)>,
}

/// When a token dies.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// The network does not say.
    #[default]
    Unsaid,
    /// Not by itself.
    Never,
    /// Then.
    At(Timestamp),
}

/// Asks about `token` as our app. A dead token is an `Err`.
pub(crate) async fn introspect(graph: &Graph, token: &Token) -> Answer<Introspection> {
    let query = [("input_token", token.expose())];
    Introspection::read(graph.get_as_app(&["debug_token"], &query).await).map_err(|refusal| {
        match (refusal.verdict, refusal.error) {
            // Not the token we asked about is refused, but the one we asked with: ours.
            (Verdict::Dead(_), Some(error)) if !error.introspected => {
                Verdict::Ours { code: error.label() }
            }
            (verdict, _) => verdict,
        }
    })
}

/// Asks about `token` with itself, where the network lets nobody else ask. A dead token is an `Err`.
pub(crate) async fn introspect_itself(graph: &Graph, token: &Token) -> Answer<Introspection> {
    let query = [("input_token", token.expose())];
    let answer = graph.get(&["debug_token"], &query, token).await;
    Introspection::read(answer).map_err(Verdict::from)
}

impl Introspection {
    /// Whether the login gave `scope`.
    pub(crate) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|given| given == scope)
    }

    /// Whether `page` was ticked for `scope`; `None` where the network does not say.
    pub(crate) fn ticked(&self, scope: &str, page: &str) -> Option<bool> {
        let (_, targets) = self.granular.iter().find(|(name, _)| name == scope)?;
        // A permission without targets is given for all pages.
        Some(targets.as_ref().is_none_or(|ids| ids.iter().any(|id| id == page)))
    }

    fn read(answer: Result<Value, Refusal>) -> Result<Self, Refusal> {
        match answer {
            Ok(value) if value["data"]["is_valid"] == true => Ok(Self::of(&value["data"])),
            Ok(_) => Err(Refusal::unreadable()),
            Err(refusal) => Err(refusal),
        }
    }

    fn of(data: &Value) -> Self {
        let expiry = match json::integer(&data["expires_at"]) {
            None => Expiry::Unsaid,
            Some(_) => json::moment(&data["expires_at"]).map_or(Expiry::Never, Expiry::At),
        };
        let granular = data["granular_scopes"].as_array().map_or_else(Vec::new, |all| {
            all.iter()
                .filter_map(|one| {
                    let targets = &one["target_ids"];
                    Some((
                        json::name(&one["scope"])?,
                        targets.is_array().then(|| json::words(targets)),
                    ))
                })
                .collect()
        });
        Self {
            expiry,
            data_access_until: json::moment(&data["data_access_expires_at"]),
            scopes: json::words(&data["scopes"]),
            granular,
        }
    }
}
