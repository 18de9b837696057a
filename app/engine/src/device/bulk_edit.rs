//! One thing done to many records, a portion at a time, so that the book stays usable meanwhile.

use super::documents::Job;
use super::editing::Batch;
use super::undo::{self, Recording};
use super::{Client, Device};
use crm_core::commands::{Reason, Refusal, Situation, delete, restore, set_field};
use crm_core::ids::{RecordId, Timestamp};
use crm_core::messages::{Answer, FromEngine, ManyEdit};
use crm_core::views::query::Query;
use crm_core::views::selection::Selection;
use std::collections::VecDeque;

/// Records in one portion: half a page, so that a page's documents are read twice and an edit beside it waits little.
const PORTION: usize = crate::rows::PAGE_ROWS / 2;

/// The edits of many records, one after another.
#[derive(Debug, Default)]
pub(super) struct BulkEdits {
    runs: VecDeque<Run>,
    /// Documents or writes of a portion are on their way.
    rests: bool,
}

#[derive(Debug)]
struct Run {
    client: Client,
    request: u32,
    edit: ManyEdit,
    /// How many are chosen.
    records: usize,
    /// What is still to be done; from the end.
    left: Vec<RecordId>,
    changed: Vec<RecordId>,
    refused: u32,
    /// Why the first one was refused.
    refusal: Option<Refusal>,
}

impl Run {
    /// What is answered at the end. Where nothing could be done, the reason says more than a count.
    fn outcome(self) -> Result<Answer, Refusal> {
        match self.refusal {
            Some(refusal) if self.changed.is_empty() => Err(refusal),
            Some(_) | None => Ok(Answer::ManyEdited { records: self.changed, refused: self.refused }),
        }
    }
}

impl BulkEdits {
    /// At once while there is a portion to do and nothing of the last one is on its way.
    pub(super) fn wake_at(&self, now: Timestamp) -> Option<Timestamp> {
        (!self.rests && !self.runs.is_empty()).then_some(now)
    }
}

impl Device {
    /// Takes an edit of many records on; the answer comes when all of them are durable.
    pub(super) fn edit_many(
        &mut self,
        client: Client,
        request: u32,
        (query, which): (&Query, &Selection),
        edit: ManyEdit,
    ) -> Result<Option<Answer>, Refusal> {
        self.storable()?;
        let mut left = self.rows.chosen(query, which);
        // In the order of the pages: the documents of a portion lie in few blocks.
        left.sort_by_key(|record| self.rows.page_of(*record));
        let records = left.len();
        let run =
            Run { client, request, edit, records, left, changed: Vec::new(), refused: 0, refusal: None };
        self.bulk_edits.runs.push_back(run);
        Ok(None)
    }

    /// The next portion.
    pub(super) fn go_on_editing(&mut self) {
        self.bulk_edits.rests = false;
        let Some(mut run) = self.bulk_edits.runs.pop_front() else { return };
        let at = run.left.len().saturating_sub(PORTION);
        let portion = run.left[at..].to_vec();
        if self.with_documents(Job::Many, &portion).is_none() {
            self.bulk_edits.runs.push_front(run);
            self.bulk_edits.rests = true;
            return;
        }
        run.left.truncate(at);
        let situation = self.situation();
        let few = run.records <= undo::PARTS;
        let recording = if few { Recording::Step } else { Recording::Nothing };
        let mut batch = Batch { recording, step: Some((run.client, run.request)), ..Batch::default() };
        for record in portion {
            match self.edit_one(record, &run.edit, &situation, &mut batch) {
                Ok(true) => run.changed.push(record),
                Ok(false) => {}
                Err(refusal) => {
                    run.refused += 1;
                    run.refusal.get_or_insert(refusal);
                }
            }
        }
        self.store_portion(run, batch);
    }

    fn store_portion(&mut self, run: Run, mut batch: Batch) {
        let ends = run.left.is_empty();
        if batch.writes.is_empty() {
            if ends {
                let (client, request) = (run.client, run.request);
                self.tell(client, FromEngine::Answer { request, answer: run.outcome() });
            } else {
                self.bulk_edits.runs.push_front(run);
            }
            return;
        }
        if ends {
            let (client, request) = (run.client, run.request);
            batch.edited.asked = run.outcome().ok().map(|answer| (client, request, answer));
        } else {
            self.bulk_edits.runs.push_front(run);
        }
        batch.edited.many = true;
        self.bulk_edits.rests = true;
        self.commit(batch);
    }

    /// Whether there was something to write.
    fn edit_one(
        &mut self,
        record: RecordId,
        edit: &ManyEdit,
        situation: &Situation,
        batch: &mut Batch,
    ) -> Result<bool, Refusal> {
        let record = Some(self.record(record)?);
        let plan = match edit {
            ManyEdit::Set(values) => set_field::set(record.as_ref(), values, situation)?,
            ManyEdit::Delete => delete::delete(record.as_ref(), situation)?,
            ManyEdit::Restore => restore::restore(record.as_ref())?,
        };
        for document in &plan.documents {
            self.change_document(document, batch)?;
        }
        Ok(!plan.documents.is_empty())
    }

    pub(super) const fn portion_stored(&mut self) {
        self.bulk_edits.rests = false;
    }

    /// What is stored stays; whoever asked learns that it was not all.
    pub(super) fn edits_failed(&mut self, reason: Reason) {
        self.bulk_edits.rests = false;
        for run in std::mem::take(&mut self.bulk_edits.runs) {
            self.refuse(run.client, run.request, reason);
        }
    }
}
