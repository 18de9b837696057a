//! Three relays on one PostgreSQL, of which one is stopped for a while as by a machine that sleeps. What its devices may
//! no longer see when it goes on they do not get from it.
//!
//! What the relay had handed to the system before it was stopped is out of its reach; the device reads that while the
//! relay stands still, so that whatever comes later was sent by a relay that could have known.

use crm_sync::frame::{Cursor, EntryKind, Epoch, PROTOCOL, PushedChange, Reply, ToDevice};
use crm_tests::chance::Chance;
use crm_tests::device::{created, id};
use crm_tests::http;
use crm_tests::postgres::Postgres;
use crm_tests::process::{Account, Process, Socket, hex};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::time::timeout;

/// Records that are pushed while Karim does not read: more than the system keeps for him, less than a relay remembers.
const RECORDS: u64 = 200;
/// Letters of each.
const LETTERS: usize = 40_000;
/// How long a relay stands still.
const FROZEN: Duration = Duration::from_millis(1_500);
const PATIENCE: Duration = Duration::from_secs(30);

/// What Karim's device heard.
#[derive(Default)]
struct Heard {
    /// Records of which anything came.
    records: BTreeSet<[u8; 16]>,
    /// Records that left.
    left: BTreeSet<[u8; 16]>,
    place: Option<(Epoch, Cursor)>,
}

impl Heard {
    fn take(&mut self, frame: &ToDevice) {
        if let ToDevice::Welcome(welcome) = frame {
            self.place = Some((welcome.epoch, [0; 16]));
        }
        let ToDevice::Feed { entries, cursor, .. } = frame else { return };
        let (epoch, _) = self.place.expect("a welcome comes first");
        self.place = Some((epoch, *cursor));
        for entry in entries {
            match entry.what {
                EntryKind::Leave | EntryKind::Erase { .. } => self.left.insert(entry.doc),
                EntryKind::Enter | EntryKind::Changes(_) | EntryKind::Snapshot { .. } => {
                    self.records.insert(entry.doc)
                }
            };
        }
    }
}

/// Three relays, Rina who administers, and Karim whose device is at the third.
struct Scene {
    server: Postgres,
    relays: [Process; 3],
    rina: Account,
    karim: Account,
    socket: Socket,
    heard: Heard,
    _folder: TempDir,
}

impl Scene {
    /// Everyone sees everything, and the third relay has more for Karim than he has read.
    async fn open() -> Option<Self> {
        let server = Postgres::start()?;
        server.database("one");
        let (address, folder) = (server.address("one"), TempDir::new().expect("a temporary folder"));
        let one = Process::start_on(folder.path(), 0, Some(&address));
        let rina = one.found(folder.path()).await;
        let relays = [
            one,
            Process::start_on(folder.path(), 0, Some(&address)),
            Process::start_on(folder.path(), 0, Some(&address)),
        ];
        let karim = relays[1].join(&rina, 2).await;
        relays[0].govern(&rina, |policy| policy.open = true).await;
        let socket = Socket::open_narrow(relays[2].address, &karim).await.expect("it runs");
        let mut scene =
            Self { server, relays, rina, karim, socket, heard: Heard::default(), _folder: folder };
        scene.greet(None).await;
        let mut writer = Socket::greet(scene.relays[2].address, &scene.rina).await.expect("it runs");
        for number in 0..RECORDS {
            assert_eq!(writer.push(vec![large(number)]).await, Some(vec![Reply::Acked]));
        }
        Some(scene)
    }

    async fn greet(&mut self, place: Option<(Epoch, Cursor)>) {
        self.socket.hello_from(&self.karim, PROTOCOL, place).await.expect("it runs");
        while let Some(frame) = self.socket.next().await {
            self.heard.take(&frame);
            if matches!(frame, ToDevice::Feed { caught_up: true, .. }) {
                return;
            }
        }
        panic!("no welcome");
    }

    /// Karim reads what was on its way when the relay was stopped, and listens for as long as it stands still.
    async fn drain(&mut self) {
        let from = Instant::now();
        let (relay, device) = (self.relays[2].address.port(), self.socket.port());
        while under_way(relay, device) || from.elapsed() < FROZEN {
            if let Ok(heard) = timeout(Duration::from_millis(50), self.socket.next()).await {
                self.heard.take(&heard.expect("nobody closes"));
            }
        }
        let behind = RECORDS - u64::try_from(self.heard.records.len()).expect("a count");
        assert!(behind > RECORDS / 10, "the relay has more for him: {behind}");
    }

