//! What the relay provides behind the server functions.

use crate::types::{
    AccountError, ApiToken, AuditEntry, Device, Enrolment, Invitation, LogIn, Membership, NewApiToken,
    OneTimeLink, Passkey, PasskeyRequest, Passkeys as PasskeyList, PolicyInForce, SecondFactor, Session,
    Teammate,
};
use async_trait::async_trait;

/// Accounts of one relay, for the request at hand: an implementation reads the session cookie of the request and
/// sets cookies on its response.
pub trait Accounts:
    Sessions
    + Newcomers
    + Members
    + Access
    + SecondFactors
    + Resets
    + Oversight
    + Memberships
    + ApiTokens
    + Passkeys
{
}

impl<
    A: Sessions
        + Newcomers
        + Members
        + Access
        + SecondFactors
        + Resets
        + Oversight
        + Memberships
        + ApiTokens
        + Passkeys,
> Accounts for A
{
}

/// Log-ins of the caller.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Who is logged in, if anybody is.
    async fn session(&self) -> Result<Option<Session>, AccountError>;
    /// Logs in on an installation (`device` is its id, made by the browser; `device_name` what it is called).
    async fn log_in(
        &self,
        email: String,
        password: String,
        device: String,
        device_name: String,
    ) -> Result<Session, AccountError>;
    /// Ends the session of this request.
    async fn log_out(&self) -> Result<(), AccountError>;
    /// Where the caller is logged in, the latest contact first.
    async fn log_ins(&self) -> Result<Vec<LogIn>, AccountError>;
    /// Ends another session of the caller; its sockets close within a second.
    async fn end_log_in(&self, id: String) -> Result<(), AccountError>;
}

/// How people come in: one-time links and what they are good for.
#[async_trait]
pub trait Newcomers: Send + Sync {
    /// What a set-up or invitation token is good for.
    async fn one_time_link(&self, token: String) -> Result<OneTimeLink, AccountError>;
    /// Uses a set-up token: makes the workspace and its administrator, logs in.
    async fn set_up(&self, request: SetUp) -> Result<Session, AccountError>;
    /// Uses an invitation: makes the person, logs in.
    async fn accept(&self, request: Accept) -> Result<Session, AccountError>;
    /// Makes an invitation. Administrators only.
    async fn invite(&self, role: String) -> Result<Invitation, AccountError>;
}

/// The people of the workspace.
#[async_trait]
pub trait Members: Send + Sync {
    /// The people of the workspace.
    async fn teammates(&self) -> Result<Vec<Teammate>, AccountError>;
    /// Lets a person log in, or not. Administrators only; their sockets close within a second.
    async fn set_active(&self, person: String, active: bool) -> Result<(), AccountError>;
    /// Gives the workspace another name. Administrators only.
    async fn rename_workspace(&self, name: String) -> Result<Session, AccountError>;
    /// How many days a device may go without the relay before it locks its book.
    async fn lease(&self) -> Result<u16, AccountError>;
    /// Sets that. Administrators only.
    async fn set_lease(&self, days: u16) -> Result<u16, AccountError>;
    /// Changes one's own name and e-mail address.
    async fn change_profile(&self, name: String, email: String) -> Result<Session, AccountError>;
    /// Changes one's own password; ends every other session of the person.
    async fn change_password(&self, old: String, new: String) -> Result<(), AccountError>;
}

/// Who may see and do what.
#[async_trait]
pub trait Access: Send + Sync {
    /// The policy in force. Administrators only.
    async fn policy(&self) -> Result<PolicyInForce, AccountError>;
    /// Puts a policy in force in place of the one of that place. Administrators only.
    async fn set_policy(&self, place: Option<i64>, policy: String) -> Result<PolicyInForce, AccountError>;
    /// Gives a record to others by hand, or takes it back.
    async fn share(&self, record: String, to: String, level: Option<String>) -> Result<(), AccountError>;
    /// Erases records for good, all or none. Administrators only.
    async fn erase(&self, records: Vec<String>) -> Result<(), AccountError>;
}

