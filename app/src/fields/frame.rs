//! What every editor shares: Enter or leaving keeps the value, Escape leaves it as it was, and what is not
//! understood is said below.

use super::Edit;
use crate::components::InputError;
use crate::state::explain;
use crm_core::commands::{Reason, Refusal};
use crm_core::fields::BadInput;
use crm_core::value::Value;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

/// What an editor holds when the person is done with it.
pub(super) type Reading = Result<Option<Value>, BadInput>;

/// Ends an editor once.
#[derive(Clone, Copy)]
pub(super) struct Ending {
    done: StoredValue<bool>,
    before: StoredValue<Option<Value>>,
    on_commit: Callback<(Option<Value>,)>,
    on_cancel: Callback<()>,
}

impl Ending {
    pub(super) fn of(edit: &Edit) -> Self {
        Self {
            done: StoredValue::new(false),
            before: StoredValue::new(edit.value.clone()),
            on_commit: edit.on_commit,
            on_cancel: edit.on_cancel,
        }
    }

    /// Keeps the value, unless it is the one from before.
    pub(super) fn commit(self, value: Option<Value>) {
        if !self.goes_on() {
            return;
        }
        self.done.set_value(true);
        if self.before.with_value(|before| *before == value) {
            self.on_cancel.run(());
        } else {
            self.on_commit.run((value,));
        }
    }

    /// Whether the person is still at it. Taking the inputs out of the page takes the focus from them, and by
    /// then nothing of the editor may be asked any more.
    fn goes_on(self) -> bool {
        self.done.try_get_value() == Some(false)
    }

    /// Leaves the value as it was.
    pub(super) fn cancel(self) {
        if self.goes_on() {
            self.done.set_value(true);
            self.on_cancel.run(());
        }
    }
}

/// Puts the inputs of an editor into its frame. `enter` says whether Enter ends it.
pub(super) fn framed(
    edit: &Edit,
    ending: Ending,
    enter: bool,
    read: Callback<(), Reading>,
    inputs: AnyView,
) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    let error = RwSignal::new(None::<BadInput>);
    let first = edit.first;
    Effect::new(move || {
        if let Some(node) = node.get().filter(|_| first) {
            focus_first(&node);
        }
    });
    let finish = move || match read.run(()) {
        Ok(value) => ending.commit(value),
        Err(bad) => error.set(Some(bad)),
    };
    let keys = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.stop_propagation();
            event.prevent_default();
            ending.cancel();
        }
        "Enter" if enter || event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            finish();
        }
        _ => {}
    };
    let left = move |event: leptos::ev::FocusEvent| {
        if !ending.goes_on() {
            return;
        }
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        // The browser also tells of a focus that is lost because the editor itself went away.
        let Some(Some(node)) = node.try_get_untracked() else { return };
        if to.is_none() || !node.contains(to.as_ref()) {
            finish();
        }
    };
    let said = Signal::derive(move || {
        error.get().map(|bad| explain(&Refusal::record(Reason::BadInput(bad)))).unwrap_or_default()
    });
    let label = edit.field.label();
    view! {
        <div class="editor" role="group" aria-label=label node_ref=node on:keydown=keys on:focusout=left
            on:input=move |_| error.set(None) data-invalid=move || error.get().is_some().then_some("true")>
            {inputs}
            {move || error.get().map(|_| view! { <InputError text=said/> })}
        </div>
    }
    .into_any()
}

fn focus_first(node: &HtmlElement) {
    let found = node.query_selector("input, textarea, select, button").ok().flatten();
    if let Some(input) = found.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
        let _ = input.focus();
        if let Some(input) = input.dyn_ref::<web_sys::HtmlInputElement>() {
            input.select();
        }
    }
}
