//! Boards. Those everybody has from the beginning follow from the account's id; those a client makes are noted.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{Problem, Refusal};
use super::bearer::{Bearer, Endpoint, READ, WRITE, answer};
use super::page::{Page, moment};
use super::pins;
use crate::call::Call;
use crate::world::Tx;
use crate::world::notes::{self, Book};
use crate::world::posts;

const SEE: Endpoint = Endpoint { category: READ, scopes: &["boards:read"] };
const MAKE: Endpoint = Endpoint { category: WRITE, scopes: &["boards:read", "boards:write"] };

const BOOK: Book = Book { network: NETWORK, kind: "boards" };

const FIRST: [&str; 3] = ["Ideas for autumn", "From our workshop", "Worth keeping"];

/// The first boards were made on the same day.
const OPENED: i64 = 1_584_176_400_000;

const LONGEST_NAME: usize = 180;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Board {
    pub(super) id: String,
    name: String,
    description: String,
    privacy: String,
    created_at: i64,
}

/// The boards of an account, oldest first.
pub(super) fn all(tx: &Tx<'_>, person_id: &str) -> Result<Vec<Board>, Refusal> {
    let first = FIRST.iter().zip(1..).map(|(name, number)| Board {
        id: derived_id(person_id, number),
        name: (*name).to_owned(),
        description: String::new(),
        privacy: "PUBLIC".to_owned(),
        created_at: OPENED,
    });
    let made: Option<Vec<Board>> = notes::find(tx, BOOK, person_id)?;
    Ok(first.chain(made.into_iter().flatten()).collect())
}

fn derived_id(person_id: &str, number: i64) -> String {
    person_id.parse::<i64>().map_or_else(|_| person_id.to_owned(), |id| (id + number).to_string())
}

pub(super) fn find(tx: &Tx<'_>, person_id: &str, id: &str) -> Result<Board, Refusal> {
    let found = all(tx, person_id)?.into_iter().find(|board| board.id == id);
    found.ok_or_else(|| Problem::no_board().into())
}

pub(super) async fn list(call: Call) -> Response {
    let page = Page::of(&call);
    let privacy = call.get("privacy").map(str::to_owned);
    answer(&call, &SEE, move |tx, bearer| {
        let page = page?;
        let mut boards = all(tx, &bearer.person.id)?;
        boards.retain(|board| {
            let secret = board.privacy == "SECRET" && !bearer.token.allows("boards:read_secret");
            !secret && privacy.as_ref().is_none_or(|privacy| *privacy == board.privacy)
        });
        let items = boards.iter().map(|board| describe(tx, bearer, board));
        Ok((StatusCode::OK, page.cut(&items.collect::<Result<Vec<_>, _>>()?)))
    })
    .await
}

pub(super) async fn one(Path(id): Path<String>, call: Call) -> Response {
    answer(&call, &SEE, move |tx, bearer| {
        let board = find(tx, &bearer.person.id, &id)?;
        Ok((StatusCode::OK, describe(tx, bearer, &board)?))
    })
    .await
}

#[derive(Deserialize)]
struct New {
    name: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    privacy: Option<String>,
}

pub(super) async fn create(call: Call) -> Response {
    let new = serde_json::from_slice::<New>(&call.body);
    answer(&call, &MAKE, move |tx, bearer| {
        let new = new.map_err(|_| Problem::bad_board_name())?;
        let name = new.name.trim().to_owned();
        let taken = all(tx, &bearer.person.id)?.iter().any(|board| board.name == name);
        if name.is_empty() || name.chars().count() > LONGEST_NAME || taken {
            return Err(Problem::bad_board_name().into());
        }
        let privacy = new.privacy.unwrap_or_else(|| "PUBLIC".to_owned());
        if !["PUBLIC", "PROTECTED", "SECRET"].contains(&privacy.as_str()) {
            return Err(Problem::invalid("Invalid privacy").into());
        }
        if privacy == "SECRET" && !bearer.token.allows("boards:write_secret") {
            return Err(Problem::forbidden().into());
        }
        let board = Board {
            id: pins::fresh_id(tx),
            name,
            description: new.description.unwrap_or_default(),
            privacy,
            created_at: tx.now,
        };
        let mut made: Vec<Board> = notes::take(tx, BOOK, &bearer.person.id)?.unwrap_or_default();
        made.push(board.clone());
        notes::put(tx, BOOK, &bearer.person.id, &made, i64::MAX)?;
        Ok((StatusCode::CREATED, describe(tx, bearer, &board)?))
    })
    .await
}

fn describe(tx: &Tx<'_>, bearer: &Bearer, board: &Board) -> Result<Value, Refusal> {
    let posts = posts::of_channel(tx, &bearer.person.id)?;
    let mut pins = 0;
    let mut newest = board.created_at;
    for post in &posts {
        if pins::board_of(tx, post)? == board.id {
            pins += 1;
            newest = newest.max(post.created_at);
        }
    }
    Ok(json!({
        "id": board.id,
        "name": board.name,
        "description": board.description,
        "privacy": board.privacy,
        "owner": { "username": bearer.person.handle },
        "pin_count": pins,
        "follower_count": bearer.channel.followers / 2,
        "collaborator_count": 0,
        "media": { "image_cover_url": null, "pin_thumbnail_urls": [] },
        "created_at": moment(board.created_at),
        "board_pins_modified_at": moment(newest),
    }))
}

/// The board on which an account's pins lie that nobody put elsewhere.
pub(super) fn first_of(person_id: &str) -> String {
    derived_id(person_id, 1)
}
