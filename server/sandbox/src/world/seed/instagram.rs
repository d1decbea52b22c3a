//! Professional accounts.

use super::{Newcomer, Place, Town, account, person};

pub(super) const TOWN: Town = Town {
    network: "instagram",
    people: &PEOPLE,
    places: &PLACES,
    post_id: |_, number, age| (FIRST_MEDIUM + number * 1_000 + (10 - age) * 50).to_string(),
    comment_id: |post, offset| {
        post.parse::<i64>().map_or_else(
            |_| format!("{post}{offset}"),
            |medium| (medium - FIRST_MEDIUM + FIRST_COMMENT + offset).to_string(),
        )
    },
};

const FIRST_MEDIUM: i64 = 17_900_000_000_000_000;
const FIRST_COMMENT: i64 = 17_850_000_000_000_000;

const CLARA: &str = "17841400000000001";
const BRUNO: &str = "17841400000000002";
const SOFIA: &str = "17841400000000003";

const PEOPLE: [Newcomer; 3] = [
    person(CLARA, "Clara Winter", "clarawinter.art", "clara@instagram.test", "clara-demo"),
    person(BRUNO, "Bruno Keller", "brunokeller.bikes", "bruno@instagram.test", "bruno-demo"),
    person(SOFIA, "Sofia Rossi", "sofiarossi.kitchen", "sofia@instagram.test", "sofia-demo"),
];

const PLACES: [Place; 3] = [
    account(CLARA, "Clara Winter", 18_204),
    account(BRUNO, "Bruno Keller", 6_871),
    account(SOFIA, "Sofia Rossi", 41_530),
];
