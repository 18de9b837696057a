//! Records become files.

use super::importing::{context, known_object};
use super::purpose::Purpose;
use super::{Client, Device};
use crate::rows::list;
use crm_core::commands::{Reason, Refusal};
use crm_core::exchange::book::{About, ActorNote, BookDocument, Writer};
use crm_core::exchange::csv;
use crm_core::ids::{DeviceId, FieldKey, RecordId};
use crm_core::messages::{Answer, FromEngine};
use crm_core::objects::{CATALOGUE, SCHEMA};
use crm_core::value::Value;
use crm_core::views::query::Query;
use crm_core::views::selection::Selection;
use crm_sync::frame::{Block, Export};
use crm_sync::store::{Store, StoreRequest};
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
    store: Store,
    documents: BTreeMap<RecordId, Vec<u8>>,
}

impl Device {
    /// Every field of every chosen record of a query. Headings are the person's own words.
    pub(super) fn export_list(
        &mut self,
        (query, which): (&Query, &Selection),
        headings: &BTreeMap<FieldKey, String>,
    ) -> Result<Answer, Refusal> {
        let definition = known_object(&query.object)?;
        if !self.may_export(definition.key) {
            return Err(Refusal::record(Reason::NoExport));
        }
        let keys: Vec<&str> = definition
            .all_fields()
            .map(|field| field.key)
            .filter(|key| headings.contains_key(*key))
            .collect();
        let mut file = csv::begin(keys.iter().map(|key| headings[*key].as_str()));
        let records = self.rows.matching_records(query).into_iter().filter(|record| which.contains(*record));
        let records: Vec<RecordId> = records.collect();
        self.may_take_out(records.len())?;
        let context = context(&self.preferences);
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
                csv::cell(definition, key, value.as_ref(), &context, 0, &title)
            };
            let cells: Vec<String> = keys.iter().map(cell).collect();
            csv::push_line(&mut file, cells.iter().map(String::as_str));
        }
        self.took_out(definition.key, records.len());
        Ok(Answer::File {
            name: format!("{}.csv", query.object),
            media: "text/csv;charset=utf-8".to_owned(),
            bytes: file.into_bytes(),
        })
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
        self.exporting =
            Some(Exporting { client, request, unsent, store: Store::Blocks, documents: BTreeMap::new() });
        self.export_from(Store::Blocks, Vec::new());
        Ok(())
    }

    fn export_from(&mut self, store: Store, from: Vec<u8>) {
        self.store(Purpose::Export, StoreRequest::Scan { store, from, limit: PART });
    }

    pub(super) fn export_part(&mut self, entries: Vec<(Vec<u8>, Vec<u8>)>) {
        let Some(mut exporting) = self.exporting.take() else { return };
        let last = entries.last().map(|(key, _)| key.clone());
        let full = entries.len() == PART as usize;
        for (key, value) in entries {
            match (exporting.store, <[u8; 16]>::try_from(key)) {
                (Store::Docs, Ok(id)) => {
                    exporting.documents.insert(RecordId(id), value);
                }
                _ => {
                    let block: Block = postcard::from_bytes(&value).unwrap_or_default();
                    let documents = block.iter().map(|(doc, _, bytes)| (RecordId(*doc), bytes.to_vec()));
                    exporting.documents.extend(documents);
                }
            }
        }
        match (last, full, exporting.store) {
            (Some(mut from), true, store) => {
                from.push(0);
                self.exporting = Some(exporting);
                self.export_from(store, from);
            }
            (_, _, Store::Blocks) => {
                // Documents that lie by themselves are newer than those in blocks: they come second.
                exporting.store = Store::Docs;
                self.exporting = Some(exporting);
                self.export_from(Store::Docs, Vec::new());
            }
            _ => self.exported(exporting),
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
        self.took_out(if unsent { Export::UNSENT } else { Export::BOOK }, records.len());
        let name = if unsent { "halkhata-unsent.hkb" } else { "halkhata-book.hkb" };
        let file =
            Answer::File { name: name.to_owned(), media: "application/octet-stream".to_owned(), bytes };
        self.tell(client, FromEngine::Answer { request, answer: Ok(file) });
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
