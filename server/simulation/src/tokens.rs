//! The world `tokens`: some days in the life of an installation, at any pace of misfortune.

use std::sync::Arc;

use domain::time::Span;

use crate::{
    Mutant, Report,
    dice::Dice,
    judge::{judge_calls, judge_pace},
    stage::Stage,
    weather::Weather,
    world::{BEGINNING, World},
};

/// How long it is quiet at the end.
const QUIET: Span = Span::hours(9);
/// How long the quiet is in a few runs: longer than what is dead is not asked about.
const LONG_QUIET: Span = Span::hours(29);
/// How long the first logins may take.
const MOVING_IN: Span = Span::minutes(10);

/// Runs a seed.
pub(crate) async fn run(seed: u64, shown: bool, mutant: Option<Mutant>) -> Report {
    let mut dice = Dice::new(seed);
    let days = if dice.chance(60_000) { dice.within(5, 10) } else { dice.within(1, 3) };
    let quiet = if dice.chance(100_000) { LONG_QUIET } else { QUIET };
    let from = BEGINNING.after(MOVING_IN);
    let calm_from = from.after(Span::days(days));
    let weather = Weather::new(&mut dice.fork(), from, calm_from);
    let world = Arc::new(World::new(dice, weather, shown, mutant));

    let mut stage = Stage::set(&world).await;
    world.set_rough(true);
    stage.play(calm_from).await;
    world.set_rough(false);
    stage.play(calm_from.after(quiet)).await;
    let processes = i64::try_from(stage.processes.len()).unwrap_or(i64::MAX);
    judge_calls(&world, processes);
    judge_pace(&world, processes, &stage.paces);
    stage.close()
}
