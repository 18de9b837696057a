//! A record of any object as a device writes it, and a device's end that keeps what it hears.

use crate::team::{Line, Team};
use automerge::Automerge;
use crm_core::commands::{DocumentPlan, Edit, Intent};
use crm_core::document::{self, write};
use crm_core::fields::{Scalar, Stored};
use crm_core::ids::{ActorId, PersonId, RecordId};
use crm_core::objects;
use crm_core::value::{Link, Value};
use crm_core::views::record::Record;
use crm_server::policy::Caller;
use crm_server::socket::pages;
use crm_sync::frame::{
    self, Block, Cursor, DocId, Entry, EntryKind, Epoch, Hash, Next, PushedChange, ToDevice, ToRelay,
};
use std::collections::BTreeMap;

/// A record under somebody's hands.
#[derive(Clone)]
pub struct Sheet {
    /// Its id.
    pub record: [u8; 16],
    /// Its object.
    pub object: &'static str,
    doc: Automerge,
    clock: i64,
}

impl Sheet {
    /// One without values.
    pub fn new(object: &'static str, record: [u8; 16]) -> Self {
        let doc = document::new(RecordId(record), object).expect("an object of the catalogue");
        Self { record, object, doc, clock: 1_000 }
    }

    /// One as it came whole.
    pub fn whole(object: &'static str, record: [u8; 16], document: &[u8]) -> Self {
        Self { record, object, doc: document::load(document).expect("a document"), clock: 9_000 }
    }

    /// Sets fields in one change of an actor.
    pub fn set(&mut self, actor: [u8; 16], values: &[(&str, Value)]) -> PushedChange {
        let definition = objects::object(self.object).expect("an object of the catalogue");
        let edit = |(field, value): &(&str, Value)| {
            let kind = definition.field(field).expect("a field of the object").kind;
            let Stored::Scalar(scalar) = kind.behaviour().store(value) else {
                panic!("{field} is no scalar")
            };
            Edit::Put((*field).to_owned(), scalar)
        };
        self.edit(actor, values.iter().map(edit).collect())
    }

    /// Marks the record as deleted.
    pub fn delete(&mut self, actor: [u8; 16]) -> PushedChange {
        self.clock += 1;
        let at = Scalar::Moment(self.clock);
        self.edit(actor, vec![Edit::Put("deleted_at".to_owned(), at)])
    }

    /// Makes edits in one change.
    pub fn edit(&mut self, actor: [u8; 16], edits: Vec<Edit>) -> PushedChange {
        self.clock += 1;
        let (record, object) = (RecordId(self.record), self.object.to_owned());
        let plan = DocumentPlan { record, object: object.clone(), intent: Intent::Set, edits };
        let change = write::write(&mut self.doc, &plan, ActorId(actor), self.clock).expect("the plan fits");
        let change = change.expect("the plan changes something");
        let bytes = change.raw_bytes().to_vec();
        PushedChange { doc: self.record, kind: object, hash: change.hash().0, bytes }
    }

    /// The record as it reads.
    pub fn read(&self) -> Option<Record> {
        document::read::read(&self.doc, RecordId(self.record))
    }

    /// The newest hashes.
    pub fn heads(&self) -> Vec<Hash> {
        document::heads(&self.doc)
    }
}

/// A person as a value.
pub const fn person(person: [u8; 16]) -> Value {
    Value::Person(PersonId(person))
}

/// A text as a value.
pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A link as a value.
pub fn link(object: &str, record: [u8; 16]) -> Value {
    Value::Link(Link { object: object.to_owned(), record: RecordId(record) })
}

