//! What requests and answers have in common: addresses, bodies, tags.

use super::problem::{Problem, What};
use super::shown::Shown;
use axum::Json;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use crm_core::ids::RecordId;
use crm_core::objects::{CATALOGUE, ObjectDefinition};
use serde_json::{Map, Value};

/// Largest body in bytes.
pub const BODY: usize = 256 * 1024;
/// Longest idempotency key.
pub const KEY: usize = 255;
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A record by its address.
#[derive(Clone, Copy)]
pub(super) struct Target {
    /// Its object.
    pub object: &'static ObjectDefinition,
    /// Its id.
    pub id: RecordId,
}

/// The object that an address names.
pub(super) fn object(key: &str) -> Result<&'static ObjectDefinition, Problem> {
    let found = CATALOGUE.iter().copied().find(|object| object.key == key);
    found.ok_or_else(|| Problem::new(What::NotFound, "There is no such object; /api/v1/objects lists them."))
}

/// The record that an address names. What is no id names none.
pub(super) fn target(object_key: &str, id: &str) -> Result<Target, Problem> {
    let object = object(object_key)?;
    Ok(Target { object, id: id.parse().map_err(|_| Problem::not_found())? })
}

/// Refuses questions where nothing is asked.
pub(super) fn no_query(uri: &Uri) -> Result<(), Problem> {
    if uri.query().is_some_and(|query| !query.is_empty()) {
        return Err(Problem::new(
            What::BadRequest,
            "This address takes no parameters; a token belongs into a header.",
        ));
    }
    Ok(())
}

/// The fields of a body `{"fields": {…}}` of one of these types.
pub(super) async fn fields(
    headers: &HeaderMap,
    body: Body,
    kinds: &[&str],
) -> Result<Map<String, Value>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !kinds.contains(&kind.as_str()) {
        return Err(Problem::new(What::WrongType, format!("Send `Content-Type: {}`.", kinds.join("` or `"))));
    }
    let large = || Problem::new(What::TooLarge, format!("Send at most {BODY} bytes."));
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: usize| length > BODY) {
        return Err(large());
    }
    let bytes = to_bytes(body, BODY).await.map_err(|_| large())?;
    let json: Value = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::new(What::BadRequest, format!("Send JSON: {error}.")))?;
    let Value::Object(mut whole) = json else { return Err(unlike()) };
    match (whole.remove("fields"), whole.is_empty()) {
        (Some(Value::Object(fields)), true) => Ok(fields),
        (_, _) => Err(unlike()),
    }
}

fn unlike() -> Problem {
    Problem::new(
        What::BadValue,
        "Send an object with `fields`, an object of values by field, and nothing else.",
    )
}

/// The key by which a program says that it is the same request again.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut given = headers.get_all(IDEMPOTENCY_KEY).iter();
    let (first, second) = (given.next(), given.next());
    let Some(key) = first else { return Ok(None) };
    let key = key
        .to_str()
        .ok()
        .filter(|key| second.is_none() && (1..=KEY).contains(&key.len()) && !key.contains('\t'));
    let detail = format!("Give one `Idempotency-Key` of 1 to {KEY} plain letters.");
    key.map(Some).ok_or_else(|| Problem::new(What::BadRequest, detail))
}

/// Refuses a change of another state than the one that the program knows.
pub(super) fn as_known(headers: &HeaderMap, tag: &str) -> Result<(), Problem> {
    let mut given = headers.get_all(header::IF_MATCH).iter().peekable();
    if given.peek().is_none() {
        return Ok(());
    }
    let mut tags = given.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
    if tags.any(|known| matches!(known.trim(), "*") || known.trim() == tag) {
        return Ok(());
    }
    let detail = "Somebody changed the record since; read it again and send its new ETag.";
    Err(Problem::new(What::Stale, detail))
}

/// An answer with a record and the tag of its state.
pub(super) fn answered(status: StatusCode, record: Shown) -> Response {
    let mut answer = (status, Json(record.json)).into_response();
    if let Ok(tag) = HeaderValue::from_str(&record.tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    answer
}
