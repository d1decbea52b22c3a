//! A month of posts, in whole weeks; a few of each day, and where the others are.

use std::collections::BTreeMap;

use domain::{post::Post, zone::Date};
use leptos::prelude::*;
use words::{clock, say, several};

use super::{chip::Chip, plan::Plan};
use crate::{backend::scheduler::Desk, parts::Icon, paths};

/// So many posts of a day are shown.
const SHOWN: usize = 4;

/// The days, with their posts.
#[component]
pub(super) fn Month(days: Vec<Date>, posts: Vec<Post>, desk: Desk, plan: Plan) -> impl IntoView {
    let mut by_day = by_day(posts, &desk);
    let today = desk.zone.wall(desk.now).date;
    let month = plan.from.unwrap_or(today).month;
    let heads = words::week().map(|day| view! { <span>{day}</span> }).collect_view();
    let days = days
        .into_iter()
        .map(|date| {
            let posts = by_day.remove(&date).unwrap_or_default();
            view! { <Day date posts desk=desk.clone() plan=plan.clone() today is_outside=date.month != month /> }
        })
        .collect_view();
    view! {
        <div class="sched-heads" aria-hidden="true">
            {heads}
        </div>
        <ol class="sched-month">{days}</ol>
    }
}

#[component]
fn Day(
    date: Date,
    posts: Vec<Post>,
    desk: Desk,
    plan: Plan,
    today: Date,
    is_outside: bool,
) -> impl IntoView {
    let more = posts.len().saturating_sub(SHOWN);
    // One more post takes no more room than a link that says so.
    let shown = if more == 1 { SHOWN + 1 } else { SHOWN };
    let more = posts.len().saturating_sub(shown);
    let is_empty = posts.is_empty();
    let chips = posts
        .into_iter()
        .take(shown)
        .map(|post| view! { <Chip post desk=desk.clone() /> })
        .collect_view();
    let write = (date >= today && desk.writes()).then(|| {
        let label = format!("{}, {}", say!(scheduler.write), clock::day(date));
        view! {
            <a class="sched-add" href=format!("{}?day={date}", paths::NEW_POST) aria-label=label>
                <Icon name="plus" />
            </a>
        }
    });
    view! {
        <li
            class="sched-day"
            id=format!("day-{date}")
            data-today=(date == today).then_some("")
            data-past=(date < today).then_some("")
            data-outside=is_outside.then_some("")
            data-empty=is_empty.then_some("")
            data-drop=date.to_string()
        >
            <p class="sched-date">
                <a href=plan.list_of(date).url() aria-label=clock::day(date)>
                    <span class="sched-number">{date.day}</span>
                    <span class="sched-long" aria-hidden="true">{clock::day(date)}</span>
                </a>
                {(date == today).then(|| view! { <span class="today">{say!(calendar.today)}</span> })}
                {write}
            </p>
            {(!is_empty).then(|| view! { <ol class="chips">{chips}</ol> })}
            {(more > 0)
                .then(|| {
                    view! {
                        <a
                            class="sched-more"
                            href=plan.list_of(date).url()
                            aria-label=several!(more; scheduler.more_on_one | scheduler.more_on_few | scheduler.more_on, count = more, day = clock::day(date))
                        >
                            {several!(more; scheduler.more_one | scheduler.more_few | scheduler.more, count = more)}
                        </a>
                    }
                })}
        </li>
    }
}

/// The posts of each day that has any, in the order of their time.
pub(super) fn by_day(posts: Vec<Post>, desk: &Desk) -> BTreeMap<Date, Vec<Post>> {
    let mut days: BTreeMap<Date, Vec<Post>> = BTreeMap::new();
    for post in posts {
        if let Some(at) = post.at {
            days.entry(desk.zone.wall(at).date).or_default().push(post);
        }
    }
    days
}
