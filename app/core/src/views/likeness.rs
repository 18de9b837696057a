//! Which records may be the one that somebody is about to make a second time.

use super::row::{RowView, title_of};
use crate::commands::Assignment;
use crate::fields::{Kind, fold, sound};
use crate::ids::FieldKey;
use crate::objects::ObjectDefinition;
use crate::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Why two records may be one; the strongest reason first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Likeness {
    /// They hold the same in a field of which the team wants no two alike.
    Field(FieldKey),
    /// They share an e-mail address.
    Email,
    /// They share a phone number.
    Phone,
    /// Their names are the same, or sound so.
    Name,
}

/// What is known of a record that is being made.
#[derive(Debug, Default)]
pub struct Draft {
    title: String,
    name: BTreeSet<String>,
    emails: BTreeSet<String>,
    phones: BTreeSet<String>,
}

impl Draft {
    /// Of the fields that are filled so far.
    pub fn of(definition: &ObjectDefinition, values: &[Assignment]) -> Self {
        let value = |key: &str| values.iter().find(|(field, _)| field == key)?.1.as_ref();
        let mut draft = Self::default();
        for (key, value) in values {
            let Some((field, Value::Members(members))) = definition.field(key).zip(value.as_ref()) else {
                continue;
            };
            let keys = members.iter().map(|member| member.key.clone());
            if field.kind == Kind::Emails {
                draft.emails.extend(keys);
            } else if field.kind == Kind::Phones {
                draft.phones.extend(keys);
            }
        }
        // A note or a record that is named by its address has no name that could be another's.
        if !definition.activity {
            draft.title = title_of(definition, |key| {
                if let Some(Value::Text(text)) = value(key) { Some(text.clone()) } else { None }
            });
        }
        draft.name = heard(&draft.title);
        draft
    }

    /// What to search for, so that every record that is like this one is among the records found.
    pub fn searches(&self) -> Vec<&str> {
        let title = Some(self.title.as_str()).filter(|_| !self.name.is_empty());
        title.into_iter().chain(self.emails.iter().chain(&self.phones).map(String::as_str)).collect()
    }

    /// Why the record of this row may be the same; `None` where nothing speaks for it.
    pub fn likeness(&self, row: RowView<'_>) -> Option<Likeness> {
        let shares = |keys: &BTreeSet<String>, field: &str| {
            let Some(Value::Members(members)) = row.value_of(field) else { return false };
            members.iter().any(|member| keys.contains(&member.key))
        };
        if shares(&self.emails, "emails") {
            Some(Likeness::Email)
        } else if shares(&self.phones, "phones") {
            Some(Likeness::Phone)
        } else {
            same_name(&self.name, &heard(&row.title())).then_some(Likeness::Name)
        }
    }
}

/// How the words of a name sound, in whichever script they are written.
fn heard(name: &str) -> BTreeSet<String> {
    fold::words(name)
        .into_iter()
        .map(|word| {
            let heard = sound::sound(&word);
            if heard.is_empty() { word } else { heard }
        })
        .collect()
}

/// The same words, or one name has one word more ("Padma Textiles Ltd"); one word alone is no name with a word more.
fn same_name(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let (shorter, longer) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let spare = usize::from(shorter.len() > 1);
    !shorter.is_empty() && longer.len() - shorter.len() <= spare && shorter.is_subset(longer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RecordId;
    use crate::objects::object;
    use crate::value::Member;
    use crate::views::record::Record;
    use crate::views::row::pack;

    fn members(keys: &[&str]) -> Value {
        let member = |key: &&str| Member {
            key: (*key).to_owned(),
            order: 0,
            label: String::new(),
            text: String::new(),
        };
        Value::Members(keys.iter().map(member).collect())
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn likeness(kind: &str, draft: &[(&str, Value)], stored: &[(&str, Value)]) -> Option<Likeness> {
        let definition = object(kind).expect("an object of the catalogue");
        let values: Vec<Assignment> =
            draft.iter().map(|(key, value)| ((*key).to_owned(), Some(value.clone()))).collect();
        let mut record = Record::empty(RecordId([7; 16]), kind);
        record.values.extend(stored.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        let packed = pack(&record);
        let (row, _) = RowView::read(&packed).expect("a packed row");
        Draft::of(definition, &values).likeness(row)
    }

    #[test]
    fn names_are_alike_in_both_scripts_and_with_a_word_more() {
        for (typed, stored, expected) in [
            ("Padma Textiles", "padma  TEXTILES", Some(Likeness::Name)),
            ("Padma Textiles", "Padma Textiles Ltd", Some(Likeness::Name)),
            ("Padma", "Padma Textiles", None),
            ("Padma Textiles", "Meghna Textiles", None),
            ("রহিম ট্রেডার্স", "Rahim ট্রেডার্স", Some(Likeness::Name)),
        ] {
            let found = likeness("account", &[("name", text(typed))], &[("name", text(stored))]);
            assert_eq!(found, expected, "{typed} and {stored}");
        }
    }

    #[test]
    fn an_address_says_more_than_a_name() {
        let stored = [
            ("last_name", text("Akter")),
            ("emails", members(&["r@x.com"])),
            ("phones", members(&["8801711"])),
        ];
        let like = |draft: &[(&str, Value)]| likeness("contact", draft, &stored);
        assert_eq!(
            like(&[("last_name", text("Akter")), ("emails", members(&["r@x.com"]))]),
            Some(Likeness::Email)
        );
        assert_eq!(like(&[("phones", members(&["8801711"]))]), Some(Likeness::Phone));
        assert_eq!(like(&[("last_name", text("Akter"))]), Some(Likeness::Name));
        assert_eq!(like(&[("emails", members(&["s@x.com"]))]), None);
        assert_eq!(like(&[]), None);
    }

    #[test]
    fn two_calls_about_the_same_thing_are_two_calls() {
        let subject = [("subject", text("Call Rina"))];
        assert_eq!(likeness("call", &subject, &subject), None);
    }
}
