//! A file becomes records, a portion at a time, so that the book stays usable meanwhile.

mod index;
mod removing;

use super::bulk::MANY;
use super::documents::Job;
use super::editing::Batch;
use super::purpose::Edited;
use super::{Client, Device};
use crm_core::commands::create::{Origin, document};
use crm_core::commands::{DocumentPlan, Edit, Reason, Refusal, Situation, set_field};
use crm_core::exchange::importer::{Importer, KnownRow, LinkedRecord, RowOutcome};
use crm_core::exchange::preview::{Looked, look, propose_for};
use crm_core::fields::{Context, Scalar};
use crm_core::ids::{ImportId, RecordId, Timestamp};
use crm_core::messages::{Answer, ImportPlan, ImportProgress, ImportStage, Preferences};
use crm_core::objects::{self, ObjectDefinition};
use index::Index;

/// Rows read in one portion.
const PORTION: usize = MANY;
/// Rejected rows that are listed one by one.
const LISTED: usize = 1_000;

/// The import of this book.
#[derive(Default)]
pub(super) struct Importing {
    looked: Option<Looked>,
    run: Option<Run>,
    progress: Option<ImportProgress>,
    /// Records to take away, and how many are gone.
    removing: Vec<RecordId>,
    /// Writes of the portion that are on their way.
    storing: u32,
    asked: Option<(Client, u32)>,
}

struct Run {
    import: ImportId,
    table: Looked,
    importer: Importer,
    index: Index,
    next: usize,
    /// Rows of the portion about records that are there, waiting for their documents.
    known: Vec<KnownRow>,
}

/// Ids that one row may use: its own, and one for each record that it links to.
const IDS_A_ROW: usize = 24;

impl Importing {
    /// At once while there is a portion to do and nothing of the last one is on its way.
    pub(super) fn wake_at(&self, now: Timestamp) -> Option<Timestamp> {
        let waits = self.run.as_ref().is_some_and(|run| !run.known.is_empty());
        let works = self.run.is_some() || !self.removing.is_empty();
        (works && !waits && self.storing == 0).then_some(now)
    }

    pub(super) fn progress(&self) -> ImportProgress {
        self.progress.clone().unwrap_or_else(|| fresh_progress(None, ImportStage::Idle, 0))
    }

    fn tell(&mut self, change: impl FnOnce(&mut ImportProgress)) {
        if let Some(progress) = &mut self.progress {
            change(progress);
        }
    }
}

impl Device {
    pub(super) fn import_look(&mut self, name: String, bytes: Vec<u8>) -> Result<Answer, Refusal> {
        let own = |object: &'static _, field: &'static _| self.rows.options(object, field);
        let looked = look(&name, bytes, &context(&self.preferences), &own);
        let looked = looked.map_err(|_| Refusal::record(Reason::UnreadableFile))?;
        let preview = looked.preview.clone();
        self.importing.looked = Some(looked);
        Ok(Answer::ImportPreview(preview))
    }

    /// The proposal for the same file as rows of another object.
    pub(super) fn import_as(&mut self, object: &str) -> Result<Answer, Refusal> {
        known_object(object)?;
        let context = context(&self.preferences);
        let rows = &self.rows;
        let looked = self.importing.looked.as_mut().ok_or(Refusal::record(Reason::NothingToDo))?;
        looked.preview.plan =
            propose_for(object, &looked.table, &context, &|object, field| rows.options(object, field));
        Ok(Answer::ImportPreview(looked.preview.clone()))
    }

