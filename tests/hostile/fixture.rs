//! What the browser tests feed to a device is the list that the relay's gate is tested with.

use crm_tests::device::{blank, id};
use crm_tests::hostile;
use std::fmt::Write as _;
use std::path::Path;

/// Above this a change would only make the file large: the gate refuses it by its size or when it is inflated.
const LARGEST: usize = 4096;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn list() -> String {
    let list = hostile::list();
    let changes: Vec<String> = list
        .iter()
        .filter(|hostile| hostile.bytes.len() <= LARGEST)
        .map(|hostile| {
            let (name, stored, bytes) = (hostile.name, hostile.stored.is_some(), hex(&hostile.bytes));
            format!("    {{ \"name\": \"{name}\", \"stored\": {stored}, \"bytes\": \"{bytes}\" }}")
        })
        .collect();
    let record = id(hostile::RECORD);
    format!(
        "{{\n  \"record\": \"{}\",\n  \"kind\": \"{}\",\n  \"blank\": \"{}\",\n  \"stored\": \"{}\",\n  \"changes\": [\n{}\n  ]\n}}\n",
        hex(&record),
        hostile::KIND,
        hex(&blank(record).save_nocompress()),
        hex(&hostile::stored()),
        changes.join(",\n"),
    )
}

#[test]
fn the_browser_tests_use_this_list() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/hostile.json");
    let now = list();
    if !kept.exists() {
        std::fs::write(&kept, &now).expect("the repository can be written");
        panic!("there was no list for the browser tests; one was made: keep it in the repository");
    }
    let before = std::fs::read_to_string(&kept).expect("readable");
    assert!(now == before, "the list has changed: delete {} and run this again", kept.display());
}
