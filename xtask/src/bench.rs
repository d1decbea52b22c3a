//! `cargo xtask bench`: what the budgets of the server are measured by.

use std::ffi::OsString;

use anyhow::Result;

use crate::{
    steps::run,
    workspace::{Workspace, cargo},
};

/// Measures as a release build does; `arguments` go to the measurements.
pub(crate) fn bench(workspace: &Workspace, arguments: &[OsString]) -> Result<()> {
    let mut bench = workspace.at_root(cargo());
    bench.args(["run", "--release", "--quiet", "--package", "bench", "--"]).args(arguments);
    run("bench", &mut bench)
}
