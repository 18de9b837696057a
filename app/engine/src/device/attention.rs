//! Edits that need the person's attention, with their values: what the relay refused, what was unsent when a record
//! went, and what nobody will see because the record was deleted meanwhile.

use super::companions::field_of;
use super::documents::Loaded;
use super::editing::Batch;
use super::undo::Recording;
use super::{Client, Device};
use crm_core::commands::{DocumentPlan, Intent, Reason, Refusal};
use crm_core::document::rebuild::{self, Dropped, Wrote};
use crm_core::document::{self, read};
use crm_core::ids::{PersonId, RecordId, Timestamp};
use crm_core::messages::{Answer, RefusedEdit, RefusedField, Remedies, Trouble};
use crm_core::objects::{self, companion};
use crm_core::value::{Link, Value};
use crm_core::views::row::RowView;
use crm_sync::frame::Hash;
use crm_sync::store::{Store, Write};
use serde::{Deserialize, Serialize};

/// Edits shown, the latest.
const SHOWN: usize = 50;

/// Length of the key of an edit: the record, the hash of the change, and a byte that tells it from the earlier form.
pub(super) const EDIT_KEY: usize = 49;

/// What happened to an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Why {
    /// The relay refused it, or the record went; the key of the reason.
    Refused(String),
    /// Somebody deleted the record without knowing of it.
    Deleted(Option<PersonId>),
}

/// An edit as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Attention {
    pub object: String,
    /// What the record was called: it may be gone.
    pub title: String,
    pub why: Why,
    pub at: Timestamp,
    pub made: Timestamp,
    pub intent: Intent,
    /// Whether it made the record, which nobody has without it.
    pub whole: bool,
    pub wrote: Vec<Wrote>,
}

fn stored_key(record: RecordId, hash: Hash) -> Vec<u8> {
    [&record.0[..], &hash, &[1]].concat()
}

/// The record and the change that a stored key names.
pub(super) fn named(key: &[u8]) -> Option<(RecordId, Hash)> {
    let (record, rest) = key.split_first_chunk::<16>()?;
    Some((RecordId(*record), *rest.first_chunk::<32>()?))
}

impl Device {
    /// Lists an edit under "Needs attention".
    pub(super) fn attend(&mut self, record: RecordId, hash: Hash, edit: Attention, batch: &mut Batch) {
        let value = postcard::to_stdvec(&edit).unwrap_or_default();
        batch.writes.push(Write::Put(Store::Quarantine, stored_key(record, hash), value));
        self.syncing.attention.insert((record, hash), edit);
        self.touch_whole(record);
        self.watching.touch_rows();
        self.watching.touch_sync();
    }

    /// An edit of the record, ready to be listed.
    pub(super) fn attention_of(
        &self,
        record: RecordId,
        object: &str,
        why: Why,
        dropped: &[Dropped],
    ) -> Attention {
        let wrote = match dropped {
            [one] => one.wrote.clone(),
            several => rebuild::together(several.iter()),
        };
        let first = dropped.first();
        let of_row = || self.rows.get(record).and_then(RowView::object).map_or("", |object| object.key);
        let object = if object.is_empty() { of_row() } else { object };
        let wrote = self.without_hidden(object, wrote);
        Attention {
            object: object.to_owned(),
            title: self.rows.title(record),
            why,
            at: self.now,
            made: first.map_or(self.now, |first| first.at),
            intent: first.map_or(Intent::Set, |first| first.intent),
            whole: first.is_some_and(Dropped::creates),
            wrote,
        }
    }

    /// What the person typed stays theirs; what stood in a field that they may not read any more does not.
    fn without_hidden(&self, object: &str, wrote: Vec<Wrote>) -> Vec<Wrote> {
        let home = companion::home(object);
        let hides = |key: &str| !self.sees_fields(home, std::iter::once(field_of(key)));
        let (hidden, mut rest): (Vec<Wrote>, Vec<Wrote>) = wrote.into_iter().partition(|one| hides(&one.key));
        rest.extend(rebuild::put_alone(hidden));
        rest
    }

    /// The policy is another: what edits that wait for the person say of fields that are hidden by now goes.
    pub(super) fn hide_in_attention(&mut self) {
        let all: Vec<(RecordId, Hash)> = self.syncing.attention.keys().copied().collect();
        let mut batch = Batch::default();
        for (record, hash) in all {
            let Some(mut edit) = self.syncing.attention.get(&(record, hash)).cloned() else { continue };
            let before = edit.wrote.clone();
            edit.wrote = self.without_hidden(&edit.object, edit.wrote);
            if edit.wrote != before {
                self.attend(record, hash, edit, &mut batch);
            }
        }
        if !batch.writes.is_empty() {
            self.commit(batch);
        }
    }

    pub(super) fn settle_attention(&mut self, record: RecordId, hash: Hash, batch: &mut Batch) {
        self.syncing.attention.remove(&(record, hash));
        batch.writes.push(Write::Delete(Store::Quarantine, stored_key(record, hash)));
        self.touch_whole(record);
        self.watching.touch_rows();
        self.watching.touch_sync();
    }

    /// The edits of a record.
    pub(super) fn attention_on(&self, record: RecordId) -> impl Iterator<Item = (Hash, &Attention)> {
        let every = (record, [0; 32])..=(record, [u8::MAX; 32]);
        self.syncing.attention.range(every).map(|((_, hash), edit)| (*hash, edit))
    }

