//! What one relay bears: changes made durable per second, memory per idle socket, and how long an edit takes to
//! reach a thousand devices. Prints one JSON object per figure; `make bench` runs it against the release relay.
//!
//! Usage: `relay-load <address> <set-up token> <relay's process id>`, or without arguments: how relays behave that are
//! restarted, restored and governed, which it starts itself, on a file and on a PostgreSQL.

mod device;
mod relays;

use crm_sync::frame::PushedChange;
use device::{Connection, Team};
use std::time::{Duration, Instant};

/// Devices that listen.
const LISTENERS: usize = 1000;
/// Changes that are pushed for the throughput.
const CHANGES: usize = 20_000;
/// Records that are edited for the throughput of edits, and how often each.
const EDITED: usize = 2_000;
/// See [`EDITED`].
const EDITS_EACH: usize = 5;
/// Edits of which the fan-out is timed.
const EDITS: usize = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Runtime::new().expect("threads and sockets are to be had");
    match arguments.as_slice() {
        [] => runtime.block_on(relays::measure()),
        [address, token, process] => runtime.block_on(measure(address, token, process)),
        _ => {
            eprintln!("usage: relay-load [<address> <set-up token> <process id>]");
            std::process::exit(2);
        }
    }
}

async fn measure(address: &str, token: &str, process: &str) {
    let mut team = Team::set_up(address, token).await;
    let mut writer = team.connect().await;
    let records = writer.records(CHANGES);
    let edits = writer.edits(&records[..EDITED], EDITS_EACH);
    report("relay.durable_changes_per_s", throughput(&mut writer, records).await, "1/s", CHANGES);
    report("relay.durable_edits_per_s", throughput(&mut writer, edits).await, "1/s", EDITED * EDITS_EACH);

    team.look().await;
    let before = resident_kilobytes(process);
    let mut listeners = Vec::new();
    for _ in 0..LISTENERS {
        listeners.push(team.connect().await);
    }
    let each = (resident_kilobytes(process) - before) / LISTENERS as f64;
    report("relay.idle_socket_kb", each, "kB", LISTENERS);
    report("relay.fanout_1000_p99_ms", fan_out(&mut writer, listeners).await, "ms", LISTENERS * EDITS);
}

/// Changes acknowledged per second, several pushes under way at once as a device with a long outbox sends them.
async fn throughput(writer: &mut Connection, changes: Vec<PushedChange>) -> f64 {
    let count = changes.len() as f64;
    let from = Instant::now();
    writer.push_all(changes).await;
    count / from.elapsed().as_secs_f64()
}

/// The 99th percentile from the push of an edit to its arrival at a device, over all devices and edits.
async fn fan_out(writer: &mut Connection, listeners: Vec<Connection>) -> f64 {
    let (arrived, mut arrivals) = tokio::sync::mpsc::unbounded_channel();
    for mut listener in listeners {
        let arrived = arrived.clone();
        tokio::spawn(async move {
            while listener.next_feed().await {
                if arrived.send(Instant::now()).is_err() {
                    break;
                }
            }
        });
    }
    let mut delays = Vec::new();
    for _ in 0..EDITS {
        let change = writer.records(1);
        let from = Instant::now();
        writer.push_all(change).await;
        for _ in 0..LISTENERS {
            let at = tokio::time::timeout(Duration::from_secs(30), arrivals.recv()).await;
            let at = at.ok().flatten().expect("every device hears of every edit within thirty seconds");
            delays.push(at.duration_since(from).as_secs_f64() * 1000.0);
        }
    }
    delays.sort_by(f64::total_cmp);
    delays[delays.len() * 99 / 100 - 1]
}

fn resident_kilobytes(process: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the relay runs");
    let line =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux tells what is resident");
    line.trim().trim_end_matches(" kB").parse().expect("a number of kilobytes")
}

#[expect(clippy::print_stdout, reason = "the figures are this program's output")]
fn report(name: &str, value: f64, unit: &str, n: usize) {
    let value = (value * 100.0).round() / 100.0;
    println!("{}", serde_json::json!({ "name": name, "value": value, "unit": unit, "n": n }));
}
