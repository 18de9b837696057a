//! Records are erased for good: whatever happens on the way, in the end nobody holds one, and no storage holds its words.

use crate::world::World;
use crm_core::commands::Assignment;
use crm_core::ids::RecordId;
use crm_core::messages::{Request, Trouble};
use crm_core::value::Value;
use crm_sync::store::Store;
use std::collections::BTreeMap;

const RINA: usize = 0;
const KARIM: usize = 1;
const MITA: usize = 2;
const CONTACT: RecordId = RecordId([1; 16]);
const NOTE: RecordId = RecordId([3; 16]);
/// Stands in what is erased, and nowhere else.
const CANARY: &str = "Zebunnessa";

impl World {
    /// The first person, who administers, erases a record for good; whether it was there.
    pub fn erase(&mut self, record: RecordId) -> bool {
        if !self.relay.runs() || !self.relay.erase(record, self.now) {
            return false;
        }
        self.tally.note("erased");
        for pocket in 0..self.pockets.len() {
            let unsent = self.pockets[pocket].device.rows().get(record).is_some();
            if unsent && !self.network.online[pocket] {
                self.tally.note("erased while a device was away");
            }
        }
        self.erased.insert(record);
        // What was said of it holds no more.
        self.refused.insert(record);
        self.acknowledged.retain(|(doc, _)| RecordId(*doc) != record);
        self.news_for_all();
        true
    }
}

/// Words by record, and on which device each was typed.
pub type Words = BTreeMap<String, (RecordId, usize)>;

/// Nobody holds what was erased, and no word of it lies on a device, but for one that was typed there and never sent. In
/// the database lies none.
pub fn is_complete(world: &mut World, words: &Words) {
    let erased = world.erased.clone();
    let there = world.relay.documents();
    assert!(erased.iter().all(|record| !there.contains_key(record)), "the relay holds what was erased");
    let gone: Vec<(&String, usize)> = words
        .iter()
        .filter(|(_, (record, _))| erased.contains(record))
        .map(|(word, (_, pocket))| (word, *pocket))
        .collect();
    for number in 0..world.pockets.len() {
        let rows = world.pockets[number].device.rows();
        assert!(erased.iter().all(|record| rows.get(*record).is_none()), "device {number} shows it");
        for store in Store::ALL {
            for (key, value) in world.pockets[number].disk.entries(store) {
                let lies = |word: &str| holds(&key, word) || holds(&value, word);
                for (word, typed) in &gone {
                    let own = store == Store::Quarantine && *typed == number;
                    assert!(own || !lies(word), "{word} lies in {store:?} {key:?} of device {number}");
                }
            }
        }
    }
    for file in world.relay.stopped() {
        let bytes = std::fs::read(&file).expect("the database can be read");
        for (word, _) in &gone {
            assert!(!holds(&bytes, word), "{word} lies in {}", file.display());
        }
    }
    world.relay.start(world.now);
}

/// Whether a word lies in these bytes.
pub fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

fn text(field: &str, text: &str) -> Assignment {
    (field.to_owned(), Some(Value::Text(text.to_owned())))
}

fn create(object: &str, record: RecordId, values: Vec<Assignment>) -> Request {
    Request::Create { object: object.to_owned(), record, values }
}

/// Nobody types the canary on a device that was away.
fn canary() -> Words {
    Words::from([(CANARY.to_owned(), (CONTACT, usize::MAX))])
}

/// A contact and a note that three devices have, with a history.
fn world(seed: u64) -> World {
    let mut world = World::new(seed, 3);
    let many = |number: u8| {
        let name = if number == 1 { CANARY.to_owned() } else { format!("Customer {number}") };
        ("contact".to_owned(), RecordId([number; 16]), vec![text("last_name", &name)])
    };
    // The contact lies in a block with others.
    world.act(RINA, Request::CreateMany { records: [1, 7, 8].map(many).into() });
    let body = format!("{CANARY} likes tea.");
    world.act(KARIM, create("note", NOTE, vec![text("title", CANARY), text("body", &body)]));
    world.settle();
    let values = vec![text("job_title", &format!("{CANARY}'s job"))];
    world.act(MITA, Request::Set { record: CONTACT, values });
    world.settle();
    world
}

#[test]
fn what_is_erased_goes_from_everybody_also_from_who_was_away() {
    let mut world = world(1);
    world.set_online(MITA, false);
    world.run_for(5_000);
    assert!(world.erase(CONTACT) && world.erase(NOTE));
    assert!(!world.erase(CONTACT), "there is nothing left to erase");
    world.settle();
    assert!(world.pockets[MITA].device.rows().get(CONTACT).is_some(), "she has not heard of it");
    world.set_online(MITA, true);
    world.settle();
    is_complete(&mut world, &canary());
    for pocket in [RINA, KARIM, MITA] {
        world.crash(pocket, false);
    }
    world.run_for(5_000);
    is_complete(&mut world, &canary());
    assert!(world.pockets.iter().all(|pocket| pocket.device.rows().len() == 2), "the others stay");
}

