//! A Chromium for the browser tests: the one that is there, else Debian's, else Playwright's own.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::{
    install::{self, Consent},
    npm, steps,
    workspace::which,
};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The program to drive, or nothing where Playwright knows its own.
pub(crate) fn ready(end2end: &Path, consent: Consent) -> Result<Option<PathBuf>> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Ok(Some(named.into()));
    }
    if let Some(present) = present() {
        return Ok(Some(present));
    }
    if install::is_offered("chromium") {
        install::packages("the browser tests", &["chromium"], consent)?;
        return Ok(present());
    }
    let mut playwright = npm::npx(end2end)?;
    steps::run(
        "playwright install chromium",
        playwright.args(["playwright", "install", "chromium"]),
    )?;
    Ok(None)
}

fn present() -> Option<PathBuf> {
    NAMES.into_iter().find_map(which)
}
