//! A short list of things to do that ticks itself and ends.

use super::{IconButton, Keys};
use crate::icons::{Icon, IconView};
use crate::words::{components as words, t};
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys =
    &[("Tab", "to the cross, then from action to action"), ("Enter, Space", "does the action")];

/// One thing to do.
#[derive(Clone, Debug)]
pub struct Chore {
    /// In words.
    pub label: String,
    /// Whether it is done.
    pub done: bool,
    /// What can be done about it; not shown once it is done.
    pub acts: Vec<Act>,
}

/// An action of a chore: a press, or a way to somewhere.
#[derive(Clone, Debug)]
pub struct Act {
    /// In words.
    pub label: String,
    /// Where it leads, if it leads anywhere.
    pub href: Option<String>,
    /// What a press does.
    pub on_press: Option<Callback<()>>,
}

/// The list. Whoever shows it takes it away when everything is done.
#[component]
pub fn Checklist(
    /// What the list is of.
    #[prop(into)]
    label: TextProp,
    /// How far it is, in words.
    #[prop(into)]
    progress: TextProp,
    /// What there is to do.
    #[prop(into)]
    chores: Signal<Vec<Chore>>,
    /// The name of the cross.
    #[prop(into)]
    dismiss: TextProp,
    /// The person does not want the list.
    #[prop(into)]
    on_dismiss: Callback<()>,
) -> impl IntoView {
    let share = Memo::new(move |_| {
        chores.with(|chores| (chores.iter().filter(|chore| chore.done).count(), chores.len().max(1)))
    });
    let name = label.clone();
    view! {
        <section class="checklist" aria-label=move || name.get().to_string()>
            <header class="checklist-head">
                <h2>{move || label.get()}</h2>
                <span class="checklist-count number" role="status">{move || progress.get()}</span>
                <IconButton icon=Icon::Cross label=dismiss on_press=on_dismiss/>
            </header>
            <progress class="checklist-bar" aria-hidden="true" max=move || share.get().1.to_string()
                value=move || share.get().0.to_string()></progress>
            <ul class="checklist-items">{move || chores.get().into_iter().map(item).collect_view()}</ul>
        </section>
    }
}

fn item(chore: Chore) -> AnyView {
    let state = if chore.done { words::STEP_DONE } else { words::STEP_OPEN };
    let acts = (!chore.done).then(|| chore.acts.into_iter().map(act).collect_view());
    view! {
        <li class="checklist-item" data-done=chore.done.to_string()>
            <span class="checklist-tick">{chore.done.then(|| view! { <IconView icon=Icon::Check size=12/> })}</span>
            <span class="checklist-label">
                {chore.label}<span class="visually-hidden">" ("{t(state)}")"</span>
            </span>
            <span class="checklist-acts">{acts}</span>
        </li>
    }
    .into_any()
}

fn act(act: Act) -> AnyView {
    let Act { label, href, on_press } = act;
    let press = move |_| {
        if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    match href {
        Some(href) => view! { <a class="button" data-variant="secondary" href=href>{label}</a> }.into_any(),
        None => view! { <button type="button" class="button" on:click=press>{label}</button> }.into_any(),
    }
}
