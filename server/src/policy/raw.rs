//! Changes as they were pushed, also where the log has let go of their bytes: those are taken out of the document.

use super::pool::Pool;
use crate::log::catch_up::PendingChange;
use crate::log::documents::Whole;
use crate::log::{Log, LogError};
use crm_core::document::{self, history};
use crm_planted::{Bug, planted};
use std::collections::{BTreeSet, HashMap};

/// Fills in what the log has let go of. Changes of a document that was erased meanwhile are left out, and so are those of
/// one that is damaged on the relay: it stands in the way of no other.
pub async fn filled(
    log: &Log,
    pool: &Pool,
    mut changes: Vec<PendingChange>,
) -> Result<Vec<PendingChange>, LogError> {
    let lacking: BTreeSet<i64> =
        changes.iter().filter(|change| change.bytes.is_empty()).map(|change| change.number).collect();
    if lacking.is_empty() {
        return Ok(changes);
    }
    for whole in log.wholes(&lacking.into_iter().collect::<Vec<_>>()).await? {
        if planted(Bug::CompactedLeftOut) {
            break;
        }
        let number = whole.number;
        let kept = pool.run(move || kept(&whole)).await.ok_or(LogError::Unread)?;
        let Some(mut kept) = kept else {
            tracing::error!(number, "a document is damaged; what the log let go of cannot be sent");
            continue;
        };
        let lacking = changes.iter_mut().filter(|change| change.number == number && change.bytes.is_empty());
        for change in lacking {
            change.bytes = kept.remove(change.hash.as_slice()).unwrap_or_default();
        }
    }
    changes.retain(|change| !change.bytes.is_empty());
    Ok(changes)
}

/// Every change of a document by its hash.
pub(crate) fn kept(whole: &Whole) -> Option<HashMap<Vec<u8>, Vec<u8>>> {
    let doc = document::load(&whole.snapshot).ok()?;
    let changes = history::changes_since(&doc, &[]).into_iter();
    Some(changes.map(|(hash, bytes)| (hash.to_vec(), bytes)).collect())
}
