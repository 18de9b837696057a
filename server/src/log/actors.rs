//! Whose an actor is: whoever pushed with it first.

use super::changes::Push;
use super::journal::{Entry, hex};
use super::sql::{On, sql};
use super::{Log, LogError, Transaction};
use crate::policy::Permit;
use crm_sync::frame::ActorRow;
use std::collections::BTreeMap;

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

/// The actors of a push and whether they are the pusher's; unknown ones become the pusher's now.
pub(super) async fn bind_actors(
    tx: &mut Transaction<'_>,
    permit: &Permit,
    push: &Push,
) -> Result<BTreeMap<[u8; 16], (ActorRow, bool)>, LogError> {
    let workspace = permit.workspace();
    let mut wanted: Vec<[u8; 16]> =
        push.updates.iter().flat_map(|update| &update.changes).map(|change| change.actor).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut found = BTreeMap::new();
    for row in actor_rows(&mut *tx.connection, workspace, &wanted).await? {
        let own = row.person == permit.person() && row.device == permit.device();
        found.insert(row.actor, (row, own));
    }
    let unknown: Vec<_> = wanted.into_iter().filter(|actor| !found.contains_key(actor)).collect();
    if unknown.is_empty() || push.take_over {
        return Ok(found);
    }
    let insert =
        sql("INSERT INTO actors (workspace, actor, person, device, since)").rows(&unknown, |actor| {
            [
                workspace.into(),
                actor.to_vec().into(),
                permit.person().to_vec().into(),
                permit.device().to_vec().into(),
                push.now.into(),
            ]
        });
    insert.execute(&mut *tx.connection).await?;
    for actor in unknown {
        let (person, device) = (hex(&permit.person()), hex(&permit.device()));
        tx.tell(workspace, push.now, Entry::Actor { actor: hex(&actor), person, device });
        let (person, device, device_name) = (permit.person(), permit.device(), push.device_name.clone());
        found.insert(actor, (ActorRow { actor, person, device, device_name, since: push.now }, true));
    }
    Ok(found)
}
