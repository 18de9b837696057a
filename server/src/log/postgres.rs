//! PostgreSQL as the log's database: shared by several relays, of which one at a time writes.

use super::connection::Connection;
use super::sql::sql;
use super::{Database, Log, LogError, Pen, Reads, schema};
use crate::api::password::random;
use crate::socket::route::to_hex;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions, PgConnection};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

/// Begins a transaction once no other relay is in one. Places of the log are thus given in the order of commits, and
/// what a transaction reads stays true until it ends, as on SQLite. The number is `halk` in ASCII.
pub(super) const BEGIN: &str = "BEGIN; SELECT pg_advisory_xact_lock(1751215211)";

/// How long a server may take to answer a call.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that read.
const READERS: u32 = 8;
/// The oldest version that is tried.
const OLDEST: i64 = 150_000;

/// How to reach the server at that address.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, LogError> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(LogError::Address("it is no address of PostgreSQL".to_owned()));
    }
    let options = PgConnectOptions::from_str(url).map_err(|error| LogError::Address(error.to_string()))?;
    Ok(options.application_name("halkhata").statement_cache_capacity(400).disable_statement_logging())
}

/// Connects to write. Fails when the server is too old or the schema is not the one of this build.
pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, LogError> {
    let mut connection = dial(options).await?;
    if schema::format_on_server(&mut connection).await? != Some(schema::FORMAT) {
        return Err(LogError::OtherFormat);
    }
    Ok(connection)
}

async fn dial(options: &PgConnectOptions) -> Result<PgConnection, LogError> {
    let connected = tokio::time::timeout(PATIENCE, options.connect()).await;
    let mut connection = connected
        .map_err(|_| LogError::Unreachable("no answer".to_owned()))?
        .map_err(|error| LogError::Unreachable(error.to_string()))?;
    let (version,): (String,) =
        sqlx::query_as("SELECT current_setting('server_version_num')").fetch_one(&mut connection).await?;
    if version.parse::<i64>().unwrap_or(0) < OLDEST {
        return Err(LogError::OldPostgres(version));
    }
    // A relay that freezes in the middle of a transaction would keep every other from writing.
    sqlx::raw_sql("SET idle_in_transaction_session_timeout = '10s'").execute(&mut connection).await?;
    Ok(connection)
}

/// A log on a server.
pub(super) struct Opened {
    pub(super) pen: Pen,
    pub(super) reads: Reads,
    /// The one connection that listens.
    pub(super) ears: PgPool,
    /// What this relay is called among the others.
    pub(super) relay: Arc<str>,
}

/// Connects to the server and brings an empty database or an older one to the newest format.
pub(super) async fn prepared(url: &str) -> Result<PgConnection, LogError> {
    let mut connection = dial(&options(url)?).await?;
    schema::upgrade_server(&mut connection).await?;
    Ok(connection)
}

/// Opens the log on the server at that address.
pub(super) async fn open(url: &str) -> Result<Opened, LogError> {
    let (connection, options) = (prepared(url).await?, options(url)?);
    let readers = PgPoolOptions::new().max_connections(READERS).acquire_timeout(PATIENCE);
    let reads = readers.connect_with(options.clone()).await?;
    let listener = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
    let ears = listener.acquire_timeout(PATIENCE).connect_lazy_with(options.clone());
    let relay: Arc<str> = to_hex(&random::<8>()).into();
    let pen = Pen::of_postgres(connection, options, relay.clone());
    Ok(Opened { pen, reads: Reads::Postgres(reads), ears, relay })
}

/// Makes this the mark of the key of all relays, unless there is one; the mark that there is then.
pub(super) async fn mark_key(connection: &mut Connection, mark: [u8; 32]) -> Result<Vec<u8>, LogError> {
    sql("UPDATE halkhata SET key_mark = ? WHERE key_mark IS NULL")
        .bind(mark.to_vec())
        .execute(connection)
        .await?;
    let (kept,): (Vec<u8>,) = sql("SELECT key_mark FROM halkhata").fetch_one(connection).await?;
    Ok(kept)
}

impl Log {
    /// Whether this is the mark of the key that every relay on this database has; the first one's counts. A file has one
    /// relay, whose key lies beside it.
    pub async fn has_key(&self, mark: [u8; 32]) -> Result<bool, LogError> {
        if !self.shared() {
            return Ok(true);
        }
        let kept = self.write(move |tx| Box::pin(async move { mark_key(tx.connection, mark).await }));
        Ok(kept.await? == mark)
    }
}

impl Database {
    /// The database that an address names, or the file in that folder where none is given.
    pub fn named(url: Option<&str>, folder: &std::path::Path) -> Self {
        match url {
            Some(url) => Self::Server(url.to_owned()),
            None => Self::File(folder.to_owned()),
        }
    }
}
