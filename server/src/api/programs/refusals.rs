//! Refusals of commands and of the gate, as problems.

use super::problem::{Problem, What};
use crate::policy::Denied;
use crm_core::commands::{Reason, Refusal};
use crm_core::objects::ObjectDefinition;
use crm_core::policy::RelayReason;

/// A command that cannot be carried out.
pub(super) fn of_command(refusal: &Refusal, object: &ObjectDefinition) -> Problem {
    let about = |what: What, detail: String| match &refusal.field {
        Some(field) => Problem::of_field(what, field, detail),
        None => Problem::new(what, detail),
    };
    match refusal.reason {
        Reason::TitleMissing => {
            about(What::BadValue, format!("A record needs a name; fill one of: {}.", object.title.join(", ")))
        }
        Reason::UnknownField => {
            about(What::BadValue, format!("{} has no such field; /api/v1/objects lists them.", object.key))
        }
        Reason::WrongKind => {
            let points_to =
                refusal.field.as_deref().and_then(|key| object.field(key)).map(|field| field.links_to);
            let detail = match points_to {
                Some(objects) if !objects.is_empty() => {
                    format!("Link to a record of: {}.", objects.join(", "))
                }
                Some(_) | None => "Give a value of the field's kind; /api/v1/objects says which.".to_owned(),
            };
            about(What::BadValue, detail)
        }
        Reason::BadInput(_) => about(What::BadValue, "Give a value that the field can hold.".to_owned()),
        Reason::TooLarge => about(What::BadValue, "Give less: that is more than it can hold.".to_owned()),
        Reason::ReadOnly => about(What::BadValue, "The program fills it in; leave it out.".to_owned()),
        Reason::StageNeeds => {
            about(What::BadValue, "Fill it in with the stage, or before: the stage needs it.".to_owned())
        }
        Reason::GoesNotWith => {
            about(What::BadValue, "It does not go with what another field holds.".to_owned())
        }
        Reason::BadFormula(_) => about(What::BadValue, "That is no formula.".to_owned()),
        Reason::AgainstRule(_) => about(What::BadValue, "A rule of the team says no.".to_owned()),
        Reason::MustBeFilled => about(What::BadValue, "Fill it in: the team wants it filled.".to_owned()),
        Reason::Deleted => {
            about(What::Deleted, "Somebody deleted it; restore it in the app first.".to_owned())
        }
        Reason::NotHere | Reason::UnknownObject => Problem::not_found(),
        Reason::NoAccess | Reason::NoCreate | Reason::NoExport | Reason::TooManyExports => {
            no_access(refusal.field.as_deref())
        }
        Reason::AlreadyConverted
        | Reason::StorageClosed
        | Reason::StorageFull
        | Reason::UnreadableFile
        | Reason::NothingToDo
        | Reason::Locked
        | Reason::WrongPin
        | Reason::PinWaits
        | Reason::BadPin
        | Reason::NoPinHere
        | Reason::NoEncryptionHere
        | Reason::WrongPasskey
        | Reason::Defect => Problem::new(What::Fault, "Nothing was done."),
    }
}

/// A change that the gate does not take.
pub(super) fn of_gate(reason: &str, field: Option<String>) -> Problem {
    match RelayReason::of_key(reason) {
        Some(
            RelayReason::NoAccess
            | RelayReason::NoDelete
            | RelayReason::NoFieldAccess
            | RelayReason::NotYours,
        ) => no_access(field.as_deref()),
        Some(RelayReason::Erased) => {
            Problem::new(What::Deleted, "It was erased for good; make another one, under another key.")
        }
        Some(RelayReason::Damaged | RelayReason::Unreadable) | None => {
            Problem::new(What::Fault, "The record cannot be read; whoever runs the relay should look at it.")
        }
        Some(
            reason @ (RelayReason::ForeignActor
            | RelayReason::Fork
            | RelayReason::Malformed
            | RelayReason::ReadOnly
            | RelayReason::ReservedActor
            | RelayReason::Shape
            | RelayReason::TooLarge
            | RelayReason::UnknownField
            | RelayReason::UnknownObject
            | RelayReason::WrongKind
            | RelayReason::WrongObject),
        ) => {
            let detail = format!("The relay does not take this value ({}).", reason.key());
            match field {
                Some(field) => Problem::of_field(What::BadValue, &field, detail),
                None => Problem::new(What::BadValue, detail),
            }
        }
    }
}

pub(super) fn no_access(field: Option<&str>) -> Problem {
    match field {
        Some(field) => {
            Problem::of_field(What::NoAccess, field, "Their profile does not let them write this field.")
        }
        None => Problem::new(What::NoAccess, "Their profile does not let them do this with such a record."),
    }
}

/// A token that does not allow it any more.
pub(super) fn denied(denied: Denied) -> Problem {
    match denied {
        Denied::SignedOut | Denied::NotMember | Denied::NotAdministrator => Problem::new(
            What::Unauthorized,
            "The token has expired or was revoked; ask an administrator for another.",
        ),
        Denied::NotInScope => Problem::new(What::NotInScope, "Use a token with the scope for this."),
    }
}
