//! What was taken out as files: noted once, under the person's name.

use crm_server::log::audit;
use crm_sync::frame::{EXPORTS_AT_ONCE, Export, Goodbye, ToDevice, ToRelay};
use crm_tests::device::id;
use crm_tests::team::{Line, START, Team};

fn export(at: i64, what: &str, records: u32) -> Export {
    Export { at, what: what.to_owned(), records }
}

/// What the audit says of exports, the latest first.
async fn noted(team: &Team) -> Vec<String> {
    let mut entries: Vec<audit::Entry> = Vec::new();
    loop {
        let before = entries.last().map(|last| last.number);
        let more = team.relay.log.audit(team.number, before).await.expect("readable");
        if more.is_empty() {
            break;
        }
        entries.extend(more);
    }
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
async fn the_same_of_two_devices_of_one_person_is_two_exports() {
    let team = Team::found().await;
    let phone = team.join().await;
    let tablet = team.log_in(phone.person, id(60_000)).await;
    for caller in [phone, tablet] {
        let mut line = team.connect(caller).await;
        assert_eq!(tell(&mut line, vec![export(START, "deal", 12)]).await.len(), 1);
    }
    assert_eq!(noted(&team).await.len(), 2);
    // Somebody else who says that the tablet is theirs takes nobody's place.
    let karim = team.join().await;
    let mut line = team.connect(team.log_in(karim.person, tablet.device).await).await;
    tell(&mut line, vec![export(START, "deal", 12)]).await;
    assert_eq!(noted(&team).await.len(), 3);
}

#[tokio::test]
async fn a_flood_is_cut_is_acknowledged_and_says_so_once_a_day() {
    const DAY: i64 = 24 * 60 * 60 * 1_000;
    let team = Team::found().await;
    let caller = team.join().await;
    let mut next = START;
    let mut flood = async |line: &mut Line, frames: usize| {
        for _ in 0..frames {
            line.now += 60_000;
            let told: Vec<Export> = (next..next + 64).map(|at| export(at, "deal", 1)).collect();
            let times = told.iter().map(|one| one.at).collect();
            next += 64;
            assert_eq!(tell(line, told).await, [ToDevice::ExportsNoted(times)], "the device goes on");
        }
    };
    let mut line = team.connect(caller).await;
    flood(&mut line, 7).await;
    let other = team.log_in(caller.person, id(60_000)).await;
    flood(&mut team.connect(other).await, 2).await;
    flood(&mut line, 1).await;
    let all = noted(&team).await;
    assert_eq!(all.len(), 501, "of the 640, whatever device they are of");
    let more: Vec<usize> = (0..all.len()).filter(|at| all[*at].contains(" more 0 ")).collect();
    assert_eq!(more, [0]);
    assert!(all[0].ends_with(&(START + 500).to_string()), "{}", all[0]);
    assert!(all[1].ends_with(&format!("deal 1 {}", START + 499)), "{}", all[1]);
    // A colleague is heard as before.
    tell(&mut team.connect(team.join().await).await, vec![export(START, "deal", 12)]).await;
    assert_eq!(noted(&team).await.len(), 502);

    line.now += DAY;
    for _ in 0..2 {
        tell(&mut line, vec![export(START, "deal", 7), export(START - 1, "deal", 7)]).await;
    }
    let all = noted(&team).await;
    assert!(all[0].ends_with(&format!("deal 7 {}", START - 1)), "another day: {}", all[0]);
    assert_eq!(all.len(), 503, "what was noted stays known");
    line.now += 400 * DAY;
    tell(&mut line, vec![export(START - 2, "deal", 1)]).await;
    tell(&mut line, vec![export(START - 1, "deal", 9)]).await;
    assert!(noted(&team).await[0].ends_with(&format!("deal 9 {}", START - 1)), "but not for ever");
}

#[tokio::test]
async fn a_connection_that_tells_of_exports_without_a_pause_gets_no_answer() {
    let team = Team::found().await;
    let mut line = team.connect(team.join().await).await;
    let told: Vec<Export> = (0..64).map(|at| export(START + at, "deal", 1)).collect();
    for _ in 0..8 {
        assert_eq!(line.send(ToRelay::Exported(told.clone())).await.len(), 1);
    }
    assert_eq!(
        line.send(ToRelay::Exported(told.clone())).await,
        [],
        "each export is counted, not each frame"
    );
    assert_eq!(line.send(ToRelay::Exported(Vec::new())).await, [], "nor is an empty frame free");
    line.now += 32_000;
    assert_eq!(line.send(ToRelay::Exported(told)).await.len(), 1);
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
