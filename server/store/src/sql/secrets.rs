//! Everything that is kept sealed, column after column in the order of keys.

use async_trait::async_trait;
use engine::{
    ports::store::{
        Secrets, Stored,
        secrets::{Resealed, SealedAt, Walk},
    },
    vault::{Place, Sealed, Token},
};
use sqlx::FromRow;

use super::{Db, rows::At, unavailable};

/// One column that holds sealed secrets.
struct Column {
    name: &'static str,
    /// The place of its table in the order in which every unit locks.
    rank: u8,
    read: &'static str,
    write: &'static str,
    place: fn(&At, &Key) -> Stored<Place>,
}

/// The key of a row. Where fewer than three columns name it, the last comes again.
#[derive(FromRow)]
struct Key {
    first: String,
    second: String,
    third: String,
}

#[derive(FromRow)]
struct SealedRow {
    #[sqlx(flatten)]
    key: Key,
    sealed: Vec<u8>,
}

macro_rules! column {
    ($rank:literal, $table:literal, $sealed:literal, [$($key:literal),+], $place:expr) => {
        column!($rank, $table, $sealed, [$($key),+], column!(list $($key),+), $place)
    };
    (list $a:literal, $b:literal, $c:literal) => {
        concat!($a, ", ", $b, ", ", $c)
    };
    ($rank:literal, $table:literal, $sealed:literal, [$a:literal, $b:literal, $c:literal], $keys:expr, $place:expr) => {
        Column {
            name: concat!($table, ".", $sealed),
            rank: $rank,
            read: concat!(
                "SELECT ", $a, " AS first, ", $b, " AS second, ", $c, " AS third, ", $sealed,
                " AS sealed FROM ", $table, " WHERE (", $keys, ") > ($1, $2, $3) AND ", $sealed,
                " IS NOT NULL ORDER BY ", $keys, " LIMIT $4"
            ),
            write: concat!(
                "UPDATE ", $table, " SET ", $sealed, " = $1 WHERE (", $keys,
                ") = ($2, $3, $4) AND ", $sealed, " = $5"
            ),
            place: $place,
        }
    };
}

const COLUMNS: [Column; 13] = [
    column!(0, "installation_secrets", "secret", ["name", "name", "name"], |_, key| {
        Ok(Place::Installation(Token::new(key.first.clone()).digest()))
    }),
    column!(1, "authorizations", "verifier", ["workspace", "id", "id"], |at, key| {
        Ok(Place::Verifier(at.word("workspace", &key.first)?, at.word("id", &key.second)?))
    }),
    column!(1, "authorizations", "memo", ["workspace", "id", "id"], |at, key| {
        Ok(Place::Memo(at.word("workspace", &key.first)?, at.word("id", &key.second)?))
    }),
    column!(2, "links", "secret_sealed", ["workspace", "id", "id"], |at, key| {
        Ok(Place::Link(at.word("workspace", &key.first)?, at.word("id", &key.second)?))
    }),
    column!(3, "letters", "sealed", ["id", "id", "id"], |at, key| {
        Ok(Place::Letter(at.word("id", &key.first)?))
    }),
    column!(3, "hooks", "sealed", ["workspace", "id", "id"], |at, key| {
        Ok(Place::Hook(at.word("workspace", &key.first)?, at.word("id", &key.second)?))
    }),
    column!(3, "api_requests", "answer", ["workspace", "api_key", "name"], |at, key| {
        let name = Token::new(key.third.clone()).digest();
        Ok(Place::Answer(at.word("workspace", &key.first)?, at.word("api_key", &key.second)?, name))
    }),
    column!(3, "devices", "sealed", ["workspace", "id", "id"], |at, key| {
        Ok(Place::Device(at.word("workspace", &key.first)?, at.word("id", &key.second)?))
    }),
    column!(4, "profiles", "access_sealed", ["workspace", "id", "id"], |at, key| {
        Ok(Place::Access(at.word("workspace", &key.first)?, at.word("id", &key.second)?))
    }),
    column!(4, "profiles", "refresh_sealed", ["workspace", "id", "id"], |at, key| {
        Ok(Place::Refresh(at.word("workspace", &key.first)?, at.word("id", &key.second)?))
    }),
    column!(5, "channels", "token_sealed", ["workspace", "profile", "id"], |at, key| {
        Ok(Place::Channel(at.word("workspace", &key.first)?, at.word("id", &key.third)?))
    }),
    column!(6, "network_servers", "secret", ["network", "server", "server"], |at, key| {
        let server = Token::new(key.second.clone()).digest();
        Ok(Place::Server(at.word("network", &key.first)?, server))
    }),
    column!(6, "second_factors", "seed", ["person", "person", "person"], |at, key| {
        Ok(Place::SecondFactor(at.word("person", &key.first)?))
    }),
];

