//! A form with a picture, read field by field: nothing that was typed is lost because the picture is too large.

use app::sent::{Choice, Draft, Wrong};
use axum::extract::{Multipart, multipart::Field};
use domain::{
    account::Viewer,
    id::{PostId, WorkspaceId},
    limits::LARGEST_PICTURE,
    post::{Content, Picture},
    time::Timestamp,
    zone::{Moment, WallTime, Zone},
};
use engine::{Engine, Error, apps::scheduler::NotAPicture};

/// What a form brought.
#[derive(Default)]
pub(super) struct Sheet {
    fields: Vec<(String, String)>,
    picture: Upload,
}

/// What came as a picture.
#[derive(Default)]
enum Upload {
    /// Nothing.
    #[default]
    None,
    /// This file.
    File(Vec<u8>),
    /// More than is kept.
    TooLarge,
    /// An empty file, or one whose end did not arrive.
    Unreadable,
}

impl Sheet {
    /// Reads everything there is. What cannot be read is as if it were not there.
    pub(super) async fn read(mut form: Multipart) -> Self {
        let mut sheet = Self::default();
        while let Ok(Some(field)) = form.next_field().await {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "picture" {
                sheet.picture = upload(field).await;
            } else if let Ok(value) = field.text().await {
                sheet.fields.push((name, value));
            }
        }
        sheet
    }

