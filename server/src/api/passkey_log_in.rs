//! Logging in by a passkey: what the browser is asked, and what its answer is worth. Failures are not counted, because a
//! signature cannot be guessed; so nobody who types wrong passwords keeps the owner's passkey out.

use super::accounts::{RequestAccounts, fault, id16};
use super::passkeys::id_of;
use super::relying_party::{json, read};
use super::sessions::Admission;
use super::tries::network;
use super::typed::checked_device;
use crate::log::audit::What;
use crate::log::passkeys as rows;
use crate::policy::budget::Budget;
use crate::socket::hub::held;
use crm_accounts::{AccountError, PasskeyRequest, Session};
use serde_json::json as value;
use std::collections::HashMap;
use std::net::IpAddr;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey as Key, PublicKeyCredential};

/// What an address may ask for at once, and in each second: each costs a write.
const ASKED: (u32, u32) = (60, 1);
/// Addresses remembered at once.
const REMEMBERED: usize = 50_000;

/// How often the browsers of an address asked to log in.
#[derive(Default)]
pub struct Asked(HashMap<IpAddr, Budget>);

impl Asked {
    fn may(&mut self, address: IpAddr, now: i64) -> bool {
        if self.0.len() >= REMEMBERED {
            self.0.clear();
        }
        let budget = || Budget::new(ASKED.0, ASKED.1);
        self.0.entry(network(address)).or_insert_with(budget).take(1, now)
    }
}

impl RequestAccounts {
    /// Has a browser asked for a passkey, whosever it is.
    pub(super) async fn ask_to_log_in(&self) -> Result<PasskeyRequest, AccountError> {
        let party = self.relying_party()?;
        if !held(&self.web.asked).may(self.peer, self.now()) {
            return Err(AccountError::TooManyTries(1));
        }
        let begun = party.webauthn.start_discoverable_authentication();
        let (options, state) = begun.map_err(|_| AccountError::Fault)?;
        let state = json(&state).ok_or(AccountError::Fault)?;
        self.ask(None, state, &value!(options.public_key)).await
    }

    /// Begins a session for the owner of the passkey that answered.
    pub(super) async fn logged_in_by(
        &self,
        token: &str,
        credential: &str,
        device: &str,
        device_name: &str,
    ) -> Result<Session, AccountError> {
        let (party, now) = (self.relying_party()?, self.now());
        let (device, device_name) = checked_device(device, device_name)?;
        let asked = self.answered(token).await?;
        if asked.session.is_some() {
            return Err(AccountError::StepOver);
        }
        let state = read::<DiscoverableAuthentication>(&asked.state).ok_or(AccountError::StepOver)?;
        let answer = read::<PublicKeyCredential>(credential).ok_or(AccountError::BadPasskey)?;
        let (handle, id) = party
            .webauthn
            .identify_discoverable_authentication(&answer)
            .map_err(|_| AccountError::BadPasskey)?;
        let log = &self.web.relay.log;
        let row = log.passkey(&id_of(id)).await.map_err(fault)?;
        let row = row.filter(|row| row.person == handle.as_bytes()).ok_or(AccountError::BadPasskey)?;
        let mut key = read::<Key>(&row.key).ok_or(AccountError::Fault)?;
        // Origin, challenge, signature, that the owner was recognised, and a counter that grew, where there is one.
        let result = party.webauthn.finish_discoverable_authentication_v2(&answer, state, &key);
        let result = result.map_err(|error| {
            tracing::info!(%error, "a passkey was refused");
            AccountError::BadPasskey
        })?;
        key.update_credential(&result);
        let key = json(&key).ok_or(AccountError::Fault)?;
        let person = log.person(&row.person).await.map_err(fault)?.ok_or(AccountError::BadPasskey)?;
        let memberships = log.memberships(&row.person).await.map_err(fault)?;
        let (workspace, _) = memberships.into_iter().next().ok_or(AccountError::BadPasskey)?;
        let admission =
            Admission { person: id16(&row.person)?, workspace, device: id16(&device)?, device_name };
        let fresh = self.fresh();
        let (start, who) = (fresh.start(), admission.clone());
        let note = self.note(What::LoggedInByPasskey, Some(admission.person));
        let write = log.write(move |tx| {
            Box::pin(async move {
                // Removed meanwhile, or a copy of it was quicker.
                if !rows::used(tx, &row, key, now).await? {
                    return Ok(Err(AccountError::BadPasskey));
                }
                start.run(tx, who, note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)??;
        held(&self.web.tries).at_home(&person.email, self.peer, now);
        self.admitted(fresh, &admission).await
    }
}
