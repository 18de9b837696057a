//! Soon.
use leptos::prelude::*;
/// Soon.
pub fn list() -> AnyView {
    ().into_any()
}
