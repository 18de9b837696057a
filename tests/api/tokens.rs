//! The life of a token: made, used, expired, revoked, dead with its person; and that it opens nothing else.

use super::{ALL, Place, Program, problem};
use crm_server::api::ENDPOINTS;
use crm_sync::frame::{PAGES_PATH, SOCKET_PATH};
use crm_tests::http;
use serde_json::{Value, json};

const DAY: i64 = 24 * 60 * 60 * 1_000;

impl Place {
    async fn tokens(&self) -> Vec<Value> {
        let listed = self.server.call("api_tokens", Some(&self.rina.cookie), json!({})).await;
        listed.json().as_array().expect("tokens").clone()
    }

    async fn audit(&self) -> Vec<(String, String)> {
        let audit = self.server.call("audit", Some(&self.rina.cookie), json!({"before": null})).await.json();
        let entry =
            |one: &Value| (one["what"].to_string(), one["detail"].as_str().unwrap_or_default().to_owned());
        audit.as_array().expect("entries").iter().map(entry).collect()
    }
}

async fn status(program: &Program<'_>) -> u16 {
    program.get("objects").await.status
}

#[tokio::test]
async fn a_token_is_shown_once_listed_used_and_revoked() {
    let place = Place::file().await;
    let program = place.token_of(&place.rina, &["change", "read"]).await;
    assert_eq!(program.token.len(), 67);
    let [listed] = place.tokens().await.try_into().expect("one token");
    assert!(!listed.to_string().contains(&program.token));
    assert_eq!(listed["name"], "Website form");
    assert_eq!(listed["scopes"], json!(["read", "change"]));
    assert_eq!((&listed["person_name"], &listed["made_by"]), (&json!("Rina"), &json!("Rina")));
    assert_eq!(listed["expires"], place.server.now() + 30 * DAY);
    assert_eq!(listed["last_used"], Value::Null);

    assert_eq!(status(&program).await, 200);
    let used = place.tokens().await[0]["last_used"].as_i64().expect("it was used");
    assert!(used <= place.server.now() && used > place.server.now() - 3_600_000 && used % 3_600_000 == 0);

    let folder = std::fs::read(place.server.folder.path().join("halkhata.db")).expect("a database");
    let written = folder.windows(program.token.len()).any(|bytes| bytes == program.token.as_bytes());
    assert!(!written, "only its hash is stored");

    let id = listed["id"].clone();
    let revoked = place.server.call("revoke_api_token", Some(&place.rina.cookie), json!({"id": id})).await;
    assert_eq!(revoked.status, 200, "{revoked:?}");
    let answer = program.get("objects").await;
    assert_eq!((answer.status, problem(&answer).as_str()), (401, "unauthorized"));
    assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"halkhata\""));
    assert!(place.tokens().await.is_empty());
    let audit = place.audit().await;
    assert_eq!(audit[0], ("\"api_token_revoked\"".to_owned(), "Website form".to_owned()));
    assert_eq!(audit[1], ("\"api_token\"".to_owned(), "Website form (read, change)".to_owned()));
}

#[tokio::test]
async fn a_token_ends_by_itself_and_with_its_person_or_its_maker() {
    let place = Place::file().await;
    let karim = place.server.join(&place.rina, "representative", 5).await;
    let short = place.token().await;
    let forever =
        json!({"name": "Always", "person": place.person(&karim).await, "scopes": ["read"], "days": null});
    let answer = place.server.call("make_api_token", Some(&place.rina.cookie), forever).await.json();
    assert_eq!(answer["expires"], Value::Null);
    let long =
        Program { server: &place.server, token: answer["token"].as_str().expect("a token").to_owned() };
    place.server.pass(30 * DAY - 1);
    assert_eq!((status(&short).await, status(&long).await), (200, 200));
    place.server.pass(1);
    assert_eq!((status(&short).await, status(&long).await), (401, 200));

    let person = place.person(&karim).await;
    for active in [false, true] {
        let body = json!({"person": person, "active": active});
        place.server.call("set_active", Some(&place.rina.cookie), body).await;
        assert_eq!(status(&long).await, 401, "it does not come back with them");
    }

    // Who may have kept a copy of a token is no matter of whom it acts as.
    let other = place.server.join(&place.rina, "administrator", 6).await;
    let body =
        json!({"name": "Theirs", "person": place.person(&place.rina).await, "scopes": ["read"], "days": 1});
    let answer = place.server.call("make_api_token", Some(&other.cookie), body).await.json();
    let theirs =
        Program { server: &place.server, token: answer["token"].as_str().expect("a token").to_owned() };
    assert_eq!(status(&theirs).await, 200);
    let body = json!({"person": place.person(&other).await, "active": false});
    place.server.call("set_active", Some(&place.rina.cookie), body).await;
    place.server.pass(60_000);
    assert_eq!(status(&theirs).await, 401);
}

#[tokio::test]
async fn only_administrators_make_tokens_of_active_members_and_known_scopes() {
    let place = Place::file().await;
    let karim = place.server.join(&place.rina, "representative", 5).await;
    let own = place.person(&karim).await;
    let body = |person: &str, scopes: Value, days: Value| json!({"name": "Form", "person": person, "scopes": scopes, "days": days});
    let all = json!(ALL);
    for (function, sent) in [
        ("make_api_token", body(&own, all.clone(), json!(30))),
        ("api_tokens", json!({})),
        ("revoke_api_token", json!({"id": "00".repeat(16)})),
    ] {
        let answer = place.server.call(function, Some(&karim.cookie), sent.clone()).await;
        assert_eq!(answer.json(), json!("Forbidden"), "{function}");
        assert_eq!(place.server.call(function, None, sent).await.json(), json!("SignedOut"), "{function}");
    }
    for (person, scopes, days) in [
        ("77777777777777777777777777777777", all.clone(), json!(30)),
        (own.as_str(), json!([]), json!(30)),
        (own.as_str(), json!(["read", "administer"]), json!(30)),
        (own.as_str(), all.clone(), json!(0)),
        (own.as_str(), all, json!(100_000)),
    ] {
        let sent = body(person, scopes, days);
        let answer = place.server.call("make_api_token", Some(&place.rina.cookie), sent.clone()).await;
        assert_ne!(answer.status, 200, "{sent}");
    }
    assert!(place.tokens().await.is_empty());
}

