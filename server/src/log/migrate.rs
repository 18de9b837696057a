//! Moves everything from a SQLite file to an empty PostgreSQL: table by table in one transaction, counted and compared
//! before it is kept.

use super::connection::Connection;
use super::sql::{Value, sql};
use super::{FILE, LogError, options, postgres, schema};
use crate::vault::{self, Vault};
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::{
    AssertSqlSafe, ColumnIndex, Connection as _, Database, Decode, PgConnection, Row, SqliteConnection, Type,
};
use std::path::Path;

/// What the file is called once everything of it lies elsewhere.
pub const MOVED: &str = "halkhata.moved.db";

/// Every table after those that it refers to, with the columns that order its rows.
const TABLES: [(&str, &str); 26] = [
    ("workspaces", "number"),
    ("people", "id"),
    ("members", "workspace, person"),
    ("devices", "workspace, id, person"),
    ("sessions", "token"),
    ("one_time_links", "token"),
    ("actors", "workspace, actor"),
    ("docs", "number"),
    ("changes", "workspace, seq"),
    ("scopes", "number"),
    ("doc_scopes", "doc, scope"),
    ("policies", "workspace, seq"),
    ("shares", "workspace, doc, audience"),
    ("moves", "workspace, seq, doc"),
    ("doc_about", "about, doc"),
    ("second_factors", "person"),
    ("recovery_codes", "person, code"),
    ("half_log_ins", "token"),
    ("reset_links", "token"),
    ("audit", "number"),
    ("removed_sessions", "token"),
    ("erased", "workspace, doc"),
    ("api_tokens", "token"),
    ("passkeys", "id"),
    ("ceremonies", "token"),
    ("exports", "workspace, person, device, at"),
];
/// Tables whose rows are numbered by the database.
const NUMBERED: [&str; 4] = ["workspaces", "docs", "scopes", "audit"];
/// Rows, and bytes, of one statement.
const ROWS: usize = 500;
/// See [`ROWS`].
const BYTES: usize = 4 * 1024 * 1024;

