//! What an import made, or the sample book, is taken away again, a portion at a time.

use super::{PORTION, fresh_progress};
use crate::device::documents::Job;
use crate::device::editing::Batch;
use crate::device::{Client, Device};
use crm_core::commands::{Reason, Refusal, delete};
use crm_core::ids::ImportId;
use crm_core::messages::{Answer, ImportStage};
use crm_core::value::Value;

impl Device {
    /// Takes the records that an import made away again; they can be restored one by one.
    pub(in crate::device) fn import_remove(
        &mut self,
        client: Client,
        request: u32,
        import: ImportId,
    ) -> Result<Option<Answer>, Refusal> {
        self.remove_all(client, request, Some(import), "import", &import.to_string())
    }

    pub(in crate::device) fn remove_demo(
        &mut self,
        client: Client,
        request: u32,
    ) -> Result<Option<Answer>, Refusal> {
        self.remove_all(client, request, None, "origin", "demo")
    }

    fn remove_all(
        &mut self,
        client: Client,
        request: u32,
        import: Option<ImportId>,
        field: &str,
        value: &str,
    ) -> Result<Option<Answer>, Refusal> {
        self.storable()?;
        if self.importing.run.is_some() || !self.importing.removing.is_empty() {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        let has = |view: &crm_core::views::row::RowView<'_>| {
            !view.deleted() && view.value_of(field) == Some(Value::Text(value.to_owned()))
        };
        self.importing.removing = self.rows.records().filter(has).map(|view| view.id()).collect();
        if self.importing.removing.is_empty() {
            return Ok(Some(Answer::Done));
        }
        self.importing.asked = Some((client, request));
        let rows = u32::try_from(self.importing.removing.len()).unwrap_or(u32::MAX);
        let before = self.importing.progress.clone().filter(|progress| progress.import == import);
        let mut progress = before.unwrap_or_else(|| fresh_progress(import, ImportStage::Removing, rows));
        progress.stage = ImportStage::Removing;
        self.importing.progress = Some(progress);
        self.watching.touch_import();
        Ok(None)
    }

    /// The next portion of what is taken away.
    pub(super) fn remove_portion(&mut self) -> Result<(), Refusal> {
        let at = self.importing.removing.len().saturating_sub(PORTION);
        let portion = self.importing.removing[at..].to_vec();
        if self.with_documents(Job::Import, &portion).is_none() {
            return Ok(());
        }
        self.importing.removing.truncate(at);
        let situation = self.situation();
        let mut batch = Batch::default();
        for id in &portion {
            let record = self.record(*id)?;
            for document in &delete::delete(Some(&record), &situation)?.documents {
                self.change_document(document, &mut batch)?;
            }
        }
        batch.edited.import = true;
        if self.importing.removing.is_empty() {
            batch.edited.asked =
                self.importing.asked.take().map(|(client, request)| (client, request, Answer::Done));
            self.importing.tell(|progress| progress.stage = ImportStage::Removed);
        }
        self.importing.storing += 1;
        self.commit(batch);
        self.watching.touch_import();
        Ok(())
    }
}
