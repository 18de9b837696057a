//! Runs an import row by row: which record a row means, what it links to, and what is made on the way.

use super::row::{self, RowReader, RowValues};
use super::table::Table;
use crate::commands::Assignment;
use crate::fields::{Context, fold, members};
use crate::ids::{PersonId, RecordId};
use crate::messages::{ImportPlan, ImportTarget, Rejection};
use crate::objects::ObjectDefinition;
use crate::value::{Link, Value};
use crate::views::record::Record;
use crate::views::shaping::options::Own;
use std::collections::{HashMap, HashSet};

/// What the importer asks of the book. Deleted records are not found.
pub trait Book {
    /// The record with that id in the other system.
    fn by_external_id(&self, object: &str, id: &str) -> Option<RecordId>;
    /// The record with that e-mail address (as [`crate::fields::emails::key`] writes it).
    fn by_email(&self, object: &str, email: &str) -> Option<RecordId>;
    /// The record whose folded title is this.
    fn by_title(&self, object: &str, title: &str) -> Option<RecordId>;
    /// The person of the team with that name or e-mail address.
    fn person(&self, name: &str) -> Option<PersonId>;
    /// A fresh random id.
    fn fresh(&mut self) -> RecordId;
}

/// What a row came to.
#[derive(Clone, Debug, PartialEq)]
pub enum RowOutcome {
    /// No cell is filled.
    Blank,
    /// The row cannot become a record.
    Rejected(Rejection),
    /// The row makes a record.
    Create(NewRow),
    /// The row is about a record that is there.
    Update(KnownRow),
}

/// A row that makes a record.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRow {
    /// The record to be made.
    pub record: RecordId,
    /// The id in the other system.
    pub external_id: Option<String>,
    /// Its values.
    pub values: Vec<Assignment>,
    /// Records to be made because the row links to them.
    pub linked: Vec<LinkedRecord>,
}

/// A row about a record that is there, perhaps made by an earlier row.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownRow {
    /// The record.
    pub record: RecordId,
    /// The id in the other system, for a record that has none yet.
    pub external_id: Option<String>,
    /// What the row says; [`KnownRow::updates`] compares it with the record.
    pub row: RowValues,
    /// Records to be made because the row links to them.
    pub linked: Vec<LinkedRecord>,
}

/// A record that is made because a row names it.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedRecord {
    /// Its object.
    pub object: &'static str,
    /// The record.
    pub record: RecordId,
    /// Its values: the title.
    pub values: Vec<Assignment>,
}

/// A running import. It remembers what it made, so that the book may learn of new records late.
#[derive(Debug)]
pub struct Importer {
    reader: RowReader,
    text_field: Option<&'static str>,
    /// Titles of rows still to come, where rows link to rows.
    to_come: HashSet<String>,
    /// Ids promised to rows still to come, and the title as written.
    promised: HashMap<String, (RecordId, String)>,
    external: HashMap<String, RecordId>,
    emails: HashMap<String, RecordId>,
    titles: HashMap<(&'static str, String), RecordId>,
}

impl KnownRow {
    /// The assignments that bring the record up to what the row says.
    pub fn updates(&self, record: &Record, definition: &ObjectDefinition) -> Vec<Assignment> {
        row::updates(record, &self.row, row::text_field(definition))
    }
}

impl Importer {
    /// Makes an import ready. `None` where the plan does not fit the table or the catalogue.
    pub fn new(table: &Table, plan: &ImportPlan, context: &Context<'_>, own: Own<'_>) -> Option<Self> {
        let reader = RowReader::new(plan, &table.headings(), own)?;
        let definition = reader.definition();
        let mut importer = Self {
            reader,
            text_field: row::text_field(definition),
            to_come: HashSet::new(),
            promised: HashMap::new(),
            external: HashMap::new(),
            emails: HashMap::new(),
            titles: HashMap::new(),
        };
        let links_to_own = plan.targets.iter().any(|target| {
            let ImportTarget::LinkByTitle(key) = target else { return false };
            definition.field(key).is_some_and(|field| field.links_to.contains(&definition.key))
        });
        if links_to_own {
            for place in 0..table.len() {
                let cells: Vec<&str> = table.row(place).collect();
                if let Ok(Some(row)) = importer.reader.read(0, &cells, context) {
                    importer.to_come.insert(title_key(definition, &row));
                }
            }
        }
        Some(importer)
    }

    /// The object that rows become.
    pub const fn definition(&self) -> &'static ObjectDefinition {
        self.reader.definition()
    }

