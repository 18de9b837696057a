//! Follow records, and mark what the inbox says as read.

use super::edits::{fit, to_hold};
use super::{DocumentPlan, Edit, Intent, Plan, Reason, Refusal};
use crate::fields::members::{MOST_MEMBERS, of};
use crate::fields::{links, tags};
use crate::ids::{ObjectKey, PersonId, RecordId};
use crate::objects::desk::{DESK, FOLLOWS, KEY, READ, desk_of};
use crate::value::{Link, Member, Value};
use crate::views::record::Record;
use serde::{Deserialize, Serialize};

/// What a person does at their desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeskEdit {
    /// Wants to hear what others do with a record.
    Follow(Link),
    /// Does not any more.
    Unfollow(Link),
    /// Has read these entries of the inbox.
    Read(Vec<String>),
    /// Wants to meet these entries again.
    Unread(Vec<String>),
}

/// Changes the desk of a person; makes it where there is none. Marks of entries that are not among `entries` any more
/// are dropped on the way, so that a desk stays small.
pub fn edit(
    desk: Option<&Record>,
    person: PersonId,
    edit: &DeskEdit,
    entries: &[String],
) -> Result<Plan, Refusal> {
    let empty = Record::empty(desk_of(person), KEY);
    let desk = desk.unwrap_or(&empty);
    let (field, members) = match edit {
        DeskEdit::Follow(link) => (FOLLOWS, with(members(desk, FOLLOWS), links::member(link, ""))),
        DeskEdit::Unfollow(link) => (FOLLOWS, without(members(desk, FOLLOWS), &links::member(link, "").key)),
        DeskEdit::Read(keys) => {
            let kept = members(desk, READ).into_iter().filter(|member| entries.contains(&member.key));
            (READ, keys.iter().filter_map(|key| tags::tag(key)).fold(kept.collect(), with))
        }
        DeskEdit::Unread(keys) => {
            (READ, keys.iter().fold(members(desk, READ), |read, key| without(read, key)))
        }
    };
    if members.len() > MOST_MEMBERS {
        return Err(Refusal::field(field, Reason::TooLarge));
    }
    let definition = DESK.field(field).ok_or(Refusal::record(Reason::UnknownField))?;
    let edits: Vec<Edit> = to_hold(definition, Some(desk), Some(&Value::Members(members)))?;
    fit(&edits)?;
    let part = DocumentPlan { record: desk.id, object: ObjectKey::from(KEY), intent: Intent::Set, edits };
    Ok(Plan { documents: if part.edits.is_empty() { Vec::new() } else { vec![part] } })
}

/// The records that the person of a desk follows.
pub fn follows(desk: &Record) -> Vec<RecordId> {
    let found = members(desk, FOLLOWS).into_iter();
    found.filter_map(|member| crate::fields::link::read(&member.key).map(|link| link.record)).collect()
}

/// The entries of the inbox that were read.
pub fn read(desk: &Record) -> impl Iterator<Item = String> {
    members(desk, READ).into_iter().map(|member| member.key)
}

fn members(desk: &Record, field: &str) -> Vec<Member> {
    desk.value(field).map(|value| of(value).to_vec()).unwrap_or_default()
}

/// Its place in the set says nothing: two devices that add a member at once write the same.
fn with(mut members: Vec<Member>, member: Member) -> Vec<Member> {
    if members.iter().all(|other| other.key != member.key) {
        members.push(Member { order: 0, text: String::new(), ..member });
    }
    members
}

fn without(mut members: Vec<Member>, key: &str) -> Vec<Member> {
    members.retain(|member| member.key != key);
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::outcome;
    use crate::commands::trial::{NOW, id};

    const PERSON: PersonId = PersonId([9; 16]);

    fn deal(byte: u8) -> Link {
        Link { object: "deal".into(), record: id(byte) }
    }

    fn done(desk: Option<&Record>, what: &DeskEdit, entries: &[&str]) -> Record {
        let entries: Vec<String> = entries.iter().map(|&key| key.to_owned()).collect();
        let plan = edit(desk, PERSON, what, &entries).expect("a plan");
        let start = desk.cloned().unwrap_or_else(|| Record::empty(desk_of(PERSON), KEY));
        plan.documents.iter().fold(start, |desk, part| outcome::apply(desk, &part.edits, NOW))
    }

    fn keys(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|&key| key.to_owned()).collect()
    }

    #[test]
    fn a_desk_is_made_by_the_first_thing_done_at_it_and_belongs_to_one_person() {
        let desk = done(None, &DeskEdit::Follow(deal(1)), &[]);
        assert_eq!(follows(&desk), [id(1)]);
        let more = done(Some(&desk), &DeskEdit::Follow(deal(2)), &[]);
        assert_eq!(follows(&more), [id(1), id(2)]);
        assert_eq!(follows(&done(Some(&more), &DeskEdit::Unfollow(deal(1)), &[])), [id(2)]);
        let again = edit(Some(&more), PERSON, &DeskEdit::Follow(deal(2)), &[]);
        assert_eq!(again.map(|plan| plan.documents.len()), Ok(0), "what is followed is not written again");
        assert_ne!(desk_of(PERSON), desk_of(PersonId([8; 16])));
    }

    #[test]
    fn marks_of_entries_that_are_gone_are_dropped() {
        let desk = done(None, &DeskEdit::Read(keys(&["a1", "b2"])), &["a1", "b2"]);
        assert_eq!(read(&desk).collect::<Vec<_>>(), ["a1", "b2"]);
        let later = done(Some(&desk), &DeskEdit::Read(keys(&["c3"])), &["b2", "c3"]);
        assert_eq!(read(&later).collect::<Vec<_>>(), ["b2", "c3"]);
        let unread = done(Some(&later), &DeskEdit::Unread(keys(&["b2"])), &["b2", "c3"]);
        assert_eq!(read(&unread).collect::<Vec<_>>(), ["c3"]);
    }

    #[test]
    fn nobody_follows_without_end_or_what_cannot_be_followed() {
        let mut desk = Record::empty(desk_of(PERSON), KEY);
        let links = (0..200).map(|byte| links::member(&deal(byte), ""));
        desk.values.insert(FOLLOWS.into(), Value::Members(links.collect()));
        let refused = edit(Some(&desk), PERSON, &DeskEdit::Follow(deal(201)), &[]);
        assert_eq!(refused, Err(Refusal::field(FOLLOWS, Reason::TooLarge)));
        let note = Link { object: "note".into(), record: id(1) };
        let refused = edit(None, PERSON, &DeskEdit::Follow(note), &[]);
        assert_eq!(refused, Err(Refusal::field(FOLLOWS, Reason::WrongKind)));
    }
}
