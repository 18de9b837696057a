//! One relay: its log, its gate, and who is online.

use crate::keeping_up::keep_up;
use crate::log::journal::Journal;
use crate::log::{Database, Durability, Event, Log, LogError};
use crate::policy::gate::Gate;
use crate::policy::in_force::Policies;
use crate::policy::pool::Pool;
use crate::policy::{Caller, rows};
use crate::socket::hub::Hub;
use crate::vault::Vault;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Tells the time in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Bytes of news after which a frame is full; leaves room for the rest of the frame.
pub const FRAME_BYTES: i64 = 512 * 1024;

/// How a relay runs.
#[derive(Clone)]
pub struct Settings {
    /// Folder of the relay's own files: its key, and the database where it is a file.
    pub data: PathBuf,
    /// Where the log lies.
    pub database: Database,
    /// How hard a commit is pressed to the disk.
    pub durability: Durability,
    /// Where the journal lies, if one is kept.
    pub journal: Option<PathBuf>,
    /// Bytes of news after which a frame to a device is full.
    pub frame_bytes: i64,
    /// The clock of everything that has no time passed in.
    pub clock: Clock,
}

impl Settings {
    /// What the product uses, with the data in `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let data = folder.into();
        Self {
            database: Database::File(data.clone()),
            data,
            durability: Durability::Full,
            journal: None,
            frame_bytes: FRAME_BYTES,
            clock: Arc::new(system_time),
        }
    }
}

/// Milliseconds since 1970 by the clock of the machine.
pub fn system_time() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Why a relay could not start.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The log cannot be opened.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The threads for document code cannot be started.
    #[error("threads: {0}")]
    Threads(#[from] std::io::Error),
    /// The key file cannot be read or made.
    #[error("{file}: {0}", file = crate::vault::FILE)]
    Key(std::io::Error),
    /// The journal cannot be written.
    #[error("the journal: {0}")]
    Journal(std::io::Error),
    /// The relays that share the database have another key: what they seal could not be read here.
    #[error("{file} is not the one of the other relays; copy theirs into the data folder", file = crate::vault::FILE)]
    OtherKey,
}

/// A relay. Clones are the same relay.
#[derive(Clone)]
pub struct Relay {
    /// What was stored.
    pub log: Log,
    /// Through which changes come.
    pub gate: Gate,
    /// Who is online.
    pub hub: Hub,
    /// Who may see what.
    pub policies: Policies,
    /// Threads for document code.
    pub(crate) pool: Pool,
    /// Seals the secrets of second factors.
    pub vault: Arc<Vault>,
    /// The version of rows that this build makes.
    pub rows_version: u32,
    /// The newest schema of documents that this build can check.
    pub schema: u32,
    pub(crate) frame_bytes: i64,
    clock: Clock,
    connections: Arc<AtomicU64>,
}

impl Relay {
    /// Opens the log and starts the threads; rows of an earlier build are made again.
    pub async fn open(settings: &Settings) -> Result<Self, RelayError> {
        let (hub, policies) = (Hub::default(), Policies::default());
        let (listener, known) = (hub.clone(), policies.clone());
        let hear = Arc::new(move |event| {
            if matches!(event, Event::Missed) {
                known.forget();
            }
            if let Event::WentBack { workspace, .. } = event {
                known.forget_all(workspace);
            }
            listener.hear(event);
        });
        let tell = Arc::clone(&hear);
        let journal =
            settings.journal.as_ref().map(Journal::open).transpose().map_err(RelayError::Journal)?;
        let log =
            Log::open(&settings.database, settings.durability, journal, move |event| tell(event)).await?;
        let vault = Arc::new(Vault::open(&settings.data).map_err(RelayError::Key)?);
        if !log.has_key(vault.mark()).await? {
            log.close().await;
            return Err(RelayError::OtherKey);
        }
        let pool = Pool::start()?;
        let gate = Gate::new(log.clone(), pool.clone(), policies.clone());
        rows::renew(&log, &pool).await?;
        if log.shared() {
            tokio::spawn(keep_up(log.clone(), hub.clone(), settings.clock.clone(), move |event| hear(event)));
        }
        Ok(Self {
            log,
            gate,
            hub,
            policies,
            pool,
            vault,
            rows_version: rows::version(),
            schema: rows::SCHEMA,
            frame_bytes: settings.frame_bytes,
            clock: settings.clock.clone(),
            connections: Arc::default(),
        })
    }

    /// The time by the relay's clock.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// A number for a new connection.
    pub(crate) fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Who holds the session with that token hash, and what their installation is called.
    pub async fn caller(&self, session: [u8; 32], now: i64) -> Result<Option<(Caller, String)>, LogError> {
        let Some(row) = self.log.session(&session, now).await? else { return Ok(None) };
        let (Ok(person), Ok(device)) = (row.person.try_into(), row.device.try_into()) else {
            return Ok(None);
        };
        let caller = Caller { session, person, workspace: row.workspace, device };
        let name = self.log.device_name(row.workspace, &device).await?;
        Ok(Some((caller, name)))
    }

    /// Ends every connection and finishes what waits.
    pub async fn close(&self) {
        self.hub.restart();
        self.log.close().await;
    }
}
