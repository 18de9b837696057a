//! What waits for a choice, with every value and what is known of who wrote it.

use crate::phone::{DAY, Phone};
use crm_core::commands::{DocumentPlan, Edit, Intent};
use crm_core::document::{self, read, write};
use crm_core::ids::{ActorId, PersonId, RecordId};
use crm_core::messages::{ConflictsView, FromEngine, Request, View, Watch};
use crm_core::value::Value;
use crm_core::views::row;
use crm_sync::store::{Memory, Store, StoreReply, StoreRequest, Write};

const WATCH: u32 = 9;
const HERS: RecordId = RecordId([4; 16]);
const OTHERS: RecordId = RecordId([5; 16]);
/// Whoever the phone is of; and somebody else.
const ME: PersonId = PersonId([2; 16]);
const SUMON: PersonId = PersonId([6; 16]);

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn contact(record: RecordId, name: &str, owner: PersonId) -> Request {
    let values = [("last_name", text(name)), ("owner", Value::Person(owner))];
    let values = values.into_iter().map(|(key, value)| (key.to_owned(), Some(value))).collect();
    Request::Create { object: "contact".to_owned(), record, values }
}

/// Writes these texts into a field at once, each on another device, of which this one knows nothing.
fn split(disk: &mut Memory, record: RecordId, field: &str, texts: &[&str]) {
    let get = StoreRequest::Get(vec![(Store::Docs, record.0.to_vec())]);
    let Ok(StoreReply::Values(values)) = disk.execute(get) else { panic!("the model answers") };
    let bytes = values.into_iter().next().flatten().expect("the record lies on the disk");
    let doc = document::load(&bytes).expect("a stored document loads");
    let mut all = doc.fork();
    for (number, text) in (1..).zip(texts) {
        let mut one = doc.fork();
        let value = crm_core::fields::Scalar::Text((*text).to_owned());
        let edits = vec![Edit::Put(field.to_owned(), value)];
        let plan = DocumentPlan { record, object: "contact".to_owned(), intent: Intent::Set, edits };
        write::write(&mut one, &plan, ActorId([number; 16]), DAY + i64::from(number)).expect("it fits");
        all.merge(&mut one).expect("copies of one document merge");
    }
    let row = row::pack(&read::read(&all, record).expect("a record"));
    put(disk, record, all.save_nocompress(), Some(row));
}

fn put(disk: &mut Memory, record: RecordId, doc: Vec<u8>, row: Option<Vec<u8>>) {
    let key = record.0.to_vec();
    let row = row.map(|row| Write::Put(Store::Pages, key.clone(), row));
    let writes = row.into_iter().chain([Write::Put(Store::Docs, key, doc)]).collect();
    let written = disk.execute(StoreRequest::Write { writes, strict: true });
    assert!(written.is_ok(), "{written:?}");
}

/// A phone with these contacts, in conflict at these fields.
fn with(contacts: &[(RecordId, &str, PersonId, &[&str])]) -> Phone {
    let mut phone = Phone::start(Memory::default(), DAY);
    phone.settle();
    for (record, name, owner, _) in contacts {
        assert!(phone.done(contact(*record, name, *owner)).is_ok());
    }
    for (record, _, _, fields) in contacts {
        for field in *fields {
            split(&mut phone.disk, *record, field, &["Buyer", "Owner"]);
        }
    }
    let mut phone = phone.again();
    phone.settle();
    phone.ask(Request::Painted);
    phone.settle();
    phone
}

fn shown(phone: &mut Phone, mine: bool, limit: u32) -> ConflictsView {
    phone.told.clear();
    phone.ask(Request::Watch { watch: WATCH, what: Watch::Conflicts { mine, limit } });
    phone.pass(1_000);
    latest(phone).expect("what waits for a choice is told")
}

fn latest(phone: &Phone) -> Option<ConflictsView> {
    phone.told.iter().rev().find_map(|(_, message)| {
        if let FromEngine::View { watch: WATCH, view: View::Conflicts(view) } = message {
            return Some(view.clone());
        }
        None
    })
}

fn records(view: &ConflictsView) -> Vec<RecordId> {
    view.records.iter().map(|one| one.link.record).collect()
}

