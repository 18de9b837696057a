//! Stores inspected changes: one update per document, all of a push in one transaction.

use super::actors::Actors;
use super::erased;
use super::scopes::{self, Move};
use super::sql::{Value, sql};
use super::{Event, LogError, Transaction};
use crate::policy::Permit;
use crm_planted::{Bug, planted};
use crm_sync::frame::ActorRow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Changes written by one statement where there may be any number of them.
pub(super) const AT_ONCE: usize = 500;

/// A change that passed inspection.
#[derive(Clone, Debug)]
pub struct NewChange {
    /// Its hash.
    pub hash: [u8; 32],
    /// Who made it.
    pub actor: [u8; 16],
    /// Its number among the actor's changes of the document.
    pub actor_seq: u64,
    /// The change itself.
    pub bytes: Vec<u8>,
}

/// A document after some changes, and the changes.
#[derive(Clone, Debug)]
pub struct Update {
    /// The document.
    pub doc: [u8; 16],
    /// Its object.
    pub kind: Arc<str>,
    /// The state that was inspected: number and place of the latest change; `None` for a new document.
    pub inspected: Option<(i64, i64)>,
    /// The document after the changes.
    pub snapshot: Vec<u8>,
    /// Its heads, one after another.
    pub heads: Vec<u8>,
    /// Its largest operation number.
    pub max_op: u64,
    /// Its row.
    pub row: Vec<u8>,
    /// Version of the row.
    pub rows_version: u32,
    /// The changes in order.
    pub changes: Vec<NewChange>,
    /// Where it lies after them; `None` in an open workspace, where nothing lies anywhere.
    pub lies: Option<Lies>,
}

/// Where a document lies before and after an update.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lies {
    /// Its scopes before, sorted.
    pub before: Vec<u32>,
    /// Its scopes after, sorted.
    pub after: Vec<u32>,
    /// The records that an activity is about.
    pub about: Option<Vec<[u8; 16]>>,
}

/// One change as it was stored.
#[derive(Clone, Debug)]
pub struct StoredChange {
    /// Its place.
    pub seq: i64,
    /// The document.
    pub doc: [u8; 16],
    /// Its object.
    pub kind: Arc<str>,
    /// Where the document lies; nowhere in an open workspace.
    pub scopes: Arc<[u32]>,
    /// When it came, in milliseconds.
    pub received: i64,
    /// Who made it.
    pub actor: [u8; 16],
    /// The change itself.
    pub bytes: Vec<u8>,
}

/// What one push or one share by hand stored; told to the connections of the workspace.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The workspace.
    pub workspace: i64,
    /// The connection that pushed it and needs no echo; that of a share is none.
    pub connection: u64,
    /// Its first and its last place.
    pub places: (i64, i64),
    /// The changes in the order of their places.
    pub changes: Vec<StoredChange>,
    /// Documents that were there and came to lie elsewhere.
    pub moves: Vec<Move>,
    /// Whose the actors are.
    pub actors: Vec<ActorRow>,
}

/// A push as the transaction sees it.
pub struct Push {
    /// The connection.
    pub connection: u64,
    /// What the installation is called.
    pub device_name: String,
    /// Whether changes of other people's actors are taken over, as in a repair after a restore.
    pub take_over: bool,
    /// The documents.
    pub updates: Vec<Update>,
    /// Activities that move with what they are about.
    pub moved_along: Vec<Move>,
    /// Relay time in milliseconds.
    pub now: i64,
}

/// Which updates still fit: their document is as it was inspected, and their actors are the pusher's own. The others need
/// another inspection.
pub async fn fitting(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    push: &Push,
) -> Result<(Vec<bool>, Actors), LogError> {
    let actors = Actors::of(tx, permit, push).await?;
    let current = current(tx, permit.workspace(), &push.updates).await?;
    let new = push.updates.iter().filter(|update| update.inspected.is_none()).map(|update| update.doc);
    let erased = erased::among(tx, permit.workspace(), &new.collect::<Vec<_>>()).await?;
    let fits = |update: &Update| {
        let as_inspected = current.get(&update.doc).copied() == update.inspected
            // It was made and erased meanwhile: the next inspection finds that.
            && (!erased.contains(&update.doc) || planted(Bug::ErasedComesBack));
        let anybodys = push.take_over || planted(Bug::NoActorBinding);
        let own = |change: &NewChange| anybodys || actors.own(&change.actor);
        as_inspected && update.changes.iter().all(own)
    };
    let fitting = push.updates.iter().map(fits).collect();
    Ok((fitting, actors))
}

