//! `sim`: the simulated worlds, in a release build, as many seeds as are wanted.

use std::{
    ffi::OsString,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{
    steps,
    workspace::{Workspace, cargo},
};

/// Builds the simulation and runs it with these arguments. Its last line is the last line.
pub(crate) fn sim(workspace: &Workspace, arguments: &[OsString]) -> Result<ExitCode> {
    let mut build = workspace.at_root(cargo());
    steps::run("build", build.args(["build", "--release", "--package", "simulation"]))?;
    let program = workspace.target.join("release/simulation");
    let mut command = workspace.at_root(Command::new(&program));
    let status = command.args(arguments).status();
    let status = status.with_context(|| program.display().to_string())?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
