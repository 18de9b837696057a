//! What must be true of a private workspace once it has settled: each device holds what the naive reference says that
//! its person sees, and of everything else not a word.

use crate::world::World;
use crm_core::document::{self, history, read};
use crm_core::ids::{PersonId, RecordId};
use crm_core::views::row;
use crm_sync::store::Store;
use crm_tests::reference::{Cabinet, Paper};
use std::collections::{BTreeMap, BTreeSet};

/// Checks every device against what the relay has; `words` says in which document each word lies, and which were typed on a
/// device that was not allowed to write them there any more: a page of rows may still hold those.
pub fn are_kept(world: &mut World, (words, own): (&BTreeMap<String, RecordId>, &BTreeMap<String, usize>)) {
    let relay = world.relay.documents();
    let mut shares = world.relay.shares();
    let paper = |(id, (doc, _)): (&RecordId, &(document::Document, Vec<u8>))| {
        let object = read::object_of(doc).expect("a stored document has an object");
        let record = read::read(doc, *id).expect("a stored document reads");
        let values = record.values.into_iter().collect();
        (*id, Paper { object, values, shares: shares.remove(id).unwrap_or_default() })
    };
    let papers = relay.iter().map(paper).collect();
    let cabinet = Cabinet { policy: world.relay.policy(), papers };
    for number in 0..world.pockets.len() {
        let person = PersonId(world.relay.member(number).person);
        let seen: BTreeSet<RecordId> =
            cabinet.papers.keys().copied().filter(|id| cabinet.sees(person, *id)).collect();
        let refused = refused(world, number);
        let documents = world.pockets[number].disk.documents();
        for id in &seen {
            let doc = documents.get(id);
            assert!(doc.is_some(), "{id}, a {}, is not on device {number}", cabinet.papers[id].object);
        }
        for (id, doc) in &documents {
            let object = read::object_of(doc);
            let own = refused.contains(id) && !relay.contains_key(id);
            assert!(seen.contains(id) || own, "{id}, a {object:?}, lies on device {number}");
            if own {
                continue;
            }
            let (theirs, row) = &relay[id];
            let there = world.pockets[number].device.rows().stored(*id).map(<[u8]>::to_vec);
            if document::heads(doc) == document::heads(theirs) {
                assert_eq!(there.as_ref(), Some(row), "row of {id} on device {number}");
            } else {
                assert!(refused.contains(id), "heads of {id} on device {number}");
                let here: BTreeSet<_> = history::hashes(doc).into_iter().collect();
                assert!(history::hashes(theirs).iter().all(|hash| here.contains(hash)), "{id} lacks changes");
                let own = row::pack(&read::read(doc, *id).expect("a stored document reads"));
                assert_eq!(there, Some(own), "row of {id} on device {number}");
            }
        }
        let rows: BTreeSet<RecordId> = world.pockets[number].device.rows().documents().collect();
        assert_eq!(rows, documents.keys().copied().collect(), "rows on device {number}");
        if refused.iter().any(|id| relay.contains_key(id) && !seen.contains(id)) {
            world.tally.note("refused of a record that left");
        }
        let others = words.iter().filter(|(word, _)| own.get(*word) != Some(&number));
        let others = others.map(|(word, record)| (word.clone(), *record)).collect();
        no_word_of_others(world, number, &others, &documents.keys().copied().collect());
    }
}

/// Records of which this device keeps refused changes.
fn refused(world: &mut World, number: usize) -> BTreeSet<RecordId> {
    let entries = world.pockets[number].disk.entries(Store::Quarantine);
    let record = |(key, _): (Vec<u8>, Vec<u8>)| key.get(..16)?.try_into().ok().map(RecordId);
    entries.into_iter().filter_map(record).collect()
}

/// No store holds a word of a record that is not there, but for what the person wrote and was refused.
fn no_word_of_others(
    world: &mut World,
    number: usize,
    words: &BTreeMap<String, RecordId>,
    there: &BTreeSet<RecordId>,
) {
    for store in Store::ALL {
        if store == Store::Quarantine {
            continue;
        }
        for (key, value) in world.pockets[number].disk.entries(store) {
            // A word is a name and a number of six digits.
            for at in value.windows(4).enumerate().filter(|(_, part)| *part == b"Word").map(|(at, _)| at) {
                let word = value.get(at..at + 10).map(|word| String::from_utf8_lossy(word).into_owned());
                let record = word.as_ref().and_then(|word| words.get(word));
                let kept = record.is_none_or(|record| there.contains(record));
                assert!(kept, "{word:?} of {record:?} lies in {store:?} {key:?} of device {number}");
            }
        }
    }
}
