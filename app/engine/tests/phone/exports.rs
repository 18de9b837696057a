//! Files that the person saves: counted against the profile's limit, and told to the relay until it has noted them.

use crate::phone::{DAY, Phone, create, named, pin};
use crm_core::commands::Reason;
use crm_core::ids::{PersonId, RecordId};
use crm_core::messages::{Answer, Happening, RecordView, Request};
use crm_core::policy::{Base, ObjectRights, Policy, Profile, Standing};
use crm_core::value::{Link, Value};
use crm_core::views::query::Query;
use crm_core::views::selection::Selection;
use crm_engine::device::Input;
use crm_sync::frame::{Export, ToDevice, ToRelay, encode};
use crm_sync::store::{Memory, StoreError};
use std::collections::BTreeSet;

const HOUR: i64 = DAY / 24;

/// A phone with three accounts, whose person may take out so many records within a day.
fn limited_to(limit: Option<u32>) -> Phone {
    allowed(|profile| profile.exports = limit)
}

/// The same for whom the profile says so.
fn allowed(change: impl Fn(&mut Profile)) -> Phone {
    let mut phone = Phone::start(Memory::default(), 10 * DAY);
    phone.settle();
    phone.contact(1_000);
    let mut policy = Policy::starting(false);
    policy.admit(PersonId([2; 16]), Base::Manager);
    policy.profiles.iter_mut().for_each(change);
    let standing = Standing { policy, ..Standing::default() };
    let bytes = postcard::to_stdvec(&standing).expect("plain data");
    phone.give(Input::Frame(encode(&ToDevice::Standing(bytes))));
    assert!(phone.done(create()).is_ok());
    for number in [2, 3] {
        let record = RecordId([number; 16]);
        let values = named("Padma Stores");
        assert!(phone.done(Request::Create { object: "account".to_owned(), record, values }).is_ok());
    }
    phone
}

fn save(phone: &mut Phone, which: Selection) -> Result<Answer, Reason> {
    let headings = [("name".to_owned(), "Name".to_owned())].into();
    phone.done(Request::ExportList { query: Query::all("account"), which, headings })
}

/// One record.
fn one() -> Selection {
    Selection::only([RecordId([2; 16])])
}

/// What was told of exports since the last call: what, and how many records.
fn told(phone: &mut Phone) -> Vec<(i64, String, u32)> {
    let frames = std::mem::take(&mut phone.sent).into_iter();
    let told = frames.filter_map(|frame| if let ToRelay::Exported(all) = frame { Some(all) } else { None });
    told.flatten().map(|Export { at, what, records }| (at, what, records)).collect()
}

#[test]
fn no_more_leaves_within_a_day_than_the_profile_allows() {
    let mut phone = limited_to(Some(4));
    assert!(matches!(save(&mut phone, Selection::all()), Ok(Answer::File { .. })), "three of four");
    assert_eq!(save(&mut phone, Selection::all()), Err(Reason::TooManyExports), "six of four");
    assert!(save(&mut phone, one()).is_ok(), "four of four");
    assert_eq!(phone.done(Request::ExportBook), Err(Reason::TooManyExports));
    assert!(phone.done(Request::ExportUnsent).is_ok(), "one's own unsent words");
    // Not by starting the engine anew, nor by setting the clock back.
    phone.pass(1);
    let mut phone = phone.again();
    phone.settle();
    phone.pass(-HOUR);
    assert_eq!(save(&mut phone, one()), Err(Reason::TooManyExports));
    phone.pass(25 * HOUR + 10);
    assert!(save(&mut phone, Selection::all()).is_ok(), "a day later");
}

#[test]
fn two_that_are_asked_for_at_once_count_together() {
    let mut phone = limited_to(Some(4));
    let book = phone.ask(Request::ExportBook);
    let headings = [("name".to_owned(), "Name".to_owned())].into();
    let (query, which) = (Query::all("account"), Selection::all());
    let list = phone.ask(Request::ExportList { query, which, headings });
    phone.settle();
    assert!(phone.answer(list).expect("an answer").is_ok());
    assert_eq!(phone.answer(book).expect("an answer"), Err(Reason::TooManyExports));
}

