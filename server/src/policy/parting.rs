//! Fields come to lie apart: what the records of an object hold in them goes into companions, and the records are made anew
//! without it. All in the transaction that puts the policy in force, so that nobody ever sees by the new policy what was
//! written by the old one.

use super::in_force::InForce;
use super::placing::place;
use super::scoping::Before;
use super::sight::stands_beside;
use super::{Permit, rows};
use crate::log::actors::Actors;
use crate::log::changes::{NewChange, Push, Update, store};
use crate::log::cursor::Seal;
use crate::log::documents::{self, Whole};
use crate::log::erased;
use crate::log::renewal::{Anew, renew};
use crate::log::{Event, LogError, Transaction, scopes, workspaces};
use crm_core::document::{self, apart, history, write};
use crm_core::ids::{ActorId, FieldKey, ObjectKey, RecordId};
use crm_core::objects::companion::{Companion, companion};
use crm_core::views::row;
use crm_sync::frame::ActorRow;
use std::collections::{BTreeMap, BTreeSet};

/// Records looked at in one go.
const PORTION: i64 = 500;

/// A record that held something in a field that is to lie apart.
struct Parted {
    anew: Anew,
    companions: Vec<Made>,
}

/// A companion as it begins.
struct Made {
    held: apart::Held,
    of: &'static Companion,
}

/// Takes fields out of the records of a workspace.
pub(super) async fn part(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    in_force: &InForce,
    fields: &[(ObjectKey, FieldKey)],
    now: i64,
) -> Result<(), LogError> {
    let workspace = permit.workspace();
    let mut objects: BTreeMap<&str, Vec<&'static Companion>> = BTreeMap::new();
    for (object, field) in fields {
        objects.entry(object).or_default().extend(companion(object, field));
    }
    let Some(seal) = workspaces::seal(tx, workspace).await? else { return Ok(()) };
    for (object, companions) in objects {
        let mut after = 0;
        loop {
            let found = documents::of_kind(tx, workspace, object, after, PORTION).await?;
            let Some(last) = found.last().map(|whole| whole.number) else { break };
            after = last;
            let of = companions.clone();
            let work = move || found.into_iter().filter_map(|whole| parted(whole, &of)).collect::<Vec<_>>();
            let parted = tokio::task::spawn_blocking(work).await.map_err(|_| LogError::Unread)?;
            let (anew, made): (Vec<Anew>, Vec<Vec<Made>>) =
                parted.into_iter().map(|one| (one.anew, one.companions)).unzip();
            if let Some(seq) = renew(tx, workspace, anew).await? {
                tx.events.push(Event::Erased { workspace, seq });
            }
            let made: Vec<Made> = made.into_iter().flatten().collect();
            make(tx, permit, in_force, made, &seal, now).await?;
        }
    }
    Ok(())
}

/// A record without these fields; `None` where it never held anything in them, or cannot be read: that one goes on as it is
/// and is sent to nobody who could read it.
fn parted(whole: Whole, companions: &[&'static Companion]) -> Option<Parted> {
    let record = RecordId(whole.doc.as_slice().try_into().ok()?);
    let doc = document::load(&whole.snapshot).ok()?;
    let fields: Vec<&str> = companions.iter().map(|one| one.field.key).collect();
    let rest = apart::without(&doc, &fields)?;
    let hashes = history::hashes(&doc).into_iter().zip(history::hashes(&rest)).collect();
    let anew = Anew {
        number: whole.number,
        snapshot: rest.save_nocompress(),
        heads: document::heads(&rest).concat(),
        row: row::pack(&document::read::read(&rest, record)?),
        hashes,
    };
    let held = companions.iter().filter_map(|of| Some(Made { held: apart::held(&doc, record, of)?, of }));
    Some(Parted { anew, companions: held.collect() })
}

/// Stores companions, each as written by whoever had written the value.
async fn make(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    in_force: &InForce,
    made: Vec<Made>,
    seal: &Seal,
    now: i64,
) -> Result<(), LogError> {
    let made = with_room(tx, permit.workspace(), made).await?;
    if made.is_empty() {
        return Ok(());
    }
    let by: BTreeSet<[u8; 16]> = made.iter().filter_map(|one| one.held.by.map(|by| by.0)).collect();
    let by: Vec<[u8; 16]> = by.into_iter().collect();
    let whose = Actors::rows(tx, permit.workspace(), &by).await?;
    let whose: BTreeMap<[u8; 16], ActorRow> = whose.into_iter().map(|row| (row.actor, row)).collect();
    let (mut updates, mut rows) = (Vec::new(), BTreeMap::new());
    for one in made {
        let known = one.held.by.and_then(|by| whose.get(&by.0));
        let (person, device) =
            known.map_or((permit.person(), permit.device()), |row| (row.person, row.device));
        let actor = seal.actor(&person, &device, in_force.place.unwrap_or_default());
        let device_name = known.map(|row| row.device_name.clone()).unwrap_or_default();
        rows.entry(actor).or_insert(ActorRow { actor, person, device, device_name, since: now });
        updates.extend(update(&one, ActorId(actor)));
    }
    place(tx, permit, in_force, &mut updates, &Before::default()).await?;
    let actors = Actors::given(tx, permit.workspace(), rows.into_values().collect()).await?;
    let (device_name, moved_along) = Default::default();
    let push = Push { connection: 0, device_name, take_over: true, updates, moved_along, now };
    store(tx, permit, push, actors).await
}

/// Those whose place is free. A companion that is there already, because devices brought it to a log that went back, is
/// newer than what the record had. Anything else at such a place was put there to be in the way, and goes.
async fn with_room(
    tx: &mut Transaction<'_>,
    workspace: i64,
    mut made: Vec<Made>,
) -> Result<Vec<Made>, LogError> {
    let ids: Vec<[u8; 16]> = made.iter().map(|one| one.held.plan.record.0).collect();
    let mut there = BTreeSet::new();
    for found in scopes::by_id(tx, workspace, &ids).await? {
        let Ok(doc) = <[u8; 16]>::try_from(found.doc.as_slice()) else { continue };
        if stands_beside(&found.kind) {
            there.insert(doc);
        } else {
            tracing::warn!(kind = found.kind, "a document lay where a companion belongs; it is taken out");
            erased::take_out(tx, workspace, doc, found.number).await?;
        }
    }
    made.retain(|one| !there.contains(&one.held.plan.record.0));
    Ok(made)
}

fn update(one: &Made, actor: ActorId) -> Option<Update> {
    let apart::Held { plan, at, .. } = &one.held;
    let mut doc = document::new(plan.record, &plan.object).ok()?;
    let changes = write::write_all(&mut doc, plan, actor, *at).ok()?;
    let changes = (1..).zip(changes).map(|(actor_seq, change)| NewChange {
        hash: change.hash().0,
        actor: actor.0,
        actor_seq,
        bytes: change.raw_bytes().to_vec(),
    });
    Some(Update {
        doc: plan.record.0,
        kind: one.of.definition.key.into(),
        inspected: None,
        snapshot: doc.save_nocompress(),
        heads: document::heads(&doc).concat(),
        max_op: document::max_op(&doc),
        row: row::pack(&document::read::read(&doc, plan.record)?),
        rows_version: rows::version(),
        changes: changes.collect(),
        lies: None,
    })
}
