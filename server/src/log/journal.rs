//! The journal: what a database that is put back from a backup has to be told. Lines of JSON in a file that lies
//! elsewhere than the database and its backups; nothing in it opens anything or tells of a customer.

use super::connection::Connection;
use super::sql::sql;
use super::{LogError, Transaction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// Something that the audit tells of: a policy, a password, an invitation.
    Act {
        /// Its name there.
        what: String,
        /// Who did it.
        person: Option<String>,
        /// Whom it concerns.
        about: Option<String>,
        /// A device, a role, a name.
        detail: String,
    },
    /// An actor was seen first, and whose it is: so that changes which others bring back keep their author.
    Actor {
        /// The actor.
        actor: String,
        /// Whose it is.
        person: String,
        /// On which installation.
        device: String,
    },
    /// A member may log in, or may not any more.
    Member {
        /// The member.
        person: String,
        /// Whether they may.
        active: bool,
    },
    /// A device was removed, or is one of the list again.
    Device {
        /// The installation.
        device: String,
        /// Whose it is.
        person: String,
        /// Whether it is removed.
        removed: bool,
    },
    /// A document was erased for good.
    Erased {
        /// The document.
        doc: String,
        /// Up to this generation.
        generation: u32,
    },
    /// A passkey was removed.
    PasskeyRemoved {
        /// SHA-256 of the id that its authenticator gave it.
        passkey: String,
    },
}

/// A line of the journal. Ids are in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When, by the clock of the relay, in ms since 1970.
    pub at: i64,
    /// The workspace. Not by its number, which a database that was put back gives to another one.
    pub workspace: String,
    /// What was done.
    #[serde(flatten)]
    pub entry: Entry,
}

/// Something that was done, in the transaction that does it.
#[derive(Debug)]
pub(super) struct Deed {
    /// When.
    pub at: i64,
    /// The workspace's number.
    pub workspace: i64,
    /// What.
    pub entry: Entry,
}

/// The lines of what was done.
pub(super) async fn lines(connection: &mut Connection, deeds: Vec<Deed>) -> Result<Vec<Line>, LogError> {
    let mut numbers: Vec<i64> = deeds.iter().map(|deed| deed.workspace).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let query = sql("SELECT number, id FROM workspaces WHERE number IN").list(numbers);
    let ids: BTreeMap<i64, Vec<u8>> = query.fetch_all(connection).await?.into_iter().collect();
    let line = |deed: Deed| {
        let workspace = ids.get(&deed.workspace).map(|id| hex(id)).unwrap_or_default();
        Line { at: deed.at, workspace, entry: deed.entry }
    };
    Ok(deeds.into_iter().map(line).collect())
}

impl Line {
    /// The workspace, the document and the generation, where it tells of an erasure.
    pub fn erased(&self) -> Option<([u8; 16], [u8; 16], u32)> {
        let Entry::Erased { doc, generation } = &self.entry else { return None };
        Some((id(&self.workspace).try_into().ok()?, id(doc).try_into().ok()?, *generation))
    }
}

/// A journal that is being written.
#[derive(Clone, Debug)]
pub struct Journal {
    file: PathBuf,
}

impl Journal {
    /// The journal in that file, which is made if it is not there. Fails when it cannot be written.
    pub fn open(file: impl Into<PathBuf>) -> io::Result<Self> {
        let journal = Self { file: file.into() };
        journal.handle()?;
        Ok(journal)
    }

    /// Opened for each write, so that a disk that was away and came back is written to again.
    fn handle(&self) -> io::Result<std::fs::File> {
        std::fs::OpenOptions::new().create(true).append(true).open(&self.file)
    }

    /// Adds lines; returns when they are on the disk.
    pub(super) async fn append(&self, lines: &[Line]) -> io::Result<()> {
        // What a write that was cut off left of a line ends here.
        let mut text = b"\n".to_vec();
        for line in lines {
            serde_json::to_writer(&mut text, line)?;
            text.push(b'\n');
        }
        let journal = self.clone();
        let write = tokio::task::spawn_blocking(move || {
            let mut file = journal.handle()?;
            file.write_all(&text)?;
            file.sync_data()
        });
        write.await.map_err(io::Error::other)?
    }
}

/// Why a journal cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BadJournal {
    /// The file system says no.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// A line in the middle is none of ours.
    #[error("{0}, line {1} is not of a journal; is it the right file?")]
    Line(PathBuf, usize),
}

/// Everything in the journals of relays that share a database, by time. The last line of a file may be torn: the relay
/// died while it wrote, and what it was about was not committed.
pub fn read(files: &[PathBuf]) -> Result<Vec<Line>, BadJournal> {
    let mut lines = Vec::new();
    for file in files {
        lines.extend(of_file(file)?);
    }
    lines.sort_by_key(|line| line.at);
    Ok(lines)
}

