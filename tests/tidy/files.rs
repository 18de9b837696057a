//! How a file looks: its first sentence, its length, its name, and no sentences for people in the markup.

use crate::hold;
use crm_tests::repository::{files, read, sources};

const CODE: &[&str] = &["app", "server", "tests"];
/// About 300 is the habit; this is the limit.
const LONGEST: usize = 500;

#[test]
fn every_module_starts_with_what_it_is_for() {
    let silent = sources(CODE, ".rs")
        .into_iter()
        .filter(|source| !source.text.starts_with("//! "))
        .map(|source| source.path)
        .collect();
    hold("a module does not start with `//!` and a sentence", silent);
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut long: Vec<String> = Vec::new();
    for ending in [".rs", ".css", ".ts", ".mjs"] {
        for source in sources(&["app", "server", "tests", "style", "end2end", "public"], ending) {
            let lines = source.text.lines().count();
            if lines > LONGEST {
                long.push(format!("{} has {lines} lines", source.path));
            }
        }
    }
    hold("a file is longer than 500 lines", long);
}

#[test]
fn nothing_is_called_after_nothing() {
    let empty = ["utils", "util", "misc", "common", "helpers", "helper"];
    let findings = files()
        .into_iter()
        .filter(|path| !path.starts_with("app/locales/"))
        .filter(|path| path.split('/').any(|part| empty.contains(&part.split('.').next().unwrap_or(part))))
        .collect();
    hold("a name says nothing", findings);
}

#[test]
fn every_test_file_is_built() {
    let manifest = read("tests/Cargo.toml");
    let mut forgotten = Vec::new();
    for source in sources(&["tests"], ".rs") {
        if source.is_in(&["tests/src"]) {
            continue;
        }
        let inner = source.path.trim_start_matches("tests/");
        let folder = inner.split('/').next().unwrap_or(inner);
        // A module of its own folder is declared by the folder's name.
        let whole = inner.trim_end_matches("/mod.rs").trim_end_matches(".rs");
        let stem = whole.rsplit('/').next().unwrap_or(whole);
        let declared = |text: &str| text.contains(&format!("mod {stem};"));
        let by_sibling =
            sources(&[&format!("tests/{folder}")], ".rs").iter().any(|other| declared(&other.text));
        if !manifest.contains(&format!("path = \"{inner}\"")) && !by_sibling {
            forgotten.push(source.path);
        }
    }
    hold("a test file is neither a [[test]] nor a module of one", forgotten);
}

/// Words for people come from the locales. Markup is searched for string literals that read like a sentence.
#[test]
fn screens_speak_through_the_locales() {
    let mut findings = Vec::new();
    for source in sources(&["app/src/screens", "app/src/components", "app/src/fields"], ".rs") {
        let product = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in product.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let technical =
                ["expect(", "class=", "class:", "panic!", "log", "#[doc", "error(", "d=\"", "sizes="];
            if technical.iter().any(|mark| code.contains(mark)) {
                continue;
            }
            for literal in code.split('"').skip(1).step_by(2).filter(|text| is_sentence(text)) {
                findings.push(format!("{}:{}: {literal:?}", source.path, number + 1));
            }
        }
    }
    hold("a sentence stands in the markup", findings);
}

/// Starts with a capital and has at least two words of letters.
fn is_sentence(text: &str) -> bool {
    let words =
        text.split(' ').filter(|word| word.len() > 1 && word.chars().all(char::is_alphabetic)).count();
    text.starts_with(|first: char| first.is_uppercase()) && words >= 2
}

#[test]
fn a_sentence_is_told_from_a_name() {
    for (text, expected) in [
        ("Save this record", true),
        ("Could not open", true),
        ("button primary", false),
        ("Enter", false),
        ("/list/contact", false),
        ("M12 5v14", false),
    ] {
        assert_eq!(is_sentence(text), expected, "{text}");
    }
}

/// A rule that asks with `:has()` what lies in the page, a list or a table has every cell styled anew whenever anything
/// in there comes or goes (decision 42). The subject says it by an attribute. Print is drawn once.
#[test]
fn no_rule_asks_what_the_whole_page_holds() {
    let holders = [
        ":root",
        "html",
        "body",
        ".page",
        ".list-page",
        ".with-beside",
        ".list-body",
        ".table",
        ".table-body",
    ];
    let mut findings = Vec::new();
    for source in sources(&["style"], ".css").into_iter().filter(|source| source.path != "style/print.css") {
        for (number, line) in source.text.lines().enumerate() {
            let subjects = line.match_indices(":has(").map(|(at, _)| {
                let before = line[..at].rsplit([' ', ',', '>', '(']).next().unwrap_or_default();
                let end = before.char_indices().skip(1).find(|(_, letter)| [':', '['].contains(letter));
                &before[..end.map_or(before.len(), |(at, _)| at)]
            });
            for subject in subjects {
                if holders.contains(&subject) {
                    findings.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
                }
            }
        }
    }
    hold("a rule looks for something in all of the page", findings);
}
