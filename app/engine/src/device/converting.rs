//! What came out of a lead: which of it is here, and which nobody has worked with since.

use super::Device;
use crm_core::commands::convert_lead::becomes;
use crm_core::ids::RecordId;
use crm_core::value::Value;
use crm_core::views::record::Record;

impl Device {
    /// The records that a lead may become, as far as they are here, deleted ones too.
    pub(super) fn converted_to(&mut self, lead: RecordId) -> Vec<Record> {
        becomes(lead).into_iter().filter_map(|record| self.record(record).ok()).collect()
    }

    /// Those that the conversion itself wrote last, that this person may delete, and to which nothing belongs besides the lead
    /// and each other.
    pub(super) fn untouched_since(&mut self, lead: RecordId) -> Vec<Record> {
        let at = self.rows.get(lead).and_then(|row| row.value_of("converted_at"));
        let Some(Value::Moment(converted)) = at else { return Vec::new() };
        // On a device that keeps only a part nobody can tell what belongs to them.
        if !self.keeper.everything() {
            return Vec::new();
        }
        let sees_all = self.known.grants().is_none_or(|grants| grants.all().is_some());
        let mut found = self.converted_to(lead);
        // Whoever sees a deal sees what was done about it; another's deal with the same customer they may not see.
        found.retain(|record| sees_all || record.object == "deal");
        found.retain(|record| {
            !record.deleted() && record.modified_at == converted && self.may(record.id).delete
        });
        // What one that stays belongs to stays, too.
        loop {
            let ids: Vec<RecordId> = found.iter().map(|record| record.id).chain([lead]).collect();
            let before = found.len();
            found.retain(|record| {
                self.rows.linking_to(record.id).iter().all(|(row, _)| ids.contains(&row.id()))
            });
            if found.len() == before {
                return found;
            }
        }
    }
}
