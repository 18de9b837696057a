//! The server functions. Endpoints are for ever: a change of meaning gets a new version beside the old one.

#![expect(
    missing_docs,
    reason = "the macro makes a struct of each function's arguments, without a place for docs"
)]

use crate::types::{
    AccountError, ApiToken, AuditEntry, Device, Enrolment, Invitation, LogIn, Membership, NewApiToken,
    OneTimeLink, Passkey, PasskeyRequest, Passkeys, PolicyInForce, SecondFactor, Session, Teammate,
};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

/// What set-up asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUp {
    /// The token of the link.
    pub token: String,
    /// Name of the workspace.
    pub workspace_name: String,
    /// Name of the administrator.
    pub name: String,
    /// E-mail address of the administrator.
    pub email: String,
    /// Password of the administrator.
    pub password: String,
    /// The installation.
    pub device: String,
    /// What the installation is called.
    pub device_name: String,
}

/// What an invitation asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accept {
    /// The token of the link.
    pub token: String,
    /// Name of the person.
    pub name: String,
    /// E-mail address of the person.
    pub email: String,
    /// Password of the person.
    pub password: String,
    /// The installation.
    pub device: String,
    /// What the installation is called.
    pub device_name: String,
}

#[cfg(feature = "ssr")]
fn accounts() -> Result<std::sync::Arc<dyn crate::Accounts>, AccountError> {
    use_context().ok_or(AccountError::Fault)
}

/// Who is logged in; `None` when nobody is, which every app that was just opened may ask.
#[server(name = SessionCall, prefix = "/api", endpoint = "v1/session", input = Json)]
pub async fn session() -> Result<Option<Session>, AccountError> {
    accounts()?.session().await
}

/// Logs in.
#[server(name = LogInCall, prefix = "/api", endpoint = "v1/log_in", input = Json)]
pub async fn log_in(
    email: String,
    password: String,
    device: String,
    device_name: String,
) -> Result<Session, AccountError> {
    accounts()?.log_in(email, password, device, device_name).await
}

/// Logs out.
#[server(name = LogOutCall, prefix = "/api", endpoint = "v1/log_out", input = Json)]
pub async fn log_out() -> Result<(), AccountError> {
    accounts()?.log_out().await
}

/// What a link is good for.
#[server(name = OneTimeLinkCall, prefix = "/api", endpoint = "v1/one-time-link", input = Json)]
pub async fn one_time_link(token: String) -> Result<OneTimeLink, AccountError> {
    accounts()?.one_time_link(token).await
}

/// Makes the workspace.
#[server(name = SetUpCall, prefix = "/api", endpoint = "v1/set_up", input = Json)]
pub async fn set_up(request: SetUp) -> Result<Session, AccountError> {
    accounts()?.set_up(request).await
}

/// Joins a workspace.
#[server(name = AcceptCall, prefix = "/api", endpoint = "v1/accept", input = Json)]
pub async fn accept(request: Accept) -> Result<Session, AccountError> {
    accounts()?.accept(request).await
}

/// Invites someone.
#[server(name = InviteCall, prefix = "/api", endpoint = "v1/invite", input = Json)]
pub async fn invite(role: String) -> Result<Invitation, AccountError> {
    accounts()?.invite(role).await
}

/// The people of the workspace.
#[server(name = TeammatesCall, prefix = "/api", endpoint = "v1/teammates", input = Json)]
pub async fn teammates() -> Result<Vec<Teammate>, AccountError> {
    accounts()?.teammates().await
}

/// Lets a person log in, or not.
#[server(name = SetActiveCall, prefix = "/api", endpoint = "v1/set_active", input = Json)]
pub async fn set_active(person: String, active: bool) -> Result<(), AccountError> {
    accounts()?.set_active(person, active).await
}

/// Gives the workspace another name.
#[server(name = RenameWorkspaceCall, prefix = "/api", endpoint = "v1/rename_workspace", input = Json)]
pub async fn rename_workspace(name: String) -> Result<Session, AccountError> {
    accounts()?.rename_workspace(name).await
}

