//! Keeps what teams send, in order: the change log, with one writer and many readers, in a SQLite file or, for several
//! relays at once, on a PostgreSQL server.
//!
//! Payloads are bytes here. Nothing is acknowledged before the commit that made it durable.

pub mod accounts;
pub mod actors;
pub mod api_tokens;
pub mod audit;
pub mod catch_up;
pub mod changes;
pub mod compaction;
mod connection;
pub mod cursor;
pub mod devices;
pub mod documents;
pub mod erased;
pub mod exports;
pub mod journal;
mod lost;
pub mod migrate;
pub mod news;
pub mod one_time_links;
pub mod passkeys;
pub mod policies;
mod postgres;
pub mod renewal;
pub mod reset_links;
pub mod restored;
pub mod schema;
pub mod scopes;
pub mod second_factors;
pub mod sessions;
mod sql;
pub mod workspaces;
mod writer;

pub use writer::Transaction;

use connection::{Pen, Reads};

use futures_util::future::BoxFuture;
use journal::Journal;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgPool, SqliteConnection};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use writer::Writer;

/// Name of the database in the data folder.
pub const FILE: &str = "halkhata.db";

/// Why the log could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The database says no.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The data folder cannot be made or read.
    #[error("data folder: {0}")]
    Folder(#[from] std::io::Error),
    /// The file is a database, but of another program.
    #[error("the database is not one of Halkhata")]
    NotOurs,
    /// The database was written by a newer build.
    #[error("the database has format {0}, which needs a newer build")]
    Newer(i64),
    /// The linked SQLite is too old to be trusted with a WAL.
    #[error("SQLite {0} is too old")]
    OldSqlite(String),
    /// What stands in `DATABASE_URL` is no address of a database.
    #[error("DATABASE_URL: {0}; it looks like postgres://user:password@host/database")]
    Address(String),
    /// The server does not answer, or does not let the relay in.
    #[error("PostgreSQL cannot be reached: {0}; check that it runs and that DATABASE_URL is right")]
    Unreachable(String),
    /// The server is older than what is tested.
    #[error("PostgreSQL has version {0}; 15 is the oldest that works")]
    OldPostgres(String),
    /// Another build upgraded the database while this relay ran, or somebody emptied it.
    #[error("the database is not in the format of this build; start the newest build")]
    OtherFormat,
    /// The writer has stopped; nothing was stored.
    #[error("the log is closed")]
    Closed,
    /// A backup was put back, and nobody has said yet that things go on.
    #[error("put back from a backup; nobody logs in until `halkhata go-on`")]
    Held,
    /// A document cannot be read now: everybody is busy, or it is damaged.
    #[error("a document cannot be read")]
    Unread,
    /// The work was rolled back on purpose; nothing was stored.
    #[error("rolled back")]
    RolledBack,
}

/// How hard a commit is pressed to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// A commit survives a power cut. What the product uses.
    Full,
    /// A commit survives a crash of the process only; for simulations with thousands of commits.
    Process,
}

/// Where a log lies.
#[derive(Clone, Debug)]
pub enum Database {
    /// A SQLite file in this folder, of one relay alone.
    File(PathBuf),
    /// A PostgreSQL server at this address, which relays share.
    Server(String),
}

/// Something that became true by a commit; told to listeners in commit order.
#[derive(Clone, Debug)]
pub enum Event {
    /// Changes were stored.
    Changes(Arc<changes::Stored>),
    /// People or their roles changed.
    People {
        /// The workspace.
        workspace: i64,
    },
    /// Another policy is in force, or records were shared by hand, from this place of the log on.
    Policy {
        /// The workspace.
        workspace: i64,
        /// The place.
        seq: i64,
    },
    /// Records were erased for good, up to this place of the log.
    Erased {
        /// The workspace.
        workspace: i64,
        /// The place.
        seq: i64,
    },
    /// These sessions ended.
    SessionsEnded(Vec<[u8; 32]>),
    /// The log of a workspace reaches this place, by another relay.
    Grown {
        /// The workspace.
        workspace: i64,
        /// The place.
        head: i64,
    },
    /// The log of a workspace went back with its server, and began another epoch.
    WentBack {
        /// The workspace.
        workspace: i64,
        /// The epoch.
        epoch: [u8; 16],
    },
    /// Something else may be true than what was told: a commit failed, or other relays could not be heard for a while.
    Missed,
}

/// The log of one relay.
#[derive(Clone)]
pub struct Log {
    reads: Reads,
    writer: Writer,
    /// Where other relays are heard.
    ears: Option<PgPool>,
}

impl Log {
    /// Opens or makes the database and brings it to the newest format. `listener` hears of every commit before the one
    /// who asked for it.
    pub async fn open(
        database: &Database,
        durability: Durability,
        journal: Option<Journal>,
        listener: impl Fn(Event) + Send + Sync + 'static,
    ) -> Result<Self, LogError> {
        let (pen, reads) = match database {
            Database::File(folder) => open_file(folder, durability).await?,
            Database::Server(url) => {
                let opened = postgres::open(url).await?;
                let listener = Arc::new(listener);
                let tell = Arc::clone(&listener);
                tokio::spawn(news::listen(opened.ears.clone(), opened.relay, move |event| tell(event)));
                let writer = Writer::start(opened.pen, journal, move |event| listener(event));
                return Ok(Self { reads: opened.reads, writer, ears: Some(opened.ears) });
            }
        };
        Ok(Self { reads, writer: Writer::start(pen, journal, listener), ears: None })
    }

    /// Runs work in the next commit and answers once it is durable. Work that fails leaves nothing behind.
    pub async fn write<T, F>(&self, work: F) -> Result<T, LogError>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction<'_>) -> BoxFuture<'t, Result<T, LogError>> + Send + 'static,
    {
        self.writer.write(work).await
    }

    /// A connection that reads what is committed.
    pub(crate) const fn reads(&self) -> &Reads {
        &self.reads
    }

    /// Waits until the log is closed.
    pub(crate) async fn closed(&self) {
        self.reads.closed().await;
    }

    /// Finishes what waits, then closes every connection.
    pub async fn close(&self) {
        self.writer.stop().await;
        if let Some(ears) = &self.ears {
            ears.close().await;
        }
        self.reads.close().await;
    }
}

async fn open_file(folder: &Path, durability: Durability) -> Result<(Pen, Reads), LogError> {
    std::fs::create_dir_all(folder)?;
    let file = folder.join(FILE);
    let options = options(&file).create_if_missing(true).synchronous(match durability {
        Durability::Full => SqliteSynchronous::Full,
        Durability::Process => SqliteSynchronous::Off,
    });
    let mut connection = SqliteConnection::connect_with(&options).await?;
    schema::upgrade(&mut connection).await?;
    let reads = SqlitePoolOptions::new()
        .max_connections(4)
        .connect_with(options.create_if_missing(false).pragma("query_only", "on"))
        .await?;
    Ok((Pen::of_sqlite(connection), Reads::Sqlite(reads)))
}

/// How every connection to a file is set up.
pub fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(true)
        .statement_cache_capacity(400)
        .pragma("cache_size", "-32768")
        .pragma("mmap_size", "0")
        .pragma("temp_store", "memory")
        // What was erased is overwritten, not only let go of.
        .pragma("secure_delete", "on")
}
