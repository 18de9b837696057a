//! Authorisation: the proof, made inside the transaction that uses it, that somebody may write.

use crate::log::{LogError, Transaction, accounts, api_tokens};

/// Who sends a request, as the session says. This identifies; it allows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Hash of the session's token; of a program, of its API token, which is no session.
    pub session: [u8; 32],
    /// The person.
    pub person: [u8; 16],
    /// The workspace's number.
    pub workspace: i64,
    /// The installation.
    pub device: [u8; 16],
}

/// What a member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything, and administer people.
    Administrator,
    /// Everything with records.
    Manager,
    /// Everything with records, in this edition.
    Representative,
}

impl Role {
    /// The role of that name.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "administrator" => Some(Self::Administrator),
            "manager" => Some(Self::Manager),
            "representative" => Some(Self::Representative),
            _ => None,
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Manager => "manager",
            Self::Representative => "representative",
        }
    }
}

/// What a program does with its API token, which must allow it by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Reads records.
    Read,
    /// Makes records.
    Create,
    /// Sets fields of records.
    Change,
    /// Deletes records.
    Delete,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 4] = [Self::Read, Self::Create, Self::Change, Self::Delete];

    /// Its name as a scope of a token; for ever.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Change => "change",
            Self::Delete => "delete",
        }
    }

    /// Whether the scopes of a token name it.
    pub fn is_among(self, scopes: &str) -> bool {
        scopes.split(' ').any(|scope| scope == self.name())
    }
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The session ended.
    SignedOut,
    /// No active member of the workspace.
    NotMember,
    /// Needs an administrator.
    NotAdministrator,
    /// The API token does not allow that.
    NotInScope,
}

/// Proof that a person may write in a workspace, valid for the transaction in which it was made. Only
/// [`authorize`], [`authorize_administrator`] and [`authorize_program`] make one, and no write function works without.
#[derive(Debug)]
pub struct Permit {
    caller: Caller,
    role: Role,
}

impl Permit {
    /// The workspace's number.
    pub const fn workspace(&self) -> i64 {
        self.caller.workspace
    }

    /// The person.
    pub const fn person(&self) -> [u8; 16] {
        self.caller.person
    }

    /// The installation.
    pub const fn device(&self) -> [u8; 16] {
        self.caller.device
    }

    /// The role.
    pub const fn role(&self) -> Role {
        self.role
    }
}

/// Decides now, inside the transaction, whether the caller may write.
pub async fn authorize(
    tx: &mut Transaction<'_>,
    caller: Caller,
    now: i64,
) -> Result<Result<Permit, Denied>, LogError> {
    if !accounts::session_runs(tx, &caller.session, now).await? {
        return Ok(Err(Denied::SignedOut));
    }
    standing(tx, caller).await
}

/// Decides now, inside the transaction, whether a program may do that with its API token. A session is none, and no
/// session is asked for: what [`authorize`] and [`authorize_administrator`] guard, a program never reaches.
pub async fn authorize_program(
    tx: &mut Transaction<'_>,
    caller: Caller,
    deed: Deed,
    now: i64,
) -> Result<Result<Permit, Denied>, LogError> {
    match api_tokens::scopes(tx, &caller.session, now).await? {
        None => Ok(Err(Denied::SignedOut)),
        Some(scopes) if !deed.is_among(&scopes) => Ok(Err(Denied::NotInScope)),
        Some(_) => standing(tx, caller).await,
    }
}

async fn standing(tx: &mut Transaction<'_>, caller: Caller) -> Result<Result<Permit, Denied>, LogError> {
    let standing = accounts::standing(tx, caller.workspace, &caller.person).await?;
    Ok(match standing.and_then(|(role, active)| Role::of(&role).filter(|_| active)) {
        Some(role) => Ok(Permit { caller, role }),
        None => Err(Denied::NotMember),
    })
}

/// The same for what only an administrator may do.
pub async fn authorize_administrator(
    tx: &mut Transaction<'_>,
    caller: Caller,
    now: i64,
) -> Result<Result<Permit, Denied>, LogError> {
    let permit = authorize(tx, caller, now).await?;
    Ok(permit.and_then(|permit| match permit.role {
        Role::Administrator => Ok(permit),
        Role::Manager | Role::Representative => Err(Denied::NotAdministrator),
    }))
}
