//! Every table, with its key and its columns, and how a row of it is read, written and summed up.

use sha2::{Digest as _, Sha256};
use sqlx::{QueryBuilder, Row as _, postgres::PgRow, sqlite::SqliteRow};

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// What its rows are sorted by.
    pub(super) key: &'static str,
    /// Its columns, each with a letter for what it holds: text, number, bytes, flag.
    columns: &'static str,
}

/// What a column holds.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Bytes,
    Flag,
}

/// What a row holds in a column.
enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Bytes(Option<Vec<u8>>),
    Flag(Option<bool>),
}

/// A row.
pub(super) struct Values(Vec<Value>);

const fn table(name: &'static str, key: &'static str, columns: &'static str) -> Table {
    Table { name, key, columns }
}

/// In an order in which every row finds the rows it refers to.
pub(super) const TABLES: [Table; 59] = [
    table("installation", "fact", "fact:t value:t"),
    table("installation_secrets", "name", "name:t secret:b"),
    table("workspaces", "id", "id:t name:t last_event:n made_at:n"),
    table(
        "persons",
        "id",
        "id:t name:t email:t email_key:t password_hash:t made_at:n language_chosen:t language_asked:t",
    ),
    table("memberships", "workspace, person", "workspace:t person:t role:t made_at:n"),
    table(
        "sessions",
        "digest",
        "digest:b person:t workspace:t opened_at:n ends_at:n seen_at:n from_address:t agent:t",
    ),
    table("attempts", "key", "key:t made:n ends_at:n"),
    table("password_resets", "secret", "secret:b person:t ends_at:n"),
    table("second_factors", "person", "person:t seed:b confirmed:f last_step:n begun_at:n"),
    table("recovery_codes", "person, code", "person:t code:b"),
    table("passkeys", "id", "id:t person:t credential:b agent:t kept:t made_at:n used_at:n"),
    table("ceremonies", "secret", "secret:b person:t state:t ends_at:n"),
    table(
        "pending_sign_ins",
        "secret",
        "secret:b person:t ends_at:n workspace:t invitation:b guesses:n",
    ),
    table(
        "invitations",
        "workspace, id",
        "workspace:t id:t email:t email_key:t role:t secret:b invited_by:t made_at:n ends_at:n state:t",
    ),
    table(
        "profiles",
        "workspace, id",
        "workspace:t id:t network:t issuer:t subject:t name:t handle:t avatar:t fingerprint:b login:t told_as:t \
         told_as_fingerprint:b health:t checked_at:n needed_at:n severity:n sort_name:t search:t grant_facts:t version:n \
         access_sealed:b refresh_sealed:b fence:n leased:f intent_digest:b intent_at:n renew_at:n ask_at:n bucket:n due_at:n",
    ),
    table("profile_connectors", "workspace, profile", "workspace:t profile:t person:t at:n"),
    table("asks", "workspace, profile, person", "workspace:t profile:t person:t at:n"),
    table(
        "channel_identities",
        "workspace, id",
        "workspace:t id:t network:t issuer:t remote_id:t name:t avatar:t first_profile:t",
    ),
    table(
        "channels",
        "workspace, profile, id",
        "workspace:t profile:t id:t remote_id:t name:t avatar:t token_sealed:b losses:t",
    ),
    table(
        "authorizations",
        "workspace, id",
        "workspace:t id:t person:t network:t profile:t begun_at:n windowed:f issuer:t state:b cookie:b verifier:b memo:b \
         walking:f link:t stage:t outcome:t forget_at:n",
    ),
    table(
        "links",
        "workspace, id",
        "workspace:t id:t secret:b network:t profile:t made_by:t made_at:n ends_at:n note:t recipient:t rhythm:n \
         reminded:n remind_at:n secret_sealed:b opened_at:n wrong_at:n wrong_face:t done_at:n revoked_at:n",
    ),
    table(
        "letters",
        "id",
        "id:t workspace:t recipient:t kind:t sealed:b posted_at:n attempts:n due_at:n delivered_at:n given_up_at:n answer:t",
    ),
    table(
        "support_conversations",
        "workspace, id",
        "workspace:t id:t person:t subject:t opened_at:n last_at:n rank:n place:n messages:n answered:n seen:n",
    ),
    table(
        "support_messages",
        "workspace, conversation, number",
        "workspace:t conversation:t number:n side:t person:t at:n once:t text:t is_cut:f diagnosis:t",
    ),
    table(
        "hooks",
        "workspace, id",
        "workspace:t id:t kind:t name:t sealed:b topics:t made_by:t made_at:n off_since:n busy_until:n",
    ),
    table(
        "hook_deliveries",
        "workspace, id",
        "workspace:t id:t hook:t kind:t facts:t posted_at:n attempts:n due_at:n delivered_at:n given_up_at:n answer:t",
    ),
    table(
        "devices",
        "workspace, id",
        "workspace:t id:t person:t agent:t endpoint:b sealed:b session:b made_at:n delivered_at:n answered_at:n answer:t \
         gone_at:n busy_until:n",
    ),
    table(
        "pushes",
        "workspace, id",
        "workspace:t id:t device:t facts:t posted_at:n attempts:n due_at:n",
    ),
    table("walks", "workspace, person", "workspace:t person:t walk:t"),
    table("notice_turns", "workspace", "workspace:t heard:n looked:n look_at:n"),
    table("incidents", "workspace, subject", "workspace:t subject:t incident:t"),
    table("notice_choices", "workspace, person", "workspace:t person:t choices:t"),
    table("events", "workspace, id", "workspace:t id:n at:n what:t"),
    table(
        "audit",
        "id",
        "id:n workspace:t person:t what:t about:t from_address:t at:n number:n hash:b facts:t",
    ),
    table("audit_heads", "chain", "chain:t number:n hash:b"),
    table(
        "health_changes",
        "workspace, profile, number",
        "workspace:t profile:t number:n at:n state:t doer:t",
    ),
    table(
        "api_keys",
        "workspace, id",
        "workspace:t id:t digest:b name:t scopes:t made_by:t made_at:n ends_at:n used_at:n",
    ),
    table(
        "api_key_uses",
        "workspace, api_key, day, from_address",
        "workspace:t api_key:t day:n from_address:t",
    ),
    table(
        "api_requests",
        "workspace, api_key, name",
        "workspace:t api_key:t name:t asks:b began_at:n answer:b",
    ),
    table("renewal_counts", "workspace, network, day", "workspace:t network:t day:n renewals:n"),
    table("network_standings", "network", "network:t failures:n standing:t"),
    table("network_servers", "network, server", "network:t server:t secret:b kept_at:n"),
    table("heard_signals", "network, id", "network:t id:t heard_at:n"),
    table("calendar_feeds", "workspace, person", "workspace:t person:t secret:b"),
    table("pictures", "workspace, id", "workspace:t id:t name:t format:t size:n kept_at:n bytes:b"),
    table(
        "posts",
        "workspace, id",
        "workspace:t id:t group_id:t channel:t author:t text:t link:t picture:t alt:t at:n not_after:n state:t facts:t \
         version:n step:n made_at:n sort_at:n queue_at:n last_at:n held_for:t",
    ),
    table(
        "post_attempts",
        "workspace, post, number",
        "workspace:t post:t number:n began_at:n ended_at:n outcome:t",
    ),
    table(
        "post_queues",
        "workspace, channel",
        "workspace:t channel:t bucket:n due_at:n changes:n holding:n",
    ),
    table("slot_plans", "workspace, channel", "workspace:t channel:t slots:t"),
    table("timetables", "workspace", "workspace:t zone:t late_rule:t"),
    table(
        "countings",
        "workspace, channel",
        "workspace:t channel:t bucket:n due_at:n counted_until:n lost:t lost_since:n",
    ),
    table(
        "figures",
        "workspace, channel, day, metric",
        "workspace:t channel:t day:n metric:t value:n",
    ),
    table(
        "forgotten_days",
        "workspace, channel, from_at",
        "workspace:t channel:t from_at:n until_at:n cause:t",
    ),
    table(
        "listenings",
        "workspace, channel",
        "workspace:t channel:t bucket:n due_at:n heard_until:n is_blind:f",
    ),
    table(
        "unheard_periods",
        "workspace, channel, from_at",
        "workspace:t channel:t from_at:n until_at:n",
    ),
    table(
        "comments",
        "workspace, id",
        "workspace:t id:t channel:t remote_id:t post:t parent:t author:t text:t at:n heard_at:n is_late:f state:t \
         is_hidden:f is_liked:f assignee:t version:n",
    ),
    table(
        "replies",
        "workspace, id",
        "workspace:t id:t comment:t channel:t text:t author:t made_at:n state:t facts:t step:n is_open:f may_be_out:f \
         remote_id:t",
    ),
    table("community_roles", "workspace, person, channel", "workspace:t person:t channel:t role:t"),
    table("scheduler_roles", "workspace, person, channel", "workspace:t person:t channel:t role:t"),
];

