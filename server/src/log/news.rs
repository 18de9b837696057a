//! What relays on one database tell each other: that something was stored, never what. Each then looks it up.

use super::connection::{Connection, Reads};
use super::sql::sql;
use super::{Event, Log, LogError};
use crate::socket::route::{from_hex, to_hex};
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::sync::Arc;
use std::time::Duration;

/// Where relays listen for each other.
const CHANNEL: &str = "halkhata";
/// Bytes of one message; PostgreSQL takes less than 8,000.
const MESSAGE: usize = 7_000;
/// How long to wait before listening is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// Tells the other relays of events, when the transaction commits.
pub(super) async fn tell(
    connection: &mut Connection,
    relay: &str,
    events: &[Event],
) -> Result<(), sqlx::Error> {
    for message in messages(relay, events) {
        sql("SELECT pg_notify(?, ?)").bind(CHANNEL).bind(message).execute(connection).await?;
    }
    Ok(())
}

/// A relay's name and a word for each event, in as many messages as they need.
fn messages(relay: &str, events: &[Event]) -> Vec<String> {
    let mut words = Vec::new();
    for event in events {
        match event {
            Event::Changes(stored) => words.push(format!("c{}.{}", stored.workspace, stored.places.1)),
            Event::Grown { workspace, head } => words.push(format!("c{workspace}.{head}")),
            Event::People { workspace } => words.push(format!("m{workspace}.0")),
            Event::Policy { workspace, seq } => words.push(format!("p{workspace}.{seq}")),
            Event::Erased { workspace, seq } => words.push(format!("e{workspace}.{seq}")),
            Event::WentBack { workspace, epoch } => {
                words.push(format!("b{workspace}.{}", to_hex(epoch)));
            }
            Event::SessionsEnded(ended) => words.extend(ended.iter().map(|one| format!("s{}", to_hex(one)))),
            Event::Missed => {}
        }
    }
    let mut messages: Vec<String> = Vec::new();
    for word in words {
        match messages.last_mut().filter(|message| message.len() + word.len() < MESSAGE) {
            Some(message) => {
                message.push(' ');
                message.push_str(&word);
            }
            None => messages.push(format!("{relay} {word}")),
        }
    }
    messages
}

/// The events of a message from another relay; none of one's own.
fn heard(relay: &str, message: &str) -> Vec<Event> {
    let mut words = message.split(' ');
    if words.next() == Some(relay) { Vec::new() } else { words.filter_map(event).collect() }
}

fn event(word: &str) -> Option<Event> {
    let (kind, rest) = word.split_at_checked(1)?;
    if kind == "s" {
        return Some(Event::SessionsEnded(vec![from_hex(rest)?.try_into().ok()?]));
    }
    let (workspace, place) = rest.split_once('.')?;
    let workspace = workspace.parse().ok()?;
    if kind == "b" {
        return Some(Event::WentBack { workspace, epoch: from_hex(place)?.try_into().ok()? });
    }
    let place = place.parse().ok()?;
    match kind {
        "c" => Some(Event::Grown { workspace, head: place }),
        "m" => Some(Event::People { workspace }),
        "e" => Some(Event::Erased { workspace, seq: place }),
        "p" => Some(Event::Policy { workspace, seq: place }),
        _ => None,
    }
}

/// Listens for other relays until the pool is closed. Whenever something may have been missed, it says so.
pub(super) async fn listen(pool: PgPool, relay: Arc<str>, listener: impl Fn(Event)) {
    while !pool.is_closed() {
        match ears(&pool).await {
            Ok(mut ears) => {
                listener(Event::Missed);
                loop {
                    match ears.try_recv().await {
                        Ok(Some(message)) => heard(&relay, message.payload()).into_iter().for_each(&listener),
                        Ok(None) => listener(Event::Missed),
                        Err(_) => break,
                    }
                }
            }
            Err(error) if !pool.is_closed() => tracing::warn!(%error, "other relays are not heard"),
            Err(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            () = pool.close_event() => {}
        }
    }
}

async fn ears(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut ears = PgListener::connect_with(pool).await?;
    ears.listen(CHANNEL).await?;
    Ok(ears)
}

impl Log {
    /// Whether other relays may write to the same database.
    pub const fn shared(&self) -> bool {
        matches!(self.reads(), Reads::Postgres(_))
    }

    /// Every workspace with its epoch and the place of its newest change.
    pub(crate) async fn epochs(&self) -> Result<Vec<(i64, [u8; 16], i64)>, LogError> {
        let found: Vec<(i64, Vec<u8>, i64)> =
            sql("SELECT number, epoch, next_seq - 1 FROM workspaces").fetch_all(self.reads()).await?;
        let read = |(number, epoch, head): (i64, Vec<u8>, i64)| Some((number, epoch.try_into().ok()?, head));
        Ok(found.into_iter().filter_map(read).collect())
    }

    /// Those of these sessions that still run.
    pub async fn running(&self, sessions: &[[u8; 32]], now: i64) -> Result<Vec<[u8; 32]>, LogError> {
        let mut running = Vec::with_capacity(sessions.len());
        for part in sessions.chunks(500) {
            let query = sql("SELECT s.token FROM sessions s
                 JOIN members m ON m.workspace = s.workspace AND m.person = s.person AND m.active = TRUE
                 WHERE s.expires > ? AND s.token IN");
            let query = query.bind(now).list(part.iter().map(|token| token.to_vec()));
            let found: Vec<(Vec<u8>,)> = query.fetch_all(self.reads()).await?;
            running.extend(found.into_iter().filter_map(|(token,)| <[u8; 32]>::try_from(token).ok()));
        }
        Ok(running)
    }
}

#[cfg(test)]
mod tests {
    use super::{heard, messages};
    use crate::log::Event;

    #[test]
    fn another_relay_hears_what_was_told_and_one_does_not_hear_oneself() {
        let events = [
            Event::Grown { workspace: 3, head: 42 },
            Event::People { workspace: 3 },
            Event::Policy { workspace: 4, seq: 7 },
            Event::Erased { workspace: 4, seq: 8 },
            Event::WentBack { workspace: 5, epoch: [3; 16] },
            Event::SessionsEnded(vec![[1; 32], [2; 32]]),
        ];
        let messages = messages("one", &events);
        assert_eq!(messages.len(), 1);
        assert!(heard("one", &messages[0]).is_empty());
        let heard = heard("two", &messages[0]);
        assert!(
            matches!(
                heard.as_slice(),
                [
                    Event::Grown { workspace: 3, head: 42 },
                    Event::People { workspace: 3 },
                    Event::Policy { workspace: 4, seq: 7 },
                    Event::Erased { workspace: 4, seq: 8 },
                    Event::WentBack { workspace: 5, epoch: [3, ..] },
                    Event::SessionsEnded(one),
                    Event::SessionsEnded(two),
                ] if one[..] == [[1; 32]] && two[..] == [[2; 32]]
            ),
            "{heard:?}"
        );
    }

    #[test]
    fn a_long_message_is_cut_into_several() {
        let messages = messages("one", &[Event::SessionsEnded(vec![[9; 32]; 500])]);
        assert!(messages.len() > 1);
        assert!(messages.iter().all(|message| message.len() < 8_000));
        let heard: usize = messages.iter().map(|message| heard("two", message).len()).sum();
        assert_eq!(heard, 500);
    }

    #[test]
    fn what_is_not_understood_is_passed_over() {
        assert!(heard("one", "two x3.4 c c1 c1.x sabc").is_empty());
        assert!(heard("one", "").is_empty());
    }
}
