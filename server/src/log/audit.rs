//! What was done with log-ins and people: written in the transaction that did it, never changed.

use super::journal::{self, hex};
use super::sql::sql;
use super::{Log, LogError, Transaction};
use sqlx::FromRow;

/// How long an entry is kept, in ms.
pub(super) const KEPT: i64 = 400 * 24 * 60 * 60 * 1_000;
/// Most entries of one answer.
const AT_ONCE: i64 = 100;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The workspace was made.
    SetUp,
    /// Somebody joined by an invitation.
    Joined,
    /// An invitation was made; its role is the detail.
    Invited,
    /// Somebody logged in with the password alone.
    LoggedIn,
    /// Somebody logged in with the password and a code.
    LoggedInByCode,
    /// Somebody logged in with the password and a recovery code.
    LoggedInByRecoveryCode,
    /// Somebody logged in by a passkey; where is the detail.
    LoggedInByPasskey,
    /// Somebody logged out.
    LoggedOut,
    /// A log-in was ended from another.
    LogInEnded,
    /// Wrong passwords or codes, so many that the next had to wait.
    Refused,
    /// A person may log in again.
    Activated,
    /// A person may not log in any more.
    Deactivated,
    /// The workspace got another name.
    WorkspaceRenamed,
    /// A person changed their name or address.
    ProfileChanged,
    /// A person changed their password.
    PasswordChanged,
    /// A second factor was set up.
    SecondFactorOn,
    /// A second factor was taken away by its owner.
    SecondFactorOff,
    /// A second factor was taken away by an administrator, or where the relay runs.
    SecondFactorReset,
    /// New recovery codes were made.
    RecoveryCodes,
    /// A reset link was made.
    ResetLinkMade,
    /// A password was set by a reset link.
    PasswordReset,
    /// A device was taken out of the list.
    DeviceRemoved,
    /// Another policy was put in force.
    PolicySet,
    /// A record was given to others by hand; to whom is the detail.
    Shared,
    /// That was taken back.
    Unshared,
    /// A record was erased for good; its object is the detail.
    Erased,
    /// The lease was set; its days are the detail.
    LeaseSet,
    /// An API token was made; its name and what it may do are the detail.
    ApiTokenMade,
    /// An API token was revoked; its name is the detail.
    ApiTokenRevoked,
    /// A person added a passkey; its name is the detail.
    PasskeyAdded,
    /// A person removed one of theirs; its name is the detail.
    PasskeyRemoved,
    /// An administrator took all passkeys of somebody away.
    PasskeysReset,
    /// Records were taken out as a file; what, how many and when by the device's clock are the detail: `deal 12 <ms>`.
    /// Where a person had taken out more than are noted in a day, it is `more 0 <ms>`.
    Exported,
}

impl What {
    /// Its name in the table and for the screen; for ever.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SetUp => "set_up",
            Self::Joined => "joined",
            Self::Invited => "invited",
            Self::LoggedIn => "logged_in",
            Self::LoggedInByCode => "logged_in_code",
            Self::LoggedInByRecoveryCode => "logged_in_recovery",
            Self::LoggedInByPasskey => "logged_in_passkey",
            Self::LoggedOut => "logged_out",
            Self::LogInEnded => "log_in_ended",
            Self::Refused => "refused",
            Self::Activated => "activated",
            Self::Deactivated => "deactivated",
            Self::WorkspaceRenamed => "workspace_renamed",
            Self::ProfileChanged => "profile_changed",
            Self::PasswordChanged => "password_changed",
            Self::SecondFactorOn => "factor_on",
            Self::SecondFactorOff => "factor_off",
            Self::SecondFactorReset => "factor_reset",
            Self::RecoveryCodes => "recovery_codes",
            Self::ResetLinkMade => "reset_link",
            Self::PasswordReset => "password_reset",
            Self::DeviceRemoved => "device_removed",
            Self::PolicySet => "policy_set",
            Self::Shared => "shared",
            Self::Unshared => "unshared",
            Self::Erased => "erased",
            Self::LeaseSet => "lease_set",
            Self::ApiTokenMade => "api_token",
            Self::ApiTokenRevoked => "api_token_revoked",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::PasskeysReset => "passkeys_reset",
            Self::Exported => "exported",
        }
    }
}

