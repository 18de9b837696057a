//! Makes one record of several that are the same, and several again.
//!
//! The record that stays takes in what it lacks; the others hold a link to it and are shown no more, and whoever links to
//! them is led on. Nothing of them is deleted, so that an edit that somebody made meanwhile without a network is not lost,
//! and that they can be parted again.

use super::edits::{to_hold, writable};
use super::set_field::{one, present};
use super::{DocumentPlan, Edit, Intent, Plan, Reason, Refusal, Situation};
use crate::fields::{Merge, Scalar, link, members};
use crate::ids::{FieldKey, RecordId};
use crate::objects::system::MERGED_INTO;
use crate::objects::{FieldDefinition, ObjectDefinition};
use crate::value::{Link, Member, Value};
use crate::views::record::Record;
use std::collections::BTreeMap;

/// The objects whose records can be merged: people and companies.
pub const OBJECTS: [&str; 3] = ["account", "contact", "lead"];

/// Most records that one merge makes one of.
pub const MOST: usize = 10;

/// Whose value the record that stays gets, by field, where that was chosen.
pub type Choices = BTreeMap<FieldKey, RecordId>;

/// Where a record leads: the one that it was merged into.
pub fn merged_into(record: &Record) -> Option<&Link> {
    match record.value(MERGED_INTO) {
        Some(Value::Link(link)) => Some(link),
        _ => None,
    }
}

/// The fields of which the record that stays may get the value.
pub fn fields(definition: &'static ObjectDefinition, all: &[&Record]) -> Vec<&'static FieldDefinition> {
    let keys: std::collections::BTreeSet<&str> =
        all.iter().flat_map(|record| record.values.keys()).map(String::as_str).collect();
    let own = keys.into_iter().filter_map(|key| writable(definition, key).ok());
    own.filter(|field| field.key != "status").collect()
}

/// What the record that stays holds of a field after the merge: the chosen value, all members of a set, its own value, or
/// the first that another has. A text is not put together of several: two who merge the same pair at once would have it
/// twice, and what was not taken stands in its own record.
pub fn merged_value(
    field: &FieldDefinition,
    keep: &Record,
    others: &[&Record],
    chosen: Option<RecordId>,
) -> Option<Value> {
    let all = || std::iter::once(keep).chain(others.iter().copied());
    if let Some(chosen) = chosen {
        return all().find(|record| record.id == chosen)?.value(field.key).cloned();
    }
    let values = || all().filter_map(|record| record.value(field.key));
    match field.kind.behaviour().merge() {
        Merge::Set => members::collect(values().flat_map(members::of).cloned()),
        Merge::Text | Merge::Register | Merge::Nothing => values().next().cloned(),
    }
}

/// Merges `others` into `keep`. All of them are shown: who asks has looked. One that leads elsewhere and is shown was found to
/// be the one that stays.
pub fn merge(
    keep: &Record,
    others: &[Record],
    choices: &Choices,
    situation: &Situation,
) -> Result<Plan, Refusal> {
    let (keep, definition) = present(Some(keep))?;
    let distinct = others.iter().all(|other| other.id != keep.id && other.object == keep.object);
    if !OBJECTS.contains(&definition.key) || !distinct || !(1..MOST).contains(&others.len()) {
        return Err(Refusal::record(Reason::NothingToDo));
    }
    let others: Vec<&Record> =
        others.iter().map(|other| present(Some(other)).map(|(other, _)| other)).collect::<Result<_, _>>()?;
    // A lead that was converted hides among others that were not: what it became would be made again.
    let converted = |record: &Record| record.value("converted") == Some(&Value::Flag(true));
    if others.iter().any(|other| converted(other)) && !converted(keep) {
        return Err(Refusal::record(Reason::AlreadyConverted));
    }
    let all: Vec<&Record> = std::iter::once(keep).chain(others.iter().copied()).collect();
    let mut edits = Vec::new();
    for field in fields(definition, &all) {
        let chosen = choices.get(field.key).copied();
        let value = merged_value(field, keep, &others, chosen);
        // Where two disagree about it and nobody chose, they go on disagreeing.
        if chosen.is_none() && value.as_ref() == keep.value(field.key) {
            continue;
        }
        edits.extend(to_hold(field, Some(keep), value.as_ref())?);
    }
    super::set_field::called_something(definition, keep, &edits, situation)?;
    // Shown although it leads elsewhere: two merged the same pair at once, each into the other. It stays now.
    edits.extend(merged_into(keep).map(|_| Edit::Remove(MERGED_INTO.to_owned())));
    let mut documents = one(keep, Intent::Merge, edits)?.documents;
    let there = link::write(&Link { object: keep.object.clone(), record: keep.id });
    documents.extend(others.iter().map(|other| DocumentPlan {
        record: other.id,
        object: other.object.clone(),
        intent: Intent::Merge,
        edits: vec![Edit::Put(MERGED_INTO.to_owned(), Scalar::Text(there.clone()))],
    }));
    Ok(Plan { documents })
}

/// What is known of a merge that is taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The record that stayed, before it took anything in.
    pub before: &'a Record,
    /// The same with what it took in.
    pub after: &'a Record,
    /// Others that were merged into it and stay so: what they hold is not given back.
    pub staying: &'a [Record],
    /// Fields that the person may not write.
    pub read_only: &'a [FieldKey],
}

