//! API tokens: made and taken away by administrators, in the settings.

use super::accounts::{RequestAccounts, denied, fault};
use super::password::random;
use super::programs::bearer::PREFIX;
use super::typed::checked_name;
use super::{cookie, one_time_links};
use crate::log::accounts;
use crate::log::api_tokens::{self as rows, ApiTokenRow};
use crate::log::audit::{self, What};
use crate::policy::Deed;
use crate::policy::permit::authorize_administrator;
use crate::socket::route::{from_hex, to_hex};
use async_trait::async_trait;
use crm_accounts::{AccountError, ApiToken, ApiTokens, NewApiToken};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// One day, in ms.
const DAY: i64 = 24 * 60 * 60 * 1_000;
/// Most days that a token which ends may last.
const DAYS: u32 = 3_650;

#[async_trait]
impl ApiTokens for RequestAccounts {
    async fn api_tokens(&self) -> Result<Vec<ApiToken>, AccountError> {
        let caller = self.administrator().await?;
        let log = &self.web.relay.log;
        let members = log.members(caller.workspace).await.map_err(fault)?.into_iter();
        let names: BTreeMap<Vec<u8>, String> = members.map(|member| (member.person, member.name)).collect();
        let token = |row: ApiTokenRow| ApiToken {
            id: handle(&row),
            person_name: names.get(&row.person).cloned().unwrap_or_default(),
            made_by: names.get(&row.made_by).cloned().unwrap_or_default(),
            scopes: row.scopes.split(' ').map(str::to_owned).collect(),
            name: row.name,
            created: row.created,
            expires: row.expires,
            last_used: row.last_used,
        };
        Ok(log.api_tokens(caller.workspace).await.map_err(fault)?.into_iter().map(token).collect())
    }

    async fn make_api_token(
        &self,
        name: String,
        person: String,
        scopes: Vec<String>,
        days: Option<u32>,
    ) -> Result<NewApiToken, AccountError> {
        let caller = self.caller().await?;
        let (name, now) = (checked_name(&name)?, self.now());
        let scopes = checked_scopes(&scopes)?;
        let person = from_hex(&person).ok_or(AccountError::Forbidden)?;
        if days.is_some_and(|days| !(1..=DAYS).contains(&days)) {
            return Err(AccountError::Fault);
        }
        let expires = days.map(|days| now + i64::from(days) * DAY);
        let token = format!("{PREFIX}{}", one_time_links::token());
        let row = ApiTokenRow {
            token: cookie::hash(&token).to_vec(),
            workspace: caller.workspace,
            person,
            made_by: caller.person.to_vec(),
            device: random::<16>().to_vec(),
            name,
            scopes,
            created: now,
            expires,
            last_used: None,
        };
        let mut note = self.note(What::ApiTokenMade, Some(caller.person));
        note.about = (row.person != row.made_by).then(|| row.person.clone());
        note.detail = format!("{} ({})", row.name, row.scopes.replace(' ', ", "));
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(why) => return Ok(Err(denied(why))),
                };
                let standing = accounts::standing(tx, permit.workspace(), &row.person).await?;
                if !standing.is_some_and(|(_, active)| active) {
                    return Ok(Err(AccountError::Forbidden));
                }
                rows::make(tx, &row).await?;
                audit::note(tx, permit.workspace(), &note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)??;
        Ok(NewApiToken { token, expires })
    }

    async fn revoke_api_token(&self, id: String) -> Result<(), AccountError> {
        let caller = self.administrator().await?;
        let (log, now) = (&self.web.relay.log, self.now());
        let mut found = log.api_tokens(caller.workspace).await.map_err(fault)?.into_iter();
        let row = found.find(|row| handle(row) == id).ok_or(AccountError::Forbidden)?;
        let mut note = self.note(What::ApiTokenRevoked, Some(caller.person));
        note.about = (row.person != caller.person).then(|| row.person.clone());
        let write = log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_administrator(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(why) => return Ok(Err(denied(why))),
                };
                if let Some(name) = rows::revoke(tx, permit.workspace(), &row.device).await? {
                    note.detail = name;
                    audit::note(tx, permit.workspace(), &note, now).await?;
                }
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?
    }
}

/// Scopes as they are stored: at least one, each known, in the order of [`Deed::ALL`].
fn checked_scopes(scopes: &[String]) -> Result<String, AccountError> {
    let known = |scope: &String| Deed::ALL.iter().any(|deed| deed.name() == scope);
    if scopes.is_empty() || !scopes.iter().all(known) {
        return Err(AccountError::Fault);
    }
    let names = Deed::ALL.iter().map(|deed| deed.name());
    Ok(names.filter(|name| scopes.iter().any(|scope| scope == name)).collect::<Vec<_>>().join(" "))
}

/// What the browser calls a token: nothing that opens anything.
fn handle(row: &ApiTokenRow) -> String {
    to_hex(&Sha256::digest(&row.device)[..16])
}
