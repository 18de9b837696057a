//! Records: made once, changed where nobody was quicker, listed page by page, heard by devices; on both databases.

use super::{Place, problem};
use crm_core::commands::Edit;
use crm_core::document;
use crm_core::fields::{Kind, Scalar};
use crm_core::ids::RecordId;
use crm_core::objects::custom::Code;
use crm_server::log::cursor::Use;
use crm_sync::frame::{Hello, PROTOCOL, Reply, ToDevice, ToRelay};
use crm_tests::device::{blank, created, edit, id, value};
use crm_tests::process::Socket;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::timeout;

/// Runs a case on both databases.
macro_rules! on_both {
    ($($case:ident)+) => {
        $(mod $case {
            #[tokio::test]
            async fn on_sqlite() {
                super::cases::$case(crate::Place::file().await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                if let Some(place) = crate::Place::postgres().await {
                    super::cases::$case(place).await;
                }
            }
        })+
    };
}

on_both! {
    a_record_is_made_read_changed_and_deleted
    the_same_key_makes_one_record
    a_list_has_pages_and_a_beginning_in_time
    devices_hear_what_a_program_does
}

/// A socket of the administrator's phone that follows the log from its head.
async fn follow(place: &Place) -> Socket {
    let account = &place.rina;
    let workspace = place.server.relay.log.workspaces().await.expect("readable").remove(0);
    let hello = Hello {
        protocol: PROTOCOL,
        schema: 1,
        rows_version: crm_core::objects::rows_version(),
        workspace: account.workspace,
        device: account.device,
        epoch: Some(workspace.seal.epoch()),
        cursor: Some(workspace.seal.close(Use::Cursor, workspace.head)),
        now: place.server.now(),
    };
    let mut socket = Socket::open(place.server.address(), account).await.expect("a socket");
    socket.send(&ToRelay::Hello(hello)).await.expect("a socket");
    while !matches!(socket.next().await.expect("the socket stays open"), ToDevice::Welcome(_)) {}
    socket
}

mod cases {
    use super::*;

    pub async fn a_record_is_made_read_changed_and_deleted(place: Place) {
        let program = place.token().await;
        let given = json!({"first_name": "  Rina ", "phones": [{"number": "01712 345678", "label": "work"}]});
        let made = program.send("POST", "records/contact", given).await;
        assert_eq!(made.status, 201, "{made:?}");
        let body = made.json();
        let path =
            made.header("location").and_then(|path| path.strip_prefix("/api/v1/")).expect("an address");
        assert_eq!(path, format!("records/contact/{}", body["id"].as_str().expect("an id")));
        let person = place.person(&place.rina).await;
        assert_eq!(body["fields"]["first_name"], "Rina");
        assert_eq!(body["fields"]["full_name"], "Rina");
        assert_eq!(
            (&body["fields"]["owner"], &body["fields"]["created_by"]),
            (&json!(person), &json!(person))
        );
        assert_eq!((&body["title"], &body["deleted"]), (&json!("Rina"), &json!(false)));

        let read = program.get(path).await;
        assert_eq!(read.json(), body);
        let first = read.header("etag").expect("a tag").to_owned();
        assert_eq!(made.header("etag"), Some(first.as_str()));

        place.server.pass(5_000);
        let changed = program.send("PATCH", path, json!({"job_title": "Buyer", "phones": null})).await;
        assert_eq!(changed.status, 200, "{changed:?}");
        assert_eq!(changed.json(), program.get(path).await.json());
        let after = changed.json();
        assert_eq!(after["fields"]["first_name"], "Rina", "what is not named stays");
        assert_eq!(
            (&after["fields"]["job_title"], &after["fields"]["phones"]),
            (&json!("Buyer"), &Value::Null)
        );
        assert_ne!(after["updated_at"], body["updated_at"]);
        let second = changed.header("etag").expect("a tag").to_owned();
        let same = program.send("PATCH", path, json!({"job_title": "Buyer"})).await;
        assert_eq!(
            (same.status, same.header("etag")),
            (200, Some(second.as_str())),
            "nothing new is no change"
        );

        let change = json!({"fields": {"fax": "12"}}).to_string();
        let kind = ("content-type", "application/merge-patch+json");
        let weak = format!("W/{second}");
        for stale in [first.as_str(), "\"\"", weak.as_str(), "nonsense"] {
            let answer = program.ask_with("PATCH", path, &[kind, ("if-match", stale)], &change).await;
            assert_eq!((answer.status, problem(&answer).as_str()), (412, "stale"), "{stale}");
            let answer = program.ask_with("DELETE", path, &[("if-match", stale)], "").await;
            assert_eq!(answer.status, 412, "{stale}");
        }
        let both = format!("{first}, {second}");
        let answer = program.ask_with("PATCH", path, &[kind, ("if-match", both.as_str())], &change).await;
        assert_eq!(answer.status, 200, "{answer:?}");

        for _ in 0..2 {
            let deleted = program.ask_with("DELETE", path, &[("if-match", "*")], "").await;
            assert_eq!((deleted.status, deleted.body.len()), (204, 0));
        }
        assert_eq!(problem(&program.get(path).await), "not-found");
        let deleted = program.get(&format!("{path}?deleted=true")).await;
        assert_eq!(deleted.json()["deleted"], true, "people can restore it");
        let late = program.send("PATCH", path, json!({"fax": "13"})).await;
        assert_eq!((late.status, problem(&late).as_str()), (409, "deleted"));
        assert_eq!(program.get("records/contact").await.json()["records"], json!([]));
        let with = program.get("records/contact?deleted=true").await.json();
        assert_eq!(with["records"].as_array().map(Vec::len), Some(1));
    }

    pub async fn the_same_key_makes_one_record(place: Place) {
        let (program, other) = (place.token().await, place.token().await);
        let body = json!({"fields": {"name": "Acme"}}).to_string();
        let headers = [("content-type", "application/json"), ("idempotency-key", "order 4711")];
        let at_once = (0..6).map(|_| program.ask_with("POST", "records/account", &headers, &body));
        let answers = futures_util::future::join_all(at_once).await;
        let ids: BTreeSet<String> = answers.iter().map(|answer| answer.json()["id"].to_string()).collect();
        let made = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!((ids.len(), made), (1, 1), "{answers:?}");
        assert!(answers.iter().all(|answer| [200, 201].contains(&answer.status)));
        let listed = program.get("records/account").await.json();
        assert_eq!(listed["records"].as_array().map(Vec::len), Some(1));
        assert!(ids.contains(&listed["records"][0]["id"].to_string()));
        for (who, object, status) in [(&program, "account", 200), (&other, "account", 201)] {
            let answer = who.ask_with("POST", &format!("records/{object}"), &headers, &body).await;
            assert_eq!(answer.status, status, "a key is of its token: {answer:?}");
        }
        let id = RecordId(
            listed["records"][0]["id"].as_str().and_then(|id| id.parse::<RecordId>().ok()).expect("an id").0,
        );
        let workspace = place.server.relay.log.workspaces().await.expect("readable").remove(0);
        let stored = place.server.relay.log.documents(workspace.number, &[id.0]).await.expect("readable");
        let doc = document::load(&stored[0].snapshot).expect("a document");
        let record = document::read::read(&doc, id).expect("an account");
        assert_eq!((record.conflicts.len(), document::heads(&doc).len()), (0, 1), "it was written once");
    }

    pub async fn a_list_has_pages_and_a_beginning_in_time(place: Place) {
        let program = place.token().await;
        let mut made = Vec::new();
        for number in 0..7 {
            made.push(program.make("account", json!({"name": format!("Account {number}")})).await);
        }
        program.make("contact", json!({"first_name": "Rina"})).await;
        let (mut listed, mut path) = (Vec::new(), "records/account?limit=3".to_owned());
        let mut pages = 0;
        loop {
            let page = program.get(&path).await.json();
            let records = page["records"].as_array().unwrap_or_else(|| panic!("{page}"));
            listed.extend(records.iter().map(|record| record["id"].as_str().expect("an id").to_owned()));
            pages += 1;
            let Some(next) = page["next"].as_str() else { break };
            path = format!("records/account?limit=3&cursor={next}");
        }
        assert_eq!((listed, pages), (made.clone(), 3));

        place.server.pass(60_000);
        let since = crm_core::fields::calendar::write_moment(place.server.now());
        program.send("PATCH", &format!("records/account/{}", made[4]), json!({"name": "Renamed"})).await;
        let page = program.get(&format!("records/account?updated_since={since}")).await.json();
        let ids: Vec<&str> = page["records"]
            .as_array()
            .expect("records")
            .iter()
            .filter_map(|one| one["id"].as_str())
            .collect();
        assert_eq!(ids, [made[4].as_str()]);
    }

    pub async fn devices_hear_what_a_program_does(place: Place) {
        let mut phone = follow(&place).await;
        let program = place.token().await;
        let made = program.make("contact", json!({"first_name": "Karim"})).await;
        let heard = async {
            loop {
                let frame = phone.next().await.expect("the socket stays open");
                if let ToDevice::Feed { entries, actors, .. } = frame
                    && !entries.is_empty()
                {
                    return (format!("{entries:?}"), actors);
                }
            }
        };
        let (entries, actors) =
            timeout(Duration::from_secs(10), heard).await.expect("the device hears of it");
        let record: RecordId = made.parse().expect("an id");
        assert!(entries.contains(&format!("{:?}", record.0)) || entries.contains(&made), "{entries}");
        assert_eq!(actors[0].device_name, "API: Website form");
        let devices = place.server.call("devices", Some(&place.rina.cookie), json!({})).await.json();
        assert_eq!(devices.as_array().map(Vec::len), Some(1), "a token is no device with a book: {devices}");

        // And a program reads what a device pushed, and writes upon it.
        phone.push(vec![created(id(8), id(70), "Mina")]).await.expect("a reply");
        let path = format!("records/contact/{}", RecordId(id(8)));
        assert_eq!(program.get(&path).await.json()["title"], "Mina");
        let renamed = program.send("PATCH", &path, json!({"first_name": "Minara"})).await;
        assert_eq!(renamed.status, 200, "{renamed:?}");
        let workspace = place.server.relay.log.workspaces().await.expect("readable").remove(0);
        let stored = place.server.relay.log.documents(workspace.number, &[id(8)]).await.expect("readable");
        assert_eq!(value(&stored[0].snapshot, id(8)).as_deref(), Some("Minara"));
    }
}

#[tokio::test]
async fn what_a_team_added_is_read_under_its_key_and_not_written() {
    let place = Place::file().await;
    let program = place.token().await;
    let mut phone = follow(&place).await;
    let key = Code::new(Kind::Number, 5).expect("a code").key();
    let mut doc = blank(id(8));
    let edits = [
        Edit::Put("last_name".to_owned(), Scalar::Text("Mina".to_owned())),
        Edit::Put(key.clone(), Scalar::Number(50.0)),
    ];
    let change = edit(&mut doc, id(8), id(70), edits.to_vec());
    assert_eq!(phone.push(vec![change]).await, Some(vec![Reply::Acked]));
    let path = format!("records/contact/{}", RecordId(id(8)));
    assert_eq!(program.get(&path).await.json()["fields"][&key], 50.0);
    let mut fields = serde_json::Map::new();
    fields.insert(key, json!(60.0));
    let refused = program.send("PATCH", &path, fields.into()).await;
    assert_eq!((refused.status, problem(&refused).as_str()), (422, "bad-value"), "{refused:?}");
}
