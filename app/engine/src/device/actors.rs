//! Whose an actor is: how "also by Rina, phone" is shown.

use super::Owner;
use crm_core::ids::{ActorId, DeviceId, PersonId, Timestamp};
use crm_sync::frame::ActorRow;
use crm_sync::store::{Store, Write};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Whose an actor is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Author {
    pub person: Option<PersonId>,
    pub device: Option<DeviceId>,
    pub device_name: String,
    pub since: Timestamp,
}

/// Every actor that this book has met.
#[derive(Debug, Default)]
pub(super) struct Actors {
    known: HashMap<ActorId, Author>,
    /// This run's own, until it is stored with the first edit.
    unstored: Option<ActorId>,
}

impl Actors {
    pub(super) fn get(&self, actor: ActorId) -> Option<&Author> {
        self.known.get(&actor)
    }

    /// Every actor in the order of its id.
    pub(super) fn all(&self) -> impl Iterator<Item = (ActorId, &Author)> {
        let mut all: Vec<_> = self.known.iter().map(|(actor, author)| (*actor, author)).collect();
        all.sort_unstable_by_key(|(actor, _)| *actor);
        all.into_iter()
    }

    pub(super) fn take(&mut self, key: &[u8], value: &[u8]) {
        if let (Ok(actor), Ok(author)) = (key.try_into(), postcard::from_bytes(value)) {
            self.known.insert(ActorId(actor), author);
        }
    }

    /// This run's actor belongs to the book's owner.
    pub(super) fn this_run(&mut self, actor: ActorId, owner: &Owner, now: Timestamp) {
        self.owned(actor, owner, now);
        self.unstored = Some(actor);
    }

    /// Whether this run's actor wrote something.
    pub(super) const fn wrote(&self) -> bool {
        self.unstored.is_none()
    }

    fn owned(&mut self, actor: ActorId, owner: &Owner, now: Timestamp) {
        let author =
            Author { person: owner.person, device: owner.device, device_name: String::new(), since: now };
        self.known.insert(actor, author);
    }

    /// An actor besides this run's own, for one change that starts from an older state of a document.
    pub(super) fn another(&mut self, actor: ActorId, owner: &Owner, now: Timestamp) -> Write {
        self.owned(actor, owner, now);
        self.put(actor)
    }

    /// This run goes on as another actor.
    pub(super) fn goes_on_as(&mut self, actor: ActorId, owner: &Owner, now: Timestamp) -> Write {
        self.unstored = None;
        self.another(actor, owner, now)
    }

    /// The write that keeps this run's actor, once, with the first edit.
    pub(super) fn first_write(&mut self) -> Option<Write> {
        self.unstored.take().map(|actor| self.put(actor))
    }

    /// Actors that the relay introduced; returns the writes that keep the new ones.
    pub(super) fn introduce(&mut self, rows: &[ActorRow]) -> Vec<Write> {
        let mut writes = Vec::new();
        for row in rows {
            let actor = ActorId(row.actor);
            let author = Author {
                person: Some(PersonId(row.person)),
                device: Some(DeviceId(row.device)),
                device_name: row.device_name.clone(),
                since: row.since,
            };
            if self.known.get(&actor) != Some(&author) {
                self.known.insert(actor, author);
                writes.push(self.put(actor));
            }
        }
        writes
    }

    fn put(&self, actor: ActorId) -> Write {
        let author = self.known.get(&actor).and_then(|author| postcard::to_stdvec(author).ok());
        Write::Put(Store::Actors, actor.0.to_vec(), author.unwrap_or_default())
    }
}
