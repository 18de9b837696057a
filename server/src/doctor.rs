//! Looks a relay over: database, format, clock, disk, certificate and site, one line each.

use crate::assets::Site;
use crate::log::{self, Database, Durability, Log, LogError, schema};
use crate::serve::Tls;
use crate::vault::{self, Vault};
use sqlx::{Connection, SqliteConnection};
use std::path::Path;

/// What a look at one thing found.
#[derive(Debug)]
pub struct Finding {
    /// The thing.
    pub subject: &'static str,
    /// What is right or wrong with it.
    pub result: Result<String, String>,
}

/// Free space below which a relay should not run, in MiB.
const LEAST_SPACE: u64 = 256;
/// The first second of 2026: a clock before it is wrong.
const LEAST_TIME: i64 = 1_767_225_600_000;

/// Looks at everything; nothing is changed.
pub async fn examine(
    database: &Database,
    data: &Path,
    assets: &Path,
    tls: Option<&Tls>,
    now: i64,
) -> Vec<Finding> {
    let log_in = log_in(database).await;
    let (database, format) = match database {
        Database::File(folder) => file(folder).await,
        Database::Server(_) => server(database).await,
    };
    vec![
        Finding { subject: "database", result: database },
        Finding { subject: "schema", result: format },
        Finding { subject: "log-in", result: log_in },
        Finding { subject: "clock", result: clock(data, now) },
        Finding { subject: "disk", result: disk(data) },
        Finding { subject: "tls", result: certificate(tls).await },
        Finding { subject: "assets", result: site(assets) },
        Finding { subject: "key", result: key(data) },
    ]
}

/// Nobody logs in after a backup was put back, until somebody says so.
async fn log_in(database: &Database) -> Result<String, String> {
    let held = async {
        if !schema::stands(database).await? {
            return Ok::<_, LogError>(None);
        }
        let log = Log::open(database, Durability::Full, None, |_| {}).await?;
        let held = log.held().await;
        log.close().await;
        held
    };
    match held.await {
        Ok(None) => Ok("open".to_owned()),
        Ok(Some(_)) => Err("a backup was put back; nobody can log in until `halkhata go-on`".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

async fn server(database: &Database) -> (Result<String, String>, Result<String, String>) {
    match schema::stands(database).await {
        Ok(true) => (Ok("the server answers".to_owned()), Ok(format!("format {}", schema::FORMAT))),
        Ok(false) => {
            let other = "none or of another build; the next start makes or upgrades it";
            (Ok("the server answers".to_owned()), Ok(other.to_owned()))
        }
        Err(error) => (Err(error.to_string()), Err("unknown".to_owned())),
    }
}

async fn file(data: &Path) -> (Result<String, String>, Result<String, String>) {
    let file = data.join(log::FILE);
    if !file.exists() {
        let new = || Ok("none yet; the first start makes it".to_owned());
        return (new(), new());
    }
    let options = log::options(&file).create_if_missing(false).pragma("query_only", "on");
    let mut connection = match SqliteConnection::connect_with(&options).await {
        Ok(connection) => connection,
        Err(error) => return (Err(error.to_string()), Err("unknown".to_owned())),
    };
    let check: Result<(String,), _> =
        sqlx::query_as("PRAGMA integrity_check").fetch_one(&mut connection).await;
    let format = schema::format(&mut connection).await;
    let _ = connection.close().await;
    let check = match check {
        Ok((result,)) if result == "ok" => Ok("every page is whole".to_owned()),
        Ok((result,)) => Err(result),
        Err(error) => Err(error.to_string()),
    };
    let format = match format {
        Ok(format) if format == schema::FORMAT => Ok(format!("format {format}")),
        Ok(format) if format < schema::FORMAT => Ok(format!("format {format}; the next start upgrades it")),
        Ok(format) => Err(format!("format {format} needs a newer build")),
        Err(error) => Err(error.to_string()),
    };
    (check, format)
}

/// A clock that runs before the build, or before the newest write, is wrong.
fn clock(data: &Path, now: i64) -> Result<String, String> {
    if now < LEAST_TIME {
        return Err("the clock is years behind".to_owned());
    }
    let written = std::fs::metadata(data.join(log::FILE)).and_then(|file| file.modified()).ok();
    let written = written.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let ahead = written.and_then(|time| i64::try_from(time.as_millis()).ok()).map_or(0, |time| time - now);
    if ahead > 60_000 {
        Err("the database was written in the future".to_owned())
    } else {
        Ok("plausible".to_owned())
    }
}

/// Writes and syncs a file, and asks how much more would fit.
fn disk(data: &Path) -> Result<String, String> {
    let probe = data.join(".probe");
    let write = || {
        std::fs::create_dir_all(data)?;
        std::fs::write(&probe, [0; 4_096])?;
        std::fs::File::open(&probe)?.sync_all()?;
        std::fs::remove_file(&probe)
    };
    write().map_err(|error| error.to_string())?;
    // There is no portable way to ask for free space without a system call of our own; df has it.
    let output = std::process::Command::new("df").arg("-Pm").arg(data).output();
    let free = output.ok().and_then(|output| {
        let text = String::from_utf8(output.stdout).ok()?;
        text.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok()
    });
    match free {
        Some(free) if free < LEAST_SPACE => Err(format!("{free} MiB free")),
        Some(free) => Ok(format!("{free} MiB free")),
        None => Ok("can be written".to_owned()),
    }
}

/// Without its key the second factors of a database cannot be read; a relay that never started has neither.
fn key(data: &Path) -> Result<String, String> {
    let file = data.join(vault::FILE);
    if file.exists() {
        return Vault::open(data)
            .map(|_| "second factors can be read".to_owned())
            .map_err(|error| error.to_string());
    }
    if data.join(log::FILE).exists() {
        Err(format!("{} is missing: second factors cannot be read, recovery codes work", vault::FILE))
    } else {
        Ok("none yet; the first start makes it".to_owned())
    }
}

async fn certificate(tls: Option<&Tls>) -> Result<String, String> {
    let Some(tls) = tls else {
        return Ok("not configured; fine on this machine or behind a proxy".to_owned());
    };
    tls.load().await.map_err(|error| error.to_string())?;
    Ok("certificate and key can be read".to_owned())
}

fn site(assets: &Path) -> Result<String, String> {
    let site = Site::read(assets).map_err(|error| format!("{}: {error}", assets.display()))?;
    match site.address("boot.js") {
        Some(_) => Ok(format!("{} files", site.len())),
        None => Err("the manifest names no boot.js".to_owned()),
    }
}
