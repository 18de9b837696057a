//! ARCHITECTURE.md and the folders: each names the other, and the top level is the agreed one.

use crate::hold;
use crm_tests::repository::{files, read};
use std::collections::BTreeSet;

const TOP: &[&str] = &["app", "server", "style", "public", "end2end", "tests", ".ci", ".cargo"];

/// Folders whose names are data: languages, one screen each, what a spec compares with.
fn is_data(folder: &str) -> bool {
    ["app/locales/", "public/help/", "tests/fixtures/", "tests/processes/fixtures/"]
        .iter()
        .any(|data| folder.starts_with(data))
        || folder.ends_with("-snapshots")
}

fn folders() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in files() {
        let mut folder = path.as_str();
        while let Some((parent, _)) = folder.rsplit_once('/') {
            found.insert(parent.to_owned());
            folder = parent;
        }
    }
    found
}

/// The folders that ARCHITECTURE.md gives a sentence: the first cell of a table's row, in backticks.
fn described() -> BTreeSet<String> {
    read("ARCHITECTURE.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(folder, _)| folder.trim_end_matches('/').to_owned())
        .collect()
}

#[test]
fn the_top_level_is_the_agreed_one() {
    let strange = folders()
        .into_iter()
        .filter(|folder| !folder.contains('/') && !TOP.contains(&folder.as_str()))
        .collect();
    hold("a folder of the top level that nobody agreed on", strange);
}

#[test]
fn every_folder_has_its_sentence() {
    let described = described();
    let silent = folders()
        .into_iter()
        .filter(|folder| !described.contains(folder) && !is_data(folder))
        .filter(|folder| !(folder.ends_with("/src") && described.contains(folder.trim_end_matches("/src"))))
        .collect();
    hold("ARCHITECTURE.md does not name a folder", silent);
}

#[test]
fn every_sentence_has_its_folder() {
    let there = folders();
    let gone = described().into_iter().filter(|folder| !there.contains(folder)).collect();
    hold("ARCHITECTURE.md names a folder that does not exist", gone);
}
