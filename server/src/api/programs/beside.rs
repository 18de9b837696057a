//! What lies apart from the record that a program asks for: read with it and written with it, as far as the person of the
//! token may.

use super::answer::Target;
use super::bearer::Program;
use super::problem::Problem;
use crate::api::Web;
use crate::api::password::random;
use crate::socket::look::Look;
use crm_core::commands::{DocumentPlan, Situation};
use crm_core::document::{self, Document, apart, read, write};
use crm_core::ids::{ActorId, PersonId, RecordId};
use crm_core::objects;
use crm_core::objects::companion::{Companion, companion};
use crm_core::policy::Policy;
use crm_core::views::record::Record;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A companion as it is stored.
#[derive(Clone)]
pub(super) struct Stored {
    of: &'static Companion,
    snapshot: Vec<u8>,
    seq: i64,
}

/// What stands beside some records, by record.
pub(super) type Beside = BTreeMap<RecordId, Vec<Stored>>;

/// A companion in memory.
pub(super) type Companions = Vec<(&'static Companion, RecordId, Document)>;

/// A change that was written, of which document and object.
pub(super) type Change = (RecordId, &'static str, document::Change);

/// The documents of one record: its own, and what stands beside it.
pub(super) struct Documents {
    /// The record's own.
    pub own: Document,
    /// Its companions, also those that are not there yet.
    pub beside: Companions,
    policy: Arc<Policy>,
}

pub(super) async fn policy(web: &Web, program: &Program) -> Result<Arc<Policy>, Problem> {
    let found = web.relay.policies.at(&web.relay.log, program.caller.workspace, i64::MAX).await;
    Ok(found.map_err(|error| Problem::fault(&error))?.policy)
}

/// The first of these fields that the person may not even read: it cannot be told apart from one that is not there.
pub(super) async fn hidden<'f>(
    web: &Web,
    program: &Program,
    object: &str,
    mut fields: impl Iterator<Item = &'f str>,
) -> Result<Option<&'f str>, Problem> {
    let grants = policy(web, program).await?.grants(PersonId(program.caller.person));
    Ok(fields.find(|field| grants.as_ref().is_some_and(|grants| grants.hides(object, field))))
}

/// What the person sees beside these records of an object.
pub(super) async fn beside(
    web: &Web,
    program: &Program,
    look: &mut Look,
    object: &str,
    records: &[RecordId],
) -> Result<Beside, Problem> {
    let policy = policy(web, program).await?;
    let of: Vec<&'static Companion> =
        policy.apart.get(object).into_iter().flatten().filter_map(|field| companion(object, field)).collect();
    let mut found = Beside::new();
    if of.is_empty() || records.is_empty() {
        return Ok(found);
    }
    let places: BTreeMap<[u8; 16], (RecordId, &'static Companion)> = records
        .iter()
        .flat_map(|record| of.iter().map(move |one| (one.beside(*record).0, (*record, *one))))
        .collect();
    let (fault, log) = (|error| Problem::fault(&error), &web.relay.log);
    let ids: Vec<[u8; 16]> = places.keys().copied().collect();
    let stored = log.documents(program.caller.workspace, &ids).await.map_err(fault)?;
    let named = stored.iter().map(|one| (one.number, one.doc.clone(), one.kind.clone())).collect();
    let visible = look.visible(log, named).await.map_err(fault)?;
    for one in stored.into_iter().filter(|one| visible.contains(&one.number)) {
        let place = <[u8; 16]>::try_from(one.doc.as_slice()).ok().and_then(|doc| places.get(&doc));
        let Some((record, of)) = place.filter(|(_, of)| of.definition.key == one.kind) else { continue };
        found.entry(*record).or_default().push(Stored { of, snapshot: one.snapshot, seq: one.seq });
    }
    Ok(found)
}

/// What stands beside a record, read.
pub(super) fn loaded(record: RecordId, stored: &[Stored]) -> Option<Companions> {
    stored
        .iter()
        .map(|one| Some((one.of, one.of.beside(record), document::load(&one.snapshot).ok()?)))
        .collect()
}

/// Reads into a record what stands beside it.
pub(super) fn join(record: &mut Record, beside: &Companions) {
    for (of, id, doc) in beside {
        if let Some(companion) = read::read(doc, *id) {
            record.take_in(companion, of.field.key);
        }
    }
}

/// The place of the latest change of each of these companions.
pub(super) fn places(record: RecordId, stored: &[Stored]) -> impl Iterator<Item = ([u8; 16], i64)> {
    stored.iter().map(move |one| (one.of.beside(record).0, one.seq))
}

impl Documents {
    /// The documents of a record that is written.
    pub(super) fn of(own: Document, target: Target, stored: &[Stored], policy: Arc<Policy>) -> Option<Self> {
        let key = target.object.key;
        let mut beside = loaded(target.id, stored)?;
        for of in policy.apart.get(key).into_iter().flatten().filter_map(|field| companion(key, field)) {
            if !beside.iter().any(|(there, ..)| std::ptr::eq(*there, of)) {
                let id = of.beside(target.id);
                beside.push((of, id, document::new(id, of.definition.key).ok()?));
            }
        }
        Some(Self { own, beside, policy })
    }

    /// The record that they are together.
    pub(super) fn record(&self, id: RecordId) -> Option<Record> {
        let mut record = read::read(&self.own, id)?;
        join(&mut record, &self.beside);
        Some(record)
    }

    /// Writes plans of the record by an actor of its own, used for nothing else: each edit into the document where it
    /// belongs.
    pub(super) fn write(
        &mut self,
        plans: Vec<DocumentPlan>,
        Situation { now, person, .. }: &Situation,
    ) -> Option<Vec<Change>> {
        let (actor, mut changes) = (ActorId(random()), Vec::new());
        let policy = self.policy.clone();
        let lies_apart = |object: &str, field: &str| policy.lies_apart(object, field);
        let grants = person.and_then(|person| policy.grants(person));
        let hides =
            |object: &str, field: &str| grants.as_ref().is_some_and(|grants| grants.hides(object, field));
        let seen = |mut plan: DocumentPlan| {
            // What a command writes along into a field that the person does not see is left out.
            plan.edits.retain(|edit| !hides(&plan.object, edit.field()));
            plan
        };
        for plan in plans.into_iter().map(seen).flat_map(|plan| apart::divided(plan, lies_apart)) {
            let beside = self.beside.iter_mut().find(|(_, id, _)| *id == plan.record);
            let (kind, doc) = match beside {
                Some((of, _, doc)) => (of.definition.key, doc),
                None => (objects::object(&plan.object)?.key, &mut self.own),
            };
            let written = write::write_all(doc, &plan, actor, *now).ok()?;
            changes.extend(written.into_iter().map(|change| (plan.record, kind, change)));
        }
        Some(changes)
    }
}