/// Why a database was not moved. Where it was to go, nothing is kept.
#[derive(Debug, thiserror::Error)]
pub enum NotMoved {
    /// A database says no.
    #[error(transparent)]
    Log(#[from] LogError),
    /// There is nothing to move.
    #[error("there is no database in that folder")]
    NoSource,
    /// Where it is to go is something already.
    #[error("the table {0} of the PostgreSQL database has rows already; give an empty database")]
    NotEmpty(&'static str),
    /// What came is not what was sent.
    #[error("the rows of {table} differ: {sent} sent, {came} came; nothing was kept")]
    Differs {
        /// The table.
        table: &'static str,
        /// Rows in the file.
        sent: u64,
        /// Rows on the server.
        came: u64,
    },
}

impl From<sqlx::Error> for NotMoved {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}

/// Copies the database in `folder`, on which no relay may run, to the empty one at that address, and gives the rows of
/// each table. The file gets the name [`MOVED`], so that no relay and no backup takes it for the book.
pub async fn migrate(folder: &Path, url: &str) -> Result<Vec<(&'static str, u64)>, NotMoved> {
    let file = folder.join(FILE);
    if !file.exists() {
        return Err(NotMoved::NoSource);
    }
    let from = options(&file).create_if_missing(false);
    let mut from = SqliteConnection::connect_with(&from).await?;
    schema::upgrade(&mut from).await?;
    let mut to = postgres::prepared(url).await?;
    sqlx::raw_sql(postgres::BEGIN).execute(&mut to).await?;
    let mut to = Connection::Postgres(to);
    let mut moved = Vec::new();
    for (table, order) in TABLES {
        moved.push((table, table_moved(&mut from, &mut to, table, order).await?));
    }
    if let Connection::Postgres(to) = &mut to {
        for table in NUMBERED {
            let next = format!(
                "SELECT setval(pg_get_serial_sequence('{table}', 'number'), \
                 (SELECT coalesce(max(number), 0) + 1 FROM {table}), false)"
            );
            sqlx::query(AssertSqlSafe(next)).execute(&mut *to).await?;
        }
    }
    // The first relay to start must not be one that has made itself a new key.
    if folder.join(vault::FILE).exists() {
        let vault = Vault::open(folder).map_err(LogError::from)?;
        postgres::mark_key(&mut to, vault.mark()).await?;
    }
    if let Connection::Postgres(to) = &mut to {
        sqlx::raw_sql("COMMIT").execute(to).await?;
    }
    from.close().await?;
    std::fs::rename(&file, folder.join(MOVED)).map_err(LogError::from)?;
    Ok(moved)
}

#[derive(Clone, Copy)]
enum Kind {
    Int,
    Bool,
    Text,
    Bytes,
}

async fn table_moved(
    from: &mut SqliteConnection,
    to: &mut Connection,
    table: &'static str,
    order: &str,
) -> Result<u64, NotMoved> {
    let Connection::Postgres(server) = &mut *to else { return Ok(0) };
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT column_name::text, data_type::text FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
    )
    .bind(table)
    .fetch_all(&mut *server)
    .await?;
    let kinds: Vec<Kind> = columns
        .iter()
        .map(|(_, kind)| match kind.as_str() {
            "boolean" => Kind::Bool,
            "text" => Kind::Text,
            "bytea" => Kind::Bytes,
            _ => Kind::Int,
        })
        .collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(", ");
    let select = format!("SELECT {names} FROM {table} ORDER BY {order}");
    if read_back(server, &select, &kinds).await?.0 > 0 {
        return Err(NotMoved::NotEmpty(table));
    }
    let insert = format!("INSERT INTO {table} ({names})");
    let mut sent = Sum::default();
    let mut rows = sqlx::query(AssertSqlSafe(select.clone())).fetch(from);
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.try_next().await? {
        let row = values(&row, &kinds)?;
        bytes += sent.add(&row);
        batch.push(row);
        if batch.len() >= ROWS || bytes >= BYTES {
            sql(insert.clone()).rows(batch.drain(..), |row| row).execute(to).await?;
            bytes = 0;
        }
    }
    if !batch.is_empty() {
        sql(insert).rows(batch, |row| row).execute(to).await?;
    }
    let sent = sent.done();
    let Connection::Postgres(server) = &mut *to else { return Ok(0) };
    let came = read_back(server, &select, &kinds).await?;
    if sent == came { Ok(sent.0) } else { Err(NotMoved::Differs { table, sent: sent.0, came: came.0 }) }
}

async fn read_back(
    server: &mut PgConnection,
    select: &str,
    kinds: &[Kind],
) -> Result<(u64, [u8; 32]), NotMoved> {
    let mut sum = Sum::default();
    let mut rows = sqlx::query(AssertSqlSafe(select.to_owned())).fetch(server);
    while let Some(row) = rows.try_next().await? {
        sum.add(&values(&row, kinds)?);
    }
    Ok(sum.done())
}

fn values<R: Row>(row: &R, kinds: &[Kind]) -> Result<Vec<Value>, sqlx::Error>
where
    usize: ColumnIndex<R>,
    i64: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    bool: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    String: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: for<'r> Decode<'r, R::Database> + Type<R::Database>,
    R::Database: Database,
{
    let value = |(place, kind): (usize, &Kind)| {
        Ok(match kind {
            Kind::Int => Value::Int(row.try_get(place)?),
            Kind::Bool => Value::Bool(row.try_get(place)?),
            Kind::Text => Value::Text(row.try_get(place)?),
            Kind::Bytes => Value::Bytes(row.try_get(place)?),
        })
    };
    kinds.iter().enumerate().map(value).collect()
}

/// How many rows there were, and a hash of all that they hold, in their order.
#[derive(Default)]
struct Sum {
    rows: u64,
    hash: Sha256,
}

impl Sum {
    /// Takes a row in; gives its bytes.
    fn add(&mut self, row: &[Value]) -> usize {
        self.rows += 1;
        let mut bytes = 0;
        for value in row {
            let value = match value {
                Value::Int(number) => number.map(|number| number.to_be_bytes().to_vec()),
                Value::Bool(truth) => Some(vec![u8::from(*truth)]),
                Value::Text(text) => Some(text.as_bytes().to_vec()),
                Value::Bytes(bytes) => bytes.clone(),
            };
            self.hash.update(value.as_ref().map_or(u64::MAX, |value| value.len() as u64).to_be_bytes());
            self.hash.update(value.as_deref().unwrap_or_default());
            bytes += value.map_or(0, |value| value.len());
        }
        bytes
    }

    fn done(self) -> (u64, [u8; 32]) {
        (self.rows, self.hash.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::TABLES;
    use crate::log::schema;
    use sqlx::{Connection, SqliteConnection};
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn no_table_is_left_behind() {
        let mut file = SqliteConnection::connect("sqlite::memory:").await.expect("in memory");
        schema::upgrade(&mut file).await.expect("an empty database");
        let tables: Vec<(String,)> = sqlx::query_as(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        )
        .fetch_all(&mut file)
        .await
        .expect("readable");
        let there: BTreeSet<String> = tables.into_iter().map(|(name,)| name).collect();
        assert_eq!(there, TABLES.iter().map(|(name, _)| (*name).to_owned()).collect());
    }
}
