//! The inspection by itself: every hostile change by name, and the honest ones that look like them.

use crm_core::commands::Edit;
use crm_core::document::inspect::{Verdict, inspect, inspect_document, inspect_many};
use crm_core::document::{self, bulk};
use crm_core::fields::Scalar;
use crm_core::ids::{ActorId, RecordId};
use crm_tests::device::{self, OBJECT, TEXT, blank, edit, id, rename};
use crm_tests::hostile::{self, RECORD, villain};
use std::time::{Duration, Instant};

/// Runs on a stack of the size that relay and engine give it.
fn with_big_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(work).expect("a thread starts");
    thread.join().expect("no panic leaves the inspection")
}

fn look(stored: Option<Vec<u8>>, bytes: Vec<u8>) -> Result<(), Verdict> {
    with_big_stack(move || inspect(stored.as_deref(), RecordId(id(RECORD)), OBJECT, &bytes).map(|_| ()))
}

#[test]
fn every_hostile_change_is_refused() {
    for hostile in hostile::list() {
        let verdict = look(hostile.stored, hostile.bytes);
        assert!(matches!(verdict, Err(Verdict::Refused { .. })), "{}: {verdict:?}", hostile.name);
    }
}

/// Refusing costs at most 200 ms and 16 MiB by aim; here ten times that, for slow machines.
#[test]
fn bounds() {
    for hostile in hostile::list() {
        let before = resident();
        let start = Instant::now();
        let _ = look(hostile.stored, hostile.bytes);
        let (took, grew) = (start.elapsed(), resident().saturating_sub(before));
        assert!(took < Duration::from_secs(2), "{} took {took:?}", hostile.name);
        assert!(grew < 160 << 20, "{} took {} MiB", hostile.name, grew >> 20);
    }
}

/// Resident memory of this process in bytes.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux tells");
    let pages = text.split_whitespace().nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.expect("a number of pages") * 4_096
}

#[test]
fn x10_the_next_operation_number_is_accepted() {
    assert_eq!(look(None, hostile::bytes(hostile::honest())), Ok(()));
}

#[test]
fn x11_three_depths_are_refused() {
    for depth in [150, 300, 10_000] {
        let verdict = look(None, hostile::nested(depth));
        assert!(matches!(verdict, Err(Verdict::Refused { .. })), "{depth}: {verdict:?}");
    }
}

/// Who owns a workspace, who is a member and what a role may do stand in no document, and nothing that looks so is taken.
#[test]
fn x29_no_key_that_is_no_field_is_taken() {
    for key in [
        "workspace",
        "workspace_id",
        "is_admin",
        "role",
        "kind",
        "__proto__",
        "",
        "owner/0",
        "name ",
        "emails/",
        // A field that a team may have added is of the kind that its key says.
        "x0800",
        "xffff",
        "x00",
        "x000A",
        "x0000/1",
    ] {
        let mut change = hostile::honest();
        change.operations[0].key = automerge::legacy::Key::Map(key.into());
        let verdict = look(None, hostile::bytes(change));
        assert!(matches!(verdict, Err(Verdict::Refused { .. })), "{key:?}: {verdict:?}");
    }
}

#[test]
fn a_field_that_a_team_added_is_taken_whether_its_definition_is_known_or_not() {
    let mut change = hostile::honest();
    change.operations[0].key = automerge::legacy::Key::Map("x0000".into());
    assert_eq!(look(None, hostile::bytes(change)), Ok(()));
}

#[test]
fn h6_x14_a_flood_of_orphans_is_answered_one_by_one() {
    let mut doc = blank(id(RECORD));
    let first = rename(&mut doc, id(RECORD), villain(), "withheld");
    let orphans: Vec<_> =
        (0..2_000).map(|number| rename(&mut doc, id(RECORD), villain(), &number.to_string()).bytes).collect();
    let before = resident();
    for (number, orphan) in orphans.iter().enumerate() {
        let verdict = inspect(None, RecordId(id(RECORD)), OBJECT, orphan).map(|_| ());
        let Err(Verdict::Missing(missing)) = verdict else { panic!("{number}: {verdict:?}") };
        assert_eq!(missing.len(), 1);
        assert!(number > 0 || missing[0] == first.hash);
    }
    assert!(resident().saturating_sub(before) < 64 << 20, "orphans are not kept");
}

