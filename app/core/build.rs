//! Turns the names of fields and choices in both languages into a table, so that files with either are understood.

use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

const LANGUAGES: [&str; 2] = ["en", "bn"];

fn main() {
    let mut out = String::new();
    for (part, name) in [("field", "FIELDS"), ("choice", "CHOICES")] {
        let [english, bengali] = LANGUAGES.map(|language| words(language, part));
        writeln!(out, "/// Names by path, sorted.\npub(super) static {name}: &[(&str, [&str; 2])] = &[")
            .expect("a string takes text");
        for (path, word) in &english {
            let other = bengali.iter().find(|(same, _)| same == path);
            let other = other.map_or_else(|| panic!("bn/objects.json lacks {part}/{path}"), |(_, word)| word);
            writeln!(out, "    ({path:?}, [{word:?}, {other:?}]),").expect("a string takes text");
        }
        out.push_str("];\n");
    }
    let path = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("names.rs");
    fs::write(path, out).expect("OUT_DIR can be written");
}

fn words(language: &str, part: &str) -> Vec<(String, String)> {
    let path = format!("../locales/{language}/objects.json");
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut all: Map<String, Value> =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut flat = Vec::new();
    flatten("", &all.remove(part).unwrap_or_default(), &mut flat);
    flat.sort();
    flat
}

fn flatten(path: &str, value: &Value, flat: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}/{key}") };
                flatten(&path, value, flat);
            }
        }
        Value::String(word) => flat.push((path.to_owned(), word.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => panic!("{path} is no word"),
    }
}
