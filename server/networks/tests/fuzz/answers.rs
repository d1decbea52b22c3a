//! Answers over HTTP.

use proptest::{collection::vec, prelude::*, sample::Index};

use crate::{
    anything,
    recorder::Reply,
    tables::{Judged, TABLES},
};

/// An answer that no table knows.
pub(crate) fn noise() -> impl Strategy<Value = Reply> {
    prop_oneof![
        10 => (200..600_u16, header(), anything::bytes()).prop_map(|(status, header, body)| Reply::Raw(status, header, body)),
        1 => Just(Reply::Nothing),
    ]
}

fn header() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let name = proptest::sample::select(vec![
        "location",
        "dpop-nonce",
        "www-authenticate",
        "ratelimit-reset",
        "x-rate-limit-reset",
        "x-restli-id",
        "link",
    ]);
    let value = prop_oneof![
        "[ -~]{0,30}",
        Just("http://127.0.0.1:1/".to_owned()),
        Just("DPoP error=\"use_dpop_nonce\"".to_owned()),
    ];
    vec((name, value), 0..3)
}

/// Real answers of the network, each where it does not belong.
pub(crate) fn misplaced(network: &'static str) -> impl Strategy<Value = Vec<Reply>> {
    let rows = TABLES.iter().filter(move |judged| judged.network == network);
    let rows: Vec<_> = rows.flat_map(Judged::rows).collect();
    let one = any::<Index>().prop_map(move |at| {
        let row = at.get(&rows[..]);
        Reply::Raw(row.status, Vec::new(), row.body.clone().into_bytes())
    });
    vec(one, 1..6)
}
