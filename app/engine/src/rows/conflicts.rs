//! Records with an open conflict: the rows know which, only their documents know between what.

use super::Rows;
use crm_core::ids::{PersonId, RecordId};
use crm_core::value::Value;
use crm_core::views::row::RowView;
use std::cmp::Reverse;

impl Rows {
    /// Records with an open conflict: those of a person (all where nobody is named) and the others, the latest change
    /// first.
    pub fn in_conflict(&self, person: Option<PersonId>) -> [Vec<RecordId>; 2] {
        let open = |row: &RowView<'_>| !row.deleted() && !row.conflicts().is_empty();
        let mut found: Vec<RowView<'_>> =
            self.records().filter(open).filter(|row| row.object().is_some()).collect();
        found.sort_by_key(|row| (Reverse(row.modified_at()), row.id()));
        let (own, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|row| person.is_none() || owner(*row) == person);
        [own, others].map(|rows| rows.into_iter().map(RowView::id).collect())
    }
}

/// Whose record it is: of a record that has no owner, whoever made it.
pub(crate) fn owner(row: RowView<'_>) -> Option<PersonId> {
    ["owner", "created_by"].into_iter().find_map(|field| match row.value_of(field) {
        Some(Value::Person(person)) => Some(person),
        Some(_) | None => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::ids::ActorId;
    use crm_core::views::record::{Conflict, Record};
    use crm_core::views::row;

    const MINA: PersonId = PersonId([1; 16]);
    const RINA: PersonId = PersonId([2; 16]);

    fn deal(number: u8, disputed: bool, values: &[(&str, Value)]) -> Vec<u8> {
        let mut deal = Record::empty(RecordId([number; 16]), "deal");
        deal.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        deal.modified_at = i64::from(number);
        let (shown_by, field) = (ActorId([1; 16]), "amount".to_owned());
        deal.conflicts.extend(disputed.then_some(Conflict {
            field,
            others: Vec::new(),
            shown_by,
            shown_at: 0,
        }));
        row::pack(&deal)
    }

    fn numbers(found: &[Vec<RecordId>; 2]) -> [Vec<u8>; 2] {
        found.each_ref().map(|records| records.iter().map(|record| record.0[0]).collect())
    }

    #[test]
    fn ones_own_stand_apart_the_latest_first_and_what_is_deleted_waits_for_nobody() {
        let person = |field: &'static str, person| (field, Value::Person(person));
        let mut rows = Rows::default();
        for row in [
            deal(1, true, &[person("owner", MINA)]),
            deal(2, true, &[person("owner", RINA), person("created_by", MINA)]),
            deal(3, true, &[person("created_by", MINA)]),
            deal(4, true, &[]),
            deal(5, false, &[person("owner", MINA)]),
            deal(6, true, &[person("owner", MINA), ("deleted_at", Value::Moment(1))]),
        ] {
            rows.put(&row);
        }
        assert_eq!(numbers(&rows.in_conflict(Some(MINA))), [vec![3, 1], vec![4, 2]]);
        assert_eq!(numbers(&rows.in_conflict(Some(RINA))), [vec![2], vec![4, 3, 1]]);
        assert_eq!(numbers(&rows.in_conflict(None)), [vec![4, 3, 2, 1], vec![]], "a book of one's own");
    }
}