/// Stores updates that fit, all of a push at the next places of the log.
pub async fn store(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    push: Push,
    actors: Actors,
) -> Result<(), LogError> {
    let workspace = permit.workspace();
    let mut updates = push.updates;
    if updates.is_empty() {
        return Ok(());
    }
    let count: usize = updates.iter().map(|update| update.changes.len()).sum();
    let new = updates.iter().filter(|update| update.inspected.is_none()).count();
    let first = reserve(tx, workspace, count, new).await?;
    let mut next = first;
    for update in &mut updates {
        next += count_of(&update.changes);
        update.inspected = update.inspected.map(|(number, _)| (number, next - 1));
    }
    let actors = actors.bind(tx, workspace, &updates, push.now).await?;
    let numbers = write_documents(tx, workspace, &updates, first).await?;
    write_changes(tx, permit, &updates, &numbers, first, push.now).await?;
    let moves = move_documents(tx, workspace, next - 1, &updates, push.moved_along, &numbers).await?;
    let mut seq = first;
    let mut changes = Vec::with_capacity(count);
    for update in updates {
        let scopes: Arc<[u32]> = update.lies.map(|lies| lies.after).unwrap_or_default().into();
        for change in update.changes {
            let NewChange { actor, bytes, .. } = change;
            let (doc, kind, scopes) = (update.doc, update.kind.clone(), scopes.clone());
            changes.push(StoredChange { seq, doc, kind, scopes, received: push.now, actor, bytes });
            seq += 1;
        }
    }
    let (connection, places) = (push.connection, (first, next - 1));
    tx.events.push(Event::Changes(Arc::new(Stored {
        workspace,
        connection,
        places,
        changes,
        moves,
        actors,
    })));
    Ok(())
}

/// Puts the documents of a push, and what moves along, where they lie now; returns those that were somewhere else.
async fn move_documents(
    tx: &mut Transaction<'_>,
    workspace: i64,
    seq: i64,
    updates: &[Update],
    moved_along: Vec<Move>,
    numbers: &BTreeMap<[u8; 16], i64>,
) -> Result<Vec<Move>, LogError> {
    let (mut moves, mut settled) = (moved_along, Vec::new());
    for update in updates {
        let (Some(lies), Some(number)) = (&update.lies, numbers.get(&update.doc)) else { continue };
        if let Some(about) = &lies.about {
            scopes::set_about(tx, *number, about).await?;
        }
        if lies.before == lies.after {
            continue;
        }
        let (before, after) = (lies.before.clone(), lies.after.clone());
        let one = Move { number: *number, doc: update.doc, kind: update.kind.to_string(), before, after };
        if update.inspected.is_none() { settled.push(one) } else { moves.push(one) }
    }
    scopes::settle(tx, &settled).await?;
    scopes::apply(tx, workspace, seq, &moves).await?;
    Ok(moves)
}

fn count_of<T>(items: &[T]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}

async fn current(
    tx: &mut Transaction<'_>,
    workspace: i64,
    updates: &[Update],
) -> Result<BTreeMap<[u8; 16], (i64, i64)>, LogError> {
    let query = sql("SELECT doc, number, seq FROM docs WHERE workspace = ? AND doc IN")
        .bind(workspace)
        .list(updates.iter().map(|update| update.doc.to_vec()));
    let rows = query.fetch_all::<(Vec<u8>, i64, i64)>(&mut *tx.connection).await?;
    Ok(rows
        .into_iter()
        .filter_map(|(doc, number, seq)| Some((doc.try_into().ok()?, (number, seq))))
        .collect())
}

