//! Duplicates are found in books whose duplicates are known, and in no others. The real sets lie beside the
//! repository; without them their tests say so and pass.

use crm_core::exchange::table::Table;
use crm_core::fields::{Context, calendar, phones};
use crm_core::ids::RecordId;
use crm_core::objects::object;
use crm_core::value::{Address, Member, Value};
use crm_core::views::duplicates::{LIKELY, Pair, Reason, Scan, Traits, groups};
use crm_core::views::record::Record;
use crm_core::views::row::{RowView, pack};
use std::collections::BTreeSet;
use std::path::Path;

type Ids = (RecordId, RecordId);

fn read(path: &str) -> Option<Table> {
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    let Ok(text) = std::fs::read_to_string(whole) else {
        eprintln!("skipped: {path} is not beside the repository");
        return None;
    };
    Some(Table::read(&text, ',').expect("a table"))
}

fn id(number: usize) -> RecordId {
    RecordId(u128::try_from(number).expect("a small number").to_be_bytes())
}

fn ids(one: RecordId, other: RecordId) -> Ids {
    (one.min(other), one.max(other))
}

fn fill(record: &mut Record, key: &str, text: &str) {
    if !text.is_empty() {
        record.values.insert(key.to_owned(), Value::Text(text.to_owned()));
    }
}

fn traits(record: &Record) -> Option<Traits> {
    Traits::of(RowView::trusted(&pack(record)))
}

/// A record of values as somebody types them.
fn typed(kind: &str, number: usize, values: &[(&str, &str)]) -> Traits {
    let definition = object(kind).expect("an object of the catalogue");
    let mut record = Record::empty(id(number), kind);
    for (key, input) in values {
        let field = definition.field(key).expect("a field of the object");
        let value = field.kind.behaviour().parse(input, &Context::BANGLADESH).expect("a good value");
        record.values.extend(value.map(|value| ((*key).to_owned(), value)));
    }
    traits(&record).expect("something to compare")
}

fn scan(book: Vec<Traits>) -> Vec<Pair> {
    let mut scan = Scan::new(book);
    while !scan.step(1_000) {}
    scan.found().to_vec()
}

