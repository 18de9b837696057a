//! What the person of a token may not see does not exist, and what they may not do is not done.

use super::{ALL, Place, Program, problem};
use crm_core::policy::Policy;
use crm_tests::http::Answer;
use serde_json::{Value, json};

async fn govern(place: &Place, change: impl FnOnce(&mut Policy)) {
    let found = place.server.call("policy", Some(&place.rina.cookie), json!({})).await.json();
    let mut policy: Policy =
        found["policy"].as_str().and_then(|text| serde_json::from_str(text).ok()).expect("a policy");
    change(&mut policy);
    let policy = serde_json::to_string(&policy).expect("plain data");
    let body = json!({"place": found["place"], "policy": policy});
    let set = place.server.call("set_policy", Some(&place.rina.cookie), body).await;
    assert_eq!(set.status, 200, "{set:?}");
}

/// All of an answer but when it was given.
fn said(answer: &Answer) -> (u16, Vec<(String, String)>, Vec<u8>) {
    let headers = answer.headers.iter().filter(|(name, _)| name != "date").cloned().collect();
    (answer.status, headers, answer.body.clone())
}

#[tokio::test]
async fn hidden_and_absent_are_answered_alike() {
    let place = Place::file().await;
    let karim = place.server.join(&place.rina, "representative", 5).await;
    let (rina, karims) = (place.token().await, place.token_of(&karim, &ALL).await);
    let hidden = rina.make("contact", json!({"first_name": "Hidden"})).await;
    let own = karims.make("contact", json!({"first_name": "Own"})).await;
    let absent = "77".repeat(16);
    let kind = ("content-type", "application/json");
    let body = json!({"fields": {"fax": "1"}}).to_string();
    let requests = [
        ("GET", vec![], ""),
        ("HEAD", vec![], ""),
        ("PATCH", vec![kind], body.as_str()),
        ("PATCH", vec![kind, ("if-match", "\"00\"")], body.as_str()),
        ("PATCH", vec![kind], r#"{"fields": {"fax": 5}}"#),
        ("PATCH", vec![kind], r#"{"fields": {"colour": "red"}}"#),
        ("PATCH", vec![], body.as_str()),
        ("DELETE", vec![], ""),
        ("DELETE", vec![("if-match", "*")], ""),
        ("PUT", vec![kind], body.as_str()),
    ];
    for (method, headers, body) in &requests {
        let ask =
            async |id: &str| karims.ask_with(method, &format!("records/contact/{id}"), headers, body).await;
        assert_eq!(said(&ask(&hidden).await), said(&ask(&absent).await), "{method} {headers:?} {body}");
    }
    for path in
        [format!("records/contact/{hidden}"), format!("records/account/{own}"), "records/contact/1".into()]
    {
        let answer = karims.get(&path).await;
        assert_eq!((answer.status, problem(&answer).as_str()), (404, "not-found"), "{path}");
    }
    assert_eq!(rina.get(&format!("records/contact/{hidden}")).await.json()["deleted"], false);

    // Hidden records take no room in pages.
    for _ in 0..3 {
        rina.make("contact", json!({"first_name": "Hidden"})).await;
        karims.make("contact", json!({"first_name": "Own"})).await;
    }
    let first = karims.get("records/contact?limit=2").await.json();
    let second =
        karims.get(&format!("records/contact?cursor={}", first["next"].as_str().expect("more"))).await.json();
    let count = |page: &Value| page["records"].as_array().map(Vec::len);
    assert_eq!((count(&first), count(&second), &second["next"]), (Some(2), Some(2), &Value::Null));
    assert!(!format!("{first}{second}").contains("Hidden"));
    assert_eq!(count(&rina.get("records/contact").await.json()), Some(8), "an administrator sees all");
}

#[tokio::test]
async fn a_page_of_hidden_records_alone_is_empty() {
    let place = Place::file().await;
    let karim = place.server.join(&place.rina, "representative", 5).await;
    let karims = place.token_of(&karim, &["read"]).await;
    let before = said(&karims.get("records/contact").await);
    place.token().await.make("contact", json!({"first_name": "Hidden"})).await;
    assert_eq!(said(&karims.get("records/contact").await), before);
}

#[tokio::test]
async fn a_key_says_so_when_its_record_is_out_of_sight_by_now() {
    let place = Place::file().await;
    let karim = place.server.join(&place.rina, "representative", 5).await;
    let karims = place.token_of(&karim, &ALL).await;
    let headers = [("content-type", "application/json"), ("idempotency-key", "one")];
    let body = json!({"fields": {"first_name": "Mina"}}).to_string();
    let made = karims.ask_with("POST", "records/contact", &headers, &body).await.json();
    let path = format!("records/contact/{}", made["id"].as_str().expect("an id"));
    let owner = json!({"owner": place.person(&place.rina).await});
    assert_eq!(karims.send("PATCH", &path, owner).await.status, 200, "the last look at it");
    assert_eq!(karims.get(&path).await.status, 404);
    let again = karims.ask_with("POST", "records/contact", &headers, &body).await;
    assert_eq!((again.status, problem(&again).as_str()), (409, "key-used"));
}

#[tokio::test]
async fn a_profile_holds_for_a_program_as_for_a_person() {
    let place = Place::file().await;
    let karim = place.server.join(&place.rina, "representative", 5).await;
    let karims = place.token_of(&karim, &ALL).await;
    let own = karims.make("contact", json!({"first_name": "Own"})).await;
    let path = format!("records/contact/{own}");
    govern(&place, |policy| {
        let karims = policy.members.last().expect("Karim").profile;
        let profile = policy.profiles.iter_mut().find(|profile| profile.id == karims).expect("a profile");
        let mut contact = profile.rights("contact");
        contact.delete = false;
        profile.objects.insert("contact".into(), contact);
        let mut lead = profile.rights("lead");
        lead.create = false;
        profile.objects.insert("lead".into(), lead);
        let mut deal = profile.rights("deal");
        deal.see = false;
        profile.objects.insert("deal".into(), deal);
        profile
            .fields
            .entry("contact".into())
            .or_default()
            .insert("fax".into(), crm_core::policy::FieldRight::Read);
    })
    .await;
    let refused = |answer: &Answer| (answer.status, problem(answer), answer.json()["field"].clone());
    let no = |field: Value| (403, "no-access".to_owned(), field);
    let fax = karims.send("PATCH", &path, json!({"fax": "1", "job_title": "Buyer"})).await;
    assert_eq!(refused(&fax), no(json!("fax")));
    assert_eq!(karims.get(&path).await.json()["fields"]["job_title"], Value::Null, "nothing of it was done");
    let fax = karims.send("POST", "records/contact", json!({"first_name": "A", "fax": "1"})).await;
    assert_eq!(refused(&fax), no(json!("fax")));
    assert_eq!(karims.get("records/contact").await.json()["records"].as_array().map(Vec::len), Some(1));
    assert_eq!(refused(&karims.ask_with("DELETE", &path, &[], "").await), no(Value::Null));
    let lead = karims.send("POST", "records/lead", json!({"last_name": "A"})).await;
    assert_eq!(refused(&lead), no(Value::Null));
    assert_eq!(karims.get("records/deal").await.json()["records"], json!([]));
    assert_eq!(karims.send("PATCH", &path, json!({"job_title": "Buyer"})).await.status, 200);
}

#[tokio::test]
async fn one_refused_part_of_a_large_request_leaves_nothing_of_the_rest() {
    let place = Place::file().await;
    let karim = place.server.join(&place.rina, "representative", 5).await;
    let karims: Program<'_> = place.token_of(&karim, &ALL).await;
    let own = karims.make("contact", json!({"first_name": "Own"})).await;
    govern(&place, |policy| {
        let karims = policy.members.last().expect("Karim").profile;
        let profile = policy.profiles.iter_mut().find(|profile| profile.id == karims).expect("a profile");
        profile
            .fields
            .entry("contact".into())
            .or_default()
            .insert("fax".into(), crm_core::policy::FieldRight::Read);
    })
    .await;
    // So long a text travels in several changes.
    let long = "অনেক কথা ".repeat(3_000);
    let fields = json!({"description": long, "fax": "1"});
    let body = json!({"fields": fields}).to_string();
    assert!((64 * 1024..256 * 1024).contains(&body.len()));
    let path = format!("records/contact/{own}");
    let answer = karims.send("PATCH", &path, fields).await;
    assert_eq!(problem(&answer), "no-access", "{answer:?}");
    assert_eq!(karims.get(&path).await.json()["fields"]["description"], Value::Null);
    let answer = karims.send("PATCH", &path, json!({"description": long})).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["fields"]["description"], long.trim());
}

#[tokio::test]
async fn a_hidden_field_is_there_for_those_who_may_read_it() {
    let place = Place::file().await;
    let karim = place.server.join(&place.rina, "representative", 5).await;
    let (rina, karims) = (place.token().await, place.token_of(&karim, &ALL).await);
    let before = karims.make("contact", json!({"first_name": "Before", "fax": "111"})).await;
    govern(&place, |policy| {
        let karims = policy.members.last().expect("Karim").profile;
        let profile = policy.profiles.iter_mut().find(|profile| profile.id == karims).expect("a profile");
        let fields = profile.fields.entry("contact".into()).or_default();
        fields.insert("fax".into(), crm_core::policy::FieldRight::Hidden);
    })
    .await;
    let path = format!("records/contact/{before}");
    let fax = async |who: &Program<'_>, path: &str| who.get(path).await.json()["fields"]["fax"].clone();
    assert_eq!((fax(&rina, &path).await, fax(&karims, &path).await), (json!("111"), Value::Null));
    let refused = karims.send("PATCH", &path, json!({"fax": "9", "job_title": "Buyer"})).await;
    assert_eq!((refused.status, refused.json()["field"].clone()), (403, json!("fax")));
    assert_eq!(karims.get(&path).await.json()["fields"]["job_title"], Value::Null, "nothing of it was done");

    // Written as any other field, alone and with others, in records of before and in new ones.
    let changed = rina.send("PATCH", &path, json!({"fax": "222", "job_title": "Buyer"})).await;
    assert_eq!((changed.status, changed.json()["fields"]["fax"].clone()), (200, json!("222")));
    let tag = rina.get(&path).await.headers.iter().find(|(name, _)| name == "etag").cloned();
    let tag = tag.expect("a tag").1;
    assert_eq!(rina.send("PATCH", &path, json!({"fax": "333"})).await.status, 200);
    let kind = ("content-type", "application/json");
    let body = json!({"fields": {"job_title": "Owner"}}).to_string();
    let stale = rina.ask_with("PATCH", &path, &[kind, ("if-match", &tag)], &body).await;
    assert_eq!(stale.status, 412, "the record is another where what lies apart is: {stale:?}");
    let made = rina.make("contact", json!({"first_name": "New", "fax": "444"})).await;
    assert_eq!(fax(&rina, &format!("records/contact/{made}")).await, json!("444"));
    let listed = rina.get("records/contact").await.json();
    let faxes: Vec<&Value> =
        listed["records"].as_array().expect("records").iter().map(|one| &one["fields"]["fax"]).collect();
    assert_eq!(faxes, [&json!("333"), &json!("444")]);
    let listed = karims.get("records/contact").await;
    assert!(!String::from_utf8_lossy(&listed.body).contains("333"), "{listed:?}");
    assert_eq!(listed.json()["records"][0]["fields"]["job_title"], "Buyer");
}
