//! What administrators and owners order at the relay, and what its operator does.

use super::RelayHost;
use crm_core::ids::RecordId;
use crm_core::policy::{Audience, Level, Policy, Share};
use crm_server::compacting;
use crm_server::log::workspaces;
use crm_server::policy::{erasing, permit, sharing};
use std::collections::BTreeMap;

impl RelayHost {
    /// The policy in force.
    pub fn policy(&self) -> Policy {
        let relay = self.relay.as_ref().expect("the relay runs");
        let found = self.runtime.block_on(relay.policies.at(&relay.log, self.workspace, i64::MAX));
        Policy::clone(&found.expect("the log reads").policy)
    }

    /// The first member puts another policy in force.
    pub fn govern(&self, change: impl FnOnce(&mut Policy), now: i64) {
        let relay = self.relay.as_ref().expect("the relay runs");
        let in_force = self.runtime.block_on(relay.policies.at(&relay.log, self.workspace, i64::MAX));
        let in_force = in_force.expect("the log reads");
        let mut policy = Policy::clone(&in_force.policy);
        change(&mut policy);
        let (known, caller) = (relay.policies.clone(), self.members[0].caller(self.workspace));
        let work = relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = permit::authorize_administrator(tx, caller, now).await?;
                let permit = permit.expect("an administrator");
                sharing::set(tx, &permit, &known, in_force.place, policy, now).await
            })
        });
        self.run(now, work).expect("stored").expect("a policy without a fault");
    }

    /// Leases have this length from now on, in ms: devices hear it at their next greeting.
    pub fn set_lease(&self, lease: i64) {
        let workspace = self.workspace;
        let work = self
            .log()
            .write(move |tx| Box::pin(async move { workspaces::set_lease(tx, workspace, lease).await }));
        self.runtime.block_on(work).expect("stored");
    }

    /// A member shares a record by hand, or takes a share back; whether they may.
    pub fn share(
        &self,
        member: usize,
        record: RecordId,
        to: Audience,
        level: Option<Level>,
        now: i64,
    ) -> bool {
        let relay = self.relay.as_ref().expect("the relay runs");
        let (known, caller) = (relay.policies.clone(), self.members[member].caller(self.workspace));
        let work = relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = permit::authorize(tx, caller, now).await?.expect("a member");
                sharing::share(tx, &permit, &known, record, (to, level), now).await
            })
        });
        self.run(now, work).expect("stored")
    }

    /// The first member erases a record for good; whether it was there.
    pub fn erase(&self, record: RecordId, now: i64) -> bool {
        let relay = self.relay.as_ref().expect("the relay runs");
        let (known, caller) = (relay.policies.clone(), self.members[0].caller(self.workspace));
        let work = relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = permit::authorize_administrator(tx, caller, now).await?;
                erasing::erase(tx, &permit.expect("an administrator"), &known, &[record.0], now).await
            })
        });
        self.run(now, work).expect("stored").is_some()
    }

    /// Lets go of the bytes of changes that came before; whether there were any.
    pub fn compact(&self, before: i64, now: i64) -> bool {
        let relay = self.relay.as_ref().expect("the relay runs");
        let log = &relay.log;
        let left = || {
            let bytes = async {
                log.pending(self.workspace, 0, i64::MAX)
                    .await
                    .map(|all| all.iter().map(|one| one.bytes).sum())
            };
            self.run(now, bytes).expect("readable")
        };
        let had: i64 = left();
        while self.run(now, compacting::compact(relay, self.workspace, before)).expect("stored") {}
        left() < had
    }

    /// Shares by hand.
    pub fn shares(&self) -> BTreeMap<RecordId, Vec<Share>> {
        let rows = self.runtime.block_on(self.log().shares(self.workspace)).expect("the log reads");
        let mut shares: BTreeMap<RecordId, Vec<Share>> = BTreeMap::new();
        for row in rows {
            let level = if row.level == "write" { Level::Write } else { Level::Read };
            let share = Share { to: row.audience.parse().expect("an audience"), level };
            shares.entry(RecordId(row.doc)).or_default().push(share);
        }
        shares
    }
}
