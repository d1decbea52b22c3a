//! `cargo xtask lint`: what must hold of every line, not of what it does.

use anyhow::Result;

use crate::{
    install::Consent,
    npm,
    site::page,
    steps::run,
    toolchain::Wasm,
    workspace::{Workspace, cargo},
};

/// Formatting, clippy for both machines, documentation, types; a warning is a failure.
pub(crate) fn lint(workspace: &Workspace, consent: Consent) -> Result<()> {
    let wasm = Wasm::ready(workspace, consent)?;

    let mut format = workspace.at_root(cargo());
    run("lint: cargo fmt", format.args(["fmt", "--all", "--check"]))?;

    // Never --all-features: `ssr` and `hydrate` exclude each other. The server asks `app` for `ssr`.
    let mut native = workspace.at_root(cargo());
    native.args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]);
    run("lint: clippy", &mut native)?;

    for package in [page::APP, page::WORKBENCH, page::EMPTY] {
        let mut browser = workspace.at_root(wasm.cargo());
        browser.arg("clippy").args(package.arguments()).args(["--", "--deny", "warnings"]);
        run(&format!("lint: clippy for WASM, {}", package.name), &mut browser)?;
    }

    let mut documentation = workspace.at_root(cargo());
    documentation.env("RUSTDOCFLAGS", "--deny warnings").args(["doc", "--workspace", "--no-deps"]);
    run("lint: cargo doc", &mut documentation)?;

    let end2end = workspace.root.join("end2end");
    npm::install(&end2end)?;
    let mut types = npm::npm(&end2end)?;
    run("lint: types of the browser tests", types.args(["run", "--silent", "check"]))
}
