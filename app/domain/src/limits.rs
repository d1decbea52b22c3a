//! What each network takes: how long a text may be, as that network counts it, and which pictures.
//!
//! Facts of the networks, as data. The page shows them while somebody writes, the engine refuses what cannot go out, and both
//! count with [`measure`], so that they cannot differ.

mod count;

use serde::{Deserialize, Serialize};

use self::count::Unit;
use crate::{
    network::Network,
    post::{Content, PictureFormat},
};

/// The largest picture that is kept, whatever a network takes.
pub const LARGEST_PICTURE: u32 = 10 * 1024 * 1024;

/// What a network takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How its texts are counted.
    unit: Unit,
    /// So many of those at most.
    pub most: u32,
    /// So many bytes (UTF-8) at most, where it limits those too.
    pub most_bytes: Option<u32>,
    /// Whether a link stands in the text, or has a place of its own.
    pub link: LinkPlace,
    /// Which pictures it takes.
    pub picture: PictureRule,
}

/// Where a post's link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPlace {
    /// In the text, below it, and counts.
    InText,
    /// Beside the text.
    Apart,
}

/// Whether and which pictures a network takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureRule {
    /// A post may have one.
    Allowed(Pictures),
    /// A post must have one.
    Required(Pictures),
    /// None can be given to it.
    None,
    /// It takes films only, which cannot be composed here.
    FilmOnly,
}

/// Which pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pictures {
    /// Of these formats.
    pub formats: &'static [PictureFormat],
    /// So many bytes at most.
    pub most_bytes: u32,
}

/// How long a text is, as a network counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// So long.
    pub used: u32,
    /// It may be so long.
    pub most: u32,
    /// Where bytes are limited too: so many, of so many.
    pub bytes: Option<(u32, u32)>,
}

/// What is wrong with a post, for one network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// There is nothing in it.
    Empty,
    /// Its text is too long.
    TooLong(Measured),
    /// The network wants a picture.
    PictureRequired,
    /// The network cannot be given a picture.
    PictureNotTaken,
    /// The network does not take pictures of this format.
    PictureFormat(PictureFormat),
    /// The picture is too large.
    PictureTooLarge {
        /// So many bytes.
        bytes: u32,
        /// It may have so many.
        most: u32,
    },
    /// The network takes films only.
    FilmRequired,
}

impl Measured {
    /// Whether it is short enough.
    #[must_use]
    pub fn fits(&self) -> bool {
        self.used <= self.most && self.bytes.is_none_or(|(used, most)| used <= most)
    }
}

use PictureFormat::{Gif, Jpeg, Png, WebP};

const MEGABYTE: u32 = 1024 * 1024;
const ANY: &[PictureFormat] = &[Jpeg, Png, Gif, WebP];

/// What `network` takes.
#[must_use]
pub const fn limits(network: Network) -> Limits {
    let plain = Limits {
        unit: Unit::Characters,
        most: 0,
        most_bytes: None,
        link: LinkPlace::InText,
        picture: PictureRule::None,
    };
    match network {
        Network::Facebook => Limits {
            most: 63_206,
            link: LinkPlace::Apart,
            picture: PictureRule::Allowed(Pictures {
                formats: &[Jpeg, Png, Gif],
                most_bytes: LARGEST_PICTURE,
            }),
            ..plain
        },
        Network::Instagram => Limits {
            most: 2_200,
            picture: PictureRule::Required(Pictures { formats: &[Jpeg], most_bytes: 8 * MEGABYTE }),
            ..plain
        },
        Network::X => Limits { unit: Unit::X, most: 280, ..plain },
        Network::LinkedIn => Limits { most: 3_000, ..plain },
        Network::YouTube => {
            Limits { unit: Unit::Bytes, most: 5_000, picture: PictureRule::FilmOnly, ..plain }
        }
        Network::TikTok => {
            Limits { unit: Unit::Utf16, most: 2_200, picture: PictureRule::FilmOnly, ..plain }
        }
        Network::Threads => Limits {
            unit: Unit::Threads,
            most: 500,
            picture: PictureRule::Allowed(Pictures {
                formats: &[Jpeg, Png],
                most_bytes: 8 * MEGABYTE,
            }),
            ..plain
        },
        Network::Pinterest => Limits {
            most: 800,
            link: LinkPlace::Apart,
            picture: PictureRule::Required(Pictures {
                formats: &[Jpeg, Png, WebP],
                most_bytes: LARGEST_PICTURE,
            }),
            ..plain
        },
        Network::Mastodon => Limits {
            unit: Unit::Mastodon,
            most: 500,
            picture: PictureRule::Allowed(Pictures { formats: ANY, most_bytes: LARGEST_PICTURE }),
            ..plain
        },
        Network::Bluesky => Limits {
            unit: Unit::Graphemes,
            most: 300,
            most_bytes: Some(3_000),
            picture: PictureRule::Allowed(Pictures {
                formats: &[Jpeg, Png, WebP],
                most_bytes: 1_000_000,
            }),
            ..plain
        },
    }
}

/// How long a text with its link is, as `network` counts it.
#[must_use]
pub fn measure(network: Network, text: &str, link: Option<&str>) -> Measured {
    let limits = limits(network);
    let whole = match limits.link {
        LinkPlace::InText => text_with_link(text, link),
        LinkPlace::Apart => text.to_owned(),
    };
    let bytes = limits.most_bytes.map(|most| (Unit::Bytes.count(&whole), most));
    Measured { used: limits.unit.count(&whole), most: limits.most, bytes }
}

/// The text with the link below it, for networks where links stand in the text; a link that is in it already is not repeated.
#[must_use]
pub fn text_with_link(text: &str, link: Option<&str>) -> String {
    match link {
        Some(link) if text.is_empty() => link.to_owned(),
        Some(link) if !text.contains(link) => format!("{text}\n\n{link}"),
        Some(_) | None => text.to_owned(),
    }
}

/// What is wrong with a post for `network`; empty if it may go out.
#[must_use]
pub fn faults(network: Network, content: &Content) -> Vec<Fault> {
    let mut faults = Vec::new();
    let is_empty = content.text.trim().is_empty() && content.link.is_none();
    if is_empty && content.picture.is_none() {
        faults.push(Fault::Empty);
    }
    let measured = measure(network, &content.text, content.link.as_deref());
    if !measured.fits() {
        faults.push(Fault::TooLong(measured));
    }
    match (limits(network).picture, &content.picture) {
        (PictureRule::FilmOnly, _) => faults.push(Fault::FilmRequired),
        (PictureRule::Required(_), None) => faults.push(Fault::PictureRequired),
        (PictureRule::None, Some(_)) => faults.push(Fault::PictureNotTaken),
        (PictureRule::Allowed(taken) | PictureRule::Required(taken), Some(picture)) => {
            if !taken.formats.contains(&picture.format) {
                faults.push(Fault::PictureFormat(picture.format));
            }
            if picture.bytes > taken.most_bytes {
                let (bytes, most) = (picture.bytes, taken.most_bytes);
                faults.push(Fault::PictureTooLarge { bytes, most });
            }
        }
        (PictureRule::Allowed(_) | PictureRule::None, None) => {}
    }
    faults
}

#[cfg(test)]
mod tests;
