//! The answer of a browser is good once, in time, for what was asked, from the right page, by the right key.

use super::{
    RINA, STAPLE, add, answered, asked, asked_to_log_in, authenticator, begin, enter, error, keep, person,
    refused,
};
use crate::Server;
use crate::authenticator::VERIFIED;
use serde_json::json;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::timeout;

#[tokio::test]
async fn x25_each_answer_is_good_once_in_time_and_for_what_was_asked() {
    let server = Server::start().await;
    let rina = server.found().await;
    let (mut key, _) = add(&server, &rina, RINA.1, "Phone").await;

    let (token, options) = asked_to_log_in(&server).await;
    let answer = key.signed(&options);
    assert_eq!(answered(&server, &token, &answer).await.status, 200);
    refused(&answered(&server, &token, &answer).await, "StepOver", "the same answer again");
    let (other, _) = asked_to_log_in(&server).await;
    refused(&answered(&server, &other, &answer).await, "BadPasskey", "an old answer to a new question");
    refused(&answered(&server, &other, &answer).await, "StepOver", "a wrong answer uses the question up");
    refused(&answered(&server, "made up", &answer).await, "StepOver", "nobody asked that");

    let (token, options) = asked_to_log_in(&server).await;
    let answer = key.signed(&options);
    server.pass(5 * 60_000 - 1);
    let (in_time, options) = asked_to_log_in(&server).await;
    server.pass(1);
    refused(&answered(&server, &token, &answer).await, "StepOver", "five minutes are over");
    let answer = key.signed(&options);
    assert_eq!(answered(&server, &in_time, &answer).await.status, 200);

    let (token, options) = asked(&begin(&server, &rina, RINA.1).await);
    let answer = authenticator(&server).made(&options);
    refused(&answered(&server, &token, &answer).await, "StepOver", "a question about adding");
    let (token, options) = asked(&begin(&server, &rina, RINA.1).await);
    let answer = authenticator(&server).made(&options);
    server.pass(5 * 60_000);
    let late = keep(&server, &rina, &token, &answer, "Phone").await;
    assert_eq!(error(&late.json()), "StepOver");
}

#[tokio::test]
async fn x25_a_wrong_page_a_wrong_key_and_an_owner_who_was_not_recognised_are_refused() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let (mut key, _) = add(&server, &rina, RINA.1, "Phone").await;
    let (ours, boss) = (key.origin.clone(), person(&server, &rina.cookie).await);
    for origin in ["http://localhost", "https://localhost:1", "http://evil.example", "http://127.0.0.1"] {
        key.origin = origin.to_owned();
        refused(&enter(&server, &mut key).await, "BadPasskey", origin);
    }
    key.origin.clone_from(&ours);
    key.flags = 0;
    refused(&enter(&server, &mut key).await, "BadPasskey", "who holds it is not its owner");
    key.flags = VERIFIED;
    let (token, mut options) = asked_to_log_in(&server).await;
    options["rpId"] = json!("evil.example");
    refused(&answered(&server, &token, &key.signed(&options)).await, "BadPasskey", "of another relay");
    let (token, options) = asked_to_log_in(&server).await;
    let mut forged = key.signed(&options);
    let signature = forged["response"]["signature"].as_str().expect("a signature").to_owned();
    forged["response"]["signature"] = json!(signature.replace(&signature[20..24], "AAAA"));
    refused(&answered(&server, &token, &forged).await, "BadPasskey", "another signature");

    let mut stranger = authenticator(&server);
    stranger.claim(&boss);
    refused(&enter(&server, &mut stranger).await, "BadPasskey", "a key that nobody added");
    let (mut his, _) = add(&server, &karim, STAPLE, "Laptop").await;
    his.claim(&boss);
    refused(&enter(&server, &mut his).await, "BadPasskey", "Karim's key in Rina's name");
    his.claim(&person(&server, &karim.cookie).await);
    assert_eq!(enter(&server, &mut his).await.json()["email"], json!("5@example.org"));
    assert_eq!(enter(&server, &mut key).await.status, 200, "all along Rina's works");

    let challenge = asked_to_log_in(&server).await.1["challenge"].clone();
    for hostile in [
        json!(null),
        json!({}),
        json!([[[[]]]]),
        key.made(&json!({
            "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
            "user": {"id": "AAAA"}, "rp": {"id": "localhost"}, "challenge": challenge,
        })),
    ] {
        let (token, _) = asked_to_log_in(&server).await;
        refused(&answered(&server, &token, &hostile).await, "BadPasskey", &hostile.to_string());
    }
}

#[tokio::test]
async fn x25_a_counter_that_does_not_grow_is_a_copy() {
    let server = Server::start().await;
    let rina = server.found().await;
    let (mut key, _) = add(&server, &rina, RINA.1, "Phone").await;
    key.counter = 10;
    assert_eq!(enter(&server, &mut key).await.status, 200);
    for counter in [10, 3, 0] {
        key.counter = counter;
        refused(&enter(&server, &mut key).await, "BadPasskey", &counter.to_string());
    }
    key.counter = 11;
    assert_eq!(enter(&server, &mut key).await.status, 200);
}

#[tokio::test]
async fn x25_of_two_copies_at_once_one_comes_in() {
    let server = Server::start().await;
    let rina = server.found().await;
    let (mut key, _) = add(&server, &rina, RINA.1, "Phone").await;
    for round in 0..8 {
        let (one, two) = (asked_to_log_in(&server).await, asked_to_log_in(&server).await);
        let counter = key.counter;
        let first = key.signed(&one.1);
        key.counter = counter;
        let second = key.signed(&two.1);
        let (one, two) = tokio::join!(answered(&server, &one.0, &first), answered(&server, &two.0, &second));
        let came_in = [&one, &two].into_iter().filter(|answer| answer.cookie().is_some()).count();
        assert_eq!(came_in, 1, "round {round}: {one:?}\n{two:?}");
    }
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_writes_nothing() {
    let server = Server::start().await;
    server.found().await;
    let (token, _) = asked_to_log_in(&server).await;
    // While somebody else's work is being written, everything that writes waits.
    let (begun, (held, done)) = (oneshot::channel(), oneshot::channel::<()>());
    let log = server.relay.log.clone();
    let busy = tokio::spawn(async move {
        log.write(move |_| {
            Box::pin(async move {
                begun.0.send(()).expect("awaited");
                done.await.expect("sent");
                Ok(())
            })
        })
        .await
    });
    begun.1.await.expect("the writer is at work");
    refused(&answered(&server, "made up", &json!({})).await, "StepOver", "nobody asked that");
    let nothing = json!({});
    let waits = timeout(Duration::from_millis(200), answered(&server, &token, &nothing));
    assert!(waits.await.is_err(), "an answer to a question is written down");
    held.send(()).expect("awaited");
    busy.await.expect("no panic").expect("written");
}