/// What keeps the parts of a place in the walk apart; no key holds it.
const BETWEEN: char = '\u{1f}';

#[async_trait]
impl Secrets for Db {
    async fn sealed_after(&self, after: Option<&Walk>, limit: u32) -> Stored<Vec<SealedAt>> {
        let (mut column, mut key) = match after {
            Some(walk) => read(walk),
            None => (0, [String::new(), String::new(), String::new()]),
        };
        let mut found = Vec::new();
        while let Some(Column { name, read, place, .. }) = COLUMNS.get(column) {
            let rows: Vec<SealedRow> = sqlx::query_as(*read)
                .bind(&key[0])
                .bind(&key[1])
                .bind(&key[2])
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
                .await
                .map_err(unavailable)?;
            for SealedRow { key, sealed } in rows {
                let at = At::new(name, &key.second);
                let place = place(&at, &key)?;
                found.push(SealedAt { walk: walk(column, &key), place, sealed: Sealed(sealed) });
            }
            if !found.is_empty() {
                break;
            }
            column += 1;
            key = Default::default();
        }
        Ok(found)
    }

    async fn installation_secret(&self, name: &str) -> Stored<Option<Sealed>> {
        let found: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT secret FROM installation_secrets WHERE name = $1")
                .bind(name)
                .fetch_optional(&self.readers)
                .await
                .map_err(unavailable)?;
        Ok(found.map(Sealed))
    }

    async fn keep_installation_secret(&self, name: &str, secret: &Sealed) -> Stored<Sealed> {
        let mut unit = self.unit().await?;
        sqlx::query(
            "INSERT INTO installation_secrets (name, secret) VALUES ($1, $2)
             ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .bind(secret.0.as_slice())
        .execute(unit.connection())
        .await
        .map_err(unavailable)?;
        let kept: Vec<u8> =
            sqlx::query_scalar("SELECT secret FROM installation_secrets WHERE name = $1")
                .bind(name)
                .fetch_one(unit.connection())
                .await
                .map_err(unavailable)?;
        unit.commit().await?;
        Ok(Sealed(kept))
    }

    async fn reseal(&self, secrets: &[Resealed]) -> Stored<u64> {
        let mut unit = self.unit().await?;
        let mut replaced = 0;
        let mut secrets: Vec<_> = secrets
            .iter()
            .filter_map(|secret| {
                let (column, key) = read(&secret.at);
                Some((COLUMNS.get(column)?, key, secret))
            })
            .collect();
        secrets.sort_by(|(a, key_a, _), (b, key_b, _)| (a.rank, key_a).cmp(&(b.rank, key_b)));
        for (Column { write, .. }, key, Resealed { from, to, .. }) in secrets {
            let done = sqlx::query(*write)
                .bind(to.0.as_slice())
                .bind(&key[0])
                .bind(&key[1])
                .bind(&key[2])
                .bind(from.0.as_slice())
                .execute(unit.connection())
                .await
                .map_err(unavailable)?;
            replaced += done.rows_affected();
        }
        unit.commit().await?;
        Ok(replaced)
    }
}

fn walk(column: usize, key: &Key) -> Walk {
    Walk(format!("{column}{BETWEEN}{}{BETWEEN}{}{BETWEEN}{}", key.first, key.second, key.third))
}

/// A walk that was not ours begins anew.
fn read(walk: &Walk) -> (usize, [String; 3]) {
    let mut parts = walk.0.split(BETWEEN);
    let column = parts.next().and_then(|column| column.parse().ok()).unwrap_or_default();
    let mut next = || parts.next().unwrap_or_default().to_owned();
    (column, [next(), next(), next()])
}
