//! Starting again on the same storage: what is painted before the rows are read, and that it is never old.

use crm_core::fields::FilterOperator;
use crm_core::ids::{DeviceId, PersonId, RecordId, Timestamp, WorkspaceId};
use crm_core::messages::{FromEngine, ListView, RelayLink, Request, ToEngine, View, Watch};
use crm_core::objects::{placement, score_rule};
use crm_core::value::{Link, Value};
use crm_core::views::query::{Filter, Query};
use crm_core::views::relative;
use crm_engine::device::{Device, Input, Output, Owner, Patience};
use crm_sync::store::{Memory, Store, StoreReply, StoreRequest};
use std::collections::VecDeque;

const RECORDS: u32 = 600;
const QUIET: i64 = 5_000;

/// A device on a storage that answers at once, or when it is asked to.
struct Phone {
    device: Device,
    disk: Memory,
    waiting: VecDeque<(u64, StoreRequest)>,
    told: Vec<FromEngine>,
    now: i64,
    request: u32,
}

impl Phone {
    fn start(disk: Memory) -> Self {
        Self::of(Owner::default(), disk)
    }

    fn of(owner: Owner, disk: Memory) -> Self {
        let mut seed = 7_u8;
        let random = move |bytes: &mut [u8]| {
            for byte in bytes {
                seed = seed.wrapping_mul(31).wrapping_add(17);
                *byte = seed;
            }
        };
        let device = Device::new(owner, Patience::default(), Box::new(random));
        let mut phone =
            Self { device, disk, waiting: VecDeque::new(), told: Vec::new(), now: 1_000, request: 0 };
        let outputs = phone.device.start(phone.now);
        phone.take(outputs);
        phone
    }

    fn take(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Store(number, request) => self.waiting.push_back((number, request)),
                Output::Tell(_, message) => self.told.push(message),
                Output::Connect
                | Output::Disconnect
                | Output::Send(_)
                | Output::FetchPage(_)
                | Output::ReadLocal(_)
                | Output::Erase(..) => {}
            }
        }
    }

    /// One answer of the storage; false when it owes none.
    fn step(&mut self) -> bool {
        let Some((number, request)) = self.waiting.pop_front() else { return false };
        let reply = self.disk.execute(request);
        let outputs = self.device.handle(self.now, Input::Stored(number, reply));
        self.take(outputs);
        true
    }

    fn settle(&mut self) {
        while self.step() {}
    }

    fn ask(&mut self, body: Request) {
        self.request += 1;
        let message = ToEngine { request: self.request, body };
        let outputs = self.device.handle(self.now, Input::Message(0, Box::new(message)));
        self.take(outputs);
    }

    fn wait(&mut self) {
        self.settle();
        self.now += QUIET;
        let outputs = self.device.handle(self.now, Input::Woke);
        self.take(outputs);
        self.settle();
    }

    /// Nothing happens but what the book itself wants to be woken for.
    fn sleep_until(&mut self, until: Timestamp) {
        for _ in 0..100 {
            let Some(at) = self.device.wake_at().filter(|at| *at <= until) else { break };
            self.now = at.max(self.now);
            let outputs = self.device.handle(self.now, Input::Woke);
            self.take(outputs);
            self.settle();
        }
    }

    fn watch(&mut self) {
        let what = Watch::List { query: Query::all("account"), offset: 0, limit: 50 };
        self.ask(Request::Watch { watch: 1, what });
    }

    /// The newest list that a screen was given.
    fn list(&self) -> Option<&ListView> {
        self.told.iter().rev().find_map(|message| match message {
            FromEngine::View { view: View::List(list), .. } => Some(list),
            FromEngine::View { .. }
            | FromEngine::Ready { .. }
            | FromEngine::Answer { .. }
            | FromEngine::Works { .. }
            | FromEngine::Erased => None,
        })
    }

    fn stored_pages(&mut self) -> (usize, usize) {
        let request = StoreRequest::Scan { store: Store::Pages, from: Vec::new(), limit: u32::MAX };
        let Ok(StoreReply::Entries(entries)) = self.disk.execute(request) else { panic!("memory answers") };
        let loose = entries.iter().filter(|(key, _)| key.len() == 16).count();
        (entries.len() - loose, loose)
    }
}

