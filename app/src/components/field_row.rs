//! One fact of a record: its name, its value, and in the value's place the editor when it is pressed.

use super::{CopyButton, Keys};
use crate::icons::{Icon, IconView};
use crate::words::{components, fields, t};
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys = &[
    ("Enter, Space", "on the pencil: opens the editor"),
    ("Escape", "in the editor: leaves the value as it was"),
    ("Tab", "in the editor: saves and goes on"),
];

/// A fact that is edited in place. The editor sets `editing` to false when it is done.
#[component]
pub fn FieldRow(
    /// Its name.
    #[prop(into)]
    label: TextProp,
    /// The value as it is shown.
    #[prop(into)]
    value: ViewFn,
    /// The editor; a fact without one is read only.
    #[prop(optional, into)]
    editor: Option<ViewFn>,
    /// Whether the editor stands in the value's place.
    editing: RwSignal<bool>,
    /// How safe its latest edit is: `saving`, `device`, `sent` or `refused`.
    #[prop(optional, into)]
    save: Signal<Option<&'static str>>,
    /// Whether it has two values.
    #[prop(optional, into)]
    conflict: Signal<bool>,
    /// The person wants to choose between them.
    #[prop(optional, into)]
    on_conflict: Option<Callback<()>>,
    /// What stands under the value: the choice between two values.
    #[prop(optional, into)]
    below: Option<ViewFn>,
) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    let content = NodeRef::<html::Div>::new();
    let was_editing = StoredValue::new(false);
    Effect::new(move || {
        let editing = editing.get();
        if let Some(button) = button.get().filter(|_| !editing && was_editing.get_value()) {
            let _ = button.focus();
        }
        was_editing.set_value(editing);
    });
    let editable = editor.is_some();
    let name = label.clone();
    let shown = move || match (&editor, editing.get()) {
        (Some(editor), true) => editor.run(),
        _ => {
            let (value, name) = (value.clone(), name.clone());
            let edit = move || fields::edit(&name.get());
            let pencil = editable.then(|| {
                view! {
                    <button type="button" class="field-edit" node_ref=button aria-label=edit
                        on:click=move |_| editing.set(true)>
                        <IconView icon=Icon::Pencil/>
                    </button>
                }
            });
            // A press on the value edits too; the button is the way for keys and screen readers.
            let press = move |event: leptos::ev::MouseEvent| {
                if editable && !on_link(&event) {
                    editing.set(true);
                }
            };
            let copy = (!editable).then(|| view! { <CopyButton text=move |()| text_of(content)/> });
            view! { <div class="field-value" node_ref=content on:click=press>{value.run()}</div>{pencil}{copy} }
                .into_any()
        }
    };
    let mark = move || save.get().and_then(mark);
    let choose = move || {
        conflict.get().then(|| view! {
            <button type="button" class="field-choose" on:click=move |_| { if let Some(ask) = on_conflict { ask.run(()) } }>
                <IconView icon=Icon::GitMerge size=12/>
                {t(components::CHOOSE)}
            </button>
        })
    };
    view! {
        <div class="field-row" data-save=move || save.get() data-conflict=move || conflict.get().then_some("true")
            data-editable=editable.then_some("true") data-editing=move || editing.get().then_some("true")>
            <div class="field-label">{move || label.get()}</div>
            <div class="field-content">{shown}{mark}{choose}</div>
            {below.map(|below| view! { <div class="field-below">{move || below.run()}</div> })}
        </div>
    }
}

/// An edit that is only here, or that was refused, as a dot and in words.
fn mark(save: &'static str) -> Option<AnyView> {
    let (dot, word) = match save {
        "device" => ("unsent", components::ONLY_HERE),
        "refused" => ("refused", components::REFUSED),
        _ => return None,
    };
    Some(
        view! {
            <span class="dot" data-dot=dot title=t(word)><span class="visually-hidden">{t(word)}</span></span>
        }
        .into_any(),
    )
}

fn text_of(content: NodeRef<html::Div>) -> String {
    content.get_untracked().map(|content| content.inner_text()).unwrap_or_default()
}

fn on_link(event: &leptos::ev::MouseEvent) -> bool {
    use leptos::wasm_bindgen::JsCast;
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| matches!(target.closest("a, button"), Ok(Some(_))))
}
