//! Decides, inside the transaction that writes, which updates of a push are allowed and where their documents come to
//! lie.

use super::in_force::InForce;
use crate::log::changes::{Lies, Update};
use crate::log::policies::{self, ShareRow};
use crate::log::scopes::{self, Lying, Move};
use crate::log::{LogError, Transaction};
use crate::policy::Permit;
use crm_core::ids::RecordId;
use crm_core::objects::companion::{self, Companion};
use crm_core::objects::{self, desk};
use crm_core::policy::{Action, Entry, Facts, Grants, Policy, RelayReason, Share, about};
use crm_core::value::Value;
use crm_core::views::row::RowView;
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

type Entries = BTreeSet<Entry>;

/// A document whose scopes are asked for.
struct Asked<'a> {
    doc: [u8; 16],
    kind: &'a str,
    row: &'a [u8],
}

impl<'a> Asked<'a> {
    fn of(update: &'a Update) -> Self {
        Self { doc: update.doc, kind: &update.kind, row: &update.row }
    }

    fn about(&self) -> Vec<[u8; 16]> {
        let value = |field: &str| value(self.row, field);
        let definition = objects::object(self.kind);
        let about = definition.map(|one| about(one, RecordId(self.doc), &value)).unwrap_or_default();
        about.into_iter().map(|id| id.0).collect()
    }

    fn activity(&self) -> bool {
        objects::object(self.kind).is_some_and(|definition| definition.activity)
    }
}

fn value(row: &[u8], field: &str) -> Option<Value> {
    let (row, _) = RowView::read(row)?;
    row.value_of(field)
}

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
    fn numbers(&self, update: &Update) -> &[u32] {
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

async fn names<'s>(
    tx: &mut Transaction<'_>,
    numbers: impl Iterator<Item = &'s u32>,
) -> Result<BTreeMap<u32, Entry>, LogError> {
    let numbers: BTreeSet<u32> = numbers.copied().collect();
    let names = scopes::names(tx, &numbers.into_iter().collect::<Vec<_>>()).await?;
    Ok(names.into_iter().filter_map(|(number, name)| Some((number, name.parse().ok()?))).collect())
}

/// Says of allowed updates where their documents come to lie; returns the activities that move along with what they are
/// about. Nothing to do in an open workspace.
pub async fn place(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    in_force: &InForce,
    updates: &mut [Update],
    before: &Before,
) -> Result<Vec<Move>, LogError> {
    if in_force.open() || updates.is_empty() {
        return Ok(Vec::new());
    }
    let workspace = permit.workspace();
    let mut placed = Placing::new(workspace, in_force);
    placed.add(tx, &updates.iter().map(Asked::of).collect::<Vec<_>>()).await?;
    let moved: Vec<[u8; 16]> = {
        let numbers = placed.numbers(tx).await?;
        for update in updates.iter_mut() {
            let asked = Asked::of(update);
            let about = asked.activity().then(|| asked.about());
            let after = numbers.get(&update.doc).cloned().unwrap_or_default();
            update.lies = Some(Lies { before: before.numbers(update).to_vec(), after, about });
        }
        let moved = updates.iter().filter(|one| {
            one.lies.as_ref().is_some_and(|lies| lies.about.is_none() && lies.before != lies.after)
        });
        moved.map(|one| one.doc).collect()
    };
    let here: BTreeSet<[u8; 16]> = updates.iter().map(|one| one.doc).collect();
    let mut along = scopes::activities_about(tx, workspace, &moved).await?;
    along.retain(|one| !<[u8; 16]>::try_from(one.doc.as_slice()).is_ok_and(|doc| here.contains(&doc)));
    placed.moves(tx, &along).await
}

/// Where documents come to lie, worked out for many at once.
pub(super) struct Placing<'a> {
    workspace: i64,
    in_force: &'a InForce,
    entries: BTreeMap<[u8; 16], Entries>,
    /// Those among them that are about others themselves: a link can lie about the object that it points to.
    activities: BTreeSet<[u8; 16]>,
}

impl<'a> Placing<'a> {
    pub(super) const fn new(workspace: i64, in_force: &'a InForce) -> Self {
        Self { workspace, in_force, entries: BTreeMap::new(), activities: BTreeSet::new() }
    }