#[test]
fn without_a_limit_everything_may_leave() {
    let mut phone = limited_to(None);
    for _ in 0..3 {
        assert!(save(&mut phone, Selection::all()).is_ok());
    }
}

#[test]
fn what_left_without_a_network_is_told_until_it_is_noted() {
    let mut phone = limited_to(None);
    phone.give(Input::Closed { signed_out: false });
    told(&mut phone);
    assert!(save(&mut phone, Selection::all()).is_ok());
    assert!(save(&mut phone, one()).is_ok());
    assert_eq!(told(&mut phone), [], "there is nobody to tell");
    let mut phone = phone.again();
    phone.settle();
    phone.contact(1_000);
    let first = told(&mut phone);
    let counts: Vec<u32> = first.iter().map(|(.., records)| *records).collect();
    assert_eq!(counts, [3, 1]);
    assert!(first[0].0 < first[1].0, "each has a time of its own");
    // The answer is lost, but for one.
    phone.give(Input::Frame(encode(&ToDevice::ExportsNoted(vec![first[0].0]))));
    phone.settle();
    phone.pass(2_000);
    let mut phone = phone.again();
    phone.settle();
    phone.contact(1_000);
    assert_eq!(told(&mut phone), first[1..]);
}

/// Makes a contact and two notes about it, of which one is deleted; the contact's name is corrected.
fn somebody(phone: &mut Phone) -> RecordId {
    let [contact, kept, deleted] = [11, 12, 13].map(|number| RecordId([number; 16]));
    let text = |field: &str, text: &str| (field.to_owned(), Some(Value::Text(text.to_owned())));
    let about = Value::Link(Link { object: "contact".to_owned(), record: contact });
    let note = |body: &str| vec![text("body", body), ("about".to_owned(), Some(about.clone()))];
    let made = [
        ("contact", contact, vec![text("last_name", "Aktar")]),
        ("note", kept, note("Wants sunglasses")),
        ("note", deleted, note("Owes us")),
    ];
    for (object, record, values) in made {
        assert_eq!(
            phone.done(Request::Create { object: object.to_owned(), record, values }).map(|_| ()),
            Ok(()),
            "{object}"
        );
    }
    let values = vec![text("last_name", "Akter")];
    assert!(phone.done(Request::Set { record: contact, values }).is_ok());
    assert!(phone.done(Request::Delete { records: vec![deleted] }).is_ok());
    contact
}

#[test]
fn a_copy_of_ones_data_holds_what_points_to_them_and_every_change() {
    let mut phone = limited_to(None);
    let contact = somebody(&mut phone);
    let copy = phone.done(Request::DataCopy { record: contact });
    let Ok(Answer::DataCopy { views, left_out: 0 }) = copy else { panic!("no copy: {copy:?}") };
    assert_eq!(views[0].record, contact);
    let body = |view: &RecordView| match view.values.get("body") {
        Some(Value::Text(body)) => Some(body.clone()),
        _ => None,
    };
    let bodies: BTreeSet<String> = views.iter().filter_map(body).collect();
    assert_eq!(
        bodies.into_iter().collect::<Vec<_>>(),
        ["Owes us", "Wants sunglasses"],
        "also what was deleted"
    );
    let changed = views[0].timeline.iter().any(|item| match &item.what {
        Happening::Changed(fields) => {
            let [before, after] = ["Aktar", "Akter"].map(|name| Some(Value::Text(name.to_owned())));
            fields.contains(&("last_name".to_owned(), before, after))
        }
        Happening::Activity { .. } | Happening::Created | Happening::Deleted | Happening::Restored => false,
    });
    assert!(changed, "what they were called before");
    let counted: Vec<_> = told(&mut phone).into_iter().map(|(_, what, records)| (what, records)).collect();
    assert_eq!(counted, [("contact".to_owned(), 3)]);
}

