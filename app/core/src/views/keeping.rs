//! What a device keeps of its book: a person may choose that less than everything lies on a small phone. The relay has
//! the rest.

use super::row::RowView;
use crate::fields::link;
use crate::ids::{PersonId, RecordId, Timestamp};
use crate::policy::{Entry, Grants, Scope};
use crate::value::Value;
use serde::{Deserialize, Serialize};

/// Days that can be chosen.
pub const DAYS: [u16; 3] = [30, 90, 365];

const DAY: Timestamp = 86_400_000;

/// What a person chose. A record is kept where any of it holds; where nothing is chosen, every record is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keeping {
    /// What the person owns, and what the people below them own.
    pub mine: bool,
    /// What falls into the person's territories.
    pub territories: bool,
    /// What changed within so many days.
    pub days: Option<u16>,
}

/// What the choice depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The person, or somebody below them, owns it.
    pub mine: bool,
    /// It falls into a territory of the person.
    pub in_territory: bool,
    /// How long ago it was changed, in ms; below zero where a clock was ahead.
    pub age: Timestamp,
}

impl Facts {
    /// Whether it was changed within so many days.
    pub const fn within(&self, days: u16) -> bool {
        self.age <= days as Timestamp * DAY
    }
}

impl Keeping {
    /// Whether every record is kept.
    pub const fn everything(&self) -> bool {
        !self.mine && !self.territories && self.days.is_none()
    }

    /// Whether a record of which this is true is kept because it was chosen.
    pub fn chooses(&self, facts: &Facts) -> bool {
        self.everything()
            || self.mine && facts.mine
            || self.territories && facts.in_territory
            || self.days.is_some_and(|days| facts.within(days))
    }

    /// Whether everything that is kept by `other` is kept by this, too, whatever the records hold.
    pub fn covers(&self, other: &Self) -> bool {
        let days = other.days.is_none_or(|days| self.days.is_some_and(|own| own >= days));
        let wide = (self.mine || !other.mine) && (self.territories || !other.territories) && days;
        self.everything() || !other.everything() && wide
    }
}

/// What is true of a row for a person: by whom it is owned and, of the scopes in which the record lies, in which of
/// the person's territories it falls.
pub fn facts(
    row: RowView<'_>,
    person: PersonId,
    grants: Option<&Grants>,
    entries: &[Entry],
    now: Timestamp,
) -> Facts {
    let owner = ["owner", "created_by"].into_iter().find_map(|field| person_in(row, field));
    let led = |owner: PersonId| grants.is_some_and(|grants| grants.leads(owner));
    let territory = |entry: &Entry| {
        matches!(entry.scope, Scope::Territory(_))
            && grants.is_some_and(|grants| grants.level(entry).is_some())
    };
    Facts {
        mine: owner.is_some_and(|owner| owner == person || led(owner)),
        in_territory: entries.iter().any(territory),
        age: now.saturating_sub(row.modified_at()),
    }
}

/// Whether a row never goes, whatever was chosen: it was given to the person, it is a task that they made for nobody and
/// that is open, or it is of an object that no list shows (a desk, a definition, or what a newer build made).
pub fn stays(row: RowView<'_>, person: PersonId) -> bool {
    let Some(definition) = row.object().filter(|definition| !definition.shapes()) else { return true };
    match person_in(row, "owner") {
        Some(owner) => owner == person,
        None => definition.key == "task" && person_in(row, "created_by") == Some(person) && open(row),
    }
}

fn open(row: RowView<'_>) -> bool {
    match row.value_of("status") {
        Some(Value::Text(status)) => !["completed", "cancelled"].contains(&status.as_str()),
        Some(_) | None => true,
    }
}

fn person_in(row: RowView<'_>, field: &str) -> Option<PersonId> {
    match row.value_of(field) {
        Some(Value::Person(person)) => Some(person),
        Some(_) | None => None,
    }
}

/// The records that a row points to.
pub fn targets(row: RowView<'_>) -> Vec<RecordId> {
    let mut found = Vec::new();
    for (_, packed) in row.filled() {
        match postcard::from_bytes::<Value>(packed) {
            Ok(Value::Link(link)) => found.push(link.record),
            Ok(Value::Members(members)) => {
                let linked = members.iter().filter_map(|member| link::read(&member.key));
                found.extend(linked.map(|link| link.record));
            }
            Ok(_) | Err(_) => {}
        }
    }
    found
}

/// How many of the records that are here each choice would keep by itself, and how many all of it together, with what
/// belongs to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepingCounts {
    /// What the person, or somebody below them, owns.
    pub mine: u32,
    /// What falls into the person's territories.
    pub territories: u32,
    /// What changed within [`DAYS`].
    pub days: [u32; DAYS.len()],
    /// What would be kept in all.
    pub kept: u32,
    /// Records that are here.
    pub here: u32,
    /// Whether the person has territories.
    pub has_territories: bool,
    /// Whether the person leads somebody.
    pub leads: bool,
}

/// What is kept on this device, and what is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What was chosen.
    pub choice: Keeping,
    /// Records that are here.
    pub here: u32,
    /// Records of the book that the person sees, as the relay counted them last, and no fewer than are here.
    pub in_all: u32,
    /// More was chosen than before, and not all of it has come yet.
    pub fetching: bool,
}

