//! Looks every few seconds what other relays on the same database did, in case their word of it did not come.

use crate::log::{Event, Log, LogError};
use crate::relay::Clock;
use crate::socket::hub::Hub;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long a relay may go without looking.
const EVERY: Duration = Duration::from_secs(3);

/// Looks until the relay stops.
pub(crate) async fn keep_up(log: Log, hub: Hub, clock: Clock) {
    let mut restarting = hub.restarting();
    let missed = hub.missed();
    loop {
        tokio::select! {
            _ = restarting.wait_for(|restarting| *restarting) => return,
            () = missed.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = look(&log, &hub, clock()).await {
            tracing::warn!(%error, "what other relays stored cannot be read");
        }
    }
}

async fn look(log: &Log, hub: &Hub, now: i64) -> Result<(), LogError> {
    for (workspace, head) in log.heads().await? {
        hub.hear(Event::Grown { workspace, head });
    }
    let open = hub.sessions();
    let running: BTreeSet<[u8; 32]> = log.running(&open, now).await?.into_iter().collect();
    let ended: Vec<_> = open.into_iter().filter(|session| !running.contains(session)).collect();
    if !ended.is_empty() {
        hub.hear(Event::SessionsEnded(ended));
    }
    Ok(())
}
