//! Several workspaces on one relay, and one person in more than one of them.

use super::{Account, Server, accept, account, error, hears_goodbye, log_in};
use crm_server::api::one_time_links;
use crm_tests::process::Socket;
use serde_json::{Value, json};

/// A link for another workspace, as whoever runs the relay makes it.
async fn another(server: &Server) -> String {
    let path = one_time_links::by_operator(&server.database(), server.now()).await.expect("a link");
    path.strip_prefix("/setup#").expect("the form of the link").to_owned()
}

async fn invitation(server: &Server, administrator: &str) -> String {
    let answer = server.call("invite", Some(administrator), json!({"role": "manager"})).await.json();
    answer["path"].as_str().and_then(|path| path.strip_prefix("/join#")).expect("a link").to_owned()
}

async fn memberships(server: &Server, cookie: &str) -> Vec<(String, String, bool)> {
    let answer = server.call("memberships", Some(cookie), json!({})).await.json();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let one = |one: &Value| (text(&one["name"]), text(&one["role"]), one["current"] == json!(true));
    answer.as_array().expect("a list").iter().map(one).collect()
}

/// Karim founds a second workspace with an account of his own.
async fn second(server: &Server) -> Account {
    let token = another(server).await;
    let request = json!({"request": {
        "token": token, "workspace_name": "Sylhet Tea", "name": "Karim", "email": "karim@example.org",
        "password": "correct horse", "device": "33".repeat(16), "device_name": "Phone",
    }});
    account(&server.call("set_up", None, request).await, [0x33; 16])
}

#[tokio::test]
async fn a_person_joins_a_second_workspace_and_goes_back_and_forth() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = second(&server).await;
    let token = invitation(&server, &karim.cookie).await;
    let nobody = server.call("join", None, json!({"token": token})).await;
    assert_eq!(error(&nobody.json()), "SignedOut");
    let joined = server.call("join", Some(&rina.cookie), json!({"token": token})).await;
    assert_eq!((joined.status, &joined.json()["role"]), (200, &json!("manager")));
    assert_eq!(joined.json()["workspace_name"], json!("Sylhet Tea"));
    let there = joined.cookie().expect("a session");
    let old = server.call("session", Some(&rina.cookie), json!({})).await;
    assert_eq!(old.json(), json!(null), "one session at a time in a browser");
    let both = memberships(&server, &there).await;
    assert_eq!(both.iter().filter(|(_, _, current)| *current).count(), 1);
    let sylhet = ("Sylhet Tea".to_owned(), "manager".to_owned(), true);
    assert!(both.contains(&sylhet) && both.len() == 2, "{both:?}");
    let again = server.call("join", Some(&there), json!({"token": token})).await;
    assert_eq!(error(&again.json()), "BadLink", "a link works once");

    // What she may do is asked anew in each.
    let refused = server.call("invite", Some(&there), json!({"role": "manager"})).await;
    assert_eq!(error(&refused.json()), "Forbidden", "she is a manager here");
    let home = crm_server::socket::route::to_hex(&rina.workspace);
    let back = server.call("switch_workspace", Some(&there), json!({"workspace": home})).await;
    assert_eq!((back.status, &back.json()["role"]), (200, &json!("administrator")));
    let here = back.cookie().expect("a session");
    assert_eq!(server.call("invite", Some(&here), json!({"role": "manager"})).await.status, 200);
    // The account is one: the next log-in, elsewhere, comes to where she was last.
    let fresh = server.call("log_in", None, log_in("rina@example.org", "correct horse")).await.json();
    assert_eq!(fresh["workspace"], json!(home));
}

#[tokio::test]
async fn nobody_goes_where_they_do_not_belong() {
    let server = Server::start().await;
    let rina = server.found().await;
    let karim = second(&server).await;
    let theirs = crm_server::socket::route::to_hex(&karim.workspace);
    let mut answers = Vec::new();
    for workspace in [theirs.as_str(), &"ab".repeat(16), "no id", ""] {
        let answer =
            server.call("switch_workspace", Some(&rina.cookie), json!({"workspace": workspace})).await;
        answers.push((answer.status, answer.body));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "one of others and none are told alike");
    assert_eq!(memberships(&server, &rina.cookie).await.len(), 1, "the session goes on where it was");

    // Who was let go comes back neither by going over nor by a link.
    let token = invitation(&server, &karim.cookie).await;
    let there = server.call("join", Some(&rina.cookie), json!({"token": token})).await;
    let session = there.json();
    let mut socket = Socket::greet(server.address(), &account(&there, rina.device)).await.expect("connected");
    let gone = json!({"person": session["person"], "active": false});
    assert_eq!(server.call("set_active", Some(&karim.cookie), gone).await.status, 200);
    hears_goodbye(&mut socket).await;
    let home = server.call("log_in", None, log_in("rina@example.org", "correct horse")).await;
    let cookie = home.cookie().expect("her own workspace is still hers");
    let back = server.call("switch_workspace", Some(&cookie), json!({"workspace": theirs})).await;
    assert_eq!(error(&back.json()), "Forbidden");
    let token = invitation(&server, &karim.cookie).await;
    let back = server.call("join", Some(&cookie), json!({"token": token})).await;
    assert_eq!(error(&back.json()), "BadLink");
    let other = server.call("accept", None, accept(&token, 9)).await;
    assert_eq!(other.status, 200, "the link was not used up");
}

#[tokio::test]
async fn who_has_an_account_founds_another_workspace_with_it() {
    let server = Server::start().await;
    let rina = server.found().await;
    let token = another(&server).await;
    let nameless =
        server.call("found", Some(&rina.cookie), json!({"token": token, "workspace_name": " "})).await;
    assert_eq!(error(&nameless.json()), "BadName", "and the link is still good");
    let founded = server
        .call("found", Some(&rina.cookie), json!({"token": token, "workspace_name": "Sylhet Tea"}))
        .await;
    assert_eq!((founded.status, &founded.json()["role"]), (200, &json!("administrator")));
    let cookie = founded.cookie().expect("a session");
    assert_eq!(memberships(&server, &cookie).await.len(), 2);
    let again = server.call("found", Some(&cookie), json!({"token": token, "workspace_name": "Third"})).await;
    assert_eq!(error(&again.json()), "BadLink");
}
