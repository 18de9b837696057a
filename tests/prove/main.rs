//! Plants each fault in turn and runs the test that has to find it: a test that passes then, or takes longer than a
//! minute, proves nothing.
//!
//! Usage: `prove-tests <messages of cargo> [names]`: the messages name the binaries that were built.

use crm_planted::Bug;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Each fault is found within this time.
const WITHIN: Duration = Duration::from_secs(60);

/// What became of a test.
enum Outcome {
    Passed,
    Failed,
    /// There is no such test.
    Absent,
    /// It was still running.
    Late,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(messages) = arguments.next() else {
        eprintln!("usage: prove-tests <messages of cargo> [names]");
        return ExitCode::from(2);
    };
    let names: Vec<String> = arguments.collect();
    let wanted = |bug: &Bug| names.is_empty() || names.iter().any(|name| name == bug.name());
    let bugs: Vec<Bug> = Bug::ALL.iter().copied().filter(wanted).collect();
    let binaries = binaries(&std::fs::read_to_string(messages).expect("cargo wrote its messages"));
    let tests: BTreeSet<_> = bugs.iter().map(|bug| bug.found_by()).collect();
    let mut broken = Vec::new();
    // A test that always fails finds everything.
    for (binary, test) in tests {
        if !matches!(run(&binaries, (binary, test), None).0, Outcome::Passed) {
            broken.push(format!("{binary} {test} does not pass with nothing planted"));
        }
    }
    for bug in bugs {
        let (binary, test) = bug.found_by();
        let (outcome, time) = run(&binaries, (binary, test), Some(bug));
        let outcome = match outcome {
            Outcome::Failed => "found",
            Outcome::Passed => "NOT FOUND",
            Outcome::Absent => "NO SUCH TEST",
            Outcome::Late => "NOT FOUND IN TIME",
        };
        eprintln!("{outcome:9} {:>5.1} s  {:28} {binary} {test}", time.as_secs_f64(), bug.name());
        if outcome != "found" {
            broken.push(format!("{}: {outcome}", bug.name()));
        }
    }
    broken.iter().for_each(|what| eprintln!("{what}"));
    if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The built test binaries by their names.
fn binaries(messages: &str) -> BTreeMap<String, String> {
    let built = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let named = built.filter_map(|message| {
        let test = message["profile"]["test"].as_bool()?.then(|| message["executable"].as_str())??;
        let target = &message["target"];
        // The tests inside a crate have the name of its library.
        Some((target["name"].as_str()?.to_owned(), test.to_owned()))
    });
    named.collect()
}

fn run(
    binaries: &BTreeMap<String, String>,
    (binary, test): (&str, &str),
    bug: Option<Bug>,
) -> (Outcome, Duration) {
    let from = Instant::now();
    let Some(path) = binaries.get(binary) else { return (Outcome::Absent, from.elapsed()) };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(path);
    command.current_dir(folder).args(["--exact", test]).env_remove("PLANTED");
    match bug {
        Some(bug) => command.env("PLANTED", bug.name()).env_remove("SEEDS"),
        // All storms take minutes, and `make test` runs them.
        None if binary == "simulation" => command.env("SEEDS", "20"),
        None => &mut command,
    };
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a test starts");
    let mut output = child.stdout.take().expect("its output is ours");
    let (told, ends) = mpsc::channel();
    // It closes its output when it ends.
    std::thread::spawn(move || {
        let mut text = String::new();
        let _ = output.read_to_string(&mut text);
        let _ = told.send(text);
    });
    let outcome = match ends.recv_timeout(WITHIN) {
        Ok(text) => {
            let passed = child.wait().expect("it is ours").success();
            match (passed, text.contains("running 1 test\n")) {
                (_, false) => Outcome::Absent,
                (true, true) => Outcome::Passed,
                (false, true) => Outcome::Failed,
            }
        }
        Err(_) => {
            let _ = child.kill();
            let _ = child.wait();
            Outcome::Late
        }
    };
    (outcome, from.elapsed())
}
