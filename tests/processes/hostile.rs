//! What panics, aborts or exhausts lesser relays: the process lives on and serves the others meanwhile.

use crm_sync::frame::{DEVICE_FRAME_BYTES, PushedChange, Reply};
use crm_tests::device::{created, id};
use crm_tests::hostile;
use crm_tests::process::{Process, Socket};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_relay_keeps_its_process_and_serves_the_others() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let mut relay = Process::start(folder.path(), 0);
    let before = relay.id();
    let rina = relay.found(folder.path()).await;
    let karim = relay.join(&rina, 5).await;
    let mut honest = Socket::greet(relay.address, &karim).await.expect("connected");
    for (number, hostile) in (0_u64..).zip(hostile::list()) {
        let name = hostile.name;
        let mut villain = Socket::greet(relay.address, &rina).await.expect("the relay takes calls");
        let hash = hostile::hash(&hostile.bytes);
        let too_large = hostile.bytes.len() + 1_024 > DEVICE_FRAME_BYTES;
        let change =
            PushedChange { doc: hostile.record, kind: hostile::KIND.to_owned(), hash, bytes: hostile.bytes };
        let start = Instant::now();
        let (attack, push) = tokio::join!(
            villain.push(vec![change]),
            honest.push(vec![created(id(10_000 + number), id(50), "meanwhile")])
        );
        assert_eq!(push, Some(vec![Reply::Acked]), "while {name}");
        match attack {
            Some(replies) => {
                assert!(!matches!(replies[0], Reply::Acked | Reply::Later), "{name}: {replies:?}")
            }
            None => assert!(too_large, "{name}: only a frame that is too large ends the connection"),
        }
        assert!(start.elapsed() < Duration::from_secs(2), "{name} took {:?}", start.elapsed());
    }
    assert!(relay.alive());
    assert_eq!(relay.id(), before);
}

/// Ten times 16 MiB over all the attacks together.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bounds_of_memory() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let relay = Process::start(folder.path(), 0);
    let rina = relay.found(folder.path()).await;
    let mut honest = Socket::greet(relay.address, &rina).await.expect("connected");
    honest.push(vec![created(id(1), id(50), "warm")]).await.expect("acknowledged");
    let before = peak(relay.id());
    for hostile in hostile::list() {
        let mut villain = Socket::greet(relay.address, &rina).await.expect("the relay takes calls");
        let hash = hostile::hash(&hostile.bytes);
        let change =
            PushedChange { doc: hostile.record, kind: hostile::KIND.to_owned(), hash, bytes: hostile.bytes };
        let _ = villain.push(vec![change]).await;
    }
    let grew = peak(relay.id()).saturating_sub(before);
    assert!(grew < 160 * 1_024, "{} MiB", grew / 1_024);
}

/// The most memory that a process ever had, in KiB.
pub fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").trim().parse().expect("a number")
}
