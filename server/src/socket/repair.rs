//! Slow repair: compares everything a device holds with everything the log has, so that both sides end with both.

use super::look::Look;
use crate::log::{Log, LogError};
use crm_planted::{Bug, planted};
use crm_sync::frame::{DocId, Hash};
use std::collections::{BTreeMap, BTreeSet};

/// What a device said it holds, so far.
#[derive(Default)]
pub struct Held(BTreeMap<DocId, Vec<Hash>>);

/// Most documents that a device may say it holds.
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
    /// Documents that the device holds though they are erased, up to these generations.
    pub erased: Vec<(DocId, u32)>,
}

impl Held {
    /// Adds a part; `false` when there is too much of it.
    pub fn add(&mut self, documents: Vec<(DocId, Vec<Hash>)>) -> bool {
        self.0.extend(documents.into_iter().map(|(doc, mut heads)| {
            heads.sort_unstable();
            (doc, heads)
        }));
        self.0.len() <= MOST
    }

    /// Compares with what a person sees of the log.
    pub async fn compare(
        mut self,
        log: &Log,
        workspace: i64,
        look: &mut Look,
    ) -> Result<Differences, LogError> {
        let mut differences = Differences::default();
        let all = log.all_heads(workspace).await?;
        let named = all.iter().map(|row| (row.number, row.doc.clone(), row.kind.clone())).collect();
        let visible = look.visible(log, named).await?;
        for row in all {
            let Ok(doc) = DocId::try_from(row.doc) else { continue };
            if !visible.contains(&row.number) {
                differences.leave.extend(self.0.remove(&doc).map(|_| doc));
                continue;
            }
            let ours: Vec<Hash> = row.heads.as_chunks::<32>().0.to_vec();
            match self.0.remove(&doc) {
                None => differences.send.push(row.number),
                Some(theirs) if theirs == ours => {}
                Some(theirs) => {
                    let unknown: Vec<Hash> = theirs.into_iter().filter(|head| !ours.contains(head)).collect();
                    let news =
                        !unknown.is_empty() && !log.has_changes(workspace, row.number, &unknown).await?;
                    differences.send.push(row.number);
                    if news && !planted(Bug::RepairAsksNothing) {
                        differences.lacking.push((doc, ours));
                    }
                }
            }
        }
        let foreign: Vec<DocId> = self.0.keys().copied().collect();
        differences.erased = log.erased(workspace, &foreign).await?;
        for (doc, _) in &differences.erased {
            self.0.remove(doc);
        }
        if planted(Bug::RepairAsksNothing) {
            return Ok(differences);
        }
        differences.lacking.extend(self.0.into_keys().map(|doc| (doc, Vec::new())));
        Ok(differences)
    }
}
