//! The world `apps`, a few seeds of it at every test run; `cargo xtask sim --world apps` runs as many as are wanted.

use simulation::{Mutant, apps};

/// So many seeds fit into a test run of a debug build.
const SEEDS: u64 = 24;

#[test]
fn every_post_is_out_once_in_its_order_and_in_its_time() {
    let halves = [0..SEEDS / 2, SEEDS / 2..SEEDS];
    let run = |seeds: std::ops::Range<u64>| -> Vec<_> {
        let reports = seeds.map(|seed| (seed, apps(seed, false, None).unwrap()));
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
    assert_eq!(apps(3, false, None).unwrap(), apps(3, false, None).unwrap());
}

#[test]
fn an_adapter_that_finds_nothing_when_it_reads_back_is_found_out() {
    assert!(is_found_out(Mutant::ReadsBackNothing, "rule 12").unwrap());
}

#[test]
fn a_store_that_forgets_what_is_about_to_be_sent_is_found_out() {
    assert!(is_found_out(Mutant::ForgetsAttempts, "rule 12").unwrap());
}

fn is_found_out(mutant: Mutant, rule: &str) -> std::io::Result<bool> {
    for seed in 0..40 {
        let violations = apps(seed, false, Some(mutant))?.violations;
        if violations.iter().any(|violation| violation.starts_with(rule)) {
            return Ok(true);
        }
    }
    Ok(false)
}
