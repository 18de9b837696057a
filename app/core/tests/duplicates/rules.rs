//! What is promised of every book.

use crate::{id, pairs, scan, typed};
use crm_core::views::duplicates::{LIKELY, Reason, Scan, Traits, groups};

fn reasons(kinds: (&str, &str), one: &[(&str, &str)], other: &[(&str, &str)]) -> Vec<Reason> {
    let found = scan(vec![typed(kinds.0, 1, one), typed(kinds.1, 2, other)]);
    found.first().map(|pair| pair.reasons.clone()).unwrap_or_default()
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
    assert!(
        expected.is_sorted_by_key(|pair| (100 - pair.score, pair.one, pair.other)),
        "the likeliest first"
    );
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
