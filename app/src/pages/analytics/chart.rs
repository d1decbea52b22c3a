//! A measure as a chart, with what its signs mean.

use std::ops::Range;

use charts::{Band, Chart, Kind, Line, Pen, Shape};
use leptos::prelude::*;
use words::{clock, say, several};

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
        count => several!(count; analytics.key.together_few | analytics.key.together, count),
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
    let open = runs(&sums().map(|sum| sum.open > 0).collect::<Vec<_>>()).into_iter();
    let mut bands: Vec<_> =
        open.map(|days| Band { days, kind: Kind::Open, mark: String::new() }).collect();
    // Upon them: what is missing is more than what may change.
    bands.extend(missing(tally, figures, holes));
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

/// The days that somebody misses, each run of them with the signs of its gaps.
fn missing(tally: &Tally, figures: &Figures, holes: &[Hole]) -> Vec<Band> {
    if tally.measure == Measure::Posts {
        return vec![];
    }
    let channels: Vec<_> = figures
        .shown()
        .filter(|(_, of)| Measured::new(of).tells(tally.measure))
        .map(|(channel, _)| channel.id)
        .collect();
    let days: Vec<_> = figures.days.days().collect();
    let is_in = |hole: &Hole, day| channels.iter().any(|channel| hole.holds(*channel, day));
    let is_missing: Vec<_> =
        days.iter().map(|day| holes.iter().any(|hole| is_in(hole, *day))).collect();
    let marked = |run: Range<usize>| {
        let here = holes.iter().filter(|hole| {
            days.get(run.clone()).is_some_and(|days| days.iter().any(|day| is_in(hole, *day)))
        });
        let mark = signs(&here.map(|hole| hole.mark).collect::<Vec<_>>());
        Band { days: run, kind: Kind::Missing, mark }
    };
    runs(&is_missing).into_iter().map(marked).collect()
}

/// Rising numbers in few words: `1, 3–6`.
fn signs(numbers: &[usize]) -> String {
    let following: Vec<_> = numbers.chunk_by(|one, next| one + 1 == *next).collect();
    let signs = following.into_iter().flat_map(|run| match run {
        [first, _, .., last] => vec![format!("{first}–{last}")],
        few => few.iter().map(ToString::to_string).collect(),
    });
    signs.collect::<Vec<_>>().join(", ")
}

/// The stretches of days of which something holds.
fn runs(days: &[bool]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (day, _) in days.iter().enumerate().filter(|(_, holds)| **holds) {
        match runs.last_mut() {
            Some(last) if last.end == day => last.end = day + 1,
            _ => runs.push(day..day + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_take_little_room() {
        assert_eq!(signs(&[2]), "2");
        assert_eq!(signs(&[1, 2]), "1, 2");
        assert_eq!(signs(&[1, 3, 4, 5, 7]), "1, 3–5, 7");
    }
}
