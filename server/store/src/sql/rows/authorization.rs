//! Authorizations, as rows and as values.

use domain::{
    authorization::{Authorization, Binding, Purpose, WayBack},
    time::Timestamp,
};
use engine::{
    ports::store::{StoreError, Stored},
    vault::{Sealed, TokenDigest},
};
use sqlx::FromRow;

use super::{At, TableRow};

/// The columns an [`AuthorizationRow`] is read from.
macro_rules! authorization_columns {
    () => {
        "workspace, id, person, network, profile, begun_at, windowed, walking, link, issuer, cookie, \
         verifier, memo, stage, outcome"
    };
}
pub(in super::super) use authorization_columns;

/// An authorization with what guards it.
#[derive(FromRow)]
pub(in super::super) struct AuthorizationRow {
    workspace: String,
    id: String,
    person: String,
    network: String,
    profile: Option<String>,
    begun_at: i64,
    windowed: bool,
    walking: bool,
    link: Option<String>,
    issuer: String,
    cookie: Vec<u8>,
    verifier: Option<Vec<u8>>,
    memo: Option<Vec<u8>>,
    stage: String,
    outcome: Option<String>,
}

impl TableRow for AuthorizationRow {
    const TABLE: &'static str = "authorizations";
}

/// An authorization with what guards it.
pub(in super::super) struct Guarded {
    pub(in super::super) authorization: Authorization,
    pub(in super::super) cookie: TokenDigest,
    pub(in super::super) verifier: Option<Sealed>,
    pub(in super::super) memo: Option<Sealed>,
}

/// The words of the column `stage`.
pub(in super::super) const fn stage(authorization: &Authorization) -> &'static str {
    match authorization {
        Authorization::Pending(_) => "pending",
        Authorization::Completed(_) => "completed",
        Authorization::Consumed(..) => "consumed",
        Authorization::Failed(..) => "failed",
    }
}

impl TryFrom<AuthorizationRow> for Guarded {
    type Error = StoreError;

    fn try_from(row: AuthorizationRow) -> Stored<Self> {
        let at = At::new(AuthorizationRow::TABLE, &row.id);
        let purpose = match &row.profile {
            Some(profile) => Purpose::Reconnect { profile: at.word("profile", profile)? },
            None => Purpose::Connect,
        };
        let back = match (&row.link, row.walking, row.windowed) {
            (Some(link), false, false) => WayBack::Link(at.word("link", link)?),
            (None, true, false) => WayBack::Walk,
            (None, false, true) => WayBack::Window,
            (None, false, false) => WayBack::Tab,
            _ => return Err(at.damaged("link", "contradicts walking or windowed")),
        };
        let binding = Binding {
            id: at.word("id", &row.id)?,
            workspace: at.word("workspace", &row.workspace)?,
            person: at.word("person", &row.person)?,
            network: at.word("network", &row.network)?,
            purpose,
            begun_at: Timestamp::from_millis(row.begun_at),
            back,
            issuer: row.issuer,
        };
        let outcome = row.outcome.map(|outcome| at.json("outcome", &outcome)).transpose()?;
        let authorization = match (row.stage.as_str(), outcome) {
            ("pending", None) => Authorization::Pending(binding),
            ("completed", None) => Authorization::Completed(binding),
            ("consumed", Some(outcome)) => Authorization::Consumed(binding, outcome),
            ("failed", Some(outcome)) => Authorization::Failed(binding, outcome),
            _ => return Err(at.damaged("stage", "contradicts the outcome")),
        };
        Ok(Self {
            authorization,
            cookie: TokenDigest(at.bytes("cookie", &row.cookie)?),
            verifier: row.verifier.map(Sealed),
            memo: row.memo.map(Sealed),
        })
    }
}

impl TryFrom<AuthorizationRow> for Authorization {
    type Error = StoreError;

    fn try_from(row: AuthorizationRow) -> Stored<Self> {
        Guarded::try_from(row).map(|guarded| guarded.authorization)
    }
}
