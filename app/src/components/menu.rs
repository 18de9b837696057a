//! A short list of actions behind a button.

use super::Keys;
use crate::icons::{Icon, IconView};
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos::wasm_bindgen::JsCast;

/// What keys do.
pub const KEYS: Keys = &[
    ("Enter, Space", "opens, or does the action"),
    ("Down, Up", "the next, the previous action, around the ends"),
    ("Escape", "closes and goes back to the button"),
    ("Tab", "closes and goes on"),
];

/// What stays free between a list and the edge of the window.
const EDGE_PX: f64 = 8.0;

/// One action of a menu.
#[derive(Clone)]
pub struct MenuItem {
    /// Its words.
    pub label: String,
    /// An icon before the words.
    pub icon: Option<Icon>,
    /// Whether it takes something away.
    pub danger: bool,
    /// Why it cannot be done now; `None` where it can.
    pub refused: Option<String>,
    /// What it does.
    pub on_press: Callback<()>,
}

impl MenuItem {
    /// An ordinary action.
    pub fn new(label: impl Into<String>, icon: Option<Icon>, on_press: impl Into<Callback<()>>) -> Self {
        Self { label: label.into(), icon, danger: false, refused: None, on_press: on_press.into() }
    }

    /// The same as an action that takes something away.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// The same as an action that cannot be done now; its reason stands below its words.
    #[must_use]
    pub fn refused(mut self, reason: impl Into<String>) -> Self {
        self.refused = Some(reason.into());
        self
    }
}

/// A button that opens a list of actions.
#[component]
pub fn Menu(
    /// The name of the button.
    #[prop(into)]
    label: TextProp,
    /// The icon of the button.
    #[prop(default = Icon::Ellipsis)]
    icon: Icon,
    /// Whether the button shows its name beside the icon.
    #[prop(optional)]
    words: bool,
    /// The actions; made when the menu opens.
    #[prop(into)]
    items: Callback<(), Vec<MenuItem>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let list = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();
    let close = move || {
        open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    Effect::new(move || {
        if let Some(list) = list.get().filter(|_| open.get()) {
            keep_in_view(&list);
            focus_item(&list, 0);
        }
    });
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => -1,
            "Escape" => {
                event.stop_propagation();
                return close();
            }
            "Tab" => return open.set(false),
            _ => return,
        };
        event.prevent_default();
        focus_item(&list, step);
    };
    let left = move |event: leptos::ev::FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        if list.try_get_untracked().flatten().is_some_and(|list| !list.contains(to.as_ref())) {
            open.set(false);
        }
    };
    let name = label.clone();
    let shown = move || {
        let entries = items.run(()).into_iter().map(|item| {
            let refused = item.refused.is_some();
            let press = move |_| {
                if !refused {
                    close();
                    item.on_press.run(());
                }
            };
            view! {
                <button type="button" role="menuitem" class="menu-item" tabindex="-1"
                    data-danger=item.danger.then_some("true") aria-disabled=refused.then_some("true") on:click=press>
                    {item.icon.map(|icon| view! { <IconView icon=icon/> })}
                    <span class="menu-words">
                        {item.label}
                        {item.refused.map(|why| view! { <span class="menu-reason">{why}</span> })}
                    </span>
                </button>
            }
        });
        view! { <div class="menu-list" role="menu" node_ref=list on:focusout=left>{entries.collect_view()}</div> }
            .into_any()
    };
    view! {
        <div class="menu" on:keydown=keys>
            <button type="button" node_ref=button class=if words { "button" } else { "icon-button" }
                data-variant=words.then_some("secondary") aria-haspopup="menu"
                aria-expanded=move || open.get().to_string() aria-label=move || name.get().to_string()
                on:pointerdown=|event| event.prevent_default()
                on:click=move |_| open.update(|open| *open = !*open)>
                <IconView icon=icon/>
                {words.then(|| view! { <span class="button-label">{move || label.get()}</span> })}
            </button>
            {move || open.get().then(shown)}
        </div>
    }
}

/// A list that would reach over the edge of the window is moved inside.
fn keep_in_view(list: &web_sys::HtmlDivElement) {
    let frame = list.get_bounding_client_rect();
    let width = document().document_element().map_or(f64::MAX, |page| f64::from(page.client_width()));
    let wanted = frame.left().min(width - EDGE_PX - frame.width()).max(EDGE_PX);
    let style = web_sys::HtmlElement::style(list);
    let _ = style.set_property("translate", &format!("{}px", wanted - frame.left()));
}

/// Moves the focus by `step` items from the focused one, to the first where none is.
fn focus_item(list: &web_sys::HtmlDivElement, step: i32) {
    let items = list.children();
    let count = i32::try_from(items.length()).unwrap_or_default();
    let active = document().active_element();
    let at = (0..count)
        .find(|at| u32::try_from(*at).ok().and_then(|at| items.item(at)) == active && active.is_some());
    let to = at.map_or(0, |at| (at + step).rem_euclid(count.max(1)));
    let item = u32::try_from(to).ok().and_then(|to| items.item(to));
    if let Some(item) = item.and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
