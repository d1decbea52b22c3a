//! Node packages, as their lock files pin them.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    steps,
    workspace::{holds, which},
};

/// `npm ci` in `directory`, unless what is there came from the same lock file. npm keeps what it
/// downloads in its own cache, outside of the checkout.
pub(crate) fn install(directory: &Path) -> Result<()> {
    let lock_file = directory.join("package-lock.json");
    let lock = fs::read_to_string(&lock_file).with_context(|| lock_file.display().to_string())?;
    let installed = directory.join("node_modules/.installed-lock.json");
    if holds(&installed, &lock) {
        return Ok(());
    }
    let mut npm = npm(directory)?;
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    // Playwright's packages would fetch browsers on their own account; `browser` decides that.
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    let name = directory.file_name().unwrap_or_default().to_string_lossy();
    steps::run(&format!("npm ci in {name}"), &mut npm)?;
    Ok(fs::write(installed, lock)?)
}

/// npm, working in `directory`.
pub(crate) fn npm(directory: &Path) -> Result<Command> {
    program("npm", directory)
}

/// A package's own program, working in `directory`.
pub(crate) fn npx(directory: &Path) -> Result<Command> {
    program("npx", directory)
}

fn program(name: &str, directory: &Path) -> Result<Command> {
    let Some(path) = which(name) else {
        bail!("{name} is missing; install Node 20 or newer");
    };
    let mut command = Command::new(path);
    command.current_dir(directory);
    Ok(command)
}
