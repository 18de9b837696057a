//! The format of the database: numbered steps, each applied once, in order.

use super::{Database, FILE, LogError, options, postgres};
use sqlx::{Connection, PgConnection, SqliteConnection};

/// Every step from an empty database to the newest format.
const STEPS: [&str; 12] = [
    include_str!("0001.sql"),
    include_str!("0002.sql"),
    include_str!("0003.sql"),
    include_str!("0004.sql"),
    include_str!("0005.sql"),
    include_str!("0006.sql"),
    include_str!("0007.sql"),
    include_str!("0008.sql"),
    include_str!("0009.sql"),
    include_str!("0010.sql"),
    include_str!("0011.sql"),
    include_str!("0012.sql"),
];

/// Steps on a server, each with the format that it leads to. A server never had the formats before the first one.
const SERVER_STEPS: [(i64, &str); 9] = [
    (4, include_str!("server-0004.sql")),
    (5, include_str!("server-0005.sql")),
    (6, include_str!("server-0006.sql")),
    (7, include_str!("server-0007.sql")),
    (8, include_str!("server-0008.sql")),
    (9, include_str!("server-0009.sql")),
    (10, include_str!("server-0010.sql")),
    (11, include_str!("server-0011.sql")),
    (12, include_str!("server-0012.sql")),
];

/// The newest format.
pub const FORMAT: i64 = STEPS.len() as i64;

/// From this format on a file overwrites what it lets go of. What lay in it before goes with its upgrade.
const OVERWRITES: i64 = 6;

/// `halk` in ASCII: marks the file as ours.
const APPLICATION_ID: i64 = 0x6861_6c6b;

/// The oldest SQLite that does not damage a WAL when a checkpoint and a commit meet (fixed in 3.51.3).
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// The format that a database is in; zero for an empty one.
pub async fn format(connection: &mut SqliteConnection) -> Result<i64, LogError> {
    let (format,): (i64,) = sqlx::query_as("PRAGMA user_version").fetch_one(&mut *connection).await?;
    let (id,): (i64,) = sqlx::query_as("PRAGMA application_id").fetch_one(&mut *connection).await?;
    if format != 0 && id != APPLICATION_ID { Err(LogError::NotOurs) } else { Ok(format) }
}

/// Brings a database to the newest format, each step in a transaction of its own.
pub async fn upgrade(connection: &mut SqliteConnection) -> Result<(), LogError> {
    check_sqlite(connection).await?;
    let from = format(connection).await?;
    if from > FORMAT {
        return Err(LogError::Newer(from));
    }
    for (place, step) in STEPS.iter().enumerate().skip(usize::try_from(from).unwrap_or(0)) {
        let mut transaction = connection.begin().await?;
        sqlx::raw_sql(*step).execute(&mut *transaction).await?;
        let number = sqlx::AssertSqlSafe(format!("PRAGMA user_version = {}", place + 1));
        sqlx::raw_sql(number).execute(&mut *transaction).await?;
        let id = sqlx::AssertSqlSafe(format!("PRAGMA application_id = {APPLICATION_ID}"));
        sqlx::raw_sql(id).execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    if (1..OVERWRITES).contains(&from) {
        sqlx::raw_sql("VACUUM").execute(&mut *connection).await?;
    }
    Ok(())
}

/// The format of a database on a server; `None` for an empty one.
pub(super) async fn format_on_server(connection: &mut PgConnection) -> Result<Option<i64>, LogError> {
    let (ours, tables): (bool, i64) = sqlx::query_as(
        "SELECT to_regclass('halkhata') IS NOT NULL,
                (SELECT count(*) FROM pg_tables WHERE schemaname = current_schema())",
    )
    .fetch_one(&mut *connection)
    .await?;
    match (ours, tables) {
        (false, 0) => Ok(None),
        (false, _) => Err(LogError::NotOurs),
        (true, _) => {
            let (format,): (i64,) =
                sqlx::query_as("SELECT format FROM halkhata").fetch_one(&mut *connection).await?;
            Ok(Some(format))
        }
    }
}

/// Brings a database on a server to the newest format, in one transaction that other relays wait for.
pub(super) async fn upgrade_server(connection: &mut PgConnection) -> Result<(), LogError> {
    sqlx::raw_sql(postgres::BEGIN).execute(&mut *connection).await?;
    let upgraded = server_steps(connection).await;
    let end = if upgraded.is_ok() { "COMMIT" } else { "ROLLBACK" };
    sqlx::raw_sql(end).execute(&mut *connection).await?;
    upgraded
}

async fn server_steps(connection: &mut PgConnection) -> Result<(), LogError> {
    let from = format_on_server(connection).await?.unwrap_or(0);
    if from > FORMAT {
        return Err(LogError::Newer(from));
    }
    for (format, step) in SERVER_STEPS.into_iter().filter(|(format, _)| *format > from) {
        sqlx::raw_sql(step).execute(&mut *connection).await?;
        sqlx::query("UPDATE halkhata SET format = $1").bind(format).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Whether a database is there and in the format of this build. Nothing is made or changed.
pub async fn stands(database: &Database) -> Result<bool, LogError> {
    match database {
        Database::File(folder) => {
            let file = folder.join(FILE);
            if !file.exists() {
                return Ok(false);
            }
            let mut connection =
                SqliteConnection::connect_with(&options(&file).create_if_missing(false)).await?;
            let found = format(&mut connection).await;
            connection.close().await?;
            Ok(found? == FORMAT)
        }
        Database::Server(url) => match postgres::connect(&postgres::options(url)?).await {
            Ok(connection) => connection.close().await.map(|()| true).map_err(LogError::from),
            Err(LogError::OtherFormat) => Ok(false),
            Err(error) => Err(error),
        },
    }
}

async fn check_sqlite(connection: &mut SqliteConnection) -> Result<(), LogError> {
    let (version,): (String,) = sqlx::query_as("SELECT sqlite_version()").fetch_one(&mut *connection).await?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let found = (next(), next(), next());
    if found >= OLDEST_SQLITE { Ok(()) } else { Err(LogError::OldSqlite(version)) }
}