/// Takes the next places of the log.
pub(super) async fn reserve(
    tx: &mut Transaction<'_>,
    workspace: i64,
    count: usize,
    new: usize,
) -> Result<i64, LogError> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let (next,): (i64,) =
        sql("UPDATE workspaces SET next_seq = next_seq + ?, documents = documents + ? WHERE number = ?
         RETURNING next_seq")
        .bind(count)
        .bind(i64::try_from(new).unwrap_or(i64::MAX))
        .bind(workspace)
        .fetch_one(&mut *tx.connection)
        .await?;
    Ok(next - count)
}

/// Writes documents and gives the number of each: one statement for those that exist and one for new ones, because
/// each statement is a journey to the writer's thread and back.
async fn write_documents(
    tx: &mut Transaction<'_>,
    workspace: i64,
    updates: &[Update],
    first: i64,
) -> Result<BTreeMap<[u8; 16], i64>, LogError> {
    let mut numbers = BTreeMap::new();
    let (mut fresh, mut known) = (Vec::new(), Vec::new());
    let mut seq = first;
    for update in updates {
        seq += count_of(&update.changes);
        match update.inspected {
            Some((number, seq)) => {
                numbers.insert(update.doc, number);
                known.push((update, number, seq));
            }
            None => fresh.push((update, seq - 1)),
        }
    }
    if !known.is_empty() {
        let change = sql("WITH news (number, snapshot, heads, max_op, row, rows_version, seq) AS (")
            .rows(&known, |(update, number, seq)| {
                let [snapshot, heads, max_op, row, version, seq] = state(update, *seq);
                [number.into(), snapshot, heads, max_op, row, version, seq]
            })
            .then(
                ") UPDATE docs SET snapshot = news.snapshot, heads = news.heads, max_op = news.max_op,
                   row = news.row, rows_version = news.rows_version, seq = news.seq
                 FROM news WHERE docs.number = news.number",
            );
        change.execute(&mut *tx.connection).await?;
    }
    if !fresh.is_empty() {
        let insert = sql(
            "INSERT INTO docs (workspace, doc, kind, generation, snapshot, heads, max_op, row, rows_version, seq)",
        )
        .rows(&fresh, |(update, seq)| {
            let [snapshot, heads, max_op, row, version, seq] = state(update, *seq);
            let (doc, kind) = (update.doc.to_vec().into(), update.kind.to_string().into());
            [workspace.into(), doc, kind, 0_i64.into(), snapshot, heads, max_op, row, version, seq]
        })
        .then("RETURNING number, doc");
        let rows: Vec<(i64, Vec<u8>)> = insert.fetch_all(&mut *tx.connection).await?;
        numbers.extend(rows.into_iter().filter_map(|(number, doc)| Some((doc.try_into().ok()?, number))));
    }
    Ok(numbers)
}

/// What a document is after the changes: snapshot, heads, max_op, row, rows_version, seq.
fn state(update: &Update, seq: i64) -> [Value; 6] {
    [
        (&update.snapshot).into(),
        (&update.heads).into(),
        i64::try_from(update.max_op).unwrap_or(i64::MAX).into(),
        (&update.row).into(),
        update.rows_version.into(),
        seq.into(),
    ]
}

async fn write_changes(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    updates: &[Update],
    numbers: &BTreeMap<[u8; 16], i64>,
    first: i64,
    now: i64,
) -> Result<(), LogError> {
    let changes =
        updates.iter().flat_map(|update| update.changes.iter().map(move |change| (update.doc, change)));
    let insert = sql(
        "INSERT INTO changes (workspace, seq, doc, hash, actor, actor_seq, person, device, received, bytes)",
    )
    .rows((first..).zip(changes), |(seq, (doc, change))| {
        [
            permit.workspace().into(),
            seq.into(),
            numbers.get(&doc).copied().into(),
            change.hash.to_vec().into(),
            change.actor.to_vec().into(),
            i64::try_from(change.actor_seq).unwrap_or(i64::MAX).into(),
            permit.person().to_vec().into(),
            permit.device().to_vec().into(),
            now.into(),
            (&change.bytes).into(),
        ]
    });
    insert.execute(&mut *tx.connection).await?;
    Ok(())
}
