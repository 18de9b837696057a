//! Every field of every object of the catalogue: made, read, changed and emptied, and told of as it is.

use super::{Place, problem};
use crm_core::fields::Kind;
use crm_core::objects::{CATALOGUE, FieldDefinition};
use serde_json::{Map, Value, json};

/// Two values of a field, as programs write them; none for what they may not write.
fn examples(field: &FieldDefinition, person: &str) -> Option<[Value; 2]> {
    let (one, two) = ("01".repeat(16), "fa".repeat(16));
    let choice = |place: usize| field.choices[place % field.choices.len().max(1)].id;
    let link = |id: &str| json!({"object": field.links_to[0], "id": id});
    Some(match field.kind {
        Kind::Text => [json!("Akter & Sons"), json!("মিনা আক্তার")],
        Kind::LongText => [json!("Called twice.\nWants it in writing."), json!("আবার ফোন 😀")],
        Kind::Emails => [
            json!([{"address": "Rina@Example.com", "label": "work"}, {"address": "ঢাকা@উদাহরণ.বাংলা"}]),
            json!([{"address": "rina@example.com"}]),
        ],
        Kind::Phones => [
            json!([{"number": "+880 1712-345678", "label": "mobile"}, {"number": "02 9876543 x12"}]),
            json!([{"number": "999"}]),
        ],
        Kind::Url => [json!("https://example.com/a?b=c#d"), json!("http://www.escobar.org/")],
        Kind::Date => [json!("2026-03-04"), json!("1969-12-31")],
        Kind::DateTime => [json!("2026-03-04T05:06:07Z"), json!("1969-12-31T23:59:59.999Z")],
        Kind::Duration => [json!(0), json!(5_400)],
        Kind::Money => {
            [json!({"amount": "-1200.50", "currency": "BDT"}), json!({"amount": "7", "currency": "JPY"})]
        }
        Kind::Number => [json!(-12.5), json!(1_100.04)],
        Kind::Percent => [json!(0.0), json!(12.5)],
        Kind::Flag => [json!(true), json!(false)],
        Kind::Choice => [json!(choice(0)), json!(choice(1))],
        Kind::MultiChoice => [json!([choice(1), choice(0)]), json!([choice(2)])],
        Kind::Tags => [json!(["VIP"]), json!(["ঈদ অফার", "exporter", "2026"])],
        Kind::Link | Kind::LinkAny => [link(&one), link(&two)],
        Kind::Links if field.choices.is_empty() => [json!([link(&one)]), json!([link(&two), link(&one)])],
        Kind::Links => {
            let mut with_role = link(&one);
            with_role["role"] = json!(choice(0));
            [json!([with_role, link(&two)]), json!([link(&two)])]
        }
        Kind::Address => [
            json!({"street": "House 7, Road 4\nBanani", "city": "Dhaka", "postcode": "1213", "country": "Bangladesh"}),
            json!({"state": "Sylhet"}),
        ],
        Kind::Person => [json!(person), json!(person)],
        Kind::Recurrence => [json!("FREQ=WEEKLY;BYDAY=MO,TH"), json!("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12")],
        Kind::Computed => return None,
    })
}

