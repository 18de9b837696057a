//! Whose an actor is: whoever pushed with it first.

use super::changes::{Push, Update};
use super::journal::{Entry, hex};
use super::sql::{On, sql};
use super::{Log, LogError, Transaction};
use crate::policy::Permit;
use crm_planted::{Bug, planted};
use crm_sync::frame::ActorRow;
use std::collections::{BTreeMap, BTreeSet};

impl Log {
    /// Every actor that changed one of these documents.
    pub async fn actors_of(&self, workspace: i64, numbers: &[i64]) -> Result<Vec<ActorRow>, LogError> {
        let query =
            sql("SELECT a.actor, a.person, a.device, a.since, coalesce(max(d.name), '') FROM actors a
             LEFT JOIN devices d ON d.workspace = a.workspace AND d.id = a.device AND d.person = a.person
             WHERE a.workspace = ? AND a.actor IN (SELECT actor FROM changes WHERE workspace = ? AND doc IN")
            .bind(workspace)
            .bind(workspace)
            .list(numbers)
            .then(") GROUP BY a.workspace, a.actor ORDER BY a.actor");
        Ok(query.fetch_all::<ActorColumns>(self.reads()).await?.into_iter().filter_map(actor_row).collect())
    }

    /// Whose these actors are, as far as they are known.
    pub async fn actors(&self, workspace: i64, actors: &[[u8; 16]]) -> Result<Vec<ActorRow>, LogError> {
        actor_rows(self.reads(), workspace, actors).await
    }
}

type ActorColumns = (Vec<u8>, Vec<u8>, Vec<u8>, i64, String);

pub(super) async fn actor_rows<'e>(
    on: impl Into<On<'e>>,
    workspace: i64,
    actors: &[[u8; 16]],
) -> Result<Vec<ActorRow>, LogError> {
    let query = sql("SELECT a.actor, a.person, a.device, a.since, coalesce(max(d.name), '') FROM actors a
         LEFT JOIN devices d ON d.workspace = a.workspace AND d.id = a.device AND d.person = a.person
         WHERE a.workspace = ? AND a.actor IN")
    .bind(workspace)
    .list(actors.iter().map(|actor| actor.to_vec()))
    .then("GROUP BY a.workspace, a.actor ORDER BY a.actor");
    Ok(query.fetch_all::<ActorColumns>(on).await?.into_iter().filter_map(actor_row).collect())
}

fn actor_row((actor, person, device, since, device_name): ActorColumns) -> Option<ActorRow> {
    Some(ActorRow {
        actor: actor.try_into().ok()?,
        person: person.try_into().ok()?,
        device: device.try_into().ok()?,
        device_name,
        since,
    })
}

/// The actors of a push.
pub struct Actors(BTreeMap<[u8; 16], Whose>);

struct Whose {
    row: ActorRow,
    /// Whether it is the pusher's.
    own: bool,
    /// Whether nobody pushed with it before.
    new: bool,
}

impl Actors {
    /// Looks up whose they are. One that nobody pushed with is the pusher's, unless what is pushed may be of others.
    pub(super) async fn of(tx: &mut Transaction<'_>, permit: &Permit, push: &Push) -> Result<Self, LogError> {
        let wanted: Vec<[u8; 16]> = named(&push.updates).into_iter().collect();
        let mut found = BTreeMap::new();
        for row in actor_rows(&mut *tx.connection, permit.workspace(), &wanted).await? {
            let own = row.person == permit.person() && row.device == permit.device();
            found.insert(row.actor, Whose { row, own, new: false });
        }
        if !push.take_over {
            for actor in wanted {
                let (person, device, since) = (permit.person(), permit.device(), push.now);
                let row = ActorRow { actor, person, device, device_name: push.device_name.clone(), since };
                found.entry(actor).or_insert(Whose { row, own: true, new: true });
            }
        }
        Ok(Self(found))
    }

    /// Whose these actors are, as far as they are known.
    pub async fn rows(
        tx: &mut Transaction<'_>,
        workspace: i64,
        actors: &[[u8; 16]],
    ) -> Result<Vec<ActorRow>, LogError> {
        actor_rows(&mut *tx.connection, workspace, actors).await
    }

    /// Actors that the relay itself drew for these people and devices; those that were bound before stay as they are.
    pub async fn given(
        tx: &mut Transaction<'_>,
        workspace: i64,
        rows: Vec<ActorRow>,
    ) -> Result<Self, LogError> {
        let wanted: Vec<[u8; 16]> = rows.iter().map(|row| row.actor).collect();
        let known = Self::rows(tx, workspace, &wanted).await?;
        let new = |row: &ActorRow| !known.iter().any(|known| known.actor == row.actor);
        let whose = |row: ActorRow| (row.actor, Whose { new: new(&row), own: false, row });
        Ok(Self(rows.into_iter().map(whose).collect()))
    }

    /// Whether it is the pusher's.
    pub(super) fn own(&self, actor: &[u8; 16]) -> bool {
        self.0.get(actor).is_some_and(|whose| whose.own)
    }

    /// Binds those that updates are stored with; a refused change binds nobody. Gives the rows of all of them.
    pub(super) async fn bind(
        mut self,
        tx: &mut Transaction<'_>,
        workspace: i64,
        updates: &[Update],
        now: i64,
    ) -> Result<Vec<ActorRow>, LogError> {
        let stored = named(updates);
        self.0.retain(|actor, _| stored.contains(actor) || planted(Bug::RefusedBinds));
        let new: Vec<&ActorRow> = self.0.values().filter(|whose| whose.new).map(|whose| &whose.row).collect();
        if !new.is_empty() {
            let insert =
                sql("INSERT INTO actors (workspace, actor, person, device, since)").rows(&new, |row| {
                    [
                        workspace.into(),
                        row.actor.to_vec().into(),
                        row.person.to_vec().into(),
                        row.device.to_vec().into(),
                        now.into(),
                    ]
                });
            insert.execute(&mut *tx.connection).await?;
            for row in new {
                let (actor, person, device) = (hex(&row.actor), hex(&row.person), hex(&row.device));
                tx.tell(workspace, now, Entry::Actor { actor, person, device });
            }
        }
        Ok(self.0.into_values().map(|whose| whose.row).collect())
    }
}

fn named(updates: &[Update]) -> BTreeSet<[u8; 16]> {
    updates.iter().flat_map(|update| &update.changes).map(|change| change.actor).collect()
}
