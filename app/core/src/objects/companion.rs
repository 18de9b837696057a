//! Companions: where some people may not read a field, what records hold in it lies apart, in a document of its own beside
//! each record's. A companion is of an object of its own (`deal.amount`), so that it is checked, stored, sent and hidden
//! like any other record, and its history goes where it goes and nowhere else.
//!
//! Its id follows from the record's and back: both differ by the same bits for all companions of one field. So nothing has
//! to be looked up to find one, and two devices that write the field at the same time write the same document.

use super::{CATALOGUE, FieldDefinition, ObjectDefinition};
use crate::fields::Kind;
use crate::ids::RecordId;
use std::sync::LazyLock;

/// The row code of the first companion; those of the catalogue lie below.
const FIRST_CODE: u8 = 100;

/// What companions of one field are.
#[derive(Debug)]
pub struct Companion {
    /// Their own object: the one field, and those that every object has.
    pub definition: ObjectDefinition,
    /// The object of the records that they stand beside.
    pub of: &'static ObjectDefinition,
    /// The field that they hold.
    pub field: &'static FieldDefinition,
    /// In which bits their ids differ from those of their records.
    differs: [u8; 16],
    code: u8,
}

impl Companion {
    /// The companion of a record, and the record of a companion.
    pub fn beside(&self, record: RecordId) -> RecordId {
        let mut id = record.0;
        id.iter_mut().zip(self.differs).for_each(|(byte, other)| *byte ^= other);
        RecordId(id)
    }

    /// Its code in packed rows.
    pub const fn code(&self) -> u8 {
        self.code
    }
}

static COMPANIONS: LazyLock<Vec<&'static Companion>> = LazyLock::new(|| {
    let fields = CATALOGUE.iter().flat_map(|of| of.fields.iter().map(move |field| (*of, field)));
    let can = fields.filter(|(of, field)| can_lie_apart(of, field));
    (FIRST_CODE..).zip(can).map(|(code, (of, field))| &*Box::leak(Box::new(made(code, of, field)))).collect()
});

fn made(code: u8, of: &'static ObjectDefinition, field: &'static FieldDefinition) -> Companion {
    let key: &'static str = Box::leak(format!("{}.{}", of.key, field.key).into_boxed_str());
    let mut differs = [0; 16];
    // The first six bytes of an id are a time, by which ids sort; a companion sorts beside its record.
    differs[6..14].copy_from_slice(&fnv(key.bytes()).to_be_bytes());
    differs[14..].copy_from_slice(&fnv(key.bytes().rev()).to_be_bytes()[..2]);
    let definition = ObjectDefinition {
        key,
        fields: std::slice::from_ref(field),
        title: &[],
        subtitle: None,
        columns: &[],
        quick: &[],
        board: None,
        // It lies where its record lies.
        activity: true,
    };
    Companion { definition, of, field, differs, code }
}

/// FNV-1a: ids of different names only have to differ.
pub(super) fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Whether a field can be hidden from some: not what a record is called or sorted into, not what links it to others, and
/// no text that several people write in at once, because its letters cannot be told apart from the record's history.
/// Activities are hidden as a whole.
pub fn can_lie_apart(of: &ObjectDefinition, field: &FieldDefinition) -> bool {
    let fits =
        !matches!(field.kind, Kind::Link | Kind::Links | Kind::LinkAny | Kind::Computed | Kind::LongText);
    let own = of.fields.iter().any(|one| one.key == field.key);
    let named = of.title.contains(&field.key) || of.board == Some(field.key);
    fits && own && !of.activity && !field.system && !field.required && !named
}

/// What companions of a field are; `None` for a field that cannot lie apart.
pub fn companion(object: &str, field: &str) -> Option<&'static Companion> {
    COMPANIONS.iter().copied().find(|one| one.of.key == object && one.field.key == field)
}

/// What companions of that object are: `deal.amount`.
pub fn of_kind(kind: &str) -> Option<&'static Companion> {
    let found = || COMPANIONS.iter().copied().find(|one| one.definition.key == kind);
    if kind.contains('.') { found() } else { None }
}

/// What companions of that row code are.
pub fn of_code(code: u8) -> Option<&'static Companion> {
    COMPANIONS.get(usize::from(code.checked_sub(FIRST_CODE)?)).copied()
}

/// Every companion that records of an object can have.
pub fn of_object(object: &str) -> impl Iterator<Item = &'static Companion> {
    COMPANIONS.iter().copied().filter(move |one| one.of.key == object)
}

/// The object whose records these are or stand beside.
pub fn home(kind: &str) -> &str {
    of_kind(kind).map_or(kind, |one| one.of.key)
}

/// The record itself, also where this is a companion of it.
pub fn record_of(kind: &str, record: RecordId) -> RecordId {
    of_kind(kind).map_or(record, |one| one.beside(record))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::object;
    use std::collections::BTreeSet;

    #[test]
    fn a_companion_is_found_from_its_record_and_the_record_from_it() {
        let amount = companion("deal", "amount").expect("an amount can be hidden");
        let record = RecordId([7; 16]);
        let beside = amount.beside(record);
        assert_ne!(beside, record);
        assert_eq!(beside.0[..6], record.0[..6], "sorted beside the record");
        assert_eq!(record_of("deal.amount", beside), record);
        assert_eq!((record_of("deal", record), home("deal.amount"), home("deal")), (record, "deal", "deal"));
        let definition = object("deal.amount").expect("an object like any other");
        assert_eq!(definition.code(), amount.code());
        assert!(std::ptr::eq(
            of_code(definition.code()).expect("a companion").of,
            object("deal").expect("deals")
        ));
        assert!(definition.field("amount").is_some() && definition.field("stage").is_none());
    }

    #[test]
    fn every_companion_differs_and_has_a_code() {
        let record = RecordId([0; 16]);
        let ids: BTreeSet<RecordId> = COMPANIONS.iter().map(|one| one.beside(record)).collect();
        assert_eq!(ids.len(), COMPANIONS.len());
        assert!(
            COMPANIONS.len() < usize::from(u8::MAX - FIRST_CODE),
            "codes are single bytes, and 255 is none"
        );
        assert!(COMPANIONS.iter().all(|one| CATALOGUE.len() < usize::from(one.code)));
    }

    #[test]
    fn names_links_texts_and_what_boards_are_made_of_stay_with_the_record() {
        for (object, field) in [
            ("deal", "name"),
            ("deal", "stage"),
            ("deal", "account"),
            ("deal", "contacts"),
            ("deal", "description"),
            ("deal", "expected_revenue"),
            ("deal", "position"),
            ("deal", "close_date"),
            ("deal", "owner"),
            ("lead", "emails"),
            ("task", "priority"),
            ("deal.amount", "amount"),
        ] {
            assert!(companion(object, field).is_none(), "{object}.{field}");
        }
        for (object, field) in [("deal", "amount"), ("account", "phones"), ("contact", "birth_date")] {
            assert!(companion(object, field).is_some(), "{object}.{field}");
        }
    }
}