#[test]
fn h8_an_orphan_with_a_later_number_is_not_taken() {
    let mut doc = blank(id(RECORD));
    rename(&mut doc, id(RECORD), villain(), "one");
    let two = rename(&mut doc, id(RECORD), villain(), "two");
    assert!(matches!(look(None, two.bytes), Err(Verdict::Missing(_))));
}

#[test]
fn h9_x16_two_changes_with_one_actor_and_number_are_a_fork() {
    let (mut one, mut two) = (blank(id(RECORD)), blank(id(RECORD)));
    let first = rename(&mut one, id(RECORD), villain(), "here");
    let second = rename(&mut two, id(RECORD), villain(), "there");
    for (first, second) in [(&first, &second), (&second, &first)] {
        let stored = inspect(None, RecordId(id(RECORD)), OBJECT, &first.bytes).expect("the first is taken");
        assert_eq!(look(Some(stored.document), second.bytes.clone()), Err(Verdict::Fork));
    }
}

#[test]
fn x18_a_replayed_change_is_a_duplicate() {
    let mut doc = blank(id(RECORD));
    let change = rename(&mut doc, id(RECORD), villain(), "once");
    let stored = inspect(None, RecordId(id(RECORD)), OBJECT, &change.bytes).expect("it is taken once");
    for _ in 0..100 {
        assert_eq!(look(Some(stored.document.clone()), change.bytes.clone()), Err(Verdict::Duplicate));
    }
}

#[test]
fn h11_h16_no_flipped_bit_passes() {
    let change = hostile::bytes(hostile::honest());
    for bit in 0..change.len() * 8 {
        let mut flipped = change.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(inspect(None, RecordId(id(RECORD)), OBJECT, &flipped).is_err(), "change, bit {bit}");
    }
    let document = hostile::stored();
    for bit in 0..document.len() * 8 {
        let mut flipped = document.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(inspect_document(&flipped, RecordId(id(RECORD)), OBJECT).is_err(), "document, bit {bit}");
    }
}

/// A flipped bit with the checksum made right again: whatever comes of it, nothing panics, and what is accepted can be
/// read back.
#[test]
fn x17_flipped_bits_behind_a_right_checksum_do_no_harm() {
    let change = hostile::bytes(hostile::honest());
    let body = change[10..].to_vec();
    assert_eq!(hostile::chunk(1, &body), change, "the length of this change has one byte");
    let accepted = with_big_stack(move || {
        let mut accepted = 0;
        for bit in 0..body.len() * 8 {
            let mut flipped = body.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let result = inspect(None, RecordId(id(RECORD)), OBJECT, &hostile::chunk(1, &flipped));
            if let Ok(inspected) = result {
                accepted += 1;
                let mut doc = document::load(&inspected.document).expect("what is accepted can be read back");
                rename(&mut doc, id(RECORD), id(5), "and edited again");
            }
        }
        accepted
    });
    assert!(accepted > 100, "another letter, time or actor is an honest change too: {accepted}");
}

#[test]
fn x12_a_document_with_deflated_columns_is_refused() {
    let mut doc = blank(id(RECORD));
    let long = "হালখাতা ".repeat(500);
    edit(&mut doc, id(RECORD), villain(), vec![Edit::Rewrite(TEXT.to_owned(), long)]);
    let refused = inspect_document(&doc.save(), RecordId(id(RECORD)), OBJECT);
    assert!(matches!(refused, Err(Verdict::Refused { .. })), "{refused:?}");
    let taken = inspect_document(&doc.save_nocompress(), RecordId(id(RECORD)), OBJECT);
    assert_eq!(taken.expect("the same document, not compressed").heads, document::heads(&doc));
}

