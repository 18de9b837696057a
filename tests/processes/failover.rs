//! The PostgreSQL of two relays fails and its standby takes its place. With a synchronous one nothing acknowledged is
//! lost; one that was behind is noticed.
//!
//! What an operator's virtual address is, is a proxy here: relays keep their `DATABASE_URL`.

use crate::kills::{Ledger, stored_once};
use crm_sync::frame::{Cursor, Epoch, Next, PROTOCOL, PushedChange, Reply, ToDevice, ToRelay, Welcome};
use crm_tests::device::{blank, created, id, rename};
use crm_tests::postgres::Postgres;
use crm_tests::process::{Account, Process, Socket};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::{TcpListener, UnixStream};
use tokio::sync::watch;
use tokio::time::timeout;

/// How often the primary fails, unless `FAILOVERS` says otherwise.
const FAILOVERS: u64 = 3;
/// How long a device waits before it tries again.
const PAUSE: Duration = Duration::from_millis(30);
const PATIENCE: Duration = Duration::from_secs(60);

/// The address of whichever server is the primary.
struct Primary {
    address: String,
    socket: watch::Sender<PathBuf>,
}

impl Primary {
    async fn of(server: &Postgres) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let (socket, current) = watch::channel(server.socket());
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let socket = current.borrow().clone();
                tokio::spawn(async move {
                    // A connection that fails is what a relay sees of a server that is gone.
                    if let Ok(mut server) = UnixStream::connect(socket).await {
                        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                    }
                });
            }
        });
        Self { address: format!("postgres://postgres@127.0.0.1:{port}/one"), socket }
    }

    fn is_now(&self, server: &Postgres) {
        self.socket.send_replace(server.socket());
    }
}

/// Two relays on one database, and an account at each.
struct Scene {
    /// The primary, but for while it fails.
    server: Option<Postgres>,
    primary: Primary,
    relays: [Process; 2],
    people: [Account; 2],
    folder: TempDir,
}

impl Scene {
    async fn open() -> Option<Self> {
        let server = Postgres::start()?;
        server.database("one");
        let primary = Primary::of(&server).await;
        let folder = TempDir::new().expect("a temporary folder");
        let start = || Process::start_on(folder.path(), 0, Some(&primary.address));
        let one = start();
        let rina = one.found(folder.path()).await;
        let two = start();
        let karim = two.join(&rina, 2).await;
        one.govern(&rina, |policy| policy.open = true).await;
        Some(Self { server: Some(server), primary, relays: [one, two], people: [rina, karim], folder })
    }

    fn server(&self) -> &Postgres {
        self.server.as_ref().expect("it does not fail just now")
    }

    fn device(&self, number: usize) -> (SocketAddr, &Account) {
        (self.relays[number].address, &self.people[number])
    }

