//! Accounts.

use super::{Newcomer, Place, Town, account, person};

pub(super) const TOWN: Town = Town {
    network: "x",
    people: &PEOPLE,
    places: &PLACES,
    post_id: |_, number, age| (FIRST_POST + number * 10_000 + (10 - age) * 100).to_string(),
    comment_id: |post, offset| {
        post.parse::<i64>().map_or_else(|_| post.to_owned(), |id| (id + offset + 1).to_string())
    },
};

const FIRST_POST: i64 = 1_800_000_000_000_000_000;

const OSKAR: &str = "2200100000000001";
const NORDIC: &str = "2200100000000002";
const MARTA: &str = "2200100000000003";
const JAN: &str = "2200100000000004";
const CINEMA: &str = "2200100000000005";

const PEOPLE: [Newcomer; 5] = [
    person(OSKAR, "Oskar Lind", "oskarlind", "oskar@x.test", "oskar-demo"),
    person(NORDIC, "Nordic Bikes", "nordicbikes", "nordic@x.test", "nordic-demo"),
    person(MARTA, "Marta Kral", "martakral", "marta@x.test", "marta-demo"),
    person(JAN, "Jan Hora", "janhora", "jan@x.test", "jan-demo"),
    person(CINEMA, "City Cinema", "citycinema", "cinema@x.test", "cinema-demo"),
];

const PLACES: [Place; 5] = [
    account(OSKAR, "Oskar Lind", 9_215),
    account(NORDIC, "Nordic Bikes", 27_840),
    account(MARTA, "Marta Kral", 5_102),
    account(JAN, "Jan Hora", 640),
    account(CINEMA, "City Cinema", 14_377),
];
