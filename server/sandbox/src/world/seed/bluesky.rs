//! Accounts of one server.

use super::{Newcomer, Place, Town, account, person};
use crate::{base32, random};

pub(super) const TOWN: Town = Town {
    network: "bluesky",
    people: &PEOPLE,
    places: &PLACES,
    post_id: |place, number, age| {
        let micros = FIRST_POST + (number * 10 + 10 - age) * 1_000_000;
        record(place.id, &base32::tid(micros, 7))
    },
    comment_id: |post, offset| {
        // In the moment of the post by another clock, by somebody of whom nothing else is known.
        let did = format!("did:plc:{}", random::letters_of(&[post, &offset.to_string()]));
        let moment = post.rsplit('/').next().and_then(|key| key.get(..11)).unwrap_or_default();
        let clock = base32::tid(0, u16::try_from(offset + 20).unwrap_or(0));
        record(&did, &format!("{moment}{}", clock.get(11..).unwrap_or_default()))
    },
};

const FIRST_POST: i64 = 1_730_000_000_000_000;

const IRIS: &str = "did:plc:k2xq7mvrf4wz3iris5vondra";
const CALLUM: &str = "did:plc:h6bnt3yqc5da2callum7reid";
const SORA: &str = "did:plc:w4pje7ksu2gx5sora3tanaka";

const PEOPLE: [Newcomer; 3] = [
    person(IRIS, "Iris Vondra", "iris.pds.localhost", "iris@bluesky.test", "iris-demo"),
    person(CALLUM, "Callum Reid", "callum.pds.localhost", "callum@bluesky.test", "callum-demo"),
    person(SORA, "Sora Tanaka", "sora.pds.localhost", "sora@bluesky.test", "sora-demo"),
];

const PLACES: [Place; 3] = [
    account(IRIS, "Iris Vondra", 8_450),
    account(CALLUM, "Callum Reid", 1_275),
    account(SORA, "Sora Tanaka", 22_310),
];

fn record(did: &str, key: &str) -> String {
    format!("at://{did}/app.bsky.feed.post/{key}")
}