    /// Reads one row; `place` counts from 0 below the heading.
    pub fn step(
        &mut self,
        table: &Table,
        place: usize,
        context: &Context<'_>,
        book: &mut impl Book,
    ) -> RowOutcome {
        let line = u32::try_from(place + 2).unwrap_or(u32::MAX);
        let cells: Vec<&str> = table.row(place).collect();
        let mut row = match self.reader.read(line, &cells, context) {
            Ok(Some(row)) => row,
            Ok(None) => return RowOutcome::Blank,
            Err(rejection) => return RowOutcome::Rejected(rejection),
        };
        let definition = self.definition();
        let mut linked = Vec::new();
        for (field, title) in std::mem::take(&mut row.links) {
            let link = self.link(definition, &field, &title, book, &mut linked);
            match link {
                Some(link) => drop(row.values.insert(field, Value::Link(link))),
                None => row.lines.push(format!("{field}: {title}")),
            }
        }
        if let Some((heading, name)) = row.owner.take() {
            match book.person(&name) {
                Some(person) => drop(row.values.insert("owner".to_owned(), Value::Person(person))),
                None => row.lines.push(format!("{heading}: {name}")),
            }
        }
        let title = title_key(definition, &row);
        self.to_come.remove(&title);
        if let Some(record) = self.known(&row, book) {
            let external_id = row.external_id.clone();
            self.remember(record, &row, title);
            return RowOutcome::Update(KnownRow { record, external_id, row, linked });
        }
        let promised = self.promised.remove(&title).map(|(record, _)| record);
        let record = promised.unwrap_or_else(|| book.fresh());
        self.remember(record, &row, title);
        let values = row::creations(&row, self.text_field);
        RowOutcome::Create(NewRow { record, external_id: row.external_id, values, linked })
    }

    /// Records that rows link to and whose own rows never came: they were refused, or matched another record.
    pub fn finish(self) -> Vec<LinkedRecord> {
        let object = self.definition();
        self.promised.into_values().map(|(record, title)| titled(object, record, &title)).collect()
    }

    /// The record that a row is about: by the id in the other system, then by e-mail, never by name.
    fn known(&self, row: &RowValues, book: &impl Book) -> Option<RecordId> {
        let object = self.definition().key;
        if let Some(id) = &row.external_id {
            let found = self.external.get(id).copied().or_else(|| book.by_external_id(object, id));
            if found.is_some() {
                return found;
            }
        }
        let addresses = row.values.get("emails").map(members::of).unwrap_or_default();
        let by_email = |key: &String| self.emails.get(key).copied().or_else(|| book.by_email(object, key));
        let found = addresses.iter().find_map(|member| by_email(&member.key))?;
        // Two ids of one system are two records, even where they share an address.
        let other_id = row.external_id.is_some() && self.external.values().any(|record| *record == found);
        (!other_id).then_some(found)
    }

    fn remember(&mut self, record: RecordId, row: &RowValues, title: String) {
        if let Some(id) = &row.external_id {
            self.external.insert(id.clone(), record);
        }
        for member in row.values.get("emails").map(members::of).unwrap_or_default() {
            self.emails.entry(member.key.clone()).or_insert(record);
        }
        self.titles.entry((self.definition().key, title)).or_insert(record);
    }

    /// The record that a title names; it is made where there is none.
    fn link(
        &mut self,
        definition: &ObjectDefinition,
        field: &str,
        title: &str,
        book: &mut impl Book,
        linked: &mut Vec<LinkedRecord>,
    ) -> Option<Link> {
        let targets = definition.field(field)?.links_to;
        let folded = fold::fold(title);
        for object in targets {
            let made = self.titles.get(&(*object, folded.clone())).copied();
            if let Some(record) = made.or_else(|| book.by_title(object, &folded)) {
                return Some(Link { object: (*object).to_owned(), record });
            }
        }
        // Of several objects nobody can say which a new one should be.
        let [object] = targets else { return None };
        if *object == definition.key && self.to_come.contains(&folded) {
            let promise = self.promised.entry(folded).or_insert_with(|| (book.fresh(), title.to_owned()));
            return Some(Link { object: (*object).to_owned(), record: promise.0 });
        }
        let record = book.fresh();
        self.titles.insert((object, folded), record);
        linked.push(titled(crate::objects::object(object)?, record, title));
        Some(Link { object: (*object).to_owned(), record })
    }
}

/// A record that is only its title.
fn titled(definition: &'static ObjectDefinition, record: RecordId, title: &str) -> LinkedRecord {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let values = match title.rsplit_once(' ') {
        Some((first, last)) if definition.title.contains(&"last_name") => {
            vec![("first_name".to_owned(), text(first)), ("last_name".to_owned(), text(last))]
        }
        _ => definition.title.first().map(|key| ((*key).to_owned(), text(title))).into_iter().collect(),
    };
    LinkedRecord { object: definition.key, record, values }
}

/// The folded title that a row gives its record.
fn title_key(definition: &ObjectDefinition, row: &RowValues) -> String {
    let text = |key: &str| row.values.get(key).and_then(crate::fields::text::of).map(str::to_owned);
    fold::fold(&crate::views::row::title_of(definition, text))
}
