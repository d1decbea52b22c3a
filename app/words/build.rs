//! Turns the catalogues of sentences into checked Rust: a key that is missing, or a value that is forgotten, does not
//! compile.
//!
//! The server is given every language, a bundle the one that it is built for. It calls the two crates that
//! `leptos_i18n_build` consists of; that crate itself also brings a downloader of locale data, which we have no use for.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use leptos_i18n_codegen::gen_code;
use leptos_i18n_parser::{
    parse_locales::{
        options::{Config, ParseOptions},
        parse_locales,
    },
    utils::Key,
};
use serde_json::{Map, Value};

const CATALOGUES: &str = "../locales";
/// The first is the one whose keys count.
const LANGUAGES: [&str; 3] = ["en", "cs", "de"];

type Catalogue = Map<String, Value>;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={CATALOGUES}");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut catalogues = BTreeMap::new();
    for language in LANGUAGES {
        let text = fs::read_to_string(Path::new(CATALOGUES).join(format!("{language}.json")))?;
        catalogues.insert(language, serde_json::from_str::<Catalogue>(&text)?);
    }
    complete(&mut catalogues);
    let complete = out.join("locales");
    fs::create_dir_all(&complete)?;
    for (language, catalogue) in &catalogues {
        fs::write(complete.join(format!("{language}.json")), serde_json::to_string(catalogue)?)?;
    }
    let bundle = env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32";
    let languages = if bundle { vec![chosen()] } else { LANGUAGES.to_vec() };
    let mut config = Config::new(languages[0])?;
    config.locales =
        languages.iter().map(|tag| Key::new(tag)).collect::<Option<_>>().ok_or("no language")?;
    config.locales_path = Cow::Owned(complete);
    config.options = ParseOptions::new().interpolate_display(true);
    let catalogue = parse_locales(None, config)?;
    let code = gen_code(&catalogue, None, false, None, false)?;
    // One line would make every error of the compiler half a megabyte long.
    fs::write(out.join("i18n.rs"), code.to_string().replace(" ; ", " ;\n"))?;
    Ok(())
}

/// The language of a bundle: the one whose feature is on.
fn chosen() -> &'static str {
    let is_on = |tag: &&str| env::var_os(format!("CARGO_FEATURE_{}", tag.to_uppercase())).is_some();
    LANGUAGES.into_iter().find(is_on).unwrap_or(LANGUAGES[0])
}

/// Gives every language the forms of a number that any of them has: where it has no such form, it says what it says of many.
fn complete(catalogues: &mut BTreeMap<&str, Catalogue>) {
    let mut places = Vec::new();
    for catalogue in catalogues.values() {
        forms(catalogue, &mut Vec::new(), &mut places);
    }
    for catalogue in catalogues.values_mut() {
        for (path, name) in &places {
            let Some(section) = section(catalogue, path) else { continue };
            if !section.contains_key(name)
                && let Some(many) = many(name, section).cloned()
            {
                section.insert(name.clone(), many);
            }
        }
    }
}

/// What a form stands beside: `lost_few` beside `lost_many`, or `days_few` beside `days`.
fn many<'a>(name: &str, section: &'a Catalogue) -> Option<&'a Value> {
    let stem = name.strip_suffix("_few").or_else(|| name.strip_suffix("_one"))?;
    section.get(&format!("{stem}_many")).or_else(|| section.get(stem))
}

fn forms(catalogue: &Catalogue, path: &mut Vec<String>, places: &mut Vec<(Vec<String>, String)>) {
    for (name, value) in catalogue {
        if let Value::Object(section) = value {
            path.push(name.clone());
            forms(section, path, places);
            path.pop();
        } else if many(name, catalogue).is_some() {
            places.push((path.clone(), name.clone()));
        }
    }
}

fn section<'a>(catalogue: &'a mut Catalogue, path: &[String]) -> Option<&'a mut Catalogue> {
    path.iter().try_fold(catalogue, |section, name| section.get_mut(name)?.as_object_mut())
}