#[test]
fn honest_edits_of_two_devices_pass_in_either_order() {
    let (ours, theirs) = (id(21), id(22));
    let mut one = blank(id(RECORD));
    let mut changes = vec![rename(&mut one, id(RECORD), ours, "Rina")];
    let mut two = one.clone();
    for round in 0..5 {
        changes.push(rename(&mut one, id(RECORD), ours, &format!("one {round}")));
        let text = vec![
            Edit::Append(TEXT.to_owned(), format!("হাল {round} ")),
            Edit::Put("tags/vip".to_owned(), Scalar::Text("x".to_owned())),
        ];
        changes.push(edit(&mut two, id(RECORD), theirs, text));
        changes.push(edit(&mut two, id(RECORD), theirs, vec![Edit::Remove("tags/vip".to_owned())]));
        if round % 2 == 1 {
            one.merge(&mut two).expect("copies merge");
            two.merge(&mut one).expect("copies merge");
        }
    }
    let accepted = |bytes: &[&[u8]]| {
        let inspection = inspect_many(None, RecordId(id(RECORD)), OBJECT, bytes);
        for (place, result) in inspection.changes.iter().enumerate() {
            assert!(result.is_ok(), "change {place}: {result:?}");
        }
        inspection.after.expect("something was accepted")
    };
    let at_once = accepted(&changes.iter().map(|change| change.bytes.as_slice()).collect::<Vec<_>>());
    let mut stored: Option<Vec<u8>> = None;
    for change in &changes {
        let inspected = inspect(stored.as_deref(), RecordId(id(RECORD)), OBJECT, &change.bytes);
        stored = Some(inspected.expect("one by one as well").document);
    }
    assert_eq!(stored.as_deref(), Some(at_once.document.as_slice()));
    one.merge(&mut two).expect("copies merge");
    assert_eq!(at_once.heads, document::heads(&one));
}

#[test]
fn every_object_made_in_bulk_passes() {
    for definition in crm_core::objects::CATALOGUE {
        let mut edits = Vec::new();
        for field in definition.all_fields() {
            let kind = field.kind.behaviour();
            for example in kind.examples() {
                match kind.store(&example) {
                    crm_core::fields::Stored::Scalar(scalar) => {
                        edits.retain(|edit| !matches!(edit, Edit::Put(key, _) if key == field.key));
                        edits.push(Edit::Put(field.key.to_owned(), scalar));
                    }
                    crm_core::fields::Stored::Members(members) => {
                        edits.retain(|edit| {
                            !matches!(edit, Edit::Put(key, _) if key.starts_with(&format!("{}/", field.key)))
                        });
                        let put = |(member, scalar)| Edit::Put(format!("{}/{member}", field.key), scalar);
                        edits.extend(members.into_iter().map(put));
                    }
                    crm_core::fields::Stored::Text(text) => {
                        edits.retain(|edit| !matches!(edit, Edit::Rewrite(key, _) if key == field.key));
                        edits.push(Edit::Rewrite(field.key.to_owned(), text));
                    }
                    crm_core::fields::Stored::Nothing => {}
                }
            }
        }
        let plan = crm_core::commands::DocumentPlan {
            object: definition.key.to_owned(),
            ..device::plan(id(RECORD), edits)
        };
        let new = bulk::create(&plan, ActorId(villain()), 1).expect("it is in the catalogue");
        let inspected = inspect(None, RecordId(id(RECORD)), definition.key, &new.change);
        let inspected = inspected.unwrap_or_else(|verdict| panic!("{}: {verdict:?}", definition.key));
        assert_eq!(inspected.hash, new.hash);
        let whole = inspect_document(&inspected.document, RecordId(id(RECORD)), definition.key);
        assert_eq!(whole.expect("the document passes as well").row, inspected.row);
    }
}

/// The changes made by hand are refused for what they unfold to, not for a slip in making them.
#[test]
fn h5_x13_the_same_runs_are_well_formed_when_they_are_short() {
    for change in [hostile::run_of_operations(3), hostile::nested(3)] {
        assert_eq!(crm_core::document::Change::from_bytes(change).expect("it parses").len(), 3);
    }
    let named =
        crm_core::document::Change::from_bytes(hostile::run_of_predecessors(2)).expect("it parses").decode();
    assert_eq!(named.operations[0].pred.len(), 2);
}
