//! Each measure in one number, and how it was before.

use domain::network::Network;
use leptos::prelude::*;
use words::{say, several};

use super::{
    days,
    tally::{Compared, Tally},
};
use crate::{backend::analytics::Figures, measure::Measure};

/// A tile for each measure.
#[component]
pub(super) fn Tiles(figures: Figures, tallies: Vec<Tally>) -> impl IntoView {
    let tiles = tallies
        .into_iter()
        .map(|tally| {
            let compared = figures.before.is_some().then(|| against(&tally, &figures));
            let notes = notes(&tally);
            view! {
                <div class="panel tile" id=format!("tile-{}", tally.measure.slug())>
                    <dt>{tally.measure.name()}</dt>
                    <dd class="tile-number">{in_all(&tally)}</dd>
                    {compared.flatten().map(|says| view! { <dd>{says}</dd> })}
                    {notes.into_iter().map(|says| view! { <dd class="quiet">{says}</dd> }).collect_view()}
                </div>
            }
        })
        .collect_view();
    view! { <dl class="tiles">{tiles}</dl> }
}

/// The number, or why there is none.
fn in_all(tally: &Tally) -> String {
    match tally.total {
        Some(total) => words::number(total),
        None if tally.new > 0 => say!(analytics.not_yet).to_owned(),
        None if tally.channels == 0 => say!(analytics.not_told).to_owned(),
        None if tally.days.iter().any(|sum| sum.open > 0) => say!(analytics.not_yet).to_owned(),
        None => say!(analytics.unknown).to_owned(),
    }
}

/// How it was before: "+120 (+12%) against the 28 days before".
fn against(tally: &Tally, figures: &Figures) -> Option<String> {
    // A tile without a number says why; there is nothing to compare.
    tally.total?;
    let days = days::counted(&figures.days);
    let Some(Compared { now, before, is_part }) = tally.compared else {
        return Some(say!(analytics.compared.none, days));
    };
    let change = words::change(now.saturating_sub(before));
    let says = match percent(now, before) {
        Some(percent) => say!(analytics.compared.percent, change, percent, days),
        None => say!(analytics.compared.change, change, days),
    };
    Some(if is_part { format!("{says} {}", say!(analytics.compared.part)) } else { says })
}

/// "+1.5%", of what was before; `None` where that is nothing.
fn percent(now: i64, before: i64) -> Option<String> {
    if before <= 0 {
        return None;
    }
    let (now, before) = (i128::from(now), i128::from(before));
    let tenths = i64::try_from((now - before) * 1_000 / before).ok()?;
    let sign = match tenths {
        0 => "±",
        1.. => "+",
        _ => "−",
    };
    let size = tenths.unsigned_abs();
    // From ten on, tenths tell nothing more.
    let percent = match size {
        1..100 => words::percent_tenths(size),
        _ => words::percent(size / 10),
    };
    Some(format!("{sign}{percent}"))
}

/// What the number leaves out.
fn notes(tally: &Tally) -> Vec<String> {
    let missing = tally.days.iter().filter(|sum| sum.missing > 0).count();
    let open = tally.days.iter().filter(|sum| sum.open > 0).count();
    let names: Vec<_> = tally.silent.iter().copied().map(Network::name).collect();
    let silent = match names.split_last() {
        None => None,
        Some((last, [])) => Some(say!(analytics.silent_one, network = last)),
        Some((last, names)) => Some(say!(analytics.silent_many, networks = names.join(", "), last)),
    };
    let missing = match missing {
        0 => None,
        1 => Some(say!(analytics.missing_one).to_owned()),
        count => Some(several!(count; analytics.missing_few | analytics.missing_many, count)),
    };
    let skipped = tally.days.iter().filter(|sum| sum.skipped > 0 && sum.missing == 0).count();
    let skipped = match skipped {
        0 => None,
        1 => Some(say!(analytics.skipped_one).to_owned()),
        count => Some(several!(count; analytics.skipped_few | analytics.skipped_many, count)),
    };
    let open = match open {
        0 => None,
        1 => Some(say!(analytics.open_one).to_owned()),
        count => Some(several!(count; analytics.open_few | analytics.open_many, count)),
    };
    let new = match tally.new {
        0 => None,
        1 => Some(say!(analytics.new_one).to_owned()),
        count => Some(several!(count; analytics.new_few | analytics.new_many, count)),
    };
    [missing, skipped, open, new, silent].into_iter().flatten().collect()
}

/// All of a tile in one sentence, for those who do not see the chart.
pub(super) fn sentence(tally: &Tally, figures: &Figures) -> String {
    let name = tally.measure.name();
    let (days, total) = (days::of(&figures.days), in_all(tally));
    let mut says = match tally.measure {
        Measure::Followers => say!(analytics.says.level, name, days, total),
        _ => say!(analytics.says.sum, name, days, total),
    };
    for note in notes(tally) {
        says.push(' ');
        says.push_str(&note);
    }
    says
}

#[cfg(test)]
mod tests {
    use domain::language::Language;

    use super::*;

    #[test]
    fn a_change_in_per_cent_is_written_in_the_language() {
        for (now, english, others) in [
            (1_015, "+1.5%", "+1,5\u{a0}%"),
            (995, "−0.5%", "−0,5\u{a0}%"),
            (1_000, "±0%", "±0\u{a0}%"),
            (1_129, "+12%", "+12\u{a0}%"),
        ] {
            assert_eq!(percent(now, 1_000).as_deref(), Some(english));
            for language in [Language::Czech, Language::German] {
                let said = words::speaking(language, || percent(now, 1_000));
                assert_eq!(said.as_deref(), Some(others));
            }
        }
        assert_eq!(percent(5, 0), None);
    }
}
