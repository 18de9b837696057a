//! What the team asks of a record, followed while its form or its page is open.

use super::{may_read, may_write, shaping};
use crm_core::objects::{FieldDefinition, ObjectDefinition};
use crm_core::value::Value;
use crm_core::views::shaping::checks::{Checks, Held};
use leptos::prelude::*;
use std::sync::Arc;

/// What the record holds in a field now; whoever asks follows it.
type Holds = Arc<dyn Fn(&str) -> Option<Value> + Send + Sync>;

/// What is asked of one record.
#[derive(Clone, Copy)]
pub struct Asked {
    object: &'static ObjectDefinition,
    /// `None` where nothing is asked of any record of the object.
    checks: Memo<Option<Arc<Checks>>>,
    holds: StoredValue<Holds>,
}

impl Asked {
    /// What is asked of a record of an object that holds this.
    pub fn of(
        object: &'static ObjectDefinition,
        holds: impl Fn(&str) -> Option<Value> + Send + Sync + 'static,
    ) -> Self {
        let checks = Memo::new(move |_| {
            let sees: &dyn Fn(&str, &str) -> bool = &may_read;
            let checks = shaping::checks();
            checks.concern(object.key).then(|| Arc::new(checks.asking_only(sees, &may_write)))
        });
        Self { object, checks, holds: StoredValue::new(Arc::new(holds)) }
    }

    /// Where nothing is asked, nothing that the record holds is followed.
    fn ask<T>(self, otherwise: T, ask: impl FnOnce(&Checks, Held<'_>) -> T) -> T {
        let Some(checks) = self.checks.get() else { return otherwise };
        let holds = self.holds.get_value();
        ask(&checks, &move |key: &str| holds(key))
    }

    /// Whether a field has no place in the record.
    pub fn hides(self, key: &str) -> bool {
        self.ask(false, |checks, held| checks.hides(self.object.key, key, held))
    }

    /// Whether a field is shown: it has a place, or holds something.
    pub fn shows(self, field: &'static FieldDefinition) -> Memo<bool> {
        Memo::new(move |_| self.ask(true, |checks, held| checks.shows(self.object.key, field.key, held)))
    }

    /// Whether the team wants it filled.
    pub fn requires(self, field: &'static FieldDefinition) -> Memo<bool> {
        Memo::new(move |_| self.ask(false, |checks, held| checks.requires(self.object.key, field.key, held)))
    }

    /// The choices that it offers; `None` where it offers all.
    pub fn offers(self, field: &'static FieldDefinition) -> Memo<Option<Vec<String>>> {
        Memo::new(move |_| self.ask(None, |checks, held| checks.offers(self.object.key, field.key, held)))
    }
}
