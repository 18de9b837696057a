//! Soon.
use leptos::prelude::*;
/// Soon.
pub fn board() -> AnyView {
    ().into_any()
}
