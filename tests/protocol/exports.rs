//! What was taken out as files: noted once, under the person's name.

use crm_sync::frame::{EXPORTS_AT_ONCE, Export, Goodbye, ToDevice, ToRelay};
use crm_tests::team::{Line, START, Team};

fn export(at: i64, what: &str, records: u32) -> Export {
    Export { at, what: what.to_owned(), records }
}

/// What the audit says of exports, the latest first.
async fn noted(team: &Team) -> Vec<String> {
    let entries = team.relay.log.audit(team.number, None).await.expect("readable");
    let exports = entries.into_iter().filter(|entry| entry.what == "exported");
    exports.map(|entry| format!("{} {}", entry.person.unwrap_or_default(), entry.detail)).collect()
}

async fn tell(line: &mut Line, exports: Vec<Export>) -> Vec<ToDevice> {
    line.now += 1_000;
    line.send(ToRelay::Exported(exports)).await
}

#[tokio::test]
async fn an_export_is_noted_once_however_often_it_is_told() {
    let team = Team::found().await;
    let mut rina = team.connect(team.join().await).await;
    let told = vec![export(START, "deal", 12), export(START + 1, Export::BOOK, 300)];
    for _ in 0..2 {
        assert_eq!(tell(&mut rina, told.clone()).await, [ToDevice::ExportsNoted(vec![START, START + 1])]);
    }
    let found = noted(&team).await;
    let details: Vec<&str> =
        found.iter().filter_map(|one| one.split_once(' ')).map(|(_, rest)| rest).collect();
    assert!(details[0].ends_with(&format!("book 300 {}", START + 1)), "{found:?}");
    assert!(details[1].ends_with(&format!("deal 12 {START}")), "{found:?}");
    assert_eq!(found.len(), 2, "{found:?}");
}

#[tokio::test]
async fn the_same_of_two_people_is_noted_for_each() {
    let team = Team::found().await;
    let mut rina = team.connect(team.join().await).await;
    let mut karim = team.connect(team.join().await).await;
    for line in [&mut rina, &mut karim] {
        tell(line, vec![export(START, "deal", 12)]).await;
    }
    assert_eq!(noted(&team).await.len(), 2);
}

#[tokio::test]
async fn what_no_device_says_ends_the_connection_and_is_not_noted() {
    let team = Team::found().await;
    let bad = |frames: &[ToDevice]| matches!(frames, [ToDevice::Goodbye(Goodbye::BadFrame)]);
    for told in [
        vec![export(START, "deal\u{202e} 1", 1)],
        vec![export(START, "", 1)],
        vec![export(START, "deal", 1); EXPORTS_AT_ONCE + 1],
    ] {
        let mut line = team.connect(team.join().await).await;
        assert!(bad(&tell(&mut line, told.clone()).await), "{told:?}");
    }
    let mut silent = Line::at(&team.relay, team.join().await);
    assert!(bad(&tell(&mut silent, vec![export(START, "deal", 1)]).await), "before hello");
    assert_eq!(noted(&team).await, [""; 0]);
}

#[tokio::test]
async fn who_is_logged_out_is_told_so() {
    let team = Team::found().await;
    let caller = team.join().await;
    let mut line = team.connect(caller).await;
    team.log_out(caller).await.expect("stored");
    let frames = tell(&mut line, vec![export(START, "deal", 1)]).await;
    assert_eq!(frames, [ToDevice::Goodbye(Goodbye::SignedOut)]);
    assert_eq!(noted(&team).await, [""; 0]);
}
