//! Reset links: made by an administrator or where the relay runs, good once, and the end of every session.

use super::second_factor::also_elsewhere;
use super::{Server, accept, error, hears_goodbye, log_in, set_up};
use crm_server::api::resets::{self, NoLink};
use crm_server::log::Database;
use crm_server::socket::route::from_hex;
use crm_tests::process::{Account, Socket};
use serde_json::{Value, json};

const DAY: i64 = 24 * 60 * 60 * 1_000;

async fn person_of(server: &Server, account: &Account) -> Value {
    let session = server.call("session", Some(&account.cookie), json!({})).await.json();
    json!({"person": session["person"]})
}

/// A link made by an administrator; gives its token.
async fn link(server: &Server, administrator: &Account, person: &Value) -> String {
    let made = server.call("make_reset_link", Some(&administrator.cookie), person.clone()).await.json();
    let path = made["path"].as_str().unwrap_or_else(|| panic!("{made}"));
    path.strip_prefix("/reset#").expect("the form of the link").to_owned()
}

fn reset(token: &str, password: &str) -> Value {
    json!({"token": token, "password": password})
}

#[tokio::test]
async fn x27_a_reset_link_works_once_and_ends_every_session() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let person = person_of(&server, &karim).await;
    let mut socket = Socket::greet(server.address(), &karim).await.expect("connected");
    let token = link(&server, &rina, &person).await;
    assert_eq!(token.len(), 64, "256 bits");
    let about = server.call("one-time-link", None, json!({"token": token})).await.json();
    assert_eq!(about, json!({"Reset": {"name": "Person 5", "email": "5@example.org"}}));

    let short = server.call("reset_password", None, reset(&token, "short")).await;
    assert_eq!(error(&short.json()), "BadPassword", "and the link is still good");
    let done = server.call("reset_password", None, reset(&token, "another secret")).await;
    assert_eq!((done.status, done.cookie()), (200, None), "one logs in afterwards, by every step there is");
    hears_goodbye(&mut socket).await;
    let gone = server.call("session", Some(&karim.cookie), json!({})).await.json();
    assert_eq!(gone, json!(null));
    for again in [&token, "made up"] {
        let refused = server.call("reset_password", None, reset(again, "yet another")).await;
        assert_eq!(error(&refused.json()), "BadLink");
        let refused = server.call("one-time-link", None, json!({"token": again})).await;
        assert_eq!(error(&refused.json()), "BadLink");
    }
    let old = server.call("log_in", None, log_in("5@example.org", "battery staple")).await;
    assert_eq!(error(&old.json()), "WrongCredentials");
    assert_eq!(server.call("log_in", None, log_in("5@example.org", "another secret")).await.status, 200);
    assert_eq!(server.call("teammates", Some(&rina.cookie), json!({})).await.status, 200, "hers goes on");
}

#[tokio::test]
async fn a_link_is_good_for_a_day_and_the_next_one_takes_its_place() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let person = person_of(&server, &karim).await;
    let first = link(&server, &rina, &person).await;
    let second = link(&server, &rina, &person).await;
    let refused = server.call("reset_password", None, reset(&first, "another secret")).await;
    assert_eq!(error(&refused.json()), "BadLink", "a newer one was made");
    server.pass(DAY);
    let refused = server.call("reset_password", None, reset(&second, "another secret")).await;
    assert_eq!(error(&refused.json()), "BadLink", "a day is over");
    let third = link(&server, &rina, &person).await;
    server.pass(DAY - 1);
    assert_eq!(server.call("reset_password", None, reset(&third, "another secret")).await.status, 200);
}