#[tokio::test]
async fn every_field_of_every_object_goes_there_and_back() {
    let place = Place::file().await;
    let program = place.token().await;
    let person = place.person(&place.rina).await;
    for object in CATALOGUE {
        let fields = object.all_fields().filter(|field| !field.system);
        let fields: Vec<_> = fields.filter_map(|field| Some((field, examples(field, &person)?))).collect();
        let all = |place: usize| -> Map<String, Value> {
            fields.iter().map(|(field, values)| (field.key.to_owned(), values[place].clone())).collect()
        };
        let made = program.send("POST", &format!("records/{}", object.key), all(0).into()).await;
        assert_eq!(made.status, 201, "{}: {made:?}", object.key);
        let path = format!("records/{}/{}", object.key, made.json()["id"].as_str().expect("an id"));
        let holds = |body: &Value, wanted: &Map<String, Value>| {
            for (key, value) in wanted {
                assert_eq!(&body["fields"][key], value, "{} {key}", object.key);
            }
        };
        holds(&program.get(&path).await.json(), &all(0));
        // One at a time, because a stage or a status changes others.
        for (field, values) in &fields {
            // A token has only so many requests in a second.
            place.server.pass(1_000);
            let answer = program.send("PATCH", &path, json!({field.key: values[1]})).await;
            assert_eq!(answer.status, 200, "{} {}: {answer:?}", object.key, field.key);
            assert_eq!(program.get(&path).await.json()["fields"][field.key], values[1], "{}", field.key);
            if !object.title.contains(&field.key) {
                let answer = program.send("PATCH", &path, json!({field.key: null})).await;
                assert_eq!(answer.status, 200, "{} {}: {answer:?}", object.key, field.key);
                assert_eq!(answer.json()["fields"].get(field.key), None, "{} {}", object.key, field.key);
            }
        }
        for field in object.all_fields().filter(|field| field.system || field.kind == Kind::Computed) {
            place.server.pass(1_000);
            let answer = program.send("PATCH", &path, json!({field.key: "x"})).await;
            assert_eq!((answer.status, problem(&answer).as_str()), (422, "bad-value"), "{}", field.key);
            assert_eq!(answer.json()["field"], field.key);
        }
    }
}

#[tokio::test]
async fn the_catalogue_is_what_is_described() {
    let place = Place::file().await;
    let program = place.token().await;
    let objects = program.get("objects").await.json();
    let openapi =
        crm_tests::http::request(place.server.address(), "GET", "/api/v1/openapi.json", &[], "").await;
    assert_eq!(openapi.status, 200);
    let openapi = openapi.json();
    assert_eq!(openapi["openapi"], "3.1.0");
    assert_eq!(objects["objects"].as_array().map(Vec::len), Some(CATALOGUE.len()));
    for (object, told) in CATALOGUE.iter().zip(objects["objects"].as_array().expect("objects")) {
        assert_eq!(told["key"], object.key);
        let fields = told["fields"].as_array().expect("fields");
        assert_eq!(fields.len(), object.all_fields().count());
        let mut name = object.key.to_owned();
        name[..1].make_ascii_uppercase();
        let schemas = &openapi["components"]["schemas"];
        for (field, told) in object.all_fields().zip(fields) {
            assert_eq!(told["key"], field.key);
            let settable = !field.system && field.kind != Kind::Computed;
            assert_eq!(told["read_only"], !settable, "{}", field.key);
            let at = |schema: &str, inner: &str| schemas[format!("{name}{schema}")].pointer(inner).is_some();
            let key = field.key;
            assert!(at("Record", &format!("/properties/fields/properties/{key}")), "{key}");
            assert_eq!(at("Fields", &format!("/properties/fields/properties/{key}")), settable, "{key}");
            assert_eq!(at("Change", &format!("/properties/fields/properties/{key}")), settable, "{key}");
            let choices = told["choices"].as_array().map_or(0, Vec::len);
            assert_eq!(choices, field.choices.len(), "{key}");
        }
        let paths = &openapi["paths"];
        assert!(paths[format!("/api/v1/records/{}", object.key)]["post"].is_object());
        assert!(paths[format!("/api/v1/records/{}/{{id}}", object.key)]["patch"].is_object());
    }
    // Every reference leads somewhere.
    let text = openapi.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap_or_default();
        assert!(openapi["components"]["schemas"][name].is_object(), "{name}");
    }
}

#[tokio::test]
async fn the_people_who_may_own_records_are_listed() {
    let place = Place::file().await;
    place.server.join(&place.rina, "representative", 5).await;
    let people = place.token().await.get("people").await.json();
    let names: Vec<&Value> =
        people["people"].as_array().expect("people").iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["Person 5", "Rina"]);
    assert!(!people.to_string().contains('@'));
}
