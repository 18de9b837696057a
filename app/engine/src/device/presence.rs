//! Who else looks at the record that this person looks at.

use super::Device;
use crm_core::ids::{FieldKey, PersonId, RecordId};
use crm_sync::frame::{DocId, Present};
use crm_sync::session::Here;

/// What the relay told last.
#[derive(Debug, Default)]
pub(super) struct Presence {
    record: Option<RecordId>,
    others: Vec<(PersonId, Option<FieldKey>)>,
}

impl Presence {
    /// Who looks at the record, as far as is known.
    pub(super) fn of(&self, record: RecordId) -> Vec<(PersonId, Option<FieldKey>)> {
        if self.record == Some(record) { self.others.clone() } else { Vec::new() }
    }
}

impl Device {
    /// Says where this person is, when that may have changed.
    pub(super) fn say_here(&mut self) {
        // Whoever has locked the book looks at nothing.
        let here = if self.locked().is_some() { Here::default() } else { self.watching.here() };
        if let Some(session) = &mut self.session {
            session.here(here);
        }
    }

    /// The relay says who else is there.
    pub(super) fn others_came(&mut self, document: DocId, others: Vec<Present>) {
        self.presence = Presence {
            record: Some(RecordId(document)),
            others: others.into_iter().map(|other| (PersonId(other.person), other.field)).collect(),
        };
        self.watching.touch_presence();
    }

    /// Without a link nobody can be seen.
    pub(super) fn nobody_is_seen(&mut self) {
        self.presence = Presence::default();
        self.watching.touch_presence();
    }
}
