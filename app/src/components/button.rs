//! A button with words, and an icon where one helps.

use super::Keys;
use crate::icons::{Icon, IconView};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys = &[("Enter, Space", "presses; says why not where it is disabled")];

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// The one main action of a view.
    Primary,
    /// An ordinary action.
    #[default]
    Secondary,
    /// An action beside others, without a border.
    Quiet,
    /// An action that takes something away.
    Danger,
    /// The confirmation of such an action inside a dialog.
    DangerSolid,
}

impl Variant {
    const fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
            Self::DangerSolid => "danger-solid",
        }
    }
}

/// A button. While `disabled` it stays focusable and its tooltip says why.
#[component]
pub fn Button(
    /// Its words.
    #[prop(into)]
    label: TextProp,
    /// What pressing does; a submit button may leave it out.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// How much it asks to be pressed.
    #[prop(default = Variant::Secondary)]
    variant: Variant,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// Whether it cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Why it cannot be pressed now.
    #[prop(optional, into)]
    reason: Option<TextProp>,
    /// Whether it sends the form that it stands in.
    #[prop(optional)]
    submit: bool,
) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        if disabled.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    let why = Memo::new(move |_| {
        let said = reason.as_ref().filter(|_| disabled.get());
        said.map(|reason| reason.get().to_string())
    });
    view! {
        <button
            class="button"
            type=if submit { "submit" } else { "button" }
            data-variant=variant.name()
            aria-disabled=move || disabled.get().then_some("true")
            aria-description=move || why.get()
            data-tip=move || why.get()
            on:click=press
        >
            {icon.map(|icon| view! { <IconView icon=icon/> })}
            <span class="button-label">{move || label.get()}</span>
        </button>
    }
}
