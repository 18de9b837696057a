//! What the relay answers about records that somebody may not see or not change.

use crate::office::{KARIMS, MANAGERS, Office, RINAS, accepted, no_access, refused};
use crm_core::commands::desk::{DeskEdit, edit};
use crm_core::ids::{PersonId, RecordId};
use crm_core::objects::desk::desk_of;
use crm_core::policy::{FieldRight, ObjectRights, Policy};
use crm_core::value::{Link, Money, Value};
use crm_server::policy::Caller;
use crm_sync::frame::{Goodbye, Hello, PushedChange, Reply, ToDevice, ToRelay};
use crm_tests::device::id;
use crm_tests::sheet::{Reader, Sheet, link, person, text};
use crm_tests::team::Team;

#[tokio::test]
async fn what_is_not_allowed_is_refused_with_its_reason() {
    let mut office = Office::open().await;
    let mut deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    office
        .team
        .govern(office.administrator, |policy| {
            let profile = &mut policy.profiles[2];
            profile.objects.insert("lead".to_owned(), ObjectRights { create: false, ..ObjectRights::ALL });
            profile.objects.insert("deal".to_owned(), ObjectRights { delete: false, ..ObjectRights::ALL });
            profile.objects.insert("contact".to_owned(), ObjectRights { edit: false, ..ObjectRights::ALL });
            profile
                .fields
                .entry("deal".to_owned())
                .or_default()
                .insert("amount".to_owned(), FieldRight::Read);
        })
        .await;
    let mut copy = deal.clone();
    assert_eq!(refused(&mut office.karim, copy.set(KARIMS, &[("name", text("Mine"))])).await, no_access());
    let money = Value::Money(Money { minor: 100, currency: *b"BDT" });
    let change = deal.clone().set(RINAS, &[("amount", money)]);
    let field = ("no-field-access".to_owned(), Some("amount".to_owned()));
    assert_eq!(refused(&mut office.rina, change).await, field);
    let change = deal.clone().delete(RINAS);
    assert_eq!(refused(&mut office.rina, change).await, ("no-delete".to_owned(), None));
    let change = Sheet::new("lead", id(2)).set(RINAS, &[("last_name", text("Begum"))]);
    assert_eq!(refused(&mut office.rina, change).await, no_access());
    let change = desk(office.karim.line.caller.person, RINAS);
    assert_eq!(refused(&mut office.rina, change).await.0, "not-yours");
    let change = deal.set(RINAS, &[("name", text("Rice, 100 bags"))]);
    accepted(&mut office.rina, change).await;
    // Who may delete and not edit does not edit along with a deletion.
    let mut contact = office.of_rina("contact", 3, &[("last_name", text("Akter"))]).await;
    let mut copy = contact.clone();
    let both = vec![copy.set(RINAS, &[("last_name", text("Begum"))]), copy.delete(RINAS)];
    office.rina.line.now += 1_000;
    let replies = office.rina.line.push(both).await;
    assert!(matches!(&replies[0], Reply::Refused { reason, .. } if reason == "no-access"), "{replies:?}");
    assert!(matches!(replies[1], Reply::Missing(_)), "it stands on what was refused: {replies:?}");
    let change = contact.delete(RINAS);
    accepted(&mut office.rina, change).await;
}

#[tokio::test]
async fn a_refused_change_binds_no_actor() {
    const NOBODYS: [u8; 16] = [90; 16];
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    let fresh = office.of_rina("deal", 2, &[("name", text("Jute"))]).await;
    office
        .team
        .govern(office.administrator, |policy| {
            let rights = ObjectRights { delete: false, ..ObjectRights::ALL };
            policy.profiles[2].objects.insert("deal".to_owned(), rights);
        })
        .await;
    // Refused alone, and beside a change that is stored.
    let change = deal.clone().delete(NOBODYS);
    assert_eq!(refused(&mut office.rina, change).await.0, "no-delete");
    let both = vec![deal.clone().delete(NOBODYS), fresh.clone().set(RINAS, &[("name", text("Tea"))])];
    office.rina.line.now += 1_000;
    let replies = office.rina.line.push(both).await;
    assert!(matches!(replies.as_slice(), [Reply::Refused { .. }, Reply::Acked]), "{replies:?}");
    assert_eq!(office.team.relay.log.actors(office.team.number, &[NOBODYS]).await.expect("readable"), []);
    let change = Sheet::new("deal", id(3)).set(NOBODYS, &[("name", text("Oil"))]);
    accepted(&mut office.karim, change).await;
}

#[tokio::test]
async fn one_change_that_is_not_allowed_takes_no_other_with_it() {
    let mut office = Office::open().await;
    let mut deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    office
        .team
        .govern(office.administrator, |policy| {
            let fields = policy.profiles[2].fields.entry("deal".to_owned()).or_default();
            fields.insert("amount".to_owned(), FieldRight::Read);
        })
        .await;
    let money = Value::Money(Money { minor: 100, currency: *b"BDT" });
    let push = vec![
        deal.set(RINAS, &[("name", text("Rice, 100 bags"))]),
        deal.set(RINAS, &[("amount", money)]),
        deal.set(RINAS, &[("next_step", text("Call"))]),
    ];
    office.rina.line.now += 1_000;
    let replies = office.rina.line.push(push).await;
    let field = Some("amount".to_owned());
    assert_eq!(replies[0], Reply::Acked);
    assert_eq!(replies[1], Reply::Refused { reason: "no-field-access".to_owned(), field });
    assert!(matches!(replies[2], Reply::Missing(_)), "it stands on what was refused: {replies:?}");
}

