//! `cargo xtask run`: builds the site and the server, then becomes the server.

use std::{env, os::unix::process::CommandExt, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{
    install::Consent,
    site::{self, Flavour, Site},
    steps::run as run_step,
    toolchain::Wasm,
    workspace::{Workspace, cargo},
};

/// How the server is built; the site follows.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    Debug,
    Release,
}

/// Serves the demo, unless the environment says otherwise.
pub(crate) fn run(workspace: &Workspace, consent: Consent, profile: Profile) -> Result<()> {
    let wasm = Wasm::ready(workspace, consent)?;
    let flavour = match profile {
        Profile::Debug => Flavour::Debug,
        Profile::Release => Flavour::Optimised,
    };
    let site = site::build(workspace, &wasm, flavour)?;
    let server = build_server(workspace, profile)?;
    serve(&site, &server)
}

/// The server's executable, `relink`.
pub(crate) fn build_server(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let (name, folder) = match profile {
        Profile::Debug => ("dev", "debug"),
        Profile::Release => ("release", "release"),
    };
    let mut build = workspace.at_root(cargo());
    build.args(["build", "--package", "server", "--bin", "relink", "--profile", name]);
    run_step(&format!("server: cargo build ({name})"), &mut build)?;
    Ok(workspace.target.join(folder).join("relink"))
}

/// Replaces this process: signals and the exit code need no forwarding.
fn serve(site: &Site, server: &std::path::Path) -> Result<()> {
    site.write_hashes(server.parent().context("the executable lies nowhere")?)?;
    let mut command = Command::new(server);
    command.arg("serve");
    for (name, value) in
        [("RELINK_SANDBOX", "on".as_ref()), ("RELINK_SITE_ROOT", site.root.as_os_str())]
    {
        if env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    println!("==> relink serve");
    Err(command.exec()).with_context(|| server.display().to_string())
}
