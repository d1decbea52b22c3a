//! Turns the catalogue of sentences into checked Rust: a key that is missing, or a value that is forgotten, does not
//! compile.
//!
//! It calls the two crates that `leptos_i18n_build` consists of; that crate itself also brings a downloader of locale
//! data, which we have no use for.

use std::{borrow::Cow, env, error::Error, fs, path::Path, path::PathBuf};

use leptos_i18n_codegen::gen_code;
use leptos_i18n_parser::parse_locales::{
    options::{Config, ParseOptions},
    parse_locales,
};

const CATALOGUE: &str = "../locales";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={CATALOGUE}");
    let mut config = Config::new("en")?;
    config.locales_path = Cow::Borrowed(Path::new(CATALOGUE));
    config.options = ParseOptions::new().interpolate_display(true);
    let catalogue = parse_locales(None, config)?;
    let code = gen_code(&catalogue, None, false, None, false)?;
    let to = PathBuf::from(env::var("OUT_DIR")?).join("i18n.rs");
    // One line would make every error of the compiler half a megabyte long.
    fs::write(to, code.to_string().replace(" ; ", " ;\n"))?;
    Ok(())
}
