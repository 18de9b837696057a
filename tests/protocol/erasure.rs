//! A record is erased for good: who hears of it, and how.

use crate::office::{KARIMS, MANAGERS, Office, RINAS, accepted, refused};
use crm_sync::frame::{EntryKind, ToDevice};
use crm_tests::sheet::{person, text};

#[tokio::test]
async fn those_who_saw_it_hear_of_it_and_nobody_else() {
    let mut office = Office::open().await;
    let mut deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    let kept = office.of_rina("deal", 2, &[("name", text("Jute"))]).await;
    assert_eq!(office.hold(&deal).await, [true, true, false]);
    office.karim.news().await;
    let before = office.karim.place;
    let erased = office.team.erase(office.administrator, &[deal.record]).await;
    assert_eq!(erased, Some(vec!["deal".to_owned()]));
    assert_eq!(office.hold(&deal).await, [false, false, false]);
    assert_eq!(office.hold(&kept).await, [true, true, false]);
    assert_eq!(office.rina.news().await.last(), Some(&(deal.record, "erased")));
    assert_eq!(office.karim.news().await, [], "he never saw it");
    assert_eq!(office.karim.place, before, "nor does he hear that there was something");
    let change = deal.set(RINAS, &[("name", text("Rice again"))]);
    assert_eq!(refused(&mut office.rina, change).await, ("erased".to_owned(), None));
}

#[tokio::test]
async fn who_was_away_hears_of_it_though_it_had_left_their_sight_before() {
    let mut office = Office::open().await;
    let karim = office.karim.line.caller.person;
    let mut deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    office.listen().await;
    let places = (office.rina.place, office.karim.place);
    // Rina is away from here on: it goes to Karim, and then for good.
    let given = deal.set(MANAGERS, &[("owner", person(karim))]);
    accepted(&mut office.manager, given).await;
    office.team.erase(office.administrator, &[deal.record]).await.expect("it is there");
    (office.rina.place, office.karim.place) = places;
    for reader in [&mut office.rina, &mut office.karim] {
        reader.reconnect(&office.team).await;
        assert!(!reader.holds(&deal));
    }
    assert!(office.rina.news().await.contains(&(deal.record, "erased")));
    let change = deal.set(KARIMS, &[("name", text("Rice again"))]);
    assert_eq!(refused(&mut office.karim, change).await.0, "erased");
}

#[tokio::test]
async fn a_first_download_brings_nothing_of_it() {
    let mut office = Office::open().await;
    let deal = office.of_rina("deal", 1, &[("name", text("Rice"))]).await;
    office.team.erase(office.administrator, &[deal.record]).await.expect("it is there");
    let caller = office.team.log_in(office.manager.line.caller.person, [9; 16]).await;
    let mut line = office.team.connect(caller).await;
    let told = line.news().await;
    let of_it = |frame: &ToDevice| {
        matches!(frame, ToDevice::Feed { entries, .. } if entries.iter().any(|entry| {
            entry.doc == deal.record && !matches!(entry.what, EntryKind::Erase { .. })
        }))
    };
    assert!(!told.iter().any(of_it), "{told:?}");
}
