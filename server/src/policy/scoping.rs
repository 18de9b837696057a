//! Decides, inside the transaction that writes, which updates of a push are allowed: by where their documents lay before
//! it.

use super::in_force::InForce;
use crate::log::changes::Update;
use crate::log::scopes::{self, Lying};
use crate::log::{LogError, Transaction};
use crate::policy::Permit;
use crm_core::ids::RecordId;
use crm_core::objects::companion::{self, Companion};
use crm_core::objects::desk;
use crm_core::policy::{Action, Entry, Grants, Policy, RelayReason};
use crm_planted::{Bug, planted};
use std::collections::{BTreeMap, BTreeSet};

/// Why an update is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The reason.
    pub reason: RelayReason,
    /// The field that is to blame.
    pub field: Option<String>,
}

/// Fields that say whether a record is deleted. Who writes others along with them also edits.
const DELETION: [&str; 2] = ["deleted_at", "deleted_by"];

/// The fields that each change of an update writes.
pub type Touched = Vec<Vec<&'static str>>;

/// Where the documents of a push lay before it, and the records of its companions.
#[derive(Default)]
pub struct Before {
    numbers: BTreeMap<i64, Vec<u32>>,
    names: BTreeMap<u32, Entry>,
    /// The numbers of the records that new companions stand beside.
    beside: BTreeMap<[u8; 16], i64>,
    /// New documents that would lie where only a companion of a record may.
    in_the_way: BTreeSet<[u8; 16]>,
}

impl Before {
    pub(super) fn numbers(&self, update: &Update) -> &[u32] {
        let known = update.inspected.and_then(|(number, _)| self.numbers.get(&number));
        known.map_or(&[], Vec::as_slice)
    }

    fn entries(&self, update: &Update) -> Vec<&Entry> {
        self.numbers(update).iter().filter_map(|scope| self.names.get(scope)).collect()
    }

    /// Where a record lay that a new companion stands beside; `None` where there is none.
    fn beside(&self, record: [u8; 16]) -> Option<Vec<&Entry>> {
        let scopes = self.numbers.get(self.beside.get(&record)?).map_or(&[][..], Vec::as_slice);
        Some(scopes.iter().filter_map(|scope| self.names.get(scope)).collect())
    }
}

/// The record beside which an update makes a companion.
fn new_beside(update: &Update) -> Option<[u8; 16]> {
    let companion = companion::of_kind(&update.kind).filter(|_| update.inspected.is_none())?;
    Some(companion.beside(RecordId(update.doc)).0)
}

/// Reads where the documents of a push lie. In an open workspace nothing lies anywhere.
pub async fn before(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    in_force: &InForce,
    updates: &[Update],
) -> Result<Before, LogError> {
    let mut known: Vec<i64> =
        updates.iter().filter_map(|one| one.inspected.map(|(number, _)| number)).collect();
    let records: BTreeSet<[u8; 16]> = updates.iter().filter_map(new_beside).collect();
    let mut beside = BTreeMap::new();
    if !records.is_empty() {
        let records: Vec<_> = records.into_iter().collect();
        let found = scopes::by_id(tx, permit.workspace(), &records).await?;
        beside.extend(found.into_iter().filter_map(|one| Some((one.doc.try_into().ok()?, one.number))));
        known.extend(beside.values());
    }
    let in_the_way = in_the_way(tx, permit, in_force, updates).await?;
    if in_force.open() || known.is_empty() {
        return Ok(Before { beside, in_the_way, ..Before::default() });
    }
    let numbers = scopes::scopes_of(tx, &known).await?;
    let names = names(tx, numbers.values().flatten()).await?;
    Ok(Before { numbers, names, beside, in_the_way })
}

/// Which of these are new, no companions, and have the id of a companion that a stored record can have.
async fn in_the_way(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    in_force: &InForce,
    updates: &[Update],
) -> Result<BTreeSet<[u8; 16]>, LogError> {
    let apart = in_force.policy.apart.iter().flat_map(|(object, fields)| {
        fields.iter().filter_map(move |field| companion::companion(object, field))
    });
    let apart: Vec<&'static Companion> = apart.collect();
    let new = |one: &&Update| one.inspected.is_none() && companion::of_kind(&one.kind).is_none();
    let records: BTreeMap<[u8; 16], ([u8; 16], &str)> = updates
        .iter()
        .filter(new)
        .flat_map(|one| apart.iter().map(move |of| (of.beside(RecordId(one.doc)).0, (one.doc, of.of.key))))
        .collect();
    let ids: Vec<[u8; 16]> = records.keys().copied().collect();
    let found = if ids.is_empty() { Vec::new() } else { scopes::by_id(tx, permit.workspace(), &ids).await? };
    let taken = |one: Lying| {
        let (doc, object) = records.get(one.doc.as_slice())?;
        (one.kind == *object).then_some(*doc)
    };
    Ok(found.into_iter().filter_map(taken).collect())
}

