//! One thing done to many records: all that a list finds, in portions, counted, and what is refused does not stop it.

use crm_core::commands::Refusal;
use crm_core::fields::FilterOperator;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, FromEngine, ManyEdit, Request, ToEngine};
use crm_core::value::Value;
use crm_core::views::query::{Filter, Query, Sort};
use crm_core::views::selection::Selection;
use crm_engine::device::{Device, Input, Output, Owner, Patience};
use crm_sync::store::{Memory, StoreError, StoreReply, StoreRequest};
use std::collections::{BTreeMap, VecDeque};

const RECORDS: u32 = 1_000;

/// A device on a storage in memory that can be made to fail.
struct Phone {
    device: Device,
    disk: Memory,
    waiting: VecDeque<(u64, StoreRequest)>,
    answers: BTreeMap<u32, Result<Answer, Refusal>>,
    now: i64,
    request: u32,
    /// Writes that succeed before the storage is full.
    room: usize,
    /// The longest list of writes in one transaction.
    longest: usize,
}

impl Phone {
    fn start(disk: Memory) -> Self {
        let mut seed = 7_u8;
        let random = move |bytes: &mut [u8]| {
            for byte in bytes {
                seed = seed.wrapping_mul(31).wrapping_add(17);
                *byte = seed;
            }
        };
        let mut device = Device::new(Owner::default(), Patience::default(), Box::new(random));
        let outputs = device.start(1_000);
        let (waiting, answers) = (VecDeque::new(), BTreeMap::new());
        let mut phone =
            Self { device, disk, waiting, answers, now: 1_000, request: 0, room: usize::MAX, longest: 0 };
        phone.take(outputs);
        phone.settle();
        phone
    }

    fn filled() -> Self {
        let mut phone = Self::start(Memory::default());
        let record = |number| {
            let city = if number % 4 == 0 { "partner" } else { "customer" };
            let values = vec![text("name", &format!("Account {number:04}")), text("type", city)];
            ("account".to_owned(), id(number), values)
        };
        phone.ask(Request::CreateMany { records: (0..RECORDS).map(record).collect() });
        phone.settle();
        phone.longest = 0;
        phone
    }

    fn take(&mut self, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Store(number, request) => self.waiting.push_back((number, request)),
                Output::Tell(_, FromEngine::Answer { request, answer }) => {
                    self.answers.insert(request, answer);
                }
                Output::Tell(..)
                | Output::Connect
                | Output::Disconnect
                | Output::Send(_)
                | Output::FetchPage(_)
                | Output::ReadLocal(_)
                | Output::Erase(..) => {}
            }
        }
    }

    /// Everything that the device does by itself now, without letting time go by.
    fn settle(&mut self) {
        loop {
            if let Some((number, request)) = self.waiting.pop_front() {
                let reply = self.store(request);
                let outputs = self.device.handle(self.now, Input::Stored(number, reply));
                self.take(outputs);
            } else if self.device.wake_at().is_some_and(|at| at <= self.now) {
                let outputs = self.device.handle(self.now, Input::Woke);
                self.take(outputs);
            } else {
                return;
            }
        }
    }

    fn store(&mut self, request: StoreRequest) -> Result<StoreReply, StoreError> {
        if let StoreRequest::Write { writes, .. } = &request {
            self.longest = self.longest.max(writes.len());
            self.room = self.room.checked_sub(1).ok_or(StoreError::Full)?;
        }
        self.disk.execute(request)
    }

    fn ask(&mut self, body: Request) -> u32 {
        self.request += 1;
        let message = ToEngine { request: self.request, body };
        let outputs = self.device.handle(self.now, Input::Message(0, Box::new(message)));
        self.take(outputs);
        self.request
    }

    fn answer(&mut self, body: Request) -> Result<Answer, Refusal> {
        let request = self.ask(body);
        self.settle();
        self.answers.remove(&request).expect("every request is answered")
    }

    fn edit(&mut self, query: Query, which: Selection, edit: ManyEdit) -> (Vec<RecordId>, u32) {
        match self.answer(Request::EditMany { query, which, edit }) {
            Ok(Answer::ManyEdited { records, refused }) => (records, refused),
            other => panic!("{other:?}"),
        }
    }

    fn total(&mut self, query: &Query) -> u32 {
        let asked = Request::RecordsAt { query: query.clone(), offset: 0, limit: u32::MAX };
        let Ok(Answer::RecordsAt(records)) = self.answer(asked) else { panic!("a list answers") };
        u32::try_from(records.len()).expect("a small list")
    }
}

