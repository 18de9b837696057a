//! From the values that a person wants to the edits that bring a document there.

use super::{Edit, Reason, Refusal};
use crate::fields::long_text::{TEXT_BYTES, TEXT_LETTERS};
use crate::fields::{BadInput, Kind, Merge, Scalar, Stored, link, members, text};
use crate::objects::{FieldDefinition, ObjectDefinition};
use crate::value::{Member, Value};
use crate::views::record::Record;

/// Longest scalar in bytes.
pub const SCALAR_BYTES: usize = 4_000;
/// Longest key of a member in bytes.
pub const MEMBER_KEY_BYTES: usize = 400;
/// Most bytes that the edits of one document may hold together; they travel in as many changes as it takes.
pub const PLAN_BYTES: usize = 2 * TEXT_BYTES;

/// The field of that name that people may write.
pub(super) fn writable(
    definition: &ObjectDefinition,
    key: &str,
) -> Result<&'static FieldDefinition, Refusal> {
    let field = definition.field(key).ok_or_else(|| Refusal::field(key, Reason::UnknownField))?;
    if !field.by_hand() {
        return Err(Refusal::field(key, Reason::ReadOnly));
    }
    Ok(field)
}

/// The edits that make the field hold the value; none where it holds it already and nobody disagrees.
pub(super) fn to_hold(
    field: &FieldDefinition,
    present: Option<&Record>,
    wanted: Option<&Value>,
) -> Result<Vec<Edit>, Refusal> {
    let refuse = |reason| Refusal::field(field.key, reason);
    let wanted = wanted.filter(|value| !is_blank(value));
    if let Some(value) = wanted {
        check(field, value).map_err(refuse)?;
    }
    let there = present.and_then(|record| record.value(field.key));
    let disputed =
        present.is_some_and(|record| record.conflicts.iter().any(|conflict| conflict.field == field.key));
    let stored = wanted.map_or(Stored::Nothing, |value| field.kind.behaviour().store(value));
    match (field.kind.behaviour().merge(), stored) {
        (Merge::Set, Stored::Members(wanted)) => Ok(set_edits(field.key, there, &wanted)),
        (Merge::Set, _) => Ok(set_edits(field.key, there, &[])),
        (Merge::Text, Stored::Text(wanted)) => Ok(text_edits(field.key, there, wanted)),
        (Merge::Text, _) => Ok(text_edits(field.key, there, String::new())),
        (Merge::Register, Stored::Scalar(scalar)) if there != wanted || disputed => {
            Ok(vec![Edit::Put(field.key.to_owned(), scalar)])
        }
        (Merge::Register, Stored::Nothing) if there.is_some() || disputed => {
            Ok(vec![Edit::Remove(field.key.to_owned())])
        }
        (Merge::Register | Merge::Nothing, _) => Ok(Vec::new()),
    }
}

/// A value that a screen sends for an emptied field.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.trim().is_empty(),
        Value::Members(members) => members.is_empty(),
        Value::Address(address) => *address == crate::value::Address::default(),
        Value::Integer(_)
        | Value::Number(_)
        | Value::Flag(_)
        | Value::Date(_)
        | Value::Moment(_)
        | Value::Money(_)
        | Value::Person(_)
        | Value::Link(_) => false,
    }
}

/// Whether the field can hold the value.
pub(crate) fn holds(field: &FieldDefinition, value: &Value) -> bool {
    check(field, value).is_ok()
}

/// Whether the value is of the field's kind, in size, and points only to choices and objects that the field has.
fn check(field: &FieldDefinition, value: &Value) -> Result<(), Reason> {
    let behaviour = field.kind.behaviour();
    let stored = behaviour.store(value);
    if stored == Stored::Nothing {
        return Err(Reason::WrongKind);
    }
    check_size(&stored)?;
    if behaviour.read(&stored).is_none() {
        return Err(Reason::BadInput(BadInput::Malformed));
    }
    let points_well = |object: &str| field.links_to.contains(&object);
    match (field.kind, value) {
        (Kind::Choice, value) if !text::of(value).is_some_and(|id| field.may_hold(id)) => {
            Err(Reason::BadInput(BadInput::UnknownChoice))
        }
        (Kind::MultiChoice, value)
            if !members::of(value).iter().all(|member| field.may_hold(&member.key)) =>
        {
            Err(Reason::BadInput(BadInput::UnknownChoice))
        }
        (Kind::Link | Kind::LinkAny, Value::Link(link)) if !points_well(&link.object) => {
            Err(Reason::WrongKind)
        }
        (Kind::Links, value) if !members::of(value).iter().all(|member| link_is(member, &points_well)) => {
            Err(Reason::WrongKind)
        }
        _ => Ok(()),
    }
}

fn link_is(member: &Member, points_well: &impl Fn(&str) -> bool) -> bool {
    link::read(&member.key).is_some_and(|link| points_well(&link.object))
}