/// For each change of these updates whether the person may make it: `None` for yes. Each is judged by itself, so that one
/// which is not allowed takes no other with it.
pub fn decide(
    (grants, policy): (&Grants, &Policy),
    updates: &[Update],
    touched: &[Touched],
    before: &Before,
) -> Vec<Vec<Option<Refused>>> {
    let made: BTreeSet<[u8; 16]> =
        updates.iter().filter(|one| one.inspected.is_none()).map(|one| one.doc).collect();
    let decided = updates.iter().zip(touched).map(|(update, changes)| {
        if let Some(companion) = companion::of_kind(&update.kind) {
            let verdict = of_companion((grants, policy), companion, update, before, &made);
            return vec![verdict; changes.len()];
        }
        if before.in_the_way.contains(&update.doc) {
            let reason = Some(Refused { reason: RelayReason::WrongObject, field: None });
            return vec![reason; changes.len()];
        }
        let entries = before.entries(update);
        let may = |action| grants.may(action, &update.kind, entries.iter().copied());
        let apart =
            |field: &&&str| policy.lies_apart(&update.kind, field) && !planted(Bug::ApartWrittenInside);
        let one = |fields: &Vec<&'static str>| {
            verdict(grants, update, fields, &may).or_else(|| {
                // It is written into the companion, where not everybody reads it.
                let field = fields.iter().find(apart).map(|field| (*field).to_owned())?;
                Some(Refused { reason: RelayReason::NoFieldAccess, field: Some(field) })
            })
        };
        changes.iter().map(one).collect()
    });
    decided.collect()
}

/// Whether the person may write a companion: as they may the field of its record. A new one needs its record, which may come
/// in the same push.
fn of_companion(
    (grants, policy): (&Grants, &Policy),
    companion: &Companion,
    update: &Update,
    before: &Before,
    made: &BTreeSet<[u8; 16]>,
) -> Option<Refused> {
    let (object, field) = (companion.of.key, companion.field.key);
    let reason = |reason| Some(Refused { reason, field: Some(field.to_owned()) });
    // Whether there is one is nobody's business who may not read it: the answer is that for one out of sight.
    if grants.hides(object, field) {
        return Some(Refused { reason: RelayReason::NoAccess, field: None });
    }
    if !policy.lies_apart(object, field) || grants.unwritable(object, &[field]).is_some() {
        return reason(RelayReason::NoFieldAccess);
    }
    let may = match new_beside(update) {
        None => grants.may(Action::Edit, &update.kind, before.entries(update)),
        Some(record) if made.contains(&record) => grants.may_create(object),
        Some(record) => {
            before.beside(record).is_some_and(|entries| grants.may(Action::Edit, object, entries))
        }
    };
    if may { None } else { Some(Refused { reason: RelayReason::NoAccess, field: None }) }
}

fn verdict(
    grants: &Grants,
    update: &Update,
    fields: &[&'static str],
    may: &dyn Fn(Action) -> bool,
) -> Option<Refused> {
    let refused = |reason| Some(Refused { reason, field: None });
    if *update.kind == *desk::KEY {
        let own = desk::desk_of(grants.person()).0 == update.doc;
        return if own { None } else { refused(RelayReason::NotYours) };
    }
    let deletion = |field: &&str| DELETION.contains(field);
    let (deletes, edits) = (fields.iter().any(deletion), !fields.iter().all(deletion));
    let allowed = match update.inspected {
        None => grants.may_create(&update.kind),
        Some(_) => (!deletes || may(Action::Delete)) && (!edits || may(Action::Edit)),
    };
    if !allowed {
        let reason = if deletes && may(Action::Edit) { RelayReason::NoDelete } else { RelayReason::NoAccess };
        return refused(reason);
    }
    let field = grants.unwritable(&update.kind, fields)?;
    Some(Refused { reason: RelayReason::NoFieldAccess, field: Some(field.to_owned()) })
}

/// The scopes of these numbers, as far as this build can read them.
pub(super) async fn names<'s>(
    tx: &mut Transaction<'_>,
    numbers: impl Iterator<Item = &'s u32>,
) -> Result<BTreeMap<u32, Entry>, LogError> {
    let numbers: BTreeSet<u32> = numbers.copied().collect();
    let names = scopes::names(tx, &numbers.into_iter().collect::<Vec<_>>()).await?;
    Ok(names.into_iter().filter_map(|(number, name)| Some((number, name.parse().ok()?))).collect())
}
