//! Reconnect links, as rows and as values.

use domain::{
    link::{Link, Rhythm},
    time::Timestamp,
};
use engine::ports::store::{StoreError, Stored, links::LinkShown};
use sqlx::FromRow;

use super::{super::accounts::speech, At, TableRow};

/// The beginning of every query for a [`LinkRow`].
macro_rules! select_links {
    ($rest:literal) => {
        concat!(
            "SELECT l.workspace, l.id, l.network, l.profile, l.made_by, l.made_at, l.ends_at, l.note, l.recipient,
             l.rhythm, l.reminded, l.opened_at, l.wrong_at, l.wrong_face, l.done_at, l.revoked_at,
             w.name AS workspace_name, p.name AS asker,
             p.language_chosen, p.language_asked, f.name AS profile_name
             FROM links l JOIN workspaces w ON w.id = l.workspace JOIN persons p ON p.id = l.made_by
             LEFT JOIN profiles f ON f.workspace = l.workspace AND f.id = l.profile ",
            $rest
        )
    };
}
pub(in super::super) use select_links;

/// A link with the names around it.
#[derive(FromRow)]
pub(in super::super) struct LinkRow {
    workspace: String,
    id: String,
    network: String,
    profile: Option<String>,
    made_by: String,
    made_at: i64,
    ends_at: i64,
    note: String,
    recipient: Option<String>,
    rhythm: i64,
    reminded: i64,
    opened_at: Option<i64>,
    wrong_at: Option<i64>,
    wrong_face: Option<String>,
    done_at: Option<i64>,
    revoked_at: Option<i64>,
    workspace_name: String,
    asker: String,
    language_chosen: Option<String>,
    language_asked: Option<String>,
    profile_name: Option<String>,
}

impl TableRow for LinkRow {
    const TABLE: &'static str = "links";
}

impl TryFrom<LinkRow> for LinkShown {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Stored<Self> {
        let at = At::new(LinkRow::TABLE, &row.id);
        let wrong = match (row.wrong_at, &row.wrong_face) {
            (Some(when), Some(face)) => {
                Some((Timestamp::from_millis(when), at.json("wrong_face", face)?))
            }
            (None, None) => None,
            _ => return Err(at.damaged("wrong_at", "contradicts the face")),
        };
        let rhythm = Rhythm::of_days(row.rhythm);
        let link = Link {
            id: at.word("id", &row.id)?,
            workspace: at.word("workspace", &row.workspace)?,
            network: at.word("network", &row.network)?,
            profile: row.profile.as_deref().map(|id| at.word("profile", id)).transpose()?,
            made_by: at.word("made_by", &row.made_by)?,
            made_at: Timestamp::from_millis(row.made_at),
            ends_at: Timestamp::from_millis(row.ends_at),
            note: row.note,
            recipient: row.recipient,
            rhythm: rhythm.ok_or_else(|| at.damaged("rhythm", "not a known rhythm"))?,
            reminded: u32::try_from(at.count::<u64>("reminded", row.reminded)?).unwrap_or(u32::MAX),
            opened_at: row.opened_at.map(Timestamp::from_millis),
            wrong,
            done_at: row.done_at.map(Timestamp::from_millis),
            revoked_at: row.revoked_at.map(Timestamp::from_millis),
        };
        Ok(Self {
            link,
            workspace_name: row.workspace_name,
            asker: row.asker,
            asker_speech: speech(row.language_chosen.as_deref(), row.language_asked.as_deref()),
            profile_name: row.profile_name,
        })
    }
}
