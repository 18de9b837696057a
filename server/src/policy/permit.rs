//! Authorisation: the proof, made inside the transaction that uses it, that somebody may write.

use crate::log::{LogError, Transaction, accounts};

/// Who sends a request, as the session says. This identifies; it allows nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Hash of the session's token.
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

/// Why somebody may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The session ended.
    SignedOut,
    /// No active member of the workspace.
    NotMember,
    /// Needs an administrator.
    NotAdministrator,
}

/// Proof that a person may write in a workspace, valid for the transaction in which it was made. Only
/// [`authorize`] and [`authorize_administrator`] make one, and no write function works without.
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
