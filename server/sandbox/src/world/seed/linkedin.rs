//! Members and the organizations whose pages they run.

use super::{Newcomer, Place, Town, person, place};
use crate::random;

pub(super) const TOWN: Town = Town {
    network: "linkedin",
    people: &PEOPLE,
    places: &PLACES,
    post_id: |_, number, age| format!("urn:li:share:{}", FIRST_SHARE + number * 1_000 + 10 - age),
    comment_id: |post, offset| random::number_of(&["comment", post, &offset.to_string()]),
};

const FIRST_SHARE: i64 = 7_250_000_000_000_000_000;

const SOFIA: &str = "sM4rQx81Lw";
const DANIEL: &str = "dW7tKe20Zp";
const KATRIN: &str = "kH9vBn53Ry";

const PEOPLE: [Newcomer; 3] = [
    person(SOFIA, "Sofia Marin", "sofia-marin", "sofia@linkedin.test", "sofia-demo"),
    person(DANIEL, "Daniel Weiss", "daniel-weiss", "daniel@linkedin.test", "daniel-demo"),
    person(KATRIN, "Katrin Holm", "katrin-holm", "katrin@linkedin.test", "katrin-demo"),
];

/// The roles are LinkedIn's own words.
const ADMIN: &str = "ADMINISTRATOR";
const CONTENT: &str = "CONTENT_ADMINISTRATOR";
const ANALYST: &str = "ANALYST";

const PLACES: [Place; 5] = [
    place(
        "90412001",
        "Baltic Freight Lines",
        "Transportation",
        22_480,
        &[(SOFIA, ADMIN), (KATRIN, ANALYST)],
    ),
    place("90412002", "Marin & Partners", "Law Practice", 3_915, &[(SOFIA, ADMIN)]),
    place(
        "90412003",
        "Harbour City Museum",
        "Museums",
        14_206,
        &[(SOFIA, CONTENT), (DANIEL, ADMIN)],
    ),
    place("90412004", "Weiss Precision Tools", "Machinery", 8_731, &[(DANIEL, ADMIN)]),
    place("90412005", "Nordlicht Academy", "Higher Education", 31_054, &[(KATRIN, ADMIN)]),
];
