//! Devices that are taken away, and what is written down about log-ins and people.

use super::{Server, account, error, hears, hears_goodbye, log_in};
use crm_sync::frame::{Goodbye, PROTOCOL, REMOVAL, ToDevice};
use crm_tests::device::id;
use crm_tests::process::{Account, Socket};
use serde_json::{Value, json};

async fn list(server: &Server, cookie: &str, function: &str) -> Vec<Value> {
    let answer = server.call(function, Some(cookie), json!({})).await;
    answer.json().as_array().unwrap_or_else(|| panic!("{answer:?}")).clone()
}

/// The device of that name in the list of whoever has this cookie.
async fn device(server: &Server, cookie: &str, name: &str) -> Value {
    let devices = list(server, cookie, "devices").await;
    let found = devices.iter().find(|device| device["device_name"] == name);
    found.unwrap_or_else(|| panic!("{name}: {devices:?}")).clone()
}

async fn remove(server: &Server, cookie: &str, device: &Value) -> String {
    let answer = server.call("remove_device", Some(cookie), json!({"id": device["id"]})).await;
    error(&answer.json()).to_owned()
}

/// Rina's tablet, with every cookie that a browser keeps.
async fn tablet(server: &Server, rina: &Account) -> (Account, String) {
    let answer = server.call("log_in", None, log_in("rina@example.org", "correct horse")).await;
    let cookies = answer.cookies();
    let known = cookies.split("; ").find(|pair| pair.starts_with("known=")).expect("set").to_owned();
    (Account { cookie: cookies, device: id(9), ..rina.clone() }, known)
}

#[tokio::test]
async fn everybody_sees_their_own_devices_and_an_administrator_all() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let (tablet, _) = tablet(&server, &rina).await;
    let names = |devices: &[Value]| {
        let mut names: Vec<String> = devices
            .iter()
            .map(|one| format!("{} {} {}", one["device_name"], one["mine"], one["own"]).replace('"', ""))
            .collect();
        names.sort();
        names
    };
    let all = list(&server, &rina.cookie, "devices").await;
    assert_eq!(names(&all), ["Laptop false false", "Phone true true", "Tablet true false"]);
    let own = list(&server, &karim.cookie, "devices").await;
    assert_eq!(names(&own), ["Laptop true true"]);
    assert!(!format!("{all:?}").contains(&crm_tests::process::hex(&id(9))), "ids of devices stay theirs");
    let _socket = Socket::greet(server.address(), &tablet).await.expect("connected");
    assert_eq!(device(&server, &rina.cookie, "Tablet").await["connected"], json!(true));
    assert_eq!(device(&server, &rina.cookie, "Laptop").await["connected"], json!(false));

    let phone = device(&server, &rina.cookie, "Phone").await;
    for (cookie, device, why) in [
        (&karim.cookie, &phone, "somebody else's, by a manager"),
        (&rina.cookie, &phone, "the one that asks: log out"),
        (&rina.cookie, &json!({"id": "made up"}), "none"),
    ] {
        assert_eq!(remove(&server, cookie, device).await, "Forbidden", "{why}");
    }
    assert_eq!(list(&server, &rina.cookie, "log_ins").await.len(), 2, "a refusal ends nothing");
}

#[tokio::test]
async fn a_removed_device_hears_it_at_once_and_whenever_it_calls() {
    let server = Server::start().await;
    let rina = server.found().await;
    let (tablet, _) = tablet(&server, &rina).await;
    let mut online = Socket::greet(server.address(), &tablet).await.expect("connected");
    let mut old = Socket::open(server.address(), &tablet).await.expect("connected");
    old.hello(&tablet, REMOVAL - 1).await.expect("connected");
    while !matches!(old.next().await.expect("a welcome"), ToDevice::Welcome(_)) {}
    let listed = device(&server, &rina.cookie, "Tablet").await;
    assert_eq!(remove(&server, &rina.cookie, &listed).await, "");
    hears(&mut online, Goodbye::Removed).await;
    hears(&mut old, Goodbye::SignedOut).await;
    let gone = server.call("session", Some(&tablet.cookie), json!({})).await.json();
    assert_eq!(gone, json!(null), "and the cookie is of no use");

    server.pass(60_000);
    for (protocol, expected) in [(REMOVAL - 1, Goodbye::SignedOut), (PROTOCOL, Goodbye::Removed)] {
        let mut again = Socket::open(server.address(), &tablet).await.expect("a browser must hear why");
        again.hello(&tablet, protocol).await.expect("connected");
        hears(&mut again, expected).await;
    }
    let told = device(&server, &rina.cookie, "Tablet").await;
    assert!(told["last_contact"].as_i64() > told["removed"].as_i64(), "{told}");
    assert_eq!(remove(&server, &rina.cookie, &json!({"id": "made up"})).await, "Forbidden");

    // Whoever logs in there has the device again.
    let answer =
        server.call("log_in", Some(&tablet.cookie), log_in("rina@example.org", "correct horse")).await;
    let back = account(&answer, id(9));
    Socket::greet(server.address(), &back).await.expect("welcome");
    assert_eq!(device(&server, &rina.cookie, "Tablet").await["removed"], json!(null));
}

