//! The disk of the relay is full: nothing is acknowledged, it goes on answering, and it writes again when there is room.

use crm_sync::frame::{PushedChange, Reply};
use crm_tests::device::{created, id};
use crm_tests::http;
use crm_tests::process::{Process, Socket};
use crm_tests::team;
use std::collections::BTreeSet;

/// Largest file of the relay, in KiB: an empty book fits, and some hundred records.
const ROOM: u32 = 1_024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_acknowledges_nothing_and_loses_nothing() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let mut relay = Process::start_with_room(folder.path(), ROOM);
    let rina = relay.found(folder.path()).await;
    let mut socket = Socket::greet(relay.address, &rina).await.expect("connected");
    let (mut stored, mut put_off): (Vec<PushedChange>, Vec<PushedChange>) = Default::default();
    for round in 0..200 {
        let changes: Vec<PushedChange> =
            (0..20).map(|number| created(id(round * 100 + number), id(70), &"name ".repeat(20))).collect();
        let replies = socket.push(changes.clone()).await.expect("it goes on answering");
        for (change, reply) in changes.into_iter().zip(replies) {
            match reply {
                Reply::Acked => stored.push(change),
                Reply::Later => put_off.push(change),
                Reply::Duplicate | Reply::Missing(_) | Reply::Refused { .. } | Reply::Fork => {
                    panic!("an honest change: {reply:?}")
                }
            }
        }
        if put_off.len() >= 100 {
            break;
        }
    }
    assert!(!stored.is_empty() && !put_off.is_empty(), "{} and {}", stored.len(), put_off.len());
    let read = http::request(relay.address, "GET", "/healthz", &[], "").await;
    assert_eq!(read.status, 200, "it still reads");
    assert!(relay.alive());
    relay.kill();
    // With room again everything that was acknowledged is there, and the rest is taken.
    let mut relay = Process::start(folder.path(), 0);
    let mut socket = Socket::greet(relay.address, &rina).await.expect("connected");
    for part in put_off.chunks(20) {
        let replies = socket.push(part.to_vec()).await.expect("answered");
        assert!(replies.iter().all(|reply| *reply == Reply::Acked), "{replies:?}");
    }
    relay.kill();
    let opened = team::open(folder.path().to_owned()).await;
    let workspace = opened.log.workspaces().await.expect("readable").remove(0);
    let heads = opened.log.all_heads(workspace.number).await.expect("readable");
    let there: BTreeSet<Vec<u8>> = heads.into_iter().map(|row| row.doc).collect();
    let sent: BTreeSet<Vec<u8>> = stored.iter().chain(&put_off).map(|change| change.doc.to_vec()).collect();
    assert_eq!(there, sent);
}
