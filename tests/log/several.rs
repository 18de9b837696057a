//! Several relays on one PostgreSQL: what one stores the others tell their devices, and what one takes away is gone at
//! the others.

use crm_server::Relay;
use crm_sync::frame::{EntryKind, Goodbye, Reply, ToDevice};
use crm_tests::device::{blank, created, id, rename};
use crm_tests::http;
use crm_tests::postgres::Postgres;
use crm_tests::process::{Account, Process, Socket};
use crm_tests::team::{Line, START, Team};
use serde_json::json;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

/// What is promised to come within a second, for slow machines. The look every three seconds would often be later than
/// the word of the other relay, so most of many rounds are held to [`PROMISE`].
const PATIENCE: Duration = Duration::from_secs(20);
const PROMISE: Duration = Duration::from_secs(1);

/// Waits until a relay knows of a place of the log.
async fn reaches(relay: &Relay, workspace: i64, place: i64) {
    let mut head = relay.hub.channel(workspace).head();
    timeout(PATIENCE, head.wait_for(|head| *head >= place)).await.expect("in time").expect("it runs");
}

/// A team with a device at each of two relays on one database.
async fn at_two_relays(server: &Postgres) -> (Team, Relay, Line, Line) {
    let team = Team::found_on(server.database("one")).await;
    let other = team.another_relay().await;
    let (here, there) = (team.join().await, team.join().await);
    let place = team.place().await;
    let (here, mut there) = (team.connect(here).await, Line::at(&other, there));
    there.hello(team.workspace, Some(place)).await;
    (team, other, here, there)
}

#[tokio::test]
async fn an_edit_at_one_relay_reaches_a_device_at_another() {
    let Some(server) = Postgres::start() else { return };
    let (team, other, mut here, mut there) = at_two_relays(&server).await;
    there.news().await;
    let mut in_time = 0;
    for round in 1..=20 {
        let change = created(id(round), id(70), "Rina");
        assert_eq!(here.push(vec![change.clone()]).await, [Reply::Acked]);
        let from = std::time::Instant::now();
        reaches(&other, team.number, i64::try_from(round).expect("small")).await;
        in_time += u32::from(from.elapsed() < PROMISE);
        let heard = there.news().await;
        let mut entries = None;
        for frame in &heard {
            if let ToDevice::Feed { entries: some, .. } = frame
                && !some.is_empty()
            {
                entries = Some(some);
            }
        }
        let entries = entries.unwrap_or_else(|| panic!("no news: {heard:?}"));
        assert_eq!(entries[0].what, EntryKind::Changes(vec![change.bytes]));
    }
    assert!(in_time >= 15, "{in_time} of 20 came by the word of the other relay");
    other.close().await;
    team.relay.close().await;
}

#[tokio::test]
async fn two_relays_give_each_place_once_and_merge_the_same_record() {
    let Some(server) = Postgres::start() else { return };
    let (team, other, mut here, mut there) = at_two_relays(&server).await;
    let (mut ours, mut theirs) = (blank(id(7)), blank(id(7)));
    for round in 0..20_u64 {
        let (one, two) = (
            vec![
                rename(&mut ours, id(7), id(70), &format!("a {round}")),
                created(id(100 + round), id(70), "a"),
            ],
            vec![
                rename(&mut theirs, id(7), id(71), &format!("b {round}")),
                created(id(200 + round), id(71), "b"),
            ],
        );
        let (one, two) = tokio::join!(here.push(one), there.push(two));
        assert_eq!((one, two), (vec![Reply::Acked; 2], vec![Reply::Acked; 2]), "round {round}");
    }
    let log = &other.log;
    let workspace = log.workspace(team.number).await.expect("readable").expect("there");
    assert_eq!((workspace.head, workspace.documents), (80, 41));
    let pending = log.pending(team.number, 0, workspace.head).await.expect("readable");
    assert_eq!(pending.iter().map(|document| document.count).sum::<i64>(), 80);
    let stored = log.documents(team.number, &[id(7)]).await.expect("readable");
    let mut stored = crm_core::document::load(&stored[0].snapshot).expect("whole");
    ours.merge(&mut theirs).expect("copies merge");
    assert_eq!(stored.get_heads(), ours.get_heads());
    stored.merge(&mut ours).expect("copies merge");
    other.close().await;
}

