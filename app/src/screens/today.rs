//! Soon.
use leptos::prelude::*;
/// Soon.
pub fn today() -> AnyView {
    ().into_any()
}
