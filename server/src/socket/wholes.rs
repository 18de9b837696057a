//! Whole documents for a device that asked for them or is being repaired, in frames of bearable size.

use super::feed::{Rows, WHOLE_BYTES, snapshot};
use crate::log::LogError;
use crate::log::documents::Whole;
use crate::policy::raw;
use crate::relay::{FRAME_BYTES, Relay};
use crm_sync::frame::{ActorRow, Entry, EntryKind};

/// Whole documents as a feed that leaves the device's cursor where it is. One that no frame could hold comes as all of
/// its changes.
pub async fn wholes(
    relay: &Relay,
    workspace: i64,
    found: Vec<Whole>,
    rows: Rows,
    now: i64,
) -> Result<(Vec<Entry>, Vec<ActorRow>), LogError> {
    if found.is_empty() {
        return Ok(Default::default());
    }
    let numbers: Vec<i64> = found.iter().map(|whole| whole.number).collect();
    let actors = relay.log.actors_of(workspace, &numbers).await?;
    let mut entries = Vec::with_capacity(found.len());
    for whole in found {
        let Ok(doc) = whole.doc.as_slice().try_into() else { continue };
        let entry = |kind, what| Entry { doc, kind, received: now, what };
        if bytes_of([&whole.snapshot, &whole.row]) <= WHOLE_BYTES {
            entries.push(entry(whole.kind.clone(), snapshot(whole, rows)));
            continue;
        }
        let parts = changes(relay, workspace, &whole).await?;
        entries.extend(parts.into_iter().map(|part| entry(whole.kind.clone(), EntryKind::Changes(part))));
    }
    Ok((entries, actors))
}

/// Every change of a document, divided so that each part fits into a frame.
async fn changes(relay: &Relay, workspace: i64, whole: &Whole) -> Result<Vec<Vec<Vec<u8>>>, LogError> {
    let mut parts: Vec<Vec<Vec<u8>>> = Vec::new();
    let mut bytes = i64::MAX;
    let found = relay.log.changes_of(workspace, whole.number, 0, i64::MAX, i64::MAX).await?;
    for change in raw::filled(&relay.log, &relay.pool, found).await? {
        let size = bytes_of([&change.bytes]);
        bytes = bytes.saturating_add(size);
        if bytes > FRAME_BYTES {
            parts.push(Vec::new());
            bytes = size;
        }
        if let Some(part) = parts.last_mut() {
            part.push(change.bytes);
        }
    }
    Ok(parts)
}

fn bytes_of<const N: usize>(parts: [&Vec<u8>; N]) -> i64 {
    i64::try_from(parts.into_iter().map(Vec::len).sum::<usize>()).unwrap_or(i64::MAX)
}

/// Divides entries over frames of bearable size. What leaves and comes whole does both in one.
pub fn in_frames(mut entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let size = |entry: &Entry| match &entry.what {
        EntryKind::Snapshot { document, row } => document.len() + row.len(),
        EntryKind::Changes(changes) => changes.iter().map(Vec::len).sum(),
        EntryKind::Enter | EntryKind::Leave | EntryKind::Erase { .. } => 0,
    };
    let together = |one: &Entry, next: &Entry| one.what == EntryKind::Leave && one.doc == next.doc;
    let groups = entries.chunk_by(together);
    let groups: Vec<(usize, usize)> =
        groups.map(|group| (group.len(), group.iter().map(size).sum())).collect();
    let mut frames: Vec<Vec<Entry>> = Vec::new();
    let mut bytes = i64::MAX;
    for (count, size) in groups {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        bytes = bytes.saturating_add(size);
        if bytes > FRAME_BYTES {
            frames.push(Vec::new());
            bytes = size;
        }
        if let Some(frame) = frames.last_mut() {
            frame.extend(entries.drain(..count));
        }
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_and_comes_whole_does_both_in_one_frame() {
        let entry = |doc: u8, what| Entry { doc: [doc; 16], kind: String::new(), received: 0, what };
        let whole = |doc, bytes: i64| {
            let document = vec![0; usize::try_from(bytes).expect("a length")];
            entry(doc, EntryKind::Snapshot { document, row: Vec::new() })
        };
        let leave = |doc| entry(doc, EntryKind::Leave);
        let frames =
            in_frames(vec![whole(1, FRAME_BYTES), leave(2), whole(2, 1), leave(3), whole(3, FRAME_BYTES)]);
        let docs = |frame: &Vec<Entry>| frame.iter().map(|entry| entry.doc[0]).collect::<Vec<_>>();
        assert_eq!(frames.iter().map(docs).collect::<Vec<_>>(), [vec![1], vec![2, 2], vec![3, 3]]);
    }
}
