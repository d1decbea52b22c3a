//! Who lives in the world on the first start. What is there already stays as it is.

use rusqlite::params;

use super::clock::DAY;
use super::posts::{Comment, Post};
use super::{Result, Tx, posts};

struct Newcomer {
    network: &'static str,
    id: &'static str,
    name: &'static str,
    handle: &'static str,
    login: &'static str,
    password: &'static str,
}

struct Place {
    network: &'static str,
    id: &'static str,
    name: &'static str,
    category: &'static str,
    followers: i64,
    /// Who has a role on it, and which.
    roles: &'static [(&'static str, &'static str)],
}

const ADA: &str = "100010000000001";
const TOMAS: &str = "100010000000002";
const LENA: &str = "100010000000003";
const PETR: &str = "100010000000004";
const MARIE: &str = "100010000000005";
const OSKAR: &str = "2200100000000001";
const NORDIC: &str = "2200100000000002";
const MARTA: &str = "2200100000000003";
const JAN: &str = "2200100000000004";
const CINEMA: &str = "2200100000000005";

const PEOPLE: [Newcomer; 10] = [
    facebook(ADA, "Ada Novak", "ada.novak", "ada@facebook.test", "ada-demo"),
    facebook(TOMAS, "Tomas Dvorak", "tomas.dvorak", "tomas@facebook.test", "tomas-demo"),
    facebook(LENA, "Lena Fischer", "lena.fischer", "lena@facebook.test", "lena-demo"),
    facebook(PETR, "Petr Svoboda", "petr.svoboda", "petr@facebook.test", "petr-demo"),
    facebook(MARIE, "Marie Dupont", "marie.dupont", "marie@facebook.test", "marie-demo"),
    x(OSKAR, "Oskar Lind", "oskarlind", "oskar@x.test", "oskar-demo"),
    x(NORDIC, "Nordic Bikes", "nordicbikes", "nordic@x.test", "nordic-demo"),
    x(MARTA, "Marta Kral", "martakral", "marta@x.test", "marta-demo"),
    x(JAN, "Jan Hora", "janhora", "jan@x.test", "jan-demo"),
    x(CINEMA, "City Cinema", "citycinema", "cinema@x.test", "cinema-demo"),
];

const PLACES: [Place; 27] = [
    page("200020000000001", "Bakery Brno", "Bakery", 4_812, &[(ADA, "admin")]),
    page("200020000000002", "Alpine Outfitters", "Outdoor shop", 23_410, &[(ADA, "admin")]),
    page("200020000000003", "Café Lumière", "Café", 1_934, &[(ADA, "admin")]),
    page("200020000000004", "Green Garden Centre", "Garden centre", 8_077, &[(ADA, "editor")]),
    page("200020000000005", "Hotel Panorama", "Hotel", 12_650, &[(ADA, "admin"), (MARIE, "admin")]),
    page("200020000000006", "Kids Corner Toys", "Toy shop", 6_281, &[(ADA, "admin")]),
    page("200020000000007", "Moravia Wines", "Winery", 15_903, &[(ADA, "editor")]),
    page("200020000000008", "Northside Gym", "Gym", 3_377, &[(ADA, "admin")]),
    page("200020000000009", "Old Town Books", "Bookshop", 5_540, &[(ADA, "admin")]),
    page("200020000000010", "River Dental", "Dentist", 961, &[(ADA, "admin")]),
    page("200020000000011", "Solar Haus", "Solar energy", 2_218, &[(ADA, "editor")]),
    page("200020000000012", "Studio Vltava", "Photo studio", 7_129, &[(ADA, "admin")]),
    page("200020000000021", "Brewery Dvur", "Brewery", 31_264, &[(TOMAS, "admin")]),
    page("200020000000022", "Falcon Cycling Club", "Sports club", 2_745, &[(TOMAS, "admin")]),
    page("200020000000023", "Harbour Fish Market", "Market", 9_318, &[(TOMAS, "admin")]),
    page("200020000000024", "Linden Pharmacy", "Pharmacy", 1_206, &[(TOMAS, "editor")]),
    page("200020000000025", "Oak & Iron Furniture", "Furniture", 18_440, &[(TOMAS, "admin")]),
    page("200020000000031", "Fischer Architects", "Architect", 4_096, &[(LENA, "admin")]),
    page("200020000000032", "Vienna Chamber Choir", "Choir", 6_733, &[(LENA, "admin")]),
    page("200020000000041", "Svoboda Carpentry", "Carpenter", 812, &[(PETR, "admin")]),
    page("200020000000042", "Prague Run League", "Sports league", 11_057, &[(PETR, "admin")]),
    page("200020000000043", "Ostrava Jazz Night", "Concert", 3_690, &[(PETR, "analyst")]),
    account(OSKAR, "Oskar Lind", 9_215),
    account(NORDIC, "Nordic Bikes", 27_840),
    account(MARTA, "Marta Kral", 5_102),
    account(JAN, "Jan Hora", 640),
    account(CINEMA, "City Cinema", 14_377),
];

