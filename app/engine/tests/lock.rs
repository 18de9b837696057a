//! A locked book: what it tells (nothing), what it goes on doing, and what opens it.

use crm_core::commands::Reason;
use crm_core::ids::{DeviceId, PersonId, RecordId, WorkspaceId};
use crm_core::messages::{Answer, FromEngine, Lock, Locked, Request, ToEngine, View, Watch};
use crm_core::value::Value;
use crm_core::views::query::Query;
use crm_engine::device::{Client, Device, Input, Output, Owner, Patience};
use crm_sync::frame::{Next, PROTOCOL, ToDevice, ToRelay, Welcome, decode, encode};
use crm_sync::store::{Memory, StoreRequest};
use std::collections::VecDeque;

const SYNC: u32 = 1;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
const OTHER_TAB: Client = 7;
/// A word of the book, which nothing that is told while it is locked may hold.
const SECRET: &str = "Jamuna Traders";
const RECORD: RecordId = RecordId([1; 16]);

/// A device of somebody in a team, on a storage that answers when it is asked to.
struct Phone {
    device: Device,
    disk: Memory,
    waiting: VecDeque<(u64, StoreRequest)>,
    told: Vec<(Client, FromEngine)>,
    sent: Vec<ToRelay>,
    connects: u32,
    now: i64,
    request: u32,
}

impl Phone {
    fn start(disk: Memory, now: i64) -> Self {
        let owner = Owner {
            workspace: Some(WorkspaceId([1; 16])),
            person: Some(PersonId([2; 16])),
            device: Some(DeviceId([3; 16])),
        };
        Self::of(owner, disk, now)
    }

    fn of(owner: Owner, disk: Memory, now: i64) -> Self {
        let mut seed = 7_u8;
        let random = move |bytes: &mut [u8]| {
            for byte in bytes {
                seed = seed.wrapping_mul(31).wrapping_add(17);
                *byte = seed;
            }
        };
        let device = Device::new(owner, Patience::default(), Box::new(random));
        let (waiting, told, sent) = (VecDeque::new(), Vec::new(), Vec::new());
        let mut phone = Self { device, disk, waiting, told, sent, connects: 0, now, request: 0 };
        let outputs = phone.device.start(phone.now);
        phone.take(outputs);
        phone.ask(Request::Watch { watch: SYNC, what: Watch::Sync });
        phone
    }

    /// A new run on the same storage.
    fn again(self) -> Self {
        Self::start(self.disk, self.now)
    }

    fn take(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Store(number, request) => self.waiting.push_back((number, request)),
                Output::Tell(client, message) => self.told.push((client, message)),
                Output::Connect => self.connects += 1,
                Output::Send(frame) => self.sent.push(decode(&frame, usize::MAX).expect("a frame")),
                Output::Disconnect => self.give(Input::Closed { signed_out: false }),
                Output::FetchPage(_) | Output::ReadLocal(_) | Output::Erase(..) => {}
            }
        }
    }

    fn give(&mut self, input: Input) {
        let outputs = self.device.handle(self.now, input);
        self.take(outputs);
    }

    fn settle(&mut self) {
        while let Some((number, request)) = self.waiting.pop_front() {
            let reply = self.disk.execute(request);
            self.give(Input::Stored(number, reply));
        }
    }

    fn from(&mut self, client: Client, body: Request) -> u32 {
        self.request += 1;
        self.give(Input::Message(client, ToEngine { request: self.request, body }));
        self.request
    }

    fn ask(&mut self, body: Request) -> u32 {
        self.from(0, body)
    }

    fn answer(&self, asked: u32) -> Option<Result<Answer, Reason>> {
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
    fn done(&mut self, body: Request) -> Result<Answer, Reason> {
        let asked = self.ask(body);
        self.settle();
        self.answer(asked).expect("an answer")
    }

    fn pass(&mut self, time: i64) {
        self.now += time;
        self.give(Input::Woke);
        self.settle();
    }

    /// The relay is reached and serves this device, by a session of that time.
    fn contact(&mut self, logged_in: i64) {
        self.give(Input::Closed { signed_out: false });
        self.ask(Request::SendNow);
        self.give(Input::Opened);
        let (epoch, now) = ([9; 16], self.now);
        let welcome =
            Welcome { protocol: PROTOCOL, writable: true, epoch, now, next: Next::Feed, documents: 1 };
        let feed =
            ToDevice::Feed { entries: Vec::new(), actors: Vec::new(), cursor: [4; 16], caught_up: true };
        for frame in [ToDevice::Welcome(welcome), ToDevice::Terms { lease: 90 * DAY, logged_in }, feed] {
            self.give(Input::Frame(encode(&frame)));
        }
        self.settle();
    }

    fn lock(&self) -> Lock {
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

    fn locked(&self) -> Option<Locked> {
        self.lock().locked
    }

    /// Whether anything that was told holds the secret.
    fn tells_the_secret(&self) -> bool {
        let holds = |message: &FromEngine| {
            let bytes = postcard::to_stdvec(message).expect("plain data");
            bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes())
        };
        self.told.iter().any(|(_, message)| holds(message))
    }

    fn pushed(&self) -> bool {
        self.sent.iter().any(|frame| matches!(frame, ToRelay::Push { .. }))
    }
}