#[test]
fn every_value_is_told_and_ones_own_records_come_first() {
    let fields: &[&str] = &["job_title", "department"];
    let mut phone = with(&[
        (HERS, "Akter", ME, fields),
        (OTHERS, "Das", SUMON, &["job_title"]),
        (RecordId([7; 16]), "Roy", ME, &[]),
    ]);
    let view = shown(&mut phone, true, 50);
    assert_eq!((view.mine_only, view.mine, view.all, view.more), (true, 1, 2, false));
    assert_eq!(records(&view), [HERS]);
    let one = &view.records[0];
    assert_eq!((one.title.as_str(), one.may.edit), ("Akter", true));
    let keys: Vec<&str> = one.fields.iter().map(|field| field.field.as_str()).collect();
    let place = |key: &str| {
        let definition = crm_core::objects::object("contact").expect("contacts");
        definition.all_fields().position(|field| field.key == key)
    };
    assert!(place(keys[0]) < place(keys[1]), "in the order of the page: {keys:?}");
    for field in &one.fields {
        let choices: Vec<_> = std::iter::once(&field.shown).chain(&field.others).collect();
        assert_eq!(choices.len(), 2);
        for choice in choices {
            let (actor, value) = if choice.by.at == DAY + 1 { (1, "Buyer") } else { (2, "Owner") };
            assert_eq!((choice.by.actor, choice.value.clone()), (ActorId([actor; 16]), Some(text(value))));
            let unknown = (choice.by.name.as_ref(), choice.by.device.as_ref(), choice.by.this_device);
            assert_eq!(unknown, (None, None, false), "of whom nothing is known nothing is said");
        }
        assert_eq!(field.shown.value, Some(text("Owner")), "equal numbers, the higher mark");
    }
    let view = shown(&mut phone, false, 50);
    assert_eq!((view.mine_only, records(&view)), (false, vec![HERS, OTHERS]));
}

#[test]
fn what_is_settled_goes_and_what_was_shown_can_come_back() {
    let mut phone = with(&[(HERS, "Akter", ME, &["job_title", "department"])]);
    assert_eq!(shown(&mut phone, true, 50).records[0].fields.len(), 2);
    let take = |field: &str, value: &str| Request::Resolve {
        record: HERS,
        field: field.to_owned(),
        value: Some(text(value)),
    };
    assert!(phone.done(take("job_title", "Buyer")).is_ok());
    phone.pass(1_000);
    let view = latest(&phone).expect("a view");
    let left: Vec<&str> = view.records[0].fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!((left, view.mine), (vec!["department"], 1));
    // A third value, by the ordinary edit.
    let values = vec![("department".to_owned(), Some(text("Purchasing")))];
    assert!(phone.done(Request::Set { record: HERS, values }).is_ok());
    phone.pass(1_000);
    assert_eq!(latest(&phone), Some(ConflictsView { mine_only: true, ..ConflictsView::default() }));
    let row = |phone: &Phone, key: &str| phone.device.rows().get(HERS).and_then(|row| row.value_of(key));
    assert_eq!(row(&phone, "job_title"), Some(text("Buyer")));
    assert!(phone.done(Request::Undo { of: None }).is_ok() && phone.done(Request::Undo { of: None }).is_ok());
    let back = [row(&phone, "job_title"), row(&phone, "department")];
    assert_eq!(back, [Some(text("Owner")), Some(text("Owner"))], "what was shown before");
}

#[test]
fn records_are_told_when_their_documents_have_come_and_not_all_at_once() {
    let record = |number: u8| RecordId([number; 16]);
    let contacts: Vec<(RecordId, &str, PersonId, &[&str])> =
        (10..130).map(|number| (record(number), "Akter", ME, &["job_title"][..])).collect();
    let mut phone = with(&contacts);
    phone.told.clear();
    phone.ask(Request::Watch { watch: WATCH, what: Watch::Conflicts { mine: true, limit: 50 } });
    assert_eq!(latest(&phone), None, "the documents are on their way");
    phone.pass(1_000);
    let view = latest(&phone).expect("they have come");
    assert_eq!((view.records.len(), view.mine, view.more), (50, 120, true));
    let view = shown(&mut phone, false, u32::MAX);
    assert_eq!((view.records.len(), view.all, view.more), (100, 120, true), "no more than fit");
}

#[test]
fn a_record_that_cannot_be_read_is_named_without_values() {
    let mut phone = with(&[(HERS, "Akter", ME, &["job_title"]), (OTHERS, "Das", ME, &["job_title"])]);
    put(&mut phone.disk, HERS, b"no document".to_vec(), None);
    let view = shown(&mut phone, true, 50);
    let told: Vec<_> = view.records.iter().map(|one| (one.title.as_str(), one.fields.len())).collect();
    assert!(told.len() == 2 && told.contains(&("Akter", 0)) && told.contains(&("Das", 1)), "{told:?}");
}
