//! Views of one thing beside each other, one shown.

use super::Keys;
use crate::browser;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos::wasm_bindgen::JsCast;

/// What keys do.
pub const KEYS: Keys =
    &[("Left, Right", "the tab beside, around the ends"), ("Home, End", "the first, the last tab")];

/// One tab. Its panel has the id `panel-<id>` and `role="tabpanel"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    /// Stable name.
    pub id: String,
    /// Its words.
    pub label: String,
    /// A count beside the words.
    pub count: Option<String>,
}

/// A row of tabs.
#[component]
pub fn Tabs(
    /// What the tabs are of.
    #[prop(into)]
    label: TextProp,
    /// The tabs.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
    /// The id of the one shown.
    #[prop(into)]
    selected: Signal<String>,
    /// Another is wanted.
    #[prop(into)]
    on_select: Callback<(String,)>,
) -> impl IntoView {
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let tabs = tabs.get_untracked();
        let at = tabs.iter().position(|tab| tab.id == selected.get_untracked()).unwrap_or(0);
        let (on, back) =
            if browser::right_to_left() { ("ArrowLeft", "ArrowRight") } else { ("ArrowRight", "ArrowLeft") };
        let to = match event.key().as_str() {
            key if key == on => (at + 1) % tabs.len().max(1),
            key if key == back => (at + tabs.len().saturating_sub(1)) % tabs.len().max(1),
            "Home" => 0,
            "End" => tabs.len().saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        if let Some(tab) = tabs.get(to) {
            on_select.run((tab.id.clone(),));
            let id = format!("tab-{}", tab.id);
            let element = document().get_element_by_id(&id);
            if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
            {
                let _ = element.focus();
            }
        }
    };
    let one = move |tab: Tab| {
        let (id, pressed) = (tab.id.clone(), tab.id.clone());
        let chosen = Memo::new(move |_| selected.get() == id);
        view! {
            <button type="button" role="tab" class="tab" id=format!("tab-{}", tab.id)
                aria-controls=format!("panel-{}", tab.id)
                aria-selected=move || chosen.get().to_string()
                tabindex=move || if chosen.get() { "0" } else { "-1" }
                on:click=move |_| on_select.run((pressed.clone(),))>
                {tab.label}
                {tab.count.map(|count| view! { <span class="tab-count number">{count}</span> })}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=move || label.get().to_string() on:keydown=keys>
            {move || tabs.get().into_iter().map(one).collect_view()}
        </div>
    }
}
