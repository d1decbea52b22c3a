//! Who lives in the world on the first start: one file for each network. What is there already stays as it is.

mod bluesky;
mod facebook;
mod instagram;
mod linkedin;
mod mastodon;
mod pinterest;
mod threads;
mod tiktok;
mod x;
mod youtube;

use rusqlite::params;

use super::clock::DAY;
use super::posts::{Comment, Post};
use super::{Result, Tx, posts};

/// What a network's people, channels and their past are made from.
struct Town {
    network: &'static str,
    people: &'static [Newcomer],
    places: &'static [Place],
    /// The id of the post of this age (1 is the newest) on the channel of this number.
    post_id: fn(&Place, number: i64, age: i64) -> String,
    /// The id of the comment at this offset below a post.
    comment_id: fn(post_id: &str, offset: i64) -> String,
}

const TOWNS: [&Town; 10] = [
    &facebook::TOWN,
    &instagram::TOWN,
    &x::TOWN,
    &linkedin::TOWN,
    &youtube::TOWN,
    &tiktok::TOWN,
    &threads::TOWN,
    &pinterest::TOWN,
    &mastodon::TOWN,
    &bluesky::TOWN,
];

struct Newcomer {
    id: &'static str,
    name: &'static str,
    handle: &'static str,
    login: &'static str,
    password: &'static str,
}

struct Place {
    id: &'static str,
    name: &'static str,
    category: &'static str,
    followers: i64,
    /// Who has a role on it, and which; nobody means that it is a person's own account, with the same id.
    roles: &'static [(&'static str, &'static str)],
    /// The channel through which it is reached; then nobody has a role on itself.
    hangs_on: Option<&'static str>,
}

/// How many posts a channel has from before.
const PAST: i64 = 3;

const POSTS: [&str; 12] = [
    "We are open again from Monday, come and see us!",
    "Děkujeme za krásný týden. Který okamžik byl ten váš?",
    "Neu eingetroffen: unsere Herbstauswahl. Bilder folgen morgen.",
    "Thank you for a wonderful week. Which moment was yours?",
    "Od pondělí máme otevřeno o hodinu déle.",
    "Unser Team wächst: Willkommen, Johanna!",
    "New in: our autumn selection. Pictures follow tomorrow.",
    "Hledáme posilu na víkendy. Napište nám!",
    "Am Samstag sind wir auf dem Stadtfest, Stand 14.",
    "Ten years of us. Cake is on the house this Friday.",
    "Zákulisí: takhle vzniká naše nejoblíbenější práce.",
    "Nur noch wenige Plätze für unseren Kurs im Dezember.",
];

const COMMENTS: [(&str, &str); 12] = [
    ("Eva Mala", "Can I reserve for Saturday?"),
    ("Jonas Berg", "Großartig wie immer."),
    ("Petra Vesela", "Jakou máte otevírací dobu v neděli?"),
    ("Ian Clark", "Shared with my friends!"),
    ("Lucie Horakova", "Už se moc těšíme!"),
    ("Stefan Wagner", "Gibt es noch Karten?"),
    ("Hannah Moore", "Do you ship abroad?"),
    ("Karolina Dolezal", "Platí to i pro členy klubu?"),
    ("Oliver Reed", "My order has not arrived yet, can you help?"),
    ("Sabine Huber", "Wo kann man bei euch parken?"),
    ("Matej Kral", "Super akce, díky za pozvání."),
    ("Anna Jelinek", "Great as always."),
];

/// One of a list, in turn.
fn one_of<T: Copy>(list: &[T], turn: i64) -> Option<T> {
    let length = i64::try_from(list.len()).ok().filter(|length| *length > 0)?;
    list.get(usize::try_from(turn.rem_euclid(length)).ok()?).copied()
}

/// Somebody who can sign in.
const fn person(
    id: &'static str,
    name: &'static str,
    handle: &'static str,
    login: &'static str,
    password: &'static str,
) -> Newcomer {
    Newcomer { id, name, handle, login, password }
}

/// A channel that several people may have a role on.
const fn place(
    id: &'static str,
    name: &'static str,
    category: &'static str,
    followers: i64,
    roles: &'static [(&'static str, &'static str)],
) -> Place {
    Place { id, name, category, followers, roles, hangs_on: None }
}

/// An account that is its own channel: same id, same name, one owner.
const fn account(id: &'static str, name: &'static str, followers: i64) -> Place {
    Place { id, name, category: "Account", followers, roles: &[], hangs_on: None }
}

/// A channel that is reached through another one.
const fn annexe(
    id: &'static str,
    name: &'static str,
    category: &'static str,
    followers: i64,
    hangs_on: &'static str,
) -> Place {
    Place { id, name, category, followers, roles: &[], hangs_on: Some(hangs_on) }
}

pub(crate) fn people(tx: &Tx<'_>) -> Result<()> {
    TOWNS.into_iter().try_for_each(|town| settle(tx, town))
}

fn settle(tx: &Tx<'_>, town: &Town) -> Result<()> {
    for person in town.people {
        tx.sql.execute(
            "INSERT OR IGNORE INTO people (id, network, name, handle, login, password, first_password)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
            params![
                person.id,
                town.network,
                person.name,
                person.handle,
                person.login,
                person.password
            ],
        )?;
    }
    for (place, number) in town.places.iter().zip(0..) {
        let new = tx.sql.execute(
            "INSERT OR IGNORE INTO channels (id, network, name, category, followers, hangs_on)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                place.id,
                town.network,
                place.name,
                place.category,
                place.followers,
                place.hangs_on
            ],
        )?;
        let owner = [(place.id, "owner")];
        let own = place.roles.is_empty() && place.hangs_on.is_none();
        let roles = if own { &owner } else { place.roles };
        for (person_id, role) in roles {
            tx.sql.execute(
                "INSERT OR IGNORE INTO roles (person_id, channel_id, role) VALUES (?1, ?2, ?3)",
                [person_id, place.id, role],
            )?;
        }
        if new == 1 {
            past(tx, town, place, number)?;
        }
    }
    Ok(())
}

/// A channel that has existed for a while has posts, and posts have comments.
fn past(tx: &Tx<'_>, town: &Town, place: &Place, number: i64) -> Result<()> {
    for age in 1..=PAST {
        let text = one_of(&POSTS, number * PAST + age - 1).unwrap_or_default();
        let id = (town.post_id)(place, number, age);
        let created_at = tx.now - age * 3 * DAY;
        let views = place.followers / (age + 2);
        posts::put(
            tx,
            &Post {
                id: id.clone(),
                network: town.network.to_owned(),
                channel_id: place.id.to_owned(),
                client_id: None,
                text: text.to_owned(),
                created_at,
                likes: views / 20,
                shares: views / 90,
                views,
                ..Post::default()
            },
        )?;
        for (offset, index) in (0..age).zip(number..) {
            let Some((author, said)) = one_of(&COMMENTS, index * PAST + age) else { continue };
            posts::put_comment(
                tx,
                &Comment {
                    id: (town.comment_id)(&id, offset),
                    post_id: id.clone(),
                    parent: None,
                    author_id: crate::random::number_of(&[author]),
                    author: author.to_owned(),
                    text: said.to_owned(),
                    created_at: created_at + (offset + 1) * 60 * 60 * 1_000,
                    ..Comment::default()
                },
            )?;
        }
    }
    Ok(())
}