/// A person's desk on which they follow a deal, written by an actor.
fn desk(of: [u8; 16], actor: [u8; 16]) -> PushedChange {
    let person = PersonId(of);
    let deal = Link { object: "deal".to_owned(), record: RecordId(id(1)) };
    let plan = edit(None, person, &DeskEdit::Follow(deal), &[]).expect("a desk");
    let edits = plan.documents.into_iter().next().expect("one document").edits;
    Sheet::new("desk", desk_of(person).0).edit(actor, edits)
}

#[tokio::test]
async fn what_is_refused_of_a_hidden_record_tells_nothing_of_it() {
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    let stolen = office.rina.line.caller.person;
    for (object, field) in [("deal", "name"), ("contact", "last_name"), ("note", "title")] {
        // Made on the first change, on a change that nobody has, and with the owner as a guess.
        let mut guess = Sheet::new(object, deal.record);
        let first = guess.set(KARIMS, &[(field, text("Rice")), ("owner", person(stolen))]);
        let second = guess.set(KARIMS, &[(field, text("Jute"))]);
        assert_eq!(refused(&mut office.karim, second).await, no_access());
        assert_eq!(refused(&mut office.karim, first).await, no_access());
    }
    let known = deal.clone();
    let mut again = Sheet::new("deal", id(1));
    let same = again.set(RINAS, &[("name", text("Rice")), ("owner", person(stolen))]);
    assert_eq!(known.heads(), again.heads(), "the very change that the relay has");
    assert_eq!(refused(&mut office.karim, same).await, no_access(), "not called a duplicate");
}

const NOBODY: Vec<[u8; 16]> = Vec::new();

#[tokio::test]
async fn presence_is_not_told_across_sight() {
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    office.listen().await;
    let here = |record: [u8; 16]| ToRelay::Here { document: Some(record), field: None };
    for reader in [&mut office.manager, &mut office.rina, &mut office.karim] {
        reader.line.send(here(deal.record)).await;
    }
    let others = async |reader: &mut Reader| -> Vec<Vec<[u8; 16]>> {
        let frames = reader.line.news().await;
        let present = frames.into_iter().filter_map(|frame| {
            let ToDevice::Present { others, .. } = frame else { return None };
            Some(others.into_iter().map(|other| other.person).collect())
        });
        present.collect()
    };
    let (manager, rina) = (office.manager.line.caller.person, office.rina.line.caller.person);
    assert_eq!(others(&mut office.manager).await, [vec![rina]]);
    assert_eq!(others(&mut office.rina).await, [vec![manager]]);
    assert_eq!(others(&mut office.karim).await, [NOBODY], "as at a record that is nowhere");
    office.karim.line.send(here(id(404))).await;
    assert_eq!(others(&mut office.karim).await, [NOBODY]);
    // Rina's record is given away under her eyes.
    let mut copy = deal.clone();
    let given = copy.set(MANAGERS, &[("owner", person(office.karim.line.caller.person))]);
    accepted(&mut office.manager, given).await;
    office.rina.listen().await;
    office
        .manager
        .line
        .send(ToRelay::Here { document: Some(deal.record), field: Some("stage".to_owned()) })
        .await;
    assert_eq!(others(&mut office.rina).await, [NOBODY]);
    assert!(others(&mut office.rina).await.is_empty(), "said once");
}

#[tokio::test]
async fn a_device_that_cannot_let_go_is_told_so() {
    let office = Office::open().await;
    for protocol in [1, 2] {
        let mut line = office.team.call(office.karim.line.caller);
        let step = line.send(ToRelay::Hello(Hello {
            protocol,
            schema: 1,
            rows_version: 1,
            workspace: office.team.workspace,
            device: line.caller.device,
            epoch: None,
            cursor: None,
            now: line.now,
        }));
        assert_eq!(step.await, [ToDevice::Goodbye(Goodbye::TooOld)]);
    }
}

#[tokio::test]
async fn only_what_is_seen_is_counted() {
    let mut office = Office::open().await;
    office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    let desk = desk(office.rina.line.caller.person, RINAS);
    accepted(&mut office.rina, desk).await;
    let mut note = Sheet::new("note", id(2));
    let karim = office.karim.line.caller.person;
    let about = [("title", text("Visit")), ("about", link("deal", id(1))), ("owner", person(karim))];
    let change = note.set(KARIMS, &about);
    accepted(&mut office.karim, change).await;
    let count =
        async |caller: Caller, open: &Team| open.call(caller).hello(open.workspace, None).await.documents;
    let (administrator, team) = (office.administrator, &office.team);
    let callers =
        [administrator, office.manager.line.caller, office.rina.line.caller, office.karim.line.caller];
    for (caller, expected) in callers.into_iter().zip([2, 2, 3, 1]) {
        assert_eq!(count(caller, team).await, expected);
    }
    // A profile that hides notes.
    let hide = |policy: &mut Policy| {
        for profile in &mut policy.profiles {
            profile.objects.insert("note".to_owned(), ObjectRights::NONE);
        }
    };
    team.govern(administrator, hide).await;
    for (caller, expected) in callers.into_iter().zip([1, 1, 2, 0]) {
        assert_eq!(count(caller, team).await, expected);
    }
}
