//! The ways in which networks count a text.

use unicode_segmentation::UnicodeSegmentation as _;

/// What a link counts at X and at Mastodon, however long it is.
const LINK: u32 = 23;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Unicode's characters.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
    /// Units of UTF-16.
    Utf16,
    /// Letters as people count them: an emoji is one, whatever it is made of.
    Graphemes,
    /// As X counts: a link is 23, most of the letters of Europe and the Near East are one, all others and an emoji two
    /// (developer.x.com, "Counting characters"). Only links with their scheme are taken for links.
    X,
    /// As Mastodon counts: letters as people count them, a link is 23, and of `@ada@example.social` only `@ada` counts
    /// (docs.joinmastodon.org, "Posting").
    Mastodon,
    /// As Threads counts: characters, but an emoji as many as its bytes are (developers.facebook.com, Threads, "Overview").
    Threads,
}

impl Unit {
    /// How long `text` is.
    pub(super) fn count(self, text: &str) -> u32 {
        match self {
            Self::Characters => length(text.chars().count()),
            Self::Bytes => length(text.len()),
            Self::Utf16 => length(text.encode_utf16().count()),
            Self::Graphemes => length(text.graphemes(true).count()),
            Self::X => with_links(text, |part| part.graphemes(true).map(weight_at_x).sum()),
            Self::Mastodon => {
                with_links(text, |part| length(without_servers(part).graphemes(true).count()))
            }
            Self::Threads => text
                .graphemes(true)
                .map(|letter| {
                    length(if is_emoji(letter) { letter.len() } else { letter.chars().count() })
                })
                .sum(),
        }
    }
}

fn length(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Counts each link as [`LINK`], and what is between them with `count`.
fn with_links(text: &str, count: impl Fn(&str) -> u32) -> u32 {
    let (mut rest, mut sum) = (text, 0);
    while let Some(begin) = link_begins(rest) {
        let (before, link) = rest.split_at(begin);
        let (_, after) = link.split_at(link_length(link));
        sum += count(before) + LINK;
        rest = after;
    }
    sum + count(rest)
}

/// Where the first link begins.
fn link_begins(text: &str) -> Option<usize> {
    let of = |scheme: &str| {
        let is_link = |&(at, _): &(usize, &str)| {
            let host = text.get(at + scheme.len()..).and_then(|rest| rest.chars().next());
            host.is_some_and(char::is_alphanumeric)
        };
        text.match_indices(scheme).find(is_link).map(|(at, _)| at)
    };
    of("https://").into_iter().chain(of("http://")).min()
}

/// How many bytes of `text` are the link it begins with; what closes a sentence or a bracket does not belong to it.
fn link_length(text: &str) -> usize {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let link = text.get(..end).unwrap_or(text);
    link.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '"', ')', ']', '…']).len()
}

fn weight_at_x(letter: &str) -> u32 {
    if is_emoji(letter) {
        return 2;
    }
    let is_light =
        |c: char| matches!(u32::from(c), 0..=4_351 | 8_192..=8_205 | 8_208..=8_223 | 8_242..=8_247);
    letter.chars().map(|c| if is_light(c) { 1 } else { 2 }).sum()
}

/// Whether a letter is shown as a picture.
fn is_emoji(letter: &str) -> bool {
    letter.chars().any(|c| matches!(u32::from(c), 0xFE0F | 0x20E3 | 0x1F1E6..=0x1FAFF))
}

/// The text with mentions as short as they are shown.
fn without_servers(text: &str) -> String {
    let word = |word: &str| {
        let shown = || {
            let (name, server) =
                word.trim_start_matches(['(', '"']).strip_prefix('@')?.split_once('@')?;
            let is_name = |name: &str| {
                !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c))
            };
            let (server, after) = server.split_at(
                server
                    .find(|c: char| !c.is_alphanumeric() && !".-".contains(c))
                    .unwrap_or(server.len()),
            );
            let before = word.split_once('@').map_or("", |(before, _)| before);
            (is_name(name) && is_name(server)).then(|| format!("{before}@{name}{after}"))
        };
        shown().unwrap_or_else(|| word.to_owned())
    };
    text.split_inclusive(char::is_whitespace)
        .map(|piece| {
            let bare = piece.trim_end();
            let (_, space) = piece.split_at(bare.len());
            word(bare) + space
        })
        .collect()
}
