//! The second step of signing in. A unit locks the second step itself before its codes and before sign-ins that wait for it.

use async_trait::async_trait;
use domain::{id::PersonId, time::Timestamp};
use engine::{
    ports::store::{
        SecondFactors, StoreError, Stored,
        accounts::AuditEntry,
        own_account::Ending,
        second_factors::{Confirmed, Guess, PendingSignIn, Proof, Proven, SecondFactor, Then},
    },
    vault::{Sealed, TokenDigest},
};
use sqlx::FromRow;

use super::{
    Db, letters, own_account,
    rows::{At, without_case},
    unavailable,
    unit::Unit,
};

#[derive(FromRow)]
struct FactorRow {
    seed: Vec<u8>,
    confirmed: bool,
    last_step: i64,
    begun_at: i64,
    codes_left: i64,
}

#[derive(FromRow)]
struct GuessRow {
    person: String,
    workspace: Option<String>,
    invitation: Option<Vec<u8>>,
    guesses: i64,
}

impl TryFrom<GuessRow> for Guess {
    type Error = StoreError;

    fn try_from(row: GuessRow) -> Stored<Self> {
        let at = At::new("pending_sign_ins", &row.person);
        Ok(Self {
            person: at.word("person", &row.person)?,
            then: match (&row.workspace, &row.invitation) {
                (Some(workspace), _) => Then::Open(at.word("workspace", workspace)?),
                (None, Some(secret)) => Then::Join(TokenDigest(at.bytes("invitation", secret)?)),
                (None, None) => return Err(at.damaged("workspace", "missing")),
            },
            guesses: at.count("guesses", row.guesses)?,
        })
    }
}

#[async_trait]
impl SecondFactors for Db {
    async fn second_factor(&self, person: PersonId) -> Stored<Option<SecondFactor>> {
        let row: Option<FactorRow> = sqlx::query_as(
            "SELECT f.seed, f.confirmed, f.last_step, f.begun_at,
             (SELECT COUNT(*) FROM recovery_codes c WHERE c.person = f.person) AS codes_left
             FROM second_factors f WHERE f.person = $1",
        )
        .bind(person.to_string())
        .fetch_optional(&self.readers)
        .await
        .map_err(unavailable)?;
        let at = At::new("second_factors", &person);
        row.map(|row| {
            Ok(SecondFactor {
                seed: Sealed(row.seed),
                is_on: row.confirmed,
                last_step: row.last_step,
                begun_at: Timestamp::from_millis(row.begun_at),
                codes_left: at.count("codes", row.codes_left)?,
            })
        })
        .transpose()
    }

    async fn begin_second_factor(
        &self,
        person: PersonId,
        seed: &Sealed,
        now: Timestamp,
    ) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let done = sqlx::query(
            "INSERT INTO second_factors (person, seed, confirmed, last_step, begun_at)
             VALUES ($1, $2, FALSE, 0, $3)
             ON CONFLICT (person) DO UPDATE SET seed = excluded.seed, begun_at = excluded.begun_at
             WHERE NOT second_factors.confirmed",
        )
        .bind(person.to_string())
        .bind(seed.0.as_slice())
        .bind(now.millis())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    async fn confirm_second_factor(&self, confirmed: &Confirmed) -> Stored<bool> {
        let mut unit = self.unit().await?;
        let done = sqlx::query(
            "UPDATE second_factors SET confirmed = TRUE, last_step = $3
             WHERE person = $1 AND seed = $2 AND NOT confirmed",
        )
        .bind(confirmed.person.to_string())
        .bind(confirmed.seed.0.as_slice())
        .bind(confirmed.step)
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        replace_codes(&mut unit, confirmed.person, &confirmed.codes).await?;
        own_account::end(&mut unit, confirmed.person, Ending::AllBut(confirmed.keep)).await?;
        letters::post(&mut unit, &confirmed.letter).await?;
        unit.write_audit(&confirmed.audit).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn renew_recovery_codes(&self, proven: &Proven, codes: &[TokenDigest]) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if !take(&mut unit, proven).await? {
            return Ok(false);
        }
        replace_codes(&mut unit, proven.person, codes).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn end_second_factor(&self, proven: &Proven) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if !take(&mut unit, proven).await? {
            return Ok(false);
        }
        end(&mut unit, &proven.person.to_string()).await?;
        unit.commit().await?;
        Ok(true)
    }

    async fn end_second_factor_of(&self, email: &str, audit: &AuditEntry) -> Stored<Option<bool>> {
        let mut unit = self.unit().await?;
        let found: Option<(String, Option<String>)> = sqlx::query_as(
            "SELECT p.id, m.workspace FROM persons p LEFT JOIN memberships m ON m.person = p.id
             WHERE p.email_key = $1 ORDER BY m.made_at, m.workspace LIMIT 1",
        )
        .bind(without_case(email))
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        let Some((id, workspace)) = found else { return Ok(None) };
        if !end(&mut unit, &id).await? {
            return Ok(Some(false));
        }
        let at = At::new("persons", &id);
        let workspace = workspace.map(|home| at.word("workspace", &home)).transpose()?;
        let person = Some(at.word("id", &id)?);
        unit.write_audit(&AuditEntry { workspace, person, ..audit.clone() }).await?;
        unit.commit().await?;
        Ok(Some(true))
    }

