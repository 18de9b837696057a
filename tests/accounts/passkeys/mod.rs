//! Passkeys: added with the password, good for a log-in without one, each answer once, and every way to lose one.

mod answers;

use super::authenticator::Authenticator;
use super::second_factor::{also_elsewhere, enrol};
use super::{Server, error, log_in};
use crm_server::backup;
use crm_server::socket::route::from_hex;
use crm_tests::device::id;
use crm_tests::http::Answer;
use crm_tests::process::{Account, hex};
use serde_json::{Value, json};

const RINA: (&str, &str) = ("rina@example.org", "correct horse");
const STAPLE: &str = "battery staple";

/// An authenticator of somebody who opened the relay by its name.
fn authenticator(server: &Server) -> Authenticator {
    Authenticator::new(&format!("http://localhost:{}", server.address().port()))
}

/// What a browser is asked: the token that comes back, and the options.
fn asked(answer: &Answer) -> (String, Value) {
    let body = answer.json();
    let text = |key: &str| body[key].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned();
    (text("token"), serde_json::from_str(&text("options")).expect("options are JSON"))
}

async fn begin(server: &Server, account: &Account, password: &str) -> Answer {
    server.call("begin_passkey", Some(&account.cookie), json!({ "password": password })).await
}

async fn keep(server: &Server, account: &Account, token: &str, credential: &Value, name: &str) -> Answer {
    let body = json!({"token": token, "credential": credential.to_string(), "name": name});
    server.call("add_passkey", Some(&account.cookie), body).await
}

/// Adds a passkey; gives its authenticator and its id.
async fn add(server: &Server, account: &Account, password: &str, name: &str) -> (Authenticator, String) {
    let mut key = authenticator(server);
    let (token, options) = asked(&begin(server, account, password).await);
    let answer = keep(server, account, &token, &key.made(&options), name).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    (key, answer.json()["id"].as_str().expect("an id").to_owned())
}

async fn asked_to_log_in(server: &Server) -> (String, Value) {
    asked(&server.call("begin_passkey_log_in", None, json!({})).await)
}

async fn answered(server: &Server, token: &str, credential: &Value) -> Answer {
    let body = json!({
        "token": token, "credential": credential.to_string(), "device": hex(&id(9)), "device_name": "Tablet",
    });
    server.call("passkey_log_in", None, body).await
}

/// Logs in by a passkey.
async fn enter(server: &Server, key: &mut Authenticator) -> Answer {
    let (token, options) = asked_to_log_in(server).await;
    answered(server, &token, &key.signed(&options)).await
}

/// That a log-in is refused for this reason and gives no session.
fn refused(answer: &Answer, why: &str, case: &str) {
    assert_eq!((error(&answer.json()), answer.cookie()), (why, None), "{case}");
}

async fn person(server: &Server, cookie: &str) -> String {
    let session = server.call("session", Some(cookie), json!({})).await.json();
    session["person"].as_str().expect("an id").to_owned()
}

async fn listed(server: &Server, account: &Account) -> Value {
    server.call("passkeys", Some(&account.cookie), json!({})).await.json()
}

#[tokio::test]
async fn a_passkey_is_added_with_the_password_named_and_opens_without_an_address_or_a_code() {
    let server = Server::start().await;
    let rina = server.found().await;
    assert_eq!(listed(&server, &rina).await, json!({"host": "localhost", "passkeys": []}));
    assert_eq!(error(&begin(&server, &rina, "wrong").await.json()), "WrongCredentials");
    let (mut key, passkey) = add(&server, &rina, RINA.1, " Rina's phone\u{7} ").await;
    let added = server.now();
    // A second factor is asked for after a password, and not after a passkey, which is both.
    enrol(&server, &rina, RINA.1).await;
    let half = server.call("log_in", None, log_in(RINA.0, RINA.1)).await;
    assert_eq!(error(&half.json()), "SecondStep");

    let answer = enter(&server, &mut key).await;
    assert_eq!((answer.status, &answer.json()["email"]), (200, &json!(RINA.0)), "{answer:?}");
    let cookie = answer.cookie().expect("a session");
    assert_eq!(person(&server, &cookie).await, person(&server, &rina.cookie).await);
    let expected =
        json!([{"id": passkey, "name": "Rina's phone", "created": added, "last_used": server.now()}]);
    assert_eq!(listed(&server, &rina).await["passkeys"], expected);

    let rename = async |id: &str, name: &str| {
        server.call("rename_passkey", Some(&rina.cookie), json!({"id": id, "name": name})).await
    };
    let long = "ক".repeat(100);
    assert_eq!(rename(&passkey, &long).await.status, 200);
    assert_eq!(listed(&server, &rina).await["passkeys"][0]["name"], json!(long));
    for (passkey, name, why) in [
        (passkey.as_str(), "ক".repeat(101), "BadName"),
        (&passkey, " \n".to_owned(), "BadName"),
        (&"0".repeat(64), "Phone".to_owned(), "BadPasskey"),
        ("not an id", "Phone".to_owned(), "BadPasskey"),
    ] {
        assert_eq!(error(&rename(passkey, &name).await.json()), why);
    }
    let audit = server.call("audit", Some(&rina.cookie), json!({"before": null})).await.json();
    let told = |what: &str| {
        let mut entries = audit.as_array().expect("a list").iter();
        entries.find(|entry| entry["what"] == json!(what)).map(|entry| entry["detail"].clone())
    };
    assert_eq!(told("passkey_added"), Some(json!("Rina's phone")));
    assert_eq!(told("logged_in_passkey"), Some(json!("Tablet")));
}

