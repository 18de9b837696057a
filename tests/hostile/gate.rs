//! The gate of a relay: hostile changes of one member harm nobody else.

use crm_core::commands::{self, DocumentPlan, Edit, Intent, desk::DeskEdit};
use crm_core::document::{self, write};
use crm_core::fields::Scalar;
use crm_core::ids::{ActorId, PersonId};
use crm_core::objects::{custom, desk, field};
use crm_sync::frame::{PushedChange, Reply, ToRelay};
use crm_tests::device::{blank, created, id, pushed, rename};
use crm_tests::hostile;
use crm_tests::team::Team;

fn sent(hostile: hostile::Hostile) -> PushedChange {
    let hash = hostile::hash(&hostile.bytes);
    PushedChange { doc: hostile.record, kind: hostile::KIND.to_owned(), hash, bytes: hostile.bytes }
}

#[tokio::test]
async fn hostile_changes_are_refused_and_leave_nothing() {
    let team = Team::found().await;
    let mut villain = team.connect(team.join().await).await;
    let mut victim = team.connect(team.join().await).await;
    for (number, hostile) in (0_u64..).zip(hostile::list()) {
        let name = hostile.name;
        if hostile.stored.is_some() || hostile.bytes.len() > crm_sync::frame::DEVICE_FRAME_BYTES {
            continue;
        }
        let replies = villain.push(vec![sent(hostile)]).await;
        assert!(matches!(replies[0], Reply::Refused { .. }), "{name}: {replies:?}");
        let mine = victim.push(vec![created(id(number), id(50), "Karim")]).await;
        assert_eq!(mine, [Reply::Acked], "after {name}");
        villain.now += 60_000;
    }
    let heads = team.relay.log.all_heads(team.number).await.expect("readable");
    assert!(heads.iter().all(|row| row.doc != id(hostile::RECORD)), "nothing hostile was stored");
}

#[tokio::test]
async fn h7_x15_an_actor_belongs_to_the_device_that_used_it_first() {
    let team = Team::found().await;
    let mut owner = team.connect(team.join().await).await;
    let mut spoofer = team.connect(team.join().await).await;
    let (record, actor) = (id(7), id(70));
    let mut doc = blank(record);
    let first = rename(&mut doc, record, actor, "mine");
    assert_eq!(owner.push(vec![first.clone()]).await, [Reply::Acked]);
    assert_eq!(
        spoofer.push(vec![first]).await,
        [Reply::Duplicate],
        "what is there is offered in repairs by anybody"
    );
    let forged = rename(&mut doc.clone(), record, actor, "forged");
    let refused = Reply::Refused { reason: "foreign-actor".to_owned(), field: None };
    assert_eq!(spoofer.push(vec![forged]).await[0], refused);
    let elsewhere = created(id(8), actor, "forged");
    assert_eq!(spoofer.push(vec![elsewhere]).await[0], refused, "nor in another record");
    let next = rename(&mut doc, record, actor, "still mine");
    assert_eq!(owner.push(vec![next]).await, [Reply::Acked]);
}

#[tokio::test]
async fn a_desk_is_written_by_its_person_only() {
    let team = Team::found().await;
    let caller = team.join().await;
    let mut owner = team.connect(caller).await;
    let mut villain = team.connect(team.join().await).await;
    let desk = desk::desk_of(PersonId(caller.person));
    let follows = |actor: u64| {
        let edit = DeskEdit::Read(vec![format!("entry {actor}")]);
        let plan = commands::desk::edit(None, PersonId(caller.person), &edit, &[]).expect("a plan");
        let mut doc = document::new(desk, desk::KEY).expect("desks can be made");
        let change = write::write(&mut doc, &plan.documents[0], ActorId(id(actor)), 1_000);
        let change = change.expect("the plan fits").expect("it changes something");
        PushedChange { kind: desk::KEY.to_owned(), ..pushed(desk.0, &change) }
    };
    let refused = Reply::Refused { reason: "not-yours".to_owned(), field: None };
    assert_eq!(villain.push(vec![follows(71)]).await[0], refused);
    assert_eq!(owner.push(vec![follows(70)]).await, [Reply::Acked]);
    assert_eq!(villain.push(vec![follows(72)]).await[0], refused, "nor when it is there");
}