    async fn begin_sign_in(&self, pending: &PendingSignIn) -> Stored<()> {
        let mut unit = self.unit().await?;
        sqlx::query(FORGET_PENDING)
            .bind(pending.now.millis())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        let (workspace, invitation) = match pending.then {
            Then::Open(workspace) => (Some(workspace.to_string()), None),
            Then::Join(secret) => (None, Some(secret.0.to_vec())),
        };
        sqlx::query(
            "INSERT INTO pending_sign_ins (secret, person, ends_at, workspace, invitation, guesses)
             VALUES ($1, $2, $3, $4, $5, 0)",
        )
        .bind(pending.secret.0.as_slice())
        .bind(pending.person.to_string())
        .bind(pending.ends_at.millis())
        .bind(workspace)
        .bind(invitation)
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await
    }

    async fn guess_second_step(
        &self,
        secret: TokenDigest,
        most: u32,
        now: Timestamp,
    ) -> Stored<Option<Guess>> {
        let mut unit = self.unit().await?;
        let row: Option<GuessRow> = sqlx::query_as(
            "UPDATE pending_sign_ins SET guesses = guesses + 1
             WHERE secret = $1 AND ends_at > $2 AND guesses < $3
             RETURNING person, workspace, invitation, guesses",
        )
        .bind(secret.0.as_slice())
        .bind(now.millis())
        .bind(i64::from(most))
        .fetch_optional(unit.connection())
        .await
        .map_err(unavailable)?;
        unit.commit().await?;
        row.map(Guess::try_from).transpose()
    }

    async fn pass_second_step(&self, secret: TokenDigest, proven: &Proven) -> Stored<bool> {
        let mut unit = self.unit().await?;
        if !take(&mut unit, proven).await? {
            return Ok(false);
        }
        let done = sqlx::query("DELETE FROM pending_sign_ins WHERE secret = $1 AND person = $2")
            .bind(secret.0.as_slice())
            .bind(proven.person.to_string())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        unit.commit().await?;
        Ok(true)
    }
}

/// Takes a proof, and writes what is told of it. A unit that hears false has to be dropped.
pub(super) async fn take(unit: &mut Unit, proven: &Proven) -> Stored<bool> {
    let person = proven.person.to_string();
    let last_step: Option<i64> = sqlx::query_scalar(concat!(
        "SELECT last_step FROM second_factors WHERE person = $1 AND confirmed",
        for_update!()
    ))
    .bind(&person)
    .fetch_optional(unit.connection())
    .await
    .map_err(unavailable)?;
    let Some(last_step) = last_step else { return Ok(false) };
    let taken = match proven.proof {
        Proof::Step(step) if step <= last_step => return Ok(false),
        Proof::Step(step) => {
            sqlx::query("UPDATE second_factors SET last_step = $2 WHERE person = $1")
                .bind(&person)
                .bind(step)
                .execute(unit.connection())
                .await
        }
        Proof::Recovery(code) => {
            sqlx::query("DELETE FROM recovery_codes WHERE person = $1 AND code = $2")
                .bind(&person)
                .bind(code.0.as_slice())
                .execute(unit.connection())
                .await
        }
    };
    if taken.map_err(unavailable)?.rows_affected() == 0 {
        return Ok(false);
    }
    letters::post(unit, &proven.letter).await?;
    for entry in &proven.audit {
        unit.write_audit(entry).await?;
    }
    Ok(true)
}

/// Puts codes in the place of all others.
async fn replace_codes(unit: &mut Unit, person: PersonId, codes: &[TokenDigest]) -> Stored<()> {
    sqlx::query("DELETE FROM recovery_codes WHERE person = $1")
        .bind(person.to_string())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    for code in codes {
        sqlx::query("INSERT INTO recovery_codes (person, code) VALUES ($1, $2)")
            .bind(person.to_string())
            .bind(code.0.as_slice())
            .execute(unit.connection())
            .await
            .map_err(unavailable)?;
    }
    Ok(())
}

/// Forgets somebody's second step, with its codes and the sign-ins that wait for it. Whether it was asked for.
async fn end(unit: &mut Unit, person: &str) -> Stored<bool> {
    let was_on: Option<bool> =
        sqlx::query_scalar("DELETE FROM second_factors WHERE person = $1 RETURNING confirmed")
            .bind(person)
            .fetch_optional(unit.connection())
            .await
            .map_err(unavailable)?;
    sqlx::query("DELETE FROM pending_sign_ins WHERE person = $1")
        .bind(person)
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
    Ok(was_on == Some(true))
}

/// Forgets what is over, as sessions are.
const FORGET_PENDING: &str = concat!(
    "DELETE FROM pending_sign_ins WHERE secret IN
     (SELECT secret FROM pending_sign_ins WHERE ends_at <= $1 LIMIT 1000",
    skip_locked!(),
    ")"
);
