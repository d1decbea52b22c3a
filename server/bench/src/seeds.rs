//! Many grants out of one: the rows of a profile that was linked by a real login are copied in bulk, each with an id, an
//! identity and tokens of its own, which are sealed as the server seals them. What a column is for need not be known here: those
//! that are not named are copied as they are.

use anyhow::{Context as _, Result};
use domain::{
    id::{ChannelId, ProfileId, WorkspaceId},
    network::Network,
    plan::Plan,
    time::Timestamp,
};
use engine::vault::{Place, Token, Vault as _};
use rand::Rng as _;
use rusqlite::Connection;

use crate::{databases, house::House};

/// So many profiles a workspace has.
const EACH: usize = 100;

/// When copies are due: spread evenly over a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

/// What copies can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tokens {
    /// They renew: the sandbox knows their refresh tokens.
    Real,
    /// They only wait.
    Copied,
}

impl House {
    /// Copies the linked profile `count` times; each copy is to be renewed within `spread`, and is not to be asked about before.
    /// Returns where they are.
    pub(crate) fn multiply(
        &self,
        count: usize,
        spread: Spread,
        tokens: Tokens,
    ) -> Result<Vec<(WorkspaceId, ProfileId)>> {
        if tokens == Tokens::Real {
            self.multiply_tokens(count)?;
        }
        let blob = |bytes: &[u8]| hex::encode(bytes);
        let mut random = rand::rng();
        let mut workspace = self.viewer.workspace;
        let mut places = Vec::with_capacity(count);
        let span = spread.until.since(spread.from).as_millis().max(1);
        let rows = (0..count).map(|number| {
            if number % EACH == 0 {
                workspace = WorkspaceId::new(spread.from, random.random());
            }
            let profile = ProfileId::new(spread.from, random.random());
            let channel = ChannelId::new(spread.from, random.random());
            let subject = format!("{number}");
            places.push((workspace, profile));
            let sealed = |place| match tokens {
                Tokens::Real => blob(&self.vault.seal(&Token::new(refresh_token(number)), place).0),
                Tokens::Copied => String::new(),
            };
            let fingerprint = self.vault.fingerprint(Network::X, "https://x.com", &subject);
            let part = span * i64::try_from(number).unwrap_or(0)
                / i64::try_from(count).unwrap_or(1).max(1);
            [
                workspace.to_string(),
                profile.to_string(),
                channel.to_string(),
                subject,
                blob(&fingerprint.0),
                sealed(Place::Access(workspace, profile)),
                sealed(Place::Refresh(workspace, profile)),
                (spread.from.millis() + part).to_string(),
            ]
        });
        let columns = [
            "workspace",
            "profile",
            "channel",
            "subject",
            "fingerprint",
            "access",
            "refresh",
            "due",
        ];
        self.database.load(columns, rows, &self.script(spread)?)?;
        Ok(places)
    }

    fn script(&self, spread: Spread) -> Result<String> {
        let due = Plan { renew_at: Some(spread.from), ask_at: spread.until };
        let lane = due.lane(Network::X).number().to_string();
        let due = "CAST(s.due AS BIGINT)";
        let bytes = |column: &str, own: &str| {
            let given = self.database.unhex(&format!("s.{column}"));
            format!("CASE WHEN s.{column} = '' THEN t.{own} ELSE {given} END")
        };
        let workspace = self.viewer.workspace;
        let mut script = self.copying(
            "workspaces",
            "(SELECT DISTINCT workspace FROM seeds) s",
            &format!("t.id = '{workspace}'"),
            &[("id", "s.workspace")],
        )?;
        script += &self.copying(
            "profiles",
            "seeds s",
            &format!("t.id = '{}'", self.profile),
            &[
                ("workspace", "s.workspace"),
                ("id", "s.profile"),
                ("subject", "s.subject"),
                ("fingerprint", &bytes("fingerprint", "fingerprint")),
                ("access_sealed", &bytes("access", "access_sealed")),
                ("refresh_sealed", &bytes("refresh", "refresh_sealed")),
                ("bucket", &lane),
                ("due_at", due),
                ("renew_at", due),
                ("ask_at", &spread.until.after(domain::time::Span::days(1)).millis().to_string()),
            ],
        )?;
        script += &self.copying(
            "channels",
            "seeds s",
            &format!("t.profile = '{}'", self.profile),
            &[("workspace", "s.workspace"), ("profile", "s.profile"), ("id", "s.channel")],
        )?;
        Ok(script)
    }

    /// Copies the one linked channel until there are `count`, each with its row in `line`. Returns all.
    pub(crate) async fn more_channels(&self, count: usize, line: &str) -> Result<Vec<ChannelId>> {
        let workspace = self.viewer.workspace;
        let own = self.store.linked_channels(workspace).await?;
        let own = own.first().context("no channel")?.id;
        let mut random = rand::rng();
        let at = Timestamp::from_millis(0);
        let new: Vec<_> = (1..count).map(|_| ChannelId::new(at, random.random())).collect();
        let which = format!("t.workspace = '{workspace}'");
        let changed = [("id", "s.channel"), ("remote_id", "s.channel")];
        let mut script = self.copying("channel_identities", "seeds s", &which, &changed)?;
        script += &self.copying("channels", "seeds s", &which, &changed)?;
        script += &self.copying(line, "seeds s", &which, &[("channel", "s.channel")])?;
        self.database.load(["channel"], new.iter().map(|id| [id.to_string()]), &script)?;
        Ok(std::iter::once(own).chain(new).collect())
    }

    /// The statement that copies a row once for each seed.
    pub(crate) fn copying(
        &self,
        table: &str,
        seeds: &str,
        which: &str,
        changed: &[(&str, &str)],
    ) -> Result<String> {
        let columns = self.database.columns(table)?;
        Ok(copying(table, &columns, seeds, which, changed))
    }

    /// As many refresh tokens of the same person at X, each of a login of its own.
    fn multiply_tokens(&self, count: usize) -> Result<()> {
        let sandbox = Connection::open(&self.sandbox.world)?;
        let columns = databases::columns(&sandbox, "tokens")?;
        let seeds = format!(
            "(WITH RECURSIVE s(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM s WHERE number < {}) \
             SELECT 'seed-' || number AS value FROM s) s",
            count.saturating_sub(1)
        );
        let which = "t.network = 'x' AND t.kind = 'refresh' AND t.death IS NULL";
        let changed = [("value", "s.value"), ("family", "s.value")];
        sandbox.execute_batch(&copying("tokens", &columns, &seeds, which, &changed))?;
        Ok(())
    }
}

fn copying(
    table: &str,
    columns: &[String],
    seeds: &str,
    which: &str,
    changed: &[(&str, &str)],
) -> String {
    let values: Vec<_> = columns
        .iter()
        .map(|column| match changed.iter().find(|(name, _)| name == column) {
            Some((_, value)) => (*value).to_owned(),
            None => format!("t.{column}"),
        })
        .collect();
    let (columns, values) = (columns.join(", "), values.join(", "));
    format!(
        "INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, {seeds} WHERE {which};\n"
    )
}

/// The refresh token of a copy, as the sandbox knows it.
fn refresh_token(number: usize) -> String {
    format!("seed-{number}")
}
