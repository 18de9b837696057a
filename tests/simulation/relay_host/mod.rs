//! The real relay on a real file: started, killed and started again, restored from a copy.

mod governing;

use crm_core::document::{self, Document};
use crm_core::ids::RecordId;
use crm_server::backup::{self, BackupError};
use crm_server::log::Database;
use crm_server::log::accounts::{self, Person, SessionRow};
use crm_server::log::workspaces::{self, NewWorkspace};
use crm_server::log::{Durability, Log};
use crm_server::policy::{Caller, sharing};
use crm_server::socket::pages;
use crm_server::socket::{Connection, Step};
use crm_server::{Relay, Settings};
use crm_sync::frame::{self, Cursor, DocId, Hello, PROTOCOL, Proof, Reply, ToDevice, ToRelay};
use crm_tests::device::created;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// Id of the one workspace.
pub const WORKSPACE: [u8; 16] = [7; 16];
/// An edit or two.
const SMALL_FRAME: i64 = 300;
const YEARS: i64 = 100 * 365 * 86_400_000;

/// A person with one device.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The person.
    pub person: [u8; 16],
    /// The device.
    pub device: [u8; 16],
    /// The session.
    pub session: [u8; 32],
}

impl Member {
    /// A person of that number at a device of that number.
    pub fn new(person: usize, device: usize) -> Self {
        let byte = |number: usize| u8::try_from(number + 1).expect("few members");
        Self { person: [byte(person); 16], device: [byte(device) | 0x80; 16], session: [byte(device); 32] }
    }

    fn caller(&self, workspace: i64) -> Caller {
        Caller { session: self.session, person: self.person, workspace, device: self.device }
    }
}

/// The relay and the machine that it runs on.
pub struct RelayHost {
    folder: TempDir,
    runtime: Runtime,
    relay: Option<Relay>,
    clock: Arc<AtomicI64>,
    members: Vec<Member>,
    workspace: i64,
    /// Bytes of news in a frame from the next start on. Small, so that a catch-up takes several frames and breaks off
    /// between them.
    pub frame_bytes: i64,
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime starts")
}

