//! Steps that a person can take back, and do again: the latest of each tab, for as long as this engine runs.

use super::documents::Loaded;
use super::editing::Batch;
use super::{Client, Device};
use crm_core::commands::{DocumentPlan, Intent, Reason, Refusal, delete};
use crm_core::document::undo::{self, Done};
use crm_core::document::{self, Document};
use crm_core::ids::RecordId;
use crm_core::messages::Answer;
use crm_core::objects::{companion, desk};
use crm_core::value::Link;
use std::collections::VecDeque;

/// Steps kept, of all tabs together.
const STEPS: usize = 100;
/// Records of a step that can be taken back: all of its documents are loaded for that at once.
pub(super) const PARTS: usize = 500;
/// Bytes kept: a step may hold a long text twice.
const BYTES: usize = 4 * 1024 * 1024;

/// What becomes of what a batch does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Recording {
    /// Nobody takes it back: the relay, an import or the engine itself did it.
    #[default]
    Nothing,
    /// A step of a person.
    Step,
    /// A step was taken back.
    Undone,
    /// A step was done again.
    Redone,
}

/// What a step did to one record.
#[derive(Debug)]
pub(super) struct Part {
    record: RecordId,
    object: String,
    done: Done,
    /// Whether it made the record.
    created: bool,
}

/// What one request did.
#[derive(Debug)]
struct Step {
    client: Client,
    request: u32,
    parts: Vec<Part>,
}

impl Step {
    fn size(&self) -> usize {
        self.parts.iter().map(|part| part.done.size()).sum()
    }
}

/// The steps, the latest last.
#[derive(Debug, Default)]
pub(super) struct Undoing {
    steps: VecDeque<Step>,
    undone: VecDeque<Step>,
}

/// Which step a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The latest of the tab, or the one that this request did.
    Undo(Option<u32>),
    /// The one that the tab took back last.
    Redo,
}

impl Undoing {
    fn place(&self, client: Client, wanted: Wanted) -> Option<usize> {
        let (steps, request) = match wanted {
            Wanted::Undo(request) => (&self.steps, request),
            Wanted::Redo => (&self.undone, None),
        };
        steps
            .iter()
            .rposition(|step| step.client == client && request.is_none_or(|request| step.request == request))
    }

    fn take(&mut self, client: Client, wanted: Wanted) -> Option<Step> {
        let place = self.place(client, wanted)?;
        match wanted {
            Wanted::Undo(_) => self.steps.remove(place),
            Wanted::Redo => self.undone.remove(place),
        }
    }

    /// A record left the device: nothing of it is taken back.
    pub(super) fn forget(&mut self, record: RecordId) {
        for step in self.steps.iter_mut().chain(&mut self.undone) {
            step.parts.retain(|part| part.record != record);
        }
    }

    /// The records of a step.
    pub(super) fn records(&self, client: Client, wanted: Wanted) -> Vec<RecordId> {
        let step = self.place(client, wanted).and_then(|place| match wanted {
            Wanted::Undo(_) => self.steps.get(place),
            Wanted::Redo => self.undone.get(place),
        });
        step.map(|step| step.parts.iter().map(|part| part.record).collect()).unwrap_or_default()
    }

    fn keep(&mut self, recording: Recording, mut step: Step) {
        match recording {
            Recording::Nothing => return,
            Recording::Step => {
                let same = |last: &Step| (last.client, last.request) == (step.client, step.request);
                if let Some(mut begun) = self.steps.pop_back_if(|last| same(last)) {
                    begun.parts.append(&mut step.parts);
                    step = begun;
                }
                self.undone.retain(|undone| undone.client != step.client);
                self.steps.push_back(step);
            }
            Recording::Redone => self.steps.push_back(step),
            Recording::Undone => self.undone.push_back(step),
        }
        for steps in [&mut self.steps, &mut self.undone] {
            while steps.len() > STEPS
                || steps.len() > 1 && steps.iter().map(Step::size).sum::<usize>() > BYTES
            {
                steps.pop_front();
            }
        }
    }
}

impl Device {
    /// Notes what is about to be kept of a record, beside what is there.
    pub(super) fn note_step(&mut self, plan: &DocumentPlan, after: &Document, batch: &mut Batch) {
        if batch.recording == Recording::Nothing {
            return;
        }
        let (done, created) = match self.documents.get(plan.record) {
            Some(Loaded::Here(before)) => (undo::done(before, after), false),
            Some(Loaded::Absent | Loaded::Damaged) | None => {
                let before = document::new(plan.record, &plan.object);
                // A desk stays when the first thing done at it is taken back, and so does what stands beside a record.
                let made = plan.object != desk::KEY && companion::of_kind(&plan.object).is_none();
                (before.map(|before| undo::done(&before, after)).unwrap_or_default(), made)
            }
        };
        if !done.is_empty() {
            let (record, object) = (plan.record, plan.object.clone());
            batch.parts.push(Part { record, object, done, created });
        }
    }

    /// Keeps the step of a request that is being stored.
    pub(super) fn keep_step(&mut self, batch: &mut Batch) {
        let parts = std::mem::take(&mut batch.parts);
        let asked = batch.edited.asked.as_ref().map(|(client, request, _)| (*client, *request));
        if let (false, Some((client, request))) = (parts.is_empty(), batch.step.or(asked)) {
            self.undoing.keep(batch.recording, Step { client, request, parts });
        }
    }

    /// Takes a step back, or does it again. What was done since, by whomever, stays.
    pub(super) fn take_back(
        &mut self,
        client: Client,
        request: u32,
        wanted: Wanted,
    ) -> Result<Option<Answer>, Refusal> {
        self.storable()?;
        let nothing = Refusal::record(Reason::NothingToDo);
        let step = self.undoing.take(client, wanted).ok_or_else(|| nothing.clone())?;
        let recording = match wanted {
            Wanted::Undo(_) => Recording::Undone,
            Wanted::Redo => Recording::Redone,
        };
        let mut batch = Batch { recording, ..Batch::default() };
        let mut links = Vec::new();
        for part in step.parts.iter().rev() {
            for plan in self.back_of(part)? {
                links.push(Link { object: plan.object.clone(), record: plan.record });
                self.change_document(&plan, &mut batch)?;
            }
        }
        let title = links.first().ok_or(nothing).map(|link| self.rows.title(link.record))?;
        batch.edited.asked = Some((client, request, Answer::Undone { links, title }));
        self.commit(batch);
        Ok(None)
    }

    fn back_of(&mut self, part: &Part) -> Result<Vec<DocumentPlan>, Refusal> {
        if part.created {
            let (record, situation) = (self.record(part.record)?, self.situation());
            return Ok(delete::delete(Some(&record), &situation)?.documents);
        }
        let Some(Loaded::Here(now)) = self.documents.get(part.record) else { return Ok(Vec::new()) };
        let edits = part.done.back(now);
        let plan =
            DocumentPlan { record: part.record, object: part.object.clone(), intent: Intent::Undo, edits };
        Ok(if plan.edits.is_empty() { Vec::new() } else { vec![plan] })
    }
}
