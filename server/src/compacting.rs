//! Compacts the log of every workspace, a little at a time.

use crate::log::compaction::{FRESH, Old};
use crate::log::{Log, LogError};
use crate::policy::raw;
use crate::relay::Relay;
use std::time::Duration;

/// How long until it is looked whether something has become old: first after the start, when every device comes back and
/// a relay of the build before may still run beside this one, then again.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// Between two portions, so that nobody who writes waits for more than one.
const PAUSE: Duration = Duration::from_millis(50);

/// Compacts until the log is closed.
pub(crate) async fn keep_compacting(relay: Relay) {
    let compact = async {
        loop {
            tokio::time::sleep(EVERY).await;
            if let Err(error) = compact_all(&relay).await {
                tracing::warn!(%error, "the log is not compacted; it is tried again in an hour");
            }
        }
    };
    tokio::select! {
        () = relay.log.closed() => {}
        () = compact => {}
    }
}

async fn compact_all(relay: &Relay) -> Result<(), LogError> {
    for workspace in relay.log.workspaces().await? {
        while compact(relay, workspace.number, relay.now() - FRESH).await? {
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(())
}

/// Lets go of the bytes of the next changes that came before that time, where the document is seen to have them; whether
/// there may be more.
pub async fn compact(relay: &Relay, workspace: i64, before: i64) -> Result<bool, LogError> {
    let old = relay.log.old_changes(workspace, before).await?;
    let Some(until) = old.until() else { return Ok(false) };
    let sound = sound(&relay.log, relay, &old).await?;
    let (after, more) = (old.after, old.more);
    relay.log.let_go(workspace, (after, until), sound).await?;
    Ok(more)
}

/// The documents that load and have every one of these changes.
async fn sound(log: &Log, relay: &Relay, old: &Old) -> Result<Vec<i64>, LogError> {
    let mut sound = Vec::new();
    for whole in log.small_wholes(&old.documents()).await? {
        let (number, wanted) = (whole.number, old.hashes(whole.number));
        let holds =
            move || raw::kept(&whole).is_some_and(|kept| wanted.iter().all(|hash| kept.contains_key(hash)));
        match relay.pool.run(holds).await {
            Some(true) => sound.push(number),
            Some(false) => {
                tracing::error!(number, "a document lacks what the log has of it; its changes are kept");
            }
            None => return Err(LogError::Unread),
        }
    }
    Ok(sound)
}