/// The second factor: an authenticator app, and recovery codes.
#[async_trait]
pub trait SecondFactors: Send + Sync {
    /// Ends a log-in whose password was right: a code of the app or a recovery code, each good once.
    async fn second_step(&self, token: String, code: String) -> Result<Session, AccountError>;
    /// Whether the caller is asked for a code.
    async fn second_factor(&self) -> Result<SecondFactor, AccountError>;
    /// Makes a secret; nothing is asked for until a code of it was typed.
    async fn begin_second_factor(&self, password: String) -> Result<Enrolment, AccountError>;
    /// Asks for codes from now on; gives the recovery codes.
    async fn confirm_second_factor(&self, code: String) -> Result<Vec<String>, AccountError>;
    /// Gives other recovery codes; those before are of no use any more.
    async fn new_recovery_codes(&self, password: String) -> Result<Vec<String>, AccountError>;
    /// Asks for no codes any more.
    async fn end_second_factor(&self, password: String) -> Result<(), AccountError>;
    /// Who of the workspace is asked for codes. Administrators only.
    async fn second_factors(&self) -> Result<Vec<String>, AccountError>;
    /// Takes somebody's second factor away. Administrators only.
    async fn reset_second_factor(&self, person: String) -> Result<(), AccountError>;
}

/// Passwords that were forgotten.
#[async_trait]
pub trait Resets: Send + Sync {
    /// Makes a link for a member who belongs to no other workspace. Administrators only.
    async fn make_reset_link(&self, person: String) -> Result<Invitation, AccountError>;
    /// Uses a link up: sets the password and ends every session of the person.
    async fn reset_password(&self, token: String, password: String) -> Result<(), AccountError>;
}

/// What was done, and on which devices the book lies.
#[async_trait]
pub trait Oversight: Send + Sync {
    /// What was done with log-ins and people, the latest first, before the entry of that number. Administrators only.
    async fn audit(&self, before: Option<i64>) -> Result<Vec<AuditEntry>, AccountError>;
    /// The caller's devices, the latest contact first; for administrators those of everybody.
    async fn devices(&self) -> Result<Vec<Device>, AccountError>;
    /// Ends the sessions of a device and makes it empty its book at its next contact.
    async fn remove_device(&self, id: String) -> Result<(), AccountError>;
}

/// The workspaces of one person.
#[async_trait]
pub trait Memberships: Send + Sync {
    /// The workspaces that the caller belongs to, by name.
    async fn memberships(&self) -> Result<Vec<Membership>, AccountError>;
    /// Goes over to another workspace of the caller: the session ends and another begins there.
    async fn switch_workspace(&self, workspace: String) -> Result<Session, AccountError>;
    /// Uses an invitation as who is logged in, and goes over to its workspace.
    async fn join(&self, token: String) -> Result<Session, AccountError>;
    /// Uses a set-up token as who is logged in: makes the workspace, and goes over to it.
    async fn found(&self, token: String, workspace_name: String) -> Result<Session, AccountError>;
}

/// Tokens by which programs act as a member. Administrators only.
#[async_trait]
pub trait ApiTokens: Send + Sync {
    /// Those of the workspace, the newest first.
    async fn api_tokens(&self) -> Result<Vec<ApiToken>, AccountError>;
    /// Makes one that acts as that member and may do these things, for so many days or until it is revoked.
    async fn make_api_token(
        &self,
        name: String,
        person: String,
        scopes: Vec<String>,
        days: Option<u32>,
    ) -> Result<NewApiToken, AccountError>;
    /// Takes one away; its next request is refused.
    async fn revoke_api_token(&self, id: String) -> Result<(), AccountError>;
}

/// Passkeys: keys kept by browsers and phones, by which people log in without a password.
#[async_trait]
pub trait Passkeys: Send + Sync {
    /// The caller's passkeys.
    async fn passkeys(&self) -> Result<PasskeyList, AccountError>;
    /// What the browser is asked so that it makes one; for who types the password again.
    async fn begin_passkey(&self, password: String) -> Result<PasskeyRequest, AccountError>;
    /// Keeps the passkey that the browser made.
    async fn add_passkey(
        &self,
        token: String,
        credential: String,
        name: String,
    ) -> Result<Passkey, AccountError>;
    /// Gives one of the caller's another name.
    async fn rename_passkey(&self, id: String, name: String) -> Result<(), AccountError>;
    /// Takes one of the caller's away; for who types the password again.
    async fn remove_passkey(&self, id: String, password: String) -> Result<(), AccountError>;
    /// What the browser is asked so that somebody logs in.
    async fn begin_passkey_log_in(&self) -> Result<PasskeyRequest, AccountError>;
    /// Logs in by what the browser answers. No second step follows: the authenticator knows its owner.
    async fn passkey_log_in(
        &self,
        token: String,
        credential: String,
        device: String,
        device_name: String,
    ) -> Result<Session, AccountError>;
    /// The people of the workspace who have passkeys. Administrators only.
    async fn with_passkeys(&self) -> Result<Vec<String>, AccountError>;
    /// Takes all passkeys away from somebody who belongs to no other workspace. Administrators only.
    async fn reset_passkeys(&self, person: String) -> Result<(), AccountError>;
}

pub use crate::functions::{Accept, SetUp};
