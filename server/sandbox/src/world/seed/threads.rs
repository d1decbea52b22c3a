//! Profiles.

use super::{Newcomer, Place, Town, account, person};

pub(super) const TOWN: Town = Town {
    network: "threads",
    people: &PEOPLE,
    places: &PLACES,
    post_id: |_, number, age| (FIRST_POST + number * 1_000 + (10 - age) * 50).to_string(),
    comment_id: |post, offset| {
        post.parse::<i64>().map_or_else(
            |_| format!("{post}{offset}"),
            |post| (post - FIRST_POST + FIRST_REPLY + offset).to_string(),
        )
    },
};

const FIRST_POST: i64 = 18_010_000_000_000_000;
const FIRST_REPLY: i64 = 18_060_000_000_000_000;

const EMIL: &str = "26100000000000001";
const GRETA: &str = "26100000000000002";
const NOAH: &str = "26100000000000003";

const PEOPLE: [Newcomer; 3] = [
    person(EMIL, "Emil Hansen", "emilhansen", "emil@threads.test", "emil-demo"),
    person(GRETA, "Greta Olsen", "gretaolsen", "greta@threads.test", "greta-demo"),
    person(NOAH, "Noah Weber", "noahweber", "noah@threads.test", "noah-demo"),
];

const PLACES: [Place; 3] = [
    account(EMIL, "Emil Hansen", 3_918),
    account(GRETA, "Greta Olsen", 12_467),
    account(NOAH, "Noah Weber", 875),
];
