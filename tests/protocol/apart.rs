//! What the relay says of fields that lie apart: who gets them, who may write them, and that nothing of what they held stays
//! in what others get.

use crate::office::{KARIMS, MANAGERS, Office, RINAS, accepted, no_access, refused};
use crm_core::ids::RecordId;
use crm_core::objects::companion::companion;
use crm_core::policy::{Fault, FieldRight, Policy};
use crm_server::policy::sharing::NotSet;
use crm_sync::frame::{EntryKind, Reply, ToDevice, ToRelay};
use crm_tests::device::id;
use crm_tests::sheet::{Sheet, text};
use crm_tests::team::entries;

const SECRET: &str = "hush-hush";

fn hide(policy: &mut Policy) {
    let fields = policy.profiles[2].fields.entry("deal".to_owned()).or_default();
    fields.insert("next_step".to_owned(), FieldRight::Hidden);
}

fn beside(deal: &Sheet) -> Sheet {
    let of = companion("deal", "next_step").expect("a field that can lie apart");
    Sheet::new("deal.next_step", of.beside(RecordId(deal.record)).0)
}

fn holds(frames: &[ToDevice], word: &str) -> bool {
    let bytes = crm_sync::frame::encode(&frames.to_vec());
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

#[tokio::test]
async fn a_record_leaves_and_comes_back_without_what_lies_apart() {
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice")), ("next_step", text(SECRET))]).await;
    assert_eq!(office.hold(&deal).await, [true, true, false]);
    for reader in [&mut office.manager, &mut office.rina] {
        reader.line.heard.clear();
    }
    office.team.govern(office.administrator, hide).await;
    let (managers, rinas) = (office.manager.line.news().await, office.rina.line.news().await);
    assert!(holds(&managers, SECRET) && !holds(&rinas, SECRET));
    let told = |frames: &[ToDevice]| -> Vec<(String, bool)> {
        let what = |entry: &&crm_sync::frame::Entry| (entry.kind.clone(), entry.what == EntryKind::Leave);
        entries(frames).iter().map(what).collect()
    };
    assert_eq!(told(&rinas), [("deal".to_owned(), true), ("deal".to_owned(), false)]);
    let hers = told(&managers);
    assert_eq!(
        hers[0],
        ("deal.next_step".to_owned(), false),
        "first, so that what was not sent finds it: {hers:?}"
    );
    assert_eq!(hers[1..], told(&rinas));
    // A device that was away hears no more of it than one that was there, and neither does a new one.
    let away = office.karim.line.caller;
    assert!(!holds(&office.karim.line.news().await, SECRET), "{away:?}");
    office.rina.reconnect(&office.team).await;
    assert!(!holds(&office.rina.line.heard, SECRET));
}

#[tokio::test]
async fn what_lies_apart_is_written_beside_its_record_by_those_who_may() {
    let mut office = Office::open().await;
    office.team.govern(office.administrator, hide).await;
    let mut deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    let field = ("no-field-access".to_owned(), Some("next_step".to_owned()));
    // Not into the record itself, by anybody.
    let change = deal.clone().set(MANAGERS, &[("next_step", text(SECRET))]);
    assert_eq!(refused(&mut office.manager, change).await, field);
    // Not by who may not, whatever they send; they are answered alike whether there is something or not.
    let change = beside(&deal).set(RINAS, &[("next_step", text("mine"))]);
    assert_eq!(refused(&mut office.rina, change).await, no_access());
    // Not beside a record that one does not see, or that is not there.
    let change = beside(&deal).set(KARIMS, &[("next_step", text("mine"))]);
    assert_eq!(refused(&mut office.karim, change).await, no_access());
    // Nothing else lies where it belongs, and who may not read it does not learn why.
    let note = |actor| Sheet::new("note", beside(&deal).record).set(actor, &[("title", text("In the way"))]);
    assert_eq!(refused(&mut office.rina, note(RINAS)).await, no_access());
    assert_eq!(refused(&mut office.manager, note(MANAGERS)).await, ("wrong-object".to_owned(), None));
    let change = beside(&Sheet::new("deal", id(77))).set(MANAGERS, &[("next_step", text("mine"))]);
    assert_eq!(refused(&mut office.manager, change).await, no_access());
    // A field that nobody hides does not lie apart.
    let of = companion("deal", "type").expect("a field that can lie apart");
    let mut other = Sheet::new("deal.type", of.beside(RecordId(deal.record)).0);
    let change = other.set(MANAGERS, &[("type", text("new_business"))]);
    assert_eq!(refused(&mut office.manager, change).await.0, "no-field-access");

    let mut note = beside(&deal);
    let change = note.set(MANAGERS, &[("next_step", text(SECRET))]);
    accepted(&mut office.manager, change).await;
    assert_eq!(office.hold(&note).await, [true, false, false]);
    assert_eq!(office.hold_later(&note).await, [true, false, false]);
    let change = beside(&deal).set(RINAS, &[("next_step", text("mine"))]);
    assert_eq!(refused(&mut office.rina, change).await, no_access());
    // It goes where its record goes.
    let karim = crm_tests::sheet::person(office.karim.line.caller.person);
    let change = deal.set(MANAGERS, &[("owner", karim)]);
    accepted(&mut office.manager, change).await;
    office
        .team
        .govern(office.administrator, |policy| {
            policy.profiles[2].fields.clear();
        })
        .await;
    assert_eq!(office.hold(&note).await, [true, false, true]);
    assert_eq!(office.hold_later(&note).await, [true, false, true]);
}

#[tokio::test]
async fn a_change_from_before_waits_until_its_device_has_heard() {
    let mut office = Office::open().await;
    let mut deal = office.of_rina("deal", 1, &[("name", text("Rice")), ("next_step", text(SECRET))]).await;
    let stored = deal.set(RINAS, &[("name", text("Oil"))]);
    accepted(&mut office.rina, stored.clone()).await;
    office.team.govern(office.administrator, hide).await;
    let change = deal.set(RINAS, &[("name", text("Jute"))]);
    office.rina.line.now += 1_000;
    assert_eq!(office.rina.line.push(vec![change]).await, [Reply::Later]);
    // What was stored and never acknowledged is known by the name that it had.
    assert_eq!(office.rina.line.push(vec![stored]).await, [Reply::Duplicate]);
    let mut unknown = deal.clone();
    let lost = unknown.set(RINAS, &[("type", text("new_business"))]);
    let change = unknown.set(RINAS, &[("type", text("existing_business"))]);
    let replies = office.rina.line.push(vec![change]).await;
    assert_eq!(replies, [Reply::Missing(vec![lost.hash])], "that one this relay never had");
}

#[tokio::test]
async fn a_policy_that_hides_what_cannot_be_hidden_or_tells_of_it_says_so() {
    let office = Office::open().await;
    let fault = async |change: fn(&mut Policy)| {
        let found = office.team.try_to_govern(office.administrator, change).await;
        match found {
            Err(NotSet::Fault(fault)) => Some(fault),
            Err(NotSet::Stale) | Ok(_) => None,
        }
    };
    let name = fault(|policy| {
        let fields = policy.profiles[2].fields.entry("deal".to_owned()).or_default();
        fields.insert("name".to_owned(), FieldRight::Hidden);
    });
    assert_eq!(name.await, Some(Fault::CannotHide("deal".to_owned(), "name".to_owned())));
    let told = fault(|policy| {
        hide(policy);
        policy.rules = crate::office::rule_by("next_step");
    });
    assert_eq!(told.await, Some(Fault::HiddenCondition("deal".to_owned(), "next_step".to_owned())));
    assert_eq!(fault(hide).await, None);
    // What came to lie apart stays apart, though nobody hides it any more.
    let told = fault(|policy| {
        policy.profiles[2].fields.clear();
        policy.apart.clear();
        policy.rules = crate::office::rule_by("next_step");
    });
    assert_eq!(told.await, Some(Fault::HiddenCondition("deal".to_owned(), "next_step".to_owned())));
}

#[tokio::test]
async fn where_somebody_types_is_not_told_of_a_hidden_field() {
    let mut office = Office::open().await;
    office.team.govern(office.administrator, hide).await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    office.listen().await;
    let look = |field: &str| ToRelay::Here { document: Some(deal.record), field: Some(field.to_owned()) };
    office.rina.line.send(look("name")).await;
    office.rina.line.heard.clear();
    for (field, told) in [("type", Some("type")), ("next_step", None), ("name", Some("name"))] {
        office.manager.line.send(look(field)).await;
        let heard = office.rina.line.news().await;
        let present = heard.iter().rev().find_map(|frame| {
            let ToDevice::Present { others, .. } = frame else { return None };
            others.first().map(|one| one.field.clone())
        });
        assert_eq!(present, Some(told.map(str::to_owned)), "{field}");
    }
}

#[tokio::test]
async fn nothing_that_was_put_in_the_way_keeps_a_field_from_being_hidden() {
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice")), ("next_step", text(SECRET))]).await;
    let change = Sheet::new("note", beside(&deal).record).set(RINAS, &[("title", text("In the way"))]);
    accepted(&mut office.rina, change).await;
    office.team.govern(office.administrator, hide).await;
    assert!(office.hold(&beside(&deal)).await[0]);
    assert!(!holds(&office.rina.line.news().await, SECRET));
}

#[tokio::test]
async fn what_a_device_pushes_while_its_record_leaves_is_told_to_it() {
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice")), ("next_step", text(SECRET))]).await;
    office.rina.line.heard.clear();
    office.team.govern(office.administrator, hide).await;
    let frames = office.rina.line.news().await;
    let whole = entries(&frames).into_iter().find_map(|entry| match &entry.what {
        EntryKind::Snapshot { document, .. } => Some(document.clone()),
        EntryKind::Changes(_) | EntryKind::Enter | EntryKind::Leave | EntryKind::Erase { .. } => None,
    });
    // The device had the new record already, from a connection that broke off, and wrote on it before it heard this.
    let mut had = Sheet::whole("deal", deal.record, &whole.expect("it comes whole"));
    let change = had.set(RINAS, &[("name", text("Jute"))]);
    assert_eq!(office.rina.line.push(vec![change.clone()]).await, [Reply::Acked]);
    let heard = office.rina.line.news().await;
    let told = |entry: &&crm_sync::frame::Entry| match &entry.what {
        EntryKind::Changes(changes) => changes.contains(&change.bytes),
        EntryKind::Snapshot { .. } | EntryKind::Enter | EntryKind::Leave | EntryKind::Erase { .. } => false,
    };
    assert!(entries(&heard).iter().any(told), "what leaves and comes whole takes it along otherwise");
}

#[tokio::test]
async fn a_record_that_was_made_and_made_anew_since_leaves_its_writer_before_it_comes() {
    let mut office = Office::open().await;
    let from_here = office.team.place().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice")), ("next_step", text(SECRET))]).await;
    office.team.govern(office.administrator, hide).await;
    let mut again = office.team.call(office.rina.line.caller);
    again.hello(office.team.workspace, Some(from_here)).await;
    let heard = again.news().await;
    let of_it = entries(&heard).into_iter().filter(|entry| entry.doc == deal.record);
    let leaves: Vec<bool> = of_it.map(|entry| entry.what == EntryKind::Leave).collect();
    assert_eq!(leaves, [true, false]);
}
