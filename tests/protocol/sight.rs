//! Who hears of which record where records are private: live, later, and in a repair.

use crate::office::{KARIMS, MANAGERS, Office, RINAS, accepted, no_access, refused};
use crm_core::ids::PersonId;
use crm_core::policy::{Audience, Level, Standing};
use crm_sync::frame::{Next, ToDevice, ToRelay, decode};
use crm_tests::device::id;
use crm_tests::sheet::{Reader, Sheet, link, person, text};

#[tokio::test]
async fn a_colleague_does_not_hear_of_a_record_in_any_way() {
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    assert_eq!(office.hold(&deal).await, [true, true, false]);
    assert_eq!(office.hold_later(&deal).await, [true, true, false]);
    assert_eq!(office.karim.want(vec![deal.record]).await, Vec::<[u8; 16]>::new());
    assert_eq!(office.manager.want(vec![deal.record]).await, [deal.record]);
    // A new device gets it in its first download, or not.
    for (caller, holds) in [(office.rina.line.caller, true), (office.karim.line.caller, false)] {
        let caller = office.team.log_in(caller.person, id(50_000 + u64::from(holds))).await;
        let reader = Reader::new(&office.team, caller).await;
        assert_eq!(reader.holds(&deal), holds);
    }
}

#[tokio::test]
async fn a_record_that_is_given_over_leaves_one_and_reaches_the_other() {
    let mut office = Office::open().await;
    let karim = office.karim.line.caller.person;
    let mut deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    office.listen().await;
    let given = deal.set(MANAGERS, &[("owner", person(karim))]);
    accepted(&mut office.manager, given).await;
    assert_eq!(office.hold(&deal).await, [true, false, true]);
    let told = office.karim.news().await;
    assert_eq!(told, [(deal.record, "whole")], "what enters comes whole");
    // Karim gives it back himself: his own device lets it go.
    let back = deal.set(KARIMS, &[("owner", person(office.rina.line.caller.person))]);
    accepted(&mut office.karim, back).await;
    assert_eq!(office.hold(&deal).await, [true, true, false]);
    assert!(office.karim.caught_up && office.rina.caught_up);
    // The same while both are away.
    let place = (office.rina.place, office.karim.place);
    let given = deal.set(MANAGERS, &[("owner", person(karim))]);
    accepted(&mut office.manager, given).await;
    (office.rina.place, office.karim.place) = place;
    assert_eq!(office.hold_later(&deal).await, [true, false, true]);
}

#[tokio::test]
async fn a_record_made_for_somebody_else_does_not_stay_with_its_maker() {
    let mut office = Office::open().await;
    let karim = office.karim.line.caller.person;
    let place = office.rina.place;
    let mut deal = Sheet::new("deal", id(1));
    let made = deal.set(RINAS, &[("name", text("Rice")), ("owner", person(karim))]);
    accepted(&mut office.rina, made).await;
    assert_eq!(office.rina.news().await, [(deal.record, "leave")]);
    assert_eq!(office.hold(&deal).await, [true, false, true]);
    office.rina.place = place;
    office.rina.reconnect(&office.team).await;
    assert_eq!(office.rina.news().await, [(deal.record, "leave")], "the answer may have been lost");
}

#[tokio::test]
async fn an_accounts_notes_follow_the_account() {
    let mut office = Office::open().await;
    let mut account = office.of_rina("account", 1, &[("name", text("Padma Traders"))]).await;
    let mut note = Sheet::new("note", id(2));
    let about = [
        ("title", text("Visit")),
        ("about", link("account", account.record)),
        ("owner", person(office.manager.line.caller.person)),
    ];
    let change = note.set(MANAGERS, &about);
    accepted(&mut office.manager, change).await;
    assert_eq!(office.hold(&note).await, [true, true, false]);
    let given = account.set(MANAGERS, &[("owner", person(office.karim.line.caller.person))]);
    let places = (office.rina.place, office.karim.place);
    accepted(&mut office.manager, given).await;
    assert_eq!(office.hold(&note).await, [true, false, true]);
    (office.rina.place, office.karim.place) = places;
    assert_eq!(office.hold_later(&note).await, [true, false, true]);
    let change = note.set(KARIMS, &[("title", text("Mine?"))]);
    assert_eq!(refused(&mut office.karim, change).await, no_access(), "seen, not edited");
}

