//! A person's passkeys: added and removed with the password, listed, renamed; and taken away by an administrator.

use super::accounts::{RequestAccounts, authorize_over, denied, fault};
use super::relying_party::{RelyingParty, json, read};
use super::typed::checked_name;
use super::{cookie, one_time_links};
use crate::log::audit::{self, What};
use crate::log::passkeys::{self as rows, Ceremony, PasskeyRow, Stored};
use crate::policy::permit::authorize;
use crate::socket::route::{from_hex, to_hex};
use async_trait::async_trait;
use crm_accounts::{AccountError, Passkey, PasskeyProvider, PasskeyRequest, Passkeys, Session};
use serde_json::{Value, json as value};
use sha2::{Digest, Sha256};
use webauthn_rs::prelude::{Passkey as Key, PasskeyRegistration, RegisterPublicKeyCredential, Uuid};

/// How long a browser has for its answer, in ms.
pub(super) const ANSWER: i64 = 5 * 60 * 1_000;
/// How many passkeys a person may have.
const MOST: usize = 20;
/// Letters of a passkey's name.
const NAME: usize = 100;

#[async_trait]
impl PasskeyProvider for RequestAccounts {
    async fn passkeys(&self) -> Result<Passkeys, AccountError> {
        let caller = self.caller().await?;
        let found = self.web.relay.log.passkeys(&caller.person).await.map_err(fault)?;
        let host = self.web.passkeys.as_ref().map(|party| party.host.clone());
        Ok(Passkeys { host, passkeys: found.into_iter().map(shown).collect() })
    }

    async fn begin_passkey(&self, password: String) -> Result<PasskeyRequest, AccountError> {
        let party = self.relying_party()?;
        let (caller, person) = self.proven(password).await?;
        let theirs = self.web.relay.log.passkeys(&person.id).await.map_err(fault)?;
        if theirs.len() >= MOST {
            return Err(AccountError::TooManyPasskeys);
        }
        let keys = theirs.iter().filter_map(|row| read::<Key>(&row.key));
        let stored = keys.map(|key| key.cred_id().clone()).collect();
        let handle = Uuid::from_bytes(caller.person);
        let begun =
            party.webauthn.start_passkey_registration(handle, &person.email, &person.name, Some(stored));
        let (options, state) = begun.map_err(|_| AccountError::Fault)?;
        let mut options = value!(options.public_key);
        // Found by the authenticator itself, so that nobody types an address to log in.
        options["authenticatorSelection"]["residentKey"] = value!("required");
        options["authenticatorSelection"]["requireResidentKey"] = value!(true);
        let state = json(&state).ok_or(AccountError::Fault)?;
        self.ask(Some(caller.session), state, &options).await
    }

    async fn add_passkey(
        &self,
        token: String,
        credential: String,
        name: String,
    ) -> Result<Passkey, AccountError> {
        let (party, caller) = (self.relying_party()?, self.caller().await?);
        let (name, now) = (checked_passkey_name(&name)?, self.now());
        let asked = self.answered(&token).await?;
        if asked.session.as_deref() != Some(caller.session.as_slice()) {
            return Err(AccountError::StepOver);
        }
        let state = read::<PasskeyRegistration>(&asked.state).ok_or(AccountError::StepOver)?;
        let answer = read::<RegisterPublicKeyCredential>(&credential).ok_or(AccountError::BadPasskey)?;
        let key = party.webauthn.finish_passkey_registration(&answer, &state);
        let key = key.map_err(|_| AccountError::BadPasskey)?;
        let row = PasskeyRow {
            id: id_of(key.cred_id()).to_vec(),
            person: caller.person.to_vec(),
            name,
            key: json(&key).ok_or(AccountError::Fault)?,
            created: now,
            last_used: None,
        };
        let added = shown(row.clone());
        let mut note = self.note(What::PasskeyAdded, Some(caller.person));
        note.detail.clone_from(&row.name);
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                if let Err(why) = authorize(tx, caller, now).await? {
                    return Ok(Err(denied(why)));
                }
                match rows::add(tx, &row, MOST as i64).await? {
                    Stored::Added => {}
                    Stored::Full => return Ok(Err(AccountError::TooManyPasskeys)),
                    Stored::Known => return Ok(Err(AccountError::BadPasskey)),
                }
                audit::note_of_account(tx, &row.person, &note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)??;
        Ok(added)
    }

