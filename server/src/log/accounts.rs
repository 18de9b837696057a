//! People, their membership, their devices and their sessions, as rows.

use super::sql::sql;
use super::{Event, Log, LogError, Transaction};
use sqlx::FromRow;

/// Someone who can log in.
#[derive(Clone, Debug, FromRow)]
pub struct Person {
    /// Their id.
    pub id: Vec<u8>,
    /// Their e-mail address, folded.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Hash of their password.
    pub password: String,
}

/// A person in a workspace.
#[derive(Clone, Debug, FromRow)]
pub struct Member {
    /// Their id.
    pub person: Vec<u8>,
    /// Their e-mail address.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Their role.
    pub role: String,
    /// Whether they can log in.
    pub active: bool,
}

/// A running session.
#[derive(Clone, Debug, FromRow)]
pub struct SessionRow {
    /// The person.
    pub person: Vec<u8>,
    /// The workspace's number.
    pub workspace: i64,
    /// The installation.
    pub device: Vec<u8>,
    /// When it ends by itself.
    pub expires: i64,
}

impl Log {
    /// The person with that e-mail address.
    pub async fn person_by_email(&self, email: &str) -> Result<Option<Person>, LogError> {
        let query = sql("SELECT id, email, name, password FROM people WHERE email = ?");
        Ok(query.bind(email.to_owned()).fetch_optional(self.reads()).await?)
    }

    /// The person with that id.
    pub async fn person(&self, id: &[u8]) -> Result<Option<Person>, LogError> {
        let query = sql("SELECT id, email, name, password FROM people WHERE id = ?");
        Ok(query.bind(id.to_vec()).fetch_optional(self.reads()).await?)
    }

    /// The people of a workspace in the order of their names.
    pub async fn members(&self, workspace: i64) -> Result<Vec<Member>, LogError> {
        let query = sql(
            "SELECT m.person, p.email, p.name, m.role, m.active FROM members m JOIN people p ON p.id = m.person
             WHERE m.workspace = ? ORDER BY p.name, m.person",
        );
        Ok(query.bind(workspace).fetch_all(self.reads()).await?)
    }

