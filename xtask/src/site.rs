//! The site: what the browser loads, under names that change with their content.

pub(crate) mod compress;
mod css;
mod files;
pub(crate) mod page;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

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
    /// What the first view loads besides its style, in every language.
    pub(crate) bundles: Vec<Bundle>,
    /// The style of the first view.
    pub(crate) style: Named,
    /// What the pages of the Apps load: JavaScript, WASM, and CSS on top of the first view's.
    pub(crate) workbench: [Named; 3],
    /// The style of the pages below Settings, on top of the first view's.
    pub(crate) office: Named,
}

/// The pages with islands in one language.
pub(crate) struct Bundle {
    /// The language's tag (RFC 5646).
    pub(crate) language: &'static str,
    /// JavaScript.
    pub(crate) js: Named,
    /// WASM.
    pub(crate) wasm: Named,
}

/// The name of the files that Leptos looks for.
const PRODUCT: &str = "relink";

/// Builds the product's site.
pub(crate) fn build(workspace: &Workspace, wasm: &Wasm, flavour: Flavour) -> Result<Site> {
    let packages: Vec<_> =
        page::BUNDLES.iter().map(|(_, bundle)| *bundle).chain([page::WORKBENCH]).collect();
    let pages = page::build(workspace, wasm, &packages, flavour)?;
    let (workbench, localised) = pages.split_last().context("no page was built")?;
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
    let bundles = page::BUNDLES.iter().zip(localised).map(|((language, _), page)| {
        let js = Named::new(PRODUCT, "js", fs::read(&page.js)?);
        Ok(Bundle { language, js, wasm: Named::new(PRODUCT, "wasm", fs::read(&page.wasm)?) })
    });
    let bundles = bundles.collect::<Result<Vec<_>>>()?;
    let style = Named::new(PRODUCT, "css", css.into_bytes());
    let workbench = [
        Named::new("workbench", "js", fs::read(&workbench.js)?),
        Named::new("workbench", "wasm", fs::read(&workbench.wasm)?),
        Named::new("workbench", "css", apps_css.into_bytes()),
    ];
    let office = Named::new("office", "css", office_css.into_bytes());
    let site = Site { root, bundles, style, workbench, office };
    let snippets: Vec<_> = pages.iter().map(|page| page.snippets.as_path()).collect();
    step("site: publish", || {
        files::mirror(&workspace.root.join("public"), &site.root, Some("pkg"))?;
        let own = site.bundles.iter().flat_map(Bundle::files);
        files::publish(own.chain(site.shared()), &snippets, &site.root.join("pkg"))
    })?;
    Ok(site)
}

impl Bundle {
    fn files(&self) -> [&Named; 2] {
        [&self.js, &self.wasm]
    }

    /// Where the names of this language's site stand: Leptos looks there for its own.
    fn list(&self) -> String {
        format!("hash.{}.txt", self.language)
    }
}

impl Site {
    /// Writes the names' hashes where Leptos looks for them: beside the executable, a list for each language.
    pub(crate) fn write_hashes(&self, executable_directory: &Path) -> Result<()> {
        for bundle in &self.bundles {
            let files = bundle.files().into_iter().chain(self.shared());
            let lines = files.map(|file| format!("{}: {}\n", file.key(), file.hash));
            let list = executable_directory.join(bundle.list());
            files::write_if_changed(&list, lines.collect::<String>().as_bytes())?;
        }
        Ok(())
    }

    /// What is the same in every language.
    fn shared(&self) -> impl Iterator<Item = &Named> {
        [&self.style].into_iter().chain(&self.workbench).chain([&self.office])
    }

    /// Makes `directory` the same site.
    pub(crate) fn copy_to(&self, directory: &Path) -> Result<()> {
        files::mirror(&self.root, directory, None)
    }
}