#[tokio::test]
async fn only_an_administrator_makes_a_link_and_only_for_members_of_this_workspace_alone() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let (boss, own) = (person_of(&server, &rina).await, person_of(&server, &karim).await);
    for (cookie, person, why) in [
        (Some(karim.cookie.as_str()), &boss, "a manager"),
        (Some(karim.cookie.as_str()), &own, "not even for oneself"),
        (Some(rina.cookie.as_str()), &json!({"person": "00".repeat(16)}), "nobody of hers"),
        (Some(rina.cookie.as_str()), &boss, "her own is changed with the old password"),
    ] {
        let refused = server.call("make_reset_link", cookie, person.clone()).await;
        assert_eq!(error(&refused.json()), "Forbidden", "{why}");
    }
    let nobody = server.call("make_reset_link", None, own.clone()).await;
    assert_eq!(error(&nobody.json()), "SignedOut");
    also_elsewhere(&server, from_hex(own["person"].as_str().expect("an id")).expect("an id")).await;
    let refused = server.call("make_reset_link", Some(&rina.cookie), own).await;
    assert_eq!(error(&refused.json()), "Forbidden", "it would open another team's workspace, too");
}

#[tokio::test]
async fn x27_a_link_is_good_for_what_it_was_made_for_only() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let token = link(&server, &rina, &person_of(&server, &karim).await).await;
    for (function, body) in [("set_up", set_up(&token)), ("accept", accept(&token, 6))] {
        let refused = server.call(function, None, body).await;
        assert_eq!(error(&refused.json()), "BadLink", "{function}");
    }
    let invitation = server.call("invite", Some(&rina.cookie), json!({"role": "manager"})).await.json();
    let invitation =
        invitation["path"].as_str().and_then(|path| path.strip_prefix("/join#")).expect("a link");
    let refused = server.call("reset_password", None, reset(invitation, "another secret")).await;
    assert_eq!(error(&refused.json()), "BadLink");
    assert_eq!(server.call("reset_password", None, reset(&token, "another secret")).await.status, 200);
}

#[tokio::test]
async fn whoever_runs_the_relay_makes_a_link_beside_it() {
    let server = Server::start().await;
    let database = server.database();
    let rina = server.found().await;
    let unknown = resets::by_operator(&database, "nobody@example.org", false, None, server.now()).await;
    assert!(matches!(unknown, Err(NoLink::Nobody(_))), "{unknown:?}");
    let path =
        resets::by_operator(&database, " Rina@Example.org", true, None, server.now()).await.expect("a link");
    let token = path.strip_prefix("/reset#").expect("the form of the link");
    assert_eq!(server.call("reset_password", None, reset(token, "another secret")).await.status, 200);
    let gone = server.call("session", Some(&rina.cookie), json!({})).await.json();
    assert_eq!(gone, json!(null));
    assert_eq!(server.call("log_in", None, log_in("rina@example.org", "another secret")).await.status, 200);

    let empty = tempfile::TempDir::new().expect("a folder");
    let none =
        resets::by_operator(&Database::File(empty.path().to_owned()), "rina@example.org", false, None, 0)
            .await;
    assert!(matches!(none, Err(NoLink::NoDatabase)), "{none:?}");
    assert_eq!(std::fs::read_dir(empty.path()).expect("readable").count(), 0, "nothing is made");
}

#[tokio::test]
async fn a_link_made_beside_the_relay_may_take_the_second_factor_away() {
    let server = Server::start().await;
    let database = server.database();
    let rina = server.found().await;
    super::second_factor::enrol(&server, &rina, "correct horse").await;
    for (drops, expected) in [(false, "SecondStep"), (true, "")] {
        let path = resets::by_operator(&database, "rina@example.org", drops, None, server.now())
            .await
            .expect("a link");
        let token = path.strip_prefix("/reset#").expect("the form of the link");
        assert_eq!(server.call("reset_password", None, reset(token, "another secret")).await.status, 200);
        let answer = server.call("log_in", None, log_in("rina@example.org", "another secret")).await;
        assert_eq!(if answer.status == 200 { "" } else { "SecondStep" }, expected, "{answer:?}");
    }
}
