//! Links to records of one object, each with a role.

use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored, link, matching, members};
use crate::ids::RecordId;
use crate::value::{Link, Member, Value};

/// Links with a role; the key of a member is the link, its label the role.
#[derive(Debug)]
pub struct LinksKind;

/// The member of a link and a role, which may be empty.
pub fn member(link: &Link, role: &str) -> Member {
    Member { key: link::write(link), order: 0, label: role.to_owned(), text: String::new() }
}

impl FieldKind for LinksKind {
    fn store(&self, value: &Value) -> Stored {
        members::store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        let Some(Value::Members(mut found)) = members::read(stored) else { return None };
        found.retain(|member| link::read(&member.key).is_some());
        (!found.is_empty()).then_some(Value::Members(found))
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let items = input.split(';').filter(|item| !item.trim().is_empty());
        let links = items.map(|item| {
            let (text, role) = members::split_label(item);
            link::read(text).map(|link| member(&link, role)).ok_or(BadInput::NotTyped)
        });
        Ok(members::collect(links.collect::<Result<Vec<_>, _>>()?))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        let part = |member: &Member| {
            let link = link::read(&member.key)?;
            Some(Part::Link { object: link.object, record: link.record, role: member.label.clone() })
        };
        members::of(value).iter().filter_map(part).collect()
    }

    /// By the id of the first; a list that knows the titles sorts by them.
    fn sort_key(&self, value: &Value) -> Vec<u8> {
        members::of(value).first().map(|first| first.key.clone().into_bytes()).unwrap_or_default()
    }

    fn search_words(&self, _: &Value) -> Vec<String> {
        Vec::new()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::SAME
    }

    /// The argument is a set of links or one link.
    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        let one = argument.and_then(link::of).map(|link| [member(link, "")]);
        let argument = one.as_ref().map_or_else(|| members::filled(argument), |one| Some(&one[..]));
        matching::answer(operator, members::filled(value), argument, &members::COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Set
    }

    fn csv(&self, value: &Value, _: &Context<'_>) -> String {
        members::csv(value)
    }

    fn examples(&self) -> Vec<Value> {
        let contact = |byte: u8| Link { object: "contact".into(), record: RecordId([byte; 16]) };
        let sets = [
            vec![member(&contact(1), "")],
            vec![member(&contact(2), "decision_maker"), member(&contact(3), "influencer")],
        ];
        sets.into_iter().filter_map(members::collect).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_link_is_an_argument_too() {
        let value = LinksKind.examples().remove(1);
        let wanted = |byte: u8| Value::Link(Link { object: "contact".into(), record: RecordId([byte; 16]) });
        assert!(LinksKind.matches(FilterOperator::Is, Some(&value), Some(&wanted(3))));
        assert!(!LinksKind.matches(FilterOperator::Is, Some(&value), Some(&wanted(1))));
    }
}