fn id(number: u32) -> RecordId {
    let mut id = [1; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    RecordId(id)
}

fn text(field: &str, text: &str) -> (String, Option<Value>) {
    (field.to_owned(), Some(Value::Text(text.to_owned())))
}

fn of_type(kind: &str) -> Query {
    let argument = Some(Value::Text(kind.to_owned()));
    let filter = Filter { field: "type".to_owned(), operator: FilterOperator::Is, argument };
    Query { filters: vec![filter], ..Query::all("account") }
}

#[test]
fn all_that_a_list_finds_is_set_in_portions_and_stays_after_a_restart() {
    let mut phone = Phone::filled();
    let set = ManyEdit::Set(vec![text("site", "Khulna")]);
    let mut but = Selection::all();
    but.set(id(0), false);
    let (changed, refused) = phone.edit(of_type("partner"), but, set.clone());
    assert_eq!((changed.len(), refused), (249, 0));
    assert!(phone.longest < 400, "{} writes in one transaction", phone.longest);
    // What is so already is not written again.
    let (changed, _) = phone.edit(of_type("partner"), Selection::all(), set);
    assert_eq!(changed, [id(0)]);
    let mut again = Phone::start(phone.disk);
    let holds = Filter { field: "site".to_owned(), operator: FilterOperator::Filled, argument: None };
    assert_eq!(again.total(&Query { filters: vec![holds], ..Query::all("account") }), 250);
}

#[test]
fn what_was_deleted_from_a_list_comes_back() {
    let mut phone = Phone::filled();
    let all = Query::all("account");
    let (gone, refused) = phone.edit(of_type("customer"), Selection::all(), ManyEdit::Delete);
    assert_eq!((gone.len(), refused, phone.total(&all)), (750, 0, 250));
    let (back, _) = phone.edit(all.clone(), Selection::only(gone), ManyEdit::Restore);
    assert_eq!((back.len(), phone.total(&all)), (750, RECORDS));
}

#[test]
fn what_cannot_be_set_is_counted_and_the_others_go_on() {
    let mut phone = Phone::filled();
    let all = Query::all("account");
    phone.answer(Request::Delete { records: vec![id(1)] }).expect("deleted");
    let chosen = Selection::only([id(1), id(2), id(3)]);
    let set = ManyEdit::Set(vec![text("site", "Khulna")]);
    let (changed, refused) = phone.edit(all.clone(), chosen, set.clone());
    assert_eq!((changed, refused), (vec![id(2), id(3)], 1));
    // Where nothing could be done at all, the reason is said.
    let request = Request::EditMany { query: all, which: Selection::only([id(1)]), edit: set };
    assert!(phone.answer(request).is_err());
}

#[test]
fn a_full_storage_keeps_what_is_stored_and_says_so() {
    let mut phone = Phone::filled();
    let all = Query::all("account");
    phone.room = 3;
    let request = Request::EditMany { query: all.clone(), which: Selection::all(), edit: ManyEdit::Delete };
    assert!(phone.answer(request).is_err());
    phone.room = usize::MAX;
    let left = phone.total(&all);
    assert!((1..RECORDS).contains(&left), "{left} of {RECORDS}");
    let (gone, _) = phone.edit(all.clone(), Selection::all(), ManyEdit::Delete);
    assert_eq!((u32::try_from(gone.len()), phone.total(&all)), (Ok(left), 0));
}

#[test]
fn another_edit_does_not_wait_for_all_of_them() {
    let mut phone = Phone::filled();
    let all = Query::all("account");
    let many = Request::EditMany { query: all.clone(), which: Selection::all(), edit: ManyEdit::Delete };
    let many = phone.ask(many);
    let one = phone.ask(Request::Set { record: id(5), values: vec![text("site", "Khulna")] });
    let mut steps = 0;
    while !phone.answers.contains_key(&one) {
        let outputs = match phone.waiting.pop_front() {
            Some((number, request)) => {
                let reply = phone.store(request);
                phone.device.handle(phone.now, Input::Stored(number, reply))
            }
            None => phone.device.handle(phone.now, Input::Woke),
        };
        phone.take(outputs);
        steps += 1;
    }
    assert!(!phone.answers.contains_key(&many), "after {steps} steps");
    phone.settle();
    assert!(phone.answers.contains_key(&many));
}

#[test]
fn the_file_holds_the_chosen_records_in_the_order_of_the_list() {
    let mut phone = Phone::filled();
    let sort = Sort { field: "title".to_owned(), descending: true };
    let headings = BTreeMap::from([("name".to_owned(), "Name".to_owned())]);
    let which = Selection::only([id(1), id(7)]);
    let request = Request::ExportList { query: Query { sort, ..Query::all("account") }, which, headings };
    let Ok(Answer::File { bytes, .. }) = phone.answer(request) else { panic!("a file comes") };
    let file = String::from_utf8(bytes).expect("CSV is text");
    let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines, ["Name", "Account 0007", "Account 0001"]);
}
