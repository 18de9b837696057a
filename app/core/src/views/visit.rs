//! When a person was last here: what others did since then is news.

use crate::ids::Timestamp;
use serde::{Deserialize, Serialize};

/// Somebody who was away for less long never left, in ms: a reload is no visit of its own.
const SITTING: Timestamp = 30 * 60_000;

/// The visits of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// What happened after this is news.
    pub since: Timestamp,
    /// When the person was last seen here.
    pub last: Timestamp,
}

impl Visit {
    /// Somebody is here. Whoever comes for the first time has no news: all is new.
    #[must_use]
    pub fn here(before: Option<Self>, now: Timestamp) -> Self {
        match before {
            None => Self { since: now, last: now },
            Some(before) if now - before.last >= SITTING => Self { since: before.last, last: now },
            // A clock that was set back does not make the last visit later than now.
            Some(before) => Self { since: before.since.min(now), last: now },
        }
    }

    /// The person has seen the news.
    #[must_use]
    pub const fn seen(now: Timestamp) -> Self {
        Self { since: now, last: now }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Timestamp = 60_000;

    #[test]
    fn a_reload_is_the_same_sitting_and_a_night_is_not() {
        let first = Visit::here(None, 1_000);
        assert_eq!(first, Visit { since: 1_000, last: 1_000 });
        let reloaded = Visit::here(Some(first), 1_000 + 5 * MINUTE);
        assert_eq!(reloaded.since, 1_000);
        let evening = Visit::here(Some(reloaded), 1_000 + 34 * MINUTE);
        assert_eq!(evening.since, 1_000);
        let left = evening.last;
        let morning = Visit::here(Some(evening), left + 9 * 60 * MINUTE);
        assert_eq!(morning.since, left);
        let again = Visit::here(Some(morning), morning.last + MINUTE);
        assert_eq!(again.since, left, "a reload does not take the news away");
    }

    #[test]
    fn what_was_seen_is_no_news_any_more() {
        assert_eq!(Visit::here(Some(Visit::seen(9_000)), 9_500).since, 9_000);
        assert_eq!(Visit::here(Some(Visit::seen(9_000)), 4_000).since, 4_000);
    }
}
