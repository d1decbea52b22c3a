//! Debian packages: named, asked for, then installed. Without root the one command is printed.

use std::{
    io::{IsTerminal, Write},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{steps, workspace::which};

/// Whether packages may be installed without asking.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Consent {
    Ask,
    Given,
}

/// Whether this machine installs by apt, and its lists know the package.
pub(crate) fn is_offered(package: &str) -> bool {
    if which("apt-get").is_none() {
        return false;
    }
    if !is_listed(package) && is_root() {
        // A fresh machine has empty lists; a failure to fill them shows as "not offered".
        let _ = update();
    }
    is_listed(package)
}

/// Installs what is missing of `packages`; `purpose` completes the sentence "… needs".
pub(crate) fn packages(purpose: &str, packages: &[&str], consent: Consent) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|name| !is_installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if !is_root() {
        bail!(
            "{purpose} needs Debian packages that are missing; install them by\n\n    sudo apt-get update && sudo apt-get install --no-install-recommends {list}\n"
        );
    }
    println!("{purpose} needs these Debian packages: {list}");
    if consent == Consent::Ask && !confirmed()? {
        bail!("{list}: not installed");
    }
    update()?;
    // Never remove anything: Debian's Rust conflicts with Debian's rustup.
    let options = ["install", "--yes", "--no-remove", "--no-install-recommends"];
    steps::run(&format!("apt-get install {list}"), apt().args(options).args(&missing))
}

fn is_listed(package: &str) -> bool {
    let policy = steps::output(Command::new("apt-cache").args(["policy", package]));
    policy.is_ok_and(|text| text.contains("Candidate:") && !text.contains("Candidate: (none)"))
}

fn is_installed(package: &str) -> bool {
    let query = ["--show", "--showformat=${db:Status-Status}", package];
    steps::output(Command::new("dpkg-query").args(query)).is_ok_and(|status| status == "installed")
}

fn is_root() -> bool {
    steps::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn confirmed() -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("nobody is there to ask; pass --yes to install without asking");
    }
    print!("Install them now? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn update() -> Result<()> {
    steps::run("apt-get update", apt().args(["update", "-qq"]))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
