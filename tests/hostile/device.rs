//! A device hears what no honest relay says: changes forged in its own name, and copies that lack what it has not sent.

use automerge::Change;
use crm_core::document::{self, Document};
use crm_core::ids::{DeviceId, PersonId, RecordId, WorkspaceId};
use crm_core::messages::{FromEngine, Request, ToEngine};
use crm_core::value::Value;
use crm_engine::device::{Device, Input, Output, Owner, Patience};
use crm_sync::frame::{
    DEVICE_FRAME_BYTES, Entry, EntryKind, Next, PROTOCOL, PushedChange, Reply, ToDevice, ToRelay, Welcome,
    decode, encode,
};
use crm_sync::store::{Memory, Store, StoreReply, StoreRequest, Write};
use crm_tests::device::{FIELD, OBJECT, id, rename, value};

const RECORD: [u8; 16] = [9; 16];

/// A device whose storage answers at once, and whose relay is this test.
struct Phone {
    device: Device,
    disk: Memory,
    sent: Vec<ToRelay>,
    told: Vec<FromEngine>,
    now: i64,
    request: u32,
}

impl Phone {
    fn start(disk: Memory, seed: u8) -> Self {
        let mut state = seed;
        let random = move |bytes: &mut [u8]| {
            for byte in bytes {
                state = state.wrapping_mul(31).wrapping_add(17);
                *byte = state;
            }
        };
        let owner = Owner {
            workspace: Some(WorkspaceId(id(1))),
            person: Some(PersonId(id(2))),
            device: Some(DeviceId(id(3))),
        };
        let device = Device::new(owner, Patience::default(), Box::new(random));
        let mut phone = Self { device, disk, sent: Vec::new(), told: Vec::new(), now: 1_000, request: 0 };
        let outputs = phone.device.start(phone.now);
        phone.take(outputs);
        phone
    }

    fn give(&mut self, input: Input) {
        self.now += 50;
        let outputs = self.device.handle(self.now, input);
        self.take(outputs);
    }

    fn take(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Store(number, request) => {
                    let reply = self.disk.execute(request);
                    let outputs = self.device.handle(self.now, Input::Stored(number, reply));
                    self.take(outputs);
                }
                Output::Tell(_, message) => self.told.push(message),
                Output::Send(frame) => {
                    self.sent.push(decode(&frame, DEVICE_FRAME_BYTES).expect("devices send frames"));
                }
                Output::Connect
                | Output::Disconnect
                | Output::FetchPage(_)
                | Output::ReadLocal(_)
                | Output::Erase(..) => {}
            }
        }
    }

    fn ask(&mut self, body: Request) -> u32 {
        self.request += 1;
        self.give(Input::Message(0, Box::new(ToEngine { request: self.request, body })));
        self.request
    }

    fn hear(&mut self, frame: &ToDevice) {
        self.give(Input::Frame(encode(frame)));
    }

    /// The relay opens the conversation; it has nothing new to say.
    fn connect(&mut self) {
        self.give(Input::Opened);
        self.hear(&ToDevice::Welcome(Welcome {
            protocol: PROTOCOL,
            writable: true,
            epoch: [1; 16],
            now: self.now,
            next: Next::Feed,
            documents: 1,
        }));
        self.feed(Vec::new());
    }

    fn feed(&mut self, entries: Vec<EntryKind>) {
        let entry = |what| Entry { doc: RECORD, kind: OBJECT.to_owned(), received: self.now, what };
        let entries = entries.into_iter().map(entry).collect();
        self.hear(&ToDevice::Feed { entries, actors: Vec::new(), cursor: [1; 16], caught_up: true });
    }

    fn set(&mut self, text: &str) {
        let values = vec![(FIELD.to_owned(), Some(Value::Text(text.to_owned())))];
        let request = if self.device.rows().is_empty() {
            Request::Create { object: OBJECT.to_owned(), record: RecordId(RECORD), values }
        } else {
            Request::Set { record: RecordId(RECORD), values }
        };
        let request = self.ask(request);
        let done = |message: &FromEngine| matches!(message, FromEngine::Answer { request: of, answer: Ok(_) } if *of == request);
        assert!(self.told.iter().any(done), "{text} is kept");
    }

    /// The change that was pushed last.
    fn pushed(&self) -> PushedChange {
        let mut pushes = self.sent.iter().filter_map(|frame| match frame {
            ToRelay::Erased(_) | ToRelay::Exported(_) | ToRelay::Digests { .. } => None,
            ToRelay::Push { changes, .. } => changes.last(),
            ToRelay::Hello(_)
            | ToRelay::Held { .. }
            | ToRelay::Want { .. }
            | ToRelay::Here { .. }
            | ToRelay::Ping => None,
        });
        pushes.next_back().expect("something was pushed").clone()
    }

    /// The relay takes everything that was pushed.
    fn acknowledge(&mut self) {
        for frame in std::mem::take(&mut self.sent) {
            if let ToRelay::Push { push, changes } = frame {
                let replies = changes.iter().map(|change| (change.hash, Reply::Acked)).collect();
                self.hear(&ToDevice::Replies { push, replies });
            }
        }
    }

    fn stored(&mut self) -> Vec<u8> {
        let reply = self.disk.execute(StoreRequest::Get(vec![(Store::Docs, RECORD.to_vec())]));
        let Ok(StoreReply::Values(values)) = reply else { panic!("memory answers") };
        values.into_iter().next().flatten().expect("the record lies by itself")
    }

    fn quarantined(&mut self) -> usize {
        let request = StoreRequest::Scan { store: Store::Quarantine, from: Vec::new(), limit: 100 };
        let Ok(StoreReply::Entries(entries)) = self.disk.execute(request) else { panic!("memory answers") };
        entries.len()
    }

    /// A copy of the record, and its own actor to write to it with.
    fn copy(&mut self) -> (Document, [u8; 16]) {
        let actor = Change::from_bytes(self.pushed().bytes).expect("devices push changes").actor_id().clone();
        let actor = actor.to_bytes().try_into().expect("actors of devices have 16 bytes");
        (document::load(&self.stored()).expect("stored documents load"), actor)
    }

    /// Nothing came of it but what lies in quarantine, and the person goes on.
    fn goes_on(&mut self, has: &str, quarantined: usize) {
        assert_eq!((value(&self.stored(), RECORD).as_deref(), self.quarantined()), (Some(has), quarantined));
        self.acknowledge();
        self.set("and on");
        self.acknowledge();
        assert_eq!(value(&self.stored(), RECORD).as_deref(), Some("and on"));
        assert_eq!(self.device.unsent(), 0);
    }
}

