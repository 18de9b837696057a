//! Many lines of text in which the letters of two writers merge.

use super::matching;
use super::text::{COMPARISON, of, search_words};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Stored, fold};
use crate::value::Value;

/// Longest text in bytes that may be typed or imported at once.
pub const TEXT_BYTES: usize = 1024 * 1024;
/// Most letters of it: each letter is an operation that the document keeps for ever.
pub const TEXT_LETTERS: usize = 300_000;

/// Many lines of text.
#[derive(Debug)]
pub struct LongTextKind;

impl FieldKind for LongTextKind {
    fn store(&self, value: &Value) -> Stored {
        of(value).map_or(Stored::Nothing, |text| Stored::Text(text.to_owned()))
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        if let Stored::Text(text) = stored
            && !text.is_empty()
        {
            Some(Value::Text(text.clone()))
        } else {
            None
        }
    }

    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        let text = input.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.trim();
        if text.len() > TEXT_BYTES || text.chars().count() > TEXT_LETTERS {
            return Err(BadInput::TooLong);
        }
        Ok((!text.is_empty()).then(|| Value::Text(text.to_owned())))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|text| Part::Text(text.to_owned())).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        let first_line = of(value).and_then(|text| text.lines().next());
        first_line.map(fold::sort_key).unwrap_or_default()
    }

    fn search_words(&self, value: &Value) -> Vec<String> {
        of(value).map(search_words).unwrap_or_default()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        &[FilterOperator::Contains, FilterOperator::Empty, FilterOperator::Filled]
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        matching::answer(operator, value.and_then(of), argument.and_then(of), &COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Text
    }

    fn csv(&self, value: &Value, _: &Context<'_>) -> String {
        of(value).unwrap_or_default().to_owned()
    }

    fn examples(&self) -> Vec<Value> {
        ["Called twice.\nWants the price in writing.", "মঙ্গলবার আবার ফোন করতে হবে 😀"]
            .map(|text| Value::Text(text.to_owned()))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_lines() {
        let parsed = LongTextKind.parse(" a\r\nb\rc \n", &Context::BANGLADESH);
        assert_eq!(parsed, Ok(Some(Value::Text("a\nb\nc".into()))));
        assert_eq!(LongTextKind.parse("\n \n", &Context::BANGLADESH), Ok(None));
        let long = "ক".repeat(TEXT_BYTES);
        assert_eq!(LongTextKind.parse(&long, &Context::BANGLADESH), Err(BadInput::TooLong));
    }
}
