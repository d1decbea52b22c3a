//! A measure as a chart, with what its signs mean.

use charts::{Band, Chart, Kind, Line, Pen, Shape};
use leptos::prelude::*;
use words::{clock, say};

use super::{days, gaps::Hole, tally::Tally, tiles};
use crate::{
    backend::analytics::Figures,
    measure::{Measure, Measured},
};

/// The charts of everything that is told.
#[component]
pub(super) fn Charts(figures: Figures, tallies: Vec<Tally>, holes: Vec<Hole>) -> impl IntoView {
    let charts = tallies
        .into_iter()
        .filter(|tally| tally.is_told())
        .map(|tally| {
            let chart = drawn(&tally, &figures, &holes);
            let before = days::counted(&figures.days);
            view! { <Figure tally chart before /> }
        })
        .collect_view();
    view! { <div class="charts">{charts}</div> }
}

#[component]
fn Figure(tally: Tally, chart: Chart, before: String) -> impl IntoView {
    let name = tally.measure.name();
    let has = |pen| {
        chart.lines.iter().any(|line| line.pen == pen && line.values.iter().any(Option::is_some))
    };
    let is_banded = |kind| chart.bands.iter().any(|band| band.kind == kind);
    let line = |pen: Pen, words: String| {
        has(pen).then(|| {
            view! {
                <li>
                    <span inner_html=pen.key()></span>
                    {words}
                </li>
            }
        })
    };
    let whole = match tally.channels {
        1 => name.to_owned(),
        count => say!(analytics.key.together, count),
    };
    let missing = is_banded(Kind::Missing).then(|| {
        view! {
            <li>
                <span class="swatch swatch-missing"></span>
                {say!(analytics.key.missing)}
            </li>
        }
    });
    let open = is_banded(Kind::Open).then(|| {
        view! {
            <li>
                <span class="swatch swatch-open"></span>
                {say!(analytics.key.open)}
            </li>
        }
    });
    // Where there is nothing but the thing itself, its name is said above.
    let is_plain = chart.lines.len() < 2 && chart.bands.is_empty();
    let keys = (!is_plain).then(|| {
        view! {
            <ul class="legend">
                {line(Pen::Series(0), whole)} {line(Pen::Part, say!(analytics.key.part).to_owned())}
                {line(Pen::Before, say!(analytics.key.before, days = before))} {missing} {open}
            </ul>
        }
    });
    view! {
        <figure class="panel" id=format!("chart-{}", tally.measure.slug())>
            <figcaption>
                <h3>{name}</h3>
                {keys}
            </figcaption>
            <div class="chart-place" inner_html=chart.svg()></div>
        </figure>
    }
}

/// What the chart of a measure shows.
fn drawn(tally: &Tally, figures: &Figures, holes: &[Hole]) -> Chart {
    let names: Vec<_> = figures.days.days().map(|day| clock::brief(days::date(day))).collect();
    let shape = match tally.measure {
        Measure::Posts => Shape::Bars,
        Measure::Followers if tally.total.is_some() => Shape::Level,
        _ => Shape::Flow,
    };
    let line = |pen, values| Line { name: String::new(), pen, values };
    let sums = || tally.days.iter();
    // A level of fewer channels is no level to compare with: where there is a whole one, nothing else is drawn.
    let is_partless = tally.measure.is_level() && sums().any(|sum| sum.is_whole());
    let mut lines = vec![
        line(Pen::Before, tally.before.clone()),
        line(
            Pen::Part,
            sums().map(|sum| sum.known.filter(|_| !is_partless && !sum.is_whole())).collect(),
        ),
        line(Pen::Series(0), sums().map(|sum| sum.known.filter(|_| sum.is_whole())).collect()),
    ];
    lines.retain(|line| line.values.iter().any(Option::is_some));
    let mut bands = missing(tally, figures, holes);
    let open: Vec<_> = sums().map(|sum| (sum.open > 0).then_some(())).collect();
    let open = runs(&open).into_iter().map(|(days, ())| (days, Kind::Open, String::new()));
    bands.extend(open.map(|(days, kind, mark)| Band { days, kind, mark }));
    Chart {
        id: tally.measure.slug().to_owned(),
        says: tiles::sentence(tally, figures),
        days: names,
        lines,
        bands,
        shape,
        number: words::short_number,
    }
}

/// The days that somebody misses, each run of the same gaps with their signs.
fn missing(tally: &Tally, figures: &Figures, holes: &[Hole]) -> Vec<Band> {
    if tally.measure == Measure::Posts {
        return vec![];
    }
    let channels: Vec<_> = figures
        .shown()
        .filter(|(_, of)| Measured::new(of).tells(tally.measure))
        .map(|(channel, _)| channel.id)
        .collect();
    let marks = |day| {
        let here = holes
            .iter()
            .filter(|hole| channels.iter().any(|channel| hole.holds(*channel, day)))
            .map(|hole| hole.mark.to_string());
        let here: Vec<_> = here.collect();
        (!here.is_empty()).then(|| here.join(", "))
    };
    let marked: Vec<_> = figures.days.days().map(marks).collect();
    runs(&marked).into_iter().map(|(days, mark)| Band { days, kind: Kind::Missing, mark }).collect()
}

/// The stretches of days that have the same.
fn runs<T: Clone + PartialEq>(days: &[Option<T>]) -> Vec<(std::ops::Range<usize>, T)> {
    let mut runs: Vec<(std::ops::Range<usize>, T)> = Vec::new();
    for (day, has) in days.iter().enumerate() {
        let Some(has) = has else { continue };
        match runs.last_mut() {
            Some((last, same)) if last.end == day && same == has => last.end = day + 1,
            _ => runs.push((day..day + 1, has.clone())),
        }
    }
    runs
}
