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
    // A modal dialog makes the browser style every element of the page anew, and once more when it closes: with a long
    // list behind it that takes longer than a key press may. What is opened by a key all day does with a scrim, and
    // keeps the focus by itself.
    let swift = kind == DialogKind::Palette;
    let key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" if swift => {
            event.prevent_default();
            on_close.run(());
        }
        "Tab" if swift => {
            if let Some(dialog) = node.get_untracked() {
                stay_inside(&dialog, &event);
            }
        }
        _ => {}
    };
    // What had the focus before a swift one came; the browser gives it back to others.
    let before = StoredValue::new_local(None::<web_sys::Element>);
    Effect::new(move || {
        let (Some(dialog), open) = (node.get(), open.get()) else { return };
        if open && !dialog.open() && swift {
            before.set_value(document().active_element());
            dialog.show();
        } else if open && !dialog.open() {
            // It fails only for a dialog outside the page, which nobody can see.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
            let before = before.try_update_value(Option::take).flatten();
            if let Some(before) = before.and_then(|before| before.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = before.focus();
            }
        }
    });
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

/// From the last control Tab goes to the first, and back.
fn stay_inside(dialog: &web_sys::HtmlDialogElement, event: &leptos::ev::KeyboardEvent) {
    let Ok(controls) = dialog.query_selector_all("a, button:not(:disabled), input, select, textarea") else {
        return;
    };
    let at = |place: u32| controls.item(place)?.dyn_into::<web_sys::HtmlElement>().ok();
    let (first, last) = (at(0), at(controls.length().saturating_sub(1)));
    let now = document().active_element();
    let is = |control: &Option<web_sys::HtmlElement>| {
        control.as_ref().is_some_and(|control| now.as_deref() == Some(control.as_ref()))
    };
    let to = match event.shift_key() {
        true if is(&first) => last,
        false if is(&last) => first,
        true | false => return,
    };
    event.prevent_default();
    if let Some(to) = to {
        let _ = to.focus();
    }
}
