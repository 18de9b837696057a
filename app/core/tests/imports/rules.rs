//! What the importer does with the odd rows of other people's files.

use crate::shelf::{Counts, Shelf, import};
use crm_core::commands::Reason;
use crm_core::exchange::csv;
use crm_core::fields::{BadInput, Context, members};
use crm_core::objects;
use crm_core::value::Value;
use crm_core::views::record::Record;
use crm_core::views::row::title;

fn run(shelf: &mut Shelf, name: &str, text: &str) -> Counts {
    import(shelf, name, text.as_bytes().to_vec())
}

fn one<'a>(shelf: &'a Shelf, object: &str, called: &str) -> &'a Record {
    let mut found =
        shelf.records.values().filter(|record| record.object == object && title(record) == called);
    let record = found.next().unwrap_or_else(|| panic!("no {object} called {called}"));
    assert!(found.next().is_none(), "two {object} called {called}");
    record
}

fn phones(record: &Record) -> Vec<(String, String)> {
    let members = record.value("phones").map(members::of).unwrap_or_default();
    members.iter().map(|member| (member.text.clone(), member.label.clone())).collect()
}

#[test]
fn the_same_address_in_one_file_is_one_person() {
    let mut shelf = Shelf::default();
    let file = "First Name,Last Name,Email,Phone,Mobile\nRina,Akter,rina@x.bd,02-55012340,01711-204882\n\
                Rina,,RINA@x.bd,,01811-000111\n,,,,\n";
    let counts = run(&mut shelf, "contacts.csv", file);
    assert_eq!((counts.created, counts.updated, counts.skipped), (1, 1, 1));
    let rina = one(&shelf, "contact", "Rina Akter");
    let pair = |text: &str, label: &str| (text.to_owned(), label.to_owned());
    assert_eq!(
        phones(rina),
        [pair("02-55012340", ""), pair("01711-204882", "mobile"), pair("01811-000111", "mobile")]
    );
}

#[test]
fn two_ids_are_two_records_and_a_name_alone_never_matches() {
    let mut shelf = Shelf::default();
    let file = "Contact Id,First Name,Email\n1,Rina,office@x.bd\n2,Rahim,office@x.bd\n";
    assert_eq!(run(&mut shelf, "contacts.csv", file).created, 2);
    let names = "First Name,Last Name\nRina,\nRina,\n";
    assert_eq!(run(&mut shelf, "contacts.csv", names).created, 2);
}

#[test]
fn rejected_rows_name_line_column_and_reason() {
    let mut shelf = Shelf::default();
    let file =
        "Deal Name,Amount,Closing Date,Website\nA,much,2026-01-31,\nB,5,2026-02-30,\n,7,,\nC,9,2026-03-01,\n";
    let counts = run(&mut shelf, "deals.csv", file);
    assert_eq!(counts.created, 1);
    let told: Vec<_> = counts
        .rejected
        .iter()
        .map(|rejection| (rejection.line, rejection.column.as_deref(), rejection.refusal.reason))
        .collect();
    assert_eq!(
        told,
        [
            (2, Some("Amount"), Reason::BadInput(BadInput::Malformed)),
            (3, Some("Closing Date"), Reason::BadInput(BadInput::NoSuchDate)),
            (4, None, Reason::TitleMissing),
        ]
    );
}

#[test]
fn what_has_no_place_is_kept_in_the_description() {
    let mut shelf = Shelf::default();
    let file =
        "Account Name,Industry,Account Owner,Shoe size,Type\nAcme,Horticulture,Nobody Known,44,Customer\n";
    assert_eq!(run(&mut shelf, "accounts.csv", file).rejected, []);
    let acme = one(&shelf, "account", "Acme");
    assert_eq!(acme.text("type"), Some("customer"));
    assert_eq!(acme.text("industry"), None);
    let description = acme.text("description").expect("lines are kept");
    for line in ["Industry: Horticulture", "Shoe size: 44", "Account Owner: Nobody Known"] {
        assert!(description.contains(line), "{line} in {description}");
    }
}

