//! The saved views of each list, kept on this device until they become records that travel.

use crate::browser;
use crm_core::objects::ObjectDefinition;
use crm_core::views::saved::SavedViews;
use leptos::prelude::WithUntracked;

/// What their names in the storage of settings begin with; they go with the book when it is forgotten.
pub(super) const VIEWS: &str = "halkhata.views.";

/// Views name people and tags of their workspace.
fn key(definition: &ObjectDefinition) -> String {
    let workspace = super::app().session.with_untracked(|session| {
        let session = session.as_ref()?;
        Some(session.workspace.clone())
    });
    format!("{VIEWS}{}.{}", workspace.unwrap_or_default(), definition.key)
}

/// The views of an object.
pub fn kept_views(definition: &ObjectDefinition) -> SavedViews {
    let key = key(definition);
    // Builds before there were several workspaces kept them without one: they are of the workspace that is open.
    let earlier = format!("{VIEWS}{}", definition.key);
    if let Some(views) = browser::kept(&earlier) {
        browser::keep(&key, &views);
        browser::forget(&earlier);
    }
    let kept = browser::kept(&key);
    let read = kept.and_then(|text| serde_json::from_str::<SavedViews>(&text).ok());
    read.unwrap_or_default().known(definition)
}

/// Keeps them.
pub fn keep_views(definition: &ObjectDefinition, views: &SavedViews) {
    let key = key(definition);
    if views.views.is_empty() {
        browser::forget(&key);
    } else if let Ok(text) = serde_json::to_string(views) {
        browser::keep(&key, &text);
    }
}
