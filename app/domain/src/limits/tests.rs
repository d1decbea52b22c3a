use super::*;
use crate::{id::PictureId, post::Picture, time::Timestamp};

fn used(network: Network, text: &str) -> u32 {
    measure(network, text, None).used
}

#[test]
fn each_network_counts_in_its_own_way() {
    let family = "👨‍👩‍👧";
    let link = "https://bakery.example/a/very/long/path/to/the/menu";
    let table = [
        (Network::Facebook, "Čerstvý chléb".to_owned(), 13),
        (Network::LinkedIn, family.to_owned(), 5),
        (Network::X, "Čerstvý chléb".to_owned(), 13),
        (Network::X, "焼きたて".to_owned(), 8),
        (Network::X, family.to_owned(), 2),
        (Network::X, "“Fresh” – bread…".to_owned(), 17),
        (Network::X, link.to_owned(), 23),
        (Network::X, format!("See {link}."), 28),
        (Network::X, format!("({link}) {link}"), 49),
        (Network::X, "https:// is no link".to_owned(), 19),
        (Network::Mastodon, link.to_owned(), 23),
        (Network::Mastodon, family.to_owned(), 1),
        (Network::Mastodon, "Hi @ada@example.social!".to_owned(), 8),
        (Network::Mastodon, "ada@example.social".to_owned(), 18),
        (Network::Bluesky, family.to_owned(), 1),
        (Network::Bluesky, link.to_owned(), 51),
        (Network::Threads, "chléb".to_owned(), 5),
        (Network::Threads, "🥐".to_owned(), 4),
        (Network::TikTok, "🥐".to_owned(), 2),
        (Network::YouTube, "chléb".to_owned(), 6),
        (Network::Instagram, String::new(), 0),
    ];
    for (network, text, expected) in table {
        assert_eq!(used(network, &text), expected, "{network}: {text}");
    }
}

#[test]
fn a_link_counts_where_it_stands_in_the_text() {
    let link = Some("https://bakery.example/menu");
    assert_eq!(measure(Network::X, "Bread", link).used, 5 + 2 + 23);
    assert_eq!(measure(Network::X, "https://bakery.example/menu now", link).used, 27);
    assert_eq!(measure(Network::Instagram, "Bread", link).used, 5 + 2 + 27);
    assert_eq!(measure(Network::Pinterest, "Bread", link).used, 5);
}

#[test]
fn bluesky_limits_letters_and_bytes() {
    let heavy = "👨‍👩‍👧".repeat(200);
    let measured = measure(Network::Bluesky, &heavy, None);
    assert_eq!((measured.used, measured.bytes), (200, Some((3_600, 3_000))));
    assert!(!measured.fits());
    assert!(measure(Network::Bluesky, &"a".repeat(300), None).fits());
    assert!(!measure(Network::Bluesky, &"a".repeat(301), None).fits());
}

#[test]
fn what_a_network_does_not_take_is_named() {
    let picture = |format, bytes| {
        let id = PictureId::new(Timestamp::from_millis(0), [0; 10]);
        Some(Picture { id, format, bytes, alt: String::new() })
    };
    let (jpeg, webp) = (PictureFormat::Jpeg, PictureFormat::WebP);
    let large = 9 * MEGABYTE;
    let table = [
        (Network::Facebook, "Bread", None, vec![]),
        (Network::Facebook, " ", None, vec![Fault::Empty]),
        (Network::Facebook, "", picture(jpeg, 1), vec![]),
        (Network::Instagram, "Bread", None, vec![Fault::PictureRequired]),
        (Network::Instagram, "Bread", picture(webp, 1), vec![Fault::PictureFormat(webp)]),
        (
            Network::Instagram,
            "Bread",
            picture(jpeg, large),
            vec![Fault::PictureTooLarge { bytes: large, most: 8 * MEGABYTE }],
        ),
        (Network::X, "Bread", picture(jpeg, 1), vec![Fault::PictureNotTaken]),
        (Network::TikTok, "Bread", picture(jpeg, 1), vec![Fault::FilmRequired]),
    ];
    for (network, text, picture, expected) in table {
        let content = Content { text: text.to_owned(), link: None, picture };
        assert_eq!(faults(network, &content), expected, "{network}: {content:?}");
    }
}
