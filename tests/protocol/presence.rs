//! Who looks at which record: told to those who look at the same one, and kept nowhere.

use crm_sync::backoff::Backoff;
use crm_sync::effect::{Effect, Identity, Place};
use crm_sync::frame::{Goodbye, Next, Present, ToDevice, ToRelay, Welcome, decode, encode};
use crm_sync::session::{Here, Session};
use crm_tests::device::id;
use crm_tests::team::{Line, Team};

fn here(record: u64, field: Option<&str>) -> ToRelay {
    ToRelay::Here { document: Some(id(record)), field: field.map(str::to_owned) }
}

/// What the device was told last of who is there.
async fn others(line: &mut Line) -> Option<Vec<Present>> {
    let mut told = line.news().await.into_iter().filter_map(|frame| match frame {
        ToDevice::Present { others, .. } => Some(others),
        ToDevice::Welcome(_)
        | ToDevice::Goodbye(_)
        | ToDevice::Replies { .. }
        | ToDevice::Feed { .. }
        | ToDevice::People(_)
        | ToDevice::Lacking(_)
        | ToDevice::Pong
        | ToDevice::Standing(_)
        | ToDevice::Terms { .. }
        | ToDevice::ExportsNoted(_)
        | ToDevice::Differ(_) => None,
    });
    told.next_back()
}

#[tokio::test]
async fn two_people_at_one_record_see_each_other_and_a_third_elsewhere_hears_nothing() {
    let team = Team::found().await;
    let mut one = team.connect(team.join().await).await;
    let mut two = team.connect(team.join().await).await;
    let mut third = team.connect(team.join().await).await;
    assert!(one.send(here(7, None)).await.is_empty());
    assert_eq!(others(&mut one).await, Some(Vec::new()));
    two.send(here(7, Some("amount"))).await;
    third.send(here(8, None)).await;
    let typing = Present { person: two.caller.person, field: Some("amount".to_owned()) };
    assert_eq!(others(&mut one).await, Some(vec![typing]));
    assert_eq!(others(&mut two).await, Some(vec![Present { person: one.caller.person, field: None }]));
    assert_eq!(others(&mut third).await, Some(Vec::new()));
    assert_eq!(others(&mut one).await, None, "nothing is said twice");
    drop(two);
    assert_eq!(others(&mut one).await, Some(Vec::new()), "a lost connection leaves");
}

#[tokio::test]
async fn a_place_before_the_hello_and_an_endless_field_end_the_connection() {
    let team = Team::found().await;
    let mut greeting = team.call(team.join().await);
    assert_eq!(greeting.send(here(7, None)).await, [ToDevice::Goodbye(Goodbye::BadFrame)]);
    let mut line = team.connect(team.join().await).await;
    let endless = here(7, Some(&"x".repeat(65)));
    assert_eq!(line.send(endless).await, [ToDevice::Goodbye(Goodbye::BadFrame)]);
}

#[tokio::test]
async fn who_runs_from_record_to_record_bothers_the_others_only_so_often() {
    let team = Team::found().await;
    let mut one = team.connect(team.join().await).await;
    let mut two = team.connect(team.join().await).await;
    one.send(here(7, None)).await;
    for time in 0..500 {
        two.send(here(7, Some(if time % 2 == 0 { "amount" } else { "stage" }))).await;
    }
    two.send(here(8, None)).await;
    assert_eq!(others(&mut one).await.map(|others| others.len()), Some(1), "the last moves were too many");
    two.now += 1_000;
    two.send(here(8, None)).await;
    assert_eq!(others(&mut one).await, Some(Vec::new()));
}

fn welcomed(session: &mut Session, protocol: u16) {
    session.call(1);
    session.opened(2);
    let welcome =
        Welcome { protocol, writable: true, epoch: [0; 16], now: 2, next: Next::Feed, documents: 1 };
    session.frame(3, &encode(&ToDevice::Welcome(welcome)));
}

fn told(session: &mut Session) -> Vec<ToRelay> {
    let sent = session.effects().into_iter().filter_map(|effect| {
        let Effect::Send(bytes) = effect else { return None };
        decode::<ToRelay>(&bytes, usize::MAX).ok().filter(|frame| matches!(frame, ToRelay::Here { .. }))
    });
    sent.collect()
}

#[test]
fn a_device_says_where_it_is_on_every_connection_to_a_relay_that_listens() {
    let identity = Identity { workspace: [1; 16], device: [2; 16], schema: 1, rows_version: 1 };
    let mut session = Session::new(identity, Place::default(), Backoff::new(10, 20));
    session.here(Here { document: Some(id(7)), field: None });
    assert!(told(&mut session).is_empty(), "nobody listens yet");
    welcomed(&mut session, 2);
    assert_eq!(told(&mut session), [here(7, None)]);
    session.here(Here { document: Some(id(7)), field: None });
    assert!(told(&mut session).is_empty(), "nothing new");
    session.closed(4, 0, false);
    welcomed(&mut session, 2);
    assert_eq!(told(&mut session), [here(7, None)]);
    session.closed(5, 0, false);
    welcomed(&mut session, 1);
    assert!(told(&mut session).is_empty(), "an older relay would not know the frame");
}
