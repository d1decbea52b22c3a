//! Google logins and their channels: a login's own channel, and brand channels that are identities of their own.

use super::{Newcomer, Place, Town, person, place};
use crate::random;

pub(super) const TOWN: Town = Town {
    network: "youtube",
    people: &PEOPLE,
    places: &PLACES,
    post_id: |place, _, age| random::word_of(&["video", place.id, &age.to_string()], 11),
    comment_id: |post, offset| {
        format!("Ug{}4AaABAg", random::word_of(&["comment", post, &offset.to_string()], 17))
    },
};

const HANA: &str = "108214400000000000001";
const FELIX: &str = "108214400000000000002";
const INGRID: &str = "108214400000000000003";
const BRUNO: &str = "108214400000000000004";

/// Bruno has a Google login and no channel yet.
const PEOPLE: [Newcomer; 4] = [
    person(HANA, "Hana Benes", "hanabenes", "hana@youtube.test", "hana-demo"),
    person(FELIX, "Felix Adler", "felixadler", "felix@youtube.test", "felix-demo"),
    person(INGRID, "Ingrid Moen", "ingridmoen", "ingrid@youtube.test", "ingrid-demo"),
    person(BRUNO, "Bruno Costa", "brunocosta", "bruno@youtube.test", "bruno-demo"),
];

/// What the network module knows a login's own channel by.
const OWN: &str = "Personal channel";
const BRAND: &str = "Brand channel";

const PLACES: [Place; 5] = [
    place("UC7kQm2vXhT0aPz9LrWd4BnA", "Hana Benes", OWN, 1_284, &[(HANA, "owner")]),
    place(
        "UCe5RtYw8sN1cGj3KuVf6MxQ",
        "Prague Food Walks",
        BRAND,
        48_310,
        &[(HANA, "owner"), (FELIX, "manager")],
    ),
    place("UCz0HbLp4oD9iSa7EyTr2CkJ", "Vltava Sailing School", BRAND, 6_902, &[(HANA, "manager")]),
    place("UCn3FgXv6qU8mWt1OdBs5ZlI", "Felix Adler", OWN, 19_577, &[(FELIX, "owner")]),
    place("UCa9JcKr7yE2hPw4NfQm0VxT", "Fjord Knitting Room", BRAND, 11_846, &[(INGRID, "owner")]),
];
