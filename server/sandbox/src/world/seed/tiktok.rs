//! Accounts, each its own channel.

use super::{Newcomer, Place, Town, account, person};

pub(super) const TOWN: Town = Town {
    network: "tiktok",
    people: &PEOPLE,
    places: &PLACES,
    post_id: |_, number, age| (FIRST_VIDEO + number * 10_000_000 + (10 - age) * 100).to_string(),
    comment_id: |post, offset| {
        post.parse::<i64>().map_or_else(|_| post.to_owned(), |id| (id + offset + 1).to_string())
    },
};

const FIRST_VIDEO: i64 = 7_310_000_000_000_000_000;

const MILA: &str = "6910000000000000001";
const BRUNO: &str = "6910000000000000002";
const YUKI: &str = "6910000000000000003";

const PEOPLE: [Newcomer; 3] = [
    person(MILA, "Mila Horvat", "milahorvat", "mila@tiktok.test", "mila-demo"),
    person(BRUNO, "Bruno Castell", "brunocastell", "bruno@tiktok.test", "bruno-demo"),
    person(YUKI, "Yuki Tanabe", "yuki.tanabe", "yuki@tiktok.test", "yuki-demo"),
];

const PLACES: [Place; 3] = [
    account(MILA, "Mila Horvat", 48_310),
    account(BRUNO, "Bruno Castell", 7_926),
    account(YUKI, "Yuki Tanabe", 112_480),
];
