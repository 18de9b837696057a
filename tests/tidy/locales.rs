//! The words: English and Bengali have the same keys, and none is empty.

use crate::hold;
use crm_tests::repository::{read, sources};
use serde_json::Value;
use std::collections::BTreeMap;

/// Every key with its text, nested keys joined with a dot.
fn keys(path: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let value: Value = serde_json::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    collect("", &value, &mut found);
    found
}

fn collect(prefix: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    if let Value::Object(entries) = value {
        for (key, inner) in entries {
            let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            collect(&path, inner, found);
        }
    } else {
        found.insert(prefix.to_owned(), value.as_str().unwrap_or_default().to_owned());
    }
}

#[test]
fn both_languages_say_the_same_things() {
    let mut findings = Vec::new();
    for source in sources(&["app/locales/en"], ".json") {
        let other = source.path.replace("/en/", "/bn/");
        let (english, bengali) = (keys(&source.path), keys(&other));
        findings.extend(
            english.keys().filter(|key| !bengali.contains_key(*key)).map(|key| format!("{other}: {key}")),
        );
        findings.extend(
            bengali
                .keys()
                .filter(|key| !english.contains_key(*key))
                .map(|key| format!("{}: {key}", source.path)),
        );
        for (path, words) in [(&source.path, &english), (&other, &bengali)] {
            findings.extend(
                words
                    .iter()
                    .filter(|(_, text)| text.is_empty())
                    .map(|(key, _)| format!("{path}: {key} is empty")),
            );
        }
    }
    hold("a text is missing in one language", findings);
}

/// `{name}` in one language is `{name}` in the other.
#[test]
fn both_languages_fill_in_the_same_things() {
    let mut findings = Vec::new();
    for source in sources(&["app/locales/en"], ".json") {
        let bengali = keys(&source.path.replace("/en/", "/bn/"));
        for (key, text) in keys(&source.path) {
            let Some(other) = bengali.get(&key) else { continue };
            if holes(&text) != holes(other) {
                findings.push(format!("{} {key}: {text:?} and {other:?}", source.path));
            }
        }
    }
    hold("a text fills in other things in the other language", findings);
}

fn holes(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> =
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.trim())).collect();
    found.sort_unstable();
    found
}

/// The pages of the quick reference have the same parts in both languages, lead to the same places, and hold nothing
/// that runs.
#[test]
fn both_languages_have_the_same_quick_reference() {
    let pages = |language: &str| sources(&[&format!("public/help/{language}")], ".html");
    let (english, bengali) = (pages("en"), pages("bn"));
    assert_eq!(english.len(), 3, "a page for each role");
    let mut findings = Vec::new();
    for page in &english {
        let other = page.path.replace("/en/", "/bn/");
        let Some(other) = bengali.iter().find(|page| page.path == other) else {
            findings.push(format!("{other} is missing"));
            continue;
        };
        for mark in ["<h2>", "<li>", "<tr>", "<p>", "href=\"", "<kbd>"] {
            let count = |text: &str| text.matches(mark).count();
            if count(&page.text) != count(&other.text) {
                findings.push(format!("{}: as many {mark} in both languages", page.path));
            }
        }
        if links(&page.text) != links(&other.text) {
            findings.push(format!("{}: the languages lead to different places", page.path));
        }
        for text in [&page.text, &other.text] {
            if ["<script", "<style", "style=", " on", "http"].iter().any(|mark| tags(text).contains(mark)) {
                findings.push(format!("{}: something runs, looks or leads elsewhere", page.path));
            }
        }
    }
    hold("the quick reference differs between the languages", findings);
}

/// What stands between the brackets of the page's tags.
fn tags(html: &str) -> String {
    html.split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(tag, _)| format!("<{tag}>"))
        .collect()
}

fn links(html: &str) -> Vec<&str> {
    let mut links: Vec<&str> =
        html.split("href=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect();
    links.sort_unstable();
    links
}