impl RelayHost {
    /// A relay that runs and has a workspace with these members: the person of each device. In a private one the first
    /// administers, the second leads, and the others sell.
    pub fn new(people: &[usize], private: bool, now: i64) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let members = people.iter().enumerate().map(|(device, person)| Member::new(*person, device));
        let members = members.collect();
        let clock = Arc::new(AtomicI64::new(now));
        let mut host = Self {
            folder,
            runtime: runtime(),
            relay: None,
            clock,
            members,
            workspace: 0,
            frame_bytes: SMALL_FRAME,
        };
        host.start(now);
        host.workspace = host.make_workspace(private, now);
        host.log_in(now);
        host
    }

    fn make_workspace(&self, private: bool, now: i64) -> i64 {
        let members = self.members.clone();
        let work = self.log().write(move |tx| {
            Box::pin(async move {
                let new = NewWorkspace {
                    id: WORKSPACE,
                    name: "Simulated".to_owned(),
                    epoch: [9; 16],
                    cursor_key: [3; 16],
                };
                let workspace = workspaces::create(tx, new, now).await?;
                if private {
                    sharing::start(tx, workspace, false, now).await?;
                }
                let people: BTreeSet<[u8; 16]> = members.iter().map(|member| member.person).collect();
                for (number, id) in people.iter().enumerate() {
                    let person = Person {
                        id: id.to_vec(),
                        email: format!("{number}@example.org"),
                        name: format!("Person {number}"),
                        password: String::new(),
                    };
                    accounts::add_person(tx, &person, now).await?;
                    let role = match number {
                        0 => "administrator",
                        1 if private => "manager",
                        _ => "representative",
                    };
                    accounts::add_member(tx, workspace, id, role, now).await?;
                    sharing::admit(tx, workspace, *id, role, now).await?;
                }
                Ok(workspace)
            })
        });
        self.runtime.block_on(work).expect("a workspace is made")
    }

    fn log_in(&self, now: i64) {
        let (members, workspace) = (self.members.clone(), self.workspace);
        let work = self.log().write(move |tx| {
            Box::pin(async move {
                for (number, member) in members.iter().enumerate() {
                    let row = SessionRow {
                        person: member.person.to_vec(),
                        workspace,
                        device: member.device.to_vec(),
                        expires: now + YEARS,
                    };
                    let name = format!("Device {number}");
                    accounts::start_session(tx, &member.session, &row, &name, now).await?;
                }
                Ok(())
            })
        });
        self.runtime.block_on(work).expect("sessions start");
    }

    /// A member makes a record under this actor, so that changes of the actor by anybody else are refused for good.
    pub fn give_actor(&self, actor: [u8; 16], to: usize, now: i64) {
        let mut connection = self.connect(to).expect("the relay runs");
        self.greet(&mut connection, (to, PROTOCOL), None, now);
        let changes = vec![created(actor, actor, "Theirs")];
        let step = self.run(now, connection.handle(ToRelay::Push { push: 0, changes }, now));
        let taken = |frame: &ToDevice| matches!(frame, ToDevice::Replies { replies, .. } if replies[0].1 == Reply::Acked);
        assert!(step.frames.iter().any(taken), "{step:?}");
    }

    fn log(&self) -> &Log {
        &self.relay.as_ref().expect("the relay runs").log
    }

    /// The member of that number.
    pub fn member(&self, number: usize) -> Member {
        self.members[number]
    }

    /// The device of that number calls as another from now on: it holds a copy of its profile.
    pub fn pass_for(&mut self, number: usize, other: usize) {
        self.members[number] = self.members[other];
    }

    /// Whether it runs.
    pub const fn runs(&self) -> bool {
        self.relay.is_some()
    }

    /// Starts it on the file that is there.
    pub fn start(&mut self, now: i64) {
        self.clock.store(now, Ordering::Relaxed);
        let clock = self.clock.clone();
        let settings = Settings {
            durability: Durability::Process,
            frame_bytes: self.frame_bytes,
            clock: Arc::new(move || clock.load(Ordering::Relaxed)),
            ..Settings::new(self.folder.path())
        };
        let relay = self.runtime.block_on(Relay::open(&settings)).expect("the relay opens its file");
        self.relay = Some(relay);
    }

    /// Kills it: nothing is closed, nobody is told.
    pub fn kill(&mut self) {
        self.relay = None;
        self.runtime = runtime();
    }

    /// Makes a copy of the file, while it runs or not.
    pub fn copy(&self, name: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        self.runtime.block_on(backup::backup(self.folder.path(), &file)).expect("a copy is made");
        file
    }

    /// Stops the relay and puts an older copy in the place of its file; it does not run afterwards.
    pub fn put_back(&mut self, copy: &Path, now: i64) {
        if let Some(relay) = self.relay.take() {
            self.runtime.block_on(relay.close());
        }
        // The threads of a relay that was killed let go of its file when they get to run.
        let mut tries = 0_u32;
        loop {
            match self.runtime.block_on(backup::restore(self.folder.path(), copy, &[], now)) {
                Err(BackupError::Running) if tries < 100_000 => std::thread::yield_now(),
                restored => break restored.map(drop).expect("the copy is put back"),
            }
            tries += 1;
        }
        let database = Database::File(self.folder.path().to_owned());
        assert!(self.runtime.block_on(backup::go_on(&database)).expect("readable"), "it was in safe mode");
        self.start(now);
        self.log_in(now);
    }

    /// Whether a device of that protocol is served.
    pub fn serves(&self, member: usize, protocol: u16, now: i64) -> bool {
        let mut connection = self.connect(member).expect("the relay runs");
        !self.greet(&mut connection, (member, protocol), Some([0; 16]), now).close
    }

    /// A device that repairs says that something was erased; whether the relay goes on with it.
    pub fn tell_erased(&self, member: usize, told: Vec<(DocId, u32, Proof)>, now: i64) -> bool {
        let mut connection = self.connect(member).expect("the relay runs");
        self.greet(&mut connection, (member, PROTOCOL), Some([0; 16]), now);
        !self.run(now, connection.handle(ToRelay::Erased(told), now)).close
    }

    fn greet(
        &self,
        connection: &mut Connection,
        (member, protocol): (usize, u16),
        cursor: Option<Cursor>,
        now: i64,
    ) -> Step {
        let hello = Hello {
            protocol,
            schema: 1,
            rows_version: 0,
            workspace: WORKSPACE,
            device: self.members[member].device,
            epoch: cursor,
            cursor,
            now,
        };
        self.run(now, connection.handle(ToRelay::Hello(hello), now))
    }

    /// Stops the relay and gives the files of its database.
    pub fn stopped(&mut self) -> Vec<PathBuf> {
        if let Some(relay) = self.relay.take() {
            self.runtime.block_on(relay.close());
        }
        let file = |rest: &str| self.folder.path().join(format!("{}{rest}", crm_server::log::FILE));
        ["", "-wal"].map(file).into_iter().filter(|file| file.exists()).collect()
    }

    /// The machine loses the database.
    pub fn lose(&mut self) {
        for file in self.stopped() {
            std::fs::remove_file(file).expect("the file can be removed");
        }
    }

    /// A new connection of a member.
    pub fn connect(&self, member: usize) -> Option<crm_server::socket::Connection> {
        let relay = self.relay.as_ref()?;
        let caller = self.members[member].caller(self.workspace);
        Some(crm_server::socket::Connection::new(relay, caller, format!("Device {member}")))
    }

    /// Runs a conversation with a connection to its end.
    pub fn run<T>(&self, now: i64, work: impl Future<Output = T>) -> T {
        self.clock.store(now, Ordering::Relaxed);
        self.runtime.block_on(work)
    }

    /// A bootstrap page as it travels.
    pub fn page(&self, member: usize, after: Option<&[u8]>) -> Option<Vec<u8>> {
        let relay = self.relay.as_ref()?;
        let caller = self.members[member].caller(self.workspace);
        let page = self.runtime.block_on(pages::page(relay, caller, WORKSPACE, after));
        page.ok().map(|page| frame::encode(&page))
    }

    /// Every document with its row, as the relay has them.
    pub fn documents(&self) -> BTreeMap<RecordId, (Document, Vec<u8>)> {
        let wholes = self.runtime.block_on(self.log().page(self.workspace, 0, usize::MAX >> 1, None));
        let wholes = wholes.expect("the log reads").into_iter().map(|whole| {
            let id = whole.doc.as_slice().try_into().expect("sixteen bytes");
            (RecordId(id), (document::load(&whole.snapshot).expect("a stored document loads"), whole.row))
        });
        wholes.collect()
    }
}
