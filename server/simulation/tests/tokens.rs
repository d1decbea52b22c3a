//! The world `tokens`, a few seeds of it at every test run; `cargo xtask sim` runs as many as are wanted.

use simulation::{Mutant, tokens};

/// So many seeds fit into a test run of a debug build.
const SEEDS: u64 = 40;

#[test]
fn nothing_happens_that_never_may() {
    let halves = [0..SEEDS / 2, SEEDS / 2..SEEDS];
    let run = |seeds: std::ops::Range<u64>| -> Vec<_> {
        let reports = seeds.map(|seed| (seed, tokens(seed, false, None).unwrap()));
        reports
            .flat_map(|(seed, report)| report.violations.into_iter().map(move |v| (seed, v)))
            .collect()
    };
    let violations: Vec<_> = std::thread::scope(|scope| {
        let halves = halves.map(|seeds| scope.spawn(move || run(seeds)));
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn a_seed_is_the_same_run_every_time() {
    let (once, again) = (tokens(3, false, None).unwrap(), tokens(3, false, None).unwrap());
    assert_eq!(once, again);
    assert_ne!(once.hash, tokens(4, false, None).unwrap().hash);
}

#[test]
fn a_store_that_forgets_what_is_about_to_be_spent_is_found_out() {
    assert!(is_found_out(Mutant::ForgetsIntents, "rule 1").unwrap());
}

#[test]
fn a_store_that_gives_a_lease_to_whoever_asks_is_found_out() {
    assert!(is_found_out(Mutant::ForgetsLeases, "rule 6").unwrap());
}

#[test]
fn a_store_that_forgets_results_is_found_out() {
    assert!(is_found_out(Mutant::ForgetsResults, "rule 4").unwrap());
}

#[test]
fn work_that_dies_with_a_process_is_found_out() {
    assert!(is_found_out(Mutant::TakesForGood, "rule 5").unwrap());
}

#[test]
fn noise_that_turns_something_red_is_found_out() {
    assert!(is_found_out(Mutant::BelievesNoise, "rule 3").unwrap());
}

/// Whether a rule finds the fault within some seeds.
fn is_found_out(mutant: Mutant, rule: &str) -> std::io::Result<bool> {
    for seed in 20..80 {
        let report = tokens(seed, false, Some(mutant))?;
        if report.violations.iter().any(|violation| violation.starts_with(rule)) {
            return Ok(true);
        }
    }
    Ok(false)
}
