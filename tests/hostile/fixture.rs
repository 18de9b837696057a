//! What the browser tests feed to a device is the list that the relay's gate is tested with.

use crm_tests::device::{blank, id};
use crm_tests::hostile;
use crm_tests::repository::kept;
use miniz_oxide::deflate::compress_to_vec_zlib;
use std::fmt::Write as _;

/// Above this a change is kept compressed.
const LARGEST: usize = 4096;
/// The compressor's best.
const BEST: u8 = 10;
/// In place of the change that an orphan depends on; the browser test writes another into each.
const WITHHELD: [u8; 32] = [0xee; 32];

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
        .map(|hostile| {
            let (name, stored) = (hostile.name, hostile.stored.is_some());
            let (how, bytes) = match hostile.bytes.len() {
                ..=LARGEST => ("bytes", hex(&hostile.bytes)),
                _ => ("zlib", hex(&compress_to_vec_zlib(&hostile.bytes, BEST))),
            };
            format!("    {{ \"name\": \"{name}\", \"stored\": {stored}, \"{how}\": \"{bytes}\" }}")
        })
        .collect();
    let record = id(hostile::RECORD);
    format!(
        "{{\n  \"record\": \"{}\",\n  \"kind\": \"{}\",\n  \"blank\": \"{}\",\n  \"stored\": \"{}\",\n  \"orphan\": \"{}\",\n  \"changes\": [\n{}\n  ]\n}}\n",
        hex(&record),
        hostile::KIND,
        hex(&blank(record).save_nocompress()),
        hex(&hostile::stored()),
        hex(&hostile::behind(WITHHELD)),
        changes.join(",\n"),
    )
}

#[test]
fn the_browser_tests_use_this_list() {
    let (path, now) = ("tests/fixtures/hostile.json", list());
    assert!(now == kept(path, &now), "the list has changed: delete {path} and run this again");
}
