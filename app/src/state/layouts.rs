//! How the columns of each list stand, kept on this device.

use crate::browser;
use crm_core::objects::ObjectDefinition;
use crm_core::views::layout::Layout;

fn key(object: &str) -> String {
    format!("halkhata.columns.{object}")
}

/// The columns as they were kept, else as usual.
pub fn kept_layout(definition: &ObjectDefinition) -> Layout {
    let kept =
        browser::kept(&key(definition.key)).and_then(|text| serde_json::from_str::<Layout>(&text).ok());
    kept.map_or_else(|| Layout::usual(definition), |layout| layout.known(definition))
}

/// Keeps the columns of an object; the usual ones are not kept, so that they follow the next build.
pub fn keep_layout(definition: &ObjectDefinition, layout: &Layout) {
    if *layout == Layout::usual(definition) {
        browser::forget(&key(definition.key));
    } else if let Ok(text) = serde_json::to_string(layout) {
        browser::keep(&key(definition.key), &text);
    }
}
