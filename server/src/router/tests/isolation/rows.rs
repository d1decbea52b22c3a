//! What the database holds of a workspace: to see whether it changed, and to know its words again wherever they turn up.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OpenFlags, types::Value};

/// Every row that names a workspace or one of its people, table by table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rows(BTreeMap<String, BTreeSet<Vec<(String, String)>>>);

/// Columns whose words are the workspace's own, and nobody else's.
const TELLING: [&str; 13] = [
    "name",
    "handle",
    "email",
    "text",
    "alt",
    "remote_id",
    "subject",
    "login",
    "told_as",
    "note",
    "recipient",
    "link",
    "author",
];

impl Rows {
    /// Reads them from the file of the database.
    pub(super) fn of(database: &str, workspace: &str) -> Self {
        let open = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let list = |sql: &str| -> Vec<String> {
            let mut query = open.prepare(sql).unwrap();
            query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let people =
            list(&format!("SELECT person FROM memberships WHERE workspace = '{workspace}'"));
        let owners: BTreeSet<_> = people.into_iter().chain([workspace.to_owned()]).collect();
        let tables = list("SELECT name FROM sqlite_schema WHERE type = 'table'");
        let mut rows = BTreeMap::new();
        for table in tables {
            let mut query = open.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
            let names: Vec<_> = query.column_names().into_iter().map(ToOwned::to_owned).collect();
            let read = query.query_map([], |row| {
                let cells = names.iter().enumerate();
                Ok(cells.map(|(at, name)| (name.clone(), said(row.get(at)))).collect::<Vec<_>>())
            });
            let all = read.unwrap().map(Result::unwrap);
            let own = all.filter(|row| row.iter().any(|(_, value)| owners.contains(value)));
            rows.insert(table, own.collect::<BTreeSet<_>>());
        }
        Self(rows)
    }

    /// The first value of a column of a table.
    pub(super) fn first(&self, table: &str, column: &str) -> String {
        let row = self.0[table].iter().next().unwrap_or_else(|| panic!("no {table}"));
        row.iter().find(|(name, _)| name == column).unwrap().1.clone()
    }

    /// Every value of a column of a table.
    pub(super) fn all(&self, table: &str, column: &str) -> Vec<String> {
        let cells = self.0[table].iter().flatten().filter(|(name, _)| name == column);
        cells.map(|(_, value)| value.clone()).collect()
    }

    /// The same, but for one table.
    pub(super) fn without(mut self, table: &str) -> Self {
        self.0.remove(table);
        self
    }

    fn cells(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.values().flatten().flatten()
    }

    /// Every id in any of the rows.
    pub(super) fn ids(&self) -> BTreeSet<String> {
        self.cells().flat_map(|(_, value)| ids_in(value)).map(ToOwned::to_owned).collect()
    }

    /// Words that only these rows have: of each the longest piece that looks the same in HTML, JSON and CSV.
    pub(super) fn words(&self) -> BTreeSet<String> {
        let told = self.cells().filter(|(name, _)| TELLING.contains(&&**name));
        let pieces = told.filter_map(|(_, value)| {
            let pieces = value.split(['&', '<', '>', '"', '\'', '\n', '\\', ',', '/']);
            pieces.map(str::trim).max_by_key(|piece| piece.len())
        });
        let pieces = pieces.map(|piece| piece.chars().take(40).collect::<String>());
        pieces.filter(|piece| piece.chars().count() >= 8 && ids_in(piece).is_empty()).collect()
    }

    /// What is in one and not in the other, for a person to read.
    pub(super) fn difference(&self, other: &Self) -> Vec<String> {
        let one_way = |sign: char, from: &Self, to: &Self| -> Vec<String> {
            let tables = from.0.iter();
            let missing = tables.flat_map(|(table, rows)| {
                rows.difference(&to.0[table]).map(move |row| format!("{sign} {table} {row:?}"))
            });
            missing.collect()
        };
        [one_way('-', self, other), one_way('+', other, self)].concat()
    }
}

fn said(value: rusqlite::Result<Value>) -> String {
    match value.unwrap() {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text,
        Value::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// The ids that stand in a text.
pub(super) fn ids_in(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 36 <= bytes.len() {
        let is_id = bytes[at + 8] == b'-'
            && [13, 18, 23].iter().all(|dash| bytes[at + dash] == b'-')
            && bytes[at..at + 36].iter().all(|byte| *byte == b'-' || byte.is_ascii_hexdigit());
        if is_id {
            found.push(&text[at..at + 36]);
        }
        at += if is_id { 36 } else { 1 };
    }
    found
}