/// Parts a record from the one that it was merged into. What that one took in then, and holds still as it took it, it gives
/// back, where `around` is known.
pub fn part(record: &Record, kept: Option<&Record>, around: Option<Around<'_>>) -> Result<Plan, Refusal> {
    let (record, _) = present(Some(record))?;
    if merged_into(record).is_none() {
        return Err(Refusal::record(Reason::NothingToDo));
    }
    let mut documents = one(record, Intent::Merge, vec![Edit::Remove(MERGED_INTO.to_owned())])?.documents;
    if let Some(kept) = kept.filter(|kept| !kept.deleted()) {
        let mut edits = around.map_or_else(|| Ok(Vec::new()), |around| given_back(kept, around))?;
        // Merged each into the other by two people: neither leads to the other any more.
        let back = merged_into(kept).filter(|link| link.record == record.id);
        edits.extend(back.map(|_| Edit::Remove(MERGED_INTO.to_owned())));
        documents.extend(one(kept, Intent::Merge, edits)?.documents);
    }
    Ok(Plan { documents })
}

fn given_back(kept: &Record, around: Around<'_>) -> Result<Vec<Edit>, Refusal> {
    let Around { before, after, staying, read_only } = around;
    let (_, definition) = present(Some(kept))?;
    let mut edits = Vec::new();
    for field in fields(definition, &[before, after]) {
        let (was, became, now) = (before.value(field.key), after.value(field.key), kept.value(field.key));
        let others = || staying.iter().filter_map(|other| other.value(field.key));
        let wanted = match field.kind.behaviour().merge() {
            _ if was == became || read_only.iter().any(|key| key == field.key) => continue,
            Merge::Set => {
                without_what_came(was, became, now, &others().flat_map(members::of).collect::<Vec<_>>())
            }
            _ if others().any(|value| Some(value) == became) => continue,
            Merge::Text | Merge::Register | Merge::Nothing if now == became => was.cloned(),
            Merge::Text | Merge::Register | Merge::Nothing => continue,
        };
        edits.extend(to_hold(field, Some(kept), wanted.as_ref())?);
    }
    Ok(edits)
}

