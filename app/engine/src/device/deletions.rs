//! Somebody deletes a record that a person here was writing in.

use super::Device;
use super::attention::Why;
use super::editing::Batch;
use crm_core::document::{Document, rebuild};
use crm_core::ids::RecordId;
use crm_core::objects::desk;
use crm_core::value::Value;
use crm_core::views::row::RowView;

impl Device {
    /// A record is about to be kept as it is in `doc`. Where somebody deleted it without knowing of edits made here,
    /// these are listed: they are in the record, but nobody will see them there.
    pub(super) fn note_deletion(&mut self, record: RecordId, doc: &Document, row: &[u8], batch: &mut Batch) {
        let deleted = |row: RowView<'_>| row.deleted();
        // As it is stored: one that was merged into another is not deleted.
        let stored = self.rows.stored(record).and_then(RowView::read);
        let before = stored.is_some_and(|(row, _)| deleted(row));
        let after = RowView::read(row).is_some_and(|(row, _)| row.deleted());
        let object = RowView::read(row).and_then(|(row, _)| row.object());
        let Some(object) = object.filter(|object| !before && after && object.key != desk::KEY) else {
            return;
        };
        let (actors, owner) = (&self.actors, &self.owner);
        let mine = |actor| {
            let author = actors.get(actor);
            author.is_some_and(|author| (author.person, author.device) == (owner.person, owner.device))
        };
        let by = RowView::read(row).and_then(|(row, _)| match row.value_of("deleted_by") {
            Some(Value::Person(by)) => Some(by),
            Some(_) | None => None,
        });
        let Some((deletion, mut unseen)) = rebuild::unseen_by_deletion(doc, record, mine) else { return };
        unseen.retain(|change| !rebuild::fields(object.key, &change.wrote).is_empty());
        if unseen.is_empty() {
            return;
        }
        let edit = self.attention_of(record, object.key, Why::Deleted(by), &unseen);
        self.attend(record, deletion, edit, batch);
    }
}