    async fn rename_passkey(&self, id: String, name: String) -> Result<(), AccountError> {
        let caller = self.caller().await?;
        let (name, now) = (checked_passkey_name(&name)?, self.now());
        let id = from_hex(&id).ok_or(AccountError::BadPasskey)?;
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                Ok(match authorize(tx, caller, now).await? {
                    Ok(permit) => Ok(rows::rename(tx, &permit.person(), &id, &name).await?),
                    Err(why) => Err(denied(why)),
                })
            })
        });
        write.await.map_err(fault)??.then_some(()).ok_or(AccountError::BadPasskey)
    }

    async fn remove_passkey(&self, id: String, password: String) -> Result<(), AccountError> {
        let id = from_hex(&id).ok_or(AccountError::BadPasskey)?;
        let (caller, _) = self.proven(password).await?;
        let now = self.now();
        let mut note = self.note(What::PasskeyRemoved, Some(caller.person));
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let person = match authorize(tx, caller, now).await? {
                    Ok(permit) => permit.person(),
                    Err(why) => return Ok(Err(denied(why))),
                };
                for name in rows::remove(tx, &person, Some(&id), now).await? {
                    note.detail = name;
                    audit::note_of_account(tx, &person, &note, now).await?;
                }
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?
    }

    async fn begin_passkey_log_in(&self) -> Result<PasskeyRequest, AccountError> {
        self.ask_to_log_in().await
    }

    async fn passkey_log_in(
        &self,
        token: String,
        credential: String,
        device: String,
        device_name: String,
    ) -> Result<Session, AccountError> {
        self.logged_in_by(&token, &credential, &device, &device_name).await
    }

    async fn with_passkeys(&self) -> Result<Vec<String>, AccountError> {
        let caller = self.administrator().await?;
        let found = self.web.relay.log.with_passkeys(caller.workspace).await.map_err(fault)?;
        Ok(found.iter().map(|person| to_hex(person)).collect())
    }

    async fn reset_passkeys(&self, person: String) -> Result<(), AccountError> {
        let caller = self.caller().await?;
        let person = from_hex(&person).ok_or(AccountError::Forbidden)?;
        let now = self.now();
        let mut note = self.note(What::PasskeysReset, Some(caller.person));
        note.about = Some(person.clone());
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_over(tx, caller, &person, now).await? {
                    Ok(permit) => permit,
                    Err(why) => return Ok(Err(why)),
                };
                if !rows::remove(tx, &person, None, now).await?.is_empty() {
                    audit::note(tx, permit.workspace(), &note, now).await?;
                }
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?
    }
}

impl RequestAccounts {
    /// As whom browsers know the relay.
    pub(super) fn relying_party(&self) -> Result<&RelyingParty, AccountError> {
        self.web.passkeys.as_deref().ok_or(AccountError::NoPasskeys)
    }

    /// Has a browser asked something, and remembers what.
    pub(super) async fn ask(
        &self,
        session: Option<[u8; 32]>,
        state: String,
        options: &Value,
    ) -> Result<PasskeyRequest, AccountError> {
        let (token, now) = (one_time_links::token(), self.now());
        let hash = cookie::hash(&token);
        let ceremony = Ceremony { session: session.map(|session| session.to_vec()), state };
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move { rows::ask(tx, &hash, ceremony, now + ANSWER, now).await })
        });
        write.await.map_err(fault)?;
        Ok(PasskeyRequest { token, options: options.to_string() })
    }

    /// What a browser was asked that answers with this token; there is no second answer.
    pub(super) async fn answered(&self, token: &str) -> Result<Ceremony, AccountError> {
        let (hash, now) = (cookie::hash(token), self.now());
        // Anybody may make tokens up, and what costs a write is rationed where it is asked.
        if !self.web.relay.log.waits_for(&hash, now).await.map_err(fault)? {
            return Err(AccountError::StepOver);
        }
        let write =
            self.web.relay.log.write(move |tx| Box::pin(async move { rows::answered(tx, &hash, now).await }));
        write.await.map_err(fault)?.ok_or(AccountError::StepOver)
    }
}

/// By what the log knows the passkey to which an authenticator gave this id.
pub(super) fn id_of(credential: &[u8]) -> [u8; 32] {
    Sha256::digest(credential).into()
}

fn shown(row: PasskeyRow) -> Passkey {
    Passkey { id: to_hex(&row.id), name: row.name, created: row.created, last_used: row.last_used }
}

/// A name of 1 to 100 letters.
fn checked_passkey_name(name: &str) -> Result<String, AccountError> {
    checked_name(name).ok().filter(|name| name.chars().count() <= NAME).ok_or(AccountError::BadName)
}
