//! Pins: made on a board, read one by one, by account or by board.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::NETWORK;
use super::answers::{Problem, Refusal};
use super::bearer::{Bearer, Endpoint, READ, WRITE, answer};
use super::boards;
use super::page::{Page, moment};
use crate::call::Call;
use crate::picture::{self, Fetched, Picture, Trouble};
use crate::random;
use crate::world::notes::{self, Book};
use crate::world::posts::{self, Post};
use crate::world::{Tx, media};

const SEE: Endpoint = Endpoint { category: READ, scopes: &["boards:read", "pins:read"] };
const MAKE: Endpoint = Endpoint {
    category: WRITE,
    scopes: &["boards:read", "boards:write", "pins:read", "pins:write"],
};

const BOOK: Book = Book { network: NETWORK, kind: "pin" };

const LONGEST_TITLE: usize = 100;
const LONGEST_DESCRIPTION: usize = 800;

/// What a pin is beside a post.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Extras {
    board_id: String,
    title: Option<String>,
    description: Option<String>,
    link: Option<String>,
    alt_text: Option<String>,
    image: Option<String>,
}

#[derive(Deserialize)]
struct New {
    board_id: Option<String>,
    title: Option<String>,
    description: Option<String>,
    link: Option<String>,
    alt_text: Option<String>,
    media_source: Option<Media>,
}

#[derive(Deserialize)]
#[serde(tag = "source_type", rename_all = "snake_case")]
enum Media {
    ImageUrl { url: String },
    ImageBase64 { content_type: String, data: String },
}

/// What the pin shows, fetched or sent along.
async fn look(new: &New) -> Fetched {
    match &new.media_source {
        Some(Media::ImageUrl { url }) => picture::fetch(url).await,
        Some(Media::ImageBase64 { data, .. }) => {
            let sent = STANDARD.decode(data).map_err(|_| Trouble::NotAPicture)?;
            Picture::read(&sent).map(Some).ok_or(Trouble::NotAPicture)
        }
        None => Ok(None),
    }
}

impl New {
    /// The pin that is meant, if it can be one.
    fn check(self) -> Result<Extras, Problem> {
        let required = |name: &str| Problem::invalid(format!("'{name}' is a required property"));
        let board_id = self.board_id.ok_or_else(|| required("board_id"))?;
        let image = match self.media_source.ok_or_else(|| required("media_source"))? {
            Media::ImageUrl { url }
                if url.starts_with("https://") || url.starts_with("http://") =>
            {
                Some(url)
            }
            Media::ImageBase64 { content_type, data }
                if content_type.starts_with("image/") && !data.is_empty() =>
            {
                None
            }
            _ => {
                return Err(Problem::invalid(
                    "Whoops! It looks like you entered an invalid URL. Try creating a Pin again with a valid URL.",
                ));
            }
        };
        let long = |text: &Option<String>, most| {
            text.as_ref().is_some_and(|text| text.chars().count() > most)
        };
        if long(&self.title, LONGEST_TITLE) || long(&self.description, LONGEST_DESCRIPTION) {
            return Err(Problem::invalid("The title or the description is too long"));
        }
        Ok(Extras {
            board_id,
            title: self.title,
            description: self.description,
            link: self.link,
            alt_text: self.alt_text,
            image,
        })
    }
}

pub(super) async fn create(call: Call) -> Response {
    let new = serde_json::from_slice::<New>(&call.body);
    let fetched = match &new {
        Ok(new) => look(new).await,
        Err(_) => Ok(None),
    };
    answer(&call, &MAKE, move |tx, bearer| {
        let new = new.map_err(|error| Problem::invalid(format!("Invalid request: {error}")))?;
        let extras = new.check()?;
        boards::find(tx, &bearer.person.id, &extras.board_id)?;
        let picture = fetched.map_err(Problem::no_picture)?;
        let text = extras.description.clone().or_else(|| extras.title.clone());
        let post = Post {
            id: fresh_id(tx),
            network: NETWORK.to_owned(),
            channel_id: bearer.person.id.clone(),
            client_id: Some(bearer.token.client_id.clone()),
            text: text.unwrap_or_default(),
            reply_to: None,
            created_at: tx.now,
            link: extras.link.clone(),
            ..Post::default()
        };
        posts::put(tx, &post)?;
        if let Some(picture) = picture {
            media::keep(tx, (NETWORK, &post.channel_id), &post.id, &picture)?;
            media::attach(tx, NETWORK, &post.id, &post.id)?;
        }
        notes::put(tx, BOOK, &post.id, &extras, i64::MAX)?;
        Ok((StatusCode::CREATED, describe(tx, bearer, &post)?))
    })
    .await
}

