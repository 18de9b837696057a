//! What was done with log-ins and people, and on which devices the book lies.

use super::accounts::{RequestAccounts, denied, fault};
use crate::log::audit::{self, Entry, What};
use crate::log::devices::{self, DeviceRow};
use crate::policy::Role;
use crate::policy::permit::{Caller, authorize};
use crate::socket::route::to_hex;
use async_trait::async_trait;
use crm_accounts::{AccountError, AuditEntry, Device, Oversight};
use sha2::{Digest, Sha256};

/// How long a removed device stays in the list, in ms.
const REMEMBERED: i64 = 90 * 24 * 60 * 60 * 1_000;

#[async_trait]
impl Oversight for RequestAccounts {
    async fn audit(&self, before: Option<i64>) -> Result<Vec<AuditEntry>, AccountError> {
        let caller = self.administrator().await?;
        let found = self.web.relay.log.audit(caller.workspace, before).await.map_err(fault)?;
        let entry = |entry: Entry| {
            let Entry { number, at, what, person, about, detail, address } = entry;
            AuditEntry { number, at, what, person, about, detail, address }
        };
        Ok(found.into_iter().map(entry).collect())
    }

    async fn devices(&self) -> Result<Vec<Device>, AccountError> {
        let caller = self.caller().await?;
        let (relay, now) = (&self.web.relay, self.now());
        let rows = self.visible(caller).await?;
        let sessions = relay.log.sessions_by_device(caller.workspace, now).await.map_err(fault)?;
        let connected = |row: &DeviceRow| {
            let own =
                sessions.iter().filter(|(device, person, _)| *device == row.id && *person == row.person);
            let mut tokens = own.filter_map(|(_, _, token)| <[u8; 32]>::try_from(token.as_slice()).ok());
            tokens.any(|token| relay.hub.connected(&token))
        };
        let device = |row: DeviceRow| Device {
            id: handle(&row),
            mine: row.person == caller.person,
            own: is_own(&row, caller),
            last_contact: row.last_seen,
            connected: connected(&row),
            removed: row.removed,
            device_name: row.name,
            person_name: row.person_name,
        };
        Ok(rows.into_iter().map(device).collect())
    }

    async fn remove_device(&self, id: String) -> Result<(), AccountError> {
        let caller = self.caller().await?;
        let now = self.now();
        let mut rows = self.visible(caller).await?.into_iter();
        // One's own device is emptied by logging out.
        let row =
            rows.find(|row| handle(row) == id && !is_own(row, caller)).ok_or(AccountError::Forbidden)?;
        let mut note = self.note(What::DeviceRemoved, Some(caller.person));
        note.about = (row.person != caller.person).then(|| row.person.clone());
        note.detail.clone_from(&row.name);
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize(tx, caller, now).await? {
                    Ok(permit) => permit,
                    Err(why) => return Ok(Err(denied(why))),
                };
                if row.person != permit.person() && permit.role() != Role::Administrator {
                    return Ok(Err(AccountError::Forbidden));
                }
                devices::remove(tx, permit.workspace(), &row.id, &row.person, now).await?;
                audit::note(tx, permit.workspace(), &note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?
    }
}

impl RequestAccounts {
    /// The devices that the caller may see.
    async fn visible(&self, caller: Caller) -> Result<Vec<DeviceRow>, AccountError> {
        let all = match self.administrator().await {
            Ok(_) => true,
            Err(AccountError::Forbidden) => false,
            Err(error) => return Err(error),
        };
        let rows = self.web.relay.log.devices(caller.workspace, self.now() - REMEMBERED).await;
        let mut rows = rows.map_err(fault)?;
        rows.retain(|row| all || row.person == caller.person);
        Ok(rows)
    }
}

fn is_own(row: &DeviceRow, caller: Caller) -> bool {
    row.id == caller.device && row.person == caller.person
}

/// What the browser calls a device: not its id, which belongs to it.
fn handle(row: &DeviceRow) -> String {
    let mut digest = Sha256::new();
    digest.update(&row.id);
    digest.update(&row.person);
    to_hex(&digest.finalize()[..16])
}
