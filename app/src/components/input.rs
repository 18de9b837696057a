//! A field to type into, with its name above and, where the input is not understood, the reason below.

use super::{CopyButton, Keys};
use crate::icons::{Icon, IconView};
use leptos::html;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys = &[("Tab", "on to the next field"), ("Enter", "sends the form that it stands in")];

/// What is typed; phones show the keyboard for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// One line of text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A web address.
    Url,
    /// A password, new or known.
    Password,
    /// A PIN; digits of both scripts are taken.
    Pin,
    /// A number or an amount; digits of both scripts are taken.
    Decimal,
    /// A day.
    Date,
    /// A day and a time.
    DateTime,
}

impl InputKind {
    /// The `type` of the native input and its `inputmode`.
    pub const fn native(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Text => ("text", None),
            Self::Email => ("email", None),
            Self::Phone => ("tel", None),
            Self::Url => ("text", Some("url")),
            Self::Password => ("password", None),
            Self::Pin => ("password", Some("numeric")),
            Self::Decimal => ("text", Some("decimal")),
            Self::Date => ("date", None),
            Self::DateTime => ("datetime-local", None),
        }
    }
}

/// A labelled input of a form.
#[component]
pub fn Input(
    /// Its name, seen above it.
    #[prop(into)]
    label: TextProp,
    /// Its id in the page.
    #[prop(into)]
    id: String,
    /// What stands in it; written while the person types.
    value: RwSignal<String>,
    /// What is typed.
    #[prop(optional)]
    kind: InputKind,
    /// What is wrong with it, in words; empty when nothing is.
    #[prop(optional, into)]
    error: Signal<String>,
    /// A quiet sentence below.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// The `autocomplete` token: `email`, `current-password`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether it takes the focus when it appears.
    #[prop(optional)]
    first: bool,
    /// Whether it shows its value as text, to be read and copied.
    #[prop(optional, into)]
    read_only: Signal<bool>,
    /// Why nothing can be typed now, in words, said below; empty when something can. It stays focusable.
    #[prop(optional, into)]
    disabled: Signal<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(input) = node.get().filter(|_| first) {
            let _ = input.focus();
        }
    });
    let (native, mode) = kind.native();
    let bad = Memo::new(move |_| error.with(|error| !error.is_empty()));
    let below = format!("{id}-below");
    let described = below.clone();
    let locked = Memo::new(move |_| disabled.with(|why| !why.is_empty()));
    let silent = move || bad.get() || locked.get();
    let copy = move || view! { <CopyButton text=move |()| value.get_untracked()/> };
    view! {
        <div class="input-field">
            <label class="input-label" for=id.clone()>{move || label.get()}</label>
            <span class="input-box">
                <input class="input" id=id type=native inputmode=mode autocomplete=autocomplete node_ref=node
                    readonly=move || read_only.get() || locked.get()
                    aria-disabled=move || locked.get().then_some("true")
                    aria-invalid=move || bad.get().then_some("true") aria-describedby=described
                    prop:value=move || value.get() on:input=move |event| value.set(event_target_value(&event))/>
                {move || read_only.get().then(copy)}
            </span>
            <span class="input-below" id=below>
                {move || bad.get().then(|| view! { <InputError text=error/> })}
                {move || locked.get().then(|| view! { <span class="input-hint">{disabled}</span> })}
                {hint.map(|hint| view! { <span class="input-hint" hidden=silent>{move || hint.get()}</span> })}
            </span>
        </div>
    }
}

/// What is wrong with an input, under it.
#[component]
pub fn InputError(
    /// In words.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="input-error">
            <IconView icon=Icon::CircleAlert size=12/>
            <span role="alert">{move || text.get()}</span>
        </span>
    }
}
