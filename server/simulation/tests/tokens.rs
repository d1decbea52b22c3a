//! The world `tokens`, a few seeds of it at every test run; `cargo xtask sim` runs as many as are wanted.

mod support;

use simulation::{Mutant, tokens};

use self::support::{is_found_out, violations};

/// So many seeds fit into a test run of a debug build.
const SEEDS: u64 = 40;

#[test]
fn nothing_happens_that_never_may() {
    let violations = violations(tokens, SEEDS).unwrap();
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
    assert!(is_found_out(tokens, Mutant::ForgetsIntents, "rule 1", 20..80).unwrap());
}

#[test]
fn a_store_that_gives_a_lease_to_whoever_asks_is_found_out() {
    assert!(is_found_out(tokens, Mutant::ForgetsLeases, "rule 6", 80..130).unwrap());
}

#[test]
fn a_store_that_forgets_results_is_found_out() {
    assert!(is_found_out(tokens, Mutant::ForgetsResults, "rule 4", 20..80).unwrap());
}

#[test]
fn work_that_dies_with_a_process_is_found_out() {
    assert!(is_found_out(tokens, Mutant::TakesForGood, "rule 5", 20..80).unwrap());
}

#[test]
fn noise_that_turns_something_red_is_found_out() {
    assert!(is_found_out(tokens, Mutant::BelievesNoise, "rule 3", 20..80).unwrap());
}
