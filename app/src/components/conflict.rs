//! Two people wrote different values at the same time: a quiet badge, and the choice between the values in place.

use super::{Button, Keys, Pill, Plain, Tone, Variant};
use crate::icons::{Icon, plain_icon};
use crate::words::{self, components, t};
use leptos::prelude::*;

/// What keys do.
pub const KEYS: Keys = &[
    ("Enter, Space", "on the button beside a value: takes it"),
    ("Up, Down", "the value before, after"),
    ("Tab", "on to the buttons"),
    ("Escape", "leaves it for later"),
];

/// On a row or card: how many fields have two values.
#[component]
pub fn ConflictBadge(
    /// How many.
    count: usize,
) -> impl IntoView {
    let number = u64::try_from(count).unwrap_or_default();
    view! {
        <span class="conflict-badge" title=move || components::conflict(number)>
            <Pill tone=Tone::Conflict icon=Icon::GitMerge label=move || words::number(number)/>
            <span class="visually-hidden">{move || components::conflict(number)}</span>
        </span>
    }
}

/// The same as markup that follows nothing.
pub fn plain_conflict(count: usize) -> Plain {
    let number = u64::try_from(count).unwrap_or_default();
    let shown = Plain::text("span", words::number(number));
    let pill = Plain::parts("span", [plain_icon(Icon::GitMerge, 12), shown]).with("class", "pill");
    let said = Plain::text("span", components::conflict(number)).with("class", "visually-hidden");
    let badge = Plain::parts("span", [pill.with("data-tone", Tone::Conflict.name()), said]);
    badge.with("class", "conflict-badge").with("title", components::conflict(number))
}

/// One of the values.
#[derive(Clone)]
pub struct ConflictOption {
    /// The value as it is shown.
    pub value: ViewFn,
    /// Who wrote it, with what and when: `Rina, phone, Tue 14:05`.
    pub by: String,
    /// Whether it was written on this device.
    pub this_device: bool,
}

/// The values of one field under each other, each with the button that takes it; the first is the one in use.
#[component]
pub fn ConflictValues(
    /// The field, for the names of the buttons.
    #[prop(into)]
    id: String,
    /// The values, the one in use first.
    options: Vec<ConflictOption>,
    /// The value at this place is wanted; nothing for who cannot choose.
    on_take: Option<Callback<(usize,)>>,
) -> impl IntoView {
    let row = |(place, option): (usize, ConflictOption)| {
        let (value, button) = (format!("{id}-value-{place}"), format!("{id}-take-{place}"));
        // Buttons of the same words are told apart by the value that they take.
        let named = format!("{button} {value}");
        let take = on_take.map(|on_take| {
            view! {
                <button type="button" class="button" data-variant="secondary" id=button aria-labelledby=named
                    on:click=move |_| on_take.run((place,))>
                    <span class="button-label">{t(components::TAKE)}</span>
                </button>
            }
        });
        view! {
            <li class="conflict-choice" data-other=(place > 0).then_some("true")>
                <div class="conflict-value" id=value>{option.value.run()}</div>
                {signature(option.by, option.this_device, place == 0)}
                {take}
            </li>
        }
    };
    view! { <ul class="conflict-values">{options.into_iter().enumerate().map(row).collect_view()}</ul> }
}

/// Who wrote a value, and that it is the one in use.
fn signature(by: String, this_device: bool, in_use: bool) -> impl IntoView {
    view! {
        <span class="conflict-by">
            {by}
            {this_device.then(|| view! { " · " {t(components::THIS_DEVICE)} })}
            {in_use.then(|| view! { " · " {t(components::IN_USE)} })}
        </span>
    }
}

/// The values of one field under each other; the first is the one in use.
#[component]
pub fn ConflictChooser(
    /// The field, for the group's name and the inputs.
    #[prop(into)]
    id: String,
    /// The values, the one in use first.
    options: Vec<ConflictOption>,
    /// The value at this place is wanted.
    #[prop(into)]
    on_choose: Callback<(usize,)>,
    /// The person leaves it for later.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let chosen = RwSignal::new(0_usize);
    let group = format!("{id}-values");
    let row = |(place, option): (usize, ConflictOption)| {
        view! {
            <label class="conflict-option" data-other=(place > 0).then_some("true")>
                <input type="radio" name=group.clone() prop:checked=move || chosen.get() == place
                    on:change=move |_| chosen.set(place)/>
                <span class="conflict-value">{option.value.run()}</span>
                {signature(option.by, option.this_device, place == 0)}
            </label>
        }
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            on_close.run(());
        }
    };
    view! {
        <fieldset class="conflict-chooser" on:keydown=keys>
            <legend class="conflict-title">{t(components::CHOOSE_TITLE)}</legend>
            {options.into_iter().enumerate().map(row).collect_view()}
            <div class="conflict-actions">
                <Button label=t(components::USE_THIS) variant=Variant::Primary
                    on_press=move || on_choose.run((chosen.get_untracked(),))/>
                <Button label=t(components::CANCEL) variant=Variant::Quiet on_press=on_close/>
            </div>
        </fieldset>
    }
}