#[tokio::test]
async fn a_share_by_hand_brings_a_record_and_takes_it_back() {
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    let (rina, karim) = (office.rina.line.caller, office.karim.line.caller);
    let to = Audience::Person(PersonId(karim.person));
    assert!(!office.team.share(karim, deal.record, to, Some(Level::Write)).await, "not his to give");
    let place = office.karim.place;
    let nobody = Audience::Person(PersonId([0x77; 16]));
    assert!(!office.team.share(rina, deal.record, nobody, Some(Level::Read)).await, "nobody is called so");
    assert!(office.team.share(rina, deal.record, to, Some(Level::Read)).await);
    assert_eq!(office.hold(&deal).await, [true, true, true]);
    let mut copy = deal.clone();
    let change = copy.set(KARIMS, &[("name", text("Mine"))]);
    assert_eq!(refused(&mut office.karim, change).await, no_access());
    assert!(office.team.share(rina, deal.record, to, Some(Level::Write)).await);
    let mut copy = deal.clone();
    let change = copy.set(KARIMS, &[("name", text("Ours"))]);
    accepted(&mut office.karim, change).await;
    let lent = office.karim.place;
    assert!(office.team.share(rina, deal.record, to, None).await);
    assert_eq!(office.hold(&deal).await, [true, true, false]);
    office.karim.place = lent;
    office.karim.reconnect(&office.team).await;
    assert_eq!(office.karim.news().await.last(), Some(&(deal.record, "leave")));
    office.karim.place = place;
    office.karim.reconnect(&office.team).await;
    assert!(!office.karim.holds(&deal));
}

#[tokio::test]
async fn a_repair_brings_what_is_seen_and_takes_away_the_rest() {
    let mut office = Office::open().await;
    let rinas = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    let mut karims = Sheet::new("deal", id(2));
    let change =
        karims.set(KARIMS, &[("name", text("Jute")), ("owner", person(office.karim.line.caller.person))]);
    accepted(&mut office.karim, change).await;
    let mut line = office.team.call(office.karim.line.caller);
    assert_eq!(line.hello(office.team.workspace, Some(([9; 16], [9; 16]))).await.next, Next::Repair);
    let documents = vec![(rinas.record, rinas.heads())];
    let mut frames = line.send(ToRelay::Held { documents, last: true }).await;
    frames.extend(line.news().await);
    office.karim.told.clear();
    office.karim.take(&frames);
    assert_eq!(office.karim.told, [(rinas.record, "leave"), (karims.record, "whole")]);
}

#[tokio::test]
async fn much_may_happen_before_a_device_listens() {
    let mut office = Office::open().await;
    let karim = office.karim.line.caller.person;
    let mut deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    office.listen().await;
    // In and out again: what was written after that is not told.
    for owner in [karim, office.rina.line.caller.person] {
        let given = deal.set(MANAGERS, &[("owner", person(owner))]);
        accepted(&mut office.manager, given).await;
    }
    let change = deal.set(RINAS, &[("name", text("Secret"))]);
    accepted(&mut office.rina, change).await;
    let told = office.karim.news().await;
    assert!(told.iter().all(|(_, what)| *what == "leave") && !office.karim.holds(&deal), "{told:?}");
    // A policy between two pushes, one of which it brings.
    let change = deal.set(RINAS, &[("name", text("Jute"))]);
    accepted(&mut office.rina, change).await;
    let other = office.of_rina("lead", 2, &[("last_name", text("Begum"))]).await;
    office.team.govern(office.administrator, |policy| policy.roles[1].peers = true).await;
    let change = deal.set(RINAS, &[("name", text("Rice and jute"))]);
    accepted(&mut office.rina, change).await;
    office.karim.listen().await;
    assert!(office.karim.holds(&deal) && office.karim.holds(&other));
    assert!(office.karim.told.contains(&(deal.record, "whole")), "{:?}", office.karim.told);
}

#[tokio::test]
async fn a_records_shares_come_and_go_with_it() {
    let mut office = Office::open().await;
    let mut deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    let (rina, karim) = (office.rina.line.caller, office.karim.line.caller.person);
    let to = Audience::Person(PersonId(office.manager.line.caller.person));
    assert!(office.team.share(rina, deal.record, to, Some(Level::Read)).await);
    let shares = async |reader: &mut Reader| {
        let told = reader.line.news().await.into_iter().filter_map(|frame| {
            let ToDevice::Standing(standing) = frame else { return None };
            let standing: Standing = decode(&standing, usize::MAX).expect("a standing");
            Some(standing.shares.len())
        });
        told.collect::<Vec<_>>()
    };
    assert!(shares(&mut office.karim).await.is_empty(), "a share among others is no news");
    for (owner, count) in [(karim, 1), (rina.person, 0)] {
        let given = deal.set(MANAGERS, &[("owner", person(owner))]);
        accepted(&mut office.manager, given).await;
        assert_eq!(shares(&mut office.karim).await, [count]);
    }
}