const POSTS: [&str; 3] = [
    "We are open again from Monday, come and see us!",
    "Thank you for a wonderful week. Which moment was yours?",
    "New in: our autumn selection. Pictures follow tomorrow.",
];

const COMMENTS: [(&str, &str); 4] = [
    ("Eva Mala", "Can I reserve for Saturday?"),
    ("Jonas Berg", "Great as always."),
    ("Petra Vesela", "What are your opening hours on Sunday?"),
    ("Ian Clark", "Shared with my friends!"),
];

const fn facebook(
    id: &'static str,
    name: &'static str,
    handle: &'static str,
    login: &'static str,
    password: &'static str,
) -> Newcomer {
    Newcomer { network: "facebook", id, name, handle, login, password }
}

const fn x(
    id: &'static str,
    name: &'static str,
    handle: &'static str,
    login: &'static str,
    password: &'static str,
) -> Newcomer {
    Newcomer { network: "x", id, name, handle, login, password }
}

const fn page(
    id: &'static str,
    name: &'static str,
    category: &'static str,
    followers: i64,
    roles: &'static [(&'static str, &'static str)],
) -> Place {
    Place { network: "facebook", id, name, category, followers, roles }
}

/// At X the account is the channel: same id, same name, one owner.
const fn account(id: &'static str, name: &'static str, followers: i64) -> Place {
    Place { network: "x", id, name, category: "Account", followers, roles: &[] }
}

pub(crate) fn people(tx: &Tx<'_>) -> Result<()> {
    for person in &PEOPLE {
        tx.sql.execute(
            "INSERT OR IGNORE INTO people (id, network, name, handle, login, password, first_password)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
            params![
                person.id,
                person.network,
                person.name,
                person.handle,
                person.login,
                person.password
            ],
        )?;
    }
    for (place, number) in PLACES.iter().zip(0..) {
        let new = tx.sql.execute(
            "INSERT OR IGNORE INTO channels (id, network, name, category, followers)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![place.id, place.network, place.name, place.category, place.followers],
        )?;
        let owner = [(place.id, "owner")];
        let roles = if place.roles.is_empty() { &owner } else { place.roles };
        for (person_id, role) in roles {
            tx.sql.execute(
                "INSERT OR IGNORE INTO roles (person_id, channel_id, role) VALUES (?1, ?2, ?3)",
                [person_id, place.id, role],
            )?;
        }
        if new == 1 {
            past(tx, place, number)?;
        }
    }
    Ok(())
}

/// A channel that has existed for a while has posts, and posts have comments.
fn past(tx: &Tx<'_>, place: &Place, number: i64) -> Result<()> {
    for (text, age) in POSTS.iter().zip(1..) {
        let id = match place.network {
            "facebook" => format!("{}_{}", place.id, 300_030_000_000 + number * 10 + age),
            _ => format!("{}", 1_800_000_000_000_000_000 + number * 10_000 + (10 - age) * 100),
        };
        let created_at = tx.now - age * 3 * DAY;
        let views = place.followers / (age + 2);
        posts::put(
            tx,
            &Post {
                id: id.clone(),
                network: place.network.to_owned(),
                channel_id: place.id.to_owned(),
                client_id: None,
                text: (*text).to_owned(),
                reply_to: None,
                created_at,
                likes: views / 20,
                shares: views / 90,
                views,
            },
        )?;
        for (offset, index) in (0..age).zip(number..) {
            let Some((author, said)) =
                COMMENTS.get(usize::try_from((index + age) % 4).unwrap_or(0))
            else {
                continue;
            };
            let comment_id = match place.network {
                "facebook" => format!("{id}_{}", 400_040_000_000 + offset),
                _ => format!(
                    "{}",
                    1_800_000_000_000_000_000 + number * 10_000 + (10 - age) * 100 + offset + 1
                ),
            };
            posts::put_comment(
                tx,
                &Comment {
                    id: comment_id,
                    post_id: id.clone(),
                    parent: None,
                    author_id: crate::random::number_of(&[author]),
                    author: (*author).to_owned(),
                    text: (*said).to_owned(),
                    created_at: created_at + (offset + 1) * 60 * 60 * 1_000,
                },
            )?;
        }
    }
    Ok(())
}
