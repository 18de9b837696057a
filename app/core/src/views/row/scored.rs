//! A row as it is shown where the team scores records: what was worked out stands in the place of what was typed.

use super::packing::put_together;
use super::{HEAD, RowView};
use crate::value::Value;

/// The row with that score in the field of that code. Two who typed a score at once disagree about nothing that is shown.
pub fn scored(own: RowView<'_>, code: u8, score: i32) -> Vec<u8> {
    let packed = postcard::to_stdvec(&Value::Number(f64::from(score))).unwrap_or_default();
    let others = own.fields().filter(|(other, _)| *other != code);
    let others = others.map(|(other, packed)| (other, packed.to_vec())).take(usize::from(u8::MAX) - 1);
    let fields: Vec<(u8, Vec<u8>)> = others.chain([(code, packed)]).collect();
    let conflicts: Vec<u8> = own.conflicts().iter().copied().filter(|other| *other != code).collect();
    put_together(&own.bytes()[..HEAD], &conflicts, &fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ActorId;
    use crate::views::record::Conflict;
    use crate::views::row::pack;
    use crate::views::row::specimen::{record, text};

    #[test]
    fn the_score_stands_in_the_place_of_what_was_typed() {
        let mut lead = record("lead", &[("last_name", text("Das")), ("score", Value::Number(7.0))]);
        let conflict = |field: &str| Conflict {
            field: field.to_owned(),
            others: Vec::new(),
            shown_by: ActorId([1; 16]),
            shown_at: 0,
        };
        lead.conflicts = vec![conflict("score"), conflict("last_name")];
        lead.modified_at = 9;
        let own = pack(&lead);
        let definition = crate::objects::object("lead").expect("leads");
        let code = definition.field_code("score").expect("a field");
        let shown = scored(RowView::trusted(&own), code, -25);
        let (row, length) = RowView::read(&shown).expect("a row like any other");
        assert_eq!((length, row.id(), row.modified_at()), (shown.len(), lead.id, 9));
        assert_eq!((row.title().as_str(), row.value(code)), ("Das", Some(Value::Number(-25.0))));
        assert_eq!(row.conflicts(), [definition.field_code("last_name").expect("a field")]);
        let bare = pack(&record("lead", &[("last_name", text("Das"))]));
        let shown = scored(RowView::trusted(&bare), code, 3);
        assert_eq!(RowView::trusted(&shown).value_of("score"), Some(Value::Number(3.0)));
    }
}