#[tokio::test]
async fn only_the_session_that_asked_adds_a_passkey_and_no_key_twice() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let mut key = authenticator(&server);
    let (token, options) = asked(&begin(&server, &rina, RINA.1).await);
    let made = key.made(&options);
    let stolen = keep(&server, &karim, &token, &made, "Phone").await;
    assert_eq!(error(&stolen.json()), "StepOver", "Rina asked");
    let (token, options) = asked(&begin(&server, &rina, RINA.1).await);
    let made = key.made(&options);
    assert_eq!(error(&keep(&server, &rina, &token, &made, "").await.json()), "BadName");
    assert_eq!(keep(&server, &rina, &token, &made, "Phone").await.status, 200, "the name is typed again");
    assert_eq!(error(&keep(&server, &rina, &token, &made, "Phone").await.json()), "StepOver");
    let (token, options) = asked(&begin(&server, &karim, STAPLE).await);
    let twice = keep(&server, &karim, &token, &key.made(&options), "Phone").await;
    assert_eq!(error(&twice.json()), "BadPasskey", "it is Rina's");
    refused(&enter(&server, &mut key).await, "BadPasskey", "it says that it is Karim's now");

    for number in 1..20 {
        add(&server, &rina, RINA.1, &number.to_string()).await;
    }
    assert_eq!(error(&begin(&server, &rina, RINA.1).await.json()), "TooManyPasskeys");
    let nobody = server.call("begin_passkey", None, json!({"password": RINA.1})).await;
    assert_eq!(error(&nobody.json()), "SignedOut");
}

