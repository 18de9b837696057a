//! HTTP for people: accounts, administration, and the checks that every request passes.

mod access;
mod accounts;
mod api_tokens;
pub mod cookie;
mod members;
mod memberships;
mod newcomers;
pub mod one_time_links;
pub mod origin;
mod oversight;
mod passkey_log_in;
mod passkeys;
pub mod password;
pub mod peer;
pub mod programs;
mod relying_party;
pub mod resets;
mod second_factor;
mod sessions;
pub mod totp;
mod tries;
mod typed;

use crate::policy::Caller;
use crate::relay::Relay;
use crate::socket::doors::{Admitted, Closed, Doors, Whose};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use crm_accounts as functions;
use leptos::context::provide_context;
use leptos::server_fn::axum::register_explicit;
use origin::Origins;
use passkey_log_in::Asked;
use peer::Proxies;
use programs::bearer::Limits;
use relying_party::RelyingParty;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use tries::Tries;

/// What every route needs.
#[derive(Clone)]
pub struct Web {
    /// The relay.
    pub relay: Relay,
    /// From where pages of ours come.
    pub origins: Arc<Origins>,
    /// Whose word about addresses counts.
    proxies: Arc<Proxies>,
    /// How many sockets are open.
    doors: Doors,
    /// Failed log-ins.
    tries: Arc<Mutex<Tries>>,
    /// For whom browsers make passkeys, where they do.
    passkeys: Option<Arc<RelyingParty>>,
    /// How often browsers asked to log in by one.
    asked: Arc<Mutex<Asked>>,
    /// What programs ask, and wrong API tokens.
    limits: Arc<Mutex<Limits>>,
    /// Password hashing.
    hasher: password::Hasher,
}

impl Web {
    /// The web side of a relay.
    pub fn new(relay: Relay, origins: Origins) -> Self {
        Self {
            relay,
            passkeys: RelyingParty::of(&origins).map(Arc::new),
            asked: Arc::default(),
            origins: Arc::new(origins),
            proxies: Arc::default(),
            doors: Doors::default(),
            tries: Arc::default(),
            limits: Arc::default(),
            hasher: password::Hasher::default(),
        }
    }

    /// The same behind these proxies.
    #[must_use]
    pub fn behind(self, proxies: Proxies) -> Self {
        Self { proxies: Arc::new(proxies), ..self }
    }

    /// The same with room for so many sockets.
    #[must_use]
    pub fn with_doors(self, doors: Doors) -> Self {
        Self { doors, ..self }
    }

    /// Lets a socket in from an address, as that of a person or of a stranger.
    pub fn admit(
        &self,
        person: Option<[u8; 16]>,
        peer: IpAddr,
        headers: &HeaderMap,
    ) -> Result<Admitted, Closed> {
        let stranger = || Whose::Stranger(tries::network(self.proxies.client(peer, headers)));
        self.doors.admit(person.map_or_else(stranger, Whose::Person))
    }

    /// Who sends a request, by its cookie.
    pub async fn caller(&self, headers: &HeaderMap) -> Option<(Caller, String)> {
        let token = cookie::read(headers, cookie::Purpose::Session, self.origins.secure)?;
        match self.relay.caller(cookie::hash(&token), self.relay.now()).await {
            Ok(caller) => caller,
            Err(error) => {
                tracing::error!(%error, "a session could not be read");
                None
            }
        }
    }
}

impl Web {
    /// Whether a request without a session comes from a device that was removed; notes that it is told so.
    pub async fn was_removed(&self, headers: &HeaderMap) -> bool {
        let hash =
            |purpose| cookie::read(headers, purpose, self.origins.secure).map(|token| cookie::hash(&token));
        let (session, known) = (hash(cookie::Purpose::Session), hash(cookie::Purpose::Known));
        let found = async {
            let by_session = match session {
                Some(session) => self.session_removed(session).await,
                None => false,
            };
            let by_browser = match known {
                Some(known) => self.relay.log.removed_browser(&known).await?,
                None => false,
            };
            if let (true, Some(known)) = (by_session || by_browser, known) {
                self.relay.log.told_removed(known, self.relay.now()).await?;
            }
            Ok::<_, crate::log::LogError>(by_session || by_browser)
        };
        found.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a device could not be looked up");
            false
        })
    }

    /// Whether a session ended because its device was removed.
    pub async fn session_removed(&self, session: [u8; 32]) -> bool {
        match self.relay.log.removed_session(&session, self.relay.now()).await {
            Ok(removed) => removed,
            Err(error) => {
                tracing::error!(%error, "a session could not be looked up");
                false
            }
        }
    }
}

