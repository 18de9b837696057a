//! Set-up, invitations, log-in, and what ends a session.

use super::{Server, accept, error, hears_goodbye, log_in, set_up};
use crm_sync::frame::ToDevice;
use crm_tests::process::Socket;
use serde_json::json;

#[tokio::test]
async fn a_set_up_link_works_once_and_only_in_a_new_relay() {
    let server = Server::start().await;
    let link = server.call("one-time-link", None, json!({"token": server.token})).await;
    assert_eq!(link.json(), json!("SetUp"));
    let nobody = server.call("session", None, json!({})).await;
    assert_eq!((nobody.status, nobody.json()), (200, json!(null)), "asking who is logged in is no fault");
    let wrong = server.call("set_up", None, set_up("made up")).await;
    assert_eq!(error(&wrong.json()), "BadLink");
    let rina = server.found().await;
    let session = server.call("session", Some(&rina.cookie), json!({})).await.json();
    assert_eq!((&session["role"], &session["email"]), (&json!("administrator"), &json!("rina@example.org")));
    let again = server.call("set_up", None, set_up(&server.token)).await;
    assert_eq!(error(&again.json()), "BadLink");
    let link = crm_server::api::one_time_links::set_up_link(&server.relay).await.expect("readable");
    assert_eq!(link, None, "a relay with a workspace prints no link");
}

#[tokio::test]
async fn an_invitation_works_once_and_gives_the_role_it_names() {
    let server = Server::start().await;
    let rina = server.found().await;
    let invitation = server.call("invite", Some(&rina.cookie), json!({"role": "manager"})).await.json();
    let token = invitation["path"].as_str().and_then(|path| path.strip_prefix("/join#")).expect("a link");
    let link = server.call("one-time-link", None, json!({"token": token})).await.json();
    assert_eq!(link["Invitation"]["role"], json!("manager"));
    let taken = server.call("accept", None, {
        let mut body = accept(token, 5);
        body["request"]["email"] = json!("RINA@example.org");
        body
    });
    assert_eq!(error(&taken.await.json()), "EmailTaken", "and the link is still good");
    let joined = server.call("accept", None, accept(token, 5)).await;
    assert_eq!(joined.json()["role"], json!("manager"));
    let again = server.call("accept", None, accept(token, 6)).await;
    assert_eq!(error(&again.json()), "BadLink");
    let karim = joined.cookie().expect("a session");
    let refused = server.call("invite", Some(&karim), json!({"role": "administrator"})).await;
    assert_eq!(error(&refused.json()), "Forbidden", "managers do not invite");
}

