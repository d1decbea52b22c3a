//! The picture of how a profile stood: a strip, a stretch of time a bar. Each way of standing has a height and a pattern of
//! its own, so that colour is not the only sign.

use domain::uptime::{State, Stretch};
use leptos::prelude::*;
use words::say;

/// How wide the strip is in its own measure; the page stretches it.
const WIDTH: i64 = 1000;
const HEIGHT: i64 = 40;

/// Everything a stretch may be, in the order of the key.
const KINDS: [&str; 5] = ["works", "partly", "lost", "uncertain", "unknown"];

/// The class of a way of standing.
pub(super) const fn kind(state: Option<&State>) -> &'static str {
    match state {
        Some(State::Works) => "works",
        Some(State::Uncertain) => "uncertain",
        Some(State::Partly(_)) => "partly",
        Some(State::Lost(_)) => "lost",
        None => "unknown",
    }
}

/// The word for a way of standing.
pub(super) fn word(kind: &str) -> &'static str {
    match kind {
        "works" => say!(timeline.works),
        "uncertain" => say!(timeline.uncertain),
        "partly" => say!(timeline.partly),
        "lost" => say!(timeline.lost),
        _ => say!(timeline.unknown),
    }
}

/// Where the bar of a kind begins, from above: what is lost is high.
fn top(kind: &str) -> i64 {
    match kind {
        "lost" => 0,
        "partly" => 12,
        "works" => 26,
        _ => 20,
    }
}

/// The strip and its key. `label` says what it shows.
#[component]
pub(super) fn Strip(stretches: Vec<Stretch>, label: String) -> impl IntoView {
    let begin = stretches.first().map_or(0, |first| first.from.millis());
    let end = stretches.last().map_or(1, |last| last.until.millis());
    let place = |millis: i64| (millis - begin).saturating_mul(WIDTH) / (end - begin).max(1);
    let bars = stretches
        .iter()
        .map(|stretch| {
            let kind = kind(stretch.state.as_ref());
            let from = place(stretch.from.millis());
            // A minute in ninety days is seen too.
            let width = (place(stretch.until.millis()) - from).max(2);
            bar(kind, from, width)
        })
        .collect_view();
    let key = KINDS
        .map(|kind| {
            view! {
                <li>
                    <svg class="strip" viewBox="0 0 28 40" aria-hidden="true">
                        {bar(kind, 1, 26)}
                    </svg>
                    {word(kind)}
                </li>
            }
        })
        .collect_view();
    view! {
        <svg
            class="strip strip-wide"
            viewBox=format!("0 0 {WIDTH} {HEIGHT}")
            preserveAspectRatio="none"
            role="img"
            aria-label=label
        >
            <defs>
                <pattern id="hatch-lost" width="6" height="6" patternUnits="userSpaceOnUse">
                    <path class="lost-ink" d="M-1 7 7 -1M-1 1 1 -1M5 7 7 5" />
                </pattern>
                <pattern id="hatch-partly" width="8" height="8" patternUnits="userSpaceOnUse">
                    <path class="lost-ink" d="M-1 1 1 -1M0 8 8 0M7 9 9 7" />
                </pattern>
                <pattern id="hatch-uncertain" width="5" height="5" patternUnits="userSpaceOnUse">
                    <circle class="uncertain-ink" cx="2.5" cy="2.5" r="1" />
                </pattern>
            </defs>
            {bars}
        </svg>
        <ul class="strip-key" aria-label=say!(timeline.key)>
            {key}
        </ul>
    }
}

fn bar(kind: &'static str, from: i64, width: i64) -> impl IntoView {
    let top = top(kind);
    let fill = match kind {
        "lost" | "partly" | "uncertain" => Some(format!("url(#hatch-{kind})")),
        _ => None,
    };
    view! {
        <rect
            class=format!("strip-{kind}")
            x=from
            y=top
            width=width
            height=HEIGHT - top
            fill=fill
        ></rect>
    }
}
