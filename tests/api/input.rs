//! Bad input: each is refused with a status, the field, and what to do; and nothing is done.

use super::{Place, problem};
use serde_json::{Value, json};

#[tokio::test]
async fn values_that_do_not_fit_are_refused_by_their_field() {
    let place = Place::file().await;
    let program = place.token().await;
    let long = "x".repeat(2_001);
    let many: Vec<String> = (0..201).map(|number| format!("tag {number}")).collect();
    let nobody = "77".repeat(16);
    for (object, field, value) in [
        ("contact", "first_name", json!(5)),
        ("contact", "first_name", json!(["Rina"])),
        ("contact", "first_name", json!({"text": "Rina"})),
        ("contact", "first_name", json!(long)),
        ("contact", "salutation", json!("duke")),
        ("contact", "preferred_channels", json!("phone")),
        ("contact", "preferred_channels", json!(["pigeon"])),
        ("contact", "emails", json!("rina@example.com")),
        ("contact", "emails", json!(["rina@example.com"])),
        ("contact", "emails", json!([{"address": "rina"}])),
        ("contact", "emails", json!([{"address": "a@x.bd; b@x.bd"}])),
        ("contact", "emails", json!([{"address": "a@x.bd", "label": "a\tb"}])),
        ("contact", "emails", json!([{"address": "a@x.bd", "main": true}])),
        ("contact", "emails", json!([{"label": "work"}])),
        ("contact", "phones", json!([{"number": "12"}])),
        ("contact", "phones", json!([{"number": "017 / 018 1234567"}])),
        ("contact", "phones", json!([{"number": 1_712_345_678}])),
        ("contact", "tags", json!([""])),
        ("contact", "tags", json!([long])),
        ("contact", "tags", json!(many)),
        ("contact", "birth_date", json!("04/03/2026")),
        ("contact", "birth_date", json!("2026-02-30")),
        ("contact", "birth_date", json!(20_000)),
        ("contact", "website", json!("javascript:alert(1)")),
        ("contact", "do_not_call", json!("yes")),
        ("contact", "do_not_call", json!(1)),
        ("contact", "account", json!("01".repeat(16))),
        ("contact", "account", json!({"object": "account", "id": "1"})),
        ("contact", "account", json!({"object": "deal", "id": "01".repeat(16)})),
        ("contact", "account", json!({"object": "account", "id": "01".repeat(16), "role": "owner"})),
        ("contact", "other_accounts", json!([{"object": "account", "id": "01".repeat(16), "role": "king"}])),
        ("contact", "owner", json!(nobody)),
        ("contact", "owner", json!("Rina")),
        ("contact", "mailing_address", json!("Dhaka")),
        ("contact", "mailing_address", json!({"town": "Dhaka"})),
        ("contact", "mailing_address", json!({"city": 7})),
        ("contact", "colour", json!("red")),
        ("contact", "emails/a@x.bd", json!("1\t\ta@x.bd")),
        ("contact", "kind", json!("deal")),
        ("contact", "schema", json!(2)),
        ("contact", "created_at", json!("2026-03-04T05:06:07Z")),
        ("contact", "full_name", json!("Rina")),
        ("deal", "amount", json!(1_200)),
        ("deal", "amount", json!({"amount": 1_200, "currency": "BDT"})),
        ("deal", "amount", json!({"amount": "1,200", "currency": "BDT"})),
        ("deal", "amount", json!({"amount": "1200.505", "currency": "BDT"})),
        ("deal", "amount", json!({"amount": "1200", "currency": "Taka"})),
        ("deal", "amount", json!({"amount": "1200"})),
        ("deal", "amount", json!({"amount": "99999999999999999999", "currency": "BDT"})),
        ("deal", "probability", json!("50")),
        ("deal", "stage", json!("lunch")),
        ("call", "duration", json!(-1)),
        ("call", "duration", json!(1.5)),
    ] {
        let title = crm_core::objects::object(object).expect("an object").title[0];
        let mut fields = json!({title: "A title"});
        fields[field] = value.clone();
        let answer = program.send("POST", &format!("records/{object}"), fields).await;
        assert_eq!(
            (answer.status, problem(&answer).as_str()),
            (422, "bad-value"),
            "{field} {value}: {answer:?}"
        );
        assert_eq!(answer.json()["field"], field, "{value}");
    }
    for object in ["contact", "deal", "call"] {
        assert_eq!(program.get(&format!("records/{object}")).await.json()["records"], json!([]));
    }
}

