//! Devices that end: removed one by one, with the sessions they were named in, or because somebody else has the browser now.

use domain::id::{DeviceId, PersonId, WorkspaceId};
use engine::{
    ports::store::{Stored, own_account::Ending},
    vault::TokenDigest,
};

use super::super::{unavailable, unit::Unit};

/// Which devices end.
pub(in super::super) enum Of {
    /// One of somebody's.
    One(WorkspaceId, PersonId, DeviceId),
    /// Whatever has this endpoint in that workspace, or is anybody's but that person's.
    Endpoint(TokenDigest, WorkspaceId, PersonId),
    /// Those of somebody at which nobody listens any more.
    Gone(WorkspaceId, PersonId),
    /// All of somebody in a workspace.
    Member(WorkspaceId, PersonId),
    /// Those that were named in sessions of somebody which end.
    Sessions(PersonId, Ending),
    /// Those that were named in a session which ends.
    Session(TokenDigest),
}

/// What stands for a `$` in a statement.
enum Value {
    Text(String),
    Bytes(TokenDigest),
}

/// Two statements: messages first, which is the order in which they are taken.
macro_rules! both {
    ($which:literal) => {
        [
            concat!(
                "DELETE FROM pushes WHERE (workspace, device) IN
                 (SELECT workspace, id FROM devices WHERE ",
                $which,
                ")"
            ),
            concat!("DELETE FROM devices WHERE ", $which),
        ]
    };
}

/// Ends devices, with whatever waits for them. Returns how many.
pub(in super::super) async fn end(unit: &mut Unit, of: Of) -> Stored<u64> {
    let text = |id: &dyn ToString| Value::Text(id.to_string());
    let (statements, values) = match of {
        Of::One(workspace, person, id) => (
            both!("workspace = $1 AND person = $2 AND id = $3"),
            vec![text(&workspace), text(&person), text(&id)],
        ),
        Of::Endpoint(endpoint, workspace, person) => (
            both!("endpoint = $1 AND (workspace = $2 OR person <> $3)"),
            vec![Value::Bytes(endpoint), text(&workspace), text(&person)],
        ),
        Of::Gone(workspace, person) => (
            both!("workspace = $1 AND person = $2 AND gone_at IS NOT NULL"),
            vec![text(&workspace), text(&person)],
        ),
        Of::Member(workspace, person) => {
            (both!("workspace = $1 AND person = $2"), vec![text(&workspace), text(&person)])
        }
        Of::Sessions(person, Ending::One(session)) => {
            (both!("person = $1 AND session = $2"), vec![text(&person), Value::Bytes(session)])
        }
        Of::Sessions(person, Ending::AllBut(session)) => {
            (both!("person = $1 AND session <> $2"), vec![text(&person), Value::Bytes(session)])
        }
        Of::Sessions(person, Ending::All) => (both!("person = $1"), vec![text(&person)]),
        Of::Session(session) => (both!("session = $1"), vec![Value::Bytes(session)]),
    };
    let mut ended = 0;
    for statement in statements {
        let query = values.iter().fold(sqlx::query(statement), |query, value| match value {
            Value::Text(text) => query.bind(text.clone()),
            Value::Bytes(TokenDigest(bytes)) => query.bind(bytes.to_vec()),
        });
        ended = query.execute(unit.connection()).await.map_err(unavailable)?.rows_affected();
    }
    Ok(ended)
}