impl What {
    /// Whether a database that is put back has to hear of it: log-ins end with it anyway.
    const fn counts_later(self) -> bool {
        match self {
            Self::LoggedIn
            | Self::LoggedInByCode
            | Self::LoggedInByRecoveryCode
            | Self::LoggedInByPasskey
            | Self::LoggedOut
            | Self::LogInEnded
            | Self::Refused => false,
            Self::SetUp
            | Self::Joined
            | Self::Invited
            | Self::Activated
            | Self::Deactivated
            | Self::WorkspaceRenamed
            | Self::ProfileChanged
            | Self::PasswordChanged
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::SecondFactorReset
            | Self::RecoveryCodes
            | Self::ResetLinkMade
            | Self::PasswordReset
            | Self::DeviceRemoved
            | Self::PolicySet
            | Self::Shared
            | Self::Unshared
            | Self::Erased
            | Self::LeaseSet
            | Self::ApiTokenMade
            | Self::ApiTokenRevoked
            | Self::PasskeyAdded
            | Self::PasskeyRemoved
            | Self::PasskeysReset
            | Self::Exported => true,
        }
    }
}

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct Note {
    /// What was done.
    pub what: What,
    /// Who did it, where that is known.
    pub person: Option<[u8; 16]>,
    /// Whom it concerns, where that is somebody else.
    pub about: Option<Vec<u8>>,
    /// A device, a role, a name.
    pub detail: String,
    /// From which address.
    pub address: String,
}

/// An entry as administrators read it.
#[derive(Clone, Debug, FromRow)]
pub struct Entry {
    /// Its number; later ones are larger.
    pub number: i64,
    /// When, by the relay's clock.
    pub at: i64,
    /// What was done.
    pub what: String,
    /// Who did it, by the name they have now.
    pub person: Option<String>,
    /// Whom it concerns.
    pub about: Option<String>,
    /// A device, a role, a name.
    pub detail: String,
    /// From which address.
    pub address: String,
}

impl Log {
    /// Entries of a workspace, the latest first, from before the entry of that number.
    pub async fn audit(&self, workspace: i64, before: Option<i64>) -> Result<Vec<Entry>, LogError> {
        let query = sql(
            "SELECT a.number, a.at, a.what, p.name AS person, o.name AS about, a.detail, a.address FROM audit a
             LEFT JOIN people p ON p.id = a.person LEFT JOIN people o ON o.id = a.about
             WHERE a.workspace = ? AND a.number < ? ORDER BY a.number DESC LIMIT ?",
        );
        let query = query.bind(workspace).bind(before.unwrap_or(i64::MAX)).bind(AT_ONCE);
        Ok(query.fetch_all(self.reads()).await?)
    }
}

/// Writes an entry, and lets go of those that are too old.
pub async fn note(tx: &mut Transaction<'_>, workspace: i64, note: &Note, now: i64) -> Result<(), LogError> {
    sql(
        "INSERT INTO audit (workspace, at, what, person, about, detail, address) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(workspace)
    .bind(now)
    .bind(note.what.name())
    .bind(note.person.map(|person| person.to_vec()))
    .bind(note.about.clone())
    .bind(note.detail.clone())
    .bind(note.address.clone())
    .execute(&mut *tx.connection)
    .await?;
    if note.what.counts_later() {
        let act = journal::Entry::Act {
            what: note.what.name().to_owned(),
            person: note.person.map(|person| hex(&person)),
            about: note.about.as_deref().map(hex),
            detail: note.detail.clone(),
        };
        tx.tell(workspace, now, act);
    }
    // Entries lie in the order of time, so the oldest tell whether there is anything to do.
    sql("DELETE FROM audit WHERE number IN
         (SELECT number FROM audit WHERE workspace = ?1 ORDER BY number LIMIT 8) AND at < ?2")
    .bind(workspace)
    .bind(now - KEPT)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}

/// Writes an entry about a person's account into every workspace that they belong to.
pub async fn note_of_account(
    tx: &mut Transaction<'_>,
    person: &[u8],
    entry: &Note,
    now: i64,
) -> Result<(), LogError> {
    let workspaces: Vec<(i64,)> = sql("SELECT workspace FROM members WHERE person = ? ORDER BY workspace")
        .bind(person.to_vec())
        .fetch_all(&mut *tx.connection)
        .await?;
    for (workspace,) in workspaces {
        note(tx, workspace, entry, now).await?;
    }
    Ok(())
}
