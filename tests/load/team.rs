//! Many devices of a team, as the relay sees them.

use crm_sync::frame::{Cursor, Epoch, Next, PROTOCOL, PUSH_CHANGES, PushedChange, Reply, ToDevice};
use crm_tests::process::{Account, Process, Socket};

/// Devices of a crowd.
pub const DEVICES: usize = 1_000;
/// People of a crowd: each has fewer devices than one person may have connected.
const PEOPLE: u64 = 20;
/// Pushes that wait for their replies at once.
const UNDER_WAY: usize = 4;

/// People who see everything.
pub async fn crowd(relay: &Process, administrator: &Account) -> Vec<Account> {
    relay.govern(administrator, |policy| policy.open = true).await;
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(relay.join(administrator, 100 + number).await);
    }
    people
}

/// A socket that was welcomed, and what comes next.
pub async fn greet(relay: &Process, account: &Account, place: Option<(Epoch, Cursor)>) -> (Socket, Next) {
    let mut socket = Socket::open(relay.address, account).await.expect("the relay listens");
    socket.hello_from(account, PROTOCOL, place).await.expect("it reads");
    loop {
        if let ToDevice::Welcome(welcome) = socket.next().await.expect("it greets back") {
            return (socket, welcome.next);
        }
    }
}

/// A socket that was welcomed and has caught up.
pub async fn greeted(relay: &Process, account: &Account, place: (Epoch, Cursor)) -> Socket {
    let (mut socket, next) = greet(relay, account, Some(place)).await;
    assert_eq!(next, Next::Feed);
    while !matches!(socket.next().await.expect("it tells"), ToDevice::Feed { caught_up: true, .. }) {}
    socket
}

/// Pushes all of them, several pushes under way at once; returns when each is acknowledged.
pub async fn push_all(socket: &mut Socket, changes: Vec<PushedChange>) {
    let mut parts = changes.chunks(PUSH_CHANGES);
    let mut waiting = 0;
    loop {
        while waiting < UNDER_WAY
            && let Some(part) = parts.next()
        {
            socket.send_push(part.to_vec()).await.expect("it reads");
            waiting += 1;
        }
        if waiting == 0 {
            return;
        }
        if let ToDevice::Replies { replies, .. } = socket.next().await.expect("it replies") {
            assert!(replies.iter().all(|(_, reply)| *reply == Reply::Acked), "{replies:?}");
            waiting -= 1;
        }
    }
}
