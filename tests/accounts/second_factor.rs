//! The second factor: set up, asked for, each code good once, and the ways out when the phone is gone.

use super::{Server, error, log_in};
use crm_server::api::totp;
use crm_server::log::accounts;
use crm_server::log::workspaces::{self, NewWorkspace};
use crm_server::socket::route::from_hex;
use crm_tests::device::id;
use crm_tests::http::Answer;
use crm_tests::process::Account;
use serde_json::{Value, json};

/// Half a minute: after it the app shows another code.
const STEP: i64 = 30_000;
const RINA: (&str, &str) = ("rina@example.org", "correct horse");

/// An authenticator app.
pub struct App(Vec<u8>);

impl App {
    /// Reads the key as a person would type it.
    fn new(key: &str) -> Self {
        let bits: String = key
            .chars()
            .map(|letter| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).expect("a letter of base 32"))
            .map(|value| format!("{value:05b}"))
            .collect();
        let (bytes, _) = bits.as_bytes().as_chunks::<8>();
        let byte = |bits: &[u8; 8]| {
            u8::from_str_radix(std::str::from_utf8(bits).expect("digits"), 2).expect("eight bits")
        };
        Self(bytes.iter().map(byte).collect())
    }

    fn code(&self, now: i64) -> String {
        format!("{:06}", totp::code(&self.0, now / STEP))
    }
}

/// Sets the second factor of somebody up; gives the app and the recovery codes.
pub async fn enrol(server: &Server, account: &Account, password: &str) -> (App, Vec<String>) {
    let body = json!({ "password": password });
    let made = server.call("begin_second_factor", Some(&account.cookie), body).await.json();
    let app = App::new(made["key"].as_str().expect("a key"));
    let code = json!({"code": app.code(server.now())});
    let codes = server.call("confirm_second_factor", Some(&account.cookie), code).await.json();
    let codes: Vec<String> =
        codes.as_array().expect("codes").iter().filter_map(|code| Some(code.as_str()?.to_owned())).collect();
    server.pass(STEP);
    (app, codes)
}

