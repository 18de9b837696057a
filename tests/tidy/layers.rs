//! Who may know whom: arrows between crates, and words that a folder must not contain.

use crate::hold;
use crm_tests::repository::{read, sources};

/// Each crate of ours with the crates of ours that it may name.
const ARROWS: &[(&str, &[&str])] = &[
    ("app", &["crm-core", "crm-accounts"]),
    ("app/core", &["crm-planted"]),
    ("app/sync", &[]),
    ("app/accounts", &[]),
    ("app/engine", &["crm-core", "crm-planted", "crm-sync"]),
    ("app/planted", &[]),
    ("server", &["crm-core", "crm-sync", "crm-accounts", "crm-planted"]),
];

#[test]
fn crates_depend_only_along_the_arrows() {
    let mut findings = Vec::new();
    for (folder, allowed) in ARROWS {
        for line in read(&format!("{folder}/Cargo.toml")).lines() {
            let named = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if named.starts_with("crm-") && !allowed.contains(&named) {
                findings.push(format!("{folder}/Cargo.toml names {named}"));
            }
        }
    }
    hold("a crate depends against the arrows", findings);
}

/// A folder, what it must not name, and the files in it that may.
struct Ban {
    folder: &'static str,
    words: &'static [&'static str],
    except: &'static [&'static str],
}

const BANS: &[Ban] = &[
    // The only place that knows how a record is stored as a document.
    Ban {
        folder: "app/core/src",
        words: &["automerge::", "use automerge"],
        except: &["app/core/src/document/"],
    },
    Ban {
        folder: "app/core/src",
        words: &["leptos", "web_sys", "tokio", "async fn", "crm_sync"],
        except: &[],
    },
    // Time and chance are arguments of everything that decides.
    Ban {
        folder: "app/core/src",
        words: &["SystemTime::now", "Instant::now", "Date::now", "getrandom", "rand::"],
        except: &[],
    },
    Ban {
        folder: "app/sync/src",
        words: &[
            "crm_core",
            "automerge",
            "SystemTime::now",
            "Instant::now",
            "getrandom",
            "rand::",
            "async fn",
        ],
        except: &[],
    },
    Ban {
        folder: "app/src",
        words: &["automerge", "crm_sync", "crm_engine", "Idb", "WebSocket"],
        except: &[],
    },
    Ban { folder: "app/src/screens", words: &["post_message"], except: &[] },
    Ban { folder: "app/src/components", words: &["post_message", "crm_core", "crm_accounts"], except: &[] },
    Ban { folder: "app/engine/src", words: &["leptos", "crm_accounts"], except: &[] },
    // They carry bytes and numbers; what a Deal is, is none of their business.
    Ban { folder: "server/src/log", words: &["crm_core", "automerge"], except: &[] },
    Ban { folder: "server/src/socket", words: &["crm_core", "automerge"], except: &[] },
];

#[test]
fn folders_do_not_name_what_they_must_not_know() {
    let mut findings = Vec::new();
    for ban in BANS {
        for source in sources(&[ban.folder], ".rs") {
            if ban.except.iter().any(|free| source.path.starts_with(free)) {
                continue;
            }
            for (number, line) in source.text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for word in ban.words.iter().filter(|word| code.contains(**word)) {
                    findings.push(format!("{}:{} names {word}", source.path, number + 1));
                }
            }
        }
    }
    hold("a folder names what it must not know", findings);
}

/// The objects of the catalogue are no business of widgets that would fit any product.
#[test]
fn components_know_no_crm_noun() {
    let nouns = ["Account", "Contact", "Lead", "Deal"];
    let mut findings = Vec::new();
    for source in sources(&["app/src/components"], ".rs") {
        for (number, line) in source.text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let words = code.split(|c: char| !c.is_alphanumeric());
            for noun in words.filter(|word| nouns.contains(word)) {
                findings.push(format!("{}:{} names {noun}", source.path, number + 1));
            }
        }
    }
    hold("a component knows a CRM noun", findings);
}
