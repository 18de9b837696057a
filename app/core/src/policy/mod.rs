//! Who may read and write what. In this edition everyone in a workspace may do everything with records; scopes already
//! travel with every change so that narrower rules need no new format.

mod relay_reason;

pub use relay_reason::{Reach, RelayReason};

use crate::ids::{PersonId, RecordId};
use crate::objects::desk;

/// The scope that holds every record of a workspace.
pub const WHOLE_WORKSPACE: &str = "workspace";

/// Whether a person may write that record: everybody every one, but a desk only its own person.
pub fn may_write(object: &str, record: RecordId, person: PersonId) -> bool {
    object != desk::KEY || record == desk::desk_of(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_known_by_its_key() {
        for reason in RelayReason::ALL {
            assert_eq!(RelayReason::of_key(reason.key()), Some(reason));
        }
        assert_eq!(RelayReason::of_key("of a newer relay"), None);
        assert_eq!(RelayReason::Fork.reach(), Reach::Writer);
    }

    #[test]
    fn a_desk_is_written_by_its_person_only() {
        let (one, other) = (PersonId([1; 16]), PersonId([2; 16]));
        assert!(may_write("desk", desk::desk_of(one), one));
        assert!(!may_write("desk", desk::desk_of(other), one));
        assert!(may_write("deal", RecordId([3; 16]), one));
    }
}
