//! Where something stands on its way: a bar in parts, filled up to the current one.

use super::Keys;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// What keys do.
pub const KEYS: Keys = &[("Tab", "the next step"), ("Enter, Space", "goes to the step")];

/// One part of the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Stored id.
    pub id: String,
    /// Its words.
    pub label: String,
    /// Its hue.
    pub hue: u16,
}

/// A bar of steps, each a button.
#[component]
pub fn Stepper(
    /// What the way is.
    #[prop(into)]
    label: TextProp,
    /// The steps in order.
    #[prop(into)]
    steps: Signal<Vec<Step>>,
    /// The id of the current one.
    #[prop(into)]
    current: Signal<String>,
    /// Another is wanted.
    #[prop(into)]
    on_pick: Callback<(String,)>,
    /// Whether it only shows where things stand. Its parts stay focusable, for their names.
    #[prop(optional, into)]
    read_only: Signal<bool>,
) -> impl IntoView {
    let bar = move || {
        let steps = steps.get();
        let at = steps.iter().position(|step| step.id == current.get());
        let hue = at.and_then(|at| steps.get(at)).map_or(0, |step| step.hue);
        let parts = steps.into_iter().enumerate().map(|(place, step)| {
            let name = step.label.clone();
            let press = move |_| {
                if !read_only.get_untracked() {
                    on_pick.run((step.id.clone(),));
                }
            };
            view! {
                <button type="button" class="step" data-tip=step.label aria-label=name
                    data-filled=at.is_some_and(|at| place <= at).then_some("true")
                    aria-current=(at == Some(place)).then_some("step")
                    aria-disabled=move || read_only.get().then_some("true") on:click=press>
                    <span class="step-bar"></span>
                </button>
            }
        });
        view! { <div class="step-parts" data-hue=hue.to_string()>{parts.collect_view()}</div> }
    };
    let name = move || {
        let current = current.get();
        steps.with(|steps| steps.iter().find(|step| step.id == current).map(|step| step.label.clone()))
    };
    view! {
        <div class="stepper" role="group" aria-label=move || label.get().to_string()>
            {bar}
            <span class="stepper-name">{name}</span>
        </div>
    }
}