#[tokio::test]
async fn what_shapes_the_workspace_is_written_by_administrators_only() {
    let team = Team::found().await;
    let mut rina = team.connect(team.join_as("administrator").await).await;
    let mut villain = team.connect(team.join_as("representative").await).await;
    let record = field::definition_of("contact", custom::Code(7));
    let mut doc = document::new(record, field::KEY).expect("definitions can be made");
    let named = |doc: &mut document::Document, actor: u64, name: &str| {
        let edits = vec![Edit::Put(field::NAME.to_owned(), Scalar::Text(name.to_owned()))];
        let plan = DocumentPlan { record, object: field::KEY.to_owned(), intent: Intent::Set, edits };
        let change = write::write(doc, &plan, ActorId(id(actor)), 1_000).expect("the plan fits");
        let change = change.expect("it changes something");
        PushedChange { kind: field::KEY.to_owned(), ..pushed(record.0, &change) }
    };
    let refused = [Reply::Refused { reason: "no-access".to_owned(), field: None }];
    let forged = named(&mut doc.clone(), 71, "forged");
    assert_eq!(villain.push(vec![forged]).await, refused);
    let first = named(&mut doc, 70, "Trade licence");
    assert_eq!(rina.push(vec![first]).await, [Reply::Acked]);
    let renamed = named(&mut doc.clone(), 72, "forged");
    assert_eq!(villain.push(vec![renamed]).await, refused, "nor when it is there");
}

#[tokio::test]
async fn x15_the_reserved_actor_of_first_changes_is_nobodys() {
    let team = Team::found().await;
    let mut villain = team.connect(team.join().await).await;
    let record = id(7);
    let actor = crm_core::document::layout::first_actor(crm_core::ids::RecordId(record));
    let mut doc = blank(record);
    let forged = rename(&mut doc, record, actor, "forged");
    let replies = villain.push(vec![forged]).await;
    assert!(matches!(&replies[0], Reply::Refused { .. }), "{replies:?}");
}

/// Whatever the order: what is stored was allowed at its place of the log, and after the end of the session nothing is.
#[tokio::test]
async fn x5_a_session_that_ends_during_a_push_stores_nothing_after_its_end() {
    let team = Team::found().await;
    for round in 0..20 {
        let caller = team.join().await;
        let mut line = team.connect(caller).await;
        let changes = (0..30).map(|number| {
            let number = round * 100 + number;
            created(id(1_000 + number), id(9_000 + round), "in time or not")
        });
        let push = ToRelay::Push { push: 1, changes: changes.collect() };
        let end = async {
            for _ in 0..round {
                tokio::task::yield_now().await;
            }
            team.log_out(caller).await.expect("written");
            team.place().await
        };
        let (_, place) = tokio::join!(line.send(push), end);
        assert_eq!(team.place().await, place, "round {round}: stored after the session had ended");
    }
}

#[tokio::test]
async fn x16_of_two_forks_at_the_same_instant_exactly_one_is_stored() {
    let team = Team::found().await;
    let caller = team.join().await;
    for round in 0..20 {
        let (record, actor) = (id(1_000 + round), id(2_000 + round));
        let (mut one, mut two) = (team.connect(caller).await, team.connect(caller).await);
        let here = rename(&mut blank(record), record, actor, "here");
        let there = rename(&mut blank(record), record, actor, "there");
        let (first, second) = tokio::join!(one.push(vec![here]), two.push(vec![there]));
        let mut replies = [first[0].clone(), second[0].clone()];
        replies.sort_by_key(|reply| *reply != Reply::Acked);
        assert_eq!(replies, [Reply::Acked, Reply::Fork], "round {round}");
    }
}

#[tokio::test]
async fn x18_a_push_sent_again_and_again_is_stored_once() {
    let team = Team::found().await;
    let mut line = team.connect(team.join().await).await;
    let change = created(id(7), id(70), "once");
    assert_eq!(line.push(vec![change.clone()]).await, [Reply::Acked]);
    let before = team.place().await;
    for _ in 0..50 {
        assert_eq!(
            line.push(vec![change.clone(), change.clone()]).await,
            [Reply::Duplicate, Reply::Duplicate]
        );
    }
    assert_eq!(team.place().await, before, "the log did not grow");
}

#[tokio::test]
async fn x17_a_change_must_have_the_hash_that_is_claimed() {
    let team = Team::found().await;
    let mut line = team.connect(team.join().await).await;
    let claimed = PushedChange { hash: [9; 32], ..created(id(7), id(70), "a") };
    assert!(matches!(line.push(vec![claimed]).await[0], Reply::Refused { .. }));
    let mut mixed = created(id(7), id(70), "a");
    mixed.kind = "deal".to_owned();
    assert!(matches!(line.push(vec![mixed]).await[0], Reply::Missing(_) | Reply::Refused { .. }));
}

#[tokio::test]
async fn refused_changes_cost_so_much_that_a_flood_is_put_off() {
    let team = Team::found().await;
    let mut villain = team.connect(team.join().await).await;
    let flood: Vec<PushedChange> = (0..64)
        .map(|_| PushedChange { doc: id(9), kind: "contact".to_owned(), hash: [0; 32], bytes: Vec::new() })
        .collect();
    let mut put_off = false;
    for _ in 0..20 {
        put_off |= villain.push(flood.clone()).await.contains(&Reply::Later);
    }
    assert!(put_off);
}
