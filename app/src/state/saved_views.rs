//! The saved views of each list: a person's own, kept on this device, and those that the team shares.

use super::shaping;
use crate::browser;
use crm_core::objects::ObjectDefinition;
use crm_core::views::saved::{SavedView, SavedViews};
use crm_core::views::shaping::shared::SharedView;
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

/// The views of an object that the team shares, under their names in the language now, as far as this build knows them.
pub fn team_views(definition: &'static ObjectDefinition) -> Vec<SavedView> {
    let read = |shared: SharedView| {
        let view: SavedView = serde_json::from_str(&shared.view).ok()?;
        Some(SavedView { id: shared.record, name: shaping::said(&shared.name), ..view })
    };
    let views = shaping::shared_views(definition).into_iter().filter_map(read);
    views.filter_map(|view| view.known(definition)).collect()
}

/// A view as a definition holds it.
pub fn as_shared(view: &SavedView) -> String {
    let nameless = SavedView { name: String::new(), ..view.clone() };
    serde_json::to_string(&nameless).unwrap_or_default()
}

/// Keeps them.
pub fn keep_views(definition: &ObjectDefinition, views: &SavedViews) {
    let key = key(definition);
    if views.views.is_empty() && views.first.is_none() {
        browser::forget(&key);
    } else if let Ok(text) = serde_json::to_string(views) {
        browser::keep(&key, &text);
    }
}