fn check_size(stored: &Stored) -> Result<(), Reason> {
    let fits = match stored {
        Stored::Scalar(scalar) => scalar_bytes(scalar) <= SCALAR_BYTES,
        Stored::Members(found) => {
            found.len() <= members::MOST_MEMBERS
                && found.iter().all(|(key, scalar)| {
                    (1..=MEMBER_KEY_BYTES).contains(&key.len()) && scalar_bytes(scalar) <= SCALAR_BYTES
                })
        }
        Stored::Text(text) => text.len() <= TEXT_BYTES && text.chars().count() <= TEXT_LETTERS,
        Stored::Nothing => true,
    };
    if fits { Ok(()) } else { Err(Reason::TooLarge) }
}

fn scalar_bytes(scalar: &Scalar) -> usize {
    match scalar {
        Scalar::Text(text) => text.len(),
        Scalar::Bytes(bytes) => bytes.len(),
        Scalar::Integer(_) | Scalar::Number(_) | Scalar::Flag(_) | Scalar::Moment(_) => 8,
    }
}

/// One edit per member that came, went or changed.
fn set_edits(field: &str, there: Option<&Value>, wanted: &[(String, Scalar)]) -> Vec<Edit> {
    let there = there.map_or(&[][..], members::of);
    let gone = there.iter().filter(|member| wanted.iter().all(|(key, _)| *key != member.key));
    let mut edits: Vec<Edit> = gone.map(|member| Edit::Remove(format!("{field}/{}", member.key))).collect();
    for (key, scalar) in wanted {
        let same = there.iter().any(|member| member.key == *key && members::pack(member) == *scalar);
        if !same {
            edits.push(Edit::Put(format!("{field}/{key}"), scalar.clone()));
        }
    }
    edits
}

/// A rewrite, where the text differs.
fn text_edits(field: &str, there: Option<&Value>, wanted: String) -> Vec<Edit> {
    let there = there.and_then(text::of).unwrap_or_default();
    if there == wanted { Vec::new() } else { vec![Edit::Rewrite(field.to_owned(), wanted)] }
}

/// Refuses edits that are too many for one command.
pub(super) fn fit(edits: &[Edit]) -> Result<(), Refusal> {
    let bytes = |edit: &Edit| match edit {
        Edit::Put(key, scalar) => key.len() + scalar_bytes(scalar),
        Edit::Remove(key) => key.len(),
        Edit::Rewrite(key, text) | Edit::Append(key, text) => key.len() + text.len(),
    };
    let total: usize = edits.iter().map(bytes).sum();
    if total > PLAN_BYTES { Err(Refusal::record(Reason::TooLarge)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::trial::{record, text, value};
    use crate::ids::RecordId;
    use crate::objects;
    use crate::value::Link;

    fn edits(field: &str, present: Option<&Record>, wanted: Option<Value>) -> Result<Vec<Edit>, Refusal> {
        let definition = objects::object("contact").expect("contacts are in the catalogue");
        to_hold(writable(definition, field)?, present, wanted.as_ref())
    }

    #[test]
    fn only_the_members_that_differ_are_written() {
        let before =
            record("contact", &[("emails", value("contact", "emails", "a@x.bd (work); b@x.bd; c@x.bd"))]);
        let wanted = value("contact", "emails", "a@x.bd (work); c@x.bd (home)");
        let edits = edits("emails", Some(&before), Some(wanted)).expect("e-mails may be set");
        assert_eq!(
            edits,
            [
                Edit::Remove("emails/b@x.bd".into()),
                Edit::Put("emails/c@x.bd".into(), Scalar::Text("1\thome\tc@x.bd".into())),
            ]
        );
    }

    #[test]
    fn what_is_there_already_is_not_written_again() {
        let before = record("contact", &[("first_name", text("Rina")), ("description", text("Hello"))]);
        assert_eq!(edits("first_name", Some(&before), Some(text("Rina"))), Ok(vec![]));
        assert_eq!(edits("description", Some(&before), Some(text("Hello"))), Ok(vec![]));
        assert_eq!(edits("last_name", Some(&before), None), Ok(vec![]));
        assert_eq!(
            edits("first_name", Some(&before), Some(text(" "))),
            Ok(vec![Edit::Remove("first_name".into())])
        );
    }

    #[test]
    fn values_that_do_not_belong_are_refused_with_field_and_reason() {
        let link = |object: &str| Value::Link(Link { object: object.into(), record: RecordId([1; 16]) });
        for (field, wanted, reason) in [
            ("first_name", Value::Flag(true), Reason::WrongKind),
            ("salutation", text("duke"), Reason::BadInput(BadInput::UnknownChoice)),
            ("account", link("deal"), Reason::WrongKind),
            ("website", text("javascript:alert(1)"), Reason::BadInput(BadInput::Malformed)),
            ("first_name", text(&"x".repeat(SCALAR_BYTES + 1)), Reason::TooLarge),
            ("description", text(&"x".repeat(TEXT_LETTERS + 1)), Reason::TooLarge),
            ("full_name", text("x"), Reason::ReadOnly),
            ("created_at", Value::Moment(1), Reason::ReadOnly),
            ("colour", text("x"), Reason::UnknownField),
        ] {
            assert_eq!(edits(field, None, Some(wanted)), Err(Refusal::field(field, reason)), "{field}");
        }
    }
}