#[tokio::test]
async fn logging_in_needs_the_right_password_and_waits_after_wrong_ones() {
    let server = Server::start().await;
    let rina = server.found().await;
    let fine = server.call("log_in", Some(&rina.cookie), log_in("rina@EXAMPLE.org", "correct horse")).await;
    assert_eq!(fine.status, 200);
    let cookie = fine.cookie().expect("a session");
    assert_ne!(cookie, rina.cookie, "a new session, not the old one");
    let old = server.call("session", Some(&rina.cookie), json!({})).await;
    assert_eq!((old.status, old.json()), (200, json!(null)), "nobody is logged in by it any more");
    let wrong = server.call("log_in", None, log_in("rina@example.org", "wrong")).await;
    let unknown = server.call("log_in", None, log_in("nobody@example.org", "wrong")).await;
    assert_eq!(
        (wrong.status, &wrong.body),
        (unknown.status, &unknown.body),
        "nobody learns who has an account"
    );
    for _ in 0..2 {
        server.call("log_in", None, log_in("rina@example.org", "wrong")).await;
    }
    let early = server.call("log_in", None, log_in("rina@example.org", "correct horse")).await;
    assert_eq!(error(&early.json()), "TooManyTries");
    let out = server.call("log_out", Some(&cookie), json!({})).await;
    assert!(out.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")), "{out:?}");
    let gone = server.call("session", Some(&cookie), json!({})).await;
    assert_eq!((gone.status, gone.json()), (200, json!(null)));
}

/// A cookie that somebody else chose beforehand is not what opens the account afterwards.
#[tokio::test]
async fn x26_no_session_of_before_the_log_in_goes_on() {
    let server = Server::start().await;
    let rina = server.found().await;
    let name = rina.cookie.split_once('=').expect("a cookie has a name").0;
    let planted = format!("{name}={}", "ab".repeat(32));
    let answer = server.call("log_in", Some(&planted), log_in("rina@example.org", "correct horse")).await;
    assert_eq!(answer.status, 200);
    let cookie = answer.cookie().expect("a session");
    assert_ne!(cookie, planted);
    let by_planted = server.call("session", Some(&planted), json!({})).await;
    assert_eq!(by_planted.json(), json!(null), "nobody is logged in by it");
    let digits = cookie.split_once('=').expect("a cookie has a value").1;
    assert!(digits.len() >= 32, "128 bits at least: {digits}");
    let again = server.call("log_in", None, log_in("rina@example.org", "correct horse")).await;
    assert_ne!(again.cookie().expect("a session"), cookie, "each log-in has its own");
}

/// Neither an invitation that was not accepted nor a membership that ended opens anything.
#[tokio::test]
async fn x28_who_was_invited_or_let_go_calls_nothing() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let invitation = server.call("invite", Some(&rina.cookie), json!({"role": "administrator"})).await.json();
    let token =
        invitation["path"].as_str().and_then(|path| path.split_once('#')).expect("a link").1.to_owned();
    let person = server.call("session", Some(&karim.cookie), json!({})).await.json()["person"].clone();
    let gone = json!({"person": person, "active": false});
    assert_eq!(server.call("set_active", Some(&rina.cookie), gone.clone()).await.status, 200);
    let name = rina.cookie.split_once('=').expect("a cookie has a name").0;
    let invited = format!("{name}={token}");
    let calls = [
        ("teammates", json!({})),
        ("invite", json!({"role": "administrator"})),
        ("set_active", json!({"person": person, "active": true})),
        ("rename_workspace", json!({"name": "Mine"})),
        ("lease", json!({})),
        ("set_lease", json!({"days": 365})),
        ("change_profile", json!({"name": "Karim", "email": "k@example.org"})),
        ("log_ins", json!({})),
        ("policy", json!({})),
        ("share", json!({"record": "01".repeat(16), "to": "everyone", "level": "read"})),
        ("erase", json!({"records": ["01".repeat(16)]})),
        ("second_factor", json!({})),
        ("second_factors", json!({})),
        ("make_reset_link", json!({"person": person})),
        ("audit", json!({"before": null})),
        ("devices", json!({})),
        ("memberships", json!({})),
        ("join", json!({"token": token})),
        ("api_tokens", json!({})),
        ("make_api_token", json!({"name": "x", "person": person, "scopes": ["read"], "days": 30})),
    ];
    for (function, body) in calls {
        let nobody = server.call(function, None, body.clone()).await;
        assert!(nobody.status >= 400 || !error(&nobody.json()).is_empty(), "{function}: {nobody:?}");
        for cookie in [&karim.cookie, &invited] {
            let answer = server.call(function, Some(cookie), body.clone()).await;
            assert_eq!((answer.status, &answer.body), (nobody.status, &nobody.body), "{function}");
        }
    }
    let people = server.call("teammates", Some(&rina.cookie), json!({})).await.json();
    assert_eq!(people.as_array().map(Vec::len), Some(2), "nothing of it was done");
}

