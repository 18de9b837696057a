//! What the team made of its book, kept until one of its definitions changes.

use super::Rows;
use crm_core::objects::{FieldDefinition, ObjectDefinition, SHAPING, is_shaping};
use crm_core::views::row::RowView;
use crm_core::views::shaping::Shaping;
use crm_core::views::shaping::choices::built_in;
use crm_core::views::shaping::forms::Required;
use crm_core::views::shaping::options::CustomOption;
use crm_core::views::shaping::stages::Stages;
use std::sync::{Arc, OnceLock};

/// Definitions as they were read last.
#[derive(Debug, Default)]
pub(super) struct Read(OnceLock<(Shaping, Arc<Stages>, Arc<Required>)>);

impl Read {
    /// A row came, changed or went.
    pub(super) fn touched(&mut self, row: RowView<'_>) {
        if is_shaping(row.object_code()) {
            self.0 = OnceLock::new();
        }
    }
}

impl Rows {
    fn read_shaping(&self) -> &(Shaping, Arc<Stages>, Arc<Required>) {
        self.shaping.0.get_or_init(|| {
            if SHAPING.iter().all(|definition| self.count(definition.code()) == 0) {
                return Default::default();
            }
            let all = self.entries.iter().map(|entry| RowView::trusted(&entry.row));
            let shaping = Shaping::of(all.filter(|view| is_shaping(view.object_code())));
            let (stages, required) = (Arc::new(shaping.stages()), Arc::new(shaping.required()));
            (shaping, stages, required)
        })
    }

    /// Fields, choices and pipelines of the team.
    pub fn shaping(&self) -> &Shaping {
        &self.read_shaping().0
    }

    /// The stages of every pipeline.
    pub fn stages(&self) -> &Arc<Stages> {
        &self.read_shaping().1
    }

    /// The fields that must be filled.
    pub fn required(&self) -> &Arc<Required> {
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