#[tokio::test]
async fn a_removed_passkey_opens_nothing_and_needs_the_password_to_go() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let (mut key, passkey) = add(&server, &rina, RINA.1, "Phone").await;
    let (mut other, _) = add(&server, &rina, RINA.1, "Laptop").await;
    let take = async |account: &Account, password: &str| {
        let body = json!({"id": passkey, "password": password});
        server.call("remove_passkey", Some(&account.cookie), body).await
    };
    assert_eq!(error(&take(&rina, "wrong").await.json()), "WrongCredentials");
    assert_eq!(take(&karim, STAPLE).await.status, 200);
    assert_eq!(enter(&server, &mut key).await.status, 200, "what is not his he does not reach");
    let (token, options) = asked_to_log_in(&server).await;
    assert_eq!(take(&rina, RINA.1).await.status, 200);
    refused(&answered(&server, &token, &key.signed(&options)).await, "BadPasskey", "it was being used");
    assert_eq!(enter(&server, &mut other).await.status, 200, "the other one stays");
    assert_eq!(listed(&server, &rina).await["passkeys"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn x23_wrong_passwords_lock_no_passkey_and_a_reset_link_keeps_them() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let (mut key, _) = add(&server, &karim, STAPLE, "Phone").await;
    server.pass(31 * 24 * 60 * 60_000);
    for _ in 0..4 {
        server.call("log_in", None, log_in("5@example.org", "wrong")).await;
    }
    let locked = server.call("log_in", None, log_in("5@example.org", STAPLE)).await;
    assert_eq!(error(&locked.json()), "TooManyTries");
    let answer = enter(&server, &mut key).await;
    assert_eq!(answer.status, 200, "{answer:?}");

    let body = json!({"person": person(&server, &karim.cookie).await});
    let link = server.call("make_reset_link", Some(&rina.cookie), body).await.json();
    let token =
        link["path"].as_str().and_then(|path| path.strip_prefix("/reset#")).expect("a link").to_owned();
    let reset = json!({"token": token, "password": "another horse"});
    assert_eq!(server.call("reset_password", None, reset).await.status, 200);
    let gone = server.call("session", Some(&answer.cookie().expect("a session")), json!({})).await;
    assert_eq!(gone.json(), json!(null), "sessions end, also those of a passkey");
    assert_eq!(enter(&server, &mut key).await.status, 200, "who forgot a password keeps the other way in");
}

#[tokio::test]
async fn questions_from_one_address_are_counted_and_nobody_waits_long() {
    let server = Server::start().await;
    server.found().await;
    for _ in 0..60 {
        asked_to_log_in(&server).await;
    }
    let limited = server.call("begin_passkey_log_in", None, json!({})).await;
    assert_eq!(limited.json(), json!({"TooManyTries": 1}));
    server.pass(1_000);
    asked_to_log_in(&server).await;
}

#[tokio::test]
async fn an_administrator_lets_nobody_in_and_takes_passkeys_away_from_her_own_people_alone() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let (mut key, _) = add(&server, &karim, STAPLE, "Phone").await;
    let his = person(&server, &karim.cookie).await;
    let body = json!({ "person": his });
    let active = async |active: bool| {
        let body = json!({"person": his, "active": active});
        assert_eq!(server.call("set_active", Some(&rina.cookie), body).await.status, 200);
    };
    active(false).await;
    refused(&enter(&server, &mut key).await, "BadPasskey", "he was let go");
    active(true).await;
    let karim = Account { cookie: enter(&server, &mut key).await.cookie().expect("a session"), ..karim };

    let names = server.call("with_passkeys", Some(&rina.cookie), json!({})).await.json();
    assert_eq!(names, json!([his]));
    for function in ["with_passkeys", "reset_passkeys"] {
        let answer = server.call(function, Some(&karim.cookie), body.clone()).await;
        assert_eq!(error(&answer.json()), "Forbidden", "{function} by a manager");
    }
    let boss = person(&server, &rina.cookie).await;
    for (person, why) in [("00".repeat(16), "nobody of hers"), (boss, "her own need the password")] {
        let answer = server.call("reset_passkeys", Some(&rina.cookie), json!({ "person": person })).await;
        assert_eq!(error(&answer.json()), "Forbidden", "{why}");
    }
    assert_eq!(server.call("reset_passkeys", Some(&rina.cookie), body.clone()).await.status, 200);
    refused(&enter(&server, &mut key).await, "BadPasskey", "taken away");
    let (mut key, _) = add(&server, &karim, STAPLE, "Phone").await;
    also_elsewhere(&server, from_hex(&his).expect("an id")).await;
    let answer = server.call("reset_passkeys", Some(&rina.cookie), body).await;
    assert_eq!(error(&answer.json()), "Forbidden", "it is the way into another team's workspace, too");
    assert_eq!(enter(&server, &mut key).await.json()["workspace_name"], json!("Dhaka"), "the last one");
    active(false).await;
    let there = enter(&server, &mut key).await;
    assert_eq!(there.json()["workspace_name"], json!("Khulna"), "where he is still let in");
}

#[tokio::test]
async fn after_a_backup_was_put_back_passkeys_wait_as_everything_does() {
    let server = Server::start().await;
    let rina = server.found().await;
    let (mut key, _) = add(&server, &rina, RINA.1, "Phone").await;
    let (token, options) = asked_to_log_in(&server).await;
    let copy = server.folder.path().join("copy.db");
    backup::backup(server.folder.path(), &copy).await.expect("a copy");
    let restored = tempfile::TempDir::new().expect("a temporary folder");
    backup::restore(restored.path(), &copy, &[], server.now()).await.expect("put back");
    let server = Server::again(restored).await;
    key.origin = authenticator(&server).origin;

    refused(&answered(&server, &token, &key.signed(&options)).await, "StepOver", "asked before");
    refused(&enter(&server, &mut key).await, "Held", "safe mode");
    assert!(backup::go_on(&server.database()).await.expect("stored"));
    assert_eq!(enter(&server, &mut key).await.status, 200);
}
