//! What TikTok remembers of a video on its way: asked for, uploaded chunk by chunk, processed, posted.

use serde::{Deserialize, Serialize};

use super::NETWORK;
use super::answers::ApiError;
use crate::picture::Picture;
use crate::random;
use crate::world::clock::{DAY, SECOND};
use crate::world::notes::{self, Book};
use crate::world::posts::{self, Post};
use crate::world::{Result, Tx, media};

const BOOK: Book = Book { network: NETWORK, kind: "publication" };

/// An upload address is good for an hour, what became of the video can be asked for a day.
const OPEN: i64 = 60 * 60 * SECOND;

/// TikTok needs a moment for a video that has arrived.
const PROCESSING: i64 = SECOND;

const MEGA: i64 = 1 << 20;
const SMALLEST_CHUNK: i64 = 5 * MEGA;
const LARGEST_WHOLE: i64 = 64 * MEGA;
/// The last chunk carries the rest.
pub(super) const LARGEST_CHUNK: usize = 128 << 20;

/// Who may see a video.
pub(super) const PRIVACY: [&str; 3] = ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"];

/// How the video comes to TikTok.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "source", rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Source {
    FileUpload { video_size: i64, chunk_size: i64, total_chunk_count: i64 },
    PullFromUrl { video_url: String },
}

