//! Every route there is, read from the sources of the table, so that none can be added without being asked here.

use std::{collections::BTreeMap, fs, path::Path};

use axum::http::Method;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
/// Where routes are written down. Nowhere else may they be.
const TABLES: [&str; 2] = ["router.rs", "api/mod.rs"];

/// A path as the table has it, with its parameters in braces, and a method it answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Route {
    pub(super) path: String,
    pub(super) method: Verb,
}

/// The methods that anything here answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verb {
    Get,
    Post,
    Patch,
    Delete,
}

impl From<Verb> for Method {
    fn from(method: Verb) -> Self {
        match method {
            Verb::Get => Self::GET,
            Verb::Post => Self::POST,
            Verb::Patch => Self::PATCH,
            Verb::Delete => Self::DELETE,
        }
    }
}

/// Everything in the tables.
pub(super) fn routes() -> Vec<Route> {
    let constants = constants();
    let mut routes = Vec::new();
    for table in TABLES {
        let source = fs::read_to_string(Path::new(SOURCES).join(table)).unwrap();
        for written in source.split(".route(").skip(1) {
            let (path, rest) = written.split_once(',').unwrap();
            let path = path.trim();
            let path = match path.strip_prefix('"') {
                Some(literal) => literal.trim_end_matches('"').to_owned(),
                None => constants[path.rsplit("::").next().unwrap()].clone(),
            };
            let mut depth = 1;
            let end = rest.find(|sign| {
                depth += i32::from(sign == '(') - i32::from(sign == ')');
                depth == 0
            });
            let handlers = &rest[..end.unwrap()];
            let is_any = handlers.contains("any(");
            let methods = [
                (Verb::Get, "get("),
                (Verb::Post, "post("),
                (Verb::Patch, "patch("),
                (Verb::Delete, "delete("),
            ];
            let before = routes.len();
            for (method, word) in methods {
                let is_common = matches!(method, Verb::Get | Verb::Post);
                if (is_any && is_common) || handlers.contains(word) {
                    routes.push(Route { path: path.clone(), method });
                }
            }
            assert!(
                routes.len() > before,
                "{path} answers no method that is asked here: {handlers}"
            );
        }
    }
    routes
}

/// The paths that have a name.
fn constants() -> BTreeMap<String, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src/paths.rs");
    let source = fs::read_to_string(source).unwrap();
    let named = source.lines().filter_map(|line| line.strip_prefix("pub const "));
    let named = named.filter_map(|line| line.split_once(": &str = \""));
    named.map(|(name, path)| (name.to_owned(), path.trim_end_matches("\";").to_owned())).collect()
}

#[test]
fn routes_are_written_down_in_the_tables_and_nowhere_else() {
    fn look(folder: &Path, elsewhere: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, elsewhere);
                continue;
            }
            let name = path.strip_prefix(SOURCES).unwrap().to_str().unwrap().to_owned();
            let source = fs::read_to_string(&path).unwrap();
            let adds = [".route(", ".route_service(", ".nest(", ".nest_service("];
            let is_table = TABLES.contains(&&*name) || name.starts_with("router/tests/isolation");
            if !is_table && adds.iter().any(|add| source.contains(add)) {
                elsewhere.push(name);
            }
        }
    }
    let mut elsewhere = Vec::new();
    look(Path::new(SOURCES), &mut elsewhere);
    assert_eq!(elsewhere, Vec::<String>::new());
    let routes = routes();
    assert!(routes.contains(&Route { path: "/connect/all".into(), method: Verb::Post }));
    assert!(routes.contains(&Route { path: "/api/v1/audit".into(), method: Verb::Get }));
}
