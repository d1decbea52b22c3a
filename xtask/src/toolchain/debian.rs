//! Debian's Rust for the web lacks a standard library for WASM. It brings the source: the library is
//! built once and laid, with links to the rest, into a directory of the user's, so that the system's
//! stays as its packages left it and root is needed for the packages alone.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, bail};

use super::TARGET;
use crate::{
    install::{self, Consent},
    steps::{self, step},
    workspace::{holds, which},
};

/// The name rustup knows the toolchain by.
const NAME: &str = "relink-wasm";
const PACKAGES: [&str; 5] =
    ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "rust-web-clippy"];
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const CARGO_CLIPPY: &str = "/usr/bin/cargo-clippy";
const RUSTLIB: &str = "/usr/lib/rustlib";
/// Older than the workspace's `rust-version` is too old to help.
const OLDEST: (u32, u32) = (1, 95);

/// Whether the directory holds the library of the compiler that is installed now.
pub(crate) fn is_complete(home: &Path) -> bool {
    compiler().is_ok_and(|compiler| holds(&home.join("built-by"), &compiler))
}

/// Installs, builds and links whatever is missing.
pub(crate) fn complete(home: &Path, consent: Consent) -> Result<()> {
    if !install::is_offered("rustc-web") {
        bail!("no Rust here compiles to WASM; run\n\n    rustup target add {TARGET}\n");
    }
    let linker = linker_package()?;
    let packages: Vec<&str> = PACKAGES.into_iter().chain([linker.as_str()]).collect();
    install::packages("compiling to WASM", &packages, consent)?;
    let compiler = compiler()?;
    refuse_old(&compiler)?;
    step("toolchain: lay out", || lay_out(home))?;
    step("toolchain: build the standard library for WASM", || build_std(home))?;
    if which("rustup").is_some() {
        let mut rustup = Command::new("rustup");
        steps::run("rustup toolchain link", rustup.args(["toolchain", "link", NAME]).arg(home))?;
    }
    fs::write(home.join("built-by"), compiler)?;
    Ok(())
}

/// Its cargo. The name serves cargo's subcommands where they are rustup's, the path elsewhere.
pub(crate) fn cargo(home: &Path) -> Command {
    let bin = home.join("bin");
    let mut path = bin.clone().into_os_string();
    if let Some(rest) = std::env::var_os("PATH") {
        path.push(":");
        path.push(rest);
    }
    let mut command = Command::new(bin.join("cargo"));
    command.env("PATH", path).env("RUSTUP_TOOLCHAIN", NAME);
    command
}

fn compiler() -> Result<String> {
    steps::output(Command::new(RUSTC).arg("-vV"))
}

/// `rust-lld` is a link to the linker of the LLVM that the compiler was built with.
fn linker_package() -> Result<String> {
    let depends = steps::output(Command::new("apt-cache").args(["depends", "rust-web-llvm"]))?;
    let llvm = depends.lines().find_map(|line| line.trim().strip_prefix("Depends: llvm-"));
    let version = llvm.context("rust-web-llvm depends on no llvm-N: which lld does it need?")?;
    Ok(format!("lld-{version}"))
}

fn refuse_old(compiler: &str) -> Result<()> {
    let release = compiler.lines().find_map(|line| line.strip_prefix("release: "));
    let mut numbers = release.unwrap_or_default().split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= OLDEST => Ok(()),
        _ => bail!(
            "rustc-web is {}, too old: it takes {}.{}, from Debian's security suite",
            release.unwrap_or("of an unknown version"),
            OLDEST.0,
            OLDEST.1
        ),
    }
}

fn lay_out(home: &Path) -> Result<()> {
    let rustlib = home.join("lib/rustlib");
    fs::create_dir_all(home.join("bin"))?;
    fs::create_dir_all(&rustlib)?;
    for entry in fs::read_dir(RUSTLIB)? {
        let entry = entry?;
        if entry.file_name() != TARGET {
            link(&entry.path(), &rustlib.join(entry.file_name()))?;
        }
    }
    let sysroot = home.display();
    link(Path::new(CARGO), &home.join("bin/cargo"))?;
    script(&home.join("bin/rustc"), &format!("exec {RUSTC} --sysroot '{sysroot}' \"$@\""))?;
    let clippy = format!("export SYSROOT='{sysroot}'\nexec {CARGO_CLIPPY} \"$@\"");
    script(&home.join("bin/cargo-clippy"), &clippy)
}

/// An empty crate built with `-Z build-std` compiles the library on the way; its parts are what is
/// wanted. Only this one build needs the unstable flag.
fn build_std(home: &Path) -> Result<()> {
    let work = home.join("build");
    fs::create_dir_all(work.join("src"))?;
    let manifest = "[package]\nname = \"empty\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(work.join("Cargo.toml"), manifest)?;
    fs::write(work.join("src/lib.rs"), "#![no_std]\n")?;
    let mut build = crate::workspace::unspoilt(Command::new(CARGO));
    build.current_dir(&work).args(["build", "--release", "--target", TARGET]);
    build.args(["-Z", "build-std=std,panic_abort", "--target-dir", "target"]);
    build.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1");
    let status = build.status()?;
    if !status.success() {
        bail!("cargo ended with {status}");
    }
    let library = home.join("lib/rustlib").join(TARGET).join("lib");
    let _ = fs::remove_dir_all(&library);
    fs::create_dir_all(&library)?;
    for file in fs::read_dir(work.join("target").join(TARGET).join("release/deps"))? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            fs::copy(file.path(), library.join(name))?;
        }
    }
    fs::remove_dir_all(&work)?;
    Ok(())
}

fn link(original: &Path, name: &Path) -> Result<()> {
    let _ = fs::remove_file(name);
    symlink(original, name).with_context(|| name.display().to_string())
}

fn script(file: &Path, body: &str) -> Result<()> {
    fs::write(file, format!("#!/bin/sh\n{body}\n"))?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_compiler_is_refused_by_its_release_line() {
        assert!(refuse_old("rustc 1.96.0\nrelease: 1.96.0\n").is_ok());
        assert!(refuse_old("rustc 1.95.0\nrelease: 1.95.0\n").is_ok());
        let error = refuse_old("rustc 1.85.0\nrelease: 1.85.0\n").unwrap_err();
        assert!(error.to_string().contains("rustc-web is 1.85.0, too old"));
        assert!(refuse_old("").is_err());
    }
}