#[test]
fn of_edits_that_race_the_erasure_only_the_typed_words_stay_and_nothing_comes_back() {
    let mut world = world(2);
    world.set_online(MITA, false);
    world.run_for(2_000);
    let values = vec![text("first_name", "Unsent")];
    world.act(MITA, Request::Set { record: CONTACT, values });
    let base = format!("{CANARY} likes tea.");
    let write = Request::Write {
        record: NOTE,
        field: "body".to_owned(),
        text: format!("{base} Typed offline."),
        base,
    };
    world.act(MITA, write);
    assert!(world.erase(CONTACT) && world.erase(NOTE));
    world.settle_but(MITA);
    world.set_online(MITA, true);
    world.settle();
    is_complete(&mut world, &canary());
    for life in 0..2 {
        let edits = world.listed(MITA);
        assert_eq!(edits.len(), 2, "life {life}: {edits:?}");
        for edit in &edits {
            assert_eq!(edit.why, Trouble::Refused("erased".to_owned()));
            assert!(edit.title.is_empty() && !edit.remedies.send && !edit.remedies.open, "{edit:?}");
            let [field] = &edit.fields[..] else { panic!("{edit:?}") };
            let meant = [" Typed offline.", "Unsent"].map(|text| Some(Value::Text(text.to_owned())));
            assert!(field.before.is_none() && meant.contains(&field.meant), "{edit:?}");
        }
        let again = Request::SendAgain { record: edits[0].link.record, key: edits[0].key };
        assert!(world.try_to(MITA, again).is_err(), "there is nothing to send it to");
        world.crash(MITA, false);
        world.run_for(5_000);
    }
    assert_eq!(world.tally.count("missing"), 0, "nobody is asked for the rest of it");
}

#[test]
fn a_device_hears_of_what_was_made_on_it_before_its_first_download() {
    let mut world = World::new(6, 3);
    world.set_online(MITA, false);
    world.run_for(500);
    world.act(MITA, create("contact", CONTACT, vec![text("last_name", CANARY)]));
    // It is pushed, and the connection breaks before anything comes back.
    world.set_online(MITA, true);
    while !world.relay.documents().contains_key(&CONTACT) {
        let until = world.now + 1_000;
        assert!(world.step(until), "it never came");
    }
    world.set_online(MITA, false);
    assert!(world.erase(CONTACT));
    world.settle_but(MITA);
    world.set_online(MITA, true);
    world.settle();
    is_complete(&mut world, &canary());
}

#[test]
fn a_relay_that_was_restored_from_before_the_erasure_hears_of_it() {
    for by in ["the replaced database", "a device"] {
        let mut world = world(3);
        let copy = world.relay.copy("copy.db");
        world.set_online(MITA, false);
        world.run_for(2_000);
        assert!(world.erase(CONTACT) && world.erase(NOTE));
        world.settle();
        if by == "a device" {
            world.relay.lose();
        }
        world.put_back(&copy);
        world.settle();
        is_complete_but(&mut world, MITA);
        world.set_online(MITA, true);
        world.settle();
        is_complete(&mut world, &canary());
    }
}

/// The same where one device has not heard of it yet.
fn is_complete_but(world: &mut World, away: usize) {
    assert!(!world.relay.documents().contains_key(&CONTACT), "it came back with the copy");
    for number in (0..world.pockets.len()).filter(|number| *number != away) {
        assert!(world.pockets[number].disk.document(CONTACT).is_none(), "device {number}");
    }
}

#[test]
fn nobody_but_the_relay_can_say_that_something_is_erased() {
    let mut world = world(4);
    let told = vec![(CONTACT.0, 0, [7; 32])];
    assert!(world.relay.tell_erased(KARIM, told, world.now), "it is passed over");
    world.settle();
    assert!(world.relay.documents().contains_key(&CONTACT));
    assert!(world.pockets[RINA].device.rows().get(CONTACT).is_some());
}

#[test]
fn a_device_that_does_not_know_erasure_is_not_served_where_something_was_erased() {
    let mut world = world(5);
    let protocol = crm_sync::frame::ERASURE - 1;
    assert!(world.relay.serves(KARIM, protocol, world.now));
    assert!(world.erase(CONTACT));
    assert!(!world.relay.serves(KARIM, protocol, world.now));
    assert!(world.relay.serves(KARIM, crm_sync::frame::PROTOCOL, world.now));
}
