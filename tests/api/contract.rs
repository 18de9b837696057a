//! What the API says of itself is what it does: schemathesis reads the description and calls everything that stands in
//! it, with values that fit and values that do not.

use crate::{ALL, Place};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::interval;

/// Where `make` installs it.
const SCHEMATHESIS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../build/tools/schemathesis/bin/schemathesis");

#[tokio::test(flavor = "multi_thread")]
async fn what_is_described_is_what_is_answered() {
    if !Path::new(SCHEMATHESIS).exists() {
        eprintln!("skipped: schemathesis is not installed; `make test-native` installs it");
        return;
    }
    let place = Place::file().await;
    let program = place.token_of(&place.rina, &ALL).await;
    let description = format!("http://{}/api/v1/openapi.json", place.server.address());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(SCHEMATHESIS)
        .current_dir(folder.path())
        .args(["run", &description, "--header", &format!("Authorization: Bearer {}", program.token)])
        .args(["--seed", "1", "--max-examples", "20", "--no-color", "--generation-database", "none"])
        // A schema cannot say which people there are, which numbers are phones and which cursors were given.
        .args(["--exclude-checks", "positive_data_acceptance"])
        .stdin(Stdio::null())
        .output();
    // Nobody asks faster than a program may: with each beat a minute passes for the relay.
    let mut beat = interval(Duration::from_millis(20));
    let passes = async {
        loop {
            beat.tick().await;
            place.server.pass(60_000);
        }
    };
    let output = tokio::select! {
        output = output => output.expect("it runs"),
        () = passes => return,
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}
