//! `cargo xtask test`: every test there is, ending with one line for each kind.

mod tally;

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use self::tally::Tally;
use crate::{
    browser,
    install::Consent,
    npm, schemathesis,
    site::{self, Flavour},
    steps::{self, step},
    toolchain::Wasm,
    workspace::{Workspace, cargo, which},
};

/// Runs them all; stops at the first kind that fails.
pub(crate) fn test(workspace: &Workspace, consent: Consent, playwright: &[OsString]) -> Result<()> {
    let end2end = workspace.root.join("end2end");
    let clients = workspace.root.join("server/sandbox/clients");
    let mut tally = Tally::default();
    let outcome = (|| {
        // What may ask comes first.
        let wasm = Wasm::ready(workspace, consent)?;
        npm::install(&end2end)?;
        let chromium = browser::ready(&end2end, consent)?;
        let schemathesis = schemathesis::ready(workspace, &end2end.join("schemathesis"))?;
        let others = servers_of_others(&workspace.root.join("server/networks/servers"))?;

        native(workspace, others, &mut tally)?;
        let site = site::build(workspace, &wasm, Flavour::Optimised)?;
        // cargo built it for the tests beside it (`CARGO_BIN_EXE_relink`). Built apart it would have other features of its
        // dependencies, and with them be built anew.
        let server = workspace.target.join("debug/relink");
        let server = step("test: set up the server", || stage(workspace, &site, &server))?;
        independent_clients(&clients, &server, &mut tally)?;

        let mut browser = npm::npx(&end2end)?;
        browser.args(["playwright", "test"]).args(playwright);
        browser.env("RELINK_BIN", &server).env("RELINK_SITE_ROOT", &site.root);
        if let Some(chromium) = chromium {
            browser.env("CHROMIUM", chromium);
        }
        if let Some(schemathesis) = schemathesis {
            browser.env("SCHEMATHESIS", schemathesis);
        }
        steps::watch("test: playwright", &mut browser, |line| tally.playwright(line))
    })();
    println!("\n{tally}");
    outcome
}

/// Servers that others wrote, for the networks' tests to talk to. Those tests leave out what is not installed; false if they
/// may.
fn servers_of_others(directory: &Path) -> Result<bool> {
    if which("npm").is_none() {
        println!("==> test: without Node, no network's adapter meets a server that others wrote");
        return Ok(false);
    }
    npm::install(directory)?;
    let mut setup = npm::npm(directory)?;
    setup.args(["run", "--silent", "setup"]);
    if let Err(error) = steps::run("test: set up Bluesky's own server", &mut setup) {
        println!("    Bluesky's adapter does not meet Bluesky's own server: {error:#}");
        return Ok(false);
    }
    Ok(true)
}

fn native(workspace: &Workspace, others: bool, tally: &mut Tally) -> Result<()> {
    // The empty page exists for its weight alone; this tool is tested apart, so that its
    // dependencies do not change the features of the server's.
    let mut server = workspace.at_root(cargo());
    server.args(["test", "--workspace", "--exclude", "empty-page", "--exclude", "xtask"]);
    server.arg("--no-fail-fast");
    if others {
        server.env("RELINK_SERVERS", "required");
    }
    steps::watch("test: cargo test", &mut server, |line| tally.cargo(line))?;
    let mut tool = workspace.at_root(cargo());
    tool.args(["test", "--package", "xtask"]);
    steps::watch("test: cargo test xtask", &mut tool, |line| tally.cargo(line))
}

/// Leptos looks for the site's hashes beside the executable. A place apart leaves those of
/// `cargo xtask run` alone.
fn stage(workspace: &Workspace, site: &site::Site, built: &Path) -> Result<PathBuf> {
    let directory = workspace.target.join("test-server");
    let server = directory.join("relink");
    fs::create_dir_all(&directory)?;
    let _ = fs::remove_file(&server);
    fs::hard_link(built, &server).or_else(|_| fs::copy(built, &server).map(drop))?;
    site.write_hashes(&directory)?;
    Ok(server)
}

/// Other people's client libraries against the sandbox, so that our understanding of a network is
/// not its only judge.
fn independent_clients(clients: &Path, server: &Path, tally: &mut Tally) -> Result<()> {
    if !clients.join("package.json").is_file() {
        return Ok(());
    }
    npm::install(clients)?;
    let mut npm = npm::npm(clients)?;
    npm.arg("test").env("RELINK_BIN", server);
    steps::watch("test: independent clients", &mut npm, |line| tally.node(line))
        .context("a network's independent client disagrees with the sandbox")
}