#[tokio::test]
async fn bodies_that_are_none_are_refused() {
    let place = Place::file().await;
    let program = place.token().await;
    let json_kind = ("content-type", "application/json");
    let large = format!("{{\"fields\": {{\"first_name\": \"{}\"}}}}", "x".repeat(256 * 1024));
    let deep = format!("{{\"fields\": {{\"first_name\": {}{}}}}}", "[".repeat(200), "]".repeat(200));
    for (headers, body, status, kind) in [
        (vec![json_kind], "", 400, "bad-request"),
        (vec![json_kind], "{", 400, "bad-request"),
        (vec![json_kind], "{\"fields\": {\"first_name\": \"a\"}} x", 400, "bad-request"),
        (vec![json_kind], "{\"fields\": {\"first_name\": 1e999}}", 400, "bad-request"),
        (vec![json_kind], deep.as_str(), 400, "bad-request"),
        (vec![json_kind], "[]", 422, "bad-value"),
        (vec![json_kind], "null", 422, "bad-value"),
        (vec![json_kind], "{}", 422, "bad-value"),
        (vec![json_kind], "{\"fields\": []}", 422, "bad-value"),
        (vec![json_kind], "{\"fields\": {}, \"id\": \"1\"}", 422, "bad-value"),
        (vec![json_kind], "{\"fields\": {}}", 422, "bad-value"),
        (vec![json_kind], "{\"fields\": {\"first_name\": \"  \"}}", 422, "bad-value"),
        (vec![json_kind], large.as_str(), 413, "too-large"),
        (vec![], "{\"fields\": {\"first_name\": \"a\"}}", 415, "wrong-type"),
        (vec![("content-type", "text/plain")], "{}", 415, "wrong-type"),
        (vec![("content-type", "application/merge-patch+json")], "{}", 415, "wrong-type"),
        (vec![json_kind, ("idempotency-key", "")], "{\"fields\": {}}", 400, "bad-request"),
        (vec![json_kind, ("idempotency-key", "a"), ("idempotency-key", "b")], "{}", 400, "bad-request"),
    ] {
        let answer = program.ask_with("POST", "records/contact", &headers, body).await;
        let short = &body[..body.len().min(60)];
        assert_eq!((answer.status, problem(&answer).as_str()), (status, kind), "{headers:?} {short}");
    }
    let id = program.make("contact", json!({"first_name": "Rina"})).await;
    let path = format!("records/contact/{id}");
    let nameless = program.send("PATCH", &path, json!({"first_name": null})).await;
    assert_eq!((problem(&nameless).as_str(), &nameless.json()["field"]), ("bad-value", &json!("first_name")));
    let key = "k".repeat(256);
    let headers = [json_kind, ("idempotency-key", key.as_str())];
    assert_eq!(program.ask_with("POST", "records/contact", &headers, "{}").await.status, 400);
}

#[tokio::test]
async fn addresses_and_parameters_that_are_none_are_refused() {
    let place = Place::file().await;
    let program = place.token().await;
    let id = program.make("contact", json!({"first_name": "Rina"})).await;
    let desk = "0".repeat(32);
    for (method, path, status) in [
        ("GET", "records/none".to_owned(), 404),
        ("GET", "records/desk".to_owned(), 404),
        ("GET", format!("records/desk/{desk}"), 404),
        ("GET", "records/Contact".to_owned(), 404),
        ("GET", "records/contact/".to_owned(), 404),
        ("GET", "records/contact/x/y".to_owned(), 404),
        ("GET", format!("records/contact/{}", "%30".repeat(16)), 404),
        ("GET", format!("records/contact/{id}?fields=all"), 400),
        ("DELETE", format!("records/contact/{id}?really=no"), 400),
        ("GET", "records/contact?limit=0".to_owned(), 400),
        ("GET", "records/contact?limit=101".to_owned(), 400),
        ("GET", "records/contact?limit=-1".to_owned(), 400),
        ("GET", "records/contact?limit=ten".to_owned(), 400),
        ("GET", "records/contact?limit=1&limit=2".to_owned(), 400),
        ("GET", "records/contact?cursor=1".to_owned(), 400),
        ("GET", format!("records/contact?cursor={}", "00".repeat(16)), 400),
        ("GET", "records/contact?cursor=".to_owned(), 400),
        ("GET", "records/contact?updated_since=yesterday".to_owned(), 400),
        ("GET", "records/contact?updated_since=2026-03-04".to_owned(), 400),
        ("GET", "records/contact?deleted=maybe".to_owned(), 400),
        ("GET", "records/contact?sort=name;DROP".to_owned(), 400),
        ("GET", "people?x".to_owned(), 400),
        ("PUT", format!("records/contact/{id}"), 405),
        ("POST", format!("records/contact/{id}"), 405),
        ("DELETE", "records/contact".to_owned(), 405),
        ("PATCH", "records/contact".to_owned(), 405),
        ("OPTIONS", "records/contact".to_owned(), 405),
        ("POST", "people".to_owned(), 405),
        ("POST", "objects".to_owned(), 405),
    ] {
        let answer = program.ask_with(method, &path, &[("content-type", "application/json")], "").await;
        assert_eq!(answer.status, status, "{method} {path}");
        problem(&answer);
        assert_eq!(answer.status == 405, answer.header("allow").is_some(), "{method} {path}");
    }
    let read = program.get(&format!("records/contact/{id}")).await.json();
    assert_eq!((&read["title"], &read["deleted"]), (&json!("Rina"), &Value::Bool(false)));
}

/// Words that are commands to a database come back as the words that they are, and change nothing else.
#[tokio::test]
async fn x30_commands_of_a_database_are_words() {
    let place = Place::file().await;
    let program = place.token().await;
    let hostile = [
        "Robert'); DROP TABLE docs;--",
        "1) OR 1=1--",
        "%_%",
        "$.\"x') OR ('1'='1",
        "\\'; --",
        "name; DROP",
        "?1 ?",
    ];
    let mut made = Vec::new();
    for words in hostile {
        made.push((words, program.make("contact", json!({"last_name": words, "tags": [words]})).await));
    }
    for (words, id) in &made {
        let read = program.get(&format!("records/contact/{id}")).await.json();
        assert_eq!(read["fields"]["last_name"], json!(words));
        let key = [("content-type", "application/json"), ("idempotency-key", *words)];
        let body = json!({"fields": {"last_name": "by key"}}).to_string();
        let first = program.ask_with("POST", "records/contact", &key, &body).await.json();
        let again = program.ask_with("POST", "records/contact", &key, &body).await.json();
        assert_eq!(first["id"], again["id"], "{words}");
        let query = words.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        for name in ["cursor", "updated_since", "limit", "deleted"] {
            let answer = program.get(&format!("records/contact?{name}={query}")).await;
            assert_eq!(answer.status, 400, "{name}={words}");
        }
    }
    let all = program.get("records/contact?limit=100").await.json();
    assert_eq!(all["records"].as_array().map(Vec::len), Some(hostile.len() * 2));
}
