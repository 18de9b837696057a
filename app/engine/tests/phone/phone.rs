//! A device on a storage that answers when it is asked to, and what it told.

use crm_core::commands::Reason;
use crm_core::ids::{DeviceId, PersonId, RecordId, WorkspaceId};
use crm_core::messages::{Answer, FromEngine, Lock, Locked, Request, ToEngine, View, Watch};
use crm_core::value::Value;
use crm_core::views::query::Query;
use crm_engine::device::{Client, Device, Input, Output, Owner, Patience};
use crm_sync::frame::{Epoch, Next, PROTOCOL, ToDevice, ToRelay, Welcome, decode, encode};
use crm_sync::store::{Memory, Store, StoreError, StoreReply, StoreRequest};
use std::collections::VecDeque;

pub const SYNC: u32 = 1;
pub const MINUTE: i64 = 60_000;
pub const DAY: i64 = 24 * 60 * MINUTE;
pub const OTHER_TAB: Client = 7;
/// A word of the book, which nothing that is told while it is locked may hold.
pub const SECRET: &str = "Jamuna Traders";
pub const RECORD: RecordId = RecordId([1; 16]);

/// A device of somebody in a team, on a storage that answers when it is asked to.
pub struct Phone {
    pub device: Device,
    pub disk: Memory,
    waiting: VecDeque<(u64, StoreRequest)>,
    pub told: Vec<(Client, FromEngine)>,
    pub sent: Vec<ToRelay>,
    pub connects: u32,
    pub now: i64,
    /// The relay's.
    pub epoch: Epoch,
    /// What the storage answers to every write, where it takes none.
    pub broken: Option<StoreError>,
    /// How often the book was to be taken away.
    pub erased: u32,
    request: u32,
}

impl Phone {
    pub fn start(disk: Memory, now: i64) -> Self {
        let owner = Owner {
            workspace: Some(WorkspaceId([1; 16])),
            person: Some(PersonId([2; 16])),
            device: Some(DeviceId([3; 16])),
        };
        Self::of(owner, disk, now)
    }

    pub fn of(owner: Owner, disk: Memory, now: i64) -> Self {
        let mut seed = 7_u8;
        let random = move |bytes: &mut [u8]| {
            for byte in bytes {
                seed = seed.wrapping_mul(31).wrapping_add(17);
                *byte = seed;
            }
        };
        let device = Device::new(owner, Patience::default(), Box::new(random));
        let (waiting, told, sent) = (VecDeque::new(), Vec::new(), Vec::new());
        let (epoch, broken) = ([9; 16], None);
        let mut phone = Self {
            device,
            disk,
            waiting,
            told,
            sent,
            connects: 0,
            now,
            epoch,
            broken,
            erased: 0,
            request: 0,
        };
        let outputs = phone.device.start(phone.now);
        phone.take(outputs);
        phone.ask(Request::Watch { watch: SYNC, what: Watch::Sync });
        phone
    }

    /// A new run on the same storage.
    pub fn again(self) -> Self {
        let epoch = self.epoch;
        Self { epoch, ..Self::start(self.disk, self.now) }
    }

