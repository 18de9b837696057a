//! Soon.
use leptos::prelude::*;
/// Soon.
pub fn create() -> AnyView {
    ().into_any()
}
/// Soon.
pub fn create_form(_object: &str, _values: Vec<crm_core::commands::Assignment>) -> AnyView {
    ().into_any()
}
