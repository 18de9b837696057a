//! A server that went back: a standby that was behind took the place of its primary. Places that were given are given
//! again then, so the log of the workspace begins another epoch, and devices bring back what is missing.

use super::connection::Connection;
use super::sql::sql;
use super::{Event, Log, LogError, Transaction};
use crate::api::password::random;
use std::collections::HashMap;

/// The newest change of each workspace that this relay acknowledged.
#[derive(Default)]
pub(super) struct Acknowledged(HashMap<i64, Newest>);

struct Newest {
    seq: i64,
    doc: [u8; 16],
    actor: [u8; 16],
    received: i64,
}

impl Acknowledged {
    /// Takes note of what a commit made true.
    pub fn note(&mut self, events: &[Event]) {
        for event in events {
            if let Event::Changes(stored) = event
                && let Some(last) = stored.changes.last()
            {
                let newest =
                    Newest { seq: last.seq, doc: last.doc, actor: last.actor, received: last.received };
                self.0.insert(stored.workspace, newest);
            }
        }
    }

    /// The workspaces of which it is not there any more, though it was not erased, and no other relay began an epoch since. What came before it is there as long
    /// as it is: the order of places is that of commits.
    pub async fn lost(&self, connection: &mut Connection) -> Result<Vec<i64>, LogError> {
        let mut lost = Vec::new();
        for (workspace, newest) in &self.0 {
            let there: Option<(i64,)> =
                sql("SELECT seq FROM changes WHERE workspace = ? AND seq = ? AND actor = ? AND received = ?
                     UNION ALL SELECT seq FROM erased WHERE workspace = ? AND doc = ?
                     UNION ALL SELECT number FROM workspaces WHERE number = ? AND restored >= ?")
                .bind(*workspace)
                .bind(newest.seq)
                .bind(newest.actor.to_vec())
                .bind(newest.received)
                .bind(*workspace)
                .bind(newest.doc.to_vec())
                .bind(*workspace)
                .bind(newest.received)
                .fetch_optional(&mut *connection)
                .await?;
            if there.is_none() {
                lost.push(*workspace);
            }
        }
        Ok(lost)
    }

    /// What is there again is stored anew.
    pub fn forget(&mut self, workspaces: &[i64]) {
        self.0.retain(|workspace, _| !workspaces.contains(workspace));
    }
}

/// Begins another epoch of a workspace: cursors of before lead nowhere, and devices may bring back what others wrote.
pub(super) async fn begin_epoch(tx: &mut Transaction<'_>, workspace: i64, now: i64) -> Result<(), LogError> {
    tracing::error!(
        workspace,
        "the database went back: a standby that was behind was promoted. Devices bring back what is missing; who \
         lost access in the last moments before may have it again, so look at the people of the workspace"
    );
    let epoch = random();
    sql("UPDATE workspaces SET epoch = ?, restored = ? WHERE number = ?")
        .bind(epoch.to_vec())
        .bind(now)
        .bind(workspace)
        .execute(&mut *tx.connection)
        .await?;
    tx.events.push(Event::WentBack { workspace, epoch });
    Ok(())
}

impl Log {
    /// Begins another epoch if the log of a workspace does not reach a place, in this epoch, that is known to have been
    /// given.
    pub async fn reached(
        &self,
        workspace: i64,
        epoch: [u8; 16],
        place: i64,
        now: i64,
    ) -> Result<(), LogError> {
        let work = self.write(move |tx| {
            Box::pin(async move {
                let behind: Option<(i64,)> =
                    sql("SELECT number FROM workspaces WHERE number = ? AND epoch = ? AND next_seq <= ?")
                        .bind(workspace)
                        .bind(epoch.to_vec())
                        .bind(place)
                        .fetch_optional(&mut *tx.connection)
                        .await?;
                match behind {
                    Some(_) => begin_epoch(tx, workspace, now).await,
                    None => Ok(()),
                }
            })
        });
        work.await
    }
}
