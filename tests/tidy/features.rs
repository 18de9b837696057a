//! What each of the products is built from: the screens without Automerge, the engine without Leptos.

use crm_tests::repository::{read, root};
use std::process::Command;

/// Every package that a build of this package for browsers links.
fn tree(package: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "tree",
            "-p",
            package,
            "--target",
            "wasm32-unknown-unknown",
            "-e",
            "normal",
            "--prefix",
            "none",
        ])
        .args(["--format", "{p} {f}", "--locked"])
        .output()
        .expect("cargo runs, for it runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

fn names<'a>(tree: &'a str, package: &str) -> Option<&'a str> {
    tree.lines().find(|line| line.split(' ').next() == Some(package))
}

#[test]
fn the_screens_contain_no_store_and_no_server() {
    let tree = tree("crm-app");
    for package in ["automerge", "crm-sync", "crm-engine", "indexed_db_futures", "tokio", "axum", "sqlx"] {
        assert_eq!(names(&tree, package), None, "crm-app links {package}");
    }
    let leptos = names(&tree, "leptos").expect("the screens are Leptos");
    assert!(leptos.contains("csr") && !leptos.contains("ssr"), "crm-app mounts on the client: {leptos}");
}

#[test]
fn the_engine_contains_no_screen() {
    let tree = tree("crm-engine");
    assert!(names(&tree, "automerge").is_some(), "the engine reads and writes documents");
    for package in ["leptos", "crm-app", "crm-accounts", "axum"] {
        assert_eq!(names(&tree, package), None, "crm-engine links {package}");
    }
}

/// Faults are switched on by nobody but the tests that look for them.
#[test]
fn the_products_have_nothing_planted() {
    for product in ["crm-app", "crm-engine", "crm-server"] {
        let tree = tree(product);
        if let Some(line) = names(&tree, "crm-planted") {
            assert!(!line.ends_with("planted"), "{product} is built with faults: {line}");
        }
    }
    let named = "crm-planted/planted";
    for folder in ["app", "app/core", "app/sync", "app/accounts", "app/engine", "server"] {
        assert!(!read(&format!("{folder}/Cargo.toml")).contains(named), "{folder} switches faults on");
    }
    let makefile = read("Makefile");
    let lines = makefile.lines().filter(|line| line.contains("crm-tests/planted")).count();
    assert_eq!(lines, 1, "one line of the Makefile switches faults on");
}

/// The relay's gate needs unwinding, so no profile may abort; versions and lints stand once, in the root.
#[test]
fn the_manifests_agree() {
    let workspace = read("Cargo.toml");
    assert!(!workspace.contains("panic ="), "a profile sets `panic`");
    for folder in
        ["app", "app/core", "app/sync", "app/accounts", "app/engine", "app/planted", "server", "tests"]
    {
        let manifest = read(&format!("{folder}/Cargo.toml"));
        assert!(manifest.contains("[lints]\nworkspace = true"), "{folder} has lints of its own");
        assert!(manifest.contains("license.workspace = true"), "{folder} has no licence");
        assert!(!manifest.contains("[profile"), "{folder} has a profile of its own");
    }
    let features = read("app/Cargo.toml");
    assert!(!features.contains("default = ["), "bench page and styleguide are not part of the product");
}
