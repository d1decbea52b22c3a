//! Accounts of one instance.

use super::{Newcomer, Place, Town, account, person};

pub(super) const TOWN: Town = Town {
    network: "mastodon",
    people: &PEOPLE,
    places: &PLACES,
    post_id: |_, number, age| {
        (FIRST_POST + number * 10_000_000_000 + (10 - age) * 100_000_000).to_string()
    },
    comment_id: |post, offset| {
        post.parse::<i64>()
            .map_or_else(|_| post.to_owned(), |id| (id + (offset + 1) * 10_000).to_string())
    },
};

const FIRST_POST: i64 = 113_900_000_000_000_000;

const GRETA: &str = "109310000000000101";
const YUSUF: &str = "109310000000000102";
const WREN: &str = "109310000000000103";

const PEOPLE: [Newcomer; 3] = [
    person(GRETA, "Greta Holm", "greta", "greta@mastodon.test", "greta-demo"),
    person(YUSUF, "Yusuf Demir", "yusuf", "yusuf@mastodon.test", "yusuf-demo"),
    person(WREN, "Wren Okafor", "wren", "wren@mastodon.test", "wren-demo"),
];

const PLACES: [Place; 3] = [
    account(GRETA, "Greta Holm", 3_180),
    account(YUSUF, "Yusuf Demir", 11_420),
    account(WREN, "Wren Okafor", 760),
];
