//! A relay in this process, a team on it, and their connections: no sockets, and the time is passed in.

use crate::device::id;
pub use crate::line::Line;
use crm_core::ids::RecordId;
use crm_core::policy::{Audience, Level, Policy};
use crm_server::log::accounts::{self, Person, SessionRow};
use crm_server::log::{Database, Durability, LogError, workspaces};
use crm_server::policy::{Caller, erasing, permit, sharing};
use crm_server::relay::Clock;
use crm_server::{Relay, Settings};
use crm_sync::frame::{Cursor, Entry, Epoch, ToDevice};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

/// A relay in a folder of its own with one workspace.
pub struct Team {
    /// The relay.
    pub relay: Relay,
    /// The workspace's number.
    pub number: i64,
    /// The workspace's id.
    pub workspace: [u8; 16],
    folder: TempDir,
    database: Database,
    people: AtomicU64,
}

/// The time at which every test begins.
pub const START: i64 = 1_800_000_000_000;

impl Team {
    /// A new relay and workspace.
    pub async fn found() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let database = Database::File(folder.path().to_owned());
        Self::found_in(folder, database).await
    }

    /// The same on another database.
    pub async fn found_on(database: Database) -> Self {
        Self::found_in(TempDir::new().expect("a temporary folder"), database).await
    }

    async fn found_in(folder: TempDir, database: Database) -> Self {
        let relay = open_on(folder.path().to_owned(), database.clone()).await;
        let workspace = id(1);
        let new = workspaces::NewWorkspace {
            id: workspace,
            name: "Dhaka".to_owned(),
            epoch: id(2),
            cursor_key: id(3),
        };
        let number = relay
            .log
            .write(move |tx| Box::pin(async move { workspaces::create(tx, new, START).await }))
            .await
            .expect("a new workspace");
        Self { relay, number, workspace, folder, database, people: AtomicU64::new(0) }
    }

    /// A new relay and a workspace in which records are private to their owners and those above them, with the
    /// administrator.
    pub async fn found_private() -> (Self, Caller) {
        let team = Self::found().await;
        let administrator = team.make_private().await;
        (team, administrator)
    }

    /// Makes the records of a new team private; gives its administrator.
    pub async fn make_private(&self) -> Caller {
        let number = self.number;
        let start = self.relay.log.write(move |tx| Box::pin(sharing::start(tx, number, false, START)));
        start.await.expect("a policy");
        self.join_as("administrator").await
    }

    /// Another relay on the same database.
    pub async fn another_relay(&self) -> Relay {
        open_on(self.folder(), self.database.clone()).await
    }

    /// Puts another policy in force.
    pub async fn govern(&self, administrator: Caller, change: impl FnOnce(&mut Policy)) {
        self.try_to_govern(administrator, change).await.expect("a policy without a fault");
    }

    /// Puts another policy in force, or says why not.
    pub async fn try_to_govern(
        &self,
        administrator: Caller,
        change: impl FnOnce(&mut Policy),
    ) -> Result<i64, sharing::NotSet> {
        let in_force =
            self.relay.policies.at(&self.relay.log, self.number, i64::MAX).await.expect("readable");
        let mut policy = Policy::clone(&in_force.policy);
        change(&mut policy);
        let (known, before) = (self.relay.policies.clone(), in_force.place);
        let set = self.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = permit::authorize_administrator(tx, administrator, START).await?;
                let permit = permit.expect("an administrator");
                sharing::set(tx, &permit, &known, before, policy, START).await
            })
        });
        set.await.expect("stored")
    }

    /// Shares a record by hand, or takes a share back; whether the person may.
    pub async fn share(&self, by: Caller, record: [u8; 16], to: Audience, level: Option<Level>) -> bool {
        let known = self.relay.policies.clone();
        let share = self.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = permit::authorize(tx, by, START).await?.expect("a member");
                sharing::share(tx, &permit, &known, RecordId(record), (to, level), START).await
            })
        });
        share.await.expect("stored")
    }

    /// Erases records for good; the object of each, or `None` where the person may not or one is not there.
    pub async fn erase(&self, by: Caller, records: &[[u8; 16]]) -> Option<Vec<String>> {
        let (known, records) = (self.relay.policies.clone(), records.to_vec());
        let erase = self.relay.log.write(move |tx| {
            Box::pin(async move {
                let Ok(permit) = permit::authorize_administrator(tx, by, START).await? else {
                    return Ok(None);
                };
                erasing::erase(tx, &permit, &known, &records, START).await
            })
        });
        erase.await.expect("stored")
    }

    /// Folder of the database.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Stops the relay and starts it again on the same database.
    pub async fn restart(&mut self) {
        self.relay.close().await;
        self.relay = self.another_relay().await;
    }

    /// The same with frames of so many bytes.
    pub async fn restart_with(&mut self, frame_bytes: i64) {
        self.relay.close().await;
        let database = self.database.clone();
        self.relay = open_as(Settings { frame_bytes, database, ..Settings::new(self.folder()) }).await;
    }

    /// A new person with one device, logged in.
    pub async fn join(&self) -> Caller {
        self.join_as("representative").await
    }

    /// A new person of a role with one device, logged in.
    pub async fn join_as(&self, role: &'static str) -> Caller {
        let number = self.people.fetch_add(1, Ordering::Relaxed) + 100;
        let person = id(number);
        let row = Person {
            id: person.to_vec(),
            email: format!("{number}@example.org"),
            name: format!("Person {number}"),
            password: String::new(),
        };
        let workspace = self.number;
        self.relay
            .log
            .write(move |tx| {
                Box::pin(async move {
                    accounts::add_person(tx, &row, START).await?;
                    accounts::add_member(tx, workspace, &row.id, role, START).await?;
                    sharing::admit(tx, workspace, person, role, START).await
                })
            })
            .await
            .expect("a new member");
        self.log_in(person, id(number + 10_000)).await
    }

    /// A session of a person on a device.
    pub async fn log_in(&self, person: [u8; 16], device: [u8; 16]) -> Caller {
        let number = self.people.fetch_add(1, Ordering::Relaxed) + 100;
        let mut session = [0x5e; 32];
        session[..16].copy_from_slice(&id(number));
        let workspace = self.number;
        let expires = START + (1 << 40);
        let row = SessionRow { person: person.to_vec(), workspace, device: device.to_vec(), expires };
        self.relay
            .log
            .write(move |tx| {
                Box::pin(async move { accounts::start_session(tx, &session, &row, "Phone", START).await })
            })
            .await
            .expect("a new session");
        Caller { session, person, workspace, device }
    }

    /// A connection that has said nothing.
    pub fn call(&self, caller: Caller) -> Line {
        Line::at(&self.relay, caller)
    }

    /// A connection that follows the log from its head.
    pub async fn connect(&self, caller: Caller) -> Line {
        let mut line = self.call(caller);
        let place = self.place().await;
        line.hello(self.workspace, Some(place)).await;
        line
    }

    /// The epoch and the cursor of the head.
    pub async fn place(&self) -> (Epoch, Cursor) {
        let workspace = self.relay.log.workspace(self.number).await.expect("readable").expect("it was made");
        let cursor = workspace.seal.close(crm_server::log::cursor::Use::Cursor, workspace.head);
        (workspace.seal.epoch(), cursor)
    }

    /// Has the relay keep a journal from now on, and gives its file.
    pub async fn keep_journal(&mut self) -> PathBuf {
        let file = self.folder().join("journal");
        self.relay.log.close().await;
        let (database, journal) = (self.database.clone(), Some(file.clone()));
        self.relay = open_as(Settings { database, journal, ..Settings::new(self.folder()) }).await;
        file
    }

    /// Ends a session.
    pub async fn log_out(&self, caller: Caller) -> Result<(), LogError> {
        self.relay
            .log
            .write(move |tx| Box::pin(async move { accounts::end_session(tx, &caller.session).await }))
            .await
    }
}

/// The entries of the feeds that were heard.
pub fn entries(frames: &[ToDevice]) -> Vec<&Entry> {
    let mut all = Vec::new();
    for frame in frames {
        if let ToDevice::Feed { entries, .. } = frame {
            all.extend(entries);
        }
    }
    all
}

/// Opens a relay whose commits need not survive a power cut.
pub async fn open(folder: PathBuf) -> Relay {
    open_as(Settings::new(folder)).await
}

/// The same on another database.
pub async fn open_on(folder: PathBuf, database: Database) -> Relay {
    open_as(Settings { database, ..Settings::new(folder) }).await
}

/// The same with a clock of the test.
pub async fn open_at(folder: PathBuf, database: Database, clock: Clock) -> Relay {
    open_as(Settings { clock, database, ..Settings::new(folder) }).await
}

async fn open_as(settings: Settings) -> Relay {
    let settings = Settings { durability: Durability::Process, ..settings };
    Relay::open(&settings).await.expect("the relay opens")
}