/// A device that keeps what it hears, as far as which documents lie on it.
pub struct Reader {
    /// Its connection.
    pub line: Line,
    /// The documents that lie on it, with what they were brought by last.
    pub held: BTreeMap<DocId, &'static str>,
    /// Everything that it heard since the last look, by document.
    pub told: Vec<(DocId, &'static str)>,
    /// Where it stands.
    pub place: Option<(Epoch, Cursor)>,
    /// Whether the last feed said that it has everything.
    pub caught_up: bool,
}

impl Reader {
    /// A new device of somebody who downloads everything.
    pub async fn new(team: &Team, caller: Caller) -> Self {
        let line = team.call(caller);
        let mut reader =
            Self { line, held: BTreeMap::new(), told: Vec::new(), place: None, caught_up: false };
        reader.hello(team).await;
        reader
    }

    /// Connects again from where it stands.
    pub async fn reconnect(&mut self, team: &Team) {
        let now = self.line.now;
        self.line = team.call(self.line.caller);
        self.line.now = now + 60_000;
        self.hello(team).await;
    }

    async fn hello(&mut self, team: &Team) {
        let mut next = self.line.hello(team.workspace, self.place).await;
        if next.next == Next::Pages {
            self.place = Some(self.download(team).await);
            next = self.line.hello(team.workspace, self.place).await;
        }
        self.place = Some((next.epoch, self.place.map(|(_, cursor)| cursor).unwrap_or_default()));
        assert_eq!(next.next, Next::Feed, "a device with a place follows the feed");
        self.listen().await;
        let shown = usize::try_from(next.documents).expect("few documents");
        assert!(shown >= self.held.len() || !self.told.is_empty(), "{shown} are counted, more are held");
    }

    /// The first download, page by page.
    async fn download(&mut self, team: &Team) -> (Epoch, Cursor) {
        let mut after = None;
        loop {
            let page = pages::page(&team.relay, self.line.caller, team.workspace, after.as_deref());
            let page = page.await.expect("a page");
            let block: Block = frame::decode(&page.block, usize::MAX).expect("a block");
            self.held.extend(block.iter().map(|(doc, ..)| (*doc, "page")));
            match page.next {
                Some(next) => after = Some(next),
                None => return (page.epoch, page.cursor),
            }
        }
    }

    /// Hears what there is.
    pub async fn listen(&mut self) {
        let frames = self.line.news().await;
        self.take(&frames);
    }

    /// Takes frames in.
    pub fn take(&mut self, frames: &[ToDevice]) {
        for frame in frames {
            let ToDevice::Feed { entries, cursor, caught_up, .. } = frame else { continue };
            entries.iter().for_each(|entry| self.entry(entry));
            self.caught_up = *caught_up;
            self.place = self.place.map(|(epoch, _)| (epoch, *cursor));
        }
    }

    fn entry(&mut self, entry: &Entry) {
        let what = match &entry.what {
            EntryKind::Changes(_) => "changes",
            EntryKind::Snapshot { .. } => "whole",
            EntryKind::Leave => "leave",
            EntryKind::Erase { .. } => "erased",
            EntryKind::Enter => panic!("a relay of today says no such thing"),
        };
        self.told.push((entry.doc, what));
        if matches!(entry.what, EntryKind::Leave | EntryKind::Erase { .. }) {
            self.held.remove(&entry.doc);
        } else {
            self.held.insert(entry.doc, what);
        }
    }

    /// What it heard since the last look.
    pub async fn news(&mut self) -> Vec<(DocId, &'static str)> {
        self.listen().await;
        std::mem::take(&mut self.told)
    }

    /// Whether a document lies on it.
    pub fn holds(&self, sheet: &Sheet) -> bool {
        self.held.contains_key(&sheet.record)
    }

    /// Asks for documents and gives which of them came.
    pub async fn want(&mut self, documents: Vec<DocId>) -> Vec<DocId> {
        let frames = self.line.send(ToRelay::Want { documents }).await;
        let mut came = Vec::new();
        for frame in &frames {
            if let ToDevice::Feed { entries, .. } = frame {
                came.extend(entries.iter().map(|entry| entry.doc));
            }
        }
        came
    }
}