    pub fn take(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Store(number, request) => self.waiting.push_back((number, request)),
                Output::Tell(client, message) => self.told.push((client, message)),
                Output::Connect => self.connects += 1,
                Output::Send(frame) => self.sent.push(decode(&frame, usize::MAX).expect("a frame")),
                Output::Disconnect => self.give(Input::Closed { signed_out: false }),
                Output::Erase(..) => self.erased += 1,
                Output::FetchPage(_) | Output::ReadLocal(_) => {}
            }
        }
    }

    pub fn give(&mut self, input: Input) {
        let outputs = self.device.handle(self.now, input);
        self.take(outputs);
    }

    pub fn settle(&mut self) {
        while self.store_one() {}
    }

    /// The storage answers to one request; whether there was one.
    pub fn store_one(&mut self) -> bool {
        let Some((number, request)) = self.waiting.pop_front() else { return false };
        let broken = self.broken.filter(|_| matches!(request, StoreRequest::Write { .. }));
        let reply = broken.map_or_else(|| self.disk.execute(request), Err);
        self.give(Input::Stored(number, reply));
        true
    }

    /// The next read that waits fails, as when the connection to the storage is lost.
    pub fn fail_next_read(&mut self) {
        let read = self.waiting.iter().position(|(_, request)| matches!(request, StoreRequest::Scan { .. }));
        let (number, _) = read.and_then(|place| self.waiting.remove(place)).expect("a read waits");
        self.give(Input::Stored(number, Err(StoreError::Closed)));
    }

    /// The engine dies, and with it what was on its way to the storage; a new one starts.
    pub fn die(mut self) -> Self {
        self.waiting.clear();
        self.again()
    }

    pub fn from(&mut self, client: Client, body: Request) -> u32 {
        self.request += 1;
        self.give(Input::Message(client, Box::new(ToEngine { request: self.request, body })));
        self.request
    }

    pub fn ask(&mut self, body: Request) -> u32 {
        self.from(0, body)
    }

    pub fn answer(&self, asked: u32) -> Option<Result<Answer, Reason>> {
        self.told.iter().find_map(|(_, message)| match message {
            FromEngine::Answer { request, answer } if *request == asked => {
                Some(answer.clone().map_err(|refusal| refusal.reason))
            }
            FromEngine::Answer { .. }
            | FromEngine::View { .. }
            | FromEngine::Ready { .. }
            | FromEngine::Works { .. }
            | FromEngine::Erased => None,
        })
    }

    /// Asks and waits for the answer.
    pub fn done(&mut self, body: Request) -> Result<Answer, Reason> {
        let asked = self.ask(body);
        self.settle();
        self.answer(asked).expect("an answer")
    }

    pub fn pass(&mut self, time: i64) {
        self.now += time;
        self.give(Input::Woke);
        self.settle();
    }

    /// The relay is reached and serves this device, by a session of that time.
    pub fn contact(&mut self, logged_in: i64) {
        self.welcomed(Next::Feed);
        let feed =
            ToDevice::Feed { entries: Vec::new(), actors: Vec::new(), cursor: [4; 16], caught_up: true };
        for frame in [ToDevice::Terms { lease: 90 * DAY, logged_in }, feed] {
            self.give(Input::Frame(encode(&frame)));
        }
        self.settle();
    }

    /// The relay is reached, and says how the device gets up to date.
    pub fn welcomed(&mut self, next: Next) {
        self.greeted(next);
        self.settle();
    }

    /// The same, and the storage has answered to nothing yet that follows from it.
    pub fn greeted(&mut self, next: Next) {
        self.give(Input::Closed { signed_out: false });
        self.ask(Request::SendNow);
        self.give(Input::Opened);
        let (epoch, now) = (self.epoch, self.now);
        let welcome = Welcome { protocol: PROTOCOL, writable: true, epoch, now, next, documents: 1 };
        self.give(Input::Frame(encode(&ToDevice::Welcome(welcome))));
    }

    pub fn lock(&self) -> Lock {
        let view = self.told.iter().rev().find_map(|(_, message)| match message {
            FromEngine::View { view: View::Sync(sync), .. } => Some(sync.lock.clone()),
            FromEngine::View { .. }
            | FromEngine::Answer { .. }
            | FromEngine::Ready { .. }
            | FromEngine::Works { .. }
            | FromEngine::Erased => None,
        });
        view.expect("the state was shown")
    }

    pub fn locked(&self) -> Option<Locked> {
        self.lock().locked
    }

    /// Whether anything that lies in the storage holds the secret.
    pub fn keeps_the_secret(&self) -> bool {
        let mut disk = self.disk.clone();
        Store::ALL.into_iter().any(|store| {
            let all = StoreRequest::Scan { store, from: Vec::new(), limit: u32::MAX };
            let Ok(StoreReply::Entries(entries)) = disk.execute(all) else { panic!("the model answers") };
            let holds = |bytes: &[u8]| bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
            entries.iter().any(|(key, value)| holds(key) || holds(value))
        })
    }

    /// Whether anything that was told holds the secret.
    pub fn tells_the_secret(&self) -> bool {
        let holds = |message: &FromEngine| {
            let bytes = postcard::to_stdvec(message).expect("plain data");
            bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes())
        };
        self.told.iter().any(|(_, message)| holds(message))
    }

    pub fn pushed(&self) -> bool {
        self.sent.iter().any(|frame| matches!(frame, ToRelay::Push { .. }))
    }
}

pub fn named(name: &str) -> Vec<(String, Option<Value>)> {
    vec![("name".to_owned(), Some(Value::Text(name.to_owned())))]
}

pub fn accounts() -> Watch {
    Watch::List { query: Query::all("account"), offset: 0, limit: 50 }
}

pub fn create() -> Request {
    Request::Create { object: "account".to_owned(), record: RECORD, values: named(SECRET) }
}

pub fn pin(pin: &str) -> String {
    pin.to_owned()
}

/// A book with the secret and a PIN, whose list was seen and kept.
pub fn with_pin() -> Phone {
    let mut phone = Phone::start(Memory::default(), DAY);
    phone.settle();
    phone.contact(1_000);
    phone.ask(Request::Watch { watch: 2, what: accounts() });
    assert!(phone.done(create()).is_ok());
    assert_eq!(phone.done(Request::SetPin { pin: pin("12345") }), Err(Reason::BadPin));
    assert_eq!(phone.done(Request::SetPin { pin: pin("২০৪০৬০") }), Ok(Answer::Done));
    phone.pass(5_000);
    assert!(phone.tells_the_secret(), "it is open");
    phone
}