    /// The primary is gone, and its standby takes its place. Devices go on trying meanwhile.
    async fn fail_over_to(&mut self, standby: Postgres) {
        let (gone, came) = tokio::sync::oneshot::channel();
        let old = self.server.take();
        // A thread of its own, because the devices run in this task.
        std::thread::spawn(move || {
            drop(old);
            standby.promote();
            let _ = gone.send(standby);
        });
        let standby = came.await.expect("it was promoted");
        self.primary.is_now(&standby);
        self.server = Some(standby);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_synchronous_standby_has_everything_that_was_acknowledged() {
    let Some(mut scene) = Scene::open().await else { return };
    let mut ledgers = [Ledger::default(), Ledger::default()];
    let mut edited = [blank(id(0)), blank(id(1))];
    let place = scene.relays[0].place(&scene.people[0]).await;
    let asked = std::env::var("FAILOVERS").ok().and_then(|text| text.parse().ok());
    for round in 1..=asked.unwrap_or(FAILOVERS) {
        let standby = tokio::task::block_in_place(|| {
            let standby = scene.server().standby();
            scene.server().wait_for_standby();
            standby
        });
        let mut work = [Vec::new(), Vec::new()];
        for (device, work) in (0..).zip(&mut work) {
            let actor = id(70 + device);
            let number = |new: u64| id(round * 1_000 + device * 500 + new);
            work.extend((0..40).map(|new| created(number(new), actor, "new")));
            let edited = &mut edited[usize::from(device > 0)];
            work.push(rename(edited, id(device), actor, &format!("round {round}")));
        }
        let [one, two] = &mut work;
        let [ours, theirs] = &mut ledgers;
        let (first, second) = (scene.device(0), scene.device(1));
        let (first, second) = ((first.0, first.1.clone()), (second.0, second.1.clone()));
        // The primary fails in any part of the pushes.
        let fails = tokio::time::sleep(Duration::from_micros(round * 6_131 % 60_000));
        tokio::join!(
            push_all((first.0, &first.1), one, ours),
            push_all((second.0, &second.1), two, theirs),
            async {
                fails.await;
                scene.fail_over_to(standby).await;
            }
        );
    }
    // Nothing went back, so a device goes on from where it was.
    let (_, welcome) = hello(scene.device(0), Some(place)).await;
    assert_eq!((welcome.epoch, welcome.next), (place.0, Next::Feed));
    scene.relays.iter_mut().for_each(Process::kill);
    let [mut ledger, theirs] = ledgers;
    ledger.take(theirs);
    let database = crm_server::log::Database::Server(scene.server().address("one"));
    let opened = crm_tests::team::open_on(scene.folder.path().to_owned(), database).await;
    stored_once(&opened, &ledger).await;
    opened.close().await;
}

/// What an operator should not do: a standby that was behind is promoted. Three records that were acknowledged are gone.
struct WentBack {
    scene: Scene,
    place: (Epoch, Cursor),
    lost: Vec<PushedChange>,
}

impl WentBack {
    async fn open() -> Option<Self> {
        let scene = Scene::open().await?;
        let (mut socket, _) = hello(scene.device(0), None).await;
        assert_eq!(socket.push(vec![created(id(1), id(70), "kept")]).await, Some(vec![Reply::Acked]));
        let standby = tokio::task::block_in_place(|| {
            let standby = scene.server().standby();
            standby.halt();
            standby
        });
        let lost: Vec<_> = (2..5).map(|number| created(id(number), id(70), "lost")).collect();
        assert_eq!(socket.push(lost.clone()).await, Some(vec![Reply::Acked; 3]));
        let place = scene.relays[1].place(&scene.people[1]).await;
        let mut went_back = Self { scene, place, lost };
        tokio::task::block_in_place(|| {
            went_back.scene.server().halt();
            standby.go();
        });
        went_back.scene.fail_over_to(standby).await;
        Some(went_back)
    }

    /// Karim's device, which is at a place that the log does not have any more, brings back what it heard of Rina.
    async fn repair(self) {
        let (mut socket, welcome) = hello(self.scene.device(1), Some(self.place)).await;
        assert_ne!(welcome.epoch, self.place.0, "another epoch");
        assert_eq!(welcome.next, Next::Repair);
        let held = self.lost.iter().map(|change| (change.doc, vec![change.hash])).collect();
        socket.send(&ToRelay::Held { documents: held, last: true }).await.expect("it runs");
        let lacking = loop {
            if let ToDevice::Lacking(lacking) = socket.next().await.expect("it runs") {
                break lacking;
            }
        };
        assert_eq!(lacking.len(), 3, "{lacking:?}");
        let mut ledger = Ledger::default();
        drop(socket);
        push_all(self.scene.device(1), &mut self.lost.clone(), &mut ledger).await;
        let (_, again) = hello(self.scene.device(0), None).await;
        assert_eq!(again.epoch, welcome.epoch, "one epoch for both relays, and no third");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_that_was_behind_begins_another_epoch() {
    let Some(went_back) = WentBack::open().await else { return };
    went_back.repair().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn also_where_another_relay_gave_the_lost_places_again_at_once() {
    let Some(went_back) = WentBack::open().await else { return };
    let mut more = (10..20).map(|number| created(id(number), id(71), "given again")).collect();
    push_all(went_back.scene.device(1), &mut more, &mut Ledger::default()).await;
    // The first relay acknowledged what is lost; it looks by itself, and tells the other one.
    let before = went_back.place.0;
    let begins = async {
        while hello(went_back.scene.device(0), None).await.1.epoch == before {
            tokio::time::sleep(PAUSE).await;
        }
    };
    timeout(PATIENCE, begins).await.expect("another epoch");
    went_back.repair().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn also_where_no_relay_remembers() {
    let Some(mut went_back) = WentBack::open().await else { return };
    let (folder, address) = (went_back.scene.folder.path(), went_back.scene.primary.address.as_str());
    for relay in &mut went_back.scene.relays {
        relay.kill();
        *relay = Process::start_on(folder, 0, Some(address));
    }
    went_back.repair().await;
}

/// A socket that was welcomed; tried until the relay reaches its database.
async fn hello(
    (address, account): (SocketAddr, &Account),
    place: Option<(Epoch, Cursor)>,
) -> (Socket, Welcome) {
    let once = async || {
        let mut socket = Socket::open(address, account).await?;
        socket.hello_from(account, PROTOCOL, place).await?;
        let ToDevice::Welcome(welcome) = socket.next().await? else { return None };
        Some((socket, welcome))
    };
    let welcomed = async {
        loop {
            match once().await {
                Some(found) => return found,
                None => tokio::time::sleep(PAUSE).await,
            }
        }
    };
    timeout(PATIENCE, welcomed).await.expect("a welcome")
}

/// Pushes in small pieces until everything is acknowledged, whatever becomes of relay and server meanwhile.
async fn push_all(device: (SocketAddr, &Account), unsent: &mut Vec<PushedChange>, ledger: &mut Ledger) {
    let pushed = async {
        while !unsent.is_empty() {
            let (socket, _) = hello(device, None).await;
            ledger.push_all(socket, unsent).await;
            tokio::time::sleep(PAUSE).await;
        }
    };
    timeout(PATIENCE, pushed).await.expect("everything is acknowledged in the end");
}
