//! A long text as a person left it, merged with what others wrote into it meanwhile.

use super::documents::Loaded;
use super::editing::Batch;
use super::undo::Recording;
use super::{Client, Device};
use crm_core::commands::{DocumentPlan, Edit, Intent, Refusal, set_field};
use crm_core::document::{carry, history, read};
use crm_core::ids::RecordId;
use crm_core::messages::Answer;
use crm_core::value::{Link, Value};

/// Earlier states that are searched for the text that a person started from.
const STATES: usize = 200;

impl Device {
    /// What others wrote since `base` stays. Where the document never read like `base`, the difference between
    /// `base` and `text` is carried over to how it reads now.
    pub(super) fn write_text(
        &mut self,
        client: Client,
        request: u32,
        id: RecordId,
        field: &str,
        base: &str,
        text: String,
    ) -> Result<(), Refusal> {
        let record = self.record(id)?;
        let now = record.text(field).unwrap_or_default().to_owned();
        let situation = self.situation();
        let values = [(field.to_owned(), Some(Value::Text(text.clone())))];
        // The ordinary command checks field, size and deletion.
        set_field::set(Some(&record), &values, &situation)?;
        self.storable()?;
        let mut batch = Batch { recording: Recording::Step, ..Batch::default() };
        let heads = if now == base { None } else { self.earlier_heads(id, field, base) };
        let text = if now == base || heads.is_some() { text } else { carry::over(&now, base, &text) };
        let edits = vec![Edit::Rewrite(field.to_owned(), text)];
        let plan = DocumentPlan { record: id, object: record.object, intent: Intent::Write, edits };
        match heads {
            Some(heads) => self.change_since(&plan, &heads, &mut batch)?,
            None => self.change_document(&plan, &mut batch)?,
        }
        let link = Link { object: plan.object, record: id };
        batch.edited.asked = Some((client, request, Answer::Records(vec![link])));
        self.commit(batch);
        Ok(())
    }

    /// The latest state of a document in which the text read so.
    fn earlier_heads(&mut self, id: RecordId, field: &str, text: &str) -> Option<Vec<[u8; 32]>> {
        let Some(Loaded::Here(doc)) = self.documents.get(id) else { return None };
        let reads_so = |heads: &Vec<[u8; 32]>| {
            let record = read::read_at(doc, id, heads);
            record.is_some_and(|record| record.text(field).unwrap_or_default() == text)
        };
        history::states(doc).into_iter().rev().take(STATES).find(reads_so)
    }
}
