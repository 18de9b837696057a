//! The repository as the tests read it: its files, without what is built or hidden.

use std::path::{Path, PathBuf};

/// The folder that holds the workspace's `Cargo.toml`.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the repository").to_owned()
}

/// A file of the repository with its text.
pub struct Source {
    /// Path from the root, with `/`.
    pub path: String,
    /// What is in it.
    pub text: String,
}

impl Source {
    /// Whether it lies in one of these folders.
    #[must_use]
    pub fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(&format!("{folder}/")))
    }
}

/// Paths of all files, sorted, without build outputs, dependencies and hidden folders.
#[must_use]
pub fn files() -> Vec<String> {
    let mut found = Vec::new();
    walk(&root(), "", &mut found);
    found.sort();
    found
}

/// The files of these folders whose names end so.
#[must_use]
pub fn sources(folders: &[&str], ending: &str) -> Vec<Source> {
    files()
        .into_iter()
        .filter(|path| path.ends_with(ending))
        .map(|path| Source { text: read(&path), path })
        .filter(|source| folders.is_empty() || source.is_in(folders))
        .collect()
}

/// The text of a file.
///
/// # Panics
/// If it is not there or not text.
#[must_use]
pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The text of a file that keeps how something is today, for a test that tells when it changes. Where there is none
/// yet, it is made of `now`, for whoever adds it to the repository.
///
/// # Panics
/// If it was not there, is not text or cannot be made.
#[must_use]
pub fn kept(path: &str, now: &str) -> String {
    let file = root().join(path);
    if !file.exists() {
        std::fs::write(&file, now).expect("the repository can be written");
        panic!("{path} was not there; it was made: keep it in the repository");
    }
    read(path)
}

const BUILT: &[&str] =
    &["target", "build", "data", "node_modules", "end2end/test-results", "end2end/report", "end2end/shots"];

fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let hidden = name.starts_with('.') && ![".ci", ".cargo"].contains(&name.as_str());
        if hidden || BUILT.contains(&path.as_str()) || name == "node_modules" {
            continue;
        }
        if entry.path().is_dir() {
            walk(&entry.path(), &path, found);
        } else {
            found.push(path);
        }
    }
}