/// A set without the members that came with the merge and are still as they came.
fn without_what_came(
    was: Option<&Value>,
    became: Option<&Value>,
    now: Option<&Value>,
    staying: &[&Member],
) -> Option<Value> {
    let of = |value: Option<&Value>| value.map(members::of).unwrap_or_default().to_vec();
    let (was, became) = (of(was), of(became));
    let stays = |member: &Member| staying.iter().any(|one| one.key == member.key);
    let was_there = |member: &Member| was.iter().any(|one| one.key == member.key);
    let came = |member: &Member| became.contains(member) && !was_there(member) && !stays(member);
    let left: Vec<Member> = of(now).into_iter().filter(|member| !came(member)).collect();
    (!left.is_empty()).then_some(Value::Members(left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::trial::{after, record, situation, text, value};

    const OTHER: RecordId = RecordId([2; 16]);

    fn contact(id: RecordId, values: &[(&str, Value)]) -> Record {
        Record { id, ..record("contact", values) }
    }

    fn two() -> (Record, Record) {
        let keep = contact(
            RecordId([1; 16]),
            &[
                ("last_name", text("Akter")),
                ("job_title", text("Buyer")),
                ("emails", value("contact", "emails", "rina@x.bd")),
                ("description", text("Pays at once.")),
            ],
        );
        let other = contact(
            OTHER,
            &[
                ("last_name", text("Aktar")),
                ("department", text("Stores")),
                ("emails", value("contact", "emails", "r.akter@y.bd; rina@x.bd")),
                ("description", text("Met in Dhaka.")),
            ],
        );
        (keep, other)
    }

    fn merged(choices: &[(&str, RecordId)]) -> (Record, Record, Plan) {
        let (keep, other) = two();
        let choices = choices.iter().map(|(key, record)| ((*key).to_owned(), *record)).collect();
        let plan = merge(&keep, std::slice::from_ref(&other), &choices, &situation()).expect("a plan");
        (after(&keep, &plan), after(&other, &plan), plan)
    }

    #[test]
    fn the_one_that_stays_takes_in_what_it_lacks() {
        let (keep, other, plan) = merged(&[]);
        assert_eq!((keep.text("last_name"), keep.text("job_title")), (Some("Akter"), Some("Buyer")));
        assert_eq!(keep.text("department"), Some("Stores"));
        let emails: Vec<&str> =
            members::of(keep.value("emails").expect("some")).iter().map(|one| one.key.as_str()).collect();
        assert_eq!(emails, ["rina@x.bd", "r.akter@y.bd"]);
        assert_eq!(keep.text("description"), Some("Pays at once."), "a text is not put together");
        assert_eq!(merged_into(&other).map(|link| link.record), Some(keep.id));
        assert_eq!(plan.documents.len(), 2, "one edit of each record");
        let (chosen, _, _) = merged(&[("last_name", OTHER), ("description", OTHER), ("job_title", OTHER)]);
        assert_eq!(
            (chosen.text("last_name"), chosen.text("description")),
            (Some("Aktar"), Some("Met in Dhaka."))
        );
        assert_eq!(chosen.text("job_title"), None, "also that there is nothing");
    }

    #[test]
    fn only_what_can_be_one_becomes_one() {
        let (keep, other) = two();
        let try_to = |keep: &Record, others: &[Record]| {
            merge(keep, others, &Choices::new(), &situation()).map_err(|refusal| refusal.reason)
        };
        let nothing = Err(Reason::NothingToDo);
        assert_eq!(try_to(&keep, &[]), nothing);
        assert_eq!(try_to(&keep, std::slice::from_ref(&keep)), nothing);
        assert_eq!(try_to(&keep, &[Record { object: "lead".to_owned(), ..other.clone() }]), nothing);
        let note = record("note", &[("body", text("A"))]);
        assert_eq!(try_to(&note, &[Record { id: OTHER, ..note.clone() }]), nothing);
        let mut deleted = other;
        deleted.values.insert("deleted_at".to_owned(), Value::Moment(1));
        assert_eq!(try_to(&keep, &[deleted]), Err(Reason::Deleted));
    }

    #[test]
    fn parted_again_each_has_what_it_had_and_what_came_since() {
        let (before, _) = two();
        let (kept, gone, _) = merged(&[("last_name", OTHER)]);
        let around = |staying| Around { before: &before, after: &kept, staying, read_only: &[] };
        let plan = part(&gone, Some(&kept), Some(around(&[]))).expect("a plan");
        assert_eq!(after(&kept, &plan).values, before.values);
        assert_eq!(merged_into(&after(&gone, &plan)), None);
        // What was edited since stays, and members that came since.
        let mut later = kept.clone();
        later.values.insert("last_name".to_owned(), text("Akhter"));
        later
            .values
            .insert("emails".to_owned(), value("contact", "emails", "new@z.bd; r.akter@y.bd; rina@x.bd"));
        let plan = part(&gone, Some(&later), Some(around(&[]))).expect("a plan");
        let parted = after(&later, &plan);
        assert_eq!((parted.text("last_name"), parted.text("department")), (Some("Akhter"), None));
        let emails: Vec<&str> =
            members::of(parted.value("emails").expect("some")).iter().map(|one| one.key.as_str()).collect();
        assert!(emails.contains(&"new@z.bd") && emails.contains(&"rina@x.bd"), "{emails:?}");
        assert_eq!(part(&before, None, None).map_err(|refusal| refusal.reason), Err(Reason::NothingToDo));
        // What a third holds that stays merged is not given back.
        let third = contact(
            RecordId([3; 16]),
            &[("department", text("Stores")), ("emails", value("contact", "emails", "r.akter@y.bd"))],
        );
        let plan = part(&gone, Some(&kept), Some(around(&[third]))).expect("a plan");
        let parted = after(&kept, &plan);
        assert_eq!((parted.text("last_name"), parted.text("department")), (Some("Akter"), Some("Stores")));
        assert_eq!(parted.value("emails"), kept.value("emails"));
        // Nor what the person may not write.
        let read_only = ["department".to_owned()];
        let around = Around { before: &before, after: &kept, staying: &[], read_only: &read_only };
        let plan = part(&gone, Some(&kept), Some(around)).expect("a plan");
        assert_eq!(after(&kept, &plan).text("department"), Some("Stores"));
    }

    #[test]
    fn merged_each_into_the_other_they_can_be_merged_and_parted_again() {
        let (_, mut other, _) = merged(&[]);
        let (mut keep, _, _) = merged(&[]);
        let back = Value::Link(Link { object: "contact".to_owned(), record: OTHER });
        keep.values.insert(MERGED_INTO.to_owned(), back);
        let plan = part(&other, Some(&keep), None).expect("a plan");
        assert_eq!((merged_into(&after(&keep, &plan)), merged_into(&after(&other, &plan))), (None, None));
        other.values.remove(MERGED_INTO);
        let plan = merge(&keep, &[other], &Choices::new(), &situation()).expect("a plan");
        assert_eq!(merged_into(&after(&keep, &plan)), None, "it stays");
    }

    #[test]
    fn a_converted_lead_does_not_hide_in_another() {
        let open = record("lead", &[("last_name", text("A"))]);
        let mut converted = Record { id: OTHER, ..open.clone() };
        converted.values.insert("converted".to_owned(), Value::Flag(true));
        let refused = merge(&open, std::slice::from_ref(&converted), &Choices::new(), &situation());
        assert_eq!(refused.map_err(|refusal| refusal.reason), Err(Reason::AlreadyConverted));
        assert!(merge(&converted, std::slice::from_ref(&open), &Choices::new(), &situation()).is_ok());
    }
}
