//! A repair that begins with digests: only what differs is told, and nothing else is learned by them.

use crate::office::{KARIMS, Office, RINAS, accepted};
use crm_core::policy::{ObjectRights, Policy};
use crm_core::value::Value;
use crm_sync::digest::{bucket, digests};
use crm_sync::frame::{DocId, Entry, EntryKind, Goodbye, Hash, Next, ToDevice, ToRelay};
use crm_tests::device::{blank, created, id, rename};
use crm_tests::sheet::{Sheet, person};
use crm_tests::team::{Line, START, Team, entries};
use std::collections::BTreeSet;

type Held = Vec<(DocId, Vec<Hash>)>;

/// Of a repair; any will do.
const SALT: [u8; 16] = [3; 16];

fn told(held: &Held) -> ToRelay {
    let documents = held.iter().map(|(doc, heads)| (doc, heads.as_slice()));
    ToRelay::Digests { salt: SALT, buckets: digests(&SALT, documents) }
}

/// A connection in a repair.
async fn in_repair(team: &Team, mut line: Line) -> Line {
    let welcome = line.hello(team.workspace, Some(([9; 16], [9; 16]))).await;
    assert_eq!(welcome.next, Next::Repair);
    line.heard.clear();
    line
}

/// Says digests of these documents; the buckets that differ.
async fn differ(line: &mut Line, held: &Held) -> Vec<u16> {
    match line.send(told(held)).await.as_slice() {
        [ToDevice::Differ(buckets)] => buckets.clone(),
        other => panic!("no answer: {other:?}"),
    }
}

fn brought(frames: &[ToDevice]) -> Vec<(DocId, &'static str)> {
    let what = |entry: &Entry| match entry.what {
        EntryKind::Snapshot { .. } => "snapshot",
        EntryKind::Leave => "leave",
        EntryKind::Changes(_) | EntryKind::Enter | EntryKind::Erase { .. } => "else",
    };
    entries(frames).into_iter().map(|entry| (entry.doc, what(entry))).collect()
}

/// Documents whose ids lie all over the buckets.
fn spread(number: u64) -> [u8; 16] {
    let mut id = id(number);
    id[..2].copy_from_slice(&u16::try_from(number * 97).expect("small").to_be_bytes());
    id
}

#[tokio::test]
async fn only_the_buckets_that_differ_are_told_and_mended() {
    let team = Team::found().await;
    let mut writer = team.connect(team.join().await).await;
    let mut held: Held = Vec::new();
    for number in 0..60 {
        let change = created(spread(number), id(70), "same");
        held.push((change.doc, vec![change.hash]));
        writer.push(vec![change]).await;
    }
    let mut behind = blank(spread(61));
    let first = rename(&mut behind, spread(61), id(70), "first");
    held.push((spread(61), crm_core::document::heads(&behind)));
    let second = rename(&mut behind, spread(61), id(70), "second");
    writer.push(vec![first, second, created(spread(62), id(70), "only on the relay")]).await;
    held.push((spread(63), vec![[4; 32]]));

    let mut line = in_repair(&team, team.call(team.join().await)).await;
    let buckets = differ(&mut line, &held).await;
    assert_eq!(buckets, [61, 62, 63].map(|number| bucket(&spread(number))));
    // Stored between the digests and what is told of them: it comes with the feed afterwards.
    writer.push(vec![created(spread(64), id(70), "meanwhile")]).await;
    held.retain(|(doc, _)| buckets.contains(&bucket(doc)));
    let mut frames = line.send(ToRelay::Held { documents: held, last: true }).await;
    assert_eq!(frames[0], ToDevice::Lacking(vec![(spread(63), Vec::new())]));
    frames.extend(line.news().await);
    let all = brought(&frames);
    assert_eq!(all[..2], [(spread(61), "snapshot"), (spread(62), "snapshot")]);
    let docs: BTreeSet<DocId> = all.iter().map(|(doc, _)| *doc).collect();
    assert_eq!(docs, [61, 62, 64].map(spread).into(), "{all:?}");
    assert!(matches!(frames.last(), Some(ToDevice::Feed { caught_up: true, .. })));
}

