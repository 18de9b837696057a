//! The rules of ARCHITECTURE.md that no compiler holds: arrows, folders, words, sizes.

mod contrast;
mod features;
mod files;
mod folders;
mod icons;
mod layers;
mod locales;
mod stories;
mod threats;

/// Fails with every finding, one per line.
fn hold(rule: &str, findings: Vec<String>) {
    assert!(findings.is_empty(), "{rule}:\n  {}", findings.join("\n  "));
}
