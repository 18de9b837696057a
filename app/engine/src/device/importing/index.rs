//! What an import asks of the book, row by row, looked up once at its start.

use crate::rows::Rows;
use crm_core::exchange::importer::Book;
use crm_core::fields::{emails, fold};
use crm_core::ids::{PersonId, RecordId};
use crm_core::value::Value;
use crm_sync::frame::PersonRow;
use std::collections::HashMap;

/// What the importer asks of the book, looked up once at the start.
pub(super) struct Index {
    external: HashMap<(String, String), RecordId>,
    emails: HashMap<(String, String), RecordId>,
    titles: HashMap<(String, String), RecordId>,
    people: HashMap<String, PersonId>,
    pub(super) fresh: Vec<RecordId>,
}

impl Index {
    /// Looks everything up once.
    pub(super) fn new(rows: &Rows, people: &[PersonRow]) -> Self {
        let mut index = Self {
            external: HashMap::new(),
            emails: HashMap::new(),
            titles: HashMap::new(),
            people: people.iter().map(|row| (fold::fold(&row.name), PersonId(row.person))).collect(),
            fresh: Vec::new(),
        };
        // A row of a file that was merged into another is the other by now; what a live row says counts before that.
        let merged = rows.records().filter(|view| view.merged());
        for view in rows.records().filter(|view| !view.deleted()).chain(merged) {
            let Some(definition) = view.object() else { continue };
            let record = rows.lead(view.id());
            let key = |text: String| (definition.key.to_owned(), text);
            if let Some(Value::Text(id)) = view.value_of("external_id") {
                index.external.entry(key(id)).or_insert(record);
            }
            if let Some(Value::Members(members)) = view.value_of("emails") {
                for member in members {
                    index.emails.entry(key(emails::key(&member.key))).or_insert(record);
                }
            }
            index.titles.entry(key(fold::fold(&view.title()))).or_insert(record);
        }
        index
    }
}

impl Book for Index {
    fn by_external_id(&self, object: &str, id: &str) -> Option<RecordId> {
        self.external.get(&(object.to_owned(), id.to_owned())).copied()
    }

    fn by_email(&self, object: &str, email: &str) -> Option<RecordId> {
        self.emails.get(&(object.to_owned(), email.to_owned())).copied()
    }

    fn by_title(&self, object: &str, title: &str) -> Option<RecordId> {
        self.titles.get(&(object.to_owned(), title.to_owned())).copied()
    }

    fn person(&self, name: &str) -> Option<PersonId> {
        self.people.get(&fold::fold(name)).copied()
    }

    fn fresh(&mut self) -> RecordId {
        self.fresh.pop().expect("a portion draws enough ids for its rows and their links")
    }
}
