//! What the book holds of one person, when they ask for it: their record, everything that points to it, also what was
//! deleted, and who changed what. Documents are read in portions, so that an account with thousands of records does not
//! fill the memory.

use super::documents::Job;
use super::{Client, Device};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, RecordView};
use std::collections::VecDeque;

/// Most records of one copy.
const RECORDS: usize = 5_000;
/// Documents read at once.
const PORTION: usize = 250;

/// A copy that is being made.
#[derive(Debug)]
pub(super) struct Copying {
    asked: (Client, u32),
    record: RecordId,
    waiting: VecDeque<RecordId>,
    portion: Vec<RecordId>,
    views: Vec<RecordView>,
    /// Records that are not in it: too many, not readable here, or of an object that the person may not take out.
    left_out: u32,
}

impl Device {
    /// Every value and every change of a record and of what points to it. It counts as taken out; the answer comes when
    /// everything is read.
    pub(super) fn data_copy(&mut self, asked: (Client, u32), record: RecordId) -> Result<(), Refusal> {
        let view = self.rows.get(record).ok_or(Refusal::record(Reason::NotHere))?;
        let definition = view.object().ok_or(Refusal::record(Reason::UnknownObject))?;
        if !self.may_export(definition.key) {
            return Err(Refusal::record(Reason::NoExport));
        }
        if self.copying.is_some() {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        let linked = self.rows.all_linking_to(record);
        let all = linked.len();
        let may =
            linked.into_iter().filter(|(view, _)| view.object().is_some_and(|one| self.may_export(one.key)));
        let waiting: VecDeque<RecordId> =
            std::iter::once(record).chain(may.map(|(view, _)| view.id())).take(RECORDS).collect();
        self.may_take_out(waiting.len())?;
        let left_out = u32::try_from(all + 1 - waiting.len()).unwrap_or(u32::MAX);
        let (portion, views) = Default::default();
        self.copying = Some(Copying { asked, record, waiting, portion, views, left_out });
        self.go_on_copying();
        Ok(())
    }

    /// Takes in what can be, and waits for the rest.
    pub(super) fn go_on_copying(&mut self) {
        loop {
            let Some(copying) = &mut self.copying else { return };
            if copying.portion.is_empty() {
                let count = copying.waiting.len().min(PORTION);
                copying.portion = copying.waiting.drain(..count).collect();
            }
            let records = copying.portion.clone();
            if records.is_empty() {
                return self.copied();
            }
            if self.with_documents(Job::Copy, &records).is_none() {
                return;
            }
            let found: Vec<_> = records.into_iter().map(|one| self.record_alone(one, usize::MAX)).collect();
            let Some(copying) = &mut self.copying else { return };
            copying.portion.clear();
            for view in found {
                match view {
                    Some(view) => copying.views.push(view),
                    None => copying.left_out += 1,
                }
            }
        }
    }

    fn copied(&mut self) {
        let Some(Copying { asked, record, views, left_out, .. }) = self.copying.take() else { return };
        let object = views.first().filter(|view| view.record == record).map(|view| view.object.clone());
        // A page about somebody without their own record would be one about a note.
        let Some(object) = object else { return self.refuse(asked.0, asked.1, Reason::NotHere) };
        let count = views.len();
        self.hand_out(asked, &object, count, Answer::DataCopy { views, left_out });
    }

    /// The book is read anew: whoever waits for a copy asks again.
    pub(super) fn copy_failed(&mut self) {
        if let Some(copying) = self.copying.take() {
            self.refuse(copying.asked.0, copying.asked.1, Reason::StorageClosed);
        }
    }
}