#[test]
fn a_copy_counts_against_the_limit() {
    let mut phone = limited_to(Some(2));
    let contact = somebody(&mut phone);
    assert_eq!(phone.done(Request::DataCopy { record: contact }), Err(Reason::TooManyExports));
}

#[test]
fn a_copy_leaves_out_what_the_person_may_not_take_out_and_says_so() {
    let mut phone = allowed(|profile| {
        let rights = ObjectRights { export: false, ..ObjectRights::ALL };
        profile.objects.insert("note".to_owned(), rights);
    });
    let contact = somebody(&mut phone);
    let copy = phone.done(Request::DataCopy { record: contact });
    let Ok(Answer::DataCopy { views, left_out: 2 }) = copy else { panic!("{copy:?}") };
    assert_eq!(views.len(), 1);
}

#[test]
fn there_is_no_copy_without_the_record_that_it_is_about() {
    let mut phone = limited_to(None);
    let contact = somebody(&mut phone);
    assert!(phone.done(Request::Suspect { records: vec![contact] }).is_ok());
    assert_eq!(phone.done(Request::DataCopy { record: contact }), Err(Reason::NotHere));
    assert_eq!(told(&mut phone), []);
}

#[test]
fn what_cannot_be_noted_does_not_leave_and_does_not_count() {
    let mut phone = limited_to(Some(4));
    phone.broken = Some(StoreError::Full);
    assert_eq!(save(&mut phone, Selection::all()), Err(Reason::StorageFull));
    assert_eq!(told(&mut phone), []);
    assert!(phone.done(Request::ExportUnsent).is_ok(), "one's own words come out of a full device, too");
    phone.broken = None;
    phone.pass(10_000);
    assert!(save(&mut phone, Selection::all()).is_ok());
    assert!(save(&mut phone, one()).is_ok(), "four of four");
}

#[test]
fn what_a_locked_book_does_not_tell_was_not_taken_out() {
    let mut phone = limited_to(None);
    assert_eq!(phone.done(Request::SetPin { pin: pin("204060") }), Ok(Answer::Done));
    told(&mut phone);
    let contact = somebody(&mut phone);
    let mut phone = phone.again();
    phone.settle();
    phone.contact(1_000);
    assert_eq!(phone.done(Request::Unlock { pin: pin("204060") }), Ok(Answer::Done));
    // The documents are on their way when it is locked.
    let asked =
        [Request::DataCopy { record: contact }, Request::ExportBook].map(|request| phone.ask(request));
    assert!(phone.done(Request::Lock).is_ok());
    for asked in asked {
        assert_eq!(phone.answer(asked), Some(Err(Reason::Locked)));
    }
    assert_eq!(told(&mut phone), []);
}

#[test]
fn a_clock_that_was_far_ahead_once_does_not_count_for_ever() {
    let mut phone = limited_to(Some(3));
    phone.pass(50 * DAY);
    assert!(save(&mut phone, Selection::all()).is_ok());
    phone.pass(-50 * DAY);
    assert!(save(&mut phone, Selection::all()).is_ok(), "that was another day");
    assert_eq!(save(&mut phone, one()), Err(Reason::TooManyExports));
}

#[test]
fn many_small_exports_do_not_push_large_ones_out_of_the_count() {
    let mut phone = limited_to(Some(1_200));
    for _ in 0..1_100 {
        assert!(save(&mut phone, one()).is_ok());
        let noted = told(&mut phone).into_iter().map(|(at, ..)| at).collect();
        phone.give(Input::Frame(encode(&ToDevice::ExportsNoted(noted))));
    }
    for _ in 0..33 {
        assert!(save(&mut phone, Selection::all()).is_ok());
    }
    assert_eq!(save(&mut phone, Selection::all()), Err(Reason::TooManyExports), "1,199 and three");
    assert!(save(&mut phone, one()).is_ok());
}
