//! A row with what lies apart from its record.

use super::RowView;
use super::packing::put_together;
use crate::objects::companion::Companion;

/// The row of a record with what its companions hold: each brings its one field, whatever the record's own row still has
/// there.
pub fn joined(own: RowView<'_>, companions: &[(RowView<'_>, &Companion)]) -> Vec<u8> {
    let places: Vec<Option<u8>> =
        companions.iter().map(|(_, one)| one.of.field_code(one.field.key)).collect();
    let stays = |code: &u8| !places.contains(&Some(*code));
    let brought = |(view, place): (&(RowView<'_>, &Companion), &Option<u8>)| {
        let (code, packed) = view.0.fields().find(|(code, _)| *code == 0)?;
        debug_assert_eq!(code, 0, "a companion's own field is its first");
        Some(((*place)?, packed.to_vec()))
    };
    let kept = own.fields().filter(|(code, _)| stays(code)).map(|(code, packed)| (code, packed.to_vec()));
    let fields: Vec<(u8, Vec<u8>)> =
        kept.chain(companions.iter().zip(&places).filter_map(brought)).take(usize::from(u8::MAX)).collect();
    let split = |(view, place): (&(RowView<'_>, &Companion), &Option<u8>)| {
        view.0.conflicts().contains(&0).then_some(*place)?
    };
    let conflicts: Vec<u8> = own.conflicts().iter().copied().filter(stays).collect();
    let conflicts: Vec<u8> =
        conflicts.into_iter().chain(companions.iter().zip(&places).filter_map(split)).take(255).collect();
    let modified = companions.iter().map(|(view, _)| view.modified_at()).fold(own.modified_at(), i64::max);
    let mut head = own.bytes()[..22].to_vec();
    head.extend_from_slice(&modified.to_le_bytes());
    put_together(&head, &conflicts, &fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ActorId;
    use crate::value::Value;
    use crate::views::record::Conflict;
    use crate::views::row::pack;
    use crate::views::row::specimen::{record, text};

    #[test]
    fn what_companions_hold_stands_in_the_row_of_their_record() {
        let money = |minor| Value::Money(crate::value::Money { minor, currency: *b"BDT" });
        let mut deal = record("deal", &[("name", text("Cloth")), ("amount", money(1))]);
        deal.modified_at = 5;
        let companion = crate::objects::companion::companion("deal", "amount").expect("amounts lie apart");
        let mut beside = record("deal.amount", &[("amount", money(2))]);
        beside.modified_at = 9;
        let field = "amount".to_owned();
        let shown_by = ActorId([1; 16]);
        beside.conflicts.push(Conflict { field, others: Vec::new(), shown_by, shown_at: 0 });
        let (own, part) = (pack(&deal), pack(&beside));
        let whole = joined(RowView::trusted(&own), &[(RowView::trusted(&part), companion)]);
        let (row, length) = RowView::read(&whole).expect("a row like any other");
        assert_eq!(
            (length, row.id(), row.modified_at(), row.title().as_str()),
            (whole.len(), deal.id, 9, "Cloth")
        );
        assert_eq!(row.value_of("amount"), Some(money(2)));
        assert_eq!(row.conflicts(), [companion.of.field_code("amount").expect("a field")]);

        // An emptied field is empty, also where the record's own row still has it.
        let part = pack(&record("deal.amount", &[]));
        let whole = joined(RowView::trusted(&own), &[(RowView::trusted(&part), companion)]);
        let row = RowView::trusted(&whole);
        assert_eq!((row.value_of("amount"), row.title().as_str()), (None, "Cloth"));
        assert_eq!(joined(RowView::trusted(&own), &[]), own);
    }
}
