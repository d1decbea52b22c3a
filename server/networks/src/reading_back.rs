//! Reading a channel back for a post whose answer was lost: what its list of posts says.
//!
//! A post is known again by what it says and when it was published, for no network but Bluesky has a place for our name
//! of it. So only one that fits is believed, and that none fits proves something only where a network is known to list at
//! once what it has taken.

use domain::time::{Span, Timestamp};
use engine::ports::networks::{ReadBack, RemotePost, SentPost};

/// By how much a network's clock may be behind ours.
const SKEW: Span = Span::minutes(1);

/// A post that a list shows.
pub(crate) struct Listed {
    /// When it was published, where the list tells.
    pub(crate) at: Option<Timestamp>,
    /// Whether it is the one that was sent, by [`likeness`].
    pub(crate) likeness: Likeness,
    /// Its id and link; `None` where it has no id.
    pub(crate) post: Option<RemotePost>,
}

/// Whether a post in a list could be the one that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// It says the same.
    Same,
    /// It says something else.
    Other,
    /// It says nothing to go by, or the same as far as letters go.
    Doubtful,
}

/// What it means that a post is not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    /// That it is not there.
    Proves,
    /// Nothing: nobody documents how soon the list has what was published.
    ProvesNothing,
}

/// From when on a listed post may be the one that was sent.
pub(crate) fn earliest(sent: &SentPost<'_>) -> Timestamp {
    sent.since.before(SKEW)
}

/// Whether `listed`, a post's text as the list has it, is what was sent as `text`.
pub(crate) fn likeness(text: &str, listed: &str) -> Likeness {
    // Networks write an address with or without the slash at its end.
    let word = |word: &str| word.trim_end_matches('/').to_owned();
    let words = |text: &str| text.split_whitespace().map(word).collect::<Vec<_>>().join(" ");
    // What a network may make of accents, emoji and marks is left out.
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let (sent, listed) = (words(text), words(listed));
    match sent == listed {
        true if sent.is_empty() => Likeness::Doubtful,
        true => Likeness::Same,
        false if letters(&sent) == letters(&listed) => Likeness::Doubtful,
        false => Likeness::Other,
    }
}

/// What a list says of a post. `is_whole`: it was read back to before [`earliest`], or to its end.
pub(crate) fn settle(
    sent: &SentPost<'_>,
    list: impl IntoIterator<Item = Listed>,
    is_whole: bool,
    absence: Absence,
) -> ReadBack {
    let earliest = earliest(sent);
    let fits =
        |it: &Listed| it.likeness != Likeness::Other && it.at.is_none_or(|at| at >= earliest);
    let mut fitting = list.into_iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(Listed { likeness: Likeness::Same, at: Some(_), post: Some(post) }), None) => {
            ReadBack::There(post)
        }
        (None, _) if is_whole && absence == Absence::Proves => ReadBack::NotThere,
        _ => ReadBack::CannotTell,
    }
}

#[cfg(test)]
mod tests {
    use engine::ports::networks::NewPost;

    use super::*;

    const SINCE: Timestamp = Timestamp::from_seconds(1_000_000);

    fn sent() -> SentPost<'static> {
        let post = NewPost { text: "Bread", link: None, media: None, key: "post-1", now: SINCE };
        SentPost { post, since: SINCE }
    }

    fn listed(seconds: i64, text: &str) -> Listed {
        let id = format!("{seconds}");
        let at = Some(SINCE.after(Span::seconds(seconds)));
        let post = Some(RemotePost { remote_id: id, link: None });
        Listed { at, likeness: likeness("Bread", text), post }
    }

    #[test]
    fn what_says_the_same() {
        for (sent, listed, expected) in [
            ("Bread\n\nhttps://a.example", "Bread https://a.example ", Likeness::Same),
            ("Bread", "bread", Likeness::Other),
            ("Bread", "Bread and butter", Likeness::Other),
            // Marks that a network changed, or left out.
            ("Bread \u{2764}\u{fe0f}!", "Bread \u{2764}!", Likeness::Doubtful),
            ("Ciabatta, più", "Ciabatta, piu\u{300}", Likeness::Other),
            ("", "", Likeness::Doubtful),
            ("", "Bread", Likeness::Other),
            ("\u{1f35e}", "\u{1f956}", Likeness::Doubtful),
        ] {
            assert_eq!(likeness(sent, listed), expected, "{sent} / {listed}");
        }
    }

    #[test]
    fn one_that_fits_is_it_and_none_is_none_only_where_that_is_known() {
        let there = |id: &str| ReadBack::There(RemotePost { remote_id: id.to_owned(), link: None });
        for (list, is_whole, absence, expected) in [
            (vec![listed(5, "Bread")], false, Absence::ProvesNothing, there("5")),
            (vec![listed(5, "Cake"), listed(2, "Bread")], true, Absence::Proves, there("2")),
            // The clocks differ.
            (vec![listed(-59, "Bread")], true, Absence::Proves, there("-59")),
            (vec![listed(-61, "Bread")], true, Absence::Proves, ReadBack::NotThere),
            (
                vec![listed(5, "Bread"), listed(2, "Bread")],
                true,
                Absence::Proves,
                ReadBack::CannotTell,
            ),
            (vec![listed(5, "Bread!")], true, Absence::Proves, ReadBack::CannotTell),
            (vec![listed(5, "Cake")], true, Absence::Proves, ReadBack::NotThere),
            (vec![listed(5, "Cake")], false, Absence::Proves, ReadBack::CannotTell),
            (vec![listed(5, "Cake")], true, Absence::ProvesNothing, ReadBack::CannotTell),
            (vec![], true, Absence::Proves, ReadBack::NotThere),
            (
                vec![Listed { at: None, ..listed(5, "Bread") }],
                true,
                Absence::Proves,
                ReadBack::CannotTell,
            ),
            (
                vec![Listed { post: None, ..listed(5, "Bread") }],
                true,
                Absence::Proves,
                ReadBack::CannotTell,
            ),
        ] {
            assert_eq!(settle(&sent(), list, is_whole, absence), expected);
        }
    }
}
