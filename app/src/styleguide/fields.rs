//! Every kind of field: on one line, on the record's page, and its editor.

use super::story::{State, Story, long_name, long_sentence, sample, state};
use crate::fields::{self, Edit, Field, KEYS, Offered, Shown, Titles};
use crate::state::app;
use crm_accounts::Session;
use crm_core::fields::Kind;
use crm_core::ids::{PersonId, RecordId};
use crm_core::value::{Address, Link, Member, Money, Value};
use leptos::prelude::*;
use std::collections::BTreeMap;

const RINA: PersonId = PersonId([7; 16]);
const PADMA: RecordId = RecordId([1; 16]);
const LONG: RecordId = RecordId([2; 16]);

macro_rules! stories {
    ($($kind:ident $name:literal $says:literal,)+) => {
        /// A story for each kind.
        pub fn stories() -> Vec<Story> {
            vec![$(Story {
                name: $name,
                says: $says,
                keys: KEYS,
                touch: "",
                states: || states(Kind::$kind, $name),
            },)+]
        }

        /// The kinds that have a story.
        #[cfg(test)]
        const TOLD: &[Kind] = &[$(Kind::$kind,)+];
    };
}

stories! {
    Text "field-text" "One line of text.",
    LongText "field-long_text" "Many lines of text that merge letter by letter.",
    Emails "field-emails" "E-mail addresses, each a way to write.",
    Phones "field-phones" "Phone numbers, each a way to call.",
    Url "field-url" "A web address.",
    Date "field-date" "A day.",
    DateTime "field-date_time" "A moment.",
    Duration "field-duration" "A length of time.",
    Money "field-money" "An amount with its currency: short on one line, whole on the record's page.",
    Number "field-number" "A number.",
    Percent "field-percent" "A percentage.",
    Flag "field-flag" "Yes or no.",
    Choice "field-choice" "One of the field's choices.",
    MultiChoice "field-multi_choice" "Several of the field's choices.",
    Tags "field-tags" "Free tags.",
    Link "field-link" "A link to a record of one object.",
    Links "field-links" "Links to records of one object, each with a role.",
    LinkAny "field-link_any" "A link to a record of any of several objects.",
    Address "field-address" "A postal address.",
    Person "field-person" "A person of the team.",
    Recurrence "field-recurrence" "A repetition.",
    Computed "field-computed" "Worked out from other fields, never typed.",
}

/// The person whom the stories name, as if logged in.
pub fn introduce_people() {
    app().session.set(Some(Session {
        person: RINA.to_string(),
        name: "রিনা আক্তার".to_owned(),
        email: "rina@padma.example".to_owned(),
        workspace: String::new(),
        workspace_name: String::new(),
        role: "administrator".to_owned(),
        device: String::new(),
    }));
}

/// A field of the kind, a value of it, and what it does not understand.
struct Example {
    object: &'static str,
    field: &'static str,
    value: Value,
    bad: Option<&'static str>,
}

fn example(kind: Kind) -> Example {
    let of = |object, field, value, bad| Example { object, field, value, bad };
    let text = |text: String| Value::Text(text);
    match kind {
        Kind::Text => of("contact", "job_title", text(long_name()), None),
        Kind::LongText => of("contact", "description", text(long_sentence()), None),
        Kind::Emails => of(
            "contact",
            "emails",
            members(&["rina@padma.example", "accounts.payable@padma-textiles.example"], "work"),
            Some("rina@"),
        ),
        Kind::Phones => of(
            "contact",
            "phones",
            members(&["01711 204882", "+880 2 5501 3344"], "mobile"),
            Some("after lunch"),
        ),
        Kind::Url => {
            of("account", "website", text("https://padma.example/looms".to_owned()), Some("javascript://x"))
        }
        Kind::Date => of("contact", "birth_date", Value::Date(7_300), None),
        Kind::DateTime => of("call", "start", Value::Moment(1_795_334_700_000), None),
        Kind::Duration => of("call", "duration", Value::Integer(5_400), Some("soon")),
        Kind::Money => of("deal", "amount", money(), Some("a lot")),
        Kind::Number => of("account", "employees", Value::Number(1_240.0), Some("many")),
        Kind::Percent => of("deal", "probability", Value::Number(60.0), Some("likely")),
        Kind::Flag => of("contact", "do_not_call", Value::Flag(true), None),
        Kind::Choice => of("deal", "stage", text(first_choices("deal", "stage").remove(1)), None),
        Kind::MultiChoice => {
            let channels = first_choices("contact", "preferred_channels");
            let channels: Vec<&str> = channels.iter().map(String::as_str).collect();
            of("contact", "preferred_channels", members(&channels, ""), None)
        }
        Kind::Tags => of("contact", "tags", members(&["vip", "ঈদ ২০২৬", "trade fair Dhaka"], ""), None),
        Kind::Link => of("deal", "account", link("account", PADMA), None),
        Kind::Links => of(
            "deal",
            "contacts",
            members(&[&format!("contact/{PADMA}"), &format!("contact/{LONG}")], "decision_maker"),
            None,
        ),
        Kind::LinkAny => of("task", "about", link("contact", LONG), None),
        Kind::Address => of("contact", "mailing_address", address(), None),
        Kind::Person => of("deal", "owner", Value::Person(RINA), None),
        Kind::Recurrence => of("meeting", "recurrence", text("FREQ=WEEKLY".to_owned()), None),
        Kind::Computed => of("deal", "expected_revenue", money(), None),
    }
}

