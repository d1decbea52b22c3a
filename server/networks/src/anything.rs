//! Whatever a network may send: for property tests, here and in `tests/fuzz`.

use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    test_runner::RngSeed,
};
use serde_json::Value;

/// The same cases at every run, so that nobody is stopped by another's mistake. `PROPTEST_CASES` asks for more of them,
/// `PROPTEST_RNG_SEED` for others.
pub(crate) fn config() -> ProptestConfig {
    let config = ProptestConfig::default();
    let rng_seed = match config.rng_seed {
        RngSeed::Random => RngSeed::Fixed(2026),
        fixed @ RngSeed::Fixed(_) => fixed,
    };
    ProptestConfig { rng_seed, failure_persistence: None, ..config }
}

/// Any JSON, as text: numbers beyond every type, texts of any script, and now and then a depth that no parser should follow.
pub(crate) fn json() -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        4 => Just("null".to_owned()),
        4 => any::<bool>().prop_map(|it| it.to_string()),
        4 => any::<i64>().prop_map(|it| it.to_string()),
        4 => any::<f64>().prop_filter("JSON has no such number", |it| it.is_finite()).prop_map(|it| it.to_string()),
        1 => Just("1e400".to_owned()),
        1 => Just("-0".to_owned()),
        1 => Just("340282366920938463463374607431768211456".to_owned()),
        8 => word().prop_map(|text| quoted(&text)),
    ];
    let tree = leaf.prop_recursive(5, 64, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(|items| format!("[{}]", items.join(","))),
            btree_map(word(), inner, 0..8).prop_map(|fields| {
                let field = |(name, value): (String, String)| format!("{}:{value}", quoted(&name));
                format!("{{{}}}", fields.into_iter().map(field).collect::<Vec<_>>().join(","))
            }),
        ]
    });
    prop_oneof![
        20 => tree,
        1 => (1..100_000_usize).prop_map(|depth| "[".repeat(depth) + &"]".repeat(depth)),
        1 => (1..10_000_usize).prop_map(|depth| "{\"error\":".repeat(depth) + "1" + &"}".repeat(depth)),
    ]
    .boxed()
}

/// Any JSON that can be read.
pub(crate) fn value() -> BoxedStrategy<Value> {
    json().prop_map(|text| serde_json::from_str(&text).unwrap_or_default()).boxed()
}

/// What may stand where something else was expected: mostly the plain kinds, which are what servers get wrong.
pub(crate) fn odd() -> BoxedStrategy<Value> {
    let plain = ["null", "\"text\"", "\"\"", "7", "-1.5", "[]", "[[]]", "{}"];
    let plain = proptest::sample::select(plain.to_vec());
    let plain = plain.prop_map(|text| serde_json::from_str(text).unwrap_or_default());
    prop_oneof![3 => plain, 1 => value()].boxed()
}

/// A name or a text: what networks really call things, and anything else. What alone tells that something is over, `active` and
/// `is_valid`, is left to the tests that mean it.
pub(crate) fn word() -> BoxedStrategy<String> {
    const KNOWN: &[&str] = &[
        "error",
        "code",
        "message",
        "error_subcode",
        "error_description",
        "errors",
        "type",
        "status",
        "detail",
        "data",
        "id",
        "name",
        "username",
        "access_token",
        "refresh_token",
        "expires_in",
        "scope",
        "token_type",
        "sub",
        "did",
        "handle",
        "uri",
        "cursor",
        "feed",
        "post",
        "record",
        "reply",
        "root",
        "parent",
        "indexedAt",
        "notifications",
        "author",
        "service",
        "serviceEndpoint",
        "alsoKnownAs",
        "issuer",
        "items",
        "paging",
        "expires_at",
        "scopes",
    ];
    prop_oneof![
        2 => proptest::sample::select(KNOWN).prop_map(ToOwned::to_owned),
        1 => "\\PC{0,20}",
        1 => any::<String>(),
        1 => ("(https://)?\\PC", 1..6000_usize).prop_map(|(text, times)| text.repeat(times)),
    ]
    .boxed()
}

/// Any bytes: noise, JSON, and JSON that something happened to on the way.
pub(crate) fn bytes() -> BoxedStrategy<Vec<u8>> {
    let harmed = (json(), any::<prop::sample::Index>(), vec(any::<u8>(), 0..4)).prop_map(
        |(text, at, noise)| {
            let mut bytes = text.into_bytes();
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..at, noise);
            bytes
        },
    );
    prop_oneof![vec(any::<u8>(), 0..200), json().prop_map(String::into_bytes), harmed].boxed()
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
