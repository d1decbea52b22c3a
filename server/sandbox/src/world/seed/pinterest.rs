//! Accounts, each its own channel; two are businesses. Boards follow from the account's id, so these lie far apart.

use super::{Newcomer, Place, Town, person, place};

pub(super) const TOWN: Town = Town {
    network: "pinterest",
    people: &PEOPLE,
    places: &PLACES,
    post_id: |_, number, age| (FIRST_PIN + number * 10_000_000 + (10 - age) * 100).to_string(),
    comment_id: |post, offset| {
        post.parse::<i64>().map_or_else(|_| post.to_owned(), |id| (id + offset + 1).to_string())
    },
};

const FIRST_PIN: i64 = 813_744_226_420_000_000;

const INES: &str = "729653958312001000";
const HENRIK: &str = "729653958312002000";
const PALOMA: &str = "729653958312003000";

const PEOPLE: [Newcomer; 3] = [
    person(INES, "Ines Marquez", "inesmarquez", "ines@pinterest.test", "ines-demo"),
    person(HENRIK, "Henrik Dahl Interiors", "henrikdahl", "henrik@pinterest.test", "henrik-demo"),
    person(PALOMA, "Atelier Paloma", "atelierpaloma", "paloma@pinterest.test", "paloma-demo"),
];

const PLACES: [Place; 3] = [
    place(INES, "Ines Marquez", "Personal account", 3_874, &[(INES, "owner")]),
    place(HENRIK, "Henrik Dahl Interiors", "Business account", 21_655, &[(HENRIK, "owner")]),
    place(PALOMA, "Atelier Paloma", "Business account", 64_120, &[(PALOMA, "owner")]),
];
