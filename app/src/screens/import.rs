//! Soon.
use leptos::prelude::*;
/// Soon.
pub fn import() -> AnyView {
    ().into_any()
}
