//! A link to what a list shows: to a view of the team by its id, so that it stays what that becomes; to anything else with all
//! of it in the address. It stands behind `#`, which no server hears of.

use super::{Left, Listing, Views};
use crate::components::MenuItem;
use crate::icons::Icon;
use crate::state::say;
use crate::words::list as text;
use crate::{browser, routes_to};
use crm_core::ids::RecordId;
use crm_core::objects::ObjectDefinition;
use crm_core::views::saved::SavedView;
use crm_core::views::selection::Selection;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_location;

/// Before the id of a view of the team.
const VIEW: &str = "view=";
/// Before what a list shows, as JSON.
const SHOWN: &str = "show=";

/// What the address says that the list of the object shows. It says it once: an address without it, as when a record is
/// opened beside the list, changes nothing.
pub(super) fn link(object: Memo<String>) -> Memo<Option<String>> {
    let hash = use_location().hash;
    let last = Memo::new(move |before: Option<&(String, Option<String>)>| {
        let (object, fragment) = (object.get(), hash.with(|hash| hash.trim_start_matches('#').to_owned()));
        let leads = fragment.starts_with(VIEW) || fragment.starts_with(SHOWN);
        let before = before.filter(|(of, _)| *of == object).and_then(|(_, link)| link.clone());
        (object, leads.then_some(fragment).or(before))
    });
    Memo::new(move |_| last.with(|(_, link)| link.clone()))
}

/// A link that was followed goes from the address: whoever comes back finds the list as they left it.
pub(super) fn forget(followed: bool) {
    if followed {
        browser::forget_fragment();
    }
}

/// What the list of an object is to show by the address; `None` where that says nothing, or nothing that is known here.
pub(super) fn followed(definition: &'static ObjectDefinition, views: Views, fragment: &str) -> Option<Left> {
    let selection = Selection::default();
    if let Some(id) = fragment.strip_prefix(VIEW) {
        let view = views.get(id.parse().ok()?)?;
        return Some(Left { query: view.asked(), selection, view: Some(view.id), layout: view.layout });
    }
    let json = browser::decoded(fragment.strip_prefix(SHOWN)?)?;
    let view: SavedView = serde_json::from_str(&json).ok()?;
    let view = view.known(definition)?;
    Some(Left { query: view.asked(), selection, view: None, layout: view.layout })
}

/// Puts the link on the clipboard.
pub(super) fn item(listing: Listing) -> MenuItem {
    let copy = move || {
        let link = browser::origin() + &address(listing);
        spawn_local(async move {
            say(if browser::copy(&link).await { text::LINK_COPIED } else { text::LINK_NOT_COPIED }.now());
        });
    };
    MenuItem::new(text::COPY_LINK.now(), Some(Icon::Link), copy)
}

fn address(listing: Listing) -> String {
    let list = routes_to::list(listing.definition.key);
    let team = listing.views.shown.get_untracked().filter(|id| listing.views.of_team(*id));
    if let Some(id) = team.filter(|_| !untrack(|| super::views::differs(listing))) {
        return format!("{list}#{VIEW}{id}");
    }
    let shown = SavedView {
        id: RecordId([0; 16]),
        name: String::new(),
        query: listing.query.get_untracked(),
        layout: listing.layout.get_untracked(),
    };
    let json = serde_json::to_string(&shown).unwrap_or_default();
    format!("{list}#{SHOWN}{}", browser::encoded(&json))
}
