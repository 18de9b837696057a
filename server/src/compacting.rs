//! Compacts the log of every workspace, a little at a time.

use crate::log::compaction::FRESH;
use crate::log::{Log, LogError};
use crate::relay::Clock;
use std::time::Duration;

/// How long until it is looked again whether something has become old.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// Between two portions, so that nobody who writes waits for more than one.
const PAUSE: Duration = Duration::from_millis(50);

/// Compacts until the log is closed.
pub(crate) async fn keep_compacting(log: Log, clock: Clock) {
    let compact = async {
        loop {
            if let Err(error) = compact(&log, &clock).await {
                tracing::warn!(%error, "the log is not compacted; it is tried again in an hour");
            }
            tokio::time::sleep(EVERY).await;
        }
    };
    tokio::select! {
        () = log.closed() => {}
        () = compact => {}
    }
}

async fn compact(log: &Log, clock: &Clock) -> Result<(), LogError> {
    for workspace in log.workspaces().await? {
        while log.compact(workspace.number, clock() - FRESH).await? {
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(())
}
