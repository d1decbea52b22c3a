//! A crate's half for the browser: compiled, bound to JavaScript and, for a release, optimised.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::{
    Flavour,
    files::{copy_if_changed, digest},
};
use crate::{
    npm,
    steps::{self, step},
    toolchain::{TARGET, Wasm},
    workspace::{Workspace, holds},
};

/// Files of a page, not yet named by their content.
pub(crate) struct Page {
    pub(crate) js: PathBuf,
    pub(crate) wasm: PathBuf,
    /// Further modules that the JavaScript imports by relative path; often there are none.
    pub(crate) snippets: PathBuf,
}

/// A crate of ours that becomes WASM.
#[derive(Clone, Copy)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    /// The feature that makes it one for the browser, where it has a half for the server too.
    feature: Option<&'static str>,
}

/// The pages with islands, of which [`BUNDLES`] are made.
pub(crate) const APP: Package = Package { name: "app", feature: Some("hydrate") };
/// The pages with islands, in every language by its tag: a bundle has the words of one.
pub(crate) const BUNDLES: [(&str, Package); 3] = [
    ("en", Package { name: "bundle-en", feature: Some("hydrate") }),
    ("cs", Package { name: "bundle-cs", feature: Some("hydrate") }),
    ("de", Package { name: "bundle-de", feature: Some("hydrate") }),
];
/// What the pages of the Apps load.
pub(crate) const WORKBENCH: Package = Package { name: "workbench", feature: None };
/// What Leptos weighs by itself.
pub(crate) const EMPTY: Package = Package { name: "empty-page", feature: Some("hydrate") };

impl Package {
    /// What cargo is told about it.
    pub(crate) fn arguments(self) -> Vec<&'static str> {
        let mut arguments = vec!["--package", self.name, "--lib", "--target", TARGET];
        arguments.push("--no-default-features");
        arguments.extend(self.feature.into_iter().flat_map(|feature| ["--features", feature]));
        arguments
    }
}

/// Where the optimiser is installed, below the target folder.
const TOOLS: &str = "node";

/// What rustc writes into WASM today; wasm-opt must be told, because wasm-bindgen drops the note.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Builds the pages of `packages`; what did not change is not done again. While one is compiled, the one before is optimised.
pub(crate) fn build(
    workspace: &Workspace,
    wasm: &Wasm,
    packages: &[Package],
    flavour: Flavour,
) -> Result<Vec<Page>> {
    if flavour == Flavour::Optimised {
        install_optimiser(workspace)?;
    }
    thread::scope(|scope| {
        let mut building = Vec::with_capacity(packages.len());
        for package in packages {
            let compiled = compile(workspace, wasm, *package, flavour)?;
            building.push(scope.spawn(move || finish(workspace, *package, &compiled, flavour)));
        }
        let done = building.into_iter().map(|page| {
            page.join().map_err(|_| anyhow!("the build of a page ended in a panic"))?
        });
        done.collect()
    })
}

/// Binds and optimises a module.
fn finish(
    workspace: &Workspace,
    package: Package,
    compiled: &Path,
    flavour: Flavour,
) -> Result<Page> {
    let (folder, output) = match flavour {
        Flavour::Debug => ("debug", "page_bg.wasm"),
        Flavour::Optimised => ("optimised", "page_opt.wasm"),
    };
    let work = workspace.target.join("page").join(package.name).join(folder);
    let page =
        Page { js: work.join("page.js"), wasm: work.join(output), snippets: work.join("snippets") };
    let built_from = work.join("built-from");
    let source = fingerprint(workspace, compiled)?;
    if !holds(&built_from, &source) {
        let _ = fs::remove_dir_all(&work);
        step("wasm: wasm-bindgen", || bind(compiled, &work, flavour))?;
        if flavour == Flavour::Optimised {
            optimise(workspace, &work.join("page_bg.wasm"), &page.wasm)?;
        }
        fs::write(built_from, source)?;
    }
    Ok(page)
}

fn compile(
    workspace: &Workspace,
    wasm: &Wasm,
    package: Package,
    flavour: Flavour,
) -> Result<PathBuf> {
    let (profile, folder) = match flavour {
        Flavour::Debug => ("dev", "debug"),
        Flavour::Optimised => ("wasm-release", "wasm-release"),
    };
    let mut build = workspace.at_root(wasm.cargo());
    build.arg("build").args(package.arguments()).args(["--profile", profile]);
    steps::run(&format!("wasm: cargo build {} ({profile})", package.name), &mut build)?;
    let file = package.name.replace('-', "_");
    Ok(workspace.target.join(TARGET).join(folder).join(file).with_extension("wasm"))
}

/// The compiled module and the tools that work on it.
fn fingerprint(workspace: &Workspace, compiled: &Path) -> Result<String> {
    let module = fs::read(compiled).with_context(|| compiled.display().to_string())?;
    let tools = fs::read(workspace.root.join("xtask/package-lock.json"))?;
    let bindgen = wasm_bindgen_cli_support_version(workspace)?;
    Ok(format!("{} {} {bindgen}", digest(&module), digest(&tools)))
}

fn wasm_bindgen_cli_support_version(workspace: &Workspace) -> Result<String> {
    let lock = fs::read_to_string(workspace.root.join("Cargo.lock"))?;
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"wasm-bindgen-cli-support\"");
    let version = lines.nth(1).context("Cargo.lock lists no wasm-bindgen-cli-support")?;
    Ok(version.to_owned())
}

fn bind(compiled: &Path, work: &Path, flavour: Flavour) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(compiled).out_name("page").web(true)?.typescript(false);
    // The page names the module itself, by its hash.
    bindgen.omit_default_module_path(true);
    let shrink = flavour == Flavour::Optimised;
    bindgen.remove_name_section(shrink).remove_producers_section(shrink);
    bindgen.generate(work)
}

fn install_optimiser(workspace: &Workspace) -> Result<()> {
    let tools = workspace.target.join(TOOLS);
    for file in ["package.json", "package-lock.json"] {
        copy_if_changed(&workspace.root.join("xtask").join(file), &tools.join(file))?;
    }
    npm::install(&tools)
}

fn optimise(workspace: &Workspace, bound: &Path, optimised: &Path) -> Result<()> {
    let mut wasm_opt = Command::new("node");
    wasm_opt.arg(workspace.target.join(TOOLS).join("node_modules/binaryen/bin/wasm-opt"));
    wasm_opt.arg("-Oz").args(FEATURES).arg(bound).arg("-o").arg(optimised);
    steps::run("wasm: wasm-opt -Oz", &mut wasm_opt)
}
