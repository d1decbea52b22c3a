//! The page that shows a calendar's address, once.

use leptos::prelude::*;
use words::say;

use super::{
    document::Frame,
    steps::{aside, onward},
};
use crate::paths;

/// The address under which other programs read the calendar from now on.
#[must_use]
pub fn feed_page(address: &str, frame: &Frame<'_>) -> String {
    let address = address.to_owned();
    frame.draw(say!(feed.made_title), move || {
        let open = subscription(&address);
        view! {
            <p class="lead">{say!(feed.made_lead)}</p>
            <p class="field">
                <label for="address">{say!(feed.address)}</label>
                <input id="address" type="text" readonly value=address />
            </p>
            <p>{say!(feed.who)}</p>
            <p class="steps">
                {onward(open, say!(feed.open))} {aside(paths::CALENDAR.to_owned(), say!(feed.back))}
            </p>
        }
        .into_any()
    })
}

/// The same address, as calendar programs take links to subscribe to.
fn subscription(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    format!("webcal://{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_shown_and_can_be_subscribed_to() {
        let frame = Frame { nonce: "n", stylesheet: "/s.css", office: "/o.css", support: true };
        let page = feed_page("https://relink.test/calendar/abc.ics", &frame);
        assert!(page.contains("value=\"https://relink.test/calendar/abc.ics\""), "{page}");
        assert!(page.contains("href=\"webcal://relink.test/calendar/abc.ics\""), "{page}");
    }
}