impl Source {
    /// Chunks have bounds, and their number follows from the sizes.
    pub(super) fn check(&self) -> Result<(), ApiError> {
        match self {
            Self::FileUpload { video_size, chunk_size, total_chunk_count } => {
                let whole = *chunk_size == *video_size && *video_size <= LARGEST_WHOLE;
                let fitting = whole || (SMALLEST_CHUNK..=LARGEST_WHOLE).contains(chunk_size);
                if *video_size <= 0 || !fitting || *chunk_size > *video_size {
                    return Err(ApiError::invalid("The chunk size is invalid"));
                }
                if *total_chunk_count != *video_size / *chunk_size {
                    return Err(ApiError::invalid("The total chunk count is invalid"));
                }
                Ok(())
            }
            Self::PullFromUrl { video_url } if video_url.starts_with("https://") => Ok(()),
            Self::PullFromUrl { .. } => Err(ApiError::invalid("The video url is invalid")),
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Publication {
    pub(super) number: String,
    person_id: String,
    client_id: String,
    title: String,
    /// A draft goes to the person's inbox and becomes no post by itself.
    draft: bool,
    pulled: bool,
    size: i64,
    pub(super) uploaded: i64,
    pub(super) upload_token: String,
    opened_at: i64,
    /// When what has arrived is processed; none while bytes are missing.
    ready_at: Option<i64>,
    post_id: Option<String>,
    /// Pictures instead of a video.
    #[serde(default)]
    photos: bool,
    /// Why nothing became of it.
    #[serde(default)]
    failed: Option<String>,
}

/// Where a publication stands.
pub(super) enum Stage {
    Uploading,
    Downloading,
    InInbox,
    Failed(String),
    Posted(String),
}

impl Publication {
    pub(super) fn begin(
        tx: &Tx<'_>,
        person_id: &str,
        client_id: &str,
        title: String,
        draft: bool,
        source: &Source,
    ) -> Result<Self> {
        let (pulled, size) = match source {
            Source::FileUpload { video_size, .. } => (false, *video_size),
            Source::PullFromUrl { .. } => (true, 0),
        };
        let mut begun = Self::new(tx.now, (person_id, client_id), title, draft);
        (begun.pulled, begun.size) = (pulled, size);
        if pulled {
            begun.arrive(tx)?;
        }
        begun.keep(tx)?;
        Ok(begun)
    }

    fn new(now: i64, (person_id, client_id): (&str, &str), title: String, draft: bool) -> Self {
        Self {
            number: random::number(),
            person_id: person_id.to_owned(),
            client_id: client_id.to_owned(),
            title,
            draft,
            pulled: true,
            size: 0,
            uploaded: 0,
            upload_token: random::token(16),
            opened_at: now,
            ready_at: None,
            post_id: None,
            photos: false,
            failed: None,
        }
    }

    /// One of pictures, which were pulled or could not be for a reason.
    pub(super) fn of_photos(
        tx: &Tx<'_>,
        whose: (&str, &str),
        title: String,
        draft: bool,
        pulled: std::result::Result<Vec<Picture>, &'static str>,
    ) -> Result<Self> {
        let mut begun = Self::new(tx.now, whose, title, draft);
        begun.photos = true;
        match pulled {
            Ok(pictures) => {
                begun.arrive(tx)?;
                for (picture, place) in pictures.iter().zip(1..) {
                    let id = format!("{}-{place}", begun.number);
                    media::keep(tx, (NETWORK, &begun.person_id), &id, picture)?;
                    if let Some(post) = &begun.post_id {
                        media::attach(tx, NETWORK, &id, post)?;
                    }
                }
            }
            Err(reason) => begun.failed = Some(reason.to_owned()),
        }
        begun.keep(tx)?;
        Ok(begun)
    }

    /// The id by which the client asks for the status.
    pub(super) fn id(&self) -> String {
        let way = if self.pulled { "v_pub_url" } else { "v_pub_file" };
        let way = if self.photos { "p_pub_url" } else { way };
        let way = if self.draft { way.replace("pub", "inbox") } else { way.to_owned() };
        format!("{way}~v2-1.{}", self.number)
    }

    pub(super) fn find(tx: &Tx<'_>, number: &str) -> Result<Option<Self>> {
        notes::find(tx, BOOK, number)
    }

    /// The person's own publication of this id, asked for by the client that began it.
    pub(super) fn by_id(
        tx: &Tx<'_>,
        person_id: &str,
        client_id: &str,
        id: &str,
    ) -> Result<Option<Self>> {
        let number = id.rsplit('.').next().unwrap_or_default();
        let found = Self::find(tx, number)?;
        Ok(found.filter(|found| {
            found.id() == id && found.person_id == person_id && found.client_id == client_id
        }))
    }

    pub(super) fn takes_bytes(&self, now: i64) -> bool {
        !self.pulled && now < self.opened_at + OPEN
    }

    pub(super) fn size(&self) -> i64 {
        self.size
    }

    /// A chunk has come; true where it was the last.
    pub(super) fn receive(&mut self, tx: &Tx<'_>, bytes: i64) -> Result<bool> {
        self.uploaded += bytes;
        let complete = self.uploaded >= self.size;
        if complete {
            self.arrive(tx)?;
        }
        self.keep(tx)?;
        Ok(complete)
    }

    pub(super) fn stage(&self, now: i64) -> Stage {
        if let Some(reason) = &self.failed {
            return Stage::Failed(reason.clone());
        }
        let ready = self.ready_at.is_some_and(|at| at <= now);
        match &self.post_id {
            Some(id) if ready => Stage::Posted(id.clone()),
            None if ready => Stage::InInbox,
            _ if self.pulled => Stage::Downloading,
            _ => Stage::Uploading,
        }
    }

    /// The post is a row at once, dated when its processing ends.
    fn arrive(&mut self, tx: &Tx<'_>) -> Result<()> {
        let ready_at = tx.now + PROCESSING;
        self.ready_at = Some(ready_at);
        if self.draft {
            return Ok(());
        }
        let post = Post {
            id: video_id(ready_at),
            network: NETWORK.to_owned(),
            channel_id: self.person_id.clone(),
            client_id: Some(self.client_id.clone()),
            text: self.title.clone(),
            reply_to: None,
            created_at: ready_at,
            ..Post::default()
        };
        posts::put(tx, &post)?;
        self.post_id = Some(post.id);
        Ok(())
    }

    fn keep(&self, tx: &Tx<'_>) -> Result<()> {
        notes::put(tx, BOOK, &self.number, self, self.opened_at + DAY)
    }
}

/// The second in the upper half and chance in the lower, as TikTok numbers its videos.
fn video_id(at: i64) -> String {
    let chance: i64 = random::number().parse().unwrap_or(1);
    ((at / SECOND) << 32 | (chance & 0xffff_ffff)).to_string()
}
