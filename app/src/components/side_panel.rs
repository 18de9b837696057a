//! A panel beside what it belongs to: next to it where there is room, over its end where there is not.

use super::{IconButton, Keys};
use crate::browser;
use crate::icons::Icon;
use crate::words::{components as words, t};
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys = &[
    ("Escape", "closes the panel"),
    ("Left, Right", "on the edge: makes the panel wider, narrower"),
    ("Home, End", "on the edge: as narrow, as wide as it can be"),
];

/// Narrowest, usual and widest, in CSS pixels (the plan of the interface).
const WIDTHS: (i32, i32, i32) = (400, 520, 720);
const STEP: i32 = 16;
const KEY: &str = "halkhata.panel";

/// A panel with a heading and a cross. It does not keep the focus: what it stands beside goes on.
#[component]
pub fn SidePanel(
    /// Its heading.
    #[prop(into)]
    title: TextProp,
    /// The person wants it closed.
    #[prop(into)]
    on_close: Callback<()>,
    /// More buttons in its head, before the cross.
    #[prop(optional, into)]
    tools: Option<ViewFn>,
    /// Its content.
    children: Children,
) -> impl IntoView {
    let width = RwSignal::new(kept_width());
    let name = title.clone();
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            event.stop_propagation();
            on_close.run(());
        }
    };
    view! {
        <section class="side-panel" aria-label=move || name.get().to_string() on:keydown=keys
            style=("--panel", move || format!("{}px", width.get()))>
            {edge(width)}
            <header class="side-panel-head">
                <h2 class="side-panel-title" tabindex="-1">{move || title.get().to_string()}</h2>
                {tools.map(|tools| tools.run())}
                <IconButton icon=Icon::Cross label=t(words::CLOSE) on_press=on_close/>
            </header>
            <div class="side-panel-body">{children()}</div>
        </section>
    }
}

fn kept_width() -> i32 {
    let kept = browser::kept(KEY).and_then(|width| width.parse::<i32>().ok());
    kept.map_or(WIDTHS.1, |width| width.clamp(WIDTHS.0, WIDTHS.2))
}

/// The edge by which it is made wider: by the pointer, or by keys.
fn edge(width: RwSignal<i32>) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    // Where the pointer was put down, and how wide the panel was.
    let from = StoredValue::new(None::<(i32, i32)>);
    let set = move |to: i32| {
        let to = to.clamp(WIDTHS.0, WIDTHS.2);
        width.set(to);
        browser::keep(KEY, &to.to_string());
    };
    // The panel stands at the end: towards the start is wider.
    let wider = |pixels: i32| if browser::right_to_left() { pixels } else { -pixels };
    let down = move |event: leptos::ev::PointerEvent| {
        event.prevent_default();
        if let Some(node) = node.get_untracked() {
            // It fails only for a pointer that is gone already.
            let _ = node.set_pointer_capture(event.pointer_id());
        }
        from.set_value(Some((event.client_x(), width.get_untracked())));
    };
    let moved = move |event: leptos::ev::PointerEvent| {
        if let Some((x, before)) = from.get_value() {
            set(before + wider(event.client_x() - x));
        }
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let now = width.get_untracked();
        let to = match event.key().as_str() {
            "ArrowLeft" => now + wider(-STEP),
            "ArrowRight" => now + wider(STEP),
            "Home" => WIDTHS.0,
            "End" => WIDTHS.2,
            _ => return,
        };
        event.prevent_default();
        set(to);
    };
    view! {
        <div class="side-panel-edge" role="separator" tabindex="0" node_ref=node aria-orientation="vertical"
            aria-label=t(words::PANEL_WIDTH) aria-valuemin=WIDTHS.0 aria-valuemax=WIDTHS.2
            aria-valuenow=move || width.get() on:pointerdown=down on:pointermove=moved
            on:pointerup=move |_| from.set_value(None) on:pointercancel=move |_| from.set_value(None)
            on:keydown=keys></div>
    }
    .into_any()
}
