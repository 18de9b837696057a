//! What is asked of records: conditions that none should meet, and fields that depend on others.

mod dependencies;
mod table;
mod validation;
mod validation_form;

use super::object_choice;
use crate::words::{self, rules as text};
use crm_core::objects::{CATALOGUE, ObjectDefinition};
use leptos::prelude::*;

/// The panels, for one object at a time.
pub(super) fn rules() -> AnyView {
    let object = RwSignal::new(CATALOGUE[0]);
    view! {
        <div class="panel">{object_choice("rules-object", text::OF, object)}</div>
        {validation::validation(object)}
        {dependencies::dependencies(object)}
    }
    .into_any()
}

/// What the fields on a way are called, with arrows between them.
fn way(object: &ObjectDefinition, fields: &[String]) -> String {
    fields.iter().map(|key| words::field(object.key, key)).collect::<Vec<_>>().join(" → ")
}