/// How many days a device may go without the relay before it locks its book.
#[server(name = LeaseCall, prefix = "/api", endpoint = "v1/lease", input = Json)]
pub async fn lease() -> Result<u16, AccountError> {
    accounts()?.lease().await
}

/// Sets that. Administrators only.
#[server(name = SetLeaseCall, prefix = "/api", endpoint = "v1/set_lease", input = Json)]
pub async fn set_lease(days: u16) -> Result<u16, AccountError> {
    accounts()?.set_lease(days).await
}

/// Changes one's own name and e-mail address.
#[server(name = ChangeProfileCall, prefix = "/api", endpoint = "v1/change_profile", input = Json)]
pub async fn change_profile(name: String, email: String) -> Result<Session, AccountError> {
    accounts()?.change_profile(name, email).await
}

/// Changes one's own password.
#[server(name = ChangePasswordCall, prefix = "/api", endpoint = "v1/change_password", input = Json)]
pub async fn change_password(old: String, new: String) -> Result<(), AccountError> {
    accounts()?.change_password(old, new).await
}

/// Where one is logged in.
#[server(name = LogInsCall, prefix = "/api", endpoint = "v1/log_ins", input = Json)]
pub async fn log_ins() -> Result<Vec<LogIn>, AccountError> {
    accounts()?.log_ins().await
}

/// Logs another of one's own browsers out.
#[server(name = EndLogInCall, prefix = "/api", endpoint = "v1/end_log_in", input = Json)]
pub async fn end_log_in(id: String) -> Result<(), AccountError> {
    accounts()?.end_log_in(id).await
}

/// The policy in force. Administrators only.
#[server(name = PolicyCall, prefix = "/api", endpoint = "v1/policy", input = Json)]
pub async fn policy() -> Result<PolicyInForce, AccountError> {
    accounts()?.policy().await
}

/// Puts a policy in force in place of the one of that place. Administrators only.
#[server(name = SetPolicyCall, prefix = "/api", endpoint = "v1/set_policy", input = Json)]
pub async fn set_policy(place: Option<i64>, policy: String) -> Result<PolicyInForce, AccountError> {
    accounts()?.set_policy(place, policy).await
}

/// Gives a record to others by hand (`to` as in `person:<id>`, `role:<id>`, `below:<id>`, `territory:<id>`,
/// `everyone:-`; `level` is `read` or `write`), or takes it back without a level.
#[server(name = ShareCall, prefix = "/api", endpoint = "v1/share", input = Json)]
pub async fn share(record: String, to: String, level: Option<String>) -> Result<(), AccountError> {
    accounts()?.share(record, to, level).await
}

/// Erases records for good, all or none, for everybody. Administrators only.
#[server(name = EraseCall, prefix = "/api", endpoint = "v1/erase", input = Json)]
pub async fn erase(records: Vec<String>) -> Result<(), AccountError> {
    accounts()?.erase(records).await
}

/// Logs in with a code, after the password was right.
#[server(name = SecondStepCall, prefix = "/api", endpoint = "v1/second_step", input = Json)]
pub async fn second_step(token: String, code: String) -> Result<Session, AccountError> {
    accounts()?.second_step(token, code).await
}

/// Whether one is asked for a code.
#[server(name = SecondFactorCall, prefix = "/api", endpoint = "v1/second_factor", input = Json)]
pub async fn second_factor() -> Result<SecondFactor, AccountError> {
    accounts()?.second_factor().await
}

/// Makes a secret for an authenticator app.
#[server(name = BeginSecondFactorCall, prefix = "/api", endpoint = "v1/begin_second_factor", input = Json)]
pub async fn begin_second_factor(password: String) -> Result<Enrolment, AccountError> {
    accounts()?.begin_second_factor(password).await
}

