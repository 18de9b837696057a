//! What the person of a connection sees, and what the device is told of it.

use super::Connection;
use crate::log::LogError;
use crate::policy::standing;
use crate::socket::look::Look;
use crm_sync::frame::{DocId, ToDevice};

impl Connection {
    /// Looks again when the policy is another or records were shared, and says so to a device that understands it.
    pub(super) async fn standing(&mut self) -> Result<Option<ToDevice>, LogError> {
        let now = *self.channel.policy().borrow();
        if self.policy_told == Some(now) {
            return Ok(None);
        }
        self.policy_told = Some(now);
        let Some(look) = &mut self.look else { return Ok(None) };
        look.again(&self.relay.log).await?;
        if !self.sharp {
            return Ok(None);
        }
        let caller = self.pusher.caller;
        let standing = standing::of(&self.relay.log, &self.relay.policies, look, caller).await?;
        if self.standing_told.as_ref() == Some(&standing) {
            return Ok(None);
        }
        self.standing_told = Some(standing.clone());
        Ok(Some(ToDevice::Standing(standing)))
    }

    /// How many documents the person sees.
    pub(super) async fn documents(&self, look: &Look, all: u32) -> Result<u32, LogError> {
        if look.now().all() {
            return Ok(all);
        }
        let seen = self.relay.log.lying_in(&look.now().scopes()).await?;
        Ok(u32::try_from(seen.len()).unwrap_or(u32::MAX))
    }

    /// Whether a document is there that the person does not see.
    pub(super) async fn hides(&self, document: DocId) -> Result<bool, LogError> {
        let Some(look) = &self.look else { return Ok(true) };
        let found = self.relay.log.named(self.pusher.caller.workspace, &[document]).await?;
        let count = found.len();
        Ok(look.visible(&self.relay.log, found).await?.len() < count)
    }
}
