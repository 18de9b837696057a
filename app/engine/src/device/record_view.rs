//! A record as its screen shows it: fields, conflicts, timeline, and what links to it.

use super::Device;
use super::documents::Loaded;
use crate::suspicion::working_on;
use crm_core::commands::merge::merged_into;
use crm_core::document::{self, history, read};
use crm_core::fields::Kind;
use crm_core::ids::{ActorId, FieldKey, PersonId, RecordId, Timestamp};
use crm_core::messages::{
    Happening, ListRow, OtherChoice, RecordView, Related, Safety, Signature, TimelineItem,
};
use crm_core::objects::system::MERGED_INTO;
use crm_core::objects::{self, ObjectDefinition};
use crm_core::value::{Link, Value};
use crm_core::views::record::{Conflict, Record};
use crm_core::views::row;
use std::collections::BTreeMap;

/// Changes shown in a timeline.
const CHANGES: usize = 50;
/// Activities shown in a timeline.
const ACTIVITIES: usize = 200;
/// Rows of a related list.
const RELATED: usize = 50;

impl Device {
    pub(super) fn record_view(&mut self, id: RecordId) -> Option<RecordView> {
        let mut view = self.record_alone(id, CHANGES)?;
        let (activities, related) = self.linked(id);
        view.titles.extend(self.titles_of_items(&activities));
        for list in &related {
            view.titles.extend(self.rows.titles_in(&list.rows));
        }
        view.timeline.extend(activities);
        view.timeline.sort_by_key(|item| std::cmp::Reverse(item.at));
        view.related = related;
        Some(view)
    }

    /// The record with so many changes, without what links to it.
    pub(super) fn record_alone(&mut self, id: RecordId, changes: usize) -> Option<RecordView> {
        let _working = working_on(id);
        let (mut record, entries, mut heads) = match self.documents.get(id)? {
            Loaded::Here(doc) => {
                (read::read(doc, id)?, history::history(doc, id, changes), document::heads(doc))
            }
            Loaded::Absent | Loaded::Damaged => return None,
        };
        self.join(&mut record);
        self.rows.lead_on(record.values.values_mut());
        let score = self.put_score(&mut record);
        self.put_formulas(&mut record);
        heads.extend(self.heads_beside(&record));
        let definition = objects::object(&record.object)?;
        let mut timeline: Vec<TimelineItem> =
            entries.into_iter().filter_map(|entry| self.happened(definition, entry)).collect();
        let created = timeline.iter().find(|item| item.what == Happening::Created).map(|item| item.at);
        for (definition, entry) in self.history_beside(&record, changes) {
            // What a record was made with is not told apart from that it was made.
            let item = self.happened(definition, entry).filter(|item| Some(item.at) != created);
            timeline.extend(item);
        }
        timeline.sort_by_key(|item| std::cmp::Reverse(item.at));
        let followed = self.follows(definition, id);
        let mut titles = self.titles_of_record(&record);
        titles.extend(self.titles_of_items(&timeline));
        titles.extend(self.rows.merged_into(id).into_iter().map(|one| (one, self.rows.title(one))));
        let conflicts = &record.conflicts;
        let shown_by = |conflict: &Conflict| {
            (conflict.field.clone(), self.signature(conflict.shown_by, conflict.shown_at))
        };
        Some(RecordView {
            record: id,
            object: record.object.clone(),
            title: row::title(&record),
            heads: short(&heads),
            deleted: record.deleted(),
            merged_into: merged_into(&record).filter(|_| self.rows.lead(id) != id).cloned(),
            merged: self.rows.merged_into(id),
            followed,
            safety: self.safety(id),
            may: self.may_by_hand(definition.key, id),
            score,
            conflicts: conflicts
                .iter()
                .map(|conflict| (conflict.field.clone(), self.others(conflict)))
                .collect(),
            shown_by: conflicts.iter().map(shown_by).collect(),
            values: with_computed(definition, record),
            timeline,
            related: Vec::new(),
            titles,
        })
    }

    pub(super) fn safety(&self, record: RecordId) -> Safety {
        let all = self.rows.with_companions(record);
        let holds = all.iter().any(|one| self.outbox.holds(*one));
        let refused = all.iter().any(|one| self.is_refused(*one));
        match (holds, refused, &self.session) {
            (true, ..) => Safety::Device,
            (false, true, _) => Safety::Refused,
            (false, false, Some(_)) => Safety::Sent,
            (false, false, None) => Safety::Device,
        }
    }

    pub(super) fn others(&self, conflict: &Conflict) -> Vec<OtherChoice> {
        let other = |other: &crm_core::views::record::OtherValue| OtherChoice {
            value: other.value.clone(),
            by: self.signature(other.actor, other.at),
        };
        conflict.others.iter().map(other).collect()
    }

    pub(super) fn signature(&self, actor: ActorId, at: Timestamp) -> Signature {
        let author = self.actors.get(actor);
        let person = author.and_then(|author| author.person);
        let device = author.map(|author| author.device_name.clone()).filter(|name| !name.is_empty());
        let this_device = author.is_some_and(|author| author.device == self.owner.device);
        Signature {
            actor,
            person,
            name: person.and_then(|person| self.name(person)),
            device,
            this_device,
            at,
        }
    }