#[tokio::test]
async fn a_token_allows_what_it_names() {
    let place = Place::file().await;
    let whole = place.token().await;
    let id = whole.make("contact", json!({"first_name": "Rina"})).await;
    let one = format!("records/contact/{id}");
    for allowed in ALL {
        let program = place.token_of(&place.rina, &[allowed]).await;
        for (scope, answer) in [
            ("create", program.send("POST", "records/contact", json!({"first_name": "Karim"})).await),
            ("change", program.send("PATCH", &one, json!({"fax": "12"})).await),
            ("read", program.get(&one).await),
            ("read", program.get("records/contact").await),
            ("read", program.get("objects").await),
            ("read", program.get("people").await),
            ("delete", program.ask_with("DELETE", &one, &[], "").await),
        ] {
            if scope == allowed {
                assert!(answer.status < 300, "{allowed}: {answer:?}");
            } else {
                assert_eq!(problem(&answer), "not-in-scope", "{allowed}: {answer:?}");
            }
        }
    }
    let blind = place.token_of(&place.rina, &["create"]).await;
    let made = blind.send("POST", "records/contact", json!({"first_name": "Mina"})).await;
    let body = made.json();
    assert_eq!(body.as_object().map(|parts| parts.len()), Some(2), "who may not read is told the id: {body}");
}

#[tokio::test]
async fn a_token_opens_nothing_else_and_nothing_else_opens_the_api() {
    let place = Place::file().await;
    let program = place.token().await;
    let address = place.server.address();
    let bearer = format!("Bearer {}", program.token);
    let session = format!("session={}", program.token);
    for path in ENDPOINTS {
        for header in [("authorization", bearer.as_str()), ("cookie", session.as_str())] {
            let function = path.trim_start_matches("/api/v1/");
            let with = http::call_with(address, function, &[header], json!({})).await;
            let without = http::call_with(address, function, &[], json!({})).await;
            assert_eq!(with.status, without.status, "{path}");
            // Who logs in is asked something else each time.
            let same = with.body == without.body || function == "begin_passkey_log_in";
            assert!(same, "{path}: {with:?} {without:?}");
        }
    }
    for header in [("authorization", bearer.as_str()), ("cookie", session.as_str())] {
        let pages = http::request(address, "GET", &format!("{PAGES_PATH}?workspace=x"), &[header], "").await;
        assert_ne!(pages.status, 200, "{pages:?}");
        let socket = http::request(address, "GET", SOCKET_PATH, &[header], "").await;
        assert_ne!(socket.status, 101, "{socket:?}");
    }
    let digits = program.token.trim_start_matches("hk_");
    let wrong = [
        vec![],
        vec![("cookie", place.rina.cookie.clone())],
        vec![("authorization", program.token.clone())],
        vec![("authorization", format!("Basic {}", program.token))],
        vec![("authorization", format!("Bearer {digits}"))],
        vec![("authorization", format!("Bearer  {}", program.token))],
        vec![("authorization", format!("Bearer {}", place.rina.cookie.trim_start_matches("session=")))],
        vec![("authorization", bearer.clone()), ("authorization", bearer.clone())],
        vec![("x-authorization", bearer.clone())],
    ];
    for headers in wrong {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for path in ["/api/v1/objects", "/api/v1/records/contact", "/api/v1/records/none/none"] {
            let path = format!("{path}?access_token={}", program.token);
            let answer = http::request(address, "GET", &path, &headers, "").await;
            assert_eq!((answer.status, problem(&answer).as_str()), (401, "unauthorized"), "{headers:?}");
        }
    }
    let in_url = program.get(&format!("objects?access_token={}", program.token)).await;
    assert_eq!(problem(&in_url), "bad-request");
    let scheme = format!("bearer {}", program.token);
    let lower = http::request(address, "GET", "/api/v1/objects", &[("authorization", &scheme)], "").await;
    assert_eq!(lower.status, 200, "the scheme has no case");
}

#[tokio::test]
async fn wrong_tokens_wait_and_a_right_one_from_the_same_address_does_not() {
    let place = Place::file().await;
    let program = place.token().await;
    let guess = Program { server: &place.server, token: format!("hk_{}", "7".repeat(64)) };
    for _ in 0..3 {
        assert_eq!(status(&guess).await, 401);
    }
    let answer = guess.get("objects").await;
    assert_eq!((answer.status, problem(&answer).as_str()), (429, "too-many-requests"));
    let wait: i64 = answer.header("retry-after").and_then(|wait| wait.parse().ok()).expect("how long");
    assert_eq!(status(&program).await, 200);
    place.server.pass(wait * 1_000);
    assert_eq!(status(&guess).await, 401);
    assert_eq!(status(&guess).await, 429);

    // And a right one has only so many requests.
    let mut last = 200;
    for _ in 0..400 {
        last = status(&program).await;
        if last != 200 {
            break;
        }
    }
    assert_eq!(last, 429);
    place.server.pass(1_000);
    assert_eq!(status(&program).await, 200);
}
