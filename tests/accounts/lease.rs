//! How long devices may go without the relay: who sets it, and that devices hear it with each greeting.

use super::{Server, accept, error, log_in};
use crm_sync::frame::{TERMS, ToDevice};
use crm_tests::device::id;
use crm_tests::process::{Account, Socket};
use serde_json::json;

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// The lease in ms and the beginning of the session, as a device of this protocol hears them in its greeting; `None`
/// where it hears of the people first.
async fn terms(server: &Server, account: &Account, protocol: u16) -> Option<(i64, i64)> {
    let mut socket = Socket::open(server.address(), account).await.expect("connected");
    socket.hello(account, protocol).await.expect("connected");
    loop {
        match socket.next().await.expect("a greeting") {
            ToDevice::Terms { lease, logged_in } => return Some((lease, logged_in)),
            ToDevice::People(_) => return None,
            ToDevice::Welcome(_)
            | ToDevice::Goodbye(_)
            | ToDevice::Replies { .. }
            | ToDevice::Feed { .. }
            | ToDevice::Lacking(_)
            | ToDevice::Pong
            | ToDevice::Present { .. }
            | ToDevice::ExportsNoted(_)
            | ToDevice::Differ(_)
            | ToDevice::Standing(_) => {}
        }
    }
}

#[tokio::test]
async fn an_administrator_sets_the_lease_and_devices_hear_it() {
    let server = Server::start().await;
    let rina = server.found().await;
    let invitation =
        server.call("invite", Some(&rina.cookie), json!({"role": "representative"})).await.json();
    let token = invitation["path"].as_str().and_then(|path| path.strip_prefix("/join#")).expect("a link");
    let karim = server.call("accept", None, accept(token, 5)).await.cookie().expect("a session");
    assert_eq!(server.call("lease", Some(&karim), json!({})).await.json(), json!(90));
    let (lease, logged_in) = terms(&server, &rina, TERMS).await.expect("terms");
    assert_eq!(lease, 90 * DAY);
    assert_eq!(terms(&server, &rina, TERMS - 1).await, None, "an older device does not know the frame");

    for (cookie, days, expected) in
        [(&karim, 30, "Forbidden"), (&rina.cookie, 6, "BadLease"), (&rina.cookie, 366, "BadLease")]
    {
        let refused = server.call("set_lease", Some(cookie), json!({"days": days})).await;
        assert_eq!(error(&refused.json()), expected, "{days} days");
    }
    let set = server.call("set_lease", Some(&rina.cookie), json!({"days": 30})).await;
    assert_eq!(set.json(), json!(30));
    assert_eq!(server.call("lease", Some(&karim), json!({})).await.json(), json!(30));
    assert_eq!(terms(&server, &rina, TERMS).await, Some((30 * DAY, logged_in)));
    let audit = server.call("audit", Some(&rina.cookie), json!({"before": null})).await.json();
    assert_eq!((&audit[0]["what"], &audit[0]["detail"]), (&json!("lease_set"), &json!("30")));

    // A log-in is later than the one before, whatever the device's clock says.
    server.pass(60_000);
    let again = server.call("log_in", Some(&rina.cookie), log_in("rina@example.org", "correct horse")).await;
    let rina = Account { cookie: again.cookie().expect("a session"), device: id(9), ..rina };
    let (_, later) = terms(&server, &rina, TERMS).await.expect("terms");
    assert!(later > logged_in);
}
