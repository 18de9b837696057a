//! The policy over HTTP: who reads and sets it, what is refused with which reason, and what is written down of it.

use super::{Server, accept, error};
use crm_core::policy::{Fault, LEADING, Policy, SELLING};
use serde_json::{Value, json};

/// The policy in force and its place.
async fn policy(server: &Server, cookie: &str) -> (Value, Policy) {
    let found = server.call("policy", Some(cookie), json!({})).await.json();
    let policy = found["policy"].as_str().and_then(|text| serde_json::from_str(text).ok());
    (found["place"].clone(), policy.expect("a policy"))
}

async fn set(server: &Server, cookie: &str, place: &Value, policy: &Policy) -> Value {
    let policy = serde_json::to_string(policy).expect("plain data");
    server.call("set_policy", Some(cookie), json!({"place": place, "policy": policy})).await.json()
}

/// A representative who joined.
async fn representative(server: &Server, administrator: &str) -> String {
    let invitation =
        server.call("invite", Some(administrator), json!({"role": "representative"})).await.json();
    let token = invitation["path"].as_str().and_then(|path| path.strip_prefix("/join#")).expect("a link");
    server.call("accept", None, accept(token, 5)).await.cookie().expect("a session")
}

#[tokio::test]
async fn a_new_workspace_is_private_and_its_administrator_puts_another_policy_in_force() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = representative(&server, &rina.cookie).await;
    let (place, mut policy_now) = policy(&server, &rina.cookie).await;
    assert!(!policy_now.open);
    assert_eq!(policy_now.members.len(), 2);
    assert_eq!(policy_now.members[1].role, Some(SELLING));
    let same = serde_json::to_string(&policy_now).expect("plain data");
    for (function, body) in [("policy", json!({})), ("set_policy", json!({"place": place, "policy": same}))] {
        let refused = server.call(function, Some(&karim), body).await;
        assert_eq!(error(&refused.json()), "Forbidden", "{function} by a representative");
    }
    policy_now.open = true;
    let told = set(&server, &rina.cookie, &place, &policy_now).await;
    assert!(told["place"].as_i64() > place.as_i64(), "{told}");
    let stale = set(&server, &rina.cookie, &place, &policy_now).await;
    assert_eq!(error(&stale), "PolicyStale", "it was made from an earlier one");
    assert!(policy(&server, &rina.cookie).await.1.open);
    let audit = server.call("audit", Some(&rina.cookie), json!({"before": null})).await.json();
    let set = audit.as_array().expect("entries").iter().filter(|one| one["what"] == "policy_set").count();
    assert_eq!(set, 1, "only what was put in force is written down: {audit}");
}

#[tokio::test]
async fn a_policy_with_a_fault_is_refused_with_it_and_changes_nothing() {
    let server = Server::start().await;
    let rina = server.found().await;
    let (place, before) = policy(&server, &rina.cookie).await;
    let mut round = before.clone();
    round.roles[0].parent = Some(SELLING);
    let mut headless = before.clone();
    headless.members[0].profile = headless.profiles[2].id;
    for (bad, fault) in
        [(&round, Fault::RoleCircle(vec![LEADING, SELLING, LEADING])), (&headless, Fault::NoAdministrator)]
    {
        let told = set(&server, &rina.cookie, &place, bad).await;
        let found = told["PolicyFault"].as_str().and_then(|text| serde_json::from_str(text).ok());
        assert_eq!(found, Some(fault), "{told}");
    }
    assert_eq!(policy(&server, &rina.cookie).await, (place.clone(), before));
    let nonsense =
        server.call("set_policy", Some(&rina.cookie), json!({"place": place, "policy": "{"})).await;
    assert!(nonsense.json()["PolicyFault"].is_string(), "what is no policy is no fault of the relay");
}

#[tokio::test]
async fn only_an_administrator_erases_and_only_what_is_there() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = representative(&server, &rina.cookie).await;
    let records = |records: Vec<String>| json!({"records": records});
    let record = "11".repeat(16);
    let many = vec![record.clone(); 501];
    for (cookie, body) in [
        (&karim, records(vec![record.clone()])),
        (&rina.cookie, records(vec![record])),
        (&rina.cookie, records(vec!["odd".to_owned()])),
        (&rina.cookie, records(Vec::new())),
        (&rina.cookie, records(many)),
    ] {
        let told = server.call("erase", Some(cookie), body.clone()).await;
        assert_eq!(error(&told.json()), "Forbidden", "{body}");
    }
    let audit = server.call("audit", Some(&rina.cookie), json!({"before": null})).await.json();
    assert!(!audit.to_string().contains("\"erased\""), "{audit}");
}

#[tokio::test]
async fn a_record_is_shared_with_somebody_who_exists_by_somebody_who_may_change_it() {
    let server = Server::start().await;
    let rina = server.found().await;
    let nobody = format!("person:{}", "77".repeat(16));
    let record = "11".repeat(16);
    for to in ["everyone:-", &nobody, "everybody"] {
        let body = json!({"record": record, "to": to, "level": "read"});
        let told = server.call("share", Some(&rina.cookie), body).await;
        assert_eq!(error(&told.json()), "Forbidden", "{to}: there is no such record");
    }
    let odd = json!({"record": record, "to": "everyone:-", "level": "own"});
    assert_eq!(error(&server.call("share", Some(&rina.cookie), odd).await.json()), "Forbidden");
    let audit = server.call("audit", Some(&rina.cookie), json!({"before": null})).await.json();
    assert!(!audit.to_string().contains("\"shared\""), "{audit}");
}
