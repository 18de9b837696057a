//! What the person of this device may do, by the policy that the relay told last. It hides and refuses here what the
//! relay would refuse; the relay decides.

use super::companions::writes_along;
use super::documents::Loaded;
use super::purpose::Purpose;
use super::{Device, worked_out};
use crm_core::commands::{DocumentPlan, Edit, Reason, Refusal};
use crm_core::ids::{FieldKey, ObjectKey, RecordId};
use crm_core::messages::{Limits, May};
use crm_core::objects::{CATALOGUE, ObjectDefinition, desk};
use crm_core::policy::{Action, Entry, Grants, ObjectRights, Standing, about};
use crm_core::views::row::RowView;
use crm_sync::store::{Store, Write};
use std::collections::{BTreeMap, BTreeSet};

/// Its name in the store `meta`.
pub(super) const STANDING: &[u8] = b"standing";

/// What is known of the policy.
#[derive(Debug, Default)]
pub(super) struct Known {
    standing: Option<Standing>,
    grants: Option<Grants>,
}

impl Known {
    /// What the person reaches, where the relay told a policy.
    pub(super) const fn grants(&self) -> Option<&Grants> {
        self.grants.as_ref()
    }

    /// The policy, where the relay told one.
    pub(super) const fn standing(&self) -> Option<&Standing> {
        self.standing.as_ref()
    }
}

impl Device {
    /// The relay says where the person stands.
    pub(super) fn standing_came(&mut self, bytes: Vec<u8>) {
        let before = self.reach();
        self.read_standing(&bytes);
        self.reach_changed(&before);
        if self.ready() {
            self.hide_in_attention();
        }
        self.write(Purpose::Aside, vec![Write::Put(Store::Meta, STANDING.to_vec(), bytes)], false);
        self.watching.touch_all();
    }

    /// Takes in what the relay or the storage says; what cannot be read says nothing, and the relay decides.
    pub(super) fn read_standing(&mut self, bytes: &[u8]) {
        let standing: Option<Standing> = postcard::from_bytes(bytes).ok();
        let grants =
            standing.as_ref().zip(self.owner.person).and_then(|(known, person)| known.grants(person));
        self.known = Known { standing, grants };
    }

    /// The scopes in which a record lies, by its row.
    pub(super) fn entries(&self, row: RowView<'_>) -> Vec<Entry> {
        let Some(standing) = &self.known.standing else { return Vec::new() };
        let Some(definition) = row.object() else { return Vec::new() };
        // The relay does not know where links lead after a merge, nor scores: it judges by what is stored.
        let row = self.rows.stored(row.id()).and_then(RowView::read).map_or(row, |(stored, _)| stored);
        let value = |field: &str| row.value_of(field);
        let mut through = BTreeSet::new();
        for parent in about(definition, row.id(), &value) {
            let stored = self.rows.stored(parent).and_then(RowView::read);
            let Some((parent, object)) = stored.and_then(|(row, _)| Some((row, row.object()?))) else {
                continue;
            };
            let value = |field: &str| parent.value_of(field);
            through.extend(standing.entries(parent.id(), object.key, &value, &[]));
        }
        let through: Vec<Entry> = through.into_iter().collect();
        standing.entries(row.id(), definition.key, &value, &through)
    }

    /// What the person may do with a record.
    pub(super) fn may(&self, record: RecordId) -> May {
        let (Some(grants), Some(row)) = (&self.known.grants, self.rows.get(record)) else {
            return May::everything();
        };
        let Some(definition) = row.object() else { return May::everything() };
        let entries = if grants.all().is_some() { Vec::new() } else { self.entries(row) };
        let may = |action| grants.may(action, definition.key, &entries);
        let (edit, delete) = (may(Action::Edit), may(Action::Delete));
        May { edit, delete, share: edit, read_only: grants.read_only(definition) }
    }

    /// The objects with which the person may not do everything.
    pub(super) fn limits(&self) -> BTreeMap<ObjectKey, Limits> {
        let grants = self.known.grants.as_ref();
        let of = |definition: &&'static ObjectDefinition| {
            let rights = grants.map_or(ObjectRights::ALL, |grants| grants.profile().rights(definition.key));
            let mut read_only = grants.map_or_else(Vec::new, |grants| grants.read_only(definition));
            worked_out::add(&mut read_only, self.worked_out(definition.key));
            let hides = |field: &str| grants.is_some_and(|grants| grants.hides(definition.key, field));
            let hidden = definition.fields.iter().filter(|field| hides(field.key));
            let hidden: Vec<FieldKey> = hidden.map(|field| field.key.to_owned()).collect();
            let limited = rights != ObjectRights::ALL || !read_only.is_empty();
            limited.then(|| (definition.key.to_owned(), Limits { rights, read_only, hidden }))
        };
        CATALOGUE.iter().filter_map(of).collect()
    }

    /// Whether the person may write a field of an object, and Halkhata does not.
    pub(super) fn writes_field(&self, object: &str, field: &str) -> bool {
        !self.worked_out(object).any(|one| one == field)
            && self.known.grants.as_ref().is_none_or(|grants| grants.unwritable(object, &[field]).is_none())
    }

    /// Whether the person may make records of an object.
    pub(super) fn may_create(&self, object: &str) -> bool {
        self.known.grants.as_ref().is_none_or(|grants| grants.may_create(object))
    }

    /// Whether the person may take records of an object out as a file.
    pub(super) fn may_export(&self, object: &str) -> bool {
        self.known.grants.as_ref().is_none_or(|grants| grants.may_export(object))
    }

    /// Refuses a plan that the relay would refuse.
    pub(super) fn permitted(&mut self, plan: &DocumentPlan) -> Result<(), Refusal> {
        self.types_nothing_worked_out(plan)?;
        if plan.object == desk::KEY || self.known.grants.is_none() {
            return Ok(());
        }
        let absent = matches!(self.documents.get(plan.record), Some(Loaded::Absent));
        let along = writes_along(plan.intent);
        let hides =
            |field: &str| self.known.grants.as_ref().is_some_and(|grants| grants.hides(&plan.object, field));
        let fields = plan.edits.iter().map(Edit::field).filter(|field| !along || !hides(field));
        let fields: BTreeSet<&str> = fields.collect();
        let may = self.may(plan.record);
        let allowed = match (absent, fields.contains("deleted_at")) {
            (true, _) => self.may_create(&plan.object),
            (false, true) => may.delete,
            (false, false) => may.edit,
        };
        if !allowed {
            return Err(Refusal::record(if absent { Reason::NoCreate } else { Reason::NoAccess }));
        }
        let fields: Vec<&str> = fields.into_iter().collect();
        let unwritable =
            self.known.grants.as_ref().and_then(|grants| grants.unwritable(&plan.object, &fields));
        match unwritable {
            Some(field) => Err(Refusal::field(field, Reason::NoAccess)),
            None => Ok(()),
        }
    }
}