    pub(super) fn import_run(&mut self, plan: ImportPlan) -> Result<Answer, Refusal> {
        self.storable()?;
        if self.importing.run.is_some() {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        let table = self.importing.looked.take().ok_or(Refusal::record(Reason::NothingToDo))?;
        let mut preferences = self.preferences.clone();
        preferences.day_first = plan.day_first;
        let importer = {
            let own = |object: &'static _, field: &'static _| self.rows.options(object, field);
            Importer::new(&table.table, &plan, &context(&preferences), &own)
        };
        let importer = importer.ok_or(Refusal::record(Reason::UnreadableFile))?;
        let import = ImportId(self.draw_record().0);
        let rows = u32::try_from(table.table.len()).unwrap_or(u32::MAX);
        self.importing.progress = Some(fresh_progress(Some(import), ImportStage::Running, rows));
        let index = Index::new(&self.rows, &self.syncing.people);
        self.preferences.day_first = plan.day_first;
        self.importing.run = Some(Run { import, table, importer, index, next: 0, known: Vec::new() });
        self.watching.touch_import();
        Ok(Answer::Done)
    }

    pub(super) fn import_cancel(&mut self) -> Result<Answer, Refusal> {
        self.importing.run.take().ok_or(Refusal::record(Reason::NothingToDo))?;
        self.importing.tell(|progress| progress.stage = ImportStage::Cancelled);
        self.watching.touch_import();
        Ok(Answer::Done)
    }

    /// The next portion.
    pub(super) fn go_on_importing(&mut self) {
        if self.importing.storing > 0 {
            return;
        }
        let result =
            if self.importing.removing.is_empty() { self.import_portion() } else { self.remove_portion() };
        if result.is_err() {
            self.import_failed();
        }
    }

    fn import_portion(&mut self) -> Result<(), Refusal> {
        let Some(mut run) = self.importing.run.take() else { return Ok(()) };
        if !run.known.is_empty() {
            let result = self.update_known(&mut run);
            self.importing.run = Some(run);
            return result;
        }
        let from = run.next;
        let to = (from + PORTION).min(run.table.table.len());
        run.index.fresh = (0..(to - from) * IDS_A_ROW).map(|_| self.draw_record()).collect();
        let situation = self.situation();
        let context = context(&self.preferences);
        let mut plans = Vec::new();
        let mut counts = (0, 0);
        for place in from..to {
            match run.importer.step(&run.table.table, place, &context, &mut run.index) {
                RowOutcome::Blank => self.importing.tell(|progress| progress.skipped += 1),
                RowOutcome::Rejected(rejection) => self.importing.tell(|progress| {
                    progress.rejected += 1;
                    if progress.rejections.len() < LISTED {
                        progress.rejections.push(rejection);
                    }
                }),
                RowOutcome::Create(new) => {
                    counts.1 += link_plans(&new.linked, run.import, &situation, &mut plans)?;
                    let origin = Origin::Import { import: run.import, external_id: new.external_id };
                    let object = run.importer.definition().key;
                    plans.push(document(object, new.record, &new.values, &origin, &situation)?);
                    counts.0 += 1;
                }
                RowOutcome::Update(known) => {
                    counts.1 += link_plans(&known.linked, run.import, &situation, &mut plans)?;
                    run.known.push(known);
                }
            }
        }
        run.next = to;
        if to == run.table.table.len() && run.known.is_empty() {
            let Run { import, importer, .. } = run;
            counts.1 += link_plans(&importer.finish(), import, &situation, &mut plans)?;
            self.importing.tell(|progress| progress.stage = ImportStage::Done);
        } else {
            self.importing.run = Some(run);
        }
        self.importing.tell(|progress| {
            progress.read = u32::try_from(to).unwrap_or(u32::MAX);
            progress.created += counts.0;
            progress.linked += counts.1;
        });
        for part in plans.chunks(MANY) {
            self.importing.storing += 1;
            self.create_block(part, Edited { import: true, ..Edited::default() })?;
        }
        self.watching.touch_import();
        self.load_known();
        Ok(())
    }

    /// Asks for the documents of rows about records that are there.
    fn load_known(&mut self) {
        let known = self.importing.run.as_ref().map_or(&[][..], |run| &run.known);
        let records: Vec<RecordId> = known.iter().map(|row| row.record).collect();
        if !records.is_empty()
            && self.importing.storing == 0
            && self.with_documents(Job::Import, &records).is_some()
        {
            self.go_on_importing();
        }
    }

    fn update_known(&mut self, run: &mut Run) -> Result<(), Refusal> {
        let situation = self.situation();
        let definition = run.importer.definition();
        let mut batch = Batch::default();
        let known = std::mem::take(&mut run.known);
        for row in &known {
            self.update_row(row, definition, &situation, &mut batch)?;
        }
        self.importing.tell(|progress| progress.updated += u32::try_from(known.len()).unwrap_or(u32::MAX));
        batch.edited.import = true;
        self.importing.storing += 1;
        self.commit(batch);
        self.watching.touch_import();
        Ok(())
    }

    fn update_row(
        &mut self,
        row: &KnownRow,
        definition: &'static ObjectDefinition,
        situation: &Situation,
        batch: &mut Batch,
    ) -> Result<(), Refusal> {
        let record = self.record(row.record)?;
        let updates = row.updates(&record, definition);
        let mut plan = set_field::import(Some(&record), &updates, situation)?;
        for document in &mut plan.documents {
            // A record that was found by its e-mail is found by its id from now on.
            if let (Some(id), None) = (&row.external_id, record.value("external_id")) {
                document.edits.push(Edit::Put("external_id".to_owned(), Scalar::Text(id.clone())));
            }
            self.change_document(document, batch)?;
        }
        Ok(())
    }

    pub(super) fn import_block_stored(&mut self) {
        self.importing.storing = self.importing.storing.saturating_sub(1);
        self.watching.touch_import();
        self.load_known();
        self.end_if_read();
    }

    /// The last portion held only rows about records that are there: the import ends when they are stored.
    fn end_if_read(&mut self) {
        let read = self
            .importing
            .run
            .as_ref()
            .is_some_and(|run| run.known.is_empty() && run.next > 0 && run.next >= run.table.table.len());
        if read && self.importing.storing == 0 && self.import_portion().is_err() {
            self.import_failed();
        }
    }

    /// What is stored stays.
    pub(super) fn import_failed(&mut self) {
        self.importing.run = None;
        self.importing.removing.clear();
        self.importing.storing = 0;
        self.importing.tell(|progress| progress.stage = ImportStage::Failed);
        self.watching.touch_import();
    }
}

fn link_plans(
    linked: &[LinkedRecord],
    import: ImportId,
    situation: &Situation,
    plans: &mut Vec<DocumentPlan>,
) -> Result<u32, Refusal> {
    for record in linked {
        let origin = Origin::Import { import, external_id: None };
        plans.push(document(record.object, record.record, &record.values, &origin, situation)?);
    }
    Ok(u32::try_from(linked.len()).unwrap_or(u32::MAX))
}

fn fresh_progress(import: Option<ImportId>, stage: ImportStage, rows: u32) -> ImportProgress {
    ImportProgress {
        import,
        stage,
        read: 0,
        rows,
        created: 0,
        updated: 0,
        skipped: 0,
        rejected: 0,
        rejections: Vec::new(),
        linked: 0,
    }
}

/// What parsing needs to know about the person.
pub(super) fn context(preferences: &Preferences) -> Context<'_> {
    Context {
        currency: preferences.currency,
        calling_code: &preferences.calling_code,
        day_first: preferences.day_first,
        utc_offset_minutes: preferences.utc_offset_minutes,
        choices: &[],
    }
}

/// Whether an object is in the catalogue, for plans that come from a screen.
pub(super) fn known_object(object: &str) -> Result<&'static ObjectDefinition, Refusal> {
    objects::object(object).ok_or(Refusal::record(Reason::UnknownObject))
}