/// Makes the server functions known by their endpoints.
pub fn register() {
    register_explicit::<functions::SessionCall>();
    register_explicit::<functions::LogInCall>();
    register_explicit::<functions::LogOutCall>();
    register_explicit::<functions::OneTimeLinkCall>();
    register_explicit::<functions::SetUpCall>();
    register_explicit::<functions::AcceptCall>();
    register_explicit::<functions::InviteCall>();
    register_explicit::<functions::TeammatesCall>();
    register_explicit::<functions::SetActiveCall>();
    register_explicit::<functions::RenameWorkspaceCall>();
    register_explicit::<functions::ChangeProfileCall>();
    register_explicit::<functions::ChangePasswordCall>();
    register_explicit::<functions::LogInsCall>();
    register_explicit::<functions::LeaseCall>();
    register_explicit::<functions::SetLeaseCall>();
    register_explicit::<functions::EndLogInCall>();
    register_explicit::<functions::PolicyCall>();
    register_explicit::<functions::SetPolicyCall>();
    register_explicit::<functions::ShareCall>();
    register_explicit::<functions::EraseCall>();
    register_explicit::<functions::SecondStepCall>();
    register_explicit::<functions::SecondFactorCall>();
    register_explicit::<functions::BeginSecondFactorCall>();
    register_explicit::<functions::ConfirmSecondFactorCall>();
    register_explicit::<functions::NewRecoveryCodesCall>();
    register_explicit::<functions::EndSecondFactorCall>();
    register_explicit::<functions::SecondFactorsCall>();
    register_explicit::<functions::ResetSecondFactorCall>();
    register_explicit::<functions::MakeResetLinkCall>();
    register_explicit::<functions::ResetPasswordCall>();
    register_explicit::<functions::AuditCall>();
    register_explicit::<functions::DevicesCall>();
    register_explicit::<functions::RemoveDeviceCall>();
    register_explicit::<functions::MembershipsCall>();
    register_explicit::<functions::SwitchWorkspaceCall>();
    register_explicit::<functions::JoinCall>();
    register_explicit::<functions::FoundCall>();
    register_explicit::<functions::ApiTokensCall>();
    register_explicit::<functions::MakeApiTokenCall>();
    register_explicit::<functions::RevokeApiTokenCall>();
    register_explicit::<functions::PasskeysCall>();
    register_explicit::<functions::BeginPasskeyCall>();
    register_explicit::<functions::AddPasskeyCall>();
    register_explicit::<functions::RenamePasskeyCall>();
    register_explicit::<functions::RemovePasskeyCall>();
    register_explicit::<functions::BeginPasskeyLogInCall>();
    register_explicit::<functions::PasskeyLogInCall>();
    register_explicit::<functions::WithPasskeysCall>();
    register_explicit::<functions::ResetPasskeysCall>();
}

/// Every endpoint of a server function below `/api/v1/`.
pub const ENDPOINTS: [&str; 49] = [
    "/api/v1/session",
    "/api/v1/log_in",
    "/api/v1/log_out",
    "/api/v1/one-time-link",
    "/api/v1/set_up",
    "/api/v1/accept",
    "/api/v1/invite",
    "/api/v1/teammates",
    "/api/v1/set_active",
    "/api/v1/rename_workspace",
    "/api/v1/lease",
    "/api/v1/set_lease",
    "/api/v1/change_profile",
    "/api/v1/change_password",
    "/api/v1/log_ins",
    "/api/v1/end_log_in",
    "/api/v1/policy",
    "/api/v1/set_policy",
    "/api/v1/share",
    "/api/v1/erase",
    "/api/v1/second_step",
    "/api/v1/second_factor",
    "/api/v1/begin_second_factor",
    "/api/v1/confirm_second_factor",
    "/api/v1/new_recovery_codes",
    "/api/v1/end_second_factor",
    "/api/v1/second_factors",
    "/api/v1/reset_second_factor",
    "/api/v1/make_reset_link",
    "/api/v1/reset_password",
    "/api/v1/audit",
    "/api/v1/devices",
    "/api/v1/remove_device",
    "/api/v1/memberships",
    "/api/v1/switch_workspace",
    "/api/v1/join",
    "/api/v1/found",
    "/api/v1/api_tokens",
    "/api/v1/make_api_token",
    "/api/v1/revoke_api_token",
    "/api/v1/passkeys",
    "/api/v1/begin_passkey",
    "/api/v1/add_passkey",
    "/api/v1/rename_passkey",
    "/api/v1/remove_passkey",
    "/api/v1/begin_passkey_log_in",
    "/api/v1/passkey_log_in",
    "/api/v1/with_passkeys",
    "/api/v1/reset_passkeys",
];

/// Answers a server function for the caller of the request.
pub async fn call(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    let peer = web.proxies.client(peer.ip(), request.headers());
    let request_accounts = Arc::new(accounts::RequestAccounts::new(web, peer, request.headers()));
    let provided: Arc<dyn functions::Accounts> = request_accounts.clone();
    let answer =
        leptos_axum::handle_server_fns_with_context(move || provide_context(provided.clone()), request).await;
    let mut response = answer.into_response();
    request_accounts.set_cookies(response.headers_mut());
    response
}
