//! Which part of the plan: its time, channel and state. Links and a form.

use domain::{post::PostStateKind, zone::Date};
use leptos::prelude::*;
use words::{clock, say};

use super::plan::{Plan, View, month_before, next_month};
use crate::{backend::scheduler::Desk, parts::ChannelFilter, paths};

/// The name of the time that is shown, the ways before and after it, and the ways to show it otherwise.
#[component]
pub(super) fn Head(plan: Plan, desk: Desk) -> impl IntoView {
    let today = desk.zone.wall(desk.now).date;
    let shown = plan.from.unwrap_or(today);
    let title = match plan.view {
        View::Month => clock::month_of(shown),
        View::Week => {
            let first = shown.plus(-i32::from(clock::place(shown))).unwrap_or(shown);
            let last = first.plus(6).unwrap_or(first);
            say!(scheduler.week_of, from = clock::short(first), until = clock::short(last))
        }
        View::List if plan.one_day => clock::day_year(shown),
        View::List => match plan.list_from(desk.now, &desk.zone) {
            Some(day) => say!(scheduler.list_from, day = clock::day(day)),
            None => say!(scheduler.list).to_owned(),
        },
    };
    let (before, after) = neighbours(&plan, shown);
    let has_time = plan.view != View::List || plan.list_from(desk.now, &desk.zone).is_some();
    let views = [
        (View::Month, say!(scheduler.month)),
        (View::Week, say!(scheduler.week)),
        (View::List, say!(scheduler.list)),
    ]
    .map(|(view, words)| {
        let current = (view == plan.view).then_some("true");
        view! {
            <a href=plan.shown(view).url() aria-current=current>
                {words}
            </a>
        }
    })
    .collect_view();
    let ways = has_time.then(|| {
        view! {
            <p class="sched-ways">
                <a class="button button-icon" href=plan.from(before).url() aria-label=say!(scheduler.earlier)>
                    "‹"
                </a>
                <a class="button" href=plan.from(today).url()>
                    {say!(scheduler.today)}
                </a>
                <a class="button button-icon" href=plan.from(after).url() aria-label=say!(scheduler.later)>
                    "›"
                </a>
            </p>
        }
    });
    view! {
        <div class="sched-head">
            <h2 class="sched-title">{title}</h2>
            {ways}
            <nav class="segments" aria-label=say!(scheduler.view)>
                {views}
            </nav>
        </div>
    }
}

fn neighbours(plan: &Plan, shown: Date) -> (Date, Date) {
    let days = |days| shown.plus(days).unwrap_or(shown);
    match plan.view {
        View::Month => (month_before(shown), next_month(shown)),
        View::Week => (days(-7), days(7)),
        View::List if plan.one_day => (days(-1), days(1)),
        View::List => (days(-28), days(28)),
    }
}

/// Channel and state.
#[component]
pub(super) fn Filters(plan: Plan, desk: Desk) -> impl IntoView {
    let states = PostStateKind::ALL
        .map(|kind| {
            view! {
                <option value=kind.slug() selected=plan.state == Some(kind)>
                    {words::post_kind(kind)}
                </option>
            }
        })
        .collect_view();
    let is_filtered = plan.channel.is_some() || plan.state.is_some();
    let whole = Plan { channel: None, state: None, after: None, ..plan.clone() };
    let day = if plan.one_day { "day" } else { "from" };
    view! {
        <form class="filters app-filters sched-filters" method="get" action=paths::SCHEDULER aria-label=say!(scheduler.filters)>
            <input type="hidden" name="view" value=plan.view.slug() />
            {plan.from.map(|from| view! { <input type="hidden" name=day value=from.to_string() /> })}
            <ChannelFilter channels=desk.channels chosen=plan.channel />
            <label class="filter">
                {say!(scheduler.state)}
                <select name="state">
                    <option value="">{say!(scheduler.any_state)}</option>
                    {states}
                </select>
            </label>
            <button class="button">{say!(scheduler.show)}</button>
            {is_filtered
                .then(|| {
                    view! {
                        <a class="button button-quiet" href=whole.url()>
                            {say!(scheduler.whole)}
                        </a>
                    }
                })}
        </form>
    }
}
