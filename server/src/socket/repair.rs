//! Slow repair: compares everything a device holds with everything the log has, so that both sides end with both.

use super::look::Look;
use crate::log::documents::Heads;
use crate::log::renewal::had;
use crate::log::{Log, LogError};
use crm_planted::{Bug, planted};
use crm_sync::digest::{bucket, digests};
use crm_sync::frame::{DocId, Hash};
use std::collections::{BTreeMap, BTreeSet};

/// What a device said it holds, so far.
#[derive(Default)]
pub struct Held {
    documents: BTreeMap<DocId, Vec<Hash>>,
    /// How many documents and heads it named.
    told: usize,
    /// The buckets that it tells of, and the place of the log when they were compared; without digests all of them.
    buckets: Option<(BTreeSet<u16>, i64)>,
}

/// Most documents and heads together that a device may say it holds.
const MOST: usize = 2_000_000;

/// What each side lacks.
#[derive(Debug, Default)]
pub struct Differences {
    /// Documents that the relay wants from the device, with the heads it has.
    pub lacking: Vec<(DocId, Vec<Hash>)>,
    /// Numbers of documents that the device needs whole.
    pub send: Vec<i64>,
    /// Documents that the device holds though its person does not see them.
    pub leave: BTreeSet<DocId>,
    /// Documents of which the device holds what they were before they were made anew.
    pub older: BTreeSet<DocId>,
    /// Lacking documents of which the device may hold what they were before: what it brings will show that.
    pub doubtful: BTreeSet<DocId>,
    /// Documents that the device holds though they are erased, up to these generations.
    pub erased: Vec<(DocId, u32)>,
}

impl Held {
    /// What a device says of the buckets that differ, which were compared at that place.
    pub fn of(buckets: &[u16], place: i64) -> Self {
        Self { buckets: Some((buckets.iter().copied().collect(), place)), ..Self::default() }
    }

    /// The place of the log when the comparison began, if digests came first.
    pub fn place(&self) -> Option<i64> {
        self.buckets.as_ref().map(|(_, place)| *place)
    }

    /// Adds a part; `false` when there is too much of it.
    pub fn add(&mut self, documents: Vec<(DocId, Vec<Hash>)>) -> bool {
        for (doc, mut heads) in documents {
            heads.sort_unstable();
            self.told += 1 + heads.len();
            self.documents.insert(doc, heads);
        }
        self.told <= MOST
    }

    /// Whether the device says of everything in the document's bucket that it holds it.
    fn tells_of(&self, doc: &DocId) -> bool {
        self.buckets.as_ref().is_none_or(|(buckets, _)| buckets.contains(&bucket(doc)))
    }

    /// Whether a document can make a difference: what lies in other buckets is the same, unless the device names it.
    fn concerns(&self, row: &Heads) -> bool {
        let doc = DocId::try_from(row.doc.as_slice());
        doc.is_ok_and(|doc| self.tells_of(&doc) || self.documents.contains_key(&doc))
    }

    /// Compares with what a person sees of the log. What was made anew and is another on the device leaves it and comes
    /// whole, unless the log went back: then the device may have what the log lost, and is asked for it first.
    pub async fn compare(
        mut self,
        log: &Log,
        workspace: i64,
        look: &mut Look,
        restored: bool,
    ) -> Result<Differences, LogError> {
        let mut differences = Differences::default();
        let mut all = log.all_heads(workspace).await?;
        all.retain(|row| self.concerns(row));
        let named = all.iter().map(|row| (row.number, row.doc.clone(), row.kind.clone())).collect();
        let visible = look.visible(log, named).await?;
        for row in all {
            let Ok(doc) = DocId::try_from(row.doc) else { continue };
            if !visible.contains(&row.number) {
                differences.leave.extend(self.documents.remove(&doc).map(|_| doc));
                continue;
            }
            let ours: Vec<Hash> = row.heads.as_chunks::<32>().0.to_vec();
            match self.documents.remove(&doc) {
                None => {
                    if self.tells_of(&doc) {
                        differences.send.push(row.number);
                    }
                }
                Some(theirs) if theirs == ours => {}
                Some(theirs) => {
                    let unknown: Vec<Hash> = theirs.into_iter().filter(|head| !ours.contains(head)).collect();
                    let news =
                        !unknown.is_empty() && !log.has_changes(workspace, row.number, &unknown).await?;
                    differences.send.push(row.number);
                    let before = unknown.iter().any(|head| had(&row.former, head));
                    if before || news && !row.former.is_empty() && !restored {
                        differences.older.insert(doc);
                    } else if news && !planted(Bug::RepairAsksNothing) {
                        differences.lacking.push((doc, ours));
                        differences.doubtful.extend((!row.former.is_empty()).then_some(doc));
                    }
                }
            }
        }
        let foreign: Vec<DocId> = self.documents.keys().copied().collect();
        for doc in look.hidden(log, &foreign).await? {
            differences.leave.extend(self.documents.remove(&doc).map(|_| doc));
        }
        differences.erased = log.erased(workspace, &foreign).await?;
        for (doc, _) in &differences.erased {
            self.documents.remove(doc);
        }
        if planted(Bug::RepairAsksNothing) {
            return Ok(differences);
        }
        differences.lacking.extend(self.documents.into_keys().map(|doc| (doc, Vec::new())));
        Ok(differences)
    }
}

/// A digest of each bucket of what a person sees of the log.
pub async fn digests_of(
    log: &Log,
    workspace: i64,
    look: &mut Look,
    salt: &[u8; 16],
) -> Result<Vec<(u16, [u8; 8])>, LogError> {
    let all = log.all_heads(workspace).await?;
    let named = all.iter().map(|row| (row.number, row.doc.clone(), row.kind.clone())).collect();
    let visible = look.visible(log, named).await?;
    let seen = all.iter().filter(|row| visible.contains(&row.number));
    let documents = seen.filter_map(|row| {
        let doc: &DocId = row.doc.as_slice().try_into().ok()?;
        Some((doc, row.heads.as_chunks::<32>().0))
    });
    Ok(digests(salt, documents))
}
