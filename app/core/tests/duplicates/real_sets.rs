//! Real sets whose duplicates are known. They lie beside the repository; without them the tests say so and pass.

use crate::{Ids, id, pairs, scan, traits};
use crm_core::exchange::table::Table;
use crm_core::fields::{calendar, phones};
use crm_core::ids::RecordId;
use crm_core::value::{Address, Member, Value};
use crm_core::views::duplicates::{LIKELY, Traits, groups};
use crm_core::views::record::Record;
use std::collections::BTreeSet;
use std::path::Path;

fn read(path: &str) -> Option<Table> {
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    let Ok(text) = std::fs::read_to_string(whole) else {
        eprintln!("skipped: {path} is not beside the repository");
        return None;
    };
    Some(Table::read(&text, ',').expect("a table"))
}

fn ids(one: RecordId, other: RecordId) -> Ids {
    (one.min(other), one.max(other))
}

fn fill(record: &mut Record, key: &str, text: &str) {
    if !text.is_empty() {
        record.values.insert(key.to_owned(), Value::Text(text.to_owned()));
    }
}

/// Says how well the pairs agree with the truth; the F1 measure in thousandths.
fn measure(name: &str, found: &BTreeSet<Ids>, truth: &BTreeSet<Ids>) -> usize {
    let right = found.intersection(truth).count();
    let thousandths = |of: usize| right * 1_000 / of.max(1);
    let measure = 2_000 * right / (found.len() + truth.len()).max(1);
    let (precision, recall) = (thousandths(found.len()), thousandths(truth.len()));
    eprintln!("{name}: precision {precision}, recall {recall}, F1 {measure} of 1000, from score {LIKELY}");
    measure
}

/// People of Febrl, and who are the same: the number in their id says so.
fn febrl(file: &str) -> Option<(Vec<Traits>, BTreeSet<Ids>)> {
    let table = read(&format!("febrl/{file}"))?;
    let mut people = Vec::new();
    let mut originals = Vec::new();
    for place in 0..table.len() {
        let cells: Vec<&str> = table.row(place).map(str::trim).collect();
        let [name, first, last, number, street, area, city, postcode, state, born, _] = cells[..] else {
            panic!("{cells:?}");
        };
        originals.push((name.split('-').nth(1).expect("a number").to_owned(), id(place)));
        let mut record = Record::empty(id(place), "contact");
        fill(&mut record, "first_name", first);
        fill(&mut record, "last_name", last);
        let street = [number, street, area].join(" ").trim().to_owned();
        let [city, state, postcode] = [city, state, postcode].map(str::to_owned);
        let address = Address { street, city, state, postcode, country: String::new() };
        record.values.insert("mailing_address".to_owned(), Value::Address(address));
        let part = |from, to| born.get(from..to).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
        if let Some(day) = calendar::day(part(0, 4).into(), part(4, 6), part(6, 8)) {
            record.values.insert("birth_date".to_owned(), Value::Date(day));
        }
        people.extend(traits(&record));
    }
    let mut truth = BTreeSet::new();
    for (place, (original, one)) in originals.iter().enumerate() {
        let same = originals[place + 1..].iter().filter(|(other, _)| other == original);
        truth.extend(same.map(|(_, other)| ids(*one, *other)));
    }
    Some((people, truth))
}

#[test]
fn people_with_slips_are_found() {
    for (file, known, least) in [("dataset1.csv", 500, 980), ("dataset3.csv", 6_538, 965)] {
        let Some((people, truth)) = febrl(file) else { return };
        assert_eq!(truth.len(), known);
        let found = scan(people);
        let measured = measure(file, &pairs(&found), &truth);
        assert!(measured >= least, "{file}: {measured}");
        let together = groups(&found);
        let grouped = together.iter().flat_map(|group| {
            group
                .iter()
                .flat_map(|one| group.iter().filter(move |other| one < other).map(|other| (*one, *other)))
        });
        let measured = measure(&format!("{file} in groups"), &grouped.collect(), &truth);
        assert!(measured >= least, "{file} in groups: {measured}");
    }
}

/// The place of a restaurant's record: those of the second guide come after those of the first.
fn restaurant(guide: usize, number: &str) -> RecordId {
    id(guide * 10_000 + number.parse::<usize>().expect("a number"))
}

fn restaurants(guide: usize, table: &Table) -> Vec<Traits> {
    let make = |place| {
        let cells: Vec<&str> = table.row(place).collect();
        let mut record = Record::empty(restaurant(guide, cells[0]), "account");
        fill(&mut record, "name", cells[1]);
        let address =
            Address { street: cells[2].to_owned(), city: cells[3].to_owned(), ..Address::default() };
        record.values.insert("billing_address".to_owned(), Value::Address(address));
        let key = phones::key(cells[4], "1").expect("a number");
        let member = Member { key, order: 0, label: String::new(), text: cells[4].to_owned() };
        record.values.insert("phones".to_owned(), Value::Members(vec![member]));
        traits(&record).expect("something to compare")
    };
    (0..table.len()).map(make).collect()
}

#[test]
fn restaurants_of_two_guides_are_found() {
    let file = |name: &str| read(&format!("entity-matching/{name}.csv"));
    let (Some(fodors), Some(zagats), Some(matches)) =
        (file("fodors"), file("zagats"), file("matches_fodors_zagats"))
    else {
        return;
    };
    let truth: BTreeSet<Ids> = (0..matches.len())
        .map(|place| {
            let cells: Vec<&str> = matches.row(place).collect();
            ids(restaurant(0, cells[0]), restaurant(1, cells[1]))
        })
        .collect();
    assert_eq!(truth.len(), 112);
    let mut book = restaurants(0, &fodors);
    book.extend(restaurants(1, &zagats));
    assert_eq!(book.len(), 533 + 331);
    let found = scan(book);
    // The truth says nothing of two records of one guide.
    let border = id(10_000);
    let across: BTreeSet<Ids> =
        pairs(&found).into_iter().filter(|(one, other)| *one < border && *other > border).collect();
    for half in [0, 1] {
        let of = |all: &BTreeSet<Ids>| all.iter().filter(|(one, _)| one.0[15] % 2 == half).copied().collect();
        measure(&format!("restaurants, half {half}"), &of(&across), &of(&truth));
    }
    let measured = measure("restaurants", &across, &truth);
    assert!(measured >= 975, "{measured}");
    assert!(found.len() - across.len() < 10, "within the guides: {}", found.len() - across.len());
}