#[tokio::test]
async fn a_device_whose_session_is_long_gone_is_recognised_and_emptied() {
    let server = Server::start().await;
    let rina = server.found().await;
    let (mut tablet, known) = tablet(&server, &rina).await;
    let log_ins = list(&server, &rina.cookie, "log_ins").await;
    let there = log_ins.iter().find(|one| one["own"] == json!(false)).expect("the tablet");
    server.call("end_log_in", Some(&rina.cookie), json!({"id": there["id"]})).await;
    let mut ended = Socket::open(server.address(), &tablet).await.expect("connected");
    hears_goodbye(&mut ended).await;

    let listed = device(&server, &rina.cookie, "Tablet").await;
    assert_eq!(remove(&server, &rina.cookie, &listed).await, "");
    tablet.cookie = known.clone();
    let mut late = Socket::open(server.address(), &tablet).await.expect("connected");
    late.hello(&tablet, PROTOCOL).await.expect("connected");
    hears(&mut late, Goodbye::Removed).await;

    // Somebody else logs in with that browser: nothing of theirs is emptied.
    let body = json!({"email": "5@example.org", "password": "battery staple",
        "device": crm_tests::process::hex(&id(9)), "device_name": "Tablet"});
    server.join(&rina, "representative", 5).await;
    let answer = server.call("log_in", Some(&known), body).await;
    let known = answer.cookies().split("; ").find(|pair| pair.starts_with("known=")).expect("set").to_owned();
    tablet.cookie = known;
    let mut theirs = Socket::open(server.address(), &tablet).await.expect("connected");
    hears_goodbye(&mut theirs).await;
}

#[tokio::test]
async fn an_administrator_removes_the_device_of_somebody_who_left() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "representative", 5).await;
    let person = server.call("session", Some(&karim.cookie), json!({})).await.json();
    let leaves = json!({"person": person["person"], "active": false});
    assert_eq!(server.call("set_active", Some(&rina.cookie), leaves).await.status, 200);
    let laptop = device(&server, &rina.cookie, "Laptop").await;
    assert_eq!(laptop["person_name"], json!("Person 5"));
    assert_eq!(remove(&server, &rina.cookie, &laptop).await, "");
    assert!(device(&server, &rina.cookie, "Laptop").await["removed"].is_i64());
}

#[tokio::test]
async fn what_is_done_with_accounts_is_written_down_and_read_by_administrators() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let refused = server.call("audit", Some(&karim.cookie), json!({"before": null})).await;
    assert_eq!(error(&refused.json()), "Forbidden");
    let nobody = server.call("audit", None, json!({"before": null})).await;
    assert_eq!(error(&nobody.json()), "SignedOut");
    for _ in 0..3 {
        server.call("log_in", None, log_in("5@example.org", "wrong")).await;
    }
    // Nothing is written down about what did not happen.
    let person = server.call("session", Some(&rina.cookie), json!({})).await.json()["person"].clone();
    let last = json!({"person": person, "active": false});
    assert_eq!(error(&server.call("set_active", Some(&rina.cookie), last).await.json()), "Forbidden");
    server.call("rename_workspace", Some(&rina.cookie), json!({"name": "Padma"})).await;
    let laptop = device(&server, &rina.cookie, "Laptop").await;
    remove(&server, &rina.cookie, &laptop).await;
    server.call("log_out", Some(&rina.cookie), json!({})).await;
    server.call("log_out", Some(&rina.cookie), json!({})).await;

    let back = server.call("log_in", None, log_in("rina@example.org", "correct horse")).await;
    let cookie = back.cookie().expect("a session");
    let entries = server.call("audit", Some(&cookie), json!({"before": null})).await.json();
    let told: Vec<String> = entries
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| {
            let part = |key: &str| entry[key].as_str().unwrap_or("-").to_owned();
            assert_eq!((entry["at"].as_i64(), part("address")), (Some(server.now()), "127.0.0.1".to_owned()));
            [part("what"), part("person"), part("about"), part("detail")].join("|")
        })
        .collect();
    let expected = [
        "logged_in|Rina|-|Tablet",
        "logged_out|Rina|-|",
        "device_removed|Rina|Person 5|Laptop",
        "workspace_renamed|Rina|-|Padma",
        "refused|-|Person 5|3",
        "joined|Person 5|-|Laptop",
        "invited|Rina|-|manager",
        "set_up|Rina|-|Phone",
    ];
    assert_eq!(told, expected);
    let before = json!({"before": entries[5]["number"]});
    let earlier = server.call("audit", Some(&cookie), before).await.json();
    assert_eq!(earlier.as_array().map(Vec::len), Some(2), "the rest of them");
}
