//! Values as definitions hold them: as a file would, whoever writes it, with choices by what records hold.

use crate::fields::{ChoiceWords, Context, Kind, members};
use crate::objects::FieldDefinition;
use crate::value::Value;

/// How values are written, whoever writes them.
const PLAIN: Context<'static> =
    Context { currency: *b"USD", calling_code: "", day_first: true, utc_offset_minutes: 0, choices: &[] };

/// A value as text.
pub fn value(field: &FieldDefinition, value: &Value) -> String {
    if field.kind == Kind::Phones {
        // A number as it was typed means another in another country.
        let numbers = members::of(value).iter().map(|phone| format!("+{}", phone.key));
        return numbers.collect::<Vec<_>>().join("; ");
    }
    field.kind.behaviour().csv(value, &PLAIN)
}

/// The value of a text; `None` where it is none of the field's kind.
pub fn read(field: &FieldDefinition, text: &str) -> Option<Value> {
    let ids = text.split(';').map(str::trim);
    let choices: Vec<ChoiceWords<'_>> = ids.map(|id| ChoiceWords { id, words: Vec::new() }).collect();
    field.kind.behaviour().parse(text, &Context { choices: &choices, ..PLAIN }).ok().flatten()
}