impl Table {
    /// The names of its columns.
    pub(super) fn names(&self) -> Vec<&'static str> {
        self.columns().map(|(name, _)| name).collect()
    }

    /// All its rows, in the order of their keys.
    pub(super) fn select(&self) -> String {
        format!("SELECT {} FROM {} ORDER BY {}", self.names().join(", "), self.name, self.key)
    }

    /// Adds rows. At PostgreSQL a statement has at most 65,535 parameters.
    pub(super) fn insert(&self, rows: Vec<Values>) -> QueryBuilder<sqlx::Postgres> {
        let into = format!("INSERT INTO {} ({}) ", self.name, self.names().join(", "));
        let mut query = QueryBuilder::new(into);
        query.push_values(rows, |mut row, Values(values)| {
            for value in values {
                match value {
                    Value::Text(text) => row.push_bind(text),
                    Value::Number(number) => row.push_bind(number),
                    Value::Bytes(bytes) => row.push_bind(bytes),
                    Value::Flag(flag) => row.push_bind(flag),
                };
            }
        });
        query
    }

    /// A row of it in SQLite.
    pub(super) fn read_sqlite(&self, row: &SqliteRow) -> sqlx::Result<Values> {
        let values = self.columns().map(|(name, kind)| {
            Ok(match kind {
                Kind::Text => Value::Text(row.try_get(name)?),
                Kind::Number => Value::Number(row.try_get(name)?),
                Kind::Bytes => Value::Bytes(row.try_get(name)?),
                Kind::Flag => Value::Flag(row.try_get(name)?),
            })
        });
        values.collect::<sqlx::Result<_>>().map(Values)
    }

    /// A row of it in PostgreSQL.
    pub(super) fn read_postgres(&self, row: &PgRow) -> sqlx::Result<Values> {
        let values = self.columns().map(|(name, kind)| {
            Ok(match kind {
                Kind::Text => Value::Text(row.try_get(name)?),
                Kind::Number => Value::Number(row.try_get(name)?),
                Kind::Bytes => Value::Bytes(row.try_get(name)?),
                Kind::Flag => Value::Flag(row.try_get(name)?),
            })
        });
        values.collect::<sqlx::Result<_>>().map(Values)
    }

    fn columns(&self) -> impl Iterator<Item = (&'static str, Kind)> {
        self.columns.split_whitespace().map(|column| match column.split_once(':') {
            Some((name, "n")) => (name, Kind::Number),
            Some((name, "b")) => (name, Kind::Bytes),
            Some((name, "f")) => (name, Kind::Flag),
            Some((name, _)) => (name, Kind::Text),
            None => (column, Kind::Text),
        })
    }
}

/// What all rows of a table come to.
#[derive(Default)]
pub(super) struct Sum {
    rows: u64,
    digest: Sha256,
}

impl Sum {
    /// Adds a row: each value with its kind and its length before it, so that no two rows look the same.
    pub(super) fn add(&mut self, Values(values): &Values) {
        self.rows += 1;
        for value in values {
            match value {
                Value::Text(text) => self.part(b't', text.as_deref().map(str::as_bytes)),
                Value::Number(number) => {
                    self.part(b'n', number.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
                }
                Value::Bytes(bytes) => self.part(b'b', bytes.as_deref()),
                Value::Flag(flag) => self.part(
                    b'f',
                    flag.map(|flag| [u8::from(flag)]).as_ref().map(<[u8; 1]>::as_slice),
                ),
            }
        }
    }

    /// How many rows, and their digest.
    pub(super) fn finish(self) -> (u64, [u8; 32]) {
        (self.rows, self.digest.finalize().into())
    }

    fn part(&mut self, kind: u8, bytes: Option<&[u8]>) {
        self.digest.update([kind, u8::from(bytes.is_some())]);
        if let Some(bytes) = bytes {
            self.digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            self.digest.update(bytes);
        }
    }
}