    /// The workspaces in which a person may log in, with their role: the one of the latest contact first.
    pub async fn memberships(&self, person: &[u8]) -> Result<Vec<(i64, String)>, LogError> {
        let query = sql("SELECT m.workspace, m.role FROM members m WHERE m.person = ? AND m.active = TRUE
             ORDER BY (SELECT coalesce(max(d.last_seen), 0) FROM devices d
                       WHERE d.workspace = m.workspace AND d.person = m.person) DESC, m.since, m.workspace");
        Ok(query.bind(person.to_vec()).fetch_all(self.reads()).await?)
    }

    /// The session with that token hash, unless it ended or its person may not log in any more.
    pub async fn session(&self, token: &[u8; 32], now: i64) -> Result<Option<SessionRow>, LogError> {
        let query = sql("SELECT s.person, s.workspace, s.device, s.expires FROM sessions s
             JOIN members m ON m.workspace = s.workspace AND m.person = s.person AND m.active = TRUE
             WHERE s.token = ? AND s.expires > ?");
        Ok(query.bind(token.to_vec()).bind(now).fetch_optional(self.reads()).await?)
    }

    /// What an installation is called.
    pub async fn device_name(&self, workspace: i64, device: &[u8]) -> Result<String, LogError> {
        let query = sql("SELECT name FROM devices WHERE workspace = ? AND id = ? ORDER BY person LIMIT 1");
        let name: Option<(String,)> =
            query.bind(workspace).bind(device.to_vec()).fetch_optional(self.reads()).await?;
        Ok(name.map(|(name,)| name).unwrap_or_default())
    }
}

/// Stores a new person; `false` when the address is taken.
pub async fn add_person(tx: &mut Transaction<'_>, person: &Person, now: i64) -> Result<bool, LogError> {
    let done = sql(
        "INSERT INTO people (id, email, name, password, created) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(person.id.clone())
    .bind(person.email.clone())
    .bind(person.name.clone())
    .bind(person.password.clone())
    .bind(now)
    .execute(&mut *tx.connection)
    .await?;
    Ok(done == 1)
}

/// Makes a person a member.
pub async fn add_member(
    tx: &mut Transaction<'_>,
    workspace: i64,
    person: &[u8],
    role: &str,
    now: i64,
) -> Result<(), LogError> {
    sql("INSERT INTO members (workspace, person, role, active, since) VALUES (?, ?, ?, TRUE, ?)")
        .bind(workspace)
        .bind(person.to_vec())
        .bind(role.to_owned())
        .bind(now)
        .execute(&mut *tx.connection)
        .await?;
    tx.events.push(Event::People { workspace });
    Ok(())
}

/// Role and state of a member, read inside the transaction that relies on it.
pub async fn standing(
    tx: &mut Transaction<'_>,
    workspace: i64,
    person: &[u8],
) -> Result<Option<(String, bool)>, LogError> {
    let query = sql("SELECT role, active FROM members WHERE workspace = ? AND person = ?");
    Ok(query.bind(workspace).bind(person.to_vec()).fetch_optional(&mut *tx.connection).await?)
}

/// Whether a session is still running, read inside the transaction that relies on it.
pub async fn session_runs(tx: &mut Transaction<'_>, token: &[u8; 32], now: i64) -> Result<bool, LogError> {
    let query = sql("SELECT expires FROM sessions WHERE token = ? AND expires > ?");
    let found: Option<(i64,)> =
        query.bind(token.to_vec()).bind(now).fetch_optional(&mut *tx.connection).await?;
    Ok(found.is_some())
}

/// Starts a session of a person on an installation; [`LogError::Held`] in a book that was put back from a backup, until
/// it is said that things go on.
pub async fn start_session(
    tx: &mut Transaction<'_>,
    token: &[u8; 32],
    session: &SessionRow,
    device_name: &str,
    now: i64,
) -> Result<(), LogError> {
    let query = sql("SELECT number FROM workspaces WHERE number = ? AND held IS NOT NULL");
    let held: Option<(i64,)> = query.bind(session.workspace).fetch_optional(&mut *tx.connection).await?;
    if held.is_some() {
        return Err(LogError::Held);
    }
    sql(
        "INSERT INTO devices (workspace, id, person, name, last_seen) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (workspace, id, person) DO UPDATE SET name = excluded.name, last_seen = excluded.last_seen,
           api = FALSE",
    )
    .bind(session.workspace)
    .bind(session.device.clone())
    .bind(session.person.clone())
    .bind(device_name.to_owned())
    .bind(now)
    .execute(&mut *tx.connection)
    .await?;
    sql(
        "INSERT INTO sessions (token, person, workspace, device, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(token.to_vec())
    .bind(session.person.clone())
    .bind(session.workspace)
    .bind(session.device.clone())
    .bind(now)
    .bind(session.expires)
    .execute(&mut *tx.connection)
    .await?;
    sql("DELETE FROM sessions WHERE expires <= ?").bind(now).execute(&mut *tx.connection).await?;
    Ok(())
}

/// Ends one session.
pub async fn end_session(tx: &mut Transaction<'_>, token: &[u8; 32]) -> Result<(), LogError> {
    sql("DELETE FROM sessions WHERE token = ?").bind(token.to_vec()).execute(&mut *tx.connection).await?;
    tx.events.push(Event::SessionsEnded(vec![*token]));
    Ok(())
}

/// Ends the sessions of a person in all workspaces or one, except the one that asks for it.
pub async fn end_sessions_of(
    tx: &mut Transaction<'_>,
    person: &[u8],
    workspace: Option<i64>,
    except: Option<[u8; 32]>,
) -> Result<(), LogError> {
    let ended: Vec<(Vec<u8>,)> = sql(
        "DELETE FROM sessions WHERE person = ?1 AND (?2 IS NULL OR workspace = ?2) AND token IS DISTINCT FROM ?3
         RETURNING token",
    )
    .bind(person.to_vec())
    .bind(workspace)
    .bind(except.map(|token| token.to_vec()))
    .fetch_all(&mut *tx.connection)
    .await?;
    let tokens = ended.into_iter().filter_map(|(token,)| token.try_into().ok()).collect();
    tx.events.push(Event::SessionsEnded(tokens));
    Ok(())
}

/// Lets a member log in, or not; `false` when there is no such member.
pub async fn set_active(
    tx: &mut Transaction<'_>,
    workspace: i64,
    person: &[u8],
    active: bool,
    now: i64,
) -> Result<bool, LogError> {
    let done = sql("UPDATE members SET active = ? WHERE workspace = ? AND person = ?")
        .bind(active)
        .bind(workspace)
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    tx.events.push(Event::People { workspace });
    tx.tell_member(workspace, now, person, active);
    Ok(done == 1)
}

/// Every member with their role and whether they may log in.
pub async fn roles(
    tx: &mut Transaction<'_>,
    workspace: i64,
) -> Result<Vec<(Vec<u8>, String, bool)>, LogError> {
    let query = sql("SELECT person, role, active FROM members WHERE workspace = ? ORDER BY person");
    Ok(query.bind(workspace).fetch_all(&mut *tx.connection).await?)
}

/// Gives a member another role.
pub async fn set_role(
    tx: &mut Transaction<'_>,
    workspace: i64,
    person: &[u8],
    role: &str,
) -> Result<(), LogError> {
    let done = sql("UPDATE members SET role = ?1 WHERE workspace = ?2 AND person = ?3 AND role != ?1")
        .bind(role.to_owned())
        .bind(workspace)
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    if done > 0 {
        tx.events.push(Event::People { workspace });
    }
    Ok(())
}

/// Whether a person belongs to this workspace and to no other. Only then may its administrators touch the account
/// itself: they would come into the other workspaces by it.
pub async fn belongs_only_to(
    tx: &mut Transaction<'_>,
    person: &[u8],
    workspace: i64,
) -> Result<bool, LogError> {
    let found: Vec<(i64,)> = sql("SELECT workspace FROM members WHERE person = ? ORDER BY workspace")
        .bind(person.to_vec())
        .fetch_all(&mut *tx.connection)
        .await?;
    Ok(found == [(workspace,)])
}

/// How many active administrators a workspace has.
pub async fn administrators(tx: &mut Transaction<'_>, workspace: i64) -> Result<i64, LogError> {
    let (count,): (i64,) =
        sql("SELECT count(*) FROM members WHERE workspace = ? AND role = 'administrator' AND active = TRUE")
            .bind(workspace)
            .fetch_one(&mut *tx.connection)
            .await?;
    Ok(count)
}

/// Changes a person's name and address; `false` when the address is taken.
pub async fn rename(
    tx: &mut Transaction<'_>,
    person: &[u8],
    name: &str,
    email: &str,
) -> Result<bool, LogError> {
    let taken: Option<(Vec<u8>,)> = sql("SELECT id FROM people WHERE email = ? AND id != ?")
        .bind(email.to_owned())
        .bind(person.to_vec())
        .fetch_optional(&mut *tx.connection)
        .await?;
    if taken.is_some() {
        return Ok(false);
    }
    sql("UPDATE people SET name = ?, email = ? WHERE id = ?")
        .bind(name.to_owned())
        .bind(email.to_owned())
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    let workspaces: Vec<(i64,)> = sql("SELECT workspace FROM members WHERE person = ? ORDER BY workspace")
        .bind(person.to_vec())
        .fetch_all(&mut *tx.connection)
        .await?;
    tx.events.extend(workspaces.into_iter().map(|(workspace,)| Event::People { workspace }));
    Ok(true)
}

/// Stores another password hash.
pub async fn set_password(tx: &mut Transaction<'_>, person: &[u8], password: &str) -> Result<(), LogError> {
    sql("UPDATE people SET password = ? WHERE id = ?")
        .bind(password.to_owned())
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}
