//! Where a person is logged in, and logging out from afar.

use super::{Server, error, hears_goodbye, log_in};
use crm_tests::device::id;
use crm_tests::process::{Account, Socket};
use serde_json::{Value, json};

async fn log_ins(server: &Server, cookie: &str) -> Vec<Value> {
    let answer = server.call("log_ins", Some(cookie), json!({})).await;
    answer.json().as_array().expect("a list").clone()
}

async fn tablet(server: &Server, rina: &Account) -> Account {
    let answer = server.call("log_in", None, log_in("rina@example.org", "correct horse")).await;
    Account { cookie: answer.cookie().expect("a session"), device: id(9), ..rina.clone() }
}

#[tokio::test]
async fn everybody_sees_their_own_log_ins_and_no_others() {
    let server = Server::start().await;
    let rina = server.found().await;
    let tablet = tablet(&server, &rina).await;
    let karim = server.join(&rina, "representative", 5).await;
    let found = log_ins(&server, &rina.cookie).await;
    let names: Vec<(&str, bool)> = found
        .iter()
        .map(|one| (one["device_name"].as_str().expect("a name"), one["own"].as_bool().expect("a flag")))
        .collect();
    assert_eq!(names.len(), 2, "{found:?}");
    assert!(names.contains(&("Phone", true)) && names.contains(&("Tablet", false)), "{names:?}");
    assert_eq!(log_ins(&server, &karim.cookie).await.len(), 1, "of oneself only");
    for one in &found {
        let since = one["since"].as_i64().expect("a time");
        assert!(since > 0 && one["last_contact"].as_i64().expect("a time") >= since, "{one}");
        assert_eq!(one["connected"], json!(false));
    }
    let _socket = Socket::greet(server.address(), &tablet).await.expect("connected");
    let connected = log_ins(&server, &rina.cookie).await;
    let tablet = connected.iter().find(|one| one["device_name"] == "Tablet").expect("listed");
    assert_eq!(tablet["connected"], json!(true));
    let nobody = server.call("log_ins", None, json!({})).await;
    assert_eq!(error(&nobody.json()), "SignedOut");
}

#[tokio::test]
async fn a_log_in_that_is_ended_from_afar_loses_its_socket_and_its_cookie() {
    let server = Server::start().await;
    let rina = server.found().await;
    let tablet = tablet(&server, &rina).await;
    let karim = server.join(&rina, "representative", 5).await;
    let found = log_ins(&server, &rina.cookie).await;
    let of = |own: bool| {
        let one = found.iter().find(|one| one["own"] == json!(own)).expect("listed");
        json!({"id": one["id"]})
    };
    let mut other = Socket::greet(server.address(), &tablet).await.expect("connected");
    let mut own = Socket::greet(server.address(), &rina).await.expect("connected");

    for (cookie, body, whose) in [
        (&karim.cookie, of(false), "somebody else's"),
        (&rina.cookie, of(true), "the one that asks"),
        (&rina.cookie, json!({"id": "made up"}), "none"),
    ] {
        let refused = server.call("end_log_in", Some(cookie), body).await;
        assert_eq!(error(&refused.json()), "Forbidden", "{whose}");
    }
    assert_eq!(log_ins(&server, &rina.cookie).await.len(), 2, "a refusal ends nothing");

    assert_eq!(server.call("end_log_in", Some(&rina.cookie), of(false)).await.status, 200);
    hears_goodbye(&mut other).await;
    let gone = server.call("session", Some(&tablet.cookie), json!({})).await;
    assert_eq!(gone.json(), json!(null), "the cookie is of no use");
    let refused = server.call("log_ins", Some(&tablet.cookie), json!({})).await;
    assert_eq!(error(&refused.json()), "SignedOut");
    let mut again = Socket::open(server.address(), &tablet).await.expect("a browser must hear why");
    hears_goodbye(&mut again).await;
    own.send(&crm_sync::frame::ToRelay::Ping).await.expect("this session goes on");
    assert_eq!(log_ins(&server, &rina.cookie).await.len(), 1);
}
