//! Which test shows each attack and each fault of the threat model: a row that nothing shows is a promise that nobody keeps.
//!
//! X are attacks, C faults of a device, R faults of a relay. A row names files with a test in them, or counters of the
//! simulation: what a run of all storms must have injected at least once.

mod attacks;
mod faults;

use crate::hold;
use attacks::ATTACKS;
use crm_tests::repository::{read, root};
use faults::FAULTS;
use std::collections::BTreeSet;

/// A row: its name, what happens, what shows that it does no harm.
pub struct Row(pub &'static str, pub &'static str, pub &'static [Proof]);

/// What shows it.
pub enum Proof {
    /// A file, and a test in it.
    Test(&'static str, &'static str),
    /// A counter that every run of storms wants.
    Counted(&'static str),
    /// Nothing yet, and why.
    Left(&'static str),
}

use Proof::{Counted, Left, Test};

/// Rows that nothing shows yet. One more is a decision.
const LEFT: &[&str] = &["R2", "R4", "R10"];

fn numbered(letter: char, last: u32) -> impl Iterator<Item = String> {
    (1..=last).map(move |number| format!("{letter}{number}"))
}

#[test]
fn every_row_of_the_threat_model_is_there_once() {
    let rows: Vec<&str> = ATTACKS.iter().chain(FAULTS).map(|row| row.0).collect();
    let wanted: Vec<String> = numbered('X', 30).chain(numbered('C', 14)).chain(numbered('R', 16)).collect();
    assert_eq!(rows, wanted);
    let left = |row: &&Row| row.2.iter().any(|proof| matches!(proof, Left(_)));
    let left: Vec<&str> = ATTACKS.iter().chain(FAULTS).filter(left).map(|row| row.0).collect();
    assert_eq!(left, LEFT);
}

#[test]
fn every_proof_exists() {
    let storms = ["tests/simulation/storm.rs", "tests/simulation/private_storm.rs"].map(read);
    let mut findings = Vec::new();
    for Row(row, what, proofs) in ATTACKS.iter().chain(FAULTS) {
        if proofs.is_empty() {
            findings.push(format!("{row}, {what}: nothing shows it"));
        }
        for proof in *proofs {
            let found = match proof {
                Test(file, name) => is_tested(&read(file), name),
                Counted(name) => {
                    storms.iter().any(|text| wanted(text).contains(&format!("    \"{name}\",\n")))
                }
                Left(_) => true,
            };
            let (Test(_, name) | Counted(name) | Left(name)) = proof;
            if !found {
                findings.push(format!("{row}, {what}: there is no {name}"));
            }
        }
    }
    hold("a row of the threat model names what is not there", findings);
}

/// Whether a file holds a test of that name; in a browser's the name is a sentence, or the beginning of one.
fn is_tested(text: &str, name: &str) -> bool {
    // The attribute, which may have arguments, and the head of the function behind it.
    let rust =
        ["#[test", "#[tokio::test"].iter().flat_map(|begins| text.split(begins).skip(1)).any(|after| {
            let head = after.split_once("]\n").map_or("", |(_, after)| after);
            let head = head.split('{').next().unwrap_or_default();
            head.contains(&format!("fn {name}("))
        });
    rust || text.lines().any(|line| line.trim_start().starts_with("test(") && line.contains(name))
}

/// What a run of all storms must have injected.
fn wanted(text: &str) -> &str {
    let from = text.split_once("pub const WANTED").expect("a storm says what it wants").1;
    from.split_once("];").expect("a list ends").0
}

/// Each planted fault names the test that has to find it.
#[test]
fn every_planted_fault_names_a_test() {
    let text = read("app/planted/src/lib.rs");
    let mut names = BTreeSet::new();
    let mut findings = Vec::new();
    for line in text.lines().filter(|line| line.starts_with("    ") && line.ends_with("\";")) {
        let parts: Vec<&str> = line.split('"').collect();
        let [_, name, _, binary, _, test, _] = parts[..] else { continue };
        let (modules, function) = test.rsplit_once("::").expect("a path within the binary");
        let path = modules.trim_end_matches("::tests").replace("::", "/");
        let folder = if binary == "crm_core" { "app/core/src".to_owned() } else { format!("tests/{binary}") };
        let file = if root().join(&folder).join(&path).is_dir() {
            format!("{path}/mod.rs")
        } else {
            format!("{path}.rs")
        };
        if !is_tested(&read(&format!("{folder}/{file}")), function) {
            findings.push(format!("{name}: there is no {binary} {test}"));
        }
        names.insert(name.to_owned());
    }
    assert!(names.len() >= 20, "{names:?}");
    hold("a planted fault names a test that is not there", findings);
}
