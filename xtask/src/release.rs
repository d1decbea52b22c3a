//! `cargo xtask release`: one folder that needs nothing else.

use std::{fs, path::Path, process::Command};

use anyhow::{Result, bail};

use crate::{
    install::Consent,
    run::{Profile, build_server},
    site::{self, Flavour, compress},
    steps::{self, step},
    toolchain::Wasm,
    workspace::Workspace,
};

const PAPERS: [&str; 3] = ["LICENSE-APACHE", "LICENSE-MIT", "README.md"];

/// Builds everything at its smallest and lays it into `out`.
pub(crate) fn release(workspace: &Workspace, consent: Consent, out: &Path) -> Result<()> {
    let out = &workspace.root.join(out);
    refuse_foreign(out)?;
    let wasm = Wasm::ready(workspace, consent)?;
    let site = site::build(workspace, &wasm, Flavour::Optimised)?;
    let server = build_server(workspace, Profile::Release)?;
    let _ = fs::remove_dir_all(out);
    step("release: gather", || {
        site.copy_to(&out.join("site"))?;
        site.write_hashes(out)?;
        fs::copy(server, out.join("relink"))?;
        for paper in PAPERS {
            fs::copy(workspace.root.join(paper), out.join(paper))?;
        }
        Ok(())
    })?;
    step("release: write relink.toml", || {
        let template = steps::output(Command::new(out.join("relink")).arg("config"))?;
        Ok(fs::write(out.join("relink.toml"), template)?)
    })?;
    step("release: precompress", || compress::all_below(&out.join("site")))?;
    println!("\n{}", out.display());
    Ok(())
}

/// The folder is replaced: it must be a release, or not there yet.
fn refuse_foreign(out: &Path) -> Result<()> {
    if out.exists() && !out.join("hash.en.txt").is_file() {
        bail!("{} exists and is no release; name another with --out", out.display());
    }
    Ok(())
}