#[tokio::test]
async fn a_device_that_holds_the_same_tells_nothing_more() {
    let team = Team::found().await;
    let mut writer = team.connect(team.join().await).await;
    let change = created(id(1), id(70), "same");
    writer.push(vec![change.clone()]).await;
    let mut line = in_repair(&team, team.call(team.join().await)).await;
    assert_eq!(differ(&mut line, &vec![(id(1), vec![change.hash])]).await, [0; 0]);
    let frames = line.news().await;
    assert_eq!(brought(&frames), []);
    assert!(matches!(frames.last(), Some(ToDevice::Feed { caught_up: true, .. })));
    writer.push(vec![created(id(6), id(70), "news")]).await;
    assert_eq!(brought(&line.news().await).len(), 1, "a connection like any other");
}

#[tokio::test]
async fn digests_tell_no_more_of_a_hidden_record_than_of_one_that_is_nowhere() {
    let mut office = Office::open().await;
    let mut hidden = Sheet::new("account", spread(1));
    let values =
        [("name", Value::Text("Hidden".to_owned())), ("owner", person(office.karim.line.caller.person))];
    let change = hidden.set(KARIMS, &values);
    let heads = vec![change.hash];
    accepted(&mut office.karim, change).await;

    let rina = office.rina.line.caller;
    let mut line = in_repair(&office.team, office.team.call(rina)).await;
    let held = vec![(spread(1), heads.clone()), (spread(2), heads)];
    let buckets = differ(&mut line, &held).await;
    assert_eq!(buckets, [1, 2].map(|number| bucket(&spread(number))), "both as if they were not there");
    let mut line = in_repair(&office.team, office.team.call(rina)).await;
    assert_eq!(differ(&mut line, &Vec::new()).await, [0; 0], "what she does not see is in no digest");
}

#[tokio::test]
async fn what_is_hidden_or_erased_after_the_digests_is_not_brought_and_leaves() {
    let mut office = Office::open().await;
    let rina = office.rina.line.caller;
    let (mut kept, mut missing) = (Vec::new(), Vec::new());
    for (number, object) in [(1, "deal"), (2, "lead"), (3, "deal"), (4, "deal"), (5, "lead")] {
        let mut sheet = Sheet::new(object, spread(number));
        let name = if object == "lead" { "last_name" } else { "name" };
        let values = [(name, Value::Text("Rice".to_owned())), ("owner", person(rina.person))];
        let change = sheet.set(RINAS, &values);
        if number > 3 { &mut missing } else { &mut kept }.push((change.doc, vec![change.hash]));
        accepted(&mut office.rina, change).await;
    }
    let mut line = in_repair(&office.team, office.team.call(rina)).await;
    let buckets = differ(&mut line, &kept).await;
    assert_eq!(buckets, [4, 5].map(|number| bucket(&spread(number))));

    office.team.erase(office.administrator, &[spread(3), spread(4)]).await.expect("they are there");
    let hide = |policy: &mut Policy| {
        policy.profiles[2].objects.insert("lead".to_owned(), ObjectRights::NONE);
    };
    office.team.govern(office.administrator, hide).await;

    let mut frames = line.send(ToRelay::Held { documents: Vec::new(), last: true }).await;
    for _ in 0..10 {
        frames.extend(line.news().await);
    }
    let mut held: BTreeSet<DocId> = kept.iter().map(|(doc, _)| *doc).collect();
    for (doc, what) in brought(&frames) {
        assert_ne!(what, "snapshot", "{doc:?} is not hers, or not at all");
        held.remove(&doc);
    }
    assert_eq!(held, [spread(1)].into());
    assert!(matches!(frames.last(), Some(ToDevice::Feed { caught_up: true, .. })));
}

#[tokio::test]
async fn digests_out_of_turn_end_the_connection() {
    let team = Team::found().await;
    let bad = [ToDevice::Goodbye(Goodbye::BadFrame)];
    let mut live = team.connect(team.join().await).await;
    assert_eq!(live.send(told(&Vec::new())).await, bad);
    let mut writer = team.connect(team.join().await).await;
    writer.push(vec![created(id(1), id(70), "there")]).await;
    let mut line = in_repair(&team, team.call(team.join().await)).await;
    assert_eq!(differ(&mut line, &Vec::new()).await.len(), 1);
    line.now = START + 1;
    assert_eq!(line.send(told(&Vec::new())).await, bad, "twice");
}
