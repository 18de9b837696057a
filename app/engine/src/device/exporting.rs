//! Records become files.

use super::importing::{context, known_object};
use super::purpose::Purpose;
use super::walk::Walk;
use super::{Client, Device};
use crate::rows::list;
use crm_core::commands::{Reason, Refusal};
use crm_core::exchange::book::{About, ActorNote, BookDocument, Writer};
use crm_core::exchange::csv;
use crm_core::fields::Context;
use crm_core::ids::{DeviceId, FieldKey, RecordId};
use crm_core::messages::Answer;
use crm_core::objects::{CATALOGUE, SCHEMA, custom};
use crm_core::value::Value;
use crm_core::views::query::Query;
use crm_core::views::selection::Selection;
use crm_core::views::shaping::options::CustomOption;
use crm_sync::frame::Export;
use std::collections::BTreeMap;

/// Entries read at once.
const PART: u32 = 200;

/// A book being read for a file.
#[derive(Debug)]
pub(super) struct Exporting {
    client: Client,
    request: u32,
    /// Only records with edits that were not sent.
    unsent: bool,
    walk: Walk,
    documents: BTreeMap<RecordId, Vec<u8>>,
}

impl Device {
    /// Every field of every chosen record of a query. Headings are the person's own words.
    pub(super) fn export_list(
        &mut self,
        asked: (Client, u32),
        (query, which): (&Query, &Selection),
        headings: &BTreeMap<FieldKey, String>,
    ) -> Result<(), Refusal> {
        let definition = known_object(&query.object)?;
        if !self.may_export(definition.key) {
            return Err(Refusal::record(Reason::NoExport));
        }
        let own = definition.all_fields().map(|field| field.key).filter(|key| headings.contains_key(*key));
        let added = headings.keys().map(String::as_str).filter(|key| custom::is_custom(key));
        let keys: Vec<&str> = own.chain(added).collect();
        let mut file = csv::begin(keys.iter().map(|key| headings[*key].as_str()));
        let records = self.rows.matching_records(query).into_iter().filter(|record| which.contains(*record));
        let records: Vec<RecordId> = records.collect();
        self.may_take_out(records.len())?;
        let context = context(&self.preferences);
        let options: BTreeMap<&str, Vec<CustomOption>> = keys
            .iter()
            .filter_map(|key| Some((*key, self.rows.options(definition, definition.field(key)?))))
            .collect();
        let title = |value: &Value| {
            if let Value::Link(link) = value {
                return Some(self.rows.title(link.record));
            }
            let Value::Person(person) = value else { return None };
            self.syncing.people.iter().find(|row| row.person == person.0).map(|row| row.name.clone())
        };
        for &record in &records {
            let Some(view) = self.rows.get(record) else { continue };
            let cell = |key: &&str| {
                let value = list::value(definition, view, key);
                let named =
                    options.get(key).into_iter().flatten().filter(|option| !option.name.plain.is_empty());
                let choices: Vec<_> = named.map(CustomOption::words).collect();
                let context = Context { choices: &choices, ..context.clone() };
                csv::cell(definition, key, value.as_ref(), &context, 0, &title)
            };
            let cells: Vec<String> = keys.iter().map(cell).collect();
            csv::push_line(&mut file, cells.iter().map(String::as_str));
        }
        let file = Answer::File {
            name: format!("{}.csv", query.object),
            media: "text/csv;charset=utf-8".to_owned(),
            bytes: file.into_bytes(),
        };
        self.hand_out(asked, definition.key, records.len(), file);
        Ok(())
    }

    /// The whole book with its history, or only the records whose edits were not sent yet. The answer comes when
    /// everything is read.
    pub(super) fn export_book(&mut self, client: Client, request: u32, unsent: bool) -> Result<(), Refusal> {
        if self.exporting.is_some() {
            return Err(Refusal::record(Reason::NothingToDo));
        }
        // One's own unsent words may always be taken out.
        if !unsent && !CATALOGUE.iter().all(|one| self.may_export(one.key)) {
            return Err(Refusal::record(Reason::NoExport));
        }
        if !unsent {
            self.may_take_out(self.rows.records().count())?;
        }
        let walk = Walk::new(PART, PART);
        self.store(Purpose::Export, walk.from(Vec::new()));
        self.exporting = Some(Exporting { client, request, unsent, walk, documents: BTreeMap::new() });
        Ok(())
    }

    pub(super) fn export_part(&mut self, entries: Vec<(Vec<u8>, Vec<u8>)>) {
        let Some(mut exporting) = self.exporting.take() else { return };
        let (documents, next) = exporting.walk.portion(entries);
        exporting.documents.extend(documents);
        match next {
            Some(next) => {
                self.exporting = Some(exporting);
                self.store(Purpose::Export, next);
            }
            None => self.exported(exporting),
        }
    }

    fn exported(&mut self, exporting: Exporting) {
        let Exporting { client, request, unsent, documents, .. } = exporting;
        let wanted = documents.into_iter().filter(|(record, _)| !unsent || self.outbox.holds(*record));
        let records = wanted.filter_map(|(record, bytes)| {
            let object = self.rows.get(record)?.object()?.key.to_owned();
            Some(BookDocument { record, object, bytes })
        });
        let records: Vec<BookDocument> = records.collect();
        let mut writer = Writer::new(About { made_at: self.now, schema: SCHEMA, unsent_only: unsent });
        writer.actors(self.actor_notes());
        for part in records.chunks(PART as usize) {
            writer.documents(part.to_vec());
        }
        let bytes = writer.finish();
        let name = if unsent { "halkhata-unsent.hkb" } else { "halkhata-book.hkb" };
        let file =
            Answer::File { name: name.to_owned(), media: "application/octet-stream".to_owned(), bytes };
        let what = if unsent { Export::UNSENT } else { Export::BOOK };
        self.hand_out((client, request), what, records.len(), file);
    }

    /// Who stands behind each actor, so that a reader of the file can name authors.
    fn actor_notes(&self) -> Vec<ActorNote> {
        let note = |(actor, author): (crm_core::ids::ActorId, &super::actors::Author)| ActorNote {
            actor,
            person: author.person,
            device: author.device.unwrap_or(DeviceId([0; 16])),
            name: author.person.and_then(|person| self.name(person)),
        };
        self.actors.all().map(note).collect()
    }

    pub(super) fn export_failed(&mut self) {
        if let Some(exporting) = self.exporting.take() {
            self.refuse(exporting.client, exporting.request, Reason::StorageClosed);
        }
    }
}
