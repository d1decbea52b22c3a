//! People with pages.

use super::{Newcomer, Place, Town, annexe, person, place};

pub(super) const TOWN: Town = Town {
    network: "facebook",
    people: &PEOPLE,
    places: &PLACES,
    // What hangs on a page is an Instagram account, whose media and comments have plain numbers.
    post_id: |place, number, age| match place.hangs_on {
        None => format!("{}_{}", place.id, 300_030_000_000 + number * 10 + age),
        Some(_) => (FIRST_MEDIUM + number * 1_000 + (10 - age) * 50).to_string(),
    },
    comment_id: |post, offset| match post.parse::<i64>() {
        Err(_) => format!("{post}_{}", 400_040_000_000 + offset),
        Ok(medium) => (medium - FIRST_MEDIUM + FIRST_COMMENT + offset).to_string(),
    },
};

const FIRST_MEDIUM: i64 = 17_910_000_000_000_000;
const FIRST_COMMENT: i64 = 17_860_000_000_000_000;

const ADA: &str = "100010000000001";
const TOMAS: &str = "100010000000002";
const LENA: &str = "100010000000003";
const PETR: &str = "100010000000004";
const MARIE: &str = "100010000000005";
const NORA: &str = "100010000000006";
const PEOPLE: [Newcomer; 6] = [
    person(ADA, "Ada Novak", "ada.novak", "ada@facebook.test", "ada-demo"),
    person(TOMAS, "Tomas Dvorak", "tomas.dvorak", "tomas@facebook.test", "tomas-demo"),
    person(LENA, "Lena Fischer", "lena.fischer", "lena@facebook.test", "lena-demo"),
    person(PETR, "Petr Svoboda", "petr.svoboda", "petr@facebook.test", "petr-demo"),
    person(MARIE, "Marie Dupont", "marie.dupont", "marie@facebook.test", "marie-demo"),
    person(NORA, "Nora Becker", "nora.becker", "nora@facebook.test", "nora-demo"),
];

const PLACES: [Place; 27] = [
    place("200020000000001", "Bakery Brno", "Bakery", 4_812, &[(ADA, "admin")]),
    place("200020000000002", "Alpine Outfitters", "Outdoor shop", 23_410, &[(ADA, "admin")]),
    place("200020000000003", "Café Lumière", "Café", 1_934, &[(ADA, "admin")]),
    place("200020000000004", "Green Garden Centre", "Garden centre", 8_077, &[(ADA, "editor")]),
    place(
        "200020000000005",
        "Hotel Panorama",
        "Hotel",
        12_650,
        &[(ADA, "admin"), (MARIE, "admin")],
    ),
    place("200020000000006", "Kids Corner Toys", "Toy shop", 6_281, &[(ADA, "admin")]),
    place("200020000000007", "Moravia Wines", "Winery", 15_903, &[(ADA, "editor")]),
    place("200020000000008", "Northside Gym", "Gym", 3_377, &[(ADA, "admin")]),
    place("200020000000009", "Old Town Books", "Bookshop", 5_540, &[(ADA, "admin")]),
    place("200020000000010", "River Dental", "Dentist", 961, &[(ADA, "admin")]),
    place("200020000000011", "Solar Haus", "Solar energy", 2_218, &[(ADA, "editor")]),
    place("200020000000012", "Studio Vltava", "Photo studio", 7_129, &[(ADA, "admin")]),
    place("200020000000021", "Brewery Dvur", "Brewery", 31_264, &[(TOMAS, "admin")]),
    place("200020000000022", "Falcon Cycling Club", "Sports club", 2_745, &[(TOMAS, "admin")]),
    place("200020000000023", "Harbour Fish Market", "Market", 9_318, &[(TOMAS, "admin")]),
    place("200020000000024", "Linden Pharmacy", "Pharmacy", 1_206, &[(TOMAS, "editor")]),
    place("200020000000025", "Oak & Iron Furniture", "Furniture", 18_440, &[(TOMAS, "admin")]),
    place("200020000000031", "Fischer Architects", "Architect", 4_096, &[(LENA, "admin")]),
    place("200020000000032", "Vienna Chamber Choir", "Choir", 6_733, &[(LENA, "admin")]),
    place("200020000000041", "Svoboda Carpentry", "Carpenter", 812, &[(PETR, "admin")]),
    place("200020000000042", "Prague Run League", "Sports league", 11_057, &[(PETR, "admin")]),
    place("200020000000043", "Ostrava Jazz Night", "Concert", 3_690, &[(PETR, "analyst")]),
    place("200020000000051", "Atelier Donau", "Design studio", 5_214, &[(NORA, "admin")]),
    place("200020000000052", "Becker Ceramics", "Pottery", 8_860, &[(NORA, "admin")]),
    place("200020000000053", "Wachau Trails", "Hiking club", 2_371, &[(NORA, "admin")]),
    annexe("17841480000000051", "Donau Design", "Instagram account", 7_405, "200020000000051"),
    annexe(
        "17841480000000052",
        "Ceramics by Becker",
        "Instagram account",
        19_630,
        "200020000000052",
    ),
];
