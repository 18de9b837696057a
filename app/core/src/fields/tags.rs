//! Free tags.

use super::text::search_words;
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored, fold, matching, members};
use crate::value::{Member, Value};

/// Free tags; two spellings that fold the same are one tag.
#[derive(Debug)]
pub struct TagsKind;

/// Longest tag in bytes.
pub const TAG_BYTES: usize = 100;

/// The member of a tag as typed.
pub fn tag(text: &str) -> Option<Member> {
    let text = text.trim().trim_start_matches('#').trim();
    let key = fold::fold(text);
    let member = Member { key, order: 0, label: String::new(), text: text.to_owned() };
    (!member.key.is_empty()).then_some(member)
}

impl FieldKind for TagsKind {
    fn store(&self, value: &Value) -> Stored {
        members::store(value)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        members::read(stored)
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let tags: Vec<Member> = input.split([',', ';', '\n']).filter_map(tag).collect();
        if tags.iter().any(|tag| tag.text.len() > TAG_BYTES) {
            return Err(BadInput::TooLong);
        }
        Ok(members::collect(tags))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        members::of(value).iter().map(|tag| Part::Tag(members::shown(tag).to_owned())).collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        members::sort_key(value)
    }

    fn search_words(&self, value: &Value) -> Vec<String> {
        members::of(value).iter().flat_map(|tag| search_words(members::shown(tag))).collect()
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
        let sets = [vec!["VIP"], vec!["ঈদ অফার", "exporter", "2026"]];
        sets.into_iter().filter_map(|tags| members::collect(tags.into_iter().filter_map(tag))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_are_one_tag() {
        let parsed = TagsKind.parse("VIP, vip; #Export,, ", &Context::BANGLADESH).ok().flatten();
        let parsed = parsed.expect("two tags");
        let keys: Vec<_> = members::of(&parsed).iter().map(|tag| (tag.key.as_str(), tag.order)).collect();
        assert_eq!(keys, [("vip", 0), ("export", 1)]);
        let argument = TagsKind.parse("EXPORT", &Context::BANGLADESH).ok().flatten();
        assert!(TagsKind.matches(FilterOperator::Is, Some(&parsed), argument.as_ref()));
    }
}
