//! Who is asked to join a workspace.

use async_trait::async_trait;
use domain::{
    id::{InvitationId, WorkspaceId},
    time::Timestamp,
};
use engine::{
    ports::store::{
        Invitations, StoreError, Stored,
        accounts::AuditEntry,
        team::{
            Invitation, InvitationRenewal, InvitationState, Invited, Joined, Joining,
            NewInvitation, OpenInvitation,
        },
    },
    vault::TokenDigest,
};
use sqlx::FromRow;

use super::{
    Db, letters,
    rows::{self, At, TableRow, role, role_word, text, without_case},
    unavailable,
    unit::Unit,
};

#[derive(FromRow)]
struct InvitationRow {
    id: String,
    email: String,
    role: String,
    name: String,
    made_at: i64,
    ends_at: i64,
    state: String,
}

impl TableRow for InvitationRow {
    const TABLE: &'static str = "invitations";
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = StoreError;

    fn try_from(row: InvitationRow) -> Stored<Self> {
        let at = At::new(InvitationRow::TABLE, &row.id);
        Ok(Self {
            id: at.word("id", &row.id)?,
            email: row.email,
            role: role(&at, &row.role)?,
            by: row.name,
            made_at: Timestamp::from_millis(row.made_at),
            ends_at: Timestamp::from_millis(row.ends_at),
            state: match &*row.state {
                "open" => InvitationState::Open,
                "accepted" => InvitationState::Accepted,
                "revoked" => InvitationState::Revoked,
                _ => return Err(at.damaged("state", "not a known word")),
            },
        })
    }
}

#[derive(FromRow)]
struct OpenRow {
    id: String,
    workspace: String,
    workspace_name: String,
    by_name: String,
    email: String,
    email_key: String,
    role: String,
    person: Option<String>,
}

macro_rules! by_secret {
    ($and:literal) => {
        concat!(
            "SELECT i.id, i.workspace, w.name AS workspace_name, b.name AS by_name, i.email,
             i.email_key, i.role, p.id AS person FROM invitations i
             JOIN workspaces w ON w.id = i.workspace JOIN persons b ON b.id = i.invited_by
             LEFT JOIN persons p ON p.email_key = i.email_key WHERE i.secret = $1",
            $and
        )
    };
}

/// What a secret opens.
const OPEN: &str = by_secret!(" AND i.state = 'open' AND i.ends_at > $2");
/// An invitation that this unit has just taken.
const TAKEN: &str = by_secret!("");

const REVOKE: &str = "UPDATE invitations SET state = 'revoked'
     WHERE workspace = $1 AND id = $2 AND state = 'open'";

