//! A week of posts by its half hours.

use domain::{post::Post, zone::Date};
use leptos::prelude::*;
use words::{clock, say, several};

use super::{chip::Chip, month::by_day};
use crate::{backend::scheduler::Desk, paths};

/// Minutes.
const HALF_HOUR: u16 = 30;
/// So many posts of a half hour are shown.
const SHOWN: usize = 2;
/// From then to then the half hours are shown even where nothing is planned.
const AWAKE: (u16, u16) = (7 * 60, 21 * 60);

/// The days of a week, side by side.
#[component]
pub(super) fn Week(days: Vec<Date>, posts: Vec<Post>, desk: Desk) -> impl IntoView {
    let (first, last) = hours(&posts, &desk);
    let mut by_day = by_day(posts, &desk);
    let today = desk.zone.wall(desk.now).date;
    let labels = halves(first, last)
        .map(|minute| view! { <li>{(minute % 60 == 0).then(|| clock::time(minute))}</li> })
        .collect_view();
    let days = days
        .into_iter()
        .map(|date| {
            let posts = by_day.remove(&date).unwrap_or_default();
            view! { <Day date posts desk=desk.clone() today first last /> }
        })
        .collect_view();
    view! {
        <div class="sched-week">
            <ol class="sched-hours" aria-hidden="true">
                {labels}
            </ol>
            {days}
        </div>
    }
}

#[component]
fn Day(
    date: Date,
    posts: Vec<Post>,
    desk: Desk,
    today: Date,
    first: u16,
    last: u16,
) -> impl IntoView {
    let heading = format!("week-{date}");
    let mut posts = posts;
    let halves = halves(first, last)
        .map(|minute| {
            let until = minute + HALF_HOUR;
            let is_here = |post: &Post| {
                post.at.is_some_and(|at| (minute..until).contains(&desk.zone.wall(at).minute))
            };
            let here: Vec<_> = posts.extract_if(.., |post| is_here(post)).collect();
            let more = here.len().saturating_sub(SHOWN);
            let chips = (!here.is_empty()).then(|| {
                let chips = here
                    .into_iter()
                    .take(SHOWN)
                    .map(|post| view! { <Chip post desk=desk.clone() /> })
                    .collect_view();
                view! { <ol class="chips">{chips}</ol> }
            });
            let more = (more > 0).then(|| {
                view! {
                    <a class="sched-more" href=format!("{}?view=list&day={date}", paths::SCHEDULER)>
                        {several!(more; scheduler.more_one | scheduler.more_few | scheduler.more, count = more)}
                    </a>
                }
            });
            view! { <li class="half" data-drop=format!("{date}T{}", clock::time(minute))>{chips} {more}</li> }
        })
        .collect_view();
    let labelled_by = heading.clone();
    view! {
        <section
            class="sched-weekday"
            aria-labelledby=labelled_by
            data-today=(date == today).then_some("")
            data-past=(date < today).then_some("")
        >
            <h2 id=heading>
                <a href=format!("{}?view=list&day={date}", paths::SCHEDULER)>
                    <span aria-hidden="true">
                        {words::week().get(usize::from(clock::place(date))).copied()} " " {date.day}
                    </span>
                    <span class="hidden">{clock::day(date)}</span>
                </a>
                {(date == today).then(|| view! { <span class="today">{say!(calendar.today)}</span> })}
            </h2>
            <ol class="halves" id=format!("halves-{date}")>{halves}</ol>
        </section>
    }
}

/// From which half hour to which the week is shown: the waking hours, and all in which something is planned.
fn hours(posts: &[Post], desk: &Desk) -> (u16, u16) {
    posts.iter().filter_map(|post| post.at).fold(AWAKE, |(first, last), at| {
        let minute = desk.zone.wall(at).minute;
        let half = minute - minute % HALF_HOUR;
        (first.min(half), last.max(half + HALF_HOUR))
    })
}

fn halves(first: u16, last: u16) -> impl Iterator<Item = u16> {
    (first..last).step_by(usize::from(HALF_HOUR))
}
