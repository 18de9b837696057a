//! Makes, changes and deletes records: by the commands that the screens use, through the gate that devices come through.

use super::answer::{Target, answered, as_known, fields, idempotency_key, no_query};
use super::bearer::Program;
use super::beside::{self, Change, Documents, Stored, loaded, places};
use super::problem::{Problem, What};
use super::reading::{Standing, beside_of, standing};
use super::refusals::{denied, no_access, of_command, of_gate};
use super::shown::{Shown, shown, tag};
use super::values;
use crate::api::Web;
use crate::api::password::random;
use crate::log::documents::Listed;
use crate::policy::Deed;
use axum::Json;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use crm_core::commands::create::{Origin, create};
use crm_core::commands::{Assignment, Plan, Refusal, Situation, delete, set_field};
use crm_core::document;
use crm_core::ids::{PersonId, RecordId};
use crm_core::objects::ObjectDefinition;
use crm_core::policy::Policy;
use crm_core::views::record::Record;
use crm_sync::frame::{PushedChange, Reply};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How often a change is made again because others wrote to the same record meanwhile.
const ATTEMPTS: usize = 4;

/// What the body of a new record may be.
pub const NEW: [&str; 1] = ["application/json"];
/// What the body of a change may be.
pub const CHANGE: [&str; 2] = ["application/merge-patch+json", "application/json"];

/// What a command made of a document.
struct Written {
    changes: Vec<Change>,
    /// The place of the latest change of each document that was read.
    read_at: BTreeMap<[u8; 16], i64>,
    shown: Shown,
}

/// Makes a record. The same idempotency key again gives the same record.
pub(super) async fn make(
    web: &Web,
    program: &Program,
    object: &'static ObjectDefinition,
    (headers, uri): (&HeaderMap, &Uri),
    body: Body,
) -> Result<Response, Problem> {
    program.may(Deed::Create)?;
    no_query(uri)?;
    let key = idempotency_key(headers)?;
    let id = key.map_or_else(|| RecordId(random()), |key| id_of(&program.caller.session, object.key, key));
    let given = fields(headers, body, &NEW).await?;
    let values = assignments(web, program, object, given).await?;
    let target = Target { object, id };
    for _ in 0..ATTEMPTS {
        if key.is_some() {
            match standing(web, program, target).await? {
                Standing::Absent => {}
                Standing::Hidden => {
                    let detail =
                        "It made a record that the person of the token does not see any more; use another.";
                    return Err(Problem::new(What::KeyUsed, detail));
                }
                Standing::There(found) => return made(web, program, target, found).await,
            }
        }
        let (values, situation) = (values.clone(), situation(web, program));
        let policy = beside::policy(web, program).await?;
        let Written { changes, read_at, shown } = new(web, target, values, situation, policy).await?;
        if push(web, program, Deed::Create, read_at, changes).await? {
            return Ok(created(program, target, StatusCode::CREATED, shown));
        }
    }
    Err(Problem::busy())
}

/// Sets the fields that are named.
pub(super) async fn change(
    web: &Web,
    program: &Program,
    target: Target,
    (headers, uri): (&HeaderMap, &Uri),
    body: Body,
) -> Result<Response, Problem> {
    program.may(Deed::Change)?;
    no_query(uri)?;
    let given = fields(headers, body, &CHANGE).await?;
    let values = assignments(web, program, target.object, given).await?;
    let command =
        move |record: &Record, situation: &Situation| set_field::set(Some(record), &values, situation);
    let shown = edit(web, program, Deed::Change, target, headers, command).await?;
    Ok(if program.reads() { answered(StatusCode::OK, shown) } else { name_only(StatusCode::OK, target) })
}