    /// Reads until the connection ends or everything that came to him has left him.
    async fn read_on(&mut self) {
        while let Ok(Some(frame)) = timeout(PATIENCE, self.socket.next()).await.map_err(|_| panic!("silence"))
        {
            self.heard.take(&frame);
            if self.heard.records.is_subset(&self.heard.left) {
                return;
            }
        }
    }

    /// The third relay is stopped; meanwhile this is done at the first, and something is written at the second.
    async fn freeze(&mut self, lose: impl AsyncFnOnce(&Process, &Account, &Account)) {
        self.relays[2].freeze();
        lose(&self.relays[0], &self.rina, &self.karim).await;
        let mut writer = Socket::greet(self.relays[1].address, &self.rina).await.expect("it runs");
        assert_eq!(writer.push(vec![large(RECORDS)]).await, Some(vec![Reply::Acked]));
        self.drain().await;
    }
}

/// Takes access from Karim while his relay is frozen: nothing comes after that but what leaves him.
async fn loses_sight(cut: bool, lose: impl AsyncFnOnce(&Process, &Account, &Account)) {
    let Some(mut scene) = Scene::open().await else { return };
    scene.freeze(lose).await;
    if cut {
        // What relays say to each other is lost, too.
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'";
        scene.server.execute("one", cut);
    }
    let had = scene.heard.records.clone();
    let more = |heard: &Heard| heard.records.difference(&had).count();
    scene.relays[2].thaw();
    scene.read_on().await;
    assert_eq!(more(&scene.heard), 0, "nothing more of a record came");
    // He goes on from where he was, at the same relay.
    scene.socket = Socket::open(scene.relays[2].address, &scene.karim).await.expect("it runs");
    scene.greet(scene.heard.place).await;
    assert_eq!(more(&scene.heard), 0, "and comes later");
    assert!(had.is_subset(&scene.heard.left), "what he had leaves him");
}

/// Ends Karim's session while his relay is frozen: nothing at all comes after that.
async fn is_let_go(lose: impl AsyncFnOnce(&Process, &Account, &Account)) {
    let Some(mut scene) = Scene::open().await else { return };
    scene.freeze(lose).await;
    scene.relays[2].thaw();
    while let Some(frame) = timeout(PATIENCE, scene.socket.next()).await.expect("the socket is closed") {
        assert!(matches!(frame, ToDevice::Goodbye(_)), "something came");
    }
    let mut again = Socket::open(scene.relays[2].address, &scene.karim).await.expect("it runs");
    assert!(matches!(again.next().await, Some(ToDevice::Goodbye(_))), "and stays out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_of_another_relay_is_not_slept_through() {
    loses_sight(false, async |relay, rina, _| relay.govern(rina, |policy| policy.open = false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_is_one_of_which_no_word_came() {
    loses_sight(true, async |relay, rina, _| relay.govern(rina, |policy| policy.open = false).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_who_logged_out_elsewhere_gets_nothing_more() {
    is_let_go(async |relay, _, karim| {
        let out = http::call(relay.address, "log_out", Some(&karim.cookie), json!({})).await;
        assert_eq!(out.status, 200, "{out:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_does_somebody_who_was_let_go() {
    is_let_go(async |relay, rina, _| relay.let_go(rina, 2).await).await;
}

/// A new record of Rina's that does not compress.
fn large(number: u64) -> PushedChange {
    let mut bytes = vec![0; LETTERS / 2];
    Chance::new(number).fill(&mut bytes);
    created(id(number), id(70), &hex(&bytes))
}

/// Whether bytes between two ports of this machine were sent or taken in and not read.
fn under_way(relay: u16, device: u16) -> bool {
    let table = std::fs::read_to_string("/proc/net/tcp").expect("Linux tells");
    let port =
        |field: &str| u16::from_str_radix(field.split_once(':').expect("a port").1, 16).expect("digits");
    let line = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let ends = (port(fields[1]), port(fields[2]));
        let ours = ends == (relay, device) || ends == (device, relay);
        // What the device sent waits at a relay that is stopped, for good.
        let waiting = if ends.0 == relay { &fields[4][..8] } else { fields[4] };
        ours && waiting.bytes().any(|byte| byte != b'0' && byte != b':')
    };
    table.lines().skip(1).any(line)
}
