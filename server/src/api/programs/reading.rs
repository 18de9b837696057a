//! Reads records, as far as the person of the token sees them.

use super::answer::{Target, answered, no_query};
use super::bearer::Program;
use super::beside::{self, Beside, loaded};
use super::problem::{Problem, What};
use super::shown::{Shown, shown};
use super::typed;
use crate::api::Web;
use crate::log::cursor::Use;
use crate::log::documents::Listed;
use crate::policy::Deed;
use crate::socket::look::Look;
use crate::socket::route::{from_hex, to_hex};
use axum::Json;
use axum::extract::Query;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use crm_core::document;
use crm_core::ids::RecordId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Most records of a page.
pub const MOST: usize = 100;
/// Records of a page where the program does not say.
const USUAL: usize = 50;
/// Most records that are looked at for a page: of deleted ones there may be any number.
const LOOKED_AT: usize = 1_000;

/// What a list may be asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    limit: Option<usize>,
    cursor: Option<String>,
    updated_since: Option<String>,
    #[serde(default)]
    deleted: bool,
}

/// What a record may be asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deleted {
    #[serde(default)]
    deleted: bool,
}

/// How a record stands to a person.
pub(super) enum Standing {
    /// There is none.
    Absent,
    /// The person does not see it, or it is of another object.
    Hidden,
    /// They see it.
    There(Listed),
}

/// How the record of an id stands to the person of the program.
pub(super) async fn standing(web: &Web, program: &Program, target: Target) -> Result<Standing, Problem> {
    let fault = |error| Problem::fault(&error);
    let (log, caller) = (&web.relay.log, program.caller);
    let Some(found) = log.listed(caller.workspace, &target.id.0).await.map_err(fault)? else {
        return Ok(Standing::Absent);
    };
    let mut look = look(web, program).await?;
    let named = (found.number, found.doc.clone(), found.kind.clone());
    let visible = look.visible(log, vec![named]).await.map_err(fault)?;
    let seen = found.kind == target.object.key && visible.contains(&found.number);
    Ok(if seen { Standing::There(found) } else { Standing::Hidden })
}

async fn look(web: &Web, program: &Program) -> Result<Look, Problem> {
    let (relay, caller) = (&web.relay, program.caller);
    let look = Look::new(&relay.log, &relay.policies, caller.workspace, caller.person).await;
    look.map_err(|error| Problem::fault(&error))
}

/// One record. A deleted one is not found unless it is asked for by `deleted`, as in lists.
pub(super) async fn one(
    web: &Web,
    program: &Program,
    target: Target,
    uri: &Uri,
) -> Result<Response, Problem> {
    program.may(Deed::Read)?;
    let Deleted { deleted } = parameters(uri)?;
    let Standing::There(found) = standing(web, program, target).await? else {
        return Err(Problem::not_found());
    };
    let beside = beside_of(web, program, target).await?;
    let record = shown_all(web, vec![found], beside).await?.pop().map(|(_, record)| record);
    let record = record.filter(|record| deleted || !record.deleted).ok_or_else(Problem::not_found)?;
    Ok(answered(StatusCode::OK, record))
}

/// The parameters of an address; none that it does not know.
fn parameters<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    let read = Query::<T>::try_from_uri(uri).map(|Query(asked)| asked);
    read.map_err(|error| Problem::new(What::BadRequest, format!("{}.", error.body_text())))
}