fn money() -> Value {
    Value::Money(Money { minor: 1_234_567_800, currency: *b"BDT" })
}

fn link(object: &str, record: RecordId) -> Value {
    Value::Link(Link { object: object.to_owned(), record })
}

fn members(texts: &[&str], label: &str) -> Value {
    let member = |(order, text): (u8, &&str)| Member {
        key: (*text).to_owned(),
        order,
        label: label.to_owned(),
        text: String::new(),
    };
    Value::Members((0..).zip(texts).map(member).collect())
}

fn address() -> Value {
    Value::Address(Address {
        street: sample("House 12, Road 7, Dhanmondi", "বাড়ি ১২, সড়ক ৭, ধানমন্ডি"),
        city: sample("Dhaka", "ঢাকা"),
        state: String::new(),
        postcode: "1205".to_owned(),
        country: sample("Bangladesh", "বাংলাদেশ"),
    })
}

/// The first three choices of a field.
fn first_choices(object: &str, field: &str) -> Vec<String> {
    let field = Field::of(object, field);
    let choices = field.into_iter().flat_map(|field| field.definition.choices).take(3);
    choices.map(|choice| choice.id.to_owned()).collect()
}

fn titles() -> Titles {
    Signal::stored(BTreeMap::from([(PADMA, sample("Padma Textiles", "পদ্মা টেক্সটাইলস")), (LONG, long_name())]))
}

fn states(kind: Kind, name: &'static str) -> Vec<State> {
    let Example { object, field, value, bad } = example(kind);
    let Some(field) = Field::of(object, field) else { return Vec::new() };
    let shown = Shown { field, value: &value, titles: titles() };
    let mut states = vec![
        state(
            "on one line, in a narrow cell",
            view! { <div class="guide-narrow cell">{fields::cell(&shown)}</div> },
        ),
        state(
            "read-only: on the record's page",
            view! { <div class="field-value">{fields::full(&shown)}</div> },
        ),
    ];
    if field.editable() {
        let editor = |suffix: &str, value: Option<Value>| {
            fields::editor(Edit {
                field,
                id: format!("{name}-{suffix}"),
                value,
                titles: titles(),
                offered: Offered::all(),
                on_commit: Callback::new(|(_,)| {}),
                on_cancel: Callback::new(|()| {}),
                first: false,
            })
        };
        states.push(state("editor", editor("filled", Some(value.clone()))));
        states.push(state("editor, empty", editor("empty", None)));
        if let Some(bad) = bad {
            states.push(state("editor, invalid", editor("invalid", None)).typed(bad));
        }
    }
    states
}

#[cfg(test)]
mod tests {
    use super::{Kind, TOLD, example};
    use crate::fields::Field;

    #[test]
    fn every_kind_has_a_story_about_a_field_of_that_kind() {
        assert_eq!(TOLD, Kind::ALL);
        for kind in Kind::ALL {
            let example = example(kind);
            let field = Field::of(example.object, example.field).map(|field| field.definition.kind);
            assert_eq!(field, Some(kind), "{}.{}", example.object, example.field);
        }
    }
}