#[tokio::test]
async fn what_was_typed_is_checked() {
    let server = Server::start().await;
    let cases = [
        ("email", json!("no-address"), "BadEmail"),
        ("email", json!("a@b@c"), "BadEmail"),
        ("password", json!("seven77"), "BadPassword"),
        ("password", json!("x".repeat(1_001)), "BadPassword"),
        ("name", json!("  "), "BadName"),
        ("workspace_name", json!("x".repeat(201)), "BadName"),
    ];
    for (key, value, expected) in cases {
        let mut body = set_up(&server.token);
        body["request"][key] = value;
        let answer = server.call("set_up", None, body).await;
        assert_eq!(error(&answer.json()), expected, "{key}");
    }
    server.found().await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_their_sockets() {
    let server = Server::start().await;
    let rina = server.found().await;
    let tablet = server.call("log_in", None, log_in("rina@example.org", "correct horse")).await;
    let tablet = crm_tests::process::Account {
        cookie: tablet.cookie().expect("a session"),
        device: crm_tests::device::id(9),
        ..rina
    };
    let mut other = Socket::greet(server.address(), &tablet).await.expect("connected");
    let mut own = Socket::greet(server.address(), &rina).await.expect("connected");
    let wrong = json!({"old": "wrong password", "new": "a new password"});
    assert_eq!(
        error(&server.call("change_password", Some(&rina.cookie), wrong).await.json()),
        "WrongCredentials"
    );
    let right = json!({"old": "correct horse", "new": "a new password"});
    assert_eq!(server.call("change_password", Some(&rina.cookie), right).await.status, 200);
    hears_goodbye(&mut other).await;
    own.send(&crm_sync::frame::ToRelay::Ping).await.expect("this session goes on");
    while own.next().await.expect("this session goes on") != ToDevice::Pong {}
    let old = server.call("log_in", None, log_in("rina@example.org", "correct horse")).await;
    assert_eq!(error(&old.json()), "WrongCredentials");
    assert_eq!(server.call("log_in", None, log_in("rina@example.org", "a new password")).await.status, 200);
}

#[tokio::test]
async fn x3_somebody_let_go_is_cut_off_at_once() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "representative", 5).await;
    let mut socket = Socket::greet(server.address(), &karim).await.expect("connected");
    let people = server.call("teammates", Some(&rina.cookie), json!({})).await.json();
    let person = |role: &str| {
        let found = people.as_array().and_then(|people| people.iter().find(|person| person["role"] == role));
        found.expect("listed")["person"].clone()
    };
    let own = json!({"person": person("administrator"), "active": false});
    let refused = server.call("set_active", Some(&rina.cookie), own).await;
    assert_eq!(error(&refused.json()), "Forbidden", "the last administrator stays");
    let theirs = json!({"person": person("representative"), "active": false});
    let refused = server.call("set_active", Some(&karim.cookie), theirs.clone()).await;
    assert_eq!(error(&refused.json()), "Forbidden");
    assert_eq!(server.call("set_active", Some(&rina.cookie), theirs).await.status, 200);
    hears_goodbye(&mut socket).await;
    let gone = server.call("log_in", None, log_in("5@example.org", "battery staple")).await;
    assert_eq!(error(&gone.json()), "WrongCredentials");
    let mut again = Socket::open(server.address(), &karim).await.expect("a browser must hear why");
    hears_goodbye(&mut again).await;
}

#[tokio::test]
async fn a_profile_changes_and_an_address_belongs_to_one_person() {
    let server = Server::start().await;
    let rina = server.found().await;
    server.join(&rina, "manager", 5).await;
    let taken = json!({"name": "Rina", "email": "5@example.org"});
    assert_eq!(error(&server.call("change_profile", Some(&rina.cookie), taken).await.json()), "EmailTaken");
    let fine = json!({"name": "রিনা", "email": "rina@example.com"});
    let session = server.call("change_profile", Some(&rina.cookie), fine).await.json();
    assert_eq!((&session["name"], &session["email"]), (&json!("রিনা"), &json!("rina@example.com")));
}

#[tokio::test]
async fn an_administrator_renames_the_workspace_and_nobody_else_does() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = server.join(&rina, "manager", 5).await;
    let named = |name: &str| json!({ "name": name });
    let refused = server.call("rename_workspace", Some(&karim.cookie), named("Karim's")).await;
    assert_eq!(error(&refused.json()), "Forbidden");
    let empty = server.call("rename_workspace", Some(&rina.cookie), named("  ")).await;
    assert_ne!(empty.status, 200, "a workspace without a name");
    let session = server.call("rename_workspace", Some(&rina.cookie), named(" পদ্মা ট্রেডার্স ")).await.json();
    assert_eq!(session["workspace_name"], json!("পদ্মা ট্রেডার্স"));
    let theirs = server.call("session", Some(&karim.cookie), json!({})).await.json();
    assert_eq!(theirs["workspace_name"], json!("পদ্মা ট্রেডার্স"));
}
