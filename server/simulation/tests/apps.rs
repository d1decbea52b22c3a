//! The world `apps`, a few seeds of it at every test run; `cargo xtask sim --world apps` runs as many as are wanted.

mod support;

use simulation::{Mutant, apps};

use self::support::{is_found_out, violations};

/// So many seeds fit into a test run of a debug build.
const SEEDS: u64 = 24;

#[test]
fn posts_comments_answers_and_figures_are_what_they_should_be() {
    let violations = violations(apps, SEEDS).unwrap();
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn a_seed_is_the_same_run_every_time() {
    assert_eq!(apps(3, false, None).unwrap(), apps(3, false, None).unwrap());
}

#[test]
fn an_adapter_that_finds_nothing_when_it_reads_back_is_found_out() {
    assert!(is_found_out(apps, Mutant::ReadsBackNothing, "rule 12", 0..40).unwrap());
}

#[test]
fn a_store_that_forgets_what_is_about_to_be_sent_is_found_out() {
    assert!(is_found_out(apps, Mutant::ForgetsAttempts, "rule 12", 0..40).unwrap());
}

#[test]
fn a_store_that_forgets_that_an_answer_is_about_to_be_sent_is_found_out() {
    assert!(is_found_out(apps, Mutant::ForgetsAnswers, "rule 16", 0..40).unwrap());
}

#[test]
fn an_adapter_that_tells_only_what_is_new_is_found_out() {
    assert!(is_found_out(apps, Mutant::ForgetsGaps, "rule 15", 0..40).unwrap());
}