fn of_file(file: &Path) -> Result<Vec<Line>, BadJournal> {
    let text = std::fs::read(file).map_err(|error| BadJournal::File(file.to_owned(), error))?;
    let rows: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let (last, whole) = rows.split_last().map_or((&[][..], &[][..]), |(last, whole)| (*last, whole));
    let mut lines = Vec::with_capacity(rows.len());
    for (place, row) in whole.iter().enumerate().filter(|(_, row)| !row.is_empty()) {
        match serde_json::from_slice(row) {
            Ok(line) => lines.push(line),
            // What was left of a line that was never finished.
            Err(_) if row.starts_with(b"{") && !row.ends_with(b"}") => {}
            Err(_) => return Err(BadJournal::Line(file.to_owned(), place + 1)),
        }
    }
    lines.extend(serde_json::from_slice::<Line>(last).ok());
    Ok(lines)
}

/// An id as it stands in the journal.
pub(super) fn hex(id: &[u8]) -> String {
    id.iter().fold(String::with_capacity(id.len() * 2), |text, byte| format!("{text}{byte:02x}"))
}

/// The id that stands there.
pub(super) fn id(text: &str) -> Vec<u8> {
    let pair = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..text.len()).step_by(2).filter_map(pair).collect()
}

/// Does again, in a database that was put back, what the journal knows; gives the acts that the database did not know of.
pub(super) async fn replay(tx: &mut Transaction<'_>, lines: &[Line]) -> Result<Vec<Line>, LogError> {
    let query = sql("SELECT w.id, w.number, max(a.at) FROM workspaces w
         LEFT JOIN audit a ON a.workspace = w.number GROUP BY w.id, w.number");
    let known: Vec<(Vec<u8>, i64, Option<i64>)> = query.fetch_all(&mut *tx.connection).await?;
    let known: BTreeMap<String, (i64, Option<i64>)> =
        known.into_iter().map(|(id, number, newest)| (hex(&id), (number, newest))).collect();
    let mut unknown = Vec::new();
    for line in lines {
        // A workspace that was made since the backup is not in it.
        let Some((workspace, newest)) = known.get(&line.workspace).copied() else { continue };
        match &line.entry {
            Entry::Act { .. } if newest.is_some_and(|newest| line.at < newest) => {}
            Entry::Act { .. } => {
                if noted(tx, workspace, line).await? {
                    unknown.push(line.clone());
                }
            }
            Entry::Actor { actor, person, device } => {
                sql("INSERT INTO actors (workspace, actor, person, device, since) VALUES (?, ?, ?, ?, ?)
                     ON CONFLICT DO NOTHING")
                .bind(workspace)
                .bind(id(actor))
                .bind(id(person))
                .bind(id(device))
                .bind(line.at)
                .execute(&mut *tx.connection)
                .await?;
            }
            // Where activities about it lie then, only the policy knows: `erasing` does it.
            Entry::Erased { .. } => {}
            Entry::Member { person, active } => {
                sql("UPDATE members SET active = ? WHERE workspace = ? AND person = ?")
                    .bind(*active)
                    .bind(workspace)
                    .bind(id(person))
                    .execute(&mut *tx.connection)
                    .await?;
            }
            Entry::PasskeyRemoved { passkey } => {
                sql("DELETE FROM passkeys WHERE id = ?")
                    .bind(id(passkey))
                    .execute(&mut *tx.connection)
                    .await?;
            }
            Entry::Device { device, person, removed } => {
                sql("UPDATE devices SET removed = ? WHERE workspace = ? AND id = ? AND person = ?")
                    .bind(removed.then_some(line.at))
                    .bind(workspace)
                    .bind(id(device))
                    .bind(id(person))
                    .execute(&mut *tx.connection)
                    .await?;
            }
        }
    }
    Ok(unknown)
}

/// Writes an act into the audit unless it stands there; whether it did not.
async fn noted(tx: &mut Transaction<'_>, workspace: i64, line: &Line) -> Result<bool, LogError> {
    let Entry::Act { what, person, about, detail } = &line.entry else { return Ok(false) };
    let stands: Option<(i64,)> =
        sql("SELECT number FROM audit WHERE workspace = ? AND at = ? AND what = ? AND detail = ?
         AND person IS NOT DISTINCT FROM ? AND about IS NOT DISTINCT FROM ? LIMIT 1")
        .bind(workspace)
        .bind(line.at)
        .bind(what.clone())
        .bind(detail.clone())
        .bind(person.as_deref().map(id))
        .bind(about.as_deref().map(id))
        .fetch_optional(&mut *tx.connection)
        .await?;
    if stands.is_some() {
        return Ok(false);
    }
    sql("INSERT INTO audit (workspace, at, what, person, about, detail, address) VALUES (?, ?, ?, ?, ?, ?, '')")
        .bind(workspace)
        .bind(line.at)
        .bind(what.clone())
        .bind(person.as_deref().map(id))
        .bind(about.as_deref().map(id))
        .bind(detail.clone())
        .execute(&mut *tx.connection)
        .await?;
    Ok(true)
}
