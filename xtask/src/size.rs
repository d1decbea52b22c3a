//! `cargo xtask size`: weighs the first view against its budgets.

use std::{fs, process::ExitCode};

use anyhow::{Context, Result};

use crate::{
    install::Consent,
    site::{self, Flavour, compress::brotli, page},
    steps::step,
    toolchain::Wasm,
    workspace::Workspace,
};

/// Bytes of the first view, compressed: about a second on a slow phone's connection.
const ABSOLUTE: usize = 200_000;
/// Tenths of an empty Leptos page, built the same way: what is ours may cost this much.
const RELATIVE_TENTHS: usize = 16;
/// Bytes of what a page of an App loads besides the style, compressed.
const WORKBENCH: usize = 60_000;

/// Prints a table for each language; over a budget is a failure.
pub(crate) fn size(workspace: &Workspace, consent: Consent) -> Result<ExitCode> {
    let wasm = Wasm::ready(workspace, consent)?;
    let site = site::build(workspace, &wasm, Flavour::Optimised)?;
    let empty = page::build(workspace, &wasm, &[page::EMPTY], Flavour::Optimised)?;
    let (products, empty, workbench, apps_css, office_css) = step("size: compress", || {
        let css = brotli(&site.style.content)?.len();
        let products = site.bundles.iter().map(|bundle| {
            let (js, wasm) =
                (brotli(&bundle.js.content)?.len(), brotli(&bundle.wasm.content)?.len());
            Ok((bundle.language, Weight { wasm, js, css }))
        });
        let products = products.collect::<Result<Vec<_>>>()?;
        let empty = empty.first().context("no empty page was built")?;
        let empty = Weight {
            wasm: brotli(&fs::read(&empty.wasm)?)?.len(),
            js: brotli(&fs::read(&empty.js)?)?.len(),
            css: 0,
        };
        let [js, wasm, apps_css] = &site.workbench;
        let workbench =
            Weight { wasm: brotli(&wasm.content)?.len(), js: brotli(&js.content)?.len(), css: 0 };
        let (apps_css, office_css) = (brotli(&apps_css.content)?, brotli(&site.office.content)?);
        Ok((products, empty, workbench, apps_css.len(), office_css.len()))
    })?;
    for (language, product) in &products {
        println!("\n{}", table(language, product, &empty));
    }
    let verdict = if workbench.total() <= WORKBENCH { "kept" } else { "EXCEEDED" };
    println!(
        "workbench: {} of {WORKBENCH}, {verdict}; css of the Apps: {apps_css}, of Settings: {office_css}",
        workbench.total()
    );
    let budgets = budgets(&empty);
    let fits = |product: &Weight| budgets.iter().all(|(_, most)| product.total() <= *most);
    let all_fit =
        products.iter().all(|(_, product)| fits(product)) && workbench.total() <= WORKBENCH;
    Ok(if all_fit { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Bytes after brotli 11.
struct Weight {
    wasm: usize,
    js: usize,
    css: usize,
}

impl Weight {
    fn total(&self) -> usize {
        self.wasm + self.js + self.css
    }
}

fn budgets(empty: &Weight) -> [(&'static str, usize); 2] {
    [("absolute", ABSOLUTE), ("1.6 x empty page", empty.total() * RELATIVE_TENTHS / 10)]
}

fn table(language: &str, product: &Weight, empty: &Weight) -> String {
    let row =
        |name: &str, product: usize, empty: usize| format!("{name:18}{product:>10}{empty:>12}\n");
    let mut text = format!("{:18}{:>10}{:>12}\n", "bytes, brotli 11", language, "empty page");
    text += &row("wasm", product.wasm, empty.wasm);
    text += &row("js", product.js, empty.js);
    text += &row("css", product.css, empty.css);
    text += &row("first view", product.total(), empty.total());
    for (name, budget) in budgets(empty) {
        let verdict = if product.total() <= budget { "kept" } else { "EXCEEDED" };
        let share = product.total() * 100 / budget;
        text += &format!("budget {name}: {budget} ({share} %), {verdict}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_the_budget_that_is_exceeded() {
        let empty = Weight { wasm: 100_000, js: 10_000, css: 0 };
        let product = Weight { wasm: 170_000, js: 8_000, css: 4_000 };
        let table = table("en", &product, &empty);
        assert!(table.contains("budget absolute: 200000 (91 %), kept"), "{table}");
        assert!(table.contains("budget 1.6 x empty page: 176000 (103 %), EXCEEDED"), "{table}");
    }
}
