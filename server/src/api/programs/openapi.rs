//! The description of the API (OpenAPI 3.1), made of the same catalogue as its answers.

use super::answer::KEY;
use super::problem::What;
use super::reading::MOST;
use super::schema;
use super::writing::{CHANGE, NEW};
use crate::policy::Deed;
use crm_core::objects::{CATALOGUE, FieldDefinition, ObjectDefinition};
use serde_json::{Map, Value, json};

/// The document.
pub fn document() -> Value {
    let mut paths = Map::new();
    let mut schemas = schemas();
    for object in CATALOGUE {
        paths.insert(format!("/api/v1/records/{}", object.key), list_and_create(object));
        paths.insert(format!("/api/v1/records/{}/{{id}}", object.key), one(object));
        schemas.insert(named(object, "Record"), record(object));
        schemas.insert(named(object, "Fields"), new_fields(object));
        schemas.insert(named(object, "Change"), changed_fields(object));
    }
    paths.insert("/api/v1/objects".to_owned(), read("objects", "The objects and their fields.", "Objects"));
    paths.insert("/api/v1/people".to_owned(), read("people", "The people of the workspace.", "People"));
    let token = "An API token that an administrator made in the settings. It acts as that person.";
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Halkhata",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Records of a workspace, for other programs. What the person of the token may not see does \
                not exist here either. Fields and objects may be added; leave aside what you do not know.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": token}},
            "schemas": schemas,
        },
    })
}

fn named(object: &ObjectDefinition, what: &str) -> String {
    let (first, rest) = object.key.split_at(1);
    format!("{}{rest}{what}", first.to_uppercase())
}

fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

fn schemas() -> Map<String, Value> {
    let text = json!({"type": "string"});
    let key = json!({"type": "string"});
    let names = json!({"type": "object", "required": ["en", "bn"], "properties": {"en": text, "bn": text}});
    let choice = json!({"type": "object", "required": ["id"], "properties": {"id": key, "names": names}});
    let kinds: Vec<&str> = crm_core::fields::Kind::ALL.into_iter().map(schema::kind).collect();
    let field = json!({
        "type": "object",
        "required": ["key", "kind", "read_only"],
        "properties": {
            "key": key,
            "kind": {"type": "string", "enum": kinds},
            "read_only": {"type": "boolean"},
            "names": names,
            "choices": {"type": "array", "items": choice},
            "links_to": {"type": "array", "items": key},
        },
    });
    let object = json!({
        "type": "object",
        "required": ["key", "title", "activity", "fields"],
        "properties": {
            "key": key,
            "title": {"type": "array", "items": key, "description": "The fields that make its name, tried in order."},
            "activity": {"type": "boolean", "description": "Whether it stands in the timeline of what it is about."},
            "fields": {"type": "array", "items": field},
        },
    });
    let person = json!({
        "type": "object",
        "required": ["id", "name", "active"],
        "properties": {"id": reference("Id"), "name": text, "active": {"type": "boolean"}},
    });
    let problems: Vec<String> =
        What::ALL.into_iter().map(|what| format!("urn:halkhata:problem:{}", what.key())).collect();
    let problem = json!({
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "enum": problems},
            "title": text,
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What to do."},
            "field": {"type": "string", "description": "The field or parameter that it is about."},
        },
    });
    let schemas = json!({
        "Id": {"type": "string", "pattern": "^[0-9a-f]{32}$", "description": "32 hexadecimal digits."},
        "Problem": problem,
        "Objects": whole(&[("objects", json!({"type": "array", "items": object}))]),
        "People": whole(&[("people", json!({"type": "array", "items": person}))]),
        "Name": whole(&[("id", reference("Id")), ("object", key)]),
    });
    if let Value::Object(schemas) = schemas { schemas } else { Map::new() }
}

/// An object of which every part is there.
fn whole(parts: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        parts.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({"type": "object", "required": names, "properties": properties})
}

fn record(object: &ObjectDefinition) -> Value {
    let fields: Map<String, Value> =
        object.all_fields().map(|field| (field.key.to_owned(), schema::of(field))).collect();
    whole(&[
        ("id", reference("Id")),
        ("object", json!({"type": "string", "const": object.key})),
        ("title", json!({"type": "string"})),
        ("deleted", json!({"type": "boolean"})),
        ("updated_at", json!({"type": "string", "format": "date-time"})),
        (
            "fields",
            json!({"type": "object", "properties": fields, "description": "Those that hold something."}),
        ),
    ])
}

fn writable(object: &ObjectDefinition) -> impl Iterator<Item = &'static FieldDefinition> {
    object.all_fields().filter(|field| !schema::read_only(field))
}

fn body(fields: Map<String, Value>, title: Value) -> Value {
    let mut inner = json!({"type": "object", "additionalProperties": false, "properties": fields});
    if let Value::Array(any) = title {
        inner["anyOf"] = Value::Array(any);
    }
    json!({
        "type": "object",
        "required": ["fields"],
        "additionalProperties": false,
        "properties": {"fields": inner},
    })
}

