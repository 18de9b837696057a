//! What the team made of its book, kept until one of its definitions changes.

use super::Rows;
use crm_core::objects::{FieldDefinition, ObjectDefinition, SHAPING, is_shaping};
use crm_core::views::row::RowView;
use crm_core::views::shaping::Shaping;
use crm_core::views::shaping::checks::Checks;
use crm_core::views::shaping::choices::built_in;
use crm_core::views::shaping::options::CustomOption;
use crm_core::views::shaping::stages::Stages;
use std::sync::{Arc, OnceLock};

/// Definitions as they were read last.
#[derive(Debug, Default)]
pub(super) struct Read {
    read: OnceLock<(Shaping, Arc<Stages>, Arc<Checks>)>,
    /// How often a definition came, changed or went.
    changes: u64,
}

impl Read {
    /// A row came, changed or went.
    pub(super) fn touched(&mut self, row: RowView<'_>) {
        if is_shaping(row.object_code()) {
            self.read = OnceLock::new();
            self.changes += 1;
        }
    }
}

impl Rows {
    fn read_shaping(&self) -> &(Shaping, Arc<Stages>, Arc<Checks>) {
        self.shaping.read.get_or_init(|| {
            if SHAPING.iter().all(|definition| self.count(definition.code()) == 0) {
                return Default::default();
            }
            let all = self.entries.iter().map(|entry| RowView::trusted(&entry.row));
            let shaping = Shaping::of(all.filter(|view| is_shaping(view.object_code())));
            let (stages, checks) = (Arc::new(shaping.stages()), Arc::new(Checks::of(&shaping)));
            (shaping, stages, checks)
        })
    }

    /// How often a definition came, changed or went.
    pub const fn shaping_changes(&self) -> u64 {
        self.shaping.changes
    }

    /// Fields, choices and pipelines of the team.
    pub fn shaping(&self) -> &Shaping {
        &self.read_shaping().0
    }

    /// The stages of every pipeline.
    pub fn stages(&self) -> &Arc<Stages> {
        &self.read_shaping().1
    }

    /// What is asked of records.
    pub fn checks(&self) -> &Arc<Checks> {
        &self.read_shaping().2
    }

    /// What may be chosen in a field, retired options too, in order.
    pub fn options(&self, object: &ObjectDefinition, field: &FieldDefinition) -> Vec<CustomOption> {
        let shaping = self.shaping();
        if field.custom() {
            let own = shaping.fields.iter().find(|own| own.object == object.key && own.key == field.key);
            return own.map(|own| own.options.clone()).unwrap_or_default();
        }
        let set =
            shaping.choices.iter().find(|set| Some(set.of.as_str()) == field.open && set.key == field.key);
        set.map_or_else(|| built_in(field), |set| set.options.clone())
    }
}
