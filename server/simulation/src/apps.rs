//! The world `apps`: a day on which people plan posts, write comments and answer them while tokens die, processes crash and
//! networks fail, and a day in which everything is mended. After it every post is where it belongs, once, and what is known of
//! comments and figures is what would be known if nothing had happened.

use std::sync::Arc;

use domain::time::Span;

use crate::{
    Mutant, Report,
    dice::Dice,
    office::Office,
    stage::Stage,
    street::Street,
    weather::Weather,
    world::{BEGINNING, World},
};

/// How long the first logins may take.
const MOVING_IN: Span = Span::minutes(10);
/// How long it is quiet at the end: a late post waits for a slot of the next day at most.
const QUIET: Span = Span::hours(30);

/// Runs a seed.
pub(crate) async fn run(seed: u64, shown: bool, mutant: Option<Mutant>) -> Report {
    let mut dice = Dice::new(seed);
    let from = BEGINNING.after(MOVING_IN);
    let calm_from = from.after(Span::hours(dice.within(6, 24)));
    let weather = Weather::new(&mut dice.fork(), from, calm_from);
    let world = Arc::new(World::with_apps(dice, weather, shown, mutant));

    let mut stage = Stage::set(&world).await;
    let office = Office::open(&world, &stage.processes, &stage.viewers).await;
    stage.office = Some(office);
    stage.street = Some(Street::new(&world));
    world.set_rough(true);
    stage.play(calm_from).await;
    world.set_rough(false);
    stage.play(calm_from.after(QUIET)).await;
    if let Some(office) = &stage.office {
        office.judge().await;
    }
    if let Some(street) = &stage.street {
        street.judge(&stage.viewers).await;
    }
    stage.close()
}
