//! Looks every few seconds what other relays on the same database did, in case their word of it did not come; and at
//! once when this one was away.

use crate::log::{Event, Log, LogError};
use crate::relay::Clock;
use crate::socket::hub::Hub;
use std::collections::BTreeSet;
use std::time::Duration;

/// How long a relay may go without looking.
const EVERY: Duration = Duration::from_secs(3);
/// How long after a look that failed, while nothing may be sent without it.
const AGAIN: Duration = Duration::from_millis(500);

/// Looks until the log is closed. A relay that stops answers what it was asked before that, and needs to be awake for it.
pub(crate) async fn keep_up(log: Log, hub: Hub, clock: Clock, tell: impl Fn(Event)) {
    let (missed, vigil) = (hub.missed(), hub.vigil());
    let keep = vigil.keep(|| missed.notify_one());
    let look_on = async {
        let (mut settled, mut pause) = (0, EVERY);
        loop {
            let missed = tokio::select! {
                () = missed.notified() => true,
                () = tokio::time::sleep(pause) => false,
            };
            // The server may be another one: the writer connects to it, and finds out whether that is behind.
            if missed && let Err(error) = log.write(|_| Box::pin(async { Ok(()) })).await {
                tracing::debug!(%error, "the log cannot be written");
            }
            let turn = vigil.turn();
            if turn != settled {
                tracing::warn!(
                    "this relay was away for a while; it looks everything up before it sends anything"
                );
                hub.doubt();
            }
            match look(&log, &hub, clock(), &tell).await {
                Ok(()) => {
                    vigil.settle(turn);
                    (settled, pause) = (turn, EVERY);
                }
                Err(error) => {
                    tracing::warn!(%error, "what other relays stored cannot be read");
                    pause = if turn == settled { EVERY } else { AGAIN };
                }
            }
        }
    };
    tokio::select! {
        () = log.closed() => {}
        () = look_on => {}
        () = keep => {}
    }
}

async fn look(log: &Log, hub: &Hub, now: i64, tell: &impl Fn(Event)) -> Result<(), LogError> {
    // Before the places: who is let go hears nothing that came later.
    let open = hub.sessions();
    let running: BTreeSet<[u8; 32]> = log.running(&open, now).await?.into_iter().collect();
    let ended: Vec<_> = open.into_iter().filter(|session| !running.contains(session)).collect();
    if !ended.is_empty() {
        tell(Event::SessionsEnded(ended));
    }
    let known = hub.places();
    for (workspace, epoch, head) in log.epochs().await? {
        match known.iter().find(|(number, ..)| *number == workspace) {
            Some((_, of, _)) if *of != epoch => tell(Event::WentBack { workspace, epoch }),
            Some((.., place)) if *place > head => {
                log.reached(workspace, epoch, *place, now).await?;
                continue;
            }
            Some(_) | None => {}
        }
        tell(Event::Grown { workspace, head });
    }
    Ok(())
}
