//! Answers over HTTP.

use proptest::{collection::vec, prelude::*, sample::Index};

use crate::{
    anything,
    recorder::Reply,
    tables::{Judged, TABLES},
    verdicts::with_odd_part,
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

/// Real answers of the network, each where it does not belong, and most with a part that is something else.
pub(crate) fn misplaced(network: &'static str) -> impl Strategy<Value = Vec<Reply>> {
    let rows = TABLES.iter().filter(move |judged| judged.network == network);
    let rows: Vec<_> = rows.flat_map(Judged::rows).collect();
    let odd = proptest::option::weighted(0.7, (any::<Index>(), anything::odd()));
    let one = (proptest::sample::select(rows), odd).prop_map(|(row, odd)| {
        let odd = odd.and_then(|(at, odd)| with_odd_part(&row, at, odd));
        Reply::Raw(row.status, Vec::new(), odd.unwrap_or(row.body).into_bytes())
    });
    vec(one, 1..6)
}