/// Asks for codes from now on; gives the recovery codes.
#[server(name = ConfirmSecondFactorCall, prefix = "/api", endpoint = "v1/confirm_second_factor", input = Json)]
pub async fn confirm_second_factor(code: String) -> Result<Vec<String>, AccountError> {
    accounts()?.confirm_second_factor(code).await
}

/// Gives other recovery codes.
#[server(name = NewRecoveryCodesCall, prefix = "/api", endpoint = "v1/new_recovery_codes", input = Json)]
pub async fn new_recovery_codes(password: String) -> Result<Vec<String>, AccountError> {
    accounts()?.new_recovery_codes(password).await
}

/// Asks for no codes any more.
#[server(name = EndSecondFactorCall, prefix = "/api", endpoint = "v1/end_second_factor", input = Json)]
pub async fn end_second_factor(password: String) -> Result<(), AccountError> {
    accounts()?.end_second_factor(password).await
}

/// Who is asked for codes.
#[server(name = SecondFactorsCall, prefix = "/api", endpoint = "v1/second_factors", input = Json)]
pub async fn second_factors() -> Result<Vec<String>, AccountError> {
    accounts()?.second_factors().await
}

/// Takes somebody's second factor away.
#[server(name = ResetSecondFactorCall, prefix = "/api", endpoint = "v1/reset_second_factor", input = Json)]
pub async fn reset_second_factor(person: String) -> Result<(), AccountError> {
    accounts()?.reset_second_factor(person).await
}

/// Makes a link by which somebody sets another password.
#[server(name = MakeResetLinkCall, prefix = "/api", endpoint = "v1/make_reset_link", input = Json)]
pub async fn make_reset_link(person: String) -> Result<Invitation, AccountError> {
    accounts()?.make_reset_link(person).await
}

/// Sets another password by such a link.
#[server(name = ResetPasswordCall, prefix = "/api", endpoint = "v1/reset_password", input = Json)]
pub async fn reset_password(token: String, password: String) -> Result<(), AccountError> {
    accounts()?.reset_password(token, password).await
}

/// What was done with log-ins and people.
#[server(name = AuditCall, prefix = "/api", endpoint = "v1/audit", input = Json)]
pub async fn audit(before: Option<i64>) -> Result<Vec<AuditEntry>, AccountError> {
    accounts()?.audit(before).await
}

/// The devices that have a book.
#[server(name = DevicesCall, prefix = "/api", endpoint = "v1/devices", input = Json)]
pub async fn devices() -> Result<Vec<Device>, AccountError> {
    accounts()?.devices().await
}

/// Takes a device away: it empties its book at its next contact.
#[server(name = RemoveDeviceCall, prefix = "/api", endpoint = "v1/remove_device", input = Json)]
pub async fn remove_device(id: String) -> Result<(), AccountError> {
    accounts()?.remove_device(id).await
}

/// The workspaces that the caller belongs to.
#[server(name = MembershipsCall, prefix = "/api", endpoint = "v1/memberships", input = Json)]
pub async fn memberships() -> Result<Vec<Membership>, AccountError> {
    accounts()?.memberships().await
}

/// Goes over to another workspace of the caller.
#[server(name = SwitchWorkspaceCall, prefix = "/api", endpoint = "v1/switch_workspace", input = Json)]
pub async fn switch_workspace(workspace: String) -> Result<Session, AccountError> {
    accounts()?.switch_workspace(workspace).await
}

/// Uses an invitation as who is logged in.
#[server(name = JoinCall, prefix = "/api", endpoint = "v1/join", input = Json)]
pub async fn join(token: String) -> Result<Session, AccountError> {
    accounts()?.join(token).await
}

/// Uses a set-up token as who is logged in.
#[server(name = FoundCall, prefix = "/api", endpoint = "v1/found", input = Json)]
pub async fn found(token: String, workspace_name: String) -> Result<Session, AccountError> {
    accounts()?.found(token, workspace_name).await
}