    /// Whether the relay refused an edit of this record that nobody has dealt with.
    pub(super) fn is_refused(&self, record: RecordId) -> bool {
        let every = (record, [0; 32])..=(record, [u8::MAX; 32]);
        self.syncing.refused.range(every).next().is_some()
            || self.attention_on(record).any(|(_, edit)| matches!(edit.why, Why::Refused(_)))
    }

    /// Makes a refused edit anew on the record as it is, and lets it go from the list.
    pub(super) fn send_again(
        &mut self,
        (client, request): (Client, u32),
        record: RecordId,
        key: Hash,
    ) -> Result<Option<Answer>, Refusal> {
        self.storable()?;
        let edit = self.syncing.attention.get(&(record, key)).cloned();
        let edit = edit.ok_or(Refusal::record(Reason::NothingToDo))?;
        if !self.sees_fields(&edit.object, edit.wrote.iter().map(|one| field_of(&one.key))) {
            return Err(Refusal::record(Reason::NoAccess));
        }
        let edits = match self.documents.get(record) {
            Some(Loaded::Here(doc)) => {
                if read::read(doc, record).is_some_and(|record| record.deleted()) {
                    return Err(Refusal::record(Reason::Deleted));
                }
                rebuild::again(&edit.wrote, doc)
            }
            Some(Loaded::Absent) if edit.whole => {
                let blank = document::new(record, &edit.object);
                let blank = blank.map_err(|_| Refusal::record(Reason::UnknownObject))?;
                rebuild::again(&edit.wrote, &blank)
            }
            Some(Loaded::Absent | Loaded::Damaged) | None => return Err(Refusal::record(Reason::NotHere)),
        };
        let mut batch = Batch { recording: Recording::Step, ..Batch::default() };
        let plan = DocumentPlan { record, object: edit.object.clone(), intent: edit.intent, edits };
        self.change_document(&plan, &mut batch)?;
        self.settle_attention(record, key, &mut batch);
        let link = Link { object: edit.object, record };
        batch.edited.asked = Some((client, request, Answer::Records(vec![link])));
        self.commit(batch);
        Ok(None)
    }

    /// Forgets a refused edit.
    pub(super) fn discard(
        &mut self,
        (client, request): (Client, u32),
        record: RecordId,
        key: Hash,
    ) -> Result<Option<Answer>, Refusal> {
        self.storable()?;
        if !self.syncing.attention.contains_key(&(record, key)) {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        let mut batch = Batch::default();
        self.settle_attention(record, key, &mut batch);
        batch.edited.asked = Some((client, request, Answer::Done));
        self.commit(batch);
        Ok(None)
    }

    /// How many edits need attention, and the latest of them.
    pub(super) fn refused_edits(&self) -> (u32, Vec<RefusedEdit>) {
        let mut edits: Vec<(RecordId, Hash, &Attention)> =
            self.syncing.attention.iter().map(|((record, hash), edit)| (*record, *hash, edit)).collect();
        edits.retain(|(record, _, edit)| match edit.why {
            Why::Refused(_) => true,
            // Somebody restored it.
            Why::Deleted(_) => self.rows.get(*record).is_some_and(RowView::deleted),
        });
        edits.sort_by_key(|(record, hash, edit)| (std::cmp::Reverse((edit.at, edit.made)), *record, *hash));
        let count = u32::try_from(edits.len()).unwrap_or(u32::MAX);
        let shown = edits.into_iter().take(SHOWN);
        (count, shown.map(|(record, hash, edit)| self.refused_edit(record, hash, edit)).collect())
    }

    fn refused_edit(&self, record: RecordId, key: Hash, edit: &Attention) -> RefusedEdit {
        let fields: Vec<RefusedField> = rebuild::fields(&edit.object, &edit.wrote)
            .into_iter()
            .map(|(field, before, meant)| RefusedField { field, before, meant })
            .collect();
        let values = fields.iter().flat_map(|field| field.before.iter().chain(&field.meant));
        let home = companion::record_of(&edit.object, record);
        let title = self.rows.title(home);
        let title = if title.is_empty() { edit.title.clone() } else { title };
        let why = match &edit.why {
            Why::Refused(reason) => Trouble::Refused(reason.clone()),
            Why::Deleted(by) => Trouble::Deleted(by.and_then(|by| self.name(by))),
        };
        RefusedEdit {
            key,
            link: Link { object: companion::home(&edit.object).to_owned(), record: home },
            title,
            why,
            at: edit.at,
            made: edit.made,
            intent: edit.intent,
            titles: self.rows.titles_of(values),
            fields,
            remedies: self.remedies(record, edit),
        }
    }

    fn remedies(&self, record: RecordId, edit: &Attention) -> Remedies {
        let row = self.rows.get(companion::record_of(&edit.object, record));
        let live = row.filter(|row| !row.deleted() || row.merged());
        let refused = matches!(edit.why, Why::Refused(_));
        Remedies {
            open: row.is_some(),
            send: refused && !edit.wrote.is_empty() && (live.is_some() || edit.whole && row.is_none()),
            restore: !refused && row.is_some_and(|row| row.deleted() && !row.merged()),
            ask: live.filter(|_| refused).and_then(|row| self.owner_to_ask(row, &edit.object)),
        }
    }

    /// Whom a note about the record can mention: its owner, where that is somebody else who is known.
    fn owner_to_ask(&self, row: RowView<'_>, object: &str) -> Option<String> {
        let about = objects::object("note").and_then(|note| note.field("about"))?;
        match row.value_of("owner") {
            Some(Value::Person(owner))
                if about.links_to.contains(&object) && Some(owner) != self.owner.person =>
            {
                self.name(owner)
            }
            Some(_) | None => None,
        }
    }
}
