//! The same as a table: by the day, and by the channel.

use domain::{channel::LinkedChannel, time::Timestamp};
use leptos::prelude::*;
use words::{clock, say, several};

use super::{
    days,
    tally::{Sum, Tally, total},
};
use crate::{
    asked::Asked,
    backend::analytics::Figures,
    measure::{Measure, Measured},
    parts::NetworkMark,
};

/// A row for each day, the last first.
#[component]
pub(super) fn ByDay(figures: Figures, tallies: Vec<Tally>) -> impl IntoView {
    let tallies: Vec<_> = tallies.into_iter().filter(Tally::is_told).collect();
    let mut rows: Vec<_> = figures
        .days
        .days()
        .enumerate()
        .map(|(place, day)| {
            let cells = tallies
                .iter()
                .map(|tally| {
                    let sum = tally.days.get(place).copied().unwrap_or_default();
                    view! { <td>{cell(sum, tally.channels)}</td> }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{clock::brief(days::date(day))}</th>
                    {cells}
                </tr>
            }
        })
        .collect();
    rows.reverse();
    view! {
        <Table caption=say!(analytics.by_day) first=say!(analytics.day) measures=tallies
            .iter()
            .map(|tally| tally.measure)
            .collect()>{rows}</Table>
    }
}

/// A row for each channel.
#[component]
pub(super) fn ByChannel(figures: Figures, asked: Asked) -> impl IntoView {
    let days: Vec<Timestamp> = figures.days.days().collect();
    let rows = figures
        .shown()
        .map(|(channel, of)| {
            let measured = Measured::new(of);
            let cells = Measure::ALL
                .map(|measure| {
                    let says = if !measured.tells(measure) {
                        view! { <span class="quiet">{say!(analytics.not_told)}</span> }.into_any()
                    } else if let Some(total) = total(measure, &measured, &days) {
                        words::number(total).into_any()
                    } else {
                        let says = if days.iter().any(|day| of.may_change(*day)) {
                            say!(analytics.not_yet)
                        } else {
                            say!(analytics.unknown)
                        };
                        view! { <span class="quiet">{says}</span> }.into_any()
                    };
                    view! { <td>{says}</td> }
                })
                .collect_view();
            let missing = days.iter().filter(|day| of.gap_on(**day).is_some()).count();
            let missing = match missing {
                0 => None,
                1 => Some(say!(analytics.missing_one).to_owned()),
                count => {
                    Some(several!(count; analytics.missing_few | analytics.missing_many, count))
                }
            };
            let name = view! { <Name channel=channel.clone() asked /> };
            view! {
                <tr>
                    <th scope="row">
                        {name} {missing.map(|says| view! { <span class="gap-note">{says}</span> })}
                    </th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption=say!(analytics.by_channel) first=say!(analytics.channel) measures=Measure::ALL.to_vec()>
            {rows}
        </Table>
    }
}

/// A channel, and the way to it alone.
#[component]
fn Name(channel: LinkedChannel, asked: Asked) -> impl IntoView {
    let alone = Asked { channel: Some(channel.id), ..asked };
    let name = channel.name.clone();
    view! {
        <span class="post-channel">
            <NetworkMark channel=Some(channel) />
            <a href=alone.url()>{name}</a>
        </span>
    }
}

/// What is told of a day.
fn cell(sum: Sum, channels: u32) -> AnyView {
    let note = |says: String| view! { <small>{says}</small> };
    let open = sum.open > 0;
    match sum.known {
        Some(known) => {
            let part = (sum.untold > 0).then(|| {
                note(say!(analytics.cell.part, count = channels - sum.untold, of = channels))
            });
            let open = open.then(|| note(say!(analytics.cell.open).to_owned()));
            view! {
                {words::number(known)}
                {part}
                {open}
            }
            .into_any()
        }
        None if sum.missing > 0 => {
            view! { <span class="gap-note">{say!(analytics.cell.missing)}</span> }.into_any()
        }
        None if open => note(say!(analytics.cell.not_yet).to_owned()).into_any(),
        None => note(say!(analytics.cell.nothing).to_owned()).into_any(),
    }
}

#[component]
fn Table(
    caption: &'static str,
    first: &'static str,
    measures: Vec<Measure>,
    children: Children,
) -> impl IntoView {
    let columns = measures
        .into_iter()
        .map(|measure| view! { <th scope="col">{measure.name()}</th> })
        .collect_view();
    view! {
        // Wide tables are scrolled by themselves, by the keyboard too.
        <div class="panel scrolls" tabindex="0" role="region" aria-label=caption>
            <table class="figures">
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{first}</th>
                        {columns}
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
