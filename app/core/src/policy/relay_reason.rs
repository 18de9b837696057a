//! Why a relay takes a change never: a closed list, so that every reason has a sentence in both languages.

/// A reason of the relay's. Its key travels; what a person reads stands under `relay/<key>` in the locale files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayReason {
    /// The stored document cannot be read, so nothing can be added to it.
    Damaged,
    /// The record was erased for good.
    Erased,
    /// Its actor belongs to another person or installation.
    ForeignActor,
    /// Another change of the same actor has the same number.
    Fork,
    /// The bytes are not a change.
    Malformed,
    /// The person may not do that with records of this object.
    NoAccess,
    /// The person may not delete or restore records of this object.
    NoDelete,
    /// The person may not write this field.
    NoFieldAccess,
    /// The record belongs to another person.
    NotYours,
    /// The field is filled in by the program.
    ReadOnly,
    /// Its actor is the one of every record's first change.
    ReservedActor,
    /// An operation that no field allows.
    Shape,
    /// Larger than a change may be.
    TooLarge,
    /// The object has no such field.
    UnknownField,
    /// There is no such object.
    UnknownObject,
    /// The document could not be read after it.
    Unreadable,
    /// The value does not fit the field.
    WrongKind,
    /// The record is of another object.
    WrongObject,
}

/// How much of a record's unsent edits a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// None of them, only the actor that wrote them: another may write the same.
    Writer,
    /// All that came after it: the relay would refuse each of them.
    Record,
    /// Those of the same field.
    Field,
    /// The one edit.
    Edit,
}

impl RelayReason {
    /// The reason of a key; `None` for one of a newer relay.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }

    /// What else falls with a change that was refused for this reason.
    pub const fn reach(self) -> Reach {
        match self {
            Self::Fork | Self::ForeignActor => Reach::Writer,
            Self::Damaged
            | Self::Erased
            | Self::NoAccess
            | Self::NotYours
            | Self::UnknownObject
            | Self::WrongObject => Reach::Record,
            Self::NoFieldAccess | Self::ReadOnly | Self::UnknownField => Reach::Field,
            Self::Malformed
            | Self::NoDelete
            | Self::ReservedActor
            | Self::Shape
            | Self::TooLarge
            | Self::Unreadable
            | Self::WrongKind => Reach::Edit,
        }
    }

    /// Every reason.
    pub const ALL: [Self; 18] = [
        Self::Damaged,
        Self::Erased,
        Self::ForeignActor,
        Self::Fork,
        Self::Malformed,
        Self::NoAccess,
        Self::NoDelete,
        Self::NoFieldAccess,
        Self::NotYours,
        Self::ReadOnly,
        Self::ReservedActor,
        Self::Shape,
        Self::TooLarge,
        Self::UnknownField,
        Self::UnknownObject,
        Self::Unreadable,
        Self::WrongKind,
        Self::WrongObject,
    ];

    /// What travels, and the key of its sentence.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Erased => "erased",
            Self::ForeignActor => "foreign-actor",
            Self::Fork => "fork",
            Self::Malformed => "malformed",
            Self::NoAccess => "no-access",
            Self::NoDelete => "no-delete",
            Self::NoFieldAccess => "no-field-access",
            Self::NotYours => "not-yours",
            Self::ReadOnly => "read-only",
            Self::ReservedActor => "reserved-actor",
            Self::Shape => "shape",
            Self::TooLarge => "too-large",
            Self::UnknownField => "unknown-field",
            Self::UnknownObject => "unknown-object",
            Self::Unreadable => "unreadable",
            Self::WrongKind => "wrong-kind",
            Self::WrongObject => "wrong-object",
        }
    }
}
