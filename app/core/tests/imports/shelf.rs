//! A book in memory, and the importer run on it.

use crm_core::commands::create::{Origin, document};
use crm_core::commands::{Situation, outcome, set_field};
use crm_core::exchange::importer::{Book, Importer, LinkedRecord, RowOutcome};
use crm_core::exchange::preview::look;
use crm_core::fields::{Context, fold, members};
use crm_core::ids::{ImportId, PersonId, RecordId};
use crm_core::messages::Rejection;
use crm_core::views::record::Record;
use crm_core::views::row::title;
use std::collections::HashMap;

/// A book in memory.
#[derive(Default)]
pub struct Shelf {
    pub records: HashMap<RecordId, Record>,
    external: HashMap<(String, String), RecordId>,
    emails: HashMap<(String, String), RecordId>,
    titles: HashMap<(String, String), RecordId>,
    drawn: u64,
}

impl Shelf {
    fn put(&mut self, record: Record) {
        let object = record.object.clone();
        if let Some(id) = record.text("external_id") {
            self.external.insert((object.clone(), id.to_owned()), record.id);
        }
        for member in record.value("emails").map(members::of).unwrap_or_default() {
            self.emails.insert((object.clone(), member.key.clone()), record.id);
        }
        self.titles.insert((object, fold::fold(&title(&record))), record.id);
        self.records.insert(record.id, record);
    }

    fn make(
        &mut self,
        object: &str,
        id: RecordId,
        values: &[crm_core::commands::Assignment],
        external: Option<String>,
    ) {
        let origin = Origin::Import { import: ImportId([1; 16]), external_id: external };
        let plan =
            document(object, id, values, &origin, &situation()).expect("a row that was read can be made");
        self.put(outcome::apply(Record::empty(id, object), &plan.edits, 0));
    }

    pub fn of(&self, object: &str) -> impl Iterator<Item = &Record> {
        self.records.values().filter(move |record| record.object == object)
    }
}

impl Book for Shelf {
    fn by_external_id(&self, object: &str, id: &str) -> Option<RecordId> {
        self.external.get(&(object.to_owned(), id.to_owned())).copied()
    }
    fn by_email(&self, object: &str, email: &str) -> Option<RecordId> {
        self.emails.get(&(object.to_owned(), email.to_owned())).copied()
    }
    fn by_title(&self, object: &str, title: &str) -> Option<RecordId> {
        self.titles.get(&(object.to_owned(), title.to_owned())).copied()
    }
    fn person(&self, _: &str) -> Option<PersonId> {
        None
    }
    fn fresh(&mut self) -> RecordId {
        self.drawn += 1;
        RecordId((u128::from(self.drawn) << 32).to_be_bytes())
    }
}

fn situation() -> Situation {
    Situation::bare(1_795_298_400_000)
}

#[derive(Debug, Default, PartialEq)]
pub struct Counts {
    pub created: u32,
    pub updated: u32,
    pub written: u32,
    pub skipped: u32,
    pub linked: u32,
    pub rejected: Vec<Rejection>,
}

/// Imports a file as proposed; every row must be counted once.
pub fn import(shelf: &mut Shelf, name: &str, bytes: Vec<u8>) -> Counts {
    let context = Context { currency: *b"USD", ..Context::BANGLADESH };
    let looked = look(name, bytes, &context, &|_, _| Vec::new()).expect("a table");
    let mut importer = Importer::new(&looked.table, &looked.preview.plan, &context, &|_, _| Vec::new())
        .expect("the plan fits the table");
    let object = importer.definition();
    let mut counts = Counts::default();
    let make_linked = |shelf: &mut Shelf, counts: &mut Counts, linked: Vec<LinkedRecord>| {
        for made in linked {
            shelf.make(made.object, made.record, &made.values, None);
            counts.linked += 1;
        }
    };
    for place in 0..looked.table.len() {
        match importer.step(&looked.table, place, &context, shelf) {
            RowOutcome::Blank => counts.skipped += 1,
            RowOutcome::Rejected(rejection) => counts.rejected.push(rejection),
            RowOutcome::Create(row) => {
                make_linked(shelf, &mut counts, row.linked);
                shelf.make(object.key, row.record, &row.values, row.external_id);
                counts.created += 1;
            }
            RowOutcome::Update(row) => {
                let record = shelf.records[&row.record].clone();
                let plan = set_field::import(Some(&record), &row.updates(&record, object), &situation());
                let plan = plan.expect("a row that was read can be set");
                counts.written += u32::try_from(plan.documents.len()).unwrap_or(0);
                for part in &plan.documents {
                    shelf.put(outcome::apply(record.clone(), &part.edits, 0));
                }
                counts.updated += 1;
            }
        }
    }
    make_linked(shelf, &mut counts, importer.finish());
    assert_eq!(
        looked.table.len(),
        counts.created as usize + counts.updated as usize + counts.skipped as usize + counts.rejected.len()
    );
    counts
}