#[test]
fn a_parent_may_come_after_its_child_or_never() {
    let mut shelf = Shelf::default();
    let file = "Account Name,Parent Account\nChild,Parent\nParent,\nOrphan,Absent\n";
    let counts = run(&mut shelf, "accounts.csv", file);
    assert_eq!((counts.created, counts.linked), (3, 1));
    let parent = |child: &str, parent: &str| {
        let Some(Value::Link(link)) = one(&shelf, "account", child).value("parent") else {
            panic!("{child}")
        };
        assert_eq!(link.record, one(&shelf, "account", parent).id);
    };
    parent("Child", "Parent");
    parent("Orphan", "Absent");
}

#[test]
fn a_list_of_a_bengali_shop_is_understood() {
    let mut shelf = Shelf::default();
    let file = "\u{feff}# গ্রাহক তালিকা\nনাম,ফোন,ইমেইল,জেলা,উপজেলা,ঠিকানা\n\
                রহিম উদ্দিন,০১৭০০-০০০০০০,rahim@x.bd,ঢাকা,সাভার,বাজার রোড\n";
    assert_eq!(run(&mut shelf, "গ্রাহক.csv", file).created, 1);
    let rahim = one(&shelf, "contact", "রহিম উদ্দিন");
    let Some(Value::Address(address)) = rahim.value("mailing_address") else { panic!("{rahim:?}") };
    assert_eq!([&*address.street, &*address.city, &*address.state], ["বাজার রোড", "সাভার", "ঢাকা"]);
    let key = rahim.value("phones").map(members::of).and_then(|phones| Some(phones.first()?.key.clone()));
    assert_eq!(key.as_deref(), Some("8801700000000"));
}

#[test]
fn durations_in_seconds_are_seconds() {
    let mut shelf = Shelf::default();
    let file = "Subject,Call Start Time,Call Duration (in seconds),Call Type\nHello,2026-03-04 10:00:00,90,Inbound\n";
    assert_eq!(run(&mut shelf, "Calls_001.csv", file).created, 1);
    let call = one(&shelf, "call", "Hello");
    assert_eq!(call.value("duration"), Some(&Value::Integer(90)));
    assert_eq!(call.text("direction"), Some("inbound"));
}

#[test]
fn our_own_list_comes_back_as_it_was_in_either_language() {
    let source = "Account Name,Website,Phone,Type,Industry,Employees,Annual Revenue,Tags,Billing City\n\
                  =Acme,acme.example,+880 1711-204882,Customer,Garments,\"1,800\",\"৳ 12,50,000\",\"vip, ঈদ\",Dhaka\n";
    let mut first = Shelf::default();
    assert_eq!(run(&mut first, "accounts.csv", source).created, 1);
    let definition = objects::object("account").expect("accounts are in the catalogue");
    let acme = one(&first, "account", "=Acme");
    for language in [0, 1] {
        let keys: Vec<_> =
            definition.all_fields().filter(|field| !field.system).map(|field| field.key).collect();
        let name =
            |key: &&str| objects::names::field("account", key).expect("every field has names")[language];
        let mut file = csv::begin(keys.iter().map(name));
        let cell = |key: &&str| {
            csv::cell(definition, key, acme.value(key), &Context::BANGLADESH, language, &|_: &Value| None)
        };
        let cells: Vec<String> = keys.iter().map(cell).collect();
        csv::push_line(&mut file, cells.iter().map(String::as_str));
        let mut second = Shelf::default();
        let counts = run(&mut second, "accounts.csv", &file);
        assert_eq!((counts.created, counts.rejected.as_slice()), (1, &[][..]));
        let again = one(&second, "account", "=Acme");
        for key in keys {
            assert_eq!(again.value(key), acme.value(key), "{key} in {file}");
        }
    }
}