/// A page of the records of an object, in the order in which the relay got them. Those that the person does not see take
/// no room in it.
pub(super) async fn list(
    web: &Web,
    program: &Program,
    object: &'static str,
    uri: &Uri,
) -> Result<Response, Problem> {
    program.may(Deed::Read)?;
    let asked: Asked = parameters(uri)?;
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::of_field(What::BadRequest, "limit", format!("Give 1 to {MOST}.")));
    }
    let since = match &asked.updated_since {
        Some(text) => typed::read_moment(text)
            .map_err(|detail| Problem::of_field(What::BadRequest, "updated_since", detail))?,
        None => i64::MIN,
    };
    let fault = |error| Problem::fault(&error);
    let log = &web.relay.log;
    let workspace = log.workspace(program.caller.workspace).await.map_err(fault)?;
    let seal = workspace.ok_or_else(Problem::busy)?.seal;
    let mut after = match &asked.cursor {
        Some(cursor) => {
            let place = from_hex(cursor).and_then(|sealed| seal.open(Use::Listing, sealed.try_into().ok()?));
            let again = "Give `next` of the page before, or begin again without a cursor.";
            place.ok_or_else(|| Problem::of_field(What::BadRequest, "cursor", again))?
        }
        None => 0,
    };
    let mut look = look(web, program).await?;
    let mut records: Vec<Value> = Vec::new();
    let mut looked_at = 0;
    let next = 'page: loop {
        let scopes = (!look.now().all()).then(|| look.now().scopes());
        let place = (after, since);
        let found = log.listing(program.caller.workspace, object, place, MOST, scopes.as_deref());
        let found = found.await.map_err(fault)?;
        let Some(last) = found.last().map(|one| one.number) else { break None };
        let ends = found.len() < MOST;
        let named = found.iter().map(|one| (one.number, one.doc.clone(), one.kind.clone())).collect();
        let visible = look.visible(log, named).await.map_err(fault)?;
        let seen: Vec<Listed> = found.into_iter().filter(|one| visible.contains(&one.number)).collect();
        let ids: Vec<RecordId> = seen.iter().filter_map(|one| id(&one.doc)).collect();
        let beside = beside::beside(web, program, &mut look, object, &ids).await?;
        for (number, record) in shown_all(web, seen, beside).await? {
            if records.len() == limit || looked_at == LOOKED_AT {
                break 'page Some(after);
            }
            (after, looked_at) = (number, looked_at + 1);
            if asked.deleted || !record.deleted {
                records.push(record.json);
            }
        }
        if ends {
            break None;
        }
        after = last;
    };
    let next = next.map(|place| to_hex(&seal.close(Use::Listing, place)));
    Ok(Json(json!({"records": records, "next": next})).into_response())
}

fn id(doc: &[u8]) -> Option<RecordId> {
    doc.try_into().ok().map(RecordId)
}

/// What the person of the program sees beside one record.
pub(super) async fn beside_of(web: &Web, program: &Program, target: Target) -> Result<Beside, Problem> {
    let mut look = look(web, program).await?;
    beside::beside(web, program, &mut look, target.object.key, &[target.id]).await
}

/// Documents as records, made on the threads for documents. One that cannot be read is left out.
async fn shown_all(web: &Web, found: Vec<Listed>, beside: Beside) -> Result<Vec<(i64, Shown)>, Problem> {
    let work = move || {
        let record = |one: Listed| {
            let id = id(&one.doc)?;
            let doc = document::load(&one.snapshot).ok()?;
            let beside = loaded(id, beside.get(&id).map_or(&[][..], Vec::as_slice))?;
            Some((one.number, shown(&doc, &beside, id, one.received)?))
        };
        found.into_iter().filter_map(record).collect()
    };
    web.relay.pool.run(work).await.ok_or_else(Problem::busy)
}

/// The people of the workspace, who may own records.
pub(super) async fn people(web: &Web, program: &Program, uri: &Uri) -> Result<Response, Problem> {
    program.may(Deed::Read)?;
    no_query(uri)?;
    let members = web.relay.log.members(program.caller.workspace).await;
    let members = members.map_err(|error| Problem::fault(&error))?;
    let person = |member: &crate::log::accounts::Member| json!({"id": to_hex(&member.person), "name": member.name, "active": member.active});
    let people: Vec<Value> = members.iter().map(person).collect();
    Ok(Json(json!({"people": people})).into_response())
}