#[async_trait]
impl Invitations for Db {
    async fn invite(&self, new: &NewInvitation) -> Stored<Invited> {
        let mut unit = self.unit().await?;
        let is_member: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM memberships m JOIN persons p ON p.id = m.person
             WHERE m.workspace = $1 AND p.email_key = $2)",
        )
        .bind(new.workspace.to_string())
        .bind(without_case(&new.email))
        .fetch_one(unit.connection())
        .await
        .map_err(unavailable)?;
        if is_member {
            return Ok(Invited::MemberAlready);
        }
        sqlx::query(
            "UPDATE invitations SET state = 'revoked'
             WHERE workspace = $1 AND email_key = $2 AND state = 'open'",
        )
        .bind(new.workspace.to_string())
        .bind(without_case(&new.email))
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        sqlx::query(
            "INSERT INTO invitations (workspace, id, email, email_key, role, secret, invited_by,
             made_at, ends_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')",
        )
        .bind(new.workspace.to_string())
        .bind(new.id.to_string())
        .bind(text(&new.email))
        .bind(without_case(&new.email))
        .bind(role_word(new.role))
        .bind(new.secret.0.as_slice())
        .bind(new.by.to_string())
        .bind(new.now.millis())
        .bind(new.ends_at.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        letters::post(&mut unit, &new.letter).await?;
        unit.write_audit(&new.audit).await?;
        unit.commit().await?;
        Ok(Invited::Done)
    }

    async fn invitations(&self, workspace: WorkspaceId, limit: u32) -> Stored<Vec<Invitation>> {
        let rows = sqlx::query(
            "SELECT i.id, i.email, i.role, p.name, i.made_at, i.ends_at, i.state FROM invitations i
             JOIN persons p ON p.id = i.invited_by WHERE i.workspace = $1
             ORDER BY i.made_at DESC, i.id DESC LIMIT $2",
        )
        .bind(workspace.to_string())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await
        .map_err(unavailable)?;
        Ok(rows::read_all::<InvitationRow, _>(&rows))
    }

    async fn invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
    ) -> Stored<Option<Invitation>> {
        let row = sqlx::query(
            "SELECT i.id, i.email, i.role, p.name, i.made_at, i.ends_at, i.state FROM invitations i
             JOIN persons p ON p.id = i.invited_by WHERE i.workspace = $1 AND i.id = $2",
        )
        .bind(workspace.to_string())
        .bind(invitation.to_string())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        row.map(|row| rows::read::<InvitationRow, _>(&row)).transpose()
    }

    async fn renew_invitation(&self, renewal: &InvitationRenewal) -> Stored<Option<Invitation>> {
        let mut unit = self.unit().await?;
        let found = sqlx::query(
            "UPDATE invitations SET secret = $3, ends_at = $4, state = 'open'
             WHERE workspace = $1 AND id = $2 AND state <> 'accepted'
             RETURNING id, email, role, (SELECT p.name FROM persons p WHERE p.id = invited_by) AS name,
             made_at, ends_at, state",
        )
        .bind(renewal.workspace.to_string())
        .bind(renewal.id.to_string())
        .bind(renewal.secret.0.as_slice())
        .bind(renewal.ends_at.millis())
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        let Some(row) = found else { return Ok(None) };
        letters::post(&mut unit, &renewal.letter).await?;
        unit.write_audit(&renewal.audit).await?;
        unit.commit().await?;
        rows::read::<InvitationRow, _>(&row).map(Some)
    }

    async fn revoke_invitation(
        &self,
        workspace: WorkspaceId,
        invitation: InvitationId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let done = sqlx::query(REVOKE)
            .bind(workspace.to_string())
            .bind(invitation.to_string())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        unit.write_audit(audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn open_invitation(
        &self,
        secret: TokenDigest,
        now: Timestamp,
    ) -> Stored<Option<OpenInvitation>> {
        let row: Option<OpenRow> = sqlx::query_as(OPEN)
            .bind(secret.0.as_slice())
            .bind(now.millis())
            .fetch_optional(&self.readers)
            .await
            .map_err(unavailable)?;
        row.map(OpenRow::opened).transpose()
    }

    async fn join(&self, joining: &Joining) -> Stored<Joined> {
        let mut unit = self.unit().await?;
        // Taken before it is looked at: of two who come at once only one finds it open.
        let taken = sqlx::query(
            "UPDATE invitations SET state = 'accepted'
             WHERE secret = $1 AND state = 'open' AND ends_at > $2",
        )
        .bind(joining.secret.0.as_slice())
        .bind(joining.now.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if taken.rows_affected() == 0 {
            return Ok(Joined::Closed);
        }
        let row: Option<OpenRow> = sqlx::query_as(TAKEN)
            .bind(joining.secret.0.as_slice())
            .fetch_optional(unit.connection())
            .await
            .map_err(unavailable)?;
        let Some(row) = row else { return Ok(Joined::Closed) };
        if !is_them(&mut unit, joining, &row).await? {
            return Ok(Joined::OtherPerson);
        }
        let open = row.opened()?;
        sqlx::query(
            "INSERT INTO memberships (workspace, person, role, made_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (workspace, person) DO NOTHING",
        )
        .bind(open.workspace.to_string())
        .bind(joining.person.to_string())
        .bind(role_word(open.role))
        .bind(joining.now.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.write_audit(&AuditEntry {
            workspace: Some(open.workspace),
            person: Some(joining.person),
            what: "person.joined".to_owned(),
            about: open.id.to_string(),
            from: joining.from.clone(),
            at: joining.now,
        })
        .await?;
        unit.commit().await?;
        Ok(Joined::Done(open.workspace, open.role))
    }
}

impl OpenRow {
    fn opened(self) -> Stored<OpenInvitation> {
        let at = At::new(InvitationRow::TABLE, &self.id);
        Ok(OpenInvitation {
            workspace: at.word("workspace", &self.workspace)?,
            workspace_name: self.workspace_name,
            id: at.word("id", &self.id)?,
            by: self.by_name,
            email: self.email,
            role: role(&at, &self.role)?,
            person: self.person.map(|person| at.word("person", &person)).transpose()?,
        })
    }
}

/// Whether an invitation is for whoever accepts it; adds them if they are new.
async fn is_them(unit: &mut Unit, joining: &Joining, row: &OpenRow) -> Stored<bool> {
    let Some((name, password_hash)) = &joining.new else {
        return Ok(row.person.as_deref() == Some(&*joining.person.to_string()));
    };
    let added = sqlx::query(
        "INSERT INTO persons (id, name, email, email_key, password_hash, made_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (email_key) DO NOTHING",
    )
    .bind(joining.person.to_string())
    .bind(text(name))
    .bind(text(&row.email))
    .bind(&row.email_key)
    .bind(password_hash)
    .bind(joining.now.millis())
    .execute(unit.connection())
    .await
    .map_err(unavailable)?;
    Ok(added.rows_affected() == 1)
}
