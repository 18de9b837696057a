//! Soon.
use leptos::prelude::*;
/// Soon.
pub fn record() -> AnyView {
    ().into_any()
}
