//! A database that was put back from a copy: another epoch, nobody logged in, and nobody logs in until it is said that
//! things go on (*safe mode*). What happened since the copy comes from the journal.

use super::journal::{self, Entry, Line};
use super::sql::sql;
use super::{Log, LogError, Transaction};
use crate::api::password::random;

/// Something that was done after the copy was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// When, by the clock of the relay.
    pub at: i64,
    /// The workspace.
    pub workspace: String,
    /// What; a name of the audit.
    pub what: String,
    /// Who did it, if they are in the copy.
    pub person: Option<String>,
    /// Whom it concerns, if they are in the copy.
    pub about: Option<String>,
    /// A device, a role, a name.
    pub detail: String,
}

/// Makes another log of a database that was put back: cursors of before lead nowhere, sessions, links and API tokens of
/// then are not honoured, removed devices and members are removed again, and safe mode begins. Gives what was done since.
pub async fn put_back(tx: &mut Transaction<'_>, lines: &[Line], now: i64) -> Result<Vec<Since>, LogError> {
    let numbers: Vec<(i64,)> =
        sql("SELECT number FROM workspaces ORDER BY number").fetch_all(&mut *tx.connection).await?;
    for (number,) in numbers {
        sql("UPDATE workspaces SET epoch = ?, restored = ?, held = ? WHERE number = ?")
            .bind(random::<16>().to_vec())
            .bind(now)
            .bind(now)
            .bind(number)
            .execute(&mut *tx.connection)
            .await?;
    }
    for gone in [
        "DELETE FROM sessions",
        "DELETE FROM one_time_links",
        "DELETE FROM reset_links",
        "DELETE FROM half_log_ins",
        "DELETE FROM api_tokens",
        "DELETE FROM ceremonies",
    ] {
        sql(gone).execute(&mut *tx.connection).await?;
    }
    let mut since = Vec::new();
    for line in journal::replay(tx, lines).await? {
        since.push(named(tx, line).await?);
    }
    Ok(since)
}

async fn named(tx: &mut Transaction<'_>, line: Line) -> Result<Since, LogError> {
    let (mut what, mut detail, mut names) = (String::new(), String::new(), [None, None]);
    if let Entry::Act { what: act, person, about, detail: of } = line.entry {
        for (name, id) in names.iter_mut().zip([person, about]) {
            let Some(id) = id else { continue };
            let query = sql("SELECT name FROM people WHERE id = ?").bind(journal::id(&id));
            *name = query.fetch_optional(&mut *tx.connection).await?.map(|(name,)| name);
        }
        (what, detail) = (act, of);
    }
    let query = sql("SELECT name FROM workspaces WHERE id = ?").bind(journal::id(&line.workspace));
    let workspace = query.fetch_optional(&mut *tx.connection).await?.map(|(name,)| name);
    let [person, about] = names;
    Ok(Since { at: line.at, workspace: workspace.unwrap_or_default(), what, person, about, detail })
}

impl Log {
    /// Since when nobody may log in, where that is so: the earliest of all workspaces.
    pub async fn held(&self) -> Result<Option<i64>, LogError> {
        let found: Option<(Option<i64>,)> =
            sql("SELECT min(held) FROM workspaces").fetch_optional(self.reads()).await?;
        Ok(found.and_then(|(held,)| held))
    }
}

/// Ends safe mode; `false` when there was none.
pub async fn go_on(tx: &mut Transaction<'_>) -> Result<bool, LogError> {
    let done =
        sql("UPDATE workspaces SET held = NULL WHERE held IS NOT NULL").execute(&mut *tx.connection).await?;
    Ok(done > 0)
}