fn with_record() -> Phone {
    let mut phone = Phone::start(Memory::default(), 7);
    phone.connect();
    phone.set("Rina");
    phone
}

#[test]
fn h7_a_change_forged_as_the_next_of_the_device_is_set_aside() {
    let mut phone = with_record();
    let (mut doc, actor) = phone.copy();
    let forged = rename(&mut doc, RECORD, actor, "Forged");
    phone.feed(vec![EntryKind::Changes(vec![forged.bytes])]);
    phone.goes_on("Rina", 1);
}

#[test]
fn h8_an_orphan_forged_as_a_later_change_of_the_device_is_not_taken() {
    let mut phone = with_record();
    let (mut doc, actor) = phone.copy();
    rename(&mut doc, RECORD, actor, "withheld");
    let forged = rename(&mut doc, RECORD, actor, "Forged");
    phone.feed(vec![EntryKind::Changes(vec![forged.bytes])]);
    assert!(
        phone.sent.iter().any(|frame| matches!(frame, ToRelay::Want { .. })),
        "the relay is asked for the rest"
    );
    phone.goes_on("Rina", 0);
}

#[test]
fn h9_a_second_change_of_the_device_with_one_number_is_set_aside() {
    let mut phone = with_record();
    let (mut doc, actor) = phone.copy();
    phone.set("Here");
    let there = rename(&mut doc, RECORD, actor, "There");
    phone.feed(vec![EntryKind::Changes(vec![there.bytes])]);
    phone.goes_on("Here", 1);
}

#[test]
fn a_damaged_record_comes_back_with_what_the_relay_has_not_taken_yet() {
    let mut phone = with_record();
    phone.acknowledge();
    let old = phone.stored();
    phone.set("Unsent");
    let garbled = Write::Put(Store::Docs, RECORD.to_vec(), vec![1; 50]);
    phone.disk.execute(StoreRequest::Write { writes: vec![garbled], strict: true }).expect("there is room");
    let mut phone = Phone::start(phone.disk, 8);
    phone.connect();
    let values = vec![(FIELD.to_owned(), Some(Value::Text("not now".to_owned())))];
    phone.ask(Request::Set { record: RecordId(RECORD), values });
    assert_eq!(phone.quarantined(), 1, "it cannot be read");
    phone.feed(vec![EntryKind::Snapshot { document: old, row: Vec::new() }]);
    phone.goes_on("Unsent", 0);
}

/// The page lays two deaths of the engine to a record, and the next engine does not touch it again.
#[test]
fn x42_a_record_that_killed_two_engines_is_left_alone() {
    let mut phone = with_record();
    let (mut doc, _) = phone.copy();
    phone.acknowledge();
    let mut phone = Phone::start(phone.disk, 8);
    phone.ask(Request::Suspect { records: vec![RecordId(RECORD)] });
    phone.connect();
    let poison = rename(&mut doc, RECORD, id(77), "Poison");
    phone.feed(vec![EntryKind::Changes(vec![poison.bytes])]);
    phone.feed(vec![EntryKind::Snapshot { document: doc.save(), row: Vec::new() }]);
    assert_eq!(phone.quarantined(), 1);
    assert_eq!(value(&phone.stored(), RECORD).as_deref(), Some("Rina"), "it is not read, nor written");
    // Nor by the start after the next.
    let mut phone = Phone::start(phone.disk, 9);
    phone.connect();
    let poison = rename(&mut doc, RECORD, id(77), "More poison");
    phone.feed(vec![EntryKind::Changes(vec![poison.bytes])]);
    phone.feed(vec![EntryKind::Snapshot { document: doc.save(), row: Vec::new() }]);
    assert_eq!(value(&phone.stored(), RECORD).as_deref(), Some("Rina"));
}

/// A device that comes back to a busy team hears of many places at which there is nothing for it.
#[test]
fn thousands_of_empty_parts_behind_one_that_is_being_stored_are_taken_one_by_one() {
    let mut phone = with_record();
    let (mut doc, _) = phone.copy();
    phone.acknowledge();
    let there = rename(&mut doc, RECORD, id(77), "There");
    let frame = |what: Vec<EntryKind>| {
        let entry = |what| Entry { doc: RECORD, kind: OBJECT.to_owned(), received: 0, what };
        let entries = what.into_iter().map(entry).collect();
        Input::Frame(encode(&ToDevice::Feed {
            entries,
            actors: Vec::new(),
            cursor: [2; 16],
            caught_up: true,
        }))
    };
    // Nothing of what it asks its storage is answered until all of them have come.
    let mut outputs = phone.device.handle(phone.now, frame(vec![EntryKind::Changes(vec![there.bytes])]));
    for _ in 0..20_000 {
        outputs.extend(phone.device.handle(phone.now, frame(Vec::new())));
    }
    phone.take(outputs);
    phone.goes_on("There", 0);
}