fn id(number: u32) -> RecordId {
    let mut id = [1; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    RecordId(id)
}

fn named(name: String) -> Vec<(String, Option<Value>)> {
    vec![("name".to_owned(), Some(Value::Text(name)))]
}

fn filled() -> Phone {
    let mut phone = Phone::start(Memory::default());
    phone.settle();
    let record = |number| ("account".to_owned(), id(number), named(format!("Account {number:04}")));
    phone.ask(Request::CreateMany { records: (0..RECORDS).map(record).collect() });
    phone.watch();
    phone.wait();
    phone
}

#[test]
fn a_start_paints_what_was_shown_last_before_any_row_is_read() {
    let shown = filled();
    let expected = shown.list().expect("the list was shown").clone();
    let mut again = Phone::start(shown.disk);
    again.watch();
    assert!(again.list().is_none(), "nothing is read yet");
    again.step();
    assert!(!again.device.ready() && again.device.rows().is_empty());
    assert_eq!(again.list(), Some(&expected));
    // A screen that has room for fewer rows gets those.
    let what = Watch::List { query: Query::all("account"), offset: 0, limit: 20 };
    again.ask(Request::Watch { watch: 2, what });
    assert_eq!(again.list().map(|list| (list.rows.len(), list.total)), Some((20, RECORDS)));
    again.settle();
    assert!(again.device.rows().is_empty(), "the screen is painted first");
    again.ask(Request::Painted);
    again.settle();
    assert_eq!(again.device.rows().len(), RECORDS as usize);
}

/// "Only on this device" is what the mark says of a book without a team; said of a team's, it would be a lie.
#[test]
fn a_book_of_a_team_never_says_that_it_has_none() {
    let owner = Owner {
        workspace: Some(WorkspaceId([1; 16])),
        person: Some(PersonId([2; 16])),
        device: Some(DeviceId([3; 16])),
    };
    let mut phone = Phone::of(owner, Memory::default());
    phone.ask(Request::Watch { watch: 1, what: Watch::Sync });
    while phone.step() {
        phone.ask(Request::Painted);
    }
    let link = |message: &FromEngine| match message {
        FromEngine::View { view: View::Sync(sync), .. } => Some(sync.link),
        FromEngine::View { .. }
        | FromEngine::Ready { .. }
        | FromEngine::Answer { .. }
        | FromEngine::Works { .. }
        | FromEngine::Erased => None,
    };
    let links: Vec<RelayLink> = phone.told.iter().filter_map(link).collect();
    assert!(!links.is_empty() && !links.contains(&RelayLink::Local), "{links:?}");
}

#[test]
fn a_start_waits_for_the_screen_no_longer_than_it_must() {
    let disk = filled().disk;
    let mut hidden = Phone::start(disk.clone());
    hidden.settle();
    assert!(!hidden.device.ready());
    hidden.wait();
    assert!(hidden.device.ready(), "a tab that nobody sees paints nothing");
    let mut searched = Phone::start(disk.clone());
    searched.settle();
    searched.ask(Request::Search { text: "Account".to_owned(), object: None, limit: 1 });
    searched.settle();
    assert!(searched.device.ready(), "somebody asks for what only rows can tell");
    let mut elsewhere = Phone::start(disk);
    elsewhere.settle();
    let what = Watch::List { query: Query::all("deal"), offset: 0, limit: 20 };
    elsewhere.ask(Request::Watch { watch: 2, what });
    elsewhere.settle();
    assert!(elsewhere.device.ready(), "another screen is shown than last time");
}

#[test]
fn what_was_shown_before_an_edit_is_never_painted_after_it() {
    let mut phone = filled();
    phone.ask(Request::Set { record: id(0), values: named("Zamindar".to_owned()) });
    phone.settle();
    // The tab ends before the views are kept anew.
    let mut again = Phone::start(phone.disk);
    again.watch();
    again.step();
    assert!(again.list().is_none());
    again.settle();
    assert_eq!(again.list().map(|list| list.rows[0].title.as_str()), Some("Account 0001"));
}

#[test]
fn an_edit_stores_one_row_and_many_edits_store_pages_again() {
    let mut phone = filled();
    let (pages, loose) = phone.stored_pages();
    assert_eq!(loose, 0);
    phone.ask(Request::Set { record: id(5), values: named("Edited 5".to_owned()) });
    phone.settle();
    assert_eq!(phone.stored_pages(), (pages, 1));
    for number in 0..RECORDS {
        phone.ask(Request::Set { record: id(number), values: named(format!("Edited {number:04}")) });
    }
    phone.wait();
    let (_, loose) = phone.stored_pages();
    assert!(loose <= 500, "{loose} rows lie by themselves");
    let mut again = Phone::start(phone.disk);
    again.ask(Request::Painted);
    again.settle();
    for number in 0..RECORDS {
        assert_eq!(again.device.rows().title(id(number)), format!("Edited {number:04}"));
    }
    assert_eq!(again.device.rows().len(), RECORDS as usize);
}

#[test]
fn a_day_that_begins_wakes_a_book_whose_scores_fall() {
    const DAY: i64 = 86_400_000;
    let lead = RecordId([1; 16]);
    let mut phone = Phone::start(Memory::default());
    phone.ask(Request::Painted);
    phone.settle();
    let text = |text: &str| Value::Text(text.to_owned());
    let about = Value::Link(Link { object: "lead".to_owned(), record: lead });
    let call =
        vec![("subject", text("x")), ("about", about), ("status", text("held")), ("start", Value::Moment(0))];
    let number = |number| Value::Number(number);
    let rule = vec![
        (score_rule::VALUE, text("c00000001")),
        (score_rule::OF, text("lead")),
        (score_rule::ACTIVITY, text("call")),
        (score_rule::POINTS, number(8.0)),
        (score_rule::HALVES, number(1.0)),
    ];
    let all = [
        ("lead", lead, vec![("last_name", text("Begum"))]),
        ("call", RecordId([2; 16]), call),
        (score_rule::KEY, score_rule::rule_of("c00000001"), rule),
    ];
    for (object, record, values) in all {
        let values = values.into_iter().map(|(key, value)| (key.to_owned(), Some(value))).collect();
        phone.ask(Request::Create { object: object.to_owned(), record, values });
        phone.settle();
    }
    // A screen that shows it all the time is told.
    let query = Query { columns: vec!["score".to_owned()], ..Query::all("lead") };
    phone.ask(Request::Watch { watch: 1, what: Watch::List { query, offset: 0, limit: 50 } });
    phone.settle();
    let shown = |phone: &Phone| phone.list().and_then(|list| list.rows[0].values.first().cloned());
    let score = |points: f64| Some(("score".to_owned(), Value::Number(points)));
    assert_eq!(shown(&phone), score(8.0));
    phone.sleep_until(DAY + 1_000);
    assert!(phone.now >= DAY);
    assert_eq!(shown(&phone), score(4.0));
    // And when there are no rules any more.
    let values = vec![(score_rule::RETIRED.to_owned(), Some(Value::Flag(true)))];
    phone.ask(Request::Set { record: score_rule::rule_of("c00000001"), values });
    phone.sleep_until(2 * DAY);
    assert_eq!(shown(&phone), None);
}

#[test]
fn a_list_that_moves_with_the_calendar_is_looked_through_when_the_day_ends() {
    // Midnight in Dhaka: the phone is six hours ahead of UTC.
    const DAY: i64 = 86_400_000 - 6 * 3_600_000;
    let mut phone = Phone::start(Memory::default());
    phone.ask(Request::Painted);
    phone.settle();
    let values = [("name", Value::Text("Jute".to_owned())), ("close_date", Value::Date(1))];
    let values = values.map(|(key, value)| (key.to_owned(), Some(value))).to_vec();
    phone.ask(Request::Create { object: "deal".to_owned(), record: RecordId([1; 16]), values });
    phone.settle();
    let closing = Filter {
        field: "close_date".to_owned(),
        operator: FilterOperator::Is,
        argument: Some(relative::argument(0)),
    };
    let query = Query { filters: vec![closing], ..Query::all("deal") };
    let what = Watch::List { query, offset: 0, limit: 50 };
    phone.ask(Request::Watch { watch: 1, what });
    phone.settle();
    let total = |phone: &Phone| phone.list().map(|list| list.total);
    assert_eq!(total(&phone), Some(0), "it closes tomorrow");
    phone.sleep_until(DAY + 1_000);
    assert!(phone.now >= DAY);
    assert_eq!(total(&phone), Some(1));
}

/// A book of one's own has no people to choose from: nobody could save anything.
#[test]
fn a_book_of_one_s_own_asks_for_nobody() {
    let mut phone = Phone::start(Memory::default());
    phone.ask(Request::Painted);
    phone.settle();
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let must = |key: &str| {
        let said = [
            (placement::OF, text("contact")),
            (placement::CODE, text(key)),
            (placement::REQUIRED, Some(Value::Flag(true))),
        ];
        let values = said.map(|(key, value)| (key.to_owned(), value)).to_vec();
        (placement::KEY.to_owned(), placement::placement_of("contact", key), values)
    };
    phone.ask(Request::Define { records: vec![must("owner"), must("job_title")] });
    phone.settle();
    let new = |more: Option<&str>| {
        let title = more.map(|title| ("job_title".to_owned(), text(title)));
        let values = [("last_name".to_owned(), text("Begum"))].into_iter().chain(title).collect();
        Request::Create { object: "contact".to_owned(), record: RecordId([1; 16]), values }
    };
    phone.ask(new(None));
    phone.settle();
    assert!(phone.device.rows().get(RecordId([1; 16])).is_none(), "a job title is wanted");
    phone.ask(new(Some("Buyer")));
    phone.settle();
    assert!(phone.device.rows().get(RecordId([1; 16])).is_some());
}
