//! Turns `locales/<language>/*.json` into Rust: one constant or function per sentence, so that a missing sentence
//! or a forgotten argument does not compile, and one table of the words that are looked up by id.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// The folders, in the order of `Locale`.
const LANGUAGES: [&str; 2] = ["en", "bn"];
/// The file of the words that are looked up by id.
const BY_ID: &str = "objects";

type Sentences = BTreeMap<String, [String; 2]>;

fn main() {
    println!("cargo::rerun-if-changed=locales");
    let mut out = String::new();
    for namespace in namespaces() {
        write_namespace(&mut out, &namespace, &sentences(&namespace));
    }
    write_table(&mut out);
    // The screens' module is taken apart into parts after linking, which needs to know what refers to what.
    if env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
    }
    let path = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("words.rs");
    fs::write(path, out).expect("OUT_DIR can be written");
}

fn namespaces() -> Vec<String> {
    let files = fs::read_dir("locales/en").expect("locales/en exists");
    let mut names: Vec<String> = files
        .filter_map(|file| Some(file.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .filter(|name| name != BY_ID)
        .collect();
    names.sort();
    names
}

fn read(language: &str, namespace: &str) -> Map<String, Value> {
    let path = format!("locales/{language}/{namespace}.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    match serde_json::from_str(&text) {
        Ok(Value::Object(map)) => map,
        Ok(_) => panic!("{path}: not an object"),
        Err(error) => panic!("{path}: {error}"),
    }
}

/// Every sentence of a namespace in both languages; stops the build where one language lacks it.
fn sentences(namespace: &str) -> Sentences {
    let [english, mut bengali] = LANGUAGES.map(|language| read(language, namespace));
    let mut sentences = Sentences::new();
    for (key, english) in english {
        let other = bengali.remove(&key).unwrap_or_else(|| panic!("bn/{namespace}.json lacks {key}"));
        let pair = [english, other].map(|text| {
            let Value::String(text) = text else { panic!("{namespace}.{key} is not text") };
            text
        });
        assert_eq!(arguments(&pair[0]), arguments(&pair[1]), "{namespace}.{key}: arguments differ");
        sentences.insert(key, pair);
    }
    assert!(bengali.is_empty(), "en/{namespace}.json lacks {:?}", bengali.keys().collect::<Vec<_>>());
    sentences
}

/// The names in braces, sorted, each once.
fn arguments(sentence: &str) -> Vec<String> {
    let mut names: Vec<String> = sentence
        .split('{')
        .skip(1)
        .map(|rest| rest.split_once('}').expect("a brace is closed").0.to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn write_namespace(out: &mut String, namespace: &str, sentences: &Sentences) {
    writeln!(out, "/// Sentences of `{namespace}.json`.\npub mod {namespace} {{")
        .expect("a string takes text");
    for (key, pair) in sentences {
        if let Some(stem) = key.strip_suffix("_one") {
            let other = &sentences[&format!("{stem}_other")];
            write_counted(out, stem, pair, other);
        } else if key.ends_with("_other") && sentences.contains_key(&key.replace("_other", "_one")) {
        } else if arguments(&pair[0]).is_empty() {
            let name = key.to_uppercase();
            writeln!(out, "/// {}\npub const {name}: super::Word = super::Word({pair:?});", line(&pair[0]))
                .expect("a string takes text");
        } else {
            let (parameters, list) = parameters(&arguments(&pair[0]));
            writeln!(
                out,
                "/// {}\npub fn {key}({parameters}) -> String {{ super::fill({pair:?}, &[{list}]) }}",
                line(&pair[0])
            )
            .expect("a string takes text");
        }
    }
    out.push_str("}\n");
}

/// A sentence with a number has two forms; `{count}` is the number in the person's digits.
fn write_counted(out: &mut String, stem: &str, one: &[String; 2], other: &[String; 2]) {
    let mut names = arguments(&other[0]);
    names.extend(arguments(&one[0]));
    names.sort();
    names.dedup();
    names.retain(|name| name != "count");
    let (parameters, list) = parameters(&names);
    let comma = if names.is_empty() { "" } else { ", " };
    writeln!(
        out,
        "/// {}\npub fn {stem}(number: u64{comma}{parameters}) -> String {{ \
         super::fill(super::plural(number, {one:?}, {other:?}), \
         &[(\"count\", &super::number(number)){comma}{list}]) }}",
        line(&other[0])
    )
    .expect("a string takes text");
}

fn parameters(names: &[String]) -> (String, String) {
    let parameters: Vec<String> = names.iter().map(|name| format!("{name}: &str")).collect();
    let list: Vec<String> = names.iter().map(|name| format!("(\"{name}\", {name})")).collect();
    (parameters.join(", "), list.join(", "))
}

fn line(sentence: &str) -> String {
    sentence.replace('\n', " ").replace('[', "\\[")
}

/// One sorted table `path -> [English, Bengali]` of the words by id: `field/deal/amount`.
fn write_table(out: &mut String) {
    let [english, bengali] = LANGUAGES.map(|language| {
        let mut flat = BTreeMap::new();
        flatten("", &Value::Object(read(language, BY_ID)), &mut flat);
        flat
    });
    out.push_str("/// Words by id, sorted by path.\npub static BY_ID: &[(&str, [&str; 2])] = &[\n");
    for (path, word) in &english {
        let other = bengali.get(path).unwrap_or_else(|| panic!("bn/objects.json lacks {path}"));
        writeln!(out, "    ({path:?}, [{word:?}, {other:?}]),").expect("a string takes text");
    }
    out.push_str("];\n");
}

fn flatten(path: &str, value: &Value, flat: &mut BTreeMap<String, String>) {
    if let Value::Object(map) = value {
        for (key, value) in map {
            let path = if path.is_empty() { key.clone() } else { format!("{path}/{key}") };
            flatten(&path, value, flat);
        }
    } else {
        let word = value.as_str().unwrap_or_else(|| panic!("objects.json: {path} is {value}"));
        flat.insert(path.to_owned(), word.to_owned());
    }
}
