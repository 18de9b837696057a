//! What the person of a connection sees, and what the device is told of it.

use super::{Connection, Step};
use crate::log::LogError;
use crate::log::accounts::Member;
use crate::policy::{exporting, standing};
use crm_sync::frame::{DocId, Export, Goodbye, PersonRow, ToDevice};

impl Connection {
    /// Looks again when the policy is another or records were shared, and says so to a device that understands it.
    pub(super) async fn standing(&mut self) -> Result<Option<ToDevice>, LogError> {
        let now = *self.channel.policy().borrow();
        if self.policy_told == Some(now) && !self.shares_due {
            return Ok(None);
        }
        self.policy_told = Some(now);
        self.shares_due = false;
        let Some(look) = &mut self.look else { return Ok(None) };
        look.again(&self.relay.log).await?;
        // By another policy the way is another one; it goes on from its place. A share changes no way: what it shows is
        // told later on, and what it hides is left out when the way comes to it.
        self.catch_up = self.catch_up.take().filter(|way| way.policy == look.place);
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

    /// Who is in the workspace, if that changed since the device was told: a relay that may have missed something asks
    /// more often than there is something to tell, and when it does depends on what others write.
    pub(super) async fn people(&mut self) -> Result<Option<ToDevice>, LogError> {
        let now = *self.channel.people().borrow();
        if self.people_seen == Some(now) {
            return Ok(None);
        }
        self.people_seen = Some(now);
        let members = self.relay.log.members(self.pusher.caller.workspace).await?;
        let row = |member: Member| {
            let person = member.person.try_into().ok()?;
            Some(PersonRow { person, name: member.name, role: member.role, active: member.active })
        };
        let people: Vec<_> = members.into_iter().filter_map(row).collect();
        if self.people_told.as_ref() == Some(&people) {
            return Ok(None);
        }
        self.people_told = Some(people.clone());
        Ok(Some(ToDevice::People(people)))
    }

    /// Notes what the person took out as files. Where nothing answers, the device tells it again.
    pub(super) async fn exported(&mut self, exports: Vec<Export>, now: i64) -> Result<Step, LogError> {
        if self.seal.is_none() || !exporting::makes_sense(&exports) {
            return Ok(Step::goodbye(Goodbye::BadFrame));
        }
        let count = u32::try_from(exports.len()).unwrap_or(u32::MAX);
        if !self.exports.take(count.max(1), now) {
            return Ok(Step::default());
        }
        let times = exports.iter().map(|export| export.at).collect();
        let noted = exporting::take_note(&self.relay.log, self.pusher.caller, exports, now).await?;
        Ok(match noted {
            Ok(()) => Step::frames(vec![ToDevice::ExportsNoted(times)]),
            Err(_) => Step::goodbye(Goodbye::SignedOut),
        })
    }

    /// Whether a document is there that the person does not see.
    pub(super) async fn hides(&mut self, document: DocId) -> Result<bool, LogError> {
        let Some(look) = &mut self.look else { return Ok(true) };
        Ok(!look.hidden(&self.relay.log, &[document]).await?.is_empty())
    }

    /// Who else is there, where the device was not told so already. Somebody who does not see the document, or not any
    /// more, is told as much as of one that is nowhere: that nobody is there.
    pub(super) async fn present(&mut self) -> Result<Option<ToDevice>, LogError> {
        let mut now = self.seat.others();
        if now == self.present_told {
            return Ok(None);
        }
        let company = now.as_ref().filter(|(_, others)| !others.is_empty()).map(|(document, _)| *document);
        if let Some(document) = company
            && self.hides(document).await?
        {
            now = Some((document, Vec::new()));
        }
        if let (Some((_, others)), Some(look)) = (&mut now, &self.look) {
            // Where somebody types is nobody's business who does not see that there is such a place.
            let hides = |field: &String| look.now().hides_field(field);
            others
                .iter_mut()
                .for_each(|other| other.field = other.field.take().filter(|field| !hides(field)));
        }
        if now == self.present_told {
            return Ok(None);
        }
        self.present_told.clone_from(&now);
        Ok(now.map(|(document, others)| ToDevice::Present { document, others }))
    }
}