#[tokio::test]
async fn a_policy_of_one_relay_is_in_force_at_the_other_at_once() {
    let Some(server) = Postgres::start() else { return };
    let team = Team::found_on(server.database("one")).await;
    let other = team.another_relay().await;
    let administrator = team.make_private().await;
    for open in [true, false, true] {
        let known = other.policies.at(&other.log, team.number, i64::MAX).await.expect("readable");
        assert_eq!(known.open(), !open);
        let mut told = other.hub.channel(team.number).policy();
        told.borrow_and_update();
        team.govern(administrator, |policy| policy.open = open).await;
        let known = other.policies.at(&other.log, team.number, i64::MAX).await.expect("readable");
        assert_eq!(known.open(), open, "nothing was waited for");
        timeout(PATIENCE, told.changed()).await.expect("its connections are told, too").expect("it runs");
    }
    other.close().await;
}

#[tokio::test]
async fn the_end_of_a_session_is_heard_at_the_other_relay_within_a_second() {
    let Some(server) = Postgres::start() else { return };
    let team = Team::found_on(server.database("one")).await;
    let other = team.another_relay().await;
    let mut in_time = 0;
    for _ in 0..20 {
        let caller = team.join().await;
        let mut ended = other.hub.session(caller.session);
        let from = std::time::Instant::now();
        team.log_out(caller).await.expect("stored");
        timeout(PATIENCE, ended.wait_for(|ended| *ended)).await.expect("in time").expect("it runs");
        in_time += u32::from(from.elapsed() < PROMISE);
        assert!(other.caller(caller.session, START).await.expect("readable").is_none());
    }
    assert!(in_time >= 15, "{in_time} of 20 ended by the word of the other relay");
    other.close().await;
}

/// Two relays as processes, an administrator logged in at the first and a representative.
async fn two_processes(server: &Postgres) -> (Process, Process, TempDir, Account, Account) {
    server.database("one");
    let (address, folder) = (server.address("one"), TempDir::new().expect("a temporary folder"));
    let one = Process::start_on(folder.path(), 0, Some(&address));
    let administrator = one.found(folder.path()).await;
    let two = Process::start_on(folder.path(), 0, Some(&address));
    let karim = two.join(&administrator, 2).await;
    (one, two, folder, administrator, karim)
}

#[tokio::test]
async fn a_session_that_is_ended_at_one_relay_is_over_at_the_other() {
    let Some(server) = Postgres::start() else { return };
    let (one, two, _folder, _, karim) = two_processes(&server).await;
    let mut socket = Socket::greet(two.address, &karim).await.expect("it runs");
    let out = http::call(one.address, "log_out", Some(&karim.cookie), json!({})).await;
    assert_eq!(out.status, 200, "{out:?}");
    let reason = timeout(PATIENCE, async {
        loop {
            match socket.next().await {
                Some(ToDevice::Goodbye(reason)) => return reason,
                Some(_) => {}
                None => panic!("closed without a goodbye"),
            }
        }
    });
    assert_eq!(reason.await.expect("the socket closes"), Goodbye::SignedOut);
    assert!(Socket::greet(two.address, &karim).await.is_none(), "and stays over");
}

#[tokio::test]
async fn a_device_whose_relay_dies_goes_on_with_another() {
    let Some(server) = Postgres::start() else { return };
    let (mut one, two, _folder, rina, karim) = two_processes(&server).await;
    let mut socket = Socket::greet(one.address, &rina).await.expect("it runs");
    let mut listener = Socket::greet(two.address, &karim).await.expect("it runs");
    assert_eq!(socket.push(vec![created(id(1), id(70), "before")]).await, Some(vec![Reply::Acked]));
    one.kill();
    assert_eq!(socket.push(vec![created(id(2), id(70), "lost")]).await, None);
    // The same session, at the other relay.
    let mut socket = Socket::greet(two.address, &rina).await.expect("it runs");
    let again = vec![created(id(1), id(70), "before"), created(id(2), id(70), "lost")];
    assert_eq!(socket.push(again).await, Some(vec![Reply::Duplicate, Reply::Acked]));
    assert_eq!(listener.push(vec![created(id(3), id(71), "after")]).await, Some(vec![Reply::Acked]));
}
