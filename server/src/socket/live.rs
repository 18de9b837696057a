//! What a connection hears of what is pushed while it listens: from memory, as its person sees it.

use super::feed::Told;
use super::look::Look;
use crate::log::changes::{Stored, StoredChange};
use crate::log::cursor::{Seal, Use};
use crate::relay::FRAME_BYTES;
use crm_planted::{Bug, planted};
use crm_sync::frame::{ActorRow, DocId, Entry, EntryKind, ToDevice};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a connection hears live.
pub struct Live {
    /// The frame; `None` where there is nothing for this person.
    pub frame: Option<ToDevice>,
    /// The place that it reaches.
    pub reached: i64,
    /// Whether there is more.
    pub more: bool,
    /// Numbers of documents that came into view: they are to be sent whole.
    pub entering: Vec<i64>,
    /// Whether documents came into view or went out of it.
    pub turns: bool,
}

/// What was pushed after a place, as a person sees it; changes that this connection pushed itself are left out, but for
/// those of documents that left its device.
pub fn live(
    pushes: &[Arc<Stored>],
    (connection, left): (u64, &BTreeSet<DocId>),
    after: i64,
    look: &Look,
    (seal, told): (&Seal, &mut Told),
) -> Live {
    let (mut entries, mut actors): (Vec<Entry>, Vec<ActorRow>) = Default::default();
    let (mut reached, mut bytes, mut more, mut entering) = (after, 0, false, Vec::new());
    let sees = |doc: &[u8], kind: &str, scopes: &[u32]| {
        look.now().sees(doc, kind, scopes) || planted(Bug::HiddenForwarded)
    };
    let told_here = |change: &&StoredChange| sees(&change.doc, &change.kind, &change.scopes);
    // What leaves later on is not told of before, should the device be slow.
    let last: BTreeMap<[u8; 16], bool> = pushes
        .iter()
        .flat_map(|push| &push.moves)
        .map(|one| (one.doc, sees(&one.doc, &one.kind, &one.after)))
        .collect();
    let stays = |change: &&StoredChange| last.get(&change.doc).is_none_or(|sees| *sees);
    for push in pushes {
        let own = push.connection == connection;
        let lacks = |change: &&StoredChange| !own || left.contains(&change.doc);
        let seen: Vec<&StoredChange> =
            push.changes.iter().filter(told_here).filter(stays).filter(lacks).collect();
        let size: usize = seen.iter().map(|change| change.bytes.len() + 64).sum();
        if bytes > 0 && size > 0 && i64::try_from(bytes + size).is_ok_and(|bytes| bytes > FRAME_BYTES) {
            more = true;
            break;
        }
        bytes += size;
        reached = push.places.1;
        let mut whole = BTreeSet::new();
        for one in &push.moves {
            match (sees(&one.doc, &one.kind, &one.before), sees(&one.doc, &one.kind, &one.after)) {
                (false, true) => {
                    entries.retain(|entry: &Entry| entry.doc != one.doc);
                    entering.push(one.number);
                    whole.insert(one.doc);
                }
                (true, false) => {
                    entering.retain(|number| *number != one.number);
                    if planted(Bug::LeavingUntoldLive) {
                        continue;
                    }
                    leave(&mut entries, one.doc, &one.kind);
                }
                (true, true) | (false, false) => {}
            }
        }
        if own {
            // What this device made for others lies on it.
            for change in push.changes.iter().filter(|change| !told_here(change)) {
                leave(&mut entries, change.doc, &change.kind);
            }
        }
        let seen: Vec<&StoredChange> =
            seen.into_iter().filter(|change| !whole.contains(&change.doc)).collect();
        let by = |row: &&ActorRow| seen.iter().any(|change| change.actor == row.actor);
        actors.extend(told.news(push.actors.iter().filter(by).cloned().collect()));
        for change in seen {
            match entries.last_mut() {
                Some(Entry { doc, what: EntryKind::Changes(changes), .. }) if *doc == change.doc => {
                    changes.push(change.bytes.clone());
                }
                Some(_) | None => entries.push(Entry {
                    doc: change.doc,
                    kind: change.kind.to_string(),
                    received: change.received,
                    what: EntryKind::Changes(vec![change.bytes.clone()]),
                }),
            }
        }
    }
    // Nothing says that there was something which this person does not see.
    let silent =
        entries.is_empty() && entering.is_empty() && pushes.iter().all(|push| push.connection != connection);
    let turns = !entering.is_empty() || entries.iter().any(|entry| entry.what == EntryKind::Leave);
    let cursor = seal.close(Use::Cursor, reached);
    let frame = ToDevice::Feed { entries, actors, cursor, caught_up: !more };
    Live { frame: (!silent).then_some(frame), reached, more, entering, turns }
}

/// A document goes out of sight; what was to be told of it is not told any more.
fn leave(entries: &mut Vec<Entry>, doc: [u8; 16], kind: &str) {
    entries.retain(|entry| entry.doc != doc);
    entries.push(Entry { doc, kind: kind.to_owned(), received: 0, what: EntryKind::Leave });
}
