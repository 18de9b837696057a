//! Erases records for good: an administrator decides it, or a device tells a relay which was restored from before it.

use super::Permit;
use super::in_force::{InForce, Policies};
use super::permit::Role;
use super::placing::Placing;
use crate::log::cursor::Seal;
use crate::log::scopes::{self, Lying};
use crate::log::{Event, Log, LogError, Transaction, erased, workspaces};
use crm_core::ids::RecordId;
use crm_core::objects::companion::companion;
use crm_core::policy::{Action, Entry};
use crm_sync::frame::{DocId, Proof};
use std::collections::BTreeSet;

/// Most records that are erased in one go.
pub const AT_ONCE: usize = 500;

/// Erases records for an administrator, all or none; gives the object of each. `None` where one of them is not there, is a
/// desk, or is none that the person may delete.
pub async fn erase(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    known: &Policies,
    records: &[DocId],
    now: i64,
) -> Result<Option<Vec<String>>, LogError> {
    let workspace = permit.workspace();
    let in_force = known.current(tx, workspace).await?;
    let found = scopes::by_id(tx, workspace, records).await?;
    let wanted: BTreeSet<&DocId> = records.iter().collect();
    let administrator = permit.role() == Role::Administrator;
    let Some(grants) = in_force.grants(permit.person(), permit.role()).filter(|_| administrator) else {
        return Ok(None);
    };
    let lies = scopes::scopes_of(tx, &found.iter().map(|one| one.number).collect::<Vec<_>>()).await?;
    let names = scopes::names(tx, &lies.values().flatten().copied().collect::<Vec<_>>()).await?;
    let may = |one: &Lying| {
        let lies = lies.get(&one.number).into_iter().flatten();
        let entries: Vec<Entry> =
            lies.filter_map(|scope| names.get(scope)).filter_map(|name| name.parse().ok()).collect();
        one.kind != crm_core::objects::desk::KEY && grants.may(Action::Delete, &one.kind, &entries)
    };
    if found.is_empty() || found.len() != wanted.len() || !found.iter().all(may) {
        return Ok(None);
    }
    let objects = found.iter().map(|one| one.kind.clone()).collect();
    let docs: Vec<DocId> = wanted.into_iter().copied().collect();
    put_away(tx, workspace, known, &docs, now).await?;
    Ok(Some(objects))
}

/// What a device heard to be erased before this relay was restored is erased again; what this relay cannot have said is
/// passed over.
pub async fn hear(
    log: &Log,
    workspace: i64,
    known: &Policies,
    (seal, told): (&Seal, Vec<(DocId, u32, Proof)>),
    now: i64,
) -> Result<(), LogError> {
    let proven = told.into_iter().filter(|(doc, generation, proof)| seal.proves(doc, *generation, proof));
    let proven = proven.map(|(doc, generation, _)| (doc, generation)).collect();
    repeat(log, workspace, known, proven, now).await
}

/// Erases in a database that was put back what is known to have been erased since: the workspace's number, the document,
/// the generation.
pub async fn again(log: &Log, erased: Vec<(i64, DocId, u32)>, now: i64) -> Result<(), LogError> {
    for workspace in log.workspaces().await? {
        let here = erased.iter().filter(|(number, ..)| *number == workspace.number);
        let here = here.map(|(_, doc, generation)| (*doc, *generation)).collect();
        repeat(log, workspace.number, &Policies::default(), here, now).await?;
    }
    Ok(())
}

/// Erases what was erased already, as far as this database does not know it. What is not in it is refused if it comes.
async fn repeat(
    log: &Log,
    workspace: i64,
    known: &Policies,
    mut erasures: Vec<(DocId, u32)>,
    now: i64,
) -> Result<(), LogError> {
    let docs: Vec<DocId> = erasures.iter().map(|(doc, _)| *doc).collect();
    let here: BTreeSet<DocId> = log.erased(workspace, &docs).await?.into_iter().map(|(doc, _)| doc).collect();
    erasures.retain(|(doc, _)| !here.contains(doc));
    if erasures.is_empty() {
        return Ok(());
    }
    let known = known.clone();
    log.write(move |tx| {
        Box::pin(async move {
            let docs: Vec<DocId> = erasures.iter().map(|(doc, _)| *doc).collect();
            put_away(tx, workspace, &known, &docs, now).await?;
            let here = erased::among(tx, workspace, &docs).await?;
            for one in erasures.into_iter().filter(|(doc, _)| !here.contains(doc)) {
                let seq = workspaces::next_place(tx, workspace).await?;
                erased::note_absent(tx, workspace, one, seq).await?;
            }
            Ok(())
        })
    })
    .await
}

/// Takes documents out of the log, each at a place of its own. Activities about them lie elsewhere then.
async fn put_away(
    tx: &mut Transaction<'_>,
    workspace: i64,
    known: &Policies,
    docs: &[DocId],
    now: i64,
) -> Result<(), LogError> {
    let along = scopes::activities_about(tx, workspace, docs).await?;
    let in_force = known.current(tx, workspace).await?;
    let mut docs = docs.to_vec();
    docs.extend(companions_of(tx, workspace, &in_force, &docs).await?);
    let mut last = None;
    for doc in &docs {
        let seq = workspaces::next_place(tx, workspace).await?;
        if erased::erase(tx, workspace, *doc, (seq, now)).await? {
            last = Some(seq);
        }
    }
    let Some(mut seq) = last else { return Ok(()) };
    if !in_force.open() {
        let gone = |one: &Lying| docs.iter().any(|doc| doc[..] == one.doc[..]);
        let along: Vec<Lying> = along.into_iter().filter(|one| !gone(one)).collect();
        let moves = Placing::new(workspace, &in_force).moves(tx, &along).await?;
        if !moves.is_empty() {
            seq = workspaces::next_place(tx, workspace).await?;
            scopes::apply(tx, workspace, seq, &moves).await?;
        }
    }
    tx.events.push(Event::Erased { workspace, seq });
    Ok(())
}

/// What lies apart from records: it goes with them.
async fn companions_of(
    tx: &mut Transaction<'_>,
    workspace: i64,
    in_force: &InForce,
    docs: &[DocId],
) -> Result<Vec<DocId>, LogError> {
    if in_force.policy.apart.is_empty() {
        return Ok(Vec::new());
    }
    let found = scopes::by_id(tx, workspace, docs).await?;
    let beside = found.iter().flat_map(|one| {
        let record = <DocId>::try_from(one.doc.as_slice()).map(RecordId).ok();
        let fields = in_force.policy.apart.get(&one.kind).into_iter().flatten();
        let companions = fields.filter_map(|field| companion(&one.kind, field));
        companions.filter_map(move |companion| Some(companion.beside(record?).0))
    });
    Ok(beside.filter(|doc| !docs.contains(doc)).collect())
}
