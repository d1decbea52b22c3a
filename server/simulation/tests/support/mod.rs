//! What the tests of every world ask of it.

use std::{io, ops::Range, thread};

use simulation::{Mutant, Report};

/// Runs a world with a seed, and with a fault if there is one.
pub(crate) type Run = fn(u64, bool, Option<Mutant>) -> io::Result<Report>;

/// What happened in these seeds that never may, on two cores.
pub(crate) fn violations(run: Run, seeds: u64) -> io::Result<Vec<(u64, String)>> {
    let half = |seeds: Range<u64>| -> io::Result<Vec<_>> {
        let mut found = Vec::new();
        for seed in seeds {
            let violations = run(seed, false, None)?.violations;
            found.extend(violations.into_iter().map(|violation| (seed, violation)));
        }
        Ok(found)
    };
    let halves = [0..seeds / 2, seeds / 2..seeds];
    thread::scope(|scope| {
        let mut found = Vec::new();
        for running in halves.map(|seeds| scope.spawn(move || half(seeds))) {
            found.extend(running.join().map_err(|_| io::Error::other("a run fell over"))??);
        }
        Ok(found)
    })
}

/// Whether a rule finds a fault within some seeds.
pub(crate) fn is_found_out(
    run: Run,
    mutant: Mutant,
    rule: &str,
    seeds: Range<u64>,
) -> io::Result<bool> {
    for seed in seeds {
        let violations = run(seed, false, Some(mutant))?.violations;
        if violations.iter().any(|violation| violation.starts_with(rule)) {
            return Ok(true);
        }
    }
    Ok(false)
}