fn reasons(kinds: (&str, &str), one: &[(&str, &str)], other: &[(&str, &str)]) -> Vec<Reason> {
    let found = scan(vec![typed(kinds.0, 1, one), typed(kinds.1, 2, other)]);
    found.first().map(|pair| pair.reasons.clone()).unwrap_or_default()
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

fn pairs(found: &[Pair]) -> BTreeSet<Ids> {
    found.iter().map(|pair| (pair.one, pair.other)).collect()
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

#[test]
fn two_devices_find_the_same() {
    let names = ["Rahim", "Karim", "Salma", "Jamal", "Nasrin", "রহিম", "করিম", "সালমা"];
    let surnames = ["Uddin", "Akter", "Hossain", "Islam", "উদ্দিন", "ইসলাম"];
    let person = |number: usize| {
        let phone = format!("017112048{:02}", number * 7 % 60);
        let email = format!("p{}@gmail.com", number * 11 % 90);
        let born = format!("19{:02}-02-11", 40 + number * 13 % 50);
        let values: [(&str, &str); 5] = [
            ("first_name", names[number * 3 % names.len()]),
            ("last_name", surnames[number * 5 % surnames.len()]),
            ("phones", &phone),
            ("emails", &email),
            ("birth_date", &born),
        ];
        let kind = if number % 4 == 1 { "lead" } else { "contact" };
        typed(kind, number, &values[..2 + number % 4])
    };
    let mut book: Vec<Traits> = (0..240).map(person).collect();
    let expected = scan(book.clone());
    assert!(expected.len() > 20, "{} pairs", expected.len());
    for pair in &expected {
        assert!(pair.one < pair.other && pair.score >= LIKELY && pair.score <= 100, "{pair:?}");
        assert!(!pair.reasons.is_empty(), "{pair:?}");
    }
    let together = groups(&expected);
    for turn in 1..5 {
        book.rotate_left(37 * turn);
        book.swap(turn, 100);
        if turn % 2 == 0 {
            book.reverse();
        }
        let mut found = scan(book.clone());
        assert_eq!(found, expected);
        found.reverse();
        assert_eq!(groups(&found), together);
    }
}

#[test]
fn a_score_is_the_same_from_both_sides() {
    let rahim: &[(&str, &str)] =
        &[("first_name", "Rahim"), ("last_name", "Uddin"), ("phones", "01711204882")];
    let others: [&[(&str, &str)]; 4] = [
        &[("first_name", "রহিম"), ("last_name", "উদ্দিন"), ("phones", "01711204882")],
        &[("first_name", "Uddin"), ("last_name", "Raheem Mia")],
        &[("last_name", "Rahim"), ("phones", "8801711204882"), ("emails", "r@x.bd")],
        &[("phones", "01711204882"), ("website", "padma.com")],
    ];
    for other in others {
        let score = |one: usize, two: usize| {
            let found = scan(vec![typed("contact", one, rahim), typed("lead", two, other)]);
            let [pair] = &found[..] else { panic!("{other:?} {found:?}") };
            (pair.score, pair.reasons.clone())
        };
        assert_eq!(score(1, 2), score(2, 1), "{other:?}");
    }
}

#[test]
fn a_name_is_one_in_both_scripts() {
    for (latin, bangla) in [
        ("Rahim Uddin", "রহিম উদ্দিন"),
        ("Raheem Uddin", "রহীম উদ্দিন"),
        ("Fatema Begum", "ফাতেমা বেগম"),
        ("Md. Karim Chowdhury", "মোঃ করিম চৌধুরী"),
        ("Hossain Anwar", "আনোয়ার হোসেন"),
    ] {
        let found = reasons(("contact", "lead"), &[("last_name", latin)], &[("last_name", bangla)]);
        assert_eq!(found, [Reason::SameName], "{latin} {bangla}");
    }
    for (one, other) in [
        ("Rahim Traders Ltd", "রহিম ট্রেডার্স লিমিটেড"),
        ("The Padma Knitting Company", "Padma Knitting Pvt. Limited"),
        ("রহমান এন্ড সন্স", "Rahman & Sons"),
    ] {
        let found = reasons(("account", "account"), &[("name", one)], &[("name", other)]);
        assert_eq!(found, [Reason::SameName], "{one} {other}");
    }
}

#[test]
fn an_address_and_a_number_are_one_in_every_spelling() {
    let both = ("contact", "contact");
    for (one, other) in
        [("a@gmail.com", "a+x@gmail.com"), ("r.ina@gmail.com", "Rina@googlemail.com"), ("r@x.bd", "R+1@x.bd")]
    {
        assert_eq!(
            reasons(both, &[("emails", one)], &[("emails", other)]),
            [Reason::SameEmail],
            "{one} {other}"
        );
    }
    assert_eq!(reasons(both, &[("emails", "r.ina@x.bd")], &[("emails", "rina@x.bd")]), []);
    let forms = ["+8801711204882", "01711204882", "8801711204882", "1711-204882", "০১৭১১-২০৪৮৮২"];
    for one in forms {
        for other in forms {
            assert_eq!(
                reasons(both, &[("phones", one)], &[("phones", other)]),
                [Reason::SamePhone],
                "{one} {other}"
            );
        }
    }
    assert_eq!(reasons(both, &[("phones", "01711204882")], &[("phones", "01711204883")]), []);
}

#[test]
fn many_people_of_one_name_are_many_people() {
    for count in [2, 60] {
        let person = |number: usize| {
            let (email, phone) = (format!("rahim{number}@gmail.com"), format!("01711{:06}", number * 7_919));
            let values =
                [("first_name", "Rahim"), ("last_name", "Uddin"), ("emails", &*email), ("phones", &*phone)];
            typed("contact", number, &values)
        };
        assert_eq!(scan((0..count).map(person).collect()), [], "{count} people");
    }
}

#[test]
fn a_book_of_one_surname_costs_no_more_than_another() {
    let sounds = ["ba", "ki", "do", "mu", "re", "shi", "ta", "la", "ne", "ga", "jo", "pi"];
    let person = |number: usize| {
        let name: String = [number % 12, number / 12 % 12, number / 144 % 12, number / 1_728]
            .map(|place| sounds[place])
            .concat();
        let phone = format!("01711{number:06}");
        typed("contact", number, &[("first_name", &name), ("last_name", "Rahman"), ("phones", &phone)])
    };
    let mut book: Vec<Traits> = (0..2_000).map(person).collect();
    book.push(typed("lead", 2_000, &[("last_name", "Bakidoba Rahman"), ("phones", "01711000000")]));
    book.push(typed("lead", 2_001, &[("last_name", "রহমান"), ("phones", "01711001999")]));
    let mut scan = Scan::new(book);
    while !scan.step(10_000) {}
    let compared = scan.compared();
    assert!(compared < 2_000 * 60, "{compared} of two million");
    let found = pairs(scan.found());
    assert!(found.contains(&(id(1_999), id(2_001))), "a phone number stands out");
}
