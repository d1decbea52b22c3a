//! The demo's letters, to be read.

use domain::time::Timestamp;
use leptos::prelude::*;
use words::say;

use super::document::Frame;
use crate::when;

/// A letter as it would arrive.
#[derive(Debug, Clone)]
pub struct ReadLetter {
    /// To which address.
    pub to: String,
    /// When it was posted.
    pub at: Timestamp,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// The page that shows them, newest first.
#[must_use]
pub fn mail_page(letters: Vec<ReadLetter>, now: Timestamp, frame: &Frame<'_>) -> String {
    frame.draw(say!(letter.demo_page), move || {
        let is_empty = letters.is_empty();
        let letters = letters.into_iter().map(|letter| article(letter, now)).collect_view();
        view! {
            <p class="lead">{say!(letter.demo_lead)}</p>
            {is_empty.then(|| view! { <p class="quiet">{say!(letter.demo_none)}</p> })}
            {letters}
        }
        .into_any()
    })
}

fn article(letter: ReadLetter, now: Timestamp) -> impl IntoView {
    let ReadLetter { to, at, subject, text } = letter;
    let to = say!(letter.to, to, ago = when::roughly_ago(at, now));
    // A link stands on a line of its own, and is one here too.
    let lines = text
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| {
            let line = line.to_owned();
            if line.starts_with("http://") || line.starts_with("https://") {
                view! {
                    <p class="letter-link">
                        <a href=line.clone() rel="external">
                            {line.clone()}
                        </a>
                    </p>
                }
                .into_any()
            } else {
                view! { <p>{line}</p> }.into_any()
            }
        })
        .collect_view();
    view! {
        <article class="panel">
            <h2>{subject}</h2>
            <p class="quiet">{to}</p>
            {lines}
        </article>
    }
}