    /// Works out where these lie. What activities are about is looked for among those that were added before, then in
    /// the log.
    async fn add(&mut self, tx: &mut Transaction<'_>, asked: &[Asked<'_>]) -> Result<(), LogError> {
        let docs: Vec<[u8; 16]> = asked.iter().map(|one| one.doc).collect();
        let shares = shares(policies::shares_of(tx, self.workspace, &docs).await?);
        let none = Vec::new();
        let (activities, others): (Vec<&Asked<'_>>, Vec<_>) = asked.iter().partition(|one| one.activity());
        for one in others {
            let entries = self.entries_of(one, shares.get(&one.doc).unwrap_or(&none), &[]);
            self.entries.insert(one.doc, entries);
        }
        self.activities.extend(activities.iter().map(|one| one.doc));
        self.load_about(tx, &activities).await?;
        for one in activities {
            let about = one.about();
            let about = about.iter().filter(|doc| !self.activities.contains(*doc));
            let about = about.filter_map(|doc| self.entries.get(doc)).flatten().cloned();
            let about: Vec<Entry> = about.collect();
            let entries = self.entries_of(one, shares.get(&one.doc).unwrap_or(&none), &about);
            self.entries.insert(one.doc, entries);
        }
        Ok(())
    }

    fn entries_of(&self, asked: &Asked<'_>, shares: &[Share], about: &[Entry]) -> Entries {
        let value = |field: &str| value(asked.row, field);
        let facts = Facts { record: RecordId(asked.doc), object: asked.kind, value: &value, shares, about };
        self.in_force.policy.scopes_of(&facts)
    }

    /// Reads where the records lie that these activities are about.
    async fn load_about(
        &mut self,
        tx: &mut Transaction<'_>,
        activities: &[&Asked<'_>],
    ) -> Result<(), LogError> {
        let wanted: BTreeSet<[u8; 16]> = activities.iter().flat_map(|one| one.about()).collect();
        let wanted: Vec<_> = wanted.into_iter().filter(|doc| !self.entries.contains_key(doc)).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let found = scopes::by_id(tx, self.workspace, &wanted).await?;
        let lies = scopes::scopes_of(tx, &found.iter().map(|one| one.number).collect::<Vec<_>>()).await?;
        let names = names(tx, lies.values().flatten()).await?;
        for one in found {
            let Ok(doc) = <[u8; 16]>::try_from(one.doc.as_slice()) else { continue };
            if objects::object(&one.kind).is_some_and(|definition| definition.activity) {
                self.activities.insert(doc);
                continue;
            }
            let scopes = lies.get(&one.number).into_iter().flatten();
            self.entries.insert(doc, scopes.filter_map(|scope| names.get(scope).cloned()).collect());
        }
        Ok(())
    }

    /// The numbers of the scopes, sorted, by document.
    async fn numbers(&self, tx: &mut Transaction<'_>) -> Result<BTreeMap<[u8; 16], Vec<u32>>, LogError> {
        let names: BTreeSet<String> = self.entries.values().flatten().map(Entry::to_string).collect();
        let numbers = scopes::numbers(tx, self.workspace, &names.into_iter().collect::<Vec<_>>()).await?;
        let of = |entries: &Entries| {
            let mut found: Vec<u32> =
                entries.iter().filter_map(|entry| numbers.get(&entry.to_string()).copied()).collect();
            found.sort_unstable();
            found
        };
        Ok(self.entries.iter().map(|(doc, entries)| (*doc, of(entries))).collect())
    }

    /// What each of these activities is about, by its number.
    pub(super) fn about(&self, stored: &[Lying]) -> Vec<(i64, Vec<[u8; 16]>)> {
        let asked = |one: &Lying| {
            let doc = <[u8; 16]>::try_from(one.doc.as_slice()).unwrap_or_default();
            let asked = Asked { doc, kind: &one.kind, row: &one.row };
            asked.activity().then(|| (one.number, asked.about()))
        };
        stored.iter().filter_map(asked).collect()
    }

    /// The moves of stored documents that lie elsewhere now.
    pub(super) async fn moves(
        &mut self,
        tx: &mut Transaction<'_>,
        stored: &[Lying],
    ) -> Result<Vec<Move>, LogError> {
        if stored.is_empty() {
            return Ok(Vec::new());
        }
        let id = |one: &Lying| <[u8; 16]>::try_from(one.doc.as_slice()).unwrap_or_default();
        let asked: Vec<Asked<'_>> =
            stored.iter().map(|one| Asked { doc: id(one), kind: &one.kind, row: &one.row }).collect();
        self.add(tx, &asked).await?;
        let numbers = self.numbers(tx).await?;
        let before = scopes::scopes_of(tx, &stored.iter().map(|one| one.number).collect::<Vec<_>>()).await?;
        let moved = stored.iter().filter_map(|one| {
            let doc = id(one);
            let before = before.get(&one.number).cloned().unwrap_or_default();
            let after = numbers.get(&doc).cloned().unwrap_or_default();
            let (number, kind) = (one.number, one.kind.clone());
            (before != after).then_some(Move { number, doc, kind, before, after })
        });
        Ok(moved.collect())
    }
}

/// Shares by document; what this build cannot read shares nothing.
pub(super) fn shares(rows: Vec<ShareRow>) -> BTreeMap<[u8; 16], Vec<Share>> {
    let mut found: BTreeMap<[u8; 16], Vec<Share>> = BTreeMap::new();
    for ShareRow { doc, audience, level } in rows {
        let level =
            if level == "write" { crm_core::policy::Level::Write } else { crm_core::policy::Level::Read };
        if let Ok(to) = audience.parse() {
            found.entry(doc).or_default().push(Share { to, level });
        }
    }
    found
}