fn named(name: &str) -> Vec<(String, Option<Value>)> {
    vec![("name".to_owned(), Some(Value::Text(name.to_owned())))]
}

fn accounts() -> Watch {
    Watch::List { query: Query::all("account"), offset: 0, limit: 50 }
}

fn create() -> Request {
    Request::Create { object: "account".to_owned(), record: RECORD, values: named(SECRET) }
}

fn pin(pin: &str) -> String {
    pin.to_owned()
}

/// A book with the secret and a PIN, whose list was seen and kept.
fn with_pin() -> Phone {
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

#[test]
fn a_locked_book_tells_nothing_of_itself() {
    let mut phone = with_pin().again();
    let watches = [
        accounts(),
        Watch::Record { record: RECORD },
        Watch::Counts,
        Watch::Access { record: RECORD },
        Watch::News { since: 0, limit: 9 },
    ];
    for (watch, what) in (2..).zip(watches) {
        phone.ask(Request::Watch { watch, what });
    }
    phone.settle();
    phone.ask(Request::Painted);
    phone.pass(20_000);
    assert!(phone.device.ready() && phone.device.rows().len() == 1, "the book is read all the same");
    let asked = [
        Request::Search { text: "Jam".to_owned(), object: None, limit: 5 },
        Request::RecordsAt { query: Query::all("account"), offset: 0, limit: 5 },
        Request::ExportBook,
        Request::ExportUnsent,
        Request::Undo { of: None },
        Request::Set { record: RECORD, values: named("Padma") },
        Request::TakePin { pin: pin("204060") },
        Request::LockAfter { minutes: 0 },
        Request::Clear { even_unsent: true, all_books: false },
    ];
    for body in asked {
        assert_eq!(phone.done(body.clone()), Err(Reason::Locked), "{body:?}");
    }
    assert_eq!(phone.locked(), Some(Locked::Pin));
    assert!(!phone.tells_the_secret());
    let views = |(_, message): &(Client, FromEngine)| matches!(message, FromEngine::View { view, .. } if !matches!(view, View::Sync(_)));
    assert!(!phone.told.iter().any(views), "only why it is locked is shown");
    // What the person did before is sent meanwhile.
    phone.contact(1_000);
    assert!(phone.pushed() && phone.locked() == Some(Locked::Pin));

    assert_eq!(phone.done(Request::Unlock { pin: pin("204061") }), Err(Reason::WrongPin));
    assert_eq!(phone.done(Request::Unlock { pin: pin("204060") }), Ok(Answer::Done));
    phone.pass(1_000);
    assert!(phone.locked().is_none() && phone.tells_the_secret());
}

#[test]
fn all_tabs_are_locked_and_opened_together() {
    let mut phone = with_pin();
    phone.from(OTHER_TAB, Request::Watch { watch: 4, what: accounts() });
    phone.from(OTHER_TAB, Request::Watch { watch: 5, what: Watch::Sync });
    phone.settle();
    phone.told.clear();
    assert_eq!(phone.done(Request::Lock), Ok(Answer::Done));
    phone.pass(1_000);
    assert!(!phone.tells_the_secret());
    let other = phone.told.iter().any(|(client, message)| {
        let locked = |view: &View| matches!(view, View::Sync(sync) if sync.lock.locked.is_some());
        *client == OTHER_TAB && matches!(message, FromEngine::View { view, .. } if locked(view))
    });
    assert!(other, "the other tab hears that it is locked");
    let asked = phone.from(OTHER_TAB, Request::Unlock { pin: pin("204060") });
    phone.settle();
    assert_eq!(phone.answer(asked), Some(Ok(Answer::Done)));
    phone.pass(1_000);
    // Both are shown everything anew: what they had they threw away.
    for (tab, watch) in [(0, 2), (OTHER_TAB, 4)] {
        let shown = |(client, message): &(Client, FromEngine)| {
            *client == tab && matches!(message, FromEngine::View { watch: other, .. } if *other == watch)
        };
        assert!(phone.told.iter().any(shown), "tab {tab}");
    }
}

#[test]
fn wrong_pins_wait_and_a_reload_does_not_help() {
    let mut phone = with_pin().again();
    phone.settle();
    let wrong = phone.ask(Request::Unlock { pin: pin("000000") });
    assert_eq!(phone.answer(wrong), None, "nobody learns anything before the try is stored");
    // The tab is closed before the storage answers: the write went first.
    phone.settle();
    for _ in 0..2 {
        phone = phone.again();
        phone.settle();
        assert_eq!(phone.done(Request::Unlock { pin: pin("000000") }), Err(Reason::WrongPin));
    }
    phone = phone.again();
    phone.settle();
    assert_eq!(phone.lock().wrong, 3);
    assert_eq!(
        phone.done(Request::Unlock { pin: pin("204060") }),
        Err(Reason::PinWaits),
        "even the right one"
    );
    assert_eq!(phone.lock().try_at, Some(phone.now + 5_000));
    phone.now += 5_000;
    assert_eq!(phone.done(Request::Unlock { pin: pin("204060") }), Ok(Answer::Done));
    assert_eq!((phone.locked(), phone.lock().wrong), (None, 0));
}

#[test]
fn a_book_that_nobody_looks_at_locks_itself() {
    let seen = |visible| Request::Page { visible, online: false };
    let mut phone = with_pin();
    phone.from(OTHER_TAB, seen(true));
    phone.ask(seen(false));
    for _ in 0..60 {
        phone.pass(MINUTE);
        phone.from(OTHER_TAB, seen(true));
    }
    assert_eq!(phone.locked(), None, "another tab is looked at");
    phone.from(OTHER_TAB, seen(false));
    phone.pass(5 * MINUTE - 1);
    assert_eq!(phone.locked(), None);
    phone.pass(1);
    assert_eq!(phone.locked(), Some(Locked::Pin));

    let mut phone = with_pin();
    phone.ask(seen(false));
    // The browser froze the tab: it hears of the time when somebody looks again.
    phone.now += 6 * MINUTE;
    phone.told.clear();
    phone.ask(seen(true));
    phone.pass(1_000);
    assert!(phone.locked() == Some(Locked::Pin) && !phone.tells_the_secret());

    // A tab that was closed cannot say so any more.
    let mut phone = with_pin();
    phone.from(OTHER_TAB, seen(true));
    phone.ask(seen(false));
    phone.pass(7 * MINUTE);
    assert_eq!(phone.locked(), None, "it may still be looked at");
    phone.pass(MINUTE);
    assert_eq!(phone.locked(), Some(Locked::Pin));

    let mut phone = with_pin();
    assert_eq!(phone.done(Request::LockAfter { minutes: 0 }), Ok(Answer::Done));
    phone.ask(seen(false));
    phone.pass(DAY);
    assert_eq!(phone.locked(), None);
}

#[test]
fn an_edit_on_its_way_when_the_book_is_locked_is_kept() {
    let mut phone = with_pin();
    let asked = phone.ask(Request::Set { record: RECORD, values: named("Padma Stores") });
    phone.ask(Request::Lock);
    phone.settle();
    assert!(matches!(phone.answer(asked), Some(Ok(Answer::Records(_)))));
    assert_eq!(phone.done(Request::Unlock { pin: pin("204060") }), Ok(Answer::Done));
    assert_eq!(phone.device.rows().title(RECORD), "Padma Stores");
}

#[test]
fn a_file_on_its_way_when_the_book_is_locked_is_not_handed_out() {
    let mut phone = with_pin();
    phone.told.clear();
    let asked = phone.ask(Request::ExportBook);
    phone.ask(Request::Lock);
    phone.settle();
    assert_eq!(phone.answer(asked), Some(Err(Reason::Locked)));
    assert!(!phone.tells_the_secret());
}

#[test]
fn a_forgotten_pin_goes_with_a_log_in_and_nothing_is_lost() {
    let mut phone = with_pin().again();
    phone.settle();
    // Somebody logs in while the book is locked, and nobody said that the PIN is forgotten.
    phone.contact(2_000);
    assert_eq!(phone.locked(), Some(Locked::Pin));
    assert_eq!(phone.done(Request::ForgotPin), Ok(Answer::Done));
    let mut phone = phone.again();
    phone.settle();
    phone.contact(2_000);
    assert_eq!(phone.locked(), Some(Locked::Pin), "the log-in of before is none");
    let unsent = phone.device.unsent();
    assert!(unsent > 0);
    phone.connects = 0;
    phone.ask(Request::LoggedIn);
    phone.pass(1_000);
    assert_eq!(phone.connects, 1, "only a new connection shows who is logged in");
    phone.contact(3_000);
    assert_eq!((phone.locked(), phone.lock().pin, phone.device.unsent()), (None, false, unsent));
    let mut phone = phone.again();
    phone.settle();
    assert_eq!(phone.locked(), None);
}

#[test]
fn a_book_without_an_account_has_no_pin() {
    let mut phone = Phone::of(Owner::default(), Memory::default(), DAY);
    phone.settle();
    assert_eq!(phone.done(Request::SetPin { pin: pin("204060") }), Err(Reason::NoPinHere));
    phone.pass(400 * DAY);
    assert_eq!(phone.locked(), None, "and no lease");
}

#[test]
fn the_end_of_the_lease_locks_and_the_next_contact_opens() {
    let mut phone = Phone::start(Memory::default(), DAY);
    phone.settle();
    phone.contact(1_000);
    phone.give(Input::Closed { signed_out: false });
    assert!(phone.done(create()).is_ok());
    phone.pass(89 * DAY);
    phone.pass(1_000);
    assert_eq!((phone.locked(), phone.lock().lease_days), (None, Some(90)));
    // A reload does not give time back, nor does another date.
    phone.now -= 80 * DAY;
    let mut phone = phone.again();
    phone.settle();
    phone.pass(DAY);
    assert_eq!(phone.locked(), Some(Locked::Lease));
    phone.told.clear();
    phone.ask(Request::Watch { watch: 2, what: accounts() });
    assert_eq!(phone.done(Request::Set { record: RECORD, values: named("Padma") }), Err(Reason::Locked));
    assert_eq!(phone.done(Request::ExportBook), Err(Reason::Locked));
    assert!(!phone.tells_the_secret());
    // What was not sent can be saved as a file, and goes with the next contact.
    assert!(matches!(phone.done(Request::ExportUnsent), Ok(Answer::File { .. })));
    phone.contact(1_000);
    assert!(phone.locked().is_none() && phone.pushed() && phone.tells_the_secret());
}
