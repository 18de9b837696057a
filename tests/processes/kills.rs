//! The relay is killed in the middle of pushes, again and again: what it acknowledged is there, once.

use crm_sync::frame::{PushedChange, Reply};
use crm_tests::device::{blank, created, id, rename};
use crm_tests::process::{Process, Socket};
use std::collections::BTreeMap;
use std::time::Duration;

/// How often it is killed, unless `KILLS` says otherwise.
const KILLS: u64 = 50;

/// What the driver knows: each change sent, and whether it was acknowledged.
#[derive(Default)]
pub struct Ledger(BTreeMap<[u8; 32], ([u8; 16], bool)>);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_applied_twice() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let mut relay = Process::start(folder.path(), 0);
    let port = relay.address.port();
    let account = relay.found(folder.path()).await;
    let mut ledger = Ledger::default();
    let mut edited = blank(id(0));
    let mut unsent: Vec<PushedChange> = Vec::new();
    let asked = std::env::var("KILLS").ok().and_then(|text| text.parse().ok());
    for round in 1..=asked.unwrap_or(KILLS) {
        // Kills fall into every part of a push: right after it was sent, or some milliseconds later.
        let killer = tokio::time::sleep(Duration::from_micros(round * 613 % 20_000));
        let mut fresh: Vec<_> =
            (0..20).map(|number| created(id(round * 1_000 + number), id(70), "new")).collect();
        fresh.push(rename(&mut edited, id(0), id(71), &format!("round {round}")));
        unsent.extend(fresh);
        let socket = Socket::greet(relay.address, &account).await.expect("the relay runs");
        tokio::select! {
            () = ledger.push_all(socket, &mut unsent) => {}
            () = killer => {}
        }
        relay.kill();
        relay = Process::start(folder.path(), port);
    }
    while !unsent.is_empty() {
        let socket = Socket::greet(relay.address, &account).await.expect("the relay runs");
        ledger.push_all(socket, &mut unsent).await;
    }
    check(folder.path(), relay, &ledger).await;
}

impl Ledger {
    /// Pushes in small pieces until everything is acknowledged or the relay is gone, or has no answer now.
    pub async fn push_all(&mut self, mut socket: Socket, unsent: &mut Vec<PushedChange>) {
        while !unsent.is_empty() {
            let part: Vec<_> = unsent.iter().take(7).cloned().collect();
            for change in &part {
                self.0.entry(change.hash).or_insert((change.doc, false));
            }
            let Some(replies) = socket.push(part.clone()).await else { return };
            let mut later = false;
            for (change, reply) in part.iter().zip(replies) {
                match reply {
                    Reply::Acked | Reply::Duplicate => {
                        self.0.insert(change.hash, (change.doc, true));
                        unsent.retain(|waiting| waiting.hash != change.hash);
                    }
                    Reply::Later => later = true,
                    Reply::Missing(_) | Reply::Refused { .. } | Reply::Fork => {
                        panic!("an honest change: {reply:?}")
                    }
                }
            }
            if later {
                return;
            }
        }
    }

    /// What another driver knows, too.
    pub fn take(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// Reads the database of the stopped relay.
async fn check(folder: &std::path::Path, mut relay: Process, ledger: &Ledger) {
    relay.kill();
    stored_once(&crm_tests::team::open(folder.to_owned()).await, ledger).await;
}

/// Everything was acknowledged and is stored once, and nothing else.
pub async fn stored_once(opened: &crm_server::Relay, ledger: &Ledger) {
    let workspace = opened.log.workspaces().await.expect("readable").remove(0);
    let mut times: BTreeMap<[u8; 32], u32> = BTreeMap::new();
    let pending = opened.log.pending(workspace.number, 0, workspace.head).await.expect("readable");
    for document in &pending {
        let number = [document.number];
        let changes = opened.log.pending_changes(workspace.number, &number, 0, workspace.head).await;
        for change in changes.expect("readable") {
            *times.entry(crm_tests::hostile::hash(&change.bytes)).or_default() += 1;
        }
        let doc: [u8; 16] = document.doc.as_slice().try_into().expect("an id");
        let stored = opened.log.documents(workspace.number, &[doc]).await.expect("readable").remove(0);
        let whole = crm_core::document::load(&stored.snapshot).expect("the stored document is whole");
        let count = usize::try_from(document.count).expect("a count");
        assert_eq!(crm_core::document::history::hashes(&whole).len(), count + 1, "log and document agree");
    }
    for (hash, (doc, acknowledged)) in &ledger.0 {
        assert!(acknowledged, "{doc:?}");
        assert_eq!(times.get(hash), Some(&1), "{doc:?}");
    }
    assert_eq!(times.len(), ledger.0.len(), "nothing that was not sent");
}
