//! A window above the page: a question, a form that comes up from below on phones, or a panel at the side.

use super::{IconButton, Keys};
use crate::icons::Icon;
use crate::words::{components as words, t};
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos::wasm_bindgen::JsCast;

/// What keys do.
pub const KEYS: Keys = &[("Escape", "asks to close"), ("Tab", "goes through the dialog and stays inside")];

/// What a dialog is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogKind {
    /// A question before something that cannot be undone: 440 wide.
    Ask,
    /// A form or a list of choices: a sheet from below on phones, in the middle elsewhere.
    Sheet,
    /// A search over everything, near the top.
    Palette,
}

impl DialogKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Sheet => "sheet",
            Self::Palette => "palette",
        }
    }
}

/// A native dialog: it keeps the focus inside and gives it back where it came from.
/// Its content is made when it opens and dropped when it closes.
#[component]
pub fn Dialog(
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// The person wants it closed: Escape, the cross, a press outside.
    #[prop(into)]
    on_close: Callback<()>,
    /// Its heading.
    #[prop(into)]
    title: TextProp,
    /// What it is for.
    #[prop(default = DialogKind::Sheet)]
    kind: DialogKind,
    /// Its buttons; they stay in view below the content.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
    /// Its content.
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let swift = kind == DialogKind::Palette;
    follow(node, open, swift);
    let key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" if swift => {
            event.prevent_default();
            on_close.run(());
        }
        "Tab" if swift => stay_inside(node, &event),
        _ => {}
    };
    let cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        on_close.run(());
    };
    let outside = move |event: leptos::ev::PointerEvent| {
        let backdrop = node.get_untracked().is_some_and(|dialog| {
            event.target().is_some_and(|target| target == *AsRef::<web_sys::EventTarget>::as_ref(&dialog))
        });
        if backdrop {
            on_close.run(());
        }
    };
    let name = title.clone();
    let content = move || {
        let (title, footer, children) = (title.clone(), footer.clone(), children.clone());
        view! {
            <div class="dialog-box">
                <header class="dialog-head">
                    <h2 class="dialog-title">{move || title.get()}</h2>
                    <IconButton icon=Icon::Cross label=t(words::CLOSE) on_press=on_close/>
                </header>
                <div class="dialog-body">{children()}</div>
                {footer.map(|footer| view! { <footer class="dialog-foot">{footer.run()}</footer> })}
            </div>
        }
        .into_any()
    };
    let scrim = move || {
        (swift && open.get()).then(|| {
            view! { <div class="dialog-scrim" on:pointerdown=move |_| on_close.run(())></div> }
        })
    };
    view! {
        {scrim}
        <dialog
            class="dialog"
            node_ref=node
            data-kind=kind.name()
            aria-label=move || name.get().to_string()
            aria-modal=swift.then_some("true")
            on:keydown=key
            on:cancel=cancel
            on:pointerdown=outside
        >
            {move || open.get().then(&content)}
        </dialog>
    }
}

/// Opens and closes it.
///
/// A modal dialog makes the browser style every element of the page anew, and once more when it closes: with a long list
/// behind it that takes longer than a key press may. A `swift` one, which is opened by a key all day, does with a scrim,
/// keeps the focus by itself, and gives it back by itself, because its content is gone before it closes.
fn follow(node: NodeRef<html::Dialog>, open: Signal<bool>, swift: bool) {
    let before = StoredValue::new_local(None::<web_sys::HtmlElement>);
    Effect::new(move || {
        let (Some(dialog), open) = (node.get(), open.get()) else { return };
        if open && !dialog.open() && swift {
            before.set_value(document().active_element().and_then(|element| element.dyn_into().ok()));
            dialog.show();
        } else if open && !dialog.open() {
            // It fails only for a dialog outside the page, which nobody can see.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
            if let Some(before) = before.try_update_value(Option::take).flatten() {
                let _ = before.focus();
            }
        }
    });
}

/// From the last control Tab goes to the first, and back.
fn stay_inside(node: NodeRef<html::Dialog>, event: &leptos::ev::KeyboardEvent) {
    const CONTROLS: &str = "a, button:not(:disabled), input, select, textarea";
    let Some(controls) = node.get_untracked().and_then(|dialog| dialog.query_selector_all(CONTROLS).ok())
    else {
        return;
    };
    let at = |place: u32| controls.item(place)?.dyn_into::<web_sys::HtmlElement>().ok();
    let ends = (at(0), at(controls.length().saturating_sub(1)));
    let (last, next) = if event.shift_key() { ends } else { (ends.1, ends.0) };
    let now = document().active_element();
    if let (Some(last), Some(next)) = (last, next)
        && now.as_ref() == Some(&last)
    {
        event.prevent_default();
        let _ = next.focus();
    }
}
