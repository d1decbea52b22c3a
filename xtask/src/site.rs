//! The site: what the browser loads, under names that change with their content.

pub(crate) mod compress;
mod css;
mod files;
pub(crate) mod page;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use self::files::Named;
use crate::{steps::step, toolchain::Wasm, workspace::Workspace};

/// How the WASM is built.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Flavour {
    /// Quick to build.
    Debug,
    /// Small: what `release` ships, `size` weighs and `test` drives.
    Optimised,
}

/// A site on disk.
pub(crate) struct Site {
    /// What the server calls its site root.
    pub(crate) root: PathBuf,
    /// The first view: JavaScript, WASM and CSS.
    pub(crate) first_view: [Named; 3],
    /// What the pages of the Apps load: JavaScript, WASM, and CSS on top of the first view's.
    pub(crate) workbench: [Named; 3],
    /// The style of the pages below Settings, on top of the first view's.
    pub(crate) office: Named,
}

/// The name of the files that Leptos looks for.
const PRODUCT: &str = "relink";

/// Builds the product's site.
pub(crate) fn build(workspace: &Workspace, wasm: &Wasm, flavour: Flavour) -> Result<Site> {
    let page = page::build(workspace, wasm, page::APP, flavour)?;
    let workbench = page::build(workspace, wasm, page::WORKBENCH, flavour)?;
    let style = workspace.root.join("style");
    let [css, apps_css, office_css] = step("css: bundle", || {
        let [css, apps, office] =
            ["main.css", "workbench.css", "office.css"].map(|name| css::bundle(&style.join(name)));
        Ok([css?, apps?, office?])
    })?;
    let root = workspace.target.join(match flavour {
        Flavour::Debug => "site",
        Flavour::Optimised => "site-optimised",
    });
    let first_view = [
        Named::new(PRODUCT, "js", fs::read(&page.js)?),
        Named::new(PRODUCT, "wasm", fs::read(&page.wasm)?),
        Named::new(PRODUCT, "css", css.into_bytes()),
    ];
    let workbench = [
        Named::new("workbench", "js", fs::read(&workbench.js)?),
        Named::new("workbench", "wasm", fs::read(&workbench.wasm)?),
        Named::new("workbench", "css", apps_css.into_bytes()),
    ];
    let office = Named::new("office", "css", office_css.into_bytes());
    let site = Site { root, first_view, workbench, office };
    step("site: publish", || {
        files::mirror(&workspace.root.join("public"), &site.root, Some("pkg"))?;
        files::publish(site.files(), &page.snippets, &site.root.join("pkg"))
    })?;
    Ok(site)
}

impl Site {
    /// Writes the names' hashes where Leptos looks for them: beside the executable.
    pub(crate) fn write_hashes(&self, executable_directory: &Path) -> Result<()> {
        let lines = self.files().map(|file| format!("{}: {}\n", file.key(), file.hash));
        let file = executable_directory.join("hash.txt");
        files::write_if_changed(&file, lines.collect::<String>().as_bytes())
    }

    fn files(&self) -> impl Iterator<Item = &Named> + Clone {
        self.first_view.iter().chain(&self.workbench).chain([&self.office])
    }

    /// Makes `directory` the same site.
    pub(crate) fn copy_to(&self, directory: &Path) -> Result<()> {
        files::mirror(&self.root, directory, None)
    }
}