impl Kept {
    /// Whether something of the book is not here because of what was chosen.
    pub const fn not_everything(&self) -> bool {
        !self.choice.everything() || self.fetching
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::FilterOperator;
    use crate::ids::TerritoryId;
    use crate::policy::{Base, Criterion, Facts as Lies, Policy, Territory};
    use crate::value::Link;
    use crate::views::query::Filter;
    use crate::views::record::Record;
    use crate::views::row;

    const NOW: Timestamp = 1_800_000_000_000;
    const LEADER: PersonId = PersonId([1; 16]);
    const REP: PersonId = PersonId([2; 16]);
    const NORTH: TerritoryId = TerritoryId([4; 16]);

    const MINE: Keeping = Keeping { mine: true, territories: false, days: None };
    const TERRITORIES: Keeping = Keeping { mine: false, territories: true, days: None };
    const fn within(days: u16) -> Keeping {
        Keeping { mine: false, territories: false, days: Some(days) }
    }
    const MINE_OR_MONTH: Keeping = Keeping { mine: true, territories: false, days: Some(30) };

    #[test]
    fn a_record_is_kept_where_any_of_what_was_chosen_holds() {
        let facts = |mine, in_territory, days: i64| Facts { mine, in_territory, age: days * DAY };
        let nothing = facts(false, false, 1_000);
        for (choice, kept, gone) in [
            (Keeping::default(), vec![nothing], vec![]),
            (MINE, vec![facts(true, false, 1_000)], vec![nothing, facts(false, true, 0)]),
            (TERRITORIES, vec![facts(false, true, 1_000)], vec![nothing, facts(true, false, 0)]),
            (
                within(30),
                vec![facts(false, false, 30), facts(false, false, 0), facts(false, false, -2)],
                vec![facts(true, true, 31)],
            ),
            (
                MINE_OR_MONTH,
                vec![facts(true, false, 1_000), facts(false, false, 29)],
                vec![facts(false, true, 31), nothing],
            ),
        ] {
            for facts in kept {
                assert!(choice.chooses(&facts), "{choice:?} {facts:?}");
            }
            for facts in gone {
                assert!(!choice.chooses(&facts), "{choice:?} {facts:?}");
            }
        }
    }

    #[test]
    fn a_choice_covers_what_keeps_no_more() {
        let everything = Keeping::default();
        for (wide, narrow) in [
            (everything, MINE),
            (everything, MINE_OR_MONTH),
            (within(90), within(30)),
            (MINE_OR_MONTH, MINE),
            (MINE_OR_MONTH, within(30)),
        ] {
            assert!(wide.covers(&narrow) && !narrow.covers(&wide), "{wide:?} {narrow:?}");
            assert!(wide.covers(&wide) && narrow.covers(&narrow));
        }
        assert!(!MINE.covers(&within(30)) && !within(30).covers(&MINE));
        assert!(!MINE_OR_MONTH.covers(&within(90)));
    }

    fn account(values: &[(&str, Value)]) -> Vec<u8> {
        let mut record = Record::empty(RecordId([7; 16]), "account");
        record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        record.modified_at = NOW - 3 * DAY;
        row::pack(&record)
    }

    fn policy() -> Policy {
        let mut policy = Policy::starting(false);
        policy.admit(LEADER, Base::Manager);
        policy.admit(REP, Base::Representative);
        let argument = Some(Value::Text("north".to_owned()));
        let filter = Filter { field: "name".to_owned(), operator: FilterOperator::Contains, argument };
        let criteria = vec![Criterion { object: "account".to_owned(), filters: vec![filter] }];
        policy.territories.push(Territory { id: NORTH, name: "North".to_owned(), parent: None, criteria });
        let rep = policy.members.iter_mut().find(|member| member.person == REP);
        rep.expect("they were admitted").territories.push(NORTH);
        policy
    }

    #[test]
    fn facts_are_read_off_a_row() {
        let policy = policy();
        let owner = |person| ("owner", Value::Person(person));
        let made_by = |person| ("created_by", Value::Person(person));
        let north = || ("name", Value::Text("Far north".to_owned()));
        for (person, values, mine, in_territory, goes) in [
            (REP, vec![owner(REP)], true, false, false),
            (REP, vec![owner(LEADER), made_by(REP)], false, false, true),
            (REP, vec![made_by(REP)], true, false, true),
            (REP, vec![owner(LEADER), north()], false, true, true),
            (LEADER, vec![owner(REP), north()], true, false, true),
            (LEADER, vec![], false, false, true),
        ] {
            let bytes = account(&values);
            let row = RowView::trusted(&bytes);
            let value = |field: &str| row.value_of(field);
            let lies = Lies { record: row.id(), object: "account", value: &value, shares: &[], about: &[] };
            let entries: Vec<Entry> = policy.scopes_of(&lies).into_iter().collect();
            let found = facts(row, person, policy.grants(person).as_ref(), &entries, NOW);
            assert_eq!(found, Facts { mine, in_territory, age: 3 * DAY }, "{person} {values:?}");
            assert_eq!(stays(row, person), !goes, "{person} {values:?}");
        }
        let desk = row::pack(&Record::empty(RecordId([8; 16]), crate::objects::desk::KEY));
        assert!(stays(RowView::trusted(&desk), LEADER));
    }

    #[test]
    fn links_of_every_kind_are_found() {
        let link = Link { object: "account".to_owned(), record: RecordId([1; 16]) };
        let members = Value::Members(vec![crate::fields::links::member(
            &Link { record: RecordId([2; 16]), ..link.clone() },
            "",
        )]);
        let mut record = Record::empty(RecordId([7; 16]), "contact");
        record.values.insert("account".to_owned(), Value::Link(link));
        record.values.insert("other_accounts".to_owned(), members);
        let bytes = row::pack(&record);
        assert_eq!(targets(RowView::trusted(&bytes)), [RecordId([1; 16]), RecordId([2; 16])]);
    }
}