/// The API tokens of the workspace. Administrators only.
#[server(name = ApiTokensCall, prefix = "/api", endpoint = "v1/api_tokens", input = Json)]
pub async fn api_tokens() -> Result<Vec<ApiToken>, AccountError> {
    accounts()?.api_tokens().await
}

/// Makes an API token that acts as a member and may do these things (`read`, `create`, `change`, `delete`), for so many
/// days or until it is revoked. Administrators only.
#[server(name = MakeApiTokenCall, prefix = "/api", endpoint = "v1/make_api_token", input = Json)]
pub async fn make_api_token(
    name: String,
    person: String,
    scopes: Vec<String>,
    days: Option<u32>,
) -> Result<NewApiToken, AccountError> {
    accounts()?.make_api_token(name, person, scopes, days).await
}

/// Takes an API token away. Administrators only.
#[server(name = RevokeApiTokenCall, prefix = "/api", endpoint = "v1/revoke_api_token", input = Json)]
pub async fn revoke_api_token(id: String) -> Result<(), AccountError> {
    accounts()?.revoke_api_token(id).await
}

/// One's own passkeys.
#[server(name = PasskeysCall, prefix = "/api", endpoint = "v1/passkeys", input = Json)]
pub async fn passkeys() -> Result<Passkeys, AccountError> {
    accounts()?.passkeys().await
}

/// What the browser is asked so that it makes a passkey.
#[server(name = BeginPasskeyCall, prefix = "/api", endpoint = "v1/begin_passkey", input = Json)]
pub async fn begin_passkey(password: String) -> Result<PasskeyRequest, AccountError> {
    accounts()?.begin_passkey(password).await
}

/// Keeps the passkey that the browser made (`credential` is what it answers, as JSON).
#[server(name = AddPasskeyCall, prefix = "/api", endpoint = "v1/add_passkey", input = Json)]
pub async fn add_passkey(token: String, credential: String, name: String) -> Result<Passkey, AccountError> {
    accounts()?.add_passkey(token, credential, name).await
}

/// Gives one of one's own passkeys another name.
#[server(name = RenamePasskeyCall, prefix = "/api", endpoint = "v1/rename_passkey", input = Json)]
pub async fn rename_passkey(id: String, name: String) -> Result<(), AccountError> {
    accounts()?.rename_passkey(id, name).await
}

/// Takes one of one's own passkeys away.
#[server(name = RemovePasskeyCall, prefix = "/api", endpoint = "v1/remove_passkey", input = Json)]
pub async fn remove_passkey(id: String, password: String) -> Result<(), AccountError> {
    accounts()?.remove_passkey(id, password).await
}

/// What the browser is asked so that somebody logs in by a passkey.
#[server(name = BeginPasskeyLogInCall, prefix = "/api", endpoint = "v1/begin_passkey_log_in", input = Json)]
pub async fn begin_passkey_log_in() -> Result<PasskeyRequest, AccountError> {
    accounts()?.begin_passkey_log_in().await
}

/// Logs in by a passkey (`credential` is what the browser answers, as JSON).
#[server(name = PasskeyLogInCall, prefix = "/api", endpoint = "v1/passkey_log_in", input = Json)]
pub async fn passkey_log_in(
    token: String,
    credential: String,
    device: String,
    device_name: String,
) -> Result<Session, AccountError> {
    accounts()?.passkey_log_in(token, credential, device, device_name).await
}

/// Who has passkeys. Administrators only.
#[server(name = WithPasskeysCall, prefix = "/api", endpoint = "v1/with_passkeys", input = Json)]
pub async fn with_passkeys() -> Result<Vec<String>, AccountError> {
    accounts()?.with_passkeys().await
}

/// Takes all passkeys of somebody away. Administrators only.
#[server(name = ResetPasskeysCall, prefix = "/api", endpoint = "v1/reset_passkeys", input = Json)]
pub async fn reset_passkeys(person: String) -> Result<(), AccountError> {
    accounts()?.reset_passkeys(person).await
}
