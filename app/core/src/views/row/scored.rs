//! A row as it is shown where the team scores records or has formulas: what was worked out stands in the place of what was
//! typed.

use super::packing::put_together;
use super::view::taken_apart;
use super::{HEAD, RowView};
use crate::objects::CUSTOM_CODE;
use crate::objects::custom::Code;
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

/// The row with these values in those custom fields, whatever stands there.
pub fn worked_out(own: RowView<'_>, values: &[(Code, Option<Value>)]) -> Vec<u8> {
    let is_one = |code: Code| values.iter().any(|(one, _)| *one == code);
    let stays = |(code, packed): &(u8, &[u8])| {
        *code != CUSTOM_CODE || taken_apart(packed).is_none_or(|(code, ..)| !is_one(code))
    };
    let others = own.fields().filter(stays).map(|(code, packed)| (code, packed.to_vec()));
    let entry = |(code, value): &(Code, Option<Value>)| {
        let packed = postcard::to_stdvec(value.as_ref()?).ok()?;
        Some((CUSTOM_CODE, [&code.0.to_le_bytes()[..], &[0], &packed].concat()))
    };
    let fields: Vec<(u8, Vec<u8>)> =
        others.chain(values.iter().filter_map(entry)).take(usize::from(u8::MAX)).collect();
    // Two who typed something there disagree about nothing that is shown.
    let apart = own.custom().any(|(code, split, _)| split && !is_one(code));
    let conflicts = own.conflicts().iter().copied().filter(|code| *code != CUSTOM_CODE || apart);
    put_together(&own.bytes()[..HEAD], &conflicts.collect::<Vec<u8>>(), &fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Kind;
    use crate::ids::ActorId;
    use crate::views::record::Conflict;
    use crate::views::row::pack;
    use crate::views::row::specimen::{record, text};

    #[test]
    fn what_a_formula_gives_stands_in_its_field_and_others_stay() {
        let [first, second, third] = [1, 2, 3].map(|number| Code::new(Kind::Number, number).expect("a code"));
        let (one, two) = (first.key(), second.key());
        let values = [("name", text("Silk")), (&one, Value::Number(1.0)), (&two, Value::Number(2.0))];
        let mut deal = record("deal", &values.each_ref().map(|(key, value)| (*key, value.clone())));
        let conflict = |field: &str| Conflict {
            field: field.to_owned(),
            others: Vec::new(),
            shown_by: ActorId([1; 16]),
            shown_at: 0,
        };
        deal.conflicts = vec![conflict(&one)];
        let own = pack(&deal);
        let given = [(first, Some(Value::Number(9.0))), (third, Some(Value::Number(3.0)))];
        let shown = worked_out(RowView::trusted(&own), &given);
        let (row, length) = RowView::read(&shown).expect("a row like any other");
        assert_eq!((length, row.title().as_str(), row.conflicts().len()), (shown.len(), "Silk", 0));
        let held = [first, second, third].map(|code| row.value_of(&code.key()));
        assert_eq!(held, [9.0, 2.0, 3.0].map(|number| Some(Value::Number(number))));
        let emptied = worked_out(RowView::trusted(&own), &[(second, None)]);
        let row = RowView::trusted(&emptied);
        assert_eq!((row.value_of(&two), row.value_of(&one)), (None, Some(Value::Number(1.0))));
        assert_eq!(row.conflicts(), [CUSTOM_CODE]);
    }

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