    /// The first value of a field, without the blanks around it.
    pub(super) fn get<'a>(&'a self, name: &'a str) -> &'a str {
        self.all(name).next().unwrap_or_default().trim()
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The workspace whose page sent it.
    pub(super) fn workspace(&self) -> Option<WorkspaceId> {
        self.get("workspace").parse().ok()
    }

    /// The post as it was typed, and what is wrong with its picture. A picture is kept at once, so that it need not be
    /// sent again.
    pub(super) async fn draft(
        &mut self,
        engine: &Engine,
        viewer: &Viewer,
    ) -> Result<(Draft, Vec<Wrong>), Error> {
        let mut wrong = Vec::new();
        let alt = self.get("alt").to_owned();
        let mut picture = None;
        if self.get("drop").is_empty()
            && let Ok(kept) = self.get("kept").parse()
        {
            match engine.picture(viewer, kept).await {
                Ok(known) => picture = Some(known),
                Err(Error::NotFound) => wrong.push(Wrong::PictureGone),
                Err(error) => return Err(error),
            }
        }
        match std::mem::take(&mut self.picture) {
            Upload::None => {}
            Upload::TooLarge => wrong.push(Wrong::PictureTooLarge),
            Upload::Unreadable => wrong.push(Wrong::PictureUnreadable),
            Upload::File(bytes) => match engine.keep_picture(viewer, bytes, &alt).await? {
                Ok(kept) => {
                    let path = engine.path_of_picture(viewer, kept.id).await?;
                    picture = Some((kept, path));
                }
                Err(NotAPicture::TooLarge) => wrong.push(Wrong::PictureTooLarge),
                Err(NotAPicture::UnknownFormat) => wrong.push(Wrong::NotAPicture),
            },
        }
        let at = self.get("at").to_owned();
        // A moment is chosen for one time; for another it means nothing.
        let moment = self.get("moment").split_once('=').filter(|(of, _)| *of == at);
        let moment = moment.and_then(|(_, at)| at.parse().ok()).map(Timestamp::from_millis);
        let draft = Draft {
            text: self.all("text").next().unwrap_or_default().replace("\r\n", "\n"),
            link: self.get("link").to_owned(),
            picture,
            alt,
            channels: self.all("channel").filter_map(|id| id.parse().ok()).collect(),
            when: Choice::from_slug(self.get("when")).unwrap_or_default(),
            at,
            moment,
            not_after: self.get("not_after").to_owned(),
            seen: self.all("seen").flat_map(str::split_whitespace).filter_map(seen).collect(),
        };
        Ok((draft, wrong))
    }
}

/// A post with its version, as forms name it: `id.version`.
pub(super) fn seen(text: &str) -> Option<(PostId, u32)> {
    let (id, version) = text.split_once('.')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

/// What a draft says.
pub(super) fn content(draft: &Draft) -> Content {
    let picture = draft
        .picture
        .as_ref()
        .map(|(picture, _)| Picture { alt: draft.alt.clone(), ..picture.clone() });
    let link = (!draft.link.is_empty()).then(|| draft.link.clone());
    Content { text: draft.text.trim_end().to_owned(), link, picture }
}

/// Whether a link is one.
pub(super) fn is_link(link: &str) -> bool {
    link.is_empty()
        || url::Url::parse(link)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// The moment that a draft is to go out at.
pub(super) fn at(draft: &Draft, zone: &Zone) -> Result<Timestamp, Wrong> {
    let wall: WallTime = draft.at.parse().map_err(|_| Wrong::NoTime)?;
    match (zone.moment(wall).map_err(|_| Wrong::NoTime)?, draft.moment) {
        (Moment::One(at), _) => Ok(at),
        (Moment::Never { instead }, Some(chosen)) if chosen == instead => Ok(instead),
        (Moment::Never { instead }, _) => Err(Wrong::Skipped { instead }),
        (Moment::Twice { first, second }, Some(chosen)) if chosen == first || chosen == second => {
            Ok(chosen)
        }
        (Moment::Twice { first, second }, _) => Err(Wrong::Doubled { first, second }),
    }
}

/// The last moment of a draft. Where the clock has it twice, the second is meant; where never, the moment after.
pub(super) fn not_after(draft: &Draft, zone: &Zone) -> Result<Option<Timestamp>, Wrong> {
    if draft.not_after.is_empty() {
        return Ok(None);
    }
    let wall: WallTime = draft.not_after.parse().map_err(|_| Wrong::NoLastMoment)?;
    match zone.moment(wall).map_err(|_| Wrong::NoLastMoment)? {
        Moment::One(at) | Moment::Never { instead: at } | Moment::Twice { second: at, .. } => {
            Ok(Some(at))
        }
    }
}

async fn upload(mut field: Field<'_>) -> Upload {
    let was_chosen = field.file_name().is_some_and(|name| !name.is_empty());
    let most = usize::try_from(LARGEST_PICTURE).unwrap_or(usize::MAX);
    let (mut bytes, mut is_too_large) = (Vec::new(), false);
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= most => bytes.extend(chunk),
            // The rest is read and dropped, so that the fields behind it arrive.
            Ok(Some(_)) => is_too_large = true,
            Ok(None) => break,
            Err(_) => return Upload::Unreadable,
        }
    }
    match (is_too_large, bytes.is_empty(), was_chosen) {
        (true, ..) => Upload::TooLarge,
        (false, true, false) => Upload::None,
        (false, true, true) => Upload::Unreadable,
        (false, false, _) => Upload::File(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prague() -> Zone {
        Zone::named("Europe/Prague").unwrap()
    }

    #[test]
    fn a_time_that_is_never_or_twice_must_be_chosen() {
        let jump = Timestamp::from_seconds(1_774_746_000);
        let first = Timestamp::from_seconds(1_792_888_200);
        let second = Timestamp::from_seconds(1_792_891_800);
        // (time, chosen, what it is)
        let table = [
            ("2026-03-29T02:30", None, Err(Wrong::Skipped { instead: jump })),
            ("2026-03-29T02:30", Some(jump), Ok(jump)),
            ("2026-03-29T02:30", Some(first), Err(Wrong::Skipped { instead: jump })),
            ("2026-10-25T02:30", None, Err(Wrong::Doubled { first, second })),
            ("2026-10-25T02:30", Some(second), Ok(second)),
            ("2026-03-29T03:00", None, Ok(jump)),
            ("2026-02-30T02:30", None, Err(Wrong::NoTime)),
            ("", None, Err(Wrong::NoTime)),
        ];
        for (time, moment, expected) in table {
            let draft = Draft { at: time.into(), moment, ..Draft::default() };
            assert_eq!(at(&draft, &prague()), expected, "{time} {moment:?}");
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        for link in ["", "https://relink.test/a?b#c", "http://a.test"] {
            assert!(is_link(link), "{link}");
        }
        for other in ["relink.test", "javascript:alert(1)", "mailto:a@b.test", "https://"] {
            assert!(!is_link(other), "{other}");
        }
    }

    #[test]
    fn a_last_moment_is_none_or_a_time() {
        let of = |text: &str| {
            let draft = Draft { not_after: text.into(), ..Draft::default() };
            not_after(&draft, &prague())
        };
        assert_eq!(of(""), Ok(None));
        assert_eq!(of("2026-10-25T02:30"), Ok(Some(Timestamp::from_seconds(1_792_891_800))));
        assert_eq!(of("tomorrow"), Err(Wrong::NoLastMoment));
    }
}
