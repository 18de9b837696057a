//! Where documents come to lie, worked out inside the transaction that writes, for many at once.

use super::Permit;
use super::in_force::InForce;
use super::scoping::{Before, names};
use crate::log::changes::{Lies, Update};
use crate::log::policies::{self, ShareRow};
use crate::log::scopes::{self, Lying, Move};
use crate::log::{LogError, Transaction};
use crm_core::ids::RecordId;
use crm_core::objects;
use crm_core::policy::{Entry, Facts, Share, about};
use crm_core::value::Value;
use crm_core::views::row::RowView;
use std::collections::{BTreeMap, BTreeSet};

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