/// The password of a log-in; gives the token of its second step.
async fn half_way(server: &Server, (email, password): (&str, &str)) -> String {
    let answer = server.call("log_in", None, log_in(email, password)).await;
    assert_eq!(answer.cookie(), None, "no session before the second step");
    answer.json()["SecondStep"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

async fn second_step(server: &Server, token: &str, code: &str) -> Answer {
    server.call("second_step", None, json!({"token": token, "code": code})).await
}

#[tokio::test]
async fn a_second_factor_is_set_up_with_the_password_and_a_first_code() {
    let server = Server::start().await;
    let rina = server.found().await;
    let call = async |function, body| server.call(function, Some(&rina.cookie), body).await;
    let none = call("second_factor", json!({})).await.json();
    assert_eq!(none, json!({"since": null, "codes_left": 0}));
    let wrong = call("begin_second_factor", json!({"password": "wrong"})).await;
    assert_eq!(error(&wrong.json()), "WrongCredentials");
    let early = call("confirm_second_factor", json!({"code": "123456"})).await;
    assert_eq!(error(&early.json()), "Forbidden", "there is nothing to confirm");

    let made = call("begin_second_factor", json!({"password": RINA.1})).await.json();
    let key = made["key"].as_str().expect("a key");
    assert!(key.len() == 32 && made["address"].as_str().expect("an address").contains(key), "{made}");
    let plain = server.call("log_in", None, log_in(RINA.0, RINA.1)).await;
    assert_eq!(plain.status, 200, "nothing is asked for before a code was typed");
    let wrong = call("confirm_second_factor", json!({"code": "12345"})).await;
    assert_eq!(error(&wrong.json()), "WrongCode");
    let code = App::new(key).code(server.now());
    let codes = call("confirm_second_factor", json!({"code": code})).await.json();
    assert_eq!(codes.as_array().map(Vec::len), Some(10));
    let on = call("second_factor", json!({})).await.json();
    assert_eq!(on, json!({"since": server.now(), "codes_left": 10}));
    let again = call("begin_second_factor", json!({"password": RINA.1})).await;
    assert_eq!(error(&again.json()), "Forbidden", "one that is on is not exchanged in passing");

    let session = server.call("session", Some(&rina.cookie), json!({})).await.json();
    let person = from_hex(session["person"].as_str().expect("an id")).expect("an id");
    let stored = server.relay.log.second_factor(&person).await.expect("readable").expect("stored");
    let secret = App::new(key).0;
    assert!(!stored.sealed.windows(secret.len()).any(|part| part == secret), "sealed at rest");
}

#[tokio::test]
async fn each_code_is_good_once_and_each_log_in_for_one_session() {
    let server = Server::start().await;
    let rina = server.found().await;
    let confirmed_at = server.now();
    let (app, _) = enrol(&server, &rina, RINA.1).await;
    let wrong = server.call("log_in", None, log_in(RINA.0, "wrong")).await;
    assert_eq!(error(&wrong.json()), "WrongCredentials", "who lacks the password hears of no second step");

    let token = half_way(&server, RINA).await;
    let spent = second_step(&server, &token, &app.code(confirmed_at)).await;
    assert_eq!(error(&spent.json()), "WrongCode", "the code that set it up is used");
    assert_eq!(spent.cookies(), "", "the browser stays known by what it was known by");
    let code = app.code(server.now());
    let answer = second_step(&server, &token, &format!("{} {}", &code[..3], &code[3..])).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let cookie = answer.cookie().expect("a session");
    let session = server.call("session", Some(&cookie), json!({})).await.json();
    assert_eq!(session["email"], json!(RINA.0));
    let again = second_step(&server, &token, &app.code(server.now() + STEP)).await;
    assert_eq!(error(&again.json()), "StepOver", "the token is used");

    let token = half_way(&server, RINA).await;
    let replayed = second_step(&server, &token, &code).await;
    assert_eq!(error(&replayed.json()), "WrongCode", "the code is used");
    server.pass(STEP);
    assert_eq!(second_step(&server, &token, &app.code(server.now())).await.status, 200);
    let token = half_way(&server, RINA).await;
    let earlier = second_step(&server, &token, &app.code(server.now() - STEP)).await;
    assert_eq!(error(&earlier.json()), "WrongCode", "and so are those before it");
}

#[tokio::test]
async fn guessing_codes_ends_the_log_in_and_so_does_waiting() {
    let server = Server::start().await;
    let rina = server.found().await;
    let (app, _) = enrol(&server, &rina, RINA.1).await;
    let token = half_way(&server, RINA).await;
    for _ in 0..5 {
        let wrong = second_step(&server, &token, "000000").await;
        assert_eq!(error(&wrong.json()), "WrongCode");
        server.pass(4_000);
    }
    let right = second_step(&server, &token, &app.code(server.now())).await;
    assert_eq!(error(&right.json()), "StepOver");

    server.pass(STEP);
    let token = half_way(&server, RINA).await;
    server.pass(5 * 60_000);
    let late = second_step(&server, &token, &app.code(server.now())).await;
    assert_eq!(error(&late.json()), "StepOver");
    assert_eq!(error(&second_step(&server, "made up", "000000").await.json()), "StepOver");
    let token = half_way(&server, RINA).await;
    assert_eq!(second_step(&server, &token, &app.code(server.now())).await.status, 200);
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_new_ones_take_the_place_of_all() {
    let server = Server::start().await;
    let rina = server.found().await;
    let (_, codes) = enrol(&server, &rina, RINA.1).await;
    let token = half_way(&server, RINA).await;
    let typed = codes[3].to_lowercase().replace('-', " ");
    let answer = second_step(&server, &token, &typed).await;
    let cookie = answer.cookie().unwrap_or_else(|| panic!("{answer:?}"));
    let state = server.call("second_factor", Some(&cookie), json!({})).await.json();
    assert_eq!(state["codes_left"], json!(9));
    let token = half_way(&server, RINA).await;
    assert_eq!(error(&second_step(&server, &token, &codes[3]).await.json()), "WrongCode", "it is used");

    let wrong = server.call("new_recovery_codes", Some(&cookie), json!({"password": "wrong"})).await;
    assert_eq!(error(&wrong.json()), "WrongCredentials");
    let fresh = server.call("new_recovery_codes", Some(&cookie), json!({"password": RINA.1})).await.json();
    assert_eq!(error(&second_step(&server, &token, &codes[4]).await.json()), "WrongCode");
    server.pass(4_000);
    let code = fresh[0].as_str().expect("a code");
    assert_eq!(second_step(&server, &token, code).await.status, 200);
}

#[tokio::test]
async fn it_is_switched_off_with_the_password_only() {
    let server = Server::start().await;
    let rina = server.found().await;
    enrol(&server, &rina, RINA.1).await;
    let waiting = half_way(&server, RINA).await;
    let call = async |password: &str| {
        server.call("end_second_factor", Some(&rina.cookie), json!({ "password": password })).await
    };
    assert_eq!(error(&call("wrong").await.json()), "WrongCredentials");
    half_way(&server, RINA).await;
    assert_eq!(call(RINA.1).await.status, 200);
    assert_eq!(error(&second_step(&server, &waiting, "000000").await.json()), "StepOver");
    assert_eq!(server.call("log_in", None, log_in(RINA.0, RINA.1)).await.status, 200);
    let state = server.call("second_factor", Some(&rina.cookie), json!({})).await;
    assert_eq!(state.json()["since"], json!(null), "the session of before goes on");
}

#[tokio::test]
async fn an_administrator_takes_it_away_from_members_of_this_workspace_alone() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    enrol(&server, &karim, "battery staple").await;
    let own = server.call("session", Some(&karim.cookie), json!({})).await.json();
    let body = json!({"person": own["person"]});
    let listed = server.call("second_factors", Some(&rina.cookie), json!({})).await.json();
    assert_eq!(listed, json!([own["person"]]));
    for function in ["second_factors", "reset_second_factor"] {
        let refused = server.call(function, Some(&karim.cookie), body.clone()).await;
        assert_eq!(error(&refused.json()), "Forbidden", "{function} by a manager");
    }
    let boss = server.call("session", Some(&rina.cookie), json!({})).await.json()["person"].clone();
    for (person, why) in [(json!("00".repeat(16)), "nobody of hers"), (boss, "her own needs the password")] {
        let body = json!({ "person": person });
        let refused = server.call("reset_second_factor", Some(&rina.cookie), body).await;
        assert_eq!(error(&refused.json()), "Forbidden", "{why}");
    }

    assert_eq!(server.call("reset_second_factor", Some(&rina.cookie), body.clone()).await.status, 200);
    assert_eq!(server.call("log_in", None, log_in("5@example.org", "battery staple")).await.status, 200);
    let listed: Value = server.call("second_factors", Some(&rina.cookie), json!({})).await.json();
    assert_eq!(listed, json!([]));

    enrol(&server, &karim, "battery staple").await;
    also_elsewhere(&server, from_hex(own["person"].as_str().expect("an id")).expect("an id")).await;
    let refused = server.call("reset_second_factor", Some(&rina.cookie), body).await;
    assert_eq!(error(&refused.json()), "Forbidden", "it would open another team's workspace, too");
    half_way(&server, ("5@example.org", "battery staple")).await;
}

/// Makes a second workspace with that person in it.
pub async fn also_elsewhere(server: &Server, person: Vec<u8>) {
    let new = NewWorkspace { id: id(77), name: "Khulna".to_owned(), epoch: id(78), cursor_key: id(79) };
    let write = server.relay.log.write(move |tx| {
        Box::pin(async move {
            let number = workspaces::create(tx, new, 0).await?;
            assert_eq!(number, 2);
            accounts::add_member(tx, number, &person, "manager", i64::MAX).await
        })
    });
    write.await.expect("a second workspace");
}
