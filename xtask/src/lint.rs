//! `cargo xtask lint`: what must hold of every line, not of what it does.

use anyhow::Result;

use crate::{
    install::Consent,
    npm,
    steps::run,
    toolchain::{TARGET, Wasm},
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

    for package in ["app", "empty-page"] {
        let mut browser = workspace.at_root(wasm.cargo());
        browser.args(["clippy", "--package", package, "--lib", "--target", TARGET]);
        browser.args(["--no-default-features", "--features", "hydrate"]);
        browser.args(["--", "--deny", "warnings"]);
        run(&format!("lint: clippy for WASM, {package}"), &mut browser)?;
    }

    let mut documentation = workspace.at_root(cargo());
    documentation.env("RUSTDOCFLAGS", "--deny warnings").args(["doc", "--workspace", "--no-deps"]);
    run("lint: cargo doc", &mut documentation)?;

    let end2end = workspace.root.join("end2end");
    npm::install(&end2end)?;
    let mut types = npm::npm(&end2end)?;
    run("lint: types of the browser tests", types.args(["run", "--silent", "check"]))
}
