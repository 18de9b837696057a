//! What one relay bears: changes made durable per second, memory per idle socket, and how long an edit takes to
//! reach a thousand devices.

use crate::changes::{edits, records};
use crate::report;
use crate::team::{DEVICES, crowd, greet, greeted, push_all};
use crm_sync::frame::{PushedChange, ToDevice};
use crm_tests::process::{Process, Socket};
use std::time::{Duration, Instant};

/// Changes that are pushed for the throughput.
const CHANGES: usize = 20_000;
/// Records that are edited for the throughput of edits, and how often each.
const EDITED: usize = 2_000;
/// See [`EDITED`].
const EDITS_EACH: usize = 5;
/// Edits of which the fan-out is timed.
const EDITS: usize = 20;

/// All figures.
pub async fn measure() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let relay = Process::start(folder.path(), 0);
    let rina = relay.found(folder.path()).await;
    let people = crowd(&relay, &rina).await;
    let mut writer = greet(&relay, &rina, None).await.0;
    let made = records(CHANGES);
    let changed = edits(&made[..EDITED], EDITS_EACH);
    report("relay.durable_changes_per_s", throughput(&mut writer, made).await, "1/s", CHANGES);
    report("relay.durable_edits_per_s", throughput(&mut writer, changed).await, "1/s", EDITED * EDITS_EACH);

    let from_here = relay.place(&rina).await;
    let before = resident_kilobytes(relay.id());
    let mut listeners = Vec::new();
    for account in people.iter().cycle().take(DEVICES) {
        listeners.push(greeted(&relay, account, from_here).await);
    }
    let each = (resident_kilobytes(relay.id()) - before) / DEVICES as f64;
    report("relay.idle_socket_kb", each, "kB", DEVICES);
    report("relay.fanout_1000_p99_ms", fan_out(&mut writer, listeners).await, "ms", DEVICES * EDITS);
}

/// Changes acknowledged per second, several pushes under way at once as a device with a long outbox sends them.
async fn throughput(writer: &mut Socket, changes: Vec<PushedChange>) -> f64 {
    let count = changes.len() as f64;
    let from = Instant::now();
    push_all(writer, changes).await;
    count / from.elapsed().as_secs_f64()
}

/// The 99th percentile from the push of an edit to its arrival at a device, over all devices and edits.
async fn fan_out(writer: &mut Socket, listeners: Vec<Socket>) -> f64 {
    let (arrived, mut arrivals) = tokio::sync::mpsc::unbounded_channel();
    for mut listener in listeners {
        let arrived = arrived.clone();
        tokio::spawn(async move {
            while let Some(frame) = listener.next().await {
                let news = matches!(&frame, ToDevice::Feed { entries, .. } if !entries.is_empty());
                if news && arrived.send(Instant::now()).is_err() {
                    break;
                }
            }
        });
    }
    let mut delays = Vec::new();
    for _ in 0..EDITS {
        let change = records(1);
        let from = Instant::now();
        push_all(writer, change).await;
        for _ in 0..DEVICES {
            let at = tokio::time::timeout(Duration::from_secs(30), arrivals.recv()).await;
            let at = at.ok().flatten().expect("every device hears of every edit within thirty seconds");
            delays.push(at.duration_since(from).as_secs_f64() * 1000.0);
        }
    }
    delays.sort_by(f64::total_cmp);
    delays[delays.len() * 99 / 100 - 1]
}

fn resident_kilobytes(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the relay runs");
    let line =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux tells what is resident");
    line.trim().trim_end_matches(" kB").parse().expect("a number of kilobytes")
}
