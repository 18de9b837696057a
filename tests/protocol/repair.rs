//! When the cursor is of no use: both sides end with what either has.

use crm_server::backup;
use crm_server::log::Database;
use crm_sync::frame::{DocId, EntryKind, Hash, Next, Reply, ToDevice, ToRelay};
use crm_tests::device::{blank, created, id, rename, value};
use crm_tests::team::{Line, START, Team, open};

async fn mend(line: &mut Line, held: Vec<(DocId, Vec<Hash>)>) -> Vec<ToDevice> {
    let mut frames = Vec::new();
    let mut parts = held.chunks(2).peekable();
    while let Some(part) = parts.next() {
        frames.extend(
            line.send(ToRelay::Held { documents: part.to_vec(), last: parts.peek().is_none() }).await,
        );
    }
    frames.extend(line.news().await);
    frames
}

fn lacking(frames: &[ToDevice]) -> Vec<(DocId, Vec<Hash>)> {
    let mut lacking = Vec::new();
    for frame in frames {
        if let ToDevice::Lacking(documents) = frame {
            lacking.extend(documents.clone());
        }
    }
    lacking
}

fn brought(frames: &[ToDevice]) -> Vec<DocId> {
    let mut brought: Vec<DocId> = Vec::new();
    for frame in frames {
        let ToDevice::Feed { entries, .. } = frame else { continue };
        for entry in entries {
            assert!(matches!(entry.what, EntryKind::Snapshot { .. }), "{entry:?}");
            brought.push(entry.doc);
        }
    }
    brought
}

#[tokio::test]
async fn each_side_gets_what_it_lacks_and_nothing_else() {
    let team = Team::found().await;
    let caller = team.join().await;
    let mut writer = team.connect(caller).await;
    let mut behind = blank(id(2));
    let first = rename(&mut behind, id(2), id(70), "first");
    let mut ahead = behind.clone();
    let second = rename(&mut ahead, id(2), id(70), "second");
    let same = created(id(1), id(70), "same");
    let unknown = created(id(3), id(70), "only on the relay");
    writer.push(vec![same.clone(), first, second, unknown]).await;

    let mut line = team.call(team.join().await);
    let strange = ([9; 16], [9; 16]);
    assert_eq!(line.hello(team.workspace, Some(strange)).await.next, Next::Repair);
    let held = vec![
        (id(1), vec![same.hash]),
        (id(2), crm_core::document::heads(&behind)),
        (id(4), vec![[4; 32]]),
        (id(5), vec![[5; 32]]),
    ];
    let frames = mend(&mut line, held).await;
    assert_eq!(lacking(&frames), [(id(4), vec![]), (id(5), vec![])]);
    assert_eq!(brought(&frames), [id(2), id(3)]);
    assert!(matches!(frames.last(), Some(ToDevice::Feed { caught_up: true, .. })));
    // Then it is a connection like any other.
    writer.push(vec![created(id(6), id(70), "news")]).await;
    assert_eq!(line.news().await.len(), 1);
}

#[tokio::test]
async fn a_repair_that_breaks_off_is_a_repair_again() {
    let team = Team::found().await;
    let mut writer = team.connect(team.join().await).await;
    for part in (0..90).map(|number| created(id(number), id(70), "x")).collect::<Vec<_>>().chunks(64) {
        writer.push(part.to_vec()).await;
    }
    let caller = team.join().await;
    let mut line = team.call(caller);
    let welcome = line.hello(team.workspace, Some(([9; 16], [9; 16]))).await;
    line.send(ToRelay::Held { documents: Vec::new(), last: true }).await;
    let step = line.connection.news(START).await;
    let Some(ToDevice::Feed { cursor, caught_up: false, .. }) = step.frames.first() else {
        panic!("{step:?}")
    };
    let mut again = team.call(caller);
    assert_eq!(again.hello(team.workspace, Some((welcome.epoch, *cursor))).await.next, Next::Repair);
}

