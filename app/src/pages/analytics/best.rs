//! When to post: the hours of the week in which people write.

use domain::{
    slots::{Slot, SlotPlan},
    time::Timestamp,
    zone::Zone,
};
use leptos::prelude::*;
use words::{clock, say};

use crate::{backend::analytics::BestTimes, paths};

/// The hours of a day.
const HOURS: usize = 24;

/// The best hours, and the whole week.
#[component]
pub(super) fn Best(best: BestTimes, zone: Zone, now: Timestamp) -> impl IntoView {
    let comments = words::number(i64::from(best.comments));
    let body = if best.hours.is_empty() {
        let says = match best.comments {
            0 => say!(analytics.best.none).to_owned(),
            1 => say!(analytics.best.one).to_owned(),
            _ => say!(analytics.best.few, comments),
        };
        view! { <p>{says}</p> }.into_any()
    } else {
        let lead = say!(analytics.best.lead, comments, zone = zone.name());
        view! {
            <p class="quiet">{lead}</p>
            <Hours slots=best.slots zone now />
            <Week hours=best.hours />
        }
        .into_any()
    };
    view! {
        <section class="panel best" aria-labelledby="best">
            <h2 id="best">{say!(analytics.best.title)}</h2>
            {body}
        </section>
    }
}

#[component]
fn Hours(slots: Vec<(Slot, u32)>, zone: Zone, now: Timestamp) -> impl IntoView {
    if slots.is_empty() {
        return view! { <p>{say!(analytics.best.even)}</p> }.into_any();
    }
    let rows = slots
        .into_iter()
        .map(|(slot, share)| {
            let day = words::weekday(slot.weekday as u8);
            let (from, until) = (clock::time(slot.minute), clock::time((slot.minute + 60) % 1_440));
            view! {
                <li>
                    <strong>{say!(analytics.best.hour, day, from, until)}</strong>
                    " "
                    {say!(analytics.best.share, share = words::percent(share.into()))}
                    " "
                    {next(slot, &zone, now)
                        .map(|href| {
                            let label = say!(analytics.best.write_for, day, time = clock::time(slot.minute));
                            view! {
                                <a href=href aria-label=label>
                                    {say!(scheduler.write)}
                                </a>
                            }
                        })}
                </li>
            }
        })
        .collect_view();
    view! {
        <ol>{rows}</ol>
        <p>
            <a href=paths::SLOTS>{say!(analytics.best.slots)}</a>
        </p>
    }
    .into_any()
}

/// Where a post for the next such hour is written.
fn next(slot: Slot, zone: &Zone, now: Timestamp) -> Option<String> {
    let at = SlotPlan::new(vec![slot]).next_free(zone, &[], now)?;
    Some(format!("{}?at={}", paths::NEW_POST, zone.wall(at)))
}

/// Each hour of the week: the more comments, the larger its mark.
#[component]
fn Week(hours: Vec<u32>) -> impl IntoView {
    let most = hours.iter().copied().max().unwrap_or(0).max(1);
    let heads = (0..HOURS)
        .map(|hour| {
            let shown = (hour % 6 == 0).then_some(hour);
            view! {
                <th scope="col">
                    <span class="hidden">{format!("{hour:02}:00")}</span>
                    <span aria-hidden="true">{shown}</span>
                </th>
            }
        })
        .collect_view();
    let rows = hours
        .chunks(HOURS)
        .zip(words::week())
        .map(|(day, name)| {
            let cells = day
                .iter()
                .map(|share| {
                    // From none to four quarters of the most.
                    let level = (share * 4).div_ceil(most);
                    let says = words::percent_tenths(u64::from(share / 10));
                    view! {
                        <td data-level=level title=says.clone()>
                            <span class="hidden">{says.clone()}</span>
                        </td>
                    }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="week-hours">
            <caption>{say!(analytics.best.week)}</caption>
            <thead>
                <tr>
                    <td></td>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
