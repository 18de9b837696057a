//! What one person saw of documents between two places of the log: a device that broke off on the way may hold what its
//! person saw for a while, and may lack what they did not see for a while.

use super::look::Look;
use crate::log::scopes::Moved;
use crate::log::{Log, LogError};
use crate::policy::sight::Sight;

/// What the person saw by each policy on the way, with the place from which on.
pub struct Between {
    after: i64,
    until: i64,
    sights: Vec<(i64, Sight)>,
}

/// A document on the way.
pub struct Traveller<'a> {
    /// Its id.
    pub doc: &'a [u8],
    /// Its object.
    pub kind: &'a str,
    /// The place at which it was made; `None` where it was there already.
    pub made: Option<i64>,
    /// Where it lay before each of its moves.
    pub moved: &'a [Moved],
    /// Where it lies in the end.
    pub lies: &'a [u32],
}

impl Between {
    /// Looks up the policies between two places.
    pub async fn new(
        log: &Log,
        workspace: i64,
        look: &Look,
        (after, until): (i64, i64),
    ) -> Result<Self, LogError> {
        let mut sights = vec![(after, look.at(log, after).await?)];
        for place in log.policy_places(workspace, after, until).await? {
            sights.push((place, look.at(log, place).await?));
        }
        Ok(Self { after, until, sights })
    }

    /// What was seen at the first place.
    pub fn before(&self) -> &Sight {
        &self.sights[0].1
    }

    /// What was seen by each policy and by the one that followed it.
    pub fn turns(&self) -> impl Iterator<Item = (&Sight, &Sight)> {
        self.sights.iter().zip(self.sights.iter().skip(1)).map(|((_, one), (_, two))| (one, two))
    }

    /// Whether the person saw a document at a place; nobody did before it was made.
    pub fn saw(&self, document: &Traveller<'_>, place: i64) -> bool {
        let by = self.sights.iter().rev().find(|(since, _)| *since <= place);
        let moved = document.moved.iter().find(|moved| moved.seq > place);
        let scopes = moved.map_or(document.lies, |moved| moved.before.as_slice());
        document.made.is_none_or(|made| made <= place)
            && by.is_some_and(|(_, sight)| sight.sees(document.doc, document.kind, scopes))
    }

    /// Whether the person saw it at some place on the way, and whether they did at all.
    pub fn ever_and_always(&self, document: &Traveller<'_>) -> (bool, bool) {
        let policies = self.sights.iter().map(|(since, _)| *since);
        let moves = document.moved.iter().map(|moved| moved.seq);
        let from = document.made.unwrap_or(self.after);
        let mut places: Vec<i64> = policies.chain(moves).chain([from, self.until]).collect();
        places.retain(|place| (from..=self.until).contains(place));
        let saw = |place: &i64| self.saw(document, *place);
        (places.iter().any(saw), places.iter().all(saw))
    }
}