/// Eighteen digits that grow with time.
pub(super) fn fresh_id(tx: &Tx<'_>) -> String {
    let tail: String = random::number().chars().skip(1).take(5).collect();
    format!("{}{tail}", tx.now)
}

pub(super) async fn list(call: Call) -> Response {
    paged(call, None).await
}

pub(super) async fn of_board(Path(id): Path<String>, call: Call) -> Response {
    paged(call, Some(id)).await
}

async fn paged(call: Call, board_id: Option<String>) -> Response {
    let page = Page::of(&call);
    answer(&call, &SEE, move |tx, bearer| {
        let page = page?;
        if let Some(id) = &board_id {
            boards::find(tx, &bearer.person.id, id)?;
        }
        let mut items = Vec::new();
        for post in posts::of_channel(tx, &bearer.person.id)? {
            if board_id.is_none() || board_id == Some(board_of(tx, &post)?) {
                items.push(describe(tx, bearer, &post)?);
            }
        }
        Ok((StatusCode::OK, page.cut(&items)))
    })
    .await
}

pub(super) async fn one(Path(id): Path<String>, call: Call) -> Response {
    answer(&call, &SEE, move |tx, bearer| {
        let post = own(tx, bearer, &id)?;
        Ok((StatusCode::OK, describe(tx, bearer, &post)?))
    })
    .await
}

/// A pin of the account itself; other people's are not permitted.
pub(super) fn own(tx: &Tx<'_>, bearer: &Bearer, id: &str) -> Result<Post, Refusal> {
    let post = posts::find(tx, NETWORK, id)?.ok_or_else(Problem::no_pin)?;
    match post.channel_id == bearer.person.id {
        true => Ok(post),
        false => Err(Problem::forbidden().into()),
    }
}

/// On which board a pin lies.
pub(super) fn board_of(tx: &Tx<'_>, post: &Post) -> Result<String, Refusal> {
    let extras: Option<Extras> = notes::find(tx, BOOK, &post.id)?;
    Ok(extras.map_or_else(|| boards::first_of(&post.channel_id), |extras| extras.board_id))
}

fn describe(tx: &Tx<'_>, bearer: &Bearer, post: &Post) -> Result<Value, Refusal> {
    let extras: Option<Extras> = notes::find(tx, BOOK, &post.id)?;
    let extras = extras.unwrap_or_else(|| Extras {
        board_id: boards::first_of(&post.channel_id),
        description: Some(post.text.clone()),
        ..Extras::default()
    });
    let image = extras.image.unwrap_or_else(|| format!("https://i.pinimg.com/{}.jpg", post.id));
    let sized = |width: i64| json!({ "width": width, "height": width * 3 / 2, "url": image });
    Ok(json!({
        "id": post.id,
        "created_at": moment(post.created_at),
        "title": extras.title,
        "description": extras.description,
        "link": extras.link,
        "alt_text": extras.alt_text,
        "board_id": extras.board_id,
        "board_section_id": null,
        "board_owner": { "username": bearer.person.handle },
        "parent_pin_id": null,
        "dominant_color": null,
        "creative_type": "REGULAR",
        "is_owner": true,
        "is_standard": true,
        "has_been_promoted": false,
        "note": "",
        "product_tags": [],
        "pin_metrics": null,
        "media": {
            "media_type": "image",
            "images": { "150x150": sized(150), "400x300": sized(400), "600x": sized(600), "1200x": sized(1_200) },
        },
    }))
}