#[tokio::test]
async fn after_a_restore_from_yesterday_devices_bring_back_what_the_relay_lost() {
    let team = Team::found().await;
    let (rina, karim) = (team.join().await, team.join().await);
    let mut line = team.connect(rina).await;
    let mut doc = blank(id(7));
    let before = rename(&mut doc, id(7), id(70), "yesterday");
    assert_eq!(line.push(vec![before]).await, [Reply::Acked]);
    let copy = team.folder().join("backup.db");
    backup::backup(&team.folder(), &copy).await.expect("a backup of a running relay");
    let after = rename(&mut doc, id(7), id(70), "today");
    let fresh = created(id(8), id(70), "made today");
    assert_eq!(line.push(vec![after.clone(), fresh.clone()]).await, [Reply::Acked, Reply::Acked]);
    let place = team.place().await;
    team.relay.close().await;

    backup::restore(&team.folder(), &copy, &[], START).await.expect("restored");
    assert!(backup::go_on(&Database::File(team.folder())).await.expect("readable"), "it was in safe mode");
    let relay = open(team.folder()).await;
    let mut team = team;
    team.relay = relay;
    assert_ne!(team.place().await.0, place.0, "a restored log is another log");
    let none = team.relay.log.session(&rina.session, START).await.expect("readable");
    assert!(none.is_none(), "everybody logs in again");

    // Karim comes first; he has what Rina wrote.
    let karim = team.log_in(karim.person, karim.device).await;
    let mut line = team.call(karim);
    assert_eq!(line.hello(team.workspace, Some(place)).await.next, Next::Repair);
    let held = vec![(id(7), crm_core::document::heads(&doc)), (id(8), vec![fresh.hash])];
    let frames = mend(&mut line, held).await;
    let mut wanted = lacking(&frames);
    wanted.sort();
    assert_eq!(wanted.iter().map(|(doc, _)| *doc).collect::<Vec<_>>(), [id(7), id(8)]);
    assert_eq!(line.push(vec![after, fresh]).await, [Reply::Acked, Reply::Acked], "though they are Rina's");
    let stored = team.relay.log.documents(team.number, &[id(7)]).await.expect("readable");
    assert_eq!(value(&stored[0].snapshot, id(7)).as_deref(), Some("today"));

    // Rina's actor is still hers.
    let rina = team.log_in(rina.person, rina.device).await;
    let mut line = team.connect(rina).await;
    let next = rename(&mut doc, id(7), id(70), "tomorrow");
    assert_eq!(line.push(vec![next]).await, [Reply::Acked]);
}

#[tokio::test]
async fn a_backup_opens_and_a_damaged_one_is_refused() {
    let team = Team::found().await;
    let mut line = team.connect(team.join().await).await;
    line.push(vec![created(id(7), id(70), "kept")]).await;
    let copy = team.folder().join("backup.db");
    backup::backup(&team.folder(), &copy).await.expect("a backup");
    assert!(backup::backup(&team.folder(), &copy).await.is_err(), "nothing is overwritten");
    let mut bytes = std::fs::read(&copy).expect("readable");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4_096].fill(0xff);
    let damaged = team.folder().join("damaged.db");
    std::fs::write(&damaged, bytes).expect("writable");
    let folder = tempfile::TempDir::new().expect("a folder");
    assert!(backup::restore(folder.path(), &damaged, &[], START).await.is_err());
    let running = backup::restore(&team.folder(), &copy, &[], START).await;
    assert!(matches!(running, Err(backup::BackupError::Running)), "{running:?}");
    assert_eq!(line.push(vec![created(id(9), id(70), "still served")]).await, [Reply::Acked]);
    backup::restore(folder.path(), &copy, &[], START).await.expect("the whole one is taken");
    let relay = open(folder.path().to_owned()).await;
    assert_eq!(relay.log.all_heads(team.number).await.expect("readable").len(), 1);
}
