//! E-mail addresses with labels, the main one first.

use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored, fold, matching, members};
use crate::value::{Member, Value};

/// E-mail addresses; an address is the same on every device when it folds the same.
#[derive(Debug)]
pub struct EmailsKind;

/// Longest address in bytes (RFC 5321).
const ADDRESS_BYTES: usize = 254;

/// What makes two spellings of an address one address.
pub fn key(address: &str) -> String {
    address.trim().to_lowercase()
}

/// The member of an address with an optional label behind it or name before it; `None` where it is no address.
fn member(item: &str) -> Option<Member> {
    let (item, label) = members::split_label(item);
    let bracketed = item.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
    let text = bracketed.unwrap_or(item).trim().trim_start_matches("mailto:");
    let (local, domain) = text.rsplit_once('@')?;
    let bad = |letter: char| letter.is_whitespace() || letter.is_control() || "<>(),;".contains(letter);
    let whole =
        !local.is_empty() && !local.contains('@') && !domain.is_empty() && text.len() <= ADDRESS_BYTES;
    let shaped = !domain.starts_with('.') && !domain.ends_with('.') && !domain.contains("..");
    (whole && shaped && !text.contains(bad)).then(|| Member {
        key: key(text),
        order: 0,
        label: label.to_owned(),
        text: text.to_owned(),
    })
}

impl FieldKind for EmailsKind {
    fn store(&self, value: &Value) -> Stored {
        members::store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        members::read(stored)
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let items = input.split([';', ',', '\n']).filter(|item| !item.trim().is_empty());
        let addresses = items.map(|item| member(item).ok_or(BadInput::Malformed));
        Ok(members::collect(addresses.collect::<Result<Vec<_>, _>>()?))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        members::of(value).iter().map(|member| Part::Email(member.clone())).collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        members::sort_key(value)
    }

    fn search_words(&self, value: &Value) -> Vec<String> {
        members::of(value).iter().flat_map(|member| fold::words(members::shown(member))).collect()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::WORDS
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        matching::answer(operator, members::filled(value), members::filled(argument), &members::COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Set
    }

    fn csv(&self, value: &Value, _: &Context<'_>) -> String {
        members::csv(value)
    }

    fn examples(&self) -> Vec<Value> {
        let cells = ["Rina@Example.com (work)", "a+b@x.org; ঢাকা@উদাহরণ.বাংলা (home); c@localhost"];
        cells.iter().filter_map(|cell| self.parse(cell, &Context::BANGLADESH).ok().flatten()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (input, expected) in [
            ("Rina@Example.com", Some(vec![("rina@example.com", "")])),
            ("Rina Akter <rina@x.bd>", Some(vec![("rina@x.bd", "")])),
            ("a@x.bd (work), A@X.bd; b@y.bd", Some(vec![("a@x.bd", "work"), ("b@y.bd", "")])),
            ("  ", Some(vec![])),
            ("rina", None),
            ("@x.bd", None),
            ("a b@x.bd", None),
            ("a@@x.bd", None),
            ("a@x..bd", None),
        ] {
            let parsed = EmailsKind.parse(input, &Context::BANGLADESH);
            let Some(expected) = expected else {
                assert_eq!(parsed, Err(BadInput::Malformed), "{input}");
                continue;
            };
            let parsed = parsed.ok().flatten();
            let found: Vec<_> = parsed.iter().flat_map(members::of).map(|m| (&*m.key, &*m.label)).collect();
            assert_eq!(found, expected, "{input}");
        }
    }
}
