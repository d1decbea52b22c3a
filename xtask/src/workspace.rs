//! Where things lie, and cargo as a person in this directory would call it.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::steps;

/// The directories every step needs.
pub(crate) struct Workspace {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Cargo's target directory.
    pub(crate) target: PathBuf,
    /// What outlives a checkout: the fallback toolchain.
    pub(crate) cache: PathBuf,
}

impl Workspace {
    pub(crate) fn find() -> Result<Self> {
        let json = steps::output(cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
        let metadata: serde_json::Value = serde_json::from_str(&json)?;
        let path = |key: &str| {
            let path = metadata[key].as_str().map(PathBuf::from);
            path.with_context(|| format!("cargo metadata names no {key}"))
        };
        Ok(Self {
            root: path("workspace_root")?,
            target: path("target_directory")?,
            cache: cache()?,
        })
    }

    /// A command that works in the checkout.
    pub(crate) fn at_root(&self, mut command: Command) -> Command {
        command.current_dir(&self.root);
        command
    }
}

/// Cargo, without what the `cargo run` around this tool has put into the environment: build scripts
/// that watch those variables would run again after every call by hand.
pub(crate) fn cargo() -> Command {
    unspoilt(Command::new("cargo"))
}

/// See [`cargo`].
pub(crate) fn unspoilt(mut command: Command) -> Command {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let ours = text == "CARGO"
            || ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|p| text.starts_with(p));
        if ours {
            command.env_remove(&name);
        }
    }
    command
}

/// The first program of that name on the search path.
pub(crate) fn which(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file())
}

/// Whether a file holds exactly this text: how a step knows that it was done before.
pub(crate) fn holds(file: &Path, text: &str) -> bool {
    std::fs::read_to_string(file).is_ok_and(|found| found == text)
}

fn cache() -> Result<PathBuf> {
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    Ok(base.or(home).context("neither XDG_CACHE_HOME nor HOME is set")?.join("relink"))
}