    pub(super) fn name(&self, person: PersonId) -> Option<String> {
        self.syncing.people.iter().find(|row| row.person == person.0).map(|row| row.name.clone())
    }

    pub(super) fn happened(
        &self,
        definition: &ObjectDefinition,
        entry: history::HistoryEntry,
    ) -> Option<TimelineItem> {
        let has = |key: &str| {
            entry
                .fields
                .iter()
                .any(|(field, before, after)| field == key && before.is_none() && after.is_some())
        };
        let lost = |key: &str| entry.fields.iter().any(|(field, _, after)| field == key && after.is_none());
        let what = if has("created_at") {
            Happening::Created
        } else if has("deleted_at") {
            Happening::Deleted
        } else if lost("deleted_at") {
            Happening::Restored
        } else {
            let fields: Vec<_> =
                entry.fields.into_iter().filter(|(field, ..)| is_told(definition, field)).collect();
            if fields.is_empty() {
                return None;
            }
            Happening::Changed(fields)
        };
        let by = Some(self.signature(entry.actor, entry.at));
        Some(TimelineItem { at: entry.at, by, change: Some(entry.hash), what })
    }

    /// Activities about the record, and its related lists.
    fn linked(&self, id: RecordId) -> (Vec<TimelineItem>, Vec<Related>) {
        let mut activities = Vec::new();
        let mut related: BTreeMap<(u8, FieldKey), Vec<ListRow>> = BTreeMap::new();
        for (view, field) in self.rows.linking_to(id) {
            // Where it leads is said by itself.
            if field == MERGED_INTO {
                continue;
            }
            let Some(definition) = view.object() else { continue };
            if definition.activity && activities.len() < ACTIVITIES {
                activities.push(activity(definition, view));
            } else {
                let columns: Vec<FieldKey> =
                    definition.columns.iter().map(|&column| column.to_owned()).collect();
                let rows = related.entry((definition.code(), field)).or_default();
                rows.push(self.rows.list_row(view, definition, &columns));
            }
        }
        let list = |((code, field), mut rows): ((u8, FieldKey), Vec<ListRow>)| {
            let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            rows.sort_by(|one, other| one.title.cmp(&other.title));
            rows.truncate(RELATED);
            let object = objects::CATALOGUE.get(usize::from(code))?.key.to_owned();
            Some(Related { object, field, total, rows })
        };
        (activities, related.into_iter().filter_map(list).collect())
    }

    fn titles_of_record(&self, record: &Record) -> BTreeMap<RecordId, String> {
        let mut titles = self.rows.titles_of(record.values.values());
        for conflict in &record.conflicts {
            titles
                .extend(self.rows.titles_of(conflict.others.iter().filter_map(|other| other.value.as_ref())));
        }
        titles
    }

    fn titles_of_items(&self, items: &[TimelineItem]) -> BTreeMap<RecordId, String> {
        let mut titles = BTreeMap::new();
        for item in items {
            match &item.what {
                Happening::Activity { values, .. } => {
                    titles.extend(self.rows.titles_of(values.iter().map(|(_, value)| value)));
                }
                Happening::Changed(fields) => {
                    let values = fields.iter().flat_map(|(_, before, after)| before.iter().chain(after));
                    titles.extend(self.rows.titles_of(values));
                }
                Happening::Created | Happening::Deleted | Happening::Restored => {}
            }
        }
        titles
    }
}

/// Whether a person reads of a field what was written in it.
pub(super) fn is_told(definition: &ObjectDefinition, field: &str) -> bool {
    definition.field(field).is_some_and(|field| !field.system && field.key != "position")
}

/// Heads as a person can compare them: eight hex digits of each.
fn short(heads: &[[u8; 32]]) -> String {
    let one = |head: &[u8; 32]| head[..4].iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    heads.iter().map(one).collect::<Vec<_>>().join("-")
}

fn activity(definition: &ObjectDefinition, view: row::RowView<'_>) -> TimelineItem {
    let value = |key: &str| view.value_of(key);
    let moment = |key: &str| match value(key) {
        Some(Value::Moment(at)) => Some(at),
        _ => None,
    };
    let at = moment("start").or_else(|| moment("completed_at")).or_else(|| moment("created_at"));
    let texts = ["body", "description"];
    let columns = definition.columns.iter().copied().chain(texts);
    let values = columns.filter_map(|key| Some((key.to_owned(), value(key)?)));
    TimelineItem {
        at: at.unwrap_or_else(|| view.modified_at()),
        by: None,
        change: None,
        what: Happening::Activity {
            link: Link { object: definition.key.to_owned(), record: view.id() },
            title: view.title(),
            values: values.collect(),
        },
    }
}

fn with_computed(definition: &ObjectDefinition, record: Record) -> BTreeMap<FieldKey, Value> {
    let computed = definition.fields.iter().filter(|field| field.kind == Kind::Computed);
    let computed: Vec<_> = computed
        .filter_map(|field| {
            let value =
                objects::computed::compute(definition.key, field.key, |key| record.values.get(key).cloned());
            Some((field.key.to_owned(), value?))
        })
        .collect();
    let mut values = record.values;
    values.extend(computed);
    values
}
