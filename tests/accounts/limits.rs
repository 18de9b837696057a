//! How often log-ins may be tried, by whom, and that nobody is locked out by others.

use super::{Server, error, log_in};
use crm_server::api::peer::Proxies;
use crm_server::assets::Site;
use crm_tests::http::{self, Answer};

/// What the tables of `server/src/api/tries.rs` say about the first wait.
const FREE: usize = 3;

/// A relay behind a proxy on this machine.
async fn proxied() -> Server {
    let proxies = Proxies::new(vec!["127.0.0.1".parse().expect("an address")]);
    Server::behind(Site::default(), proxies).await
}

/// Somebody who asks from an address, by a browser that holds these cookies.
async fn try_from(server: &Server, address: &str, cookies: &str, password: &str) -> Answer {
    let headers = [("x-forwarded-for", address), ("cookie", cookies)];
    let body = log_in("rina@example.org", password);
    http::call_with(server.address(), "log_in", &headers, body).await
}

#[tokio::test]
async fn x22_the_address_of_the_connection_counts_whatever_the_request_says() {
    let server = Server::start().await;
    server.found().await;
    for number in 0..FREE {
        let wrong = try_from(&server, &format!("198.51.100.{number}"), "", "wrong").await;
        assert_eq!(error(&wrong.json()), "WrongCredentials");
    }
    let limited = try_from(&server, "198.51.100.77", "", "correct horse").await;
    assert_eq!(error(&limited.json()), "TooManyTries");
}

#[tokio::test]
async fn x22_behind_a_proxy_that_was_named_its_word_counts_and_nothing_before_it() {
    let server = proxied().await;
    server.found().await;
    for number in 0..FREE {
        let forwarded = format!("203.0.113.{number}, 198.51.100.1");
        let wrong = try_from(&server, &forwarded, "", "wrong").await;
        assert_eq!(error(&wrong.json()), "WrongCredentials");
    }
    let limited = try_from(&server, "203.0.113.9, 198.51.100.1", "", "correct horse").await;
    assert_eq!(error(&limited.json()), "TooManyTries");
    let other = try_from(&server, "198.51.100.2", "", "correct horse").await;
    assert_eq!(other.status, 200, "another address goes on");
}

#[tokio::test]
async fn x23_a_browser_that_logged_in_before_is_not_held_up_by_others() {
    let server = proxied().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "representative", 5).await;
    let here = "198.51.100.1";
    let known = try_from(&server, here, "", "correct horse").await.cookies();
    assert!(known.contains("known="), "{known}");
    // A day on another continent: nothing is remembered of addresses.
    server.pass(31 * 24 * 60 * 60 * 1_000);
    for _ in 0..FREE {
        try_from(&server, here, "", "wrong").await;
    }
    let stranger = try_from(&server, here, "", "correct horse").await;
    assert_eq!(error(&stranger.json()), "TooManyTries");
    let theirs = format!("{}; known={}", karim.cookie, "0".repeat(64));
    let pretending = try_from(&server, here, &theirs, "correct horse").await;
    assert_eq!(error(&pretending.json()), "TooManyTries", "a made-up token proves nothing");
    let owner = try_from(&server, here, &known, "correct horse").await;
    assert_eq!(owner.status, 200, "from the very same address");

    let renewed = owner.cookies();
    assert_ne!(renewed, known);
    for _ in 0..FREE {
        server.pass(4_000);
        try_from(&server, here, "", "wrong").await;
    }
    let spent = try_from(&server, here, &known, "correct horse").await;
    assert_eq!(error(&spent.json()), "TooManyTries", "each log-in takes the place of the token before");
    assert_eq!(try_from(&server, here, &renewed, "correct horse").await.status, 200);
    let cookie = owner.headers.iter().find(|(_, value)| value.starts_with("known=")).expect("set");
    assert!(cookie.1.contains("HttpOnly; SameSite=Strict"), "{cookie:?}");
}

#[tokio::test]
async fn x23_somebody_elses_browser_is_no_proof() {
    let server = proxied().await;
    let rina = server.found().await;
    let invitation = server.call("invite", Some(&rina.cookie), serde_json::json!({"role": "manager"})).await;
    let invitation = invitation.json();
    let token = invitation["path"].as_str().and_then(|path| path.strip_prefix("/join#")).expect("a link");
    let karim = server.call("accept", None, super::accept(token, 5)).await.cookies();
    let here = "198.51.100.1";
    for _ in 0..FREE {
        try_from(&server, here, "", "wrong").await;
    }
    let refused = try_from(&server, here, &karim, "correct horse").await;
    assert_eq!(error(&refused.json()), "TooManyTries");
}
