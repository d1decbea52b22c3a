//! A Rust that compiles to WASM: the active one, made able by rustup where rustup is online, else
//! Debian's.

mod debian;

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Result, bail};

use crate::{
    install::Consent,
    steps,
    workspace::{Workspace, cargo, unspoilt, which},
};

/// The target of everything that runs in the browser.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Where rustup has no network it hangs: after this long it is given up.
const RUSTUP_PATIENCE: Duration = Duration::from_secs(15);

/// The toolchain that builds for the browser.
pub(crate) enum Wasm {
    /// The one that also builds the server.
    Active,
    /// Debian's, completed in a directory of the user's.
    Debian(PathBuf),
}

impl Wasm {
    /// Finds the toolchain, setting it up if need be.
    pub(crate) fn ready(workspace: &Workspace, consent: Consent) -> Result<Self> {
        let home = workspace.cache.join("toolchain");
        if active_has_target() {
            return Ok(Self::Active);
        }
        if debian::is_complete(&home) {
            return Ok(Self::Debian(home));
        }
        if which("rustup").is_some() && steps::step("rustup target add", rustup_adds_target).is_ok()
        {
            return Ok(Self::Active);
        }
        debian::complete(&home, consent)?;
        Ok(Self::Debian(home))
    }

    /// Cargo of this toolchain. By hand: `cargo`, or `cargo +relink-wasm`.
    pub(crate) fn cargo(&self) -> Command {
        match self {
            Self::Active => cargo(),
            Self::Debian(home) => unspoilt(debian::cargo(home)),
        }
    }
}

fn active_has_target() -> bool {
    let query = ["--print", "target-libdir", "--target", TARGET];
    steps::output(Command::new("rustc").args(query)).is_ok_and(|directory| {
        std::fs::read_dir(directory.trim()).is_ok_and(|files| {
            files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
        })
    })
}

fn rustup_adds_target() -> Result<()> {
    let mut rustup = Command::new("rustup");
    let mut child = rustup.args(["target", "add", TARGET]).stdin(Stdio::null()).spawn()?;
    let pause = Duration::from_millis(100);
    let mut waited = Duration::ZERO;
    while waited < RUSTUP_PATIENCE {
        if let Some(status) = child.try_wait()? {
            return if status.success() { Ok(()) } else { bail!("rustup ended with {status}") };
        }
        thread::sleep(pause);
        waited += pause;
    }
    child.kill()?;
    child.wait()?;
    bail!("no answer within {} s", RUSTUP_PATIENCE.as_secs())
}
