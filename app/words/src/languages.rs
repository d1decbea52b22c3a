//! The catalogues: each says everything that the English one says, with the same values in it, also where it has a form of its
//! own for one thing: a bundle has one of them, and is compiled like all. Whoever adds a sentence adds it to all of them.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

type Catalogue = BTreeMap<String, String>;

fn read(language: &str) -> Catalogue {
    let locales = Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales");
    let text = fs::read_to_string(locales.join(format!("{language}.json"))).unwrap();
    let mut sentences = Catalogue::new();
    collect("", &serde_json::from_str(&text).unwrap(), &mut sentences);
    sentences
}

fn collect(name: &str, value: &Value, sentences: &mut Catalogue) {
    match value {
        Value::Object(parts) => {
            for (part, value) in parts {
                let name = if name.is_empty() { part.clone() } else { format!("{name}.{part}") };
                collect(&name, value, sentences);
            }
        }
        Value::String(text) => {
            sentences.insert(name.to_owned(), text.clone());
        }
        other => panic!("{name}: {other}"),
    }
}

/// The values that a sentence names, sorted.
fn values(sentence: &str) -> Vec<&str> {
    let parts = sentence.split("{{").skip(1);
    let mut values: Vec<_> = parts.map(|part| part.split("}}").next().unwrap().trim()).collect();
    values.sort_unstable();
    values
}

/// The sentence of the English catalogue that a form of a number stands beside: languages have one, or a few, where English has
/// many.
fn many(key: &str, english: &Catalogue) -> Option<String> {
    let stem = key.strip_suffix("_few").or_else(|| key.strip_suffix("_one"))?;
    let names = [format!("{stem}_many"), stem.to_owned()];
    names.into_iter().find(|name| english.contains_key(name))
}

#[test]
fn every_language_says_what_english_says() {
    let english = read("en");
    let mut wrong = Vec::new();
    for language in ["cs", "de"] {
        let theirs = read(language);
        let missing = english.keys().filter(|key| !theirs.contains_key(*key));
        wrong.extend(missing.map(|key| format!("{language}: {key} is missing")));
        for (key, sentence) in &theirs {
            let same = english.get(key).cloned();
            let like = same.or_else(|| many(key, &english).map(|name| english[&name].clone()));
            match like {
                None => wrong.push(format!("{language}: nobody says {key}")),
                Some(_) if sentence.trim().is_empty() => {
                    wrong.push(format!("{language}: {key} is empty"));
                }
                Some(like) if values(sentence) != values(&like) => {
                    wrong.push(format!("{language}: {key} has other values"));
                }
                Some(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