/// Deletes a record; people can restore it.
pub(super) async fn remove(
    web: &Web,
    program: &Program,
    target: Target,
    (headers, uri): (&HeaderMap, &Uri),
) -> Result<Response, Problem> {
    program.may(Deed::Delete)?;
    no_query(uri)?;
    let command = |record: &Record, situation: &Situation| delete::delete(Some(record), situation);
    edit(web, program, Deed::Delete, target, headers, command).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Does something to a record as it is now, and again if others were quicker.
async fn edit<C>(
    web: &Web,
    program: &Program,
    deed: Deed,
    target: Target,
    headers: &HeaderMap,
    command: C,
) -> Result<Shown, Problem>
where
    C: Fn(&Record, &Situation) -> Result<Plan, Refusal> + Clone + Send + 'static,
{
    for _ in 0..ATTEMPTS {
        let Standing::There(found) = standing(web, program, target).await? else {
            return Err(Problem::not_found());
        };
        let beside = beside_of(web, program, target).await?.remove(&target.id).unwrap_or_default();
        let policy = beside::policy(web, program).await?;
        let (headers, command, situation) = (headers.clone(), command.clone(), situation(web, program));
        let work = move || edited(&found, (&beside, policy), target, &headers, &command, &situation);
        let Written { changes, read_at, shown } =
            web.relay.pool.run(work).await.ok_or_else(Problem::busy)??;
        if changes.is_empty() || push(web, program, deed, read_at, changes).await? {
            return Ok(shown);
        }
    }
    Err(Problem::busy())
}

fn edited(
    found: &Listed,
    (stored, policy): (&[Stored], Arc<Policy>),
    target: Target,
    headers: &HeaderMap,
    command: &impl Fn(&Record, &Situation) -> Result<Plan, Refusal>,
    situation: &Situation,
) -> Result<Written, Problem> {
    let own = document::load(&found.snapshot).map_err(|_| unreadable())?;
    let known = loaded(target.id, stored).ok_or_else(unreadable)?;
    as_known(headers, &tag(&own, &known))?;
    let mut documents = Documents::of(own, target, stored, policy).ok_or_else(unreadable)?;
    let record = documents.record(target.id).ok_or_else(unreadable)?;
    let plan = command(&record, situation).map_err(|refusal| of_command(&refusal, target.object))?;
    let received = if plan.documents.is_empty() { found.received } else { situation.now };
    let changes = documents.write(plan.documents, situation).ok_or_else(unreadable)?;
    let read_at = places(target.id, stored).chain([(target.id.0, found.seq)]).collect();
    Ok(Written { read_at, shown: seen(&documents, stored, &changes, target, received)?, changes })
}

/// The record as it is after changes, by which it is named from then on: with what is there beside it.
fn seen(
    documents: &Documents,
    stored: &[Stored],
    changes: &[Change],
    target: Target,
    received: i64,
) -> Result<Shown, Problem> {
    let there = |id: &RecordId| {
        places(target.id, stored).any(|(doc, _)| doc == id.0) || changes.iter().any(|(doc, ..)| doc == id)
    };
    let beside = documents.beside.iter().filter(|(_, id, _)| there(id)).cloned().collect();
    shown(&documents.own, &beside, target.id, received).ok_or_else(unreadable)
}

async fn new(
    web: &Web,
    target: Target,
    values: Vec<Assignment>,
    situation: Situation,
    policy: Arc<Policy>,
) -> Result<Written, Problem> {
    let work = move || {
        let (object, id) = (target.object, target.id);
        let plan = create(object.key, id, &values, &Origin::Manual, &situation)
            .map_err(|refusal| of_command(&refusal, object))?;
        let own = document::new(id, object.key).map_err(|_| unreadable())?;
        let mut documents = Documents::of(own, target, &[], policy).ok_or_else(unreadable)?;
        let changes = documents.write(plan.documents, &situation).ok_or_else(unreadable)?;
        let shown = seen(&documents, &[], &changes, target, situation.now)?;
        Ok(Written { changes, read_at: BTreeMap::new(), shown })
    };
    web.relay.pool.run(work).await.ok_or_else(Problem::busy)?
}

fn unreadable() -> Problem {
    Problem::new(What::Fault, "The record cannot be read; whoever runs the relay should look at it.")
}

/// Whether the changes are stored; not, where somebody else wrote to the record since it was read. All or none are.
async fn push(
    web: &Web,
    program: &Program,
    deed: Deed,
    read_at: BTreeMap<[u8; 16], i64>,
    changes: Vec<Change>,
) -> Result<bool, Problem> {
    let pushed = |(doc, kind, change): Change| PushedChange {
        doc: doc.0,
        kind: kind.to_owned(),
        hash: change.hash().0,
        bytes: change.raw_bytes().to_vec(),
    };
    let changes = changes.into_iter().map(pushed).collect();
    let relay = &web.relay;
    let pusher = program.pusher(relay.next_connection(), deed, read_at);
    let replies = relay.gate.push(&pusher, changes, relay.now()).await.map_err(denied)?;
    let mut stored = true;
    for (_, reply) in replies {
        match reply {
            Reply::Acked => {}
            Reply::Refused { reason, field } => return Err(of_gate(&reason, field)),
            Reply::Later | Reply::Duplicate | Reply::Fork | Reply::Missing(_) => stored = false,
        }
    }
    Ok(stored)
}

fn situation(web: &Web, program: &Program) -> Situation {
    let person = Some(PersonId(program.caller.person));
    Situation { person, ..Situation::bare(web.relay.now()) }
}

/// What the fields of a body shall hold.
async fn assignments(
    web: &Web,
    program: &Program,
    object: &ObjectDefinition,
    given: Map<String, Value>,
) -> Result<Vec<Assignment>, Problem> {
    let members = web.relay.log.members(program.caller.workspace).await;
    let members = members.map_err(|error| Problem::fault(&error))?.into_iter();
    let people: BTreeSet<PersonId> =
        members.filter_map(|member| member.person.try_into().ok().map(PersonId)).collect();
    let assignment = |(key, json): (String, Value)| {
        // What a team added is read only: what may be chosen in it stands in records.
        let field = object.field(&key).filter(|field| !field.custom()).ok_or_else(|| {
            Problem::of_field(
                What::BadValue,
                &key,
                format!("{} has no such field; /api/v1/objects lists them.", object.key),
            )
        })?;
        let value = values::read(field, &json, &people)?;
        Ok((key, value))
    };
    let given: Vec<Assignment> = given.into_iter().map(assignment).collect::<Result<_, _>>()?;
    let fields = given.iter().map(|(field, _)| field.as_str());
    match beside::hidden(web, program, object.key, fields).await? {
        Some(field) => Err(no_access(Some(field))),
        None => Ok(given),
    }
}

/// The id of a record that was made with an idempotency key: nothing has to be remembered, and nobody else comes to it.
fn id_of(token: &[u8; 32], object: &str, key: &str) -> RecordId {
    let mut digest = Sha256::new();
    for part in [b"halkhata idempotency key" as &[u8], token, object.as_bytes(), key.as_bytes()] {
        digest.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(part);
    }
    let mut id = [0; 16];
    id.copy_from_slice(&digest.finalize()[..16]);
    RecordId(id)
}

/// The record that the same key made before.
async fn made(web: &Web, program: &Program, target: Target, found: Listed) -> Result<Response, Problem> {
    let stored = beside_of(web, program, target).await?.remove(&target.id).unwrap_or_default();
    let work = move || {
        let doc = document::load(&found.snapshot).ok()?;
        shown(&doc, &loaded(target.id, &stored)?, target.id, found.received)
    };
    let shown = web.relay.pool.run(work).await.ok_or_else(Problem::busy)?.ok_or_else(unreadable)?;
    Ok(created(program, target, StatusCode::OK, shown))
}

fn created(program: &Program, target: Target, status: StatusCode, shown: Shown) -> Response {
    let mut answer = if program.reads() { answered(status, shown) } else { name_only(status, target) };
    let path = format!("/api/v1/records/{}/{}", target.object.key, target.id);
    if let Ok(path) = HeaderValue::from_str(&path) {
        answer.headers_mut().insert(header::LOCATION, path);
    }
    answer
}

/// What a program that may not read is told of a record.
fn name_only(status: StatusCode, target: Target) -> Response {
    (status, Json(json!({"id": target.id.to_string(), "object": target.object.key}))).into_response()
}
