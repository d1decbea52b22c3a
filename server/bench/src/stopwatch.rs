//! What the machine says: the time, and what a process has used of it.

use std::{fs, time::Duration};

use anyhow::{Context as _, Result};

/// Clock ticks in a second, as `/proc` counts: the same on every Linux that Rust runs on.
const TICKS: f64 = 100.0;

/// Runs from when it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "what is measured is measured by the real clock")]
    pub(crate) fn start() -> Self {
        Self(std::time::Instant::now())
    }

    pub(crate) fn passed(&self) -> Duration {
        self.0.elapsed()
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.passed().as_secs_f64()
    }
}

/// The middle and the slowest of what things took, in seconds.
pub(crate) fn middle_and_slowest(mut took: Vec<f64>) -> (f64, f64) {
    took.sort_by(f64::total_cmp);
    let middle = took.get(took.len() / 2).copied().unwrap_or_default();
    (middle, took.last().copied().unwrap_or_default())
}

/// Seconds of CPU that a process has used, its own and the system's for it.
pub(crate) fn cpu_seconds(process: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in parentheses may contain anything.
    let (_, rest) = stat.rsplit_once(')').context("no name in stat")?;
    let field = |number: usize| -> Result<f64> {
        let text = rest.split_whitespace().nth(number).context("too few fields in stat")?;
        Ok(text.parse()?)
    };
    Ok((field(11)? + field(12)?) / TICKS)
}

/// Megabytes of memory that a process holds.
pub(crate) fn resident_megabytes(process: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: f64 = line.trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024.0)
}
