//! Who looks at which document now. It is kept in memory only, told only to those who look at the same document, and
//! gone with the connection.

use super::hub::held;
use crm_sync::frame::{DocId, Present};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// Most others that one device is told of.
const TOLD: usize = 32;
/// Longest name of a field that is passed on, in bytes.
const FIELD_BYTES: usize = 64;

/// The documents of a workspace that somebody looks at.
#[derive(Default)]
pub struct Presence {
    rooms: Mutex<HashMap<DocId, Vec<Guest>>>,
}

struct Guest {
    connection: u64,
    present: Present,
    wake: Arc<Notify>,
}

/// The place of one connection; it leaves when this is dropped.
pub struct Seat {
    presence: Arc<Presence>,
    connection: u64,
    person: [u8; 16],
    document: Option<DocId>,
    /// Whether it stands apart: nobody is told of it, and it is told of nobody.
    alone: bool,
    wake: Arc<Notify>,
}

impl Seat {
    /// A connection that looks at nothing yet.
    pub fn new(presence: Arc<Presence>, connection: u64, person: [u8; 16]) -> Self {
        Self { presence, connection, person, document: None, alone: false, wake: Arc::new(Notify::new()) }
    }

    /// Is woken when others come, go or type elsewhere in the document that this connection looks at.
    pub fn wake(&self) -> Arc<Notify> {
        Arc::clone(&self.wake)
    }

    /// Looks at a document from now on, or at none; `alone` where the person does not see it. Says `false` for a field
    /// that no document can have.
    pub fn take(&mut self, document: Option<DocId>, field: Option<String>, alone: bool) -> bool {
        if field.as_ref().is_some_and(|field| field.len() > FIELD_BYTES) {
            return false;
        }
        if self.document != document || self.alone != alone {
            self.leave();
        }
        (self.document, self.alone) = (document, alone);
        let Some(document) = document else { return true };
        if alone {
            self.wake.notify_one();
            return true;
        }
        let present = Present { person: self.person, field };
        let mut rooms = held(&self.presence.rooms);
        let room = rooms.entry(document).or_default();
        match room.iter_mut().find(|guest| guest.connection == self.connection) {
            Some(guest) if guest.present == present => return true,
            Some(guest) => guest.present = present,
            None => {
                let (connection, wake) = (self.connection, Arc::clone(&self.wake));
                room.push(Guest { connection, present, wake });
                // The one who comes is told who is there.
                self.wake.notify_one();
            }
        }
        wake_others(room, self.connection);
        true
    }

    /// The document, and which other people look at it; somebody with two devices stands there once.
    pub fn others(&self) -> Option<(DocId, Vec<Present>)> {
        let document = self.document?;
        let mut others: Vec<Present> = Vec::new();
        if self.alone {
            return Some((document, others));
        }
        let rooms = held(&self.presence.rooms);
        for guest in rooms.get(&document)?.iter().filter(|guest| guest.present.person != self.person) {
            if let Some(known) = others.iter_mut().find(|other| other.person == guest.present.person) {
                // Where they type says more than that they look.
                known.field = known.field.take().or_else(|| guest.present.field.clone());
            } else if others.len() < TOLD {
                others.push(guest.present.clone());
            }
        }
        Some((document, others))
    }

    fn leave(&mut self) {
        let Some(document) = self.document.take() else { return };
        let mut rooms = held(&self.presence.rooms);
        let Some(room) = rooms.get_mut(&document) else { return };
        room.retain(|guest| guest.connection != self.connection);
        wake_others(room, self.connection);
        if room.is_empty() {
            rooms.remove(&document);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave();
    }
}

fn wake_others(room: &[Guest], own: u64) {
    for guest in room.iter().filter(|guest| guest.connection != own) {
        guest.wake.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: DocId = [1; 16];

    fn people(seat: &Seat) -> Vec<(u8, Option<String>)> {
        let (_, others) = seat.others().expect("the seat looks at a document");
        others.into_iter().map(|other| (other.person[0], other.field)).collect()
    }

    #[test]
    fn those_who_look_at_one_document_know_of_each_other_until_they_leave() {
        let presence = Arc::new(Presence::default());
        let seat = |connection, person| Seat::new(Arc::clone(&presence), connection, [person; 16]);
        let (mut rina, mut sumon) = (seat(1, 1), seat(2, 2));
        assert!(rina.take(Some(DOCUMENT), None, false));
        assert_eq!(people(&rina), []);
        assert!(sumon.take(Some(DOCUMENT), Some("amount".to_owned()), false));
        assert_eq!(people(&rina), [(2, Some("amount".to_owned()))]);
        assert_eq!(people(&sumon), [(1, None)]);
        assert!(sumon.take(Some([2; 16]), None, false));
        assert_eq!(people(&rina), [], "Sumon went to another document");
        assert!(sumon.take(Some(DOCUMENT), None, false));
        drop(rina);
        assert_eq!(people(&sumon), [], "the connection is gone");
        assert!(sumon.take(None, None, false));
        assert_eq!(held(&presence.rooms).len(), 0, "nothing is kept of those who left");
    }

    #[test]
    fn a_person_with_two_devices_is_one_who_types_where_either_does() {
        let presence = Arc::new(Presence::default());
        let seat = |connection, person| Seat::new(Arc::clone(&presence), connection, [person; 16]);
        let (mut rina, mut phone, mut laptop) = (seat(1, 1), seat(2, 2), seat(3, 2));
        rina.take(Some(DOCUMENT), None, false);
        phone.take(Some(DOCUMENT), None, false);
        laptop.take(Some(DOCUMENT), Some("body".to_owned()), false);
        assert_eq!(people(&rina), [(2, Some("body".to_owned()))]);
    }

    #[test]
    fn a_name_longer_than_a_field_has_is_not_passed_on() {
        let mut seat = Seat::new(Arc::default(), 1, [1; 16]);
        assert!(!seat.take(Some(DOCUMENT), Some("x".repeat(FIELD_BYTES + 1)), false));
        assert!(seat.others().is_none());
    }
}
