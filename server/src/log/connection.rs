//! The two databases behind the log: connections that read, and the one that writes.

use super::{Event, LogError, news, postgres};
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::{Connection as _, PgConnection, SqliteConnection, SqlitePool};
use std::sync::Arc;

/// A connection to either database.
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Connection {
    async fn execute(&mut self, statement: &'static str) -> Result<(), LogError> {
        match self {
            Self::Sqlite(one) => sqlx::query(statement).execute(one).await.map(drop)?,
            // Not prepared: the beginning is two statements in one journey.
            Self::Postgres(one) => sqlx::raw_sql(statement).execute(one).await.map(drop)?,
        }
        Ok(())
    }
}

/// Connections that read what is committed.
#[derive(Clone)]
pub(crate) enum Reads {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Reads {
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }

    pub(super) async fn closed(&self) {
        match self {
            Self::Sqlite(pool) => pool.close_event().await,
            Self::Postgres(pool) => pool.close_event().await,
        }
    }
}

/// The connection that writes, one transaction after another.
pub(super) struct Pen {
    pub(super) connection: Connection,
    /// How to connect anew: a server goes away and comes back, a file does not.
    again: Option<PgConnectOptions>,
    /// What this relay is called among those that share the server.
    relay: Arc<str>,
    /// A transaction did not end as it should: what the connection is in the middle of is not known.
    broken: bool,
    /// It is another connection than before, perhaps to another server.
    renewed: bool,
}

impl Pen {
    /// Writes to a file.
    pub(super) fn of_sqlite(connection: SqliteConnection) -> Self {
        Self {
            connection: Connection::Sqlite(connection),
            again: None,
            relay: "".into(),
            broken: false,
            renewed: false,
        }
    }

    /// Writes to a server.
    pub(super) fn of_postgres(connection: PgConnection, again: PgConnectOptions, relay: Arc<str>) -> Self {
        let connection = Connection::Postgres(connection);
        Self { connection, again: Some(again), relay, broken: false, renewed: false }
    }

    /// Begins a transaction beside which nobody else writes, on this relay or another, until it ends.
    pub(super) async fn begin(&mut self) -> Result<(), LogError> {
        if !self.broken {
            let begun = self.try_begin().await;
            if begun.is_ok() || self.again.is_none() {
                return begun;
            }
        }
        if let Some(options) = &self.again {
            self.connection = Connection::Postgres(postgres::connect(options).await?);
            (self.broken, self.renewed) = (false, true);
        }
        self.try_begin().await
    }

    /// Whether the transaction is the first one of another connection; and from now on it counts as looked at.
    pub(super) const fn take_renewed(&mut self) -> bool {
        std::mem::replace(&mut self.renewed, false)
    }

    /// It is to be looked at again.
    pub(super) const fn doubt(&mut self) {
        self.renewed = true;
    }

    async fn try_begin(&mut self) -> Result<(), LogError> {
        let statement = match &self.connection {
            Connection::Sqlite(_) => "BEGIN IMMEDIATE",
            Connection::Postgres(_) => postgres::BEGIN,
        };
        self.connection.execute(statement).await
    }

    /// Marks a place in the transaction to which [`Pen::back`] goes back.
    pub(super) async fn mark(&mut self) -> Result<(), LogError> {
        self.connection.execute("SAVEPOINT work").await
    }

    /// Forgets the mark and keeps what was done since.
    pub(super) async fn keep(&mut self) -> Result<(), LogError> {
        self.connection.execute("RELEASE SAVEPOINT work").await
    }

    /// Undoes what was done since the mark.
    pub(super) async fn back(&mut self) -> Result<(), LogError> {
        self.connection.execute("ROLLBACK TO SAVEPOINT work").await?;
        self.keep().await
    }

    /// Writes what a file still keeps beside itself into it and empties that, so that nothing of what was erased lies in
    /// either. Where somebody reads just then it happens with a later one; a server does it in its own time.
    pub(super) async fn overwrite(&mut self) {
        if let Connection::Sqlite(_) = &self.connection {
            for statement in [
                "PRAGMA busy_timeout = 200",
                "PRAGMA wal_checkpoint(TRUNCATE)",
                "PRAGMA busy_timeout = 10000",
            ] {
                if let Err(error) = self.connection.execute(statement).await {
                    tracing::warn!(%error, "what was erased is overwritten later");
                }
            }
        }
    }

    /// Makes the transaction durable; other relays hear of its events with it.
    pub(super) async fn commit(&mut self, events: &[Event]) -> Result<(), LogError> {
        let committed = self.try_commit(events).await;
        if committed.is_err() {
            self.give_up().await;
        }
        committed
    }

    async fn try_commit(&mut self, events: &[Event]) -> Result<(), LogError> {
        if self.again.is_some() {
            news::tell(&mut self.connection, &self.relay, events).await?;
        }
        self.connection.execute("COMMIT").await
    }

    /// Undoes the transaction.
    pub(super) async fn give_up(&mut self) {
        self.broken = self.connection.execute("ROLLBACK").await.is_err() && self.again.is_some();
    }

    /// Closes the connection.
    pub(super) async fn close(self) {
        let closed = match self.connection {
            Connection::Sqlite(one) => one.close().await,
            Connection::Postgres(one) => one.close().await,
        };
        if let Err(error) = closed {
            tracing::warn!(%error, "the log did not close cleanly");
        }
    }
}