fn new_fields(object: &ObjectDefinition) -> Value {
    let fields = writable(object).map(|field| (field.key.to_owned(), schema::of(field))).collect();
    // A record needs something to be called by.
    let title = object.title.iter().map(|key| json!({"required": [key]})).collect();
    body(fields, Value::Array(title))
}

fn changed_fields(object: &ObjectDefinition) -> Value {
    let emptied = |field: &FieldDefinition| json!({"anyOf": [schema::of(field), {"type": "null"}]});
    let fields = writable(object).map(|field| (field.key.to_owned(), emptied(field))).collect();
    body(fields, Value::Null)
}

fn read(id: &str, summary: &str, schema: &str) -> Value {
    json!({"get": operation(id, summary, Deed::Read, &[], None, (200, Some(reference(schema))))})
}

fn in_query(name: &str, schema: &Value, description: &str) -> Value {
    json!({"name": name, "in": "query", "schema": schema, "description": description})
}

fn list_and_create(object: &ObjectDefinition) -> Value {
    let parameters = [
        in_query(
            "limit",
            &json!({"type": "integer", "minimum": 1, "maximum": MOST}),
            "Most records; 50 by itself.",
        ),
        in_query("cursor", &json!({"type": "string", "minLength": 1}), "`next` of the page before."),
        in_query(
            "updated_since",
            &json!({"type": "string", "format": "date-time"}),
            "Only records that the relay has had a change of since then.",
        ),
        in_query("deleted", &json!({"type": "boolean"}), "With those that are deleted."),
    ];
    let key = json!({
        "name": "Idempotency-Key", "in": "header",
        "schema": {"type": "string", "minLength": 1, "maxLength": KEY, "pattern": "^[!-~]([ -~]*[!-~])?$"},
        "description": "The same key again, by the same token, gives the same record instead of another.",
    });
    let page = whole(&[
        ("records", json!({"type": "array", "items": reference(&named(object, "Record"))})),
        (
            "next",
            json!({"type": ["string", "null"], "description": "A page may have fewer records than asked for; go on while there is a next."}),
        ),
    ]);
    let made = json!({"anyOf": [reference(&named(object, "Record")), reference("Name")]});
    let body = (reference(&named(object, "Fields")), &NEW[..]);
    let create = operation(
        &format!("create_{}", object.key),
        "Makes a record. Answered 200 where the idempotency key made it before. Without the scope `read` only its id.",
        Deed::Create,
        &[key],
        Some(body),
        (201, Some(made.clone())),
    );
    let mut create = create;
    create["responses"]["200"] = answer(Some(made));
    json!({
        "get": operation(
            &format!("list_{}", object.key),
            "Lists records, in the order in which the relay got them.",
            Deed::Read,
            &parameters,
            None,
            (200, Some(page)),
        ),
        "post": create,
    })
}

fn one(object: &ObjectDefinition) -> Value {
    let id = json!({"name": "id", "in": "path", "required": true, "schema": reference("Id")});
    let known = json!({
        "name": "If-Match", "in": "header", "schema": {"type": "string"},
        "description": "The ETag that the record must still have.",
    });
    let body = (reference(&named(object, "Change")), &CHANGE[..]);
    let changed = json!({"anyOf": [reference(&named(object, "Record")), reference("Name")]});
    let about = |verb: &str| format!("{verb}_{}", object.key);
    json!({
        "parameters": [id],
        "get": operation(
            &about("get"),
            "One record.",
            Deed::Read,
            &[in_query("deleted", &json!({"type": "boolean"}), "Also if it is deleted.")],
            None,
            (200, Some(reference(&named(object, "Record")))),
        ),
        "patch": operation(
            &about("change"),
            "Sets the fields that are named; null empties one, the others stay (RFC 7396).",
            Deed::Change,
            std::slice::from_ref(&known),
            Some(body),
            (200, Some(changed)),
        ),
        "delete": operation(
            &about("delete"),
            "Deletes a record. People can restore it in the app.",
            Deed::Delete,
            std::slice::from_ref(&known),
            None,
            (204, None),
        ),
    })
}

fn operation(
    id: &str,
    summary: &str,
    deed: Deed,
    parameters: &[Value],
    body: Option<(Value, &[&str])>,
    (status, schema): (u16, Option<Value>),
) -> Value {
    let mut responses = Map::new();
    responses.insert(status.to_string(), answer(schema));
    let problem = json!({
        "description": "A problem (RFC 9457): `detail` says what to do.",
        "content": {"application/problem+json": {"schema": reference("Problem")}},
    });
    for what in What::ALL {
        responses.insert(what.status().as_u16().to_string(), problem.clone());
    }
    let description = format!("Needs the scope `{}`.", deed.name());
    let mut operation = json!({
        "operationId": id, "summary": summary, "description": description,
        "parameters": parameters, "responses": responses,
    });
    if let Some((schema, kinds)) = body {
        let content: Map<String, Value> =
            kinds.iter().map(|kind| ((*kind).to_owned(), json!({"schema": schema}))).collect();
        operation["requestBody"] = json!({"required": true, "content": content});
    }
    operation
}

fn answer(schema: Option<Value>) -> Value {
    match schema {
        Some(schema) => json!({"description": "Done.", "content": {"application/json": {"schema": schema}}}),
        None => json!({"description": "Done."}),
    }
}
