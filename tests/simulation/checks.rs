//! What must be true of every world once it has settled.

use crate::world::World;
use crm_core::document::{self, Document, history, read};
use crm_core::ids::{PersonId, RecordId};
use crm_core::objects::desk;
use crm_core::views::row;
use std::collections::{BTreeMap, BTreeSet};

/// Documents and rows by record.
type Documents = BTreeMap<RecordId, (Document, Vec<u8>)>;

/// Everybody has what they see: the relay's documents and rows lie on every device but for other people's desks, nothing
/// acknowledged or saved is missing anywhere, and a restart shows the same rows again.
pub fn converged(world: &mut World) {
    let relay = world.relay.documents();
    let there: BTreeMap<RecordId, BTreeSet<[u8; 32]>> =
        relay.iter().map(|(id, (doc, _))| (*id, hashes(doc))).collect();
    for (doc, hash) in &world.acknowledged {
        let doc = RecordId(*doc);
        let known = there.get(&doc).is_some_and(|known| known.contains(hash));
        assert!(known, "an acknowledged change of {doc} is gone from the relay");
    }
    for number in 0..world.pockets.len() {
        let pocket = &mut world.pockets[number];
        for (record, heads) in pocket.saved.iter().filter(|(record, _)| !world.refused.contains(record)) {
            let known = there.get(record).is_some_and(|known| heads.is_subset(known));
            assert!(known, "an edit of {record} saved on device {number} never reached the relay");
        }
        let documents = pocket.disk.documents();
        let seen = seen_by(world, number, &relay);
        let ids: BTreeSet<_> = documents.keys().collect();
        assert_eq!(ids, seen.keys().collect(), "device {number} has other records than its person sees");
        for (id, doc) in &documents {
            let (theirs, _) = &seen[id];
            assert_eq!(document::heads(doc), document::heads(theirs), "heads of {id} on device {number}");
        }
        same_rows(world, number, &seen);
    }
    for number in 0..world.pockets.len() {
        world.crash(number, false);
    }
    world.run_for(5_000);
    for number in 0..world.pockets.len() {
        same_rows(world, number, &seen_by(world, number, &relay));
    }
}

/// What the person of a device sees of the relay's documents in an open workspace.
fn seen_by(world: &World, number: usize, relay: &Documents) -> Documents {
    let own = desk::desk_of(PersonId(world.relay.member(number).person));
    let seen = relay.iter().filter(|(id, (doc, _))| {
        **id == own || read::object_of(doc).is_none_or(|object| object != desk::KEY)
    });
    seen.map(|(id, stored)| (*id, stored.clone())).collect()
}

fn hashes(doc: &Document) -> BTreeSet<[u8; 32]> {
    history::hashes(doc).into_iter().collect()
}

/// Rows as they follow from the documents; the relay's own must be the same.
fn expected(relay: &Documents) -> BTreeMap<RecordId, Vec<u8>> {
    let made = |(id, (doc, stored)): (&RecordId, &(Document, Vec<u8>))| {
        let row = row::pack(&read::read(doc, *id).expect("a stored document reads"));
        assert_eq!(&row, stored, "the relay's row of {id}");
        (*id, row)
    };
    relay.iter().map(made).collect()
}

fn same_rows(world: &World, number: usize, relay: &Documents) {
    let (there, expected) = (rows_in(world, number), expected(relay));
    let show = |row: Option<&Vec<u8>>| {
        let view = row.and_then(|row| row::RowView::read(row)).map(|(view, _)| view);
        view.map(|view| format!("{:?} {}", view.fields().collect::<Vec<_>>(), view.modified_at()))
    };
    for id in there.keys().chain(expected.keys()) {
        let (there, expected) = (there.get(id), expected.get(id));
        assert!(
            there == expected,
            "row of {id} on device {number}: {:?}, not {:?}",
            show(there),
            show(expected)
        );
    }
}

fn rows_in(world: &World, number: usize) -> BTreeMap<RecordId, Vec<u8>> {
    let rows = world.pockets[number].device.rows();
    rows.records().map(|row| (row.id(), row.bytes().to_vec())).collect()
}
