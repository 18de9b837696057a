//! What there is: the objects of the catalogue with their fields.

use super::answer::no_query;
use super::bearer::Program;
use super::problem::Problem;
use super::schema;
use crate::policy::Deed;
use axum::Json;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use crm_core::objects::{CATALOGUE, FieldDefinition, ObjectDefinition, names};
use serde_json::{Map, Value, json};

/// Every object.
pub(super) fn objects(program: &Program, uri: &Uri) -> Result<Response, Problem> {
    program.may(Deed::Read)?;
    no_query(uri)?;
    let objects: Vec<Value> = CATALOGUE.iter().map(|one| object(one)).collect();
    Ok(Json(json!({"objects": objects})).into_response())
}

fn object(object: &'static ObjectDefinition) -> Value {
    json!({
        "key": object.key,
        "title": object.title,
        "activity": object.activity,
        "fields": object.all_fields().map(|one| field(object, one)).collect::<Vec<_>>(),
    })
}

fn field(object: &ObjectDefinition, field: &FieldDefinition) -> Value {
    let mut parts = Map::new();
    parts.insert("key".to_owned(), json!(field.key));
    parts.insert("kind".to_owned(), json!(schema::kind(field.kind)));
    parts.insert("read_only".to_owned(), json!(schema::read_only(field)));
    parts.extend(named(names::field(object.key, field.key)));
    if !field.choices.is_empty() {
        let choice = |id: &str| {
            let mut choice = Map::new();
            choice.insert("id".to_owned(), json!(id));
            choice.extend(named(names::choice(object.key, field.key, id)));
            Value::Object(choice)
        };
        let choices: Vec<Value> = field.choices.iter().map(|one| choice(one.id)).collect();
        parts.insert("choices".to_owned(), json!(choices));
    }
    if !field.links_to.is_empty() {
        parts.insert("links_to".to_owned(), json!(field.links_to));
    }
    Value::Object(parts)
}

/// What it is called on the screens, in both languages.
fn named(names: Option<[&str; 2]>) -> Option<(String, Value)> {
    names.map(|[english, bengali]| ("names".to_owned(), json!({"en": english, "bn": bengali})))
}
