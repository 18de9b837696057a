//! What lies apart from records is read and written here as if it lay in them: a plan is divided over the documents that
//! it belongs into, and a record is read together with what stands beside it.

use super::Device;
use super::documents::Loaded;
use crm_core::commands::{DocumentPlan, Intent};
use crm_core::document::history::HistoryEntry;
use crm_core::document::{self, Document, apart, history, read};
use crm_core::ids::RecordId;
use crm_core::objects::ObjectDefinition;
use crm_core::objects::companion::{self, Companion};
use crm_core::policy::Policy;
use crm_core::views::record::Record;

/// The field of a key of a document.
pub(super) fn field_of(key: &str) -> &str {
    key.split_once('/').map_or(key, |(field, _)| field)
}

/// Whether what was meant writes fields that nobody named: the probability of a stage, what a lead becomes. Of what a
/// person sets themselves, [`Device::sees`] says no before.
pub(super) const fn writes_along(intent: Intent) -> bool {
    matches!(
        intent,
        Intent::Create | Intent::Set | Intent::Resolve | Intent::Move | Intent::Convert | Intent::Import
    )
}

impl Device {
    /// Whether the person may read all of these fields of a record.
    pub(super) fn sees<'f>(&self, record: RecordId, fields: impl Iterator<Item = &'f str>) -> bool {
        let object = self.rows.get(record).and_then(|row| row.object());
        object.is_none_or(|object| self.sees_fields(object.key, fields))
    }

    /// The same of an object.
    pub(super) fn sees_fields<'f>(&self, object: &str, mut fields: impl Iterator<Item = &'f str>) -> bool {
        let home = companion::home(object);
        self.known.grants().is_none_or(|grants| !fields.any(|field| grants.hides(home, field)))
    }

    fn policy(&self) -> Option<&Policy> {
        self.known.standing().map(|standing| &standing.policy)
    }

    /// What can stand beside records of an object, by the policy.
    pub(super) fn apart(&self, object: &str) -> Vec<&'static Companion> {
        let fields = self.policy().and_then(|policy| policy.apart.get(object)).into_iter().flatten();
        fields.filter_map(|field| companion::companion(object, field)).collect()
    }

    /// These documents and those that stand beside them. Which are not here is known without asking the storage.
    pub(super) fn with_companions(&mut self, records: &[RecordId]) -> Vec<RecordId> {
        let Some(policy) = self.policy().filter(|policy| !policy.apart.is_empty()) else {
            return records.to_vec();
        };
        let objects: Vec<String> = policy.apart.keys().cloned().collect();
        let mut all = records.to_vec();
        for &record in records {
            // A record that is not here may become one of any object.
            let known =
                self.rows.get(record).and_then(|row| row.object()).map(|object| object.key.to_owned());
            for object in known.map_or_else(|| objects.clone(), |known| vec![known]) {
                let beside: Vec<RecordId> =
                    self.apart(&object).into_iter().map(|one| one.beside(record)).collect();
                for one in beside {
                    if !self.exists(one) {
                        self.documents.none_yet(one);
                    }
                    all.push(one);
                }
            }
        }
        all
    }

    /// The plans of a plan: one for each document that it belongs into. What the product would write along into a field
    /// that the person does not see is left out.
    pub(super) fn divided(&self, plan: &DocumentPlan) -> Vec<DocumentPlan> {
        let mut plan = plan.clone();
        if let Some(grants) = self.known.grants().filter(|_| writes_along(plan.intent)) {
            plan.edits.retain(|edit| !grants.hides(&plan.object, edit.field()));
        }
        match self.policy() {
            Some(policy) => apart::divided(plan, |object, field| policy.lies_apart(object, field)),
            None => vec![plan],
        }
    }

    /// A record of another book without what lies apart in this one, and the plans that write that beside it.
    pub(super) fn parted(
        &mut self,
        record: RecordId,
        object: &str,
        doc: Document,
    ) -> (Document, Vec<DocumentPlan>) {
        let of = self.apart(object);
        let fields: Vec<&str> = of.iter().map(|one| one.field.key).collect();
        let Some(rest) = apart::without(&doc, &fields) else { return (doc, Vec::new()) };
        let held = of.into_iter().filter_map(|one| apart::held(&doc, record, one));
        let plans: Vec<DocumentPlan> = held.map(|held| held.plan).collect();
        let new = |plan: &&DocumentPlan| self.rows.get(plan.record).is_none();
        let absent: Vec<RecordId> = plans.iter().filter(new).map(|plan| plan.record).collect();
        absent.into_iter().for_each(|one| self.documents.none_yet(one));
        (rest, plans)
    }

    /// Reads into a record what stands beside it; their documents must be in memory.
    pub(super) fn join(&mut self, record: &mut Record) {
        for one in self.apart(&record.object) {
            let beside = one.beside(record.id);
            if let Some(Loaded::Here(doc)) = self.documents.get(beside)
                && let Some(companion) = read::read(doc, beside)
                && companion.object == one.definition.key
            {
                record.take_in(companion, one.field.key);
            }
        }
    }

    /// What happened beside a record, each with the object by which it is read.
    pub(super) fn history_beside(
        &mut self,
        record: &Record,
        changes: usize,
    ) -> Vec<(&'static ObjectDefinition, HistoryEntry)> {
        let mut all = Vec::new();
        for one in self.apart(&record.object) {
            let beside = one.beside(record.id);
            if let Some(Loaded::Here(doc)) = self.documents.get(beside) {
                let entries = history::history(doc, beside, changes);
                all.extend(entries.into_iter().map(|entry| (&one.definition, entry)));
            }
        }
        all
    }

    /// The heads of what stands beside a record.
    pub(super) fn heads_beside(&mut self, record: &Record) -> Vec<[u8; 32]> {
        let mut heads = Vec::new();
        for one in self.apart(&record.object) {
            if let Some(Loaded::Here(doc)) = self.documents.get(one.beside(record.id)) {
                heads.extend(document::heads(doc));
            }
        }
        heads
    }

    /// A screen shows the record, whichever of its documents changed.
    pub(super) fn touch_whole(&mut self, record: RecordId) {
        self.watching.touch_record(record);
        self.watching.touch_record(self.rows.record_of(record));
    }
}
