//! A month of the calendar: squares where there is room, a list of the days that matter where there is not.
//!
//! One list serves both. Days on which nothing ends are drawn for the eye only.

use domain::time::Timestamp;
use leptos::{either::Either, prelude::*};
use words::{say, several};

use crate::{backend::Foreseen, day::Day, months::Month, parts::Icon, paths, when};

/// How many are shown of a day before it is opened.
const SHOWN: usize = 3;

/// One month.
#[component]
pub(crate) fn MonthOf(month: Month, now: Timestamp) -> impl IntoView {
    let today = Day::of(now);
    let date = month.first.date();
    let id = format!("month-{}", date.machine());
    let labelled_by = id.clone();
    let is_free = month.is_free().then(|| view! { <p class="quiet">{say!(calendar.nothing)}</p> });
    let before = (0..month.first.weekday())
        .map(|_| view! { <li class="day day-none" aria-hidden="true"></li> })
        .collect_view();
    let days = month
        .days
        .into_iter()
        .map(|(day, foreseen)| view! { <DayOf day foreseen now is_today={day == today} /> })
        .collect_view();
    let week =
        words::week().map(|weekday| view! { <span>{weekday}</span> }).into_iter().collect_view();
    view! {
        <section class="month" aria-labelledby=labelled_by>
            <h2 id=id>{words::month_of(date.month, date.year)}</h2>
            {is_free}
            <div class="week" aria-hidden="true">
                {week}
            </div>
            <ol class="days">{before} {days}</ol>
        </section>
    }
}

#[component]
fn DayOf(day: Day, foreseen: Vec<Foreseen>, now: Timestamp, is_today: bool) -> impl IntoView {
    let date = day.date();
    if foreseen.is_empty() && !is_today {
        return Either::Left(view! {
            <li class="day day-free" aria-hidden="true">
                {date.day}
            </li>
        });
    }
    let mut foreseen = foreseen.into_iter();
    let first: Vec<_> = foreseen.by_ref().take(SHOWN).collect();
    let rest: Vec<_> = foreseen.collect();
    let more = (!rest.is_empty()).then(|| {
        view! {
            <details>
                <summary>{several!(rest.len(); calendar.more_one | calendar.more_few | calendar.more, count = rest.len())}</summary>
                <Ends foreseen=rest now />
            </details>
        }
    });
    Either::Right(view! {
        <li class="day" data-today=is_today.then_some("")>
            <p class="date">
                <time datetime=date.machine()>
                    <span class="date-more">{words::weekday(day.weekday())} " "</span>
                    {date.day}
                    <span class="date-more">" " {words::month(date.month)}</span>
                </time>
                {is_today.then(|| view! { <span class="today">{say!(calendar.today)}</span> })}
            </p>
            {(!first.is_empty()).then(|| view! { <Ends foreseen=first now /> })}
            {more}
        </li>
    })
}

#[component]
fn Ends(foreseen: Vec<Foreseen>, now: Timestamp) -> impl IntoView {
    let ends = foreseen.into_iter().map(|one| view! { <End one now /> }).collect_view();
    view! { <ul class="ends">{ends}</ul> }
}

/// A login that ends, and what to do about it.
#[component]
fn End(one: Foreseen, now: Timestamp) -> impl IntoView {
    let Foreseen { profile, network, name, channels, at, posts } = one;
    let posts = words::posts_after(posts);
    view! {
        <li class="end">
            <p class="end-name">
                <span class="network" data-network=network.slug() aria-hidden="true"></span>
                <strong>{name.clone()}</strong>
            </p>
            <p class="end-facts">
                <time datetime=when::machine(at)>{when::ahead(at, now)}</time>
                " "
                <span class="quiet">{network.name()} " · " {words::channels(channels)}</span>
                {posts.map(|posts| view! { <span class="quiet">" · " {posts}</span> })}
            </p>
            <a
                class="button"
                rel="external"
                href=paths::connect(profile)
                aria-label=say!(row.refresh_name, name = name)
            >
                <Icon name="refresh" />
                <span>{say!(row.refresh)}</span>
            </a>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use domain::{id::ProfileId, network::Network, time::Span};

    use super::*;
    use crate::months::months;

    /// The third of December 2026, at noon.
    const NOW: Timestamp = Timestamp::from_seconds(1_796_299_200);

    fn drawn(count: u8) -> String {
        let at = NOW.after(Span::days(10));
        let ends = |number| Foreseen {
            profile: ProfileId::new(NOW, [number; 10]),
            network: Network::X,
            name: format!("Person {number}"),
            channels: 12,
            at,
            posts: 0,
        };
        let mut months = months((0..count).map(ends).collect(), Day::of(NOW));
        let (month, now) = (months.remove(0), NOW);
        Owner::new().with(|| view! { <MonthOf month now /> }.to_html())
    }

    #[test]
    fn a_day_shows_three_and_opens_for_the_others() {
        let html = drawn(8);
        let (first, rest) = html.split_once("<details>").unwrap_or_default();
        assert_eq!(first.matches("/connect/").count(), 3, "{html}");
        assert_eq!(rest.matches("/connect/").count(), 5, "{html}");
        assert!(rest.contains("5 more"), "{html}");
        assert!(!drawn(3).contains("<details>"));
    }

    #[test]
    fn only_days_that_matter_are_read_aloud() {
        let html = drawn(1);
        // The first was a Tuesday: one square before it. Then 31 days, less today and the one.
        assert_eq!(html.matches("day-none").count(), 1);
        assert_eq!(html.matches("day-free").count(), 29);
        assert_eq!(html.matches("data-today").count(), 1);
        assert!(html.contains("12 channels"), "{html}");
        assert!(html.contains("2026-12-13"), "{html}");
    }
}
