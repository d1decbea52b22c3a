//! Schemathesis, which holds the API against its document: a Python program, in an environment of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    steps,
    workspace::{Workspace, holds, which},
};

/// The program, as `requirements.txt` pins it and everything below it; nothing, and a line that says so, where there is no
/// Python that makes environments.
pub(crate) fn ready(workspace: &Workspace, directory: &Path) -> Result<Option<PathBuf>> {
    let pinned = directory.join("requirements.txt");
    let pins = fs::read_to_string(&pinned).with_context(|| pinned.display().to_string())?;
    let place = workspace.target.join("schemathesis");
    let (program, installed) = (place.join("bin/st"), place.join("installed.txt"));
    if holds(&installed, &pins) {
        return Ok(Some(program));
    }
    let Some(python) = which("python3") else {
        println!("==> test: without Python the API is not held against its document");
        return Ok(None);
    };
    let mut environment = Command::new(python);
    environment.args(["-m", "venv", "--clear"]).arg(&place);
    if let Err(error) = steps::run("set up Python for Schemathesis", &mut environment) {
        println!("    The API is not held against its document: {error:#}");
        return Ok(None);
    }
    let mut pip = Command::new(place.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&pinned);
    steps::run("install Schemathesis", &mut pip)?;
    fs::write(installed, pins)?;
    Ok(Some(program))
}
