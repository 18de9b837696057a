//! What may be chosen in a field: names, colours, order, and what is offered no more.

use crate::components::{Button, IconButton, Variant};
use crate::icons::Icon;
use crate::words::{self, shaping as text, t};
use crm_core::commands::Assignment;
use crm_core::ids::{ObjectKey, RecordId};
use crm_core::objects::option;
use crm_core::value::Value;
use crm_core::views::shaping::Name;
use crm_core::views::shaping::options::{CustomOption, PipelineStage};
use leptos::prelude::*;

/// The hues of pills, in the order in which new choices take them.
pub(in crate::screens::settings) const HUES: [u16; 10] = [264, 152, 78, 20, 195, 340, 110, 305, 45, 235];

/// A record to be made: its object, its id, what it holds.
pub(in crate::screens::settings) type New = (ObjectKey, RecordId, Vec<Assignment>);

/// A choice as it is typed.
#[derive(Clone, Copy)]
pub(super) struct Offered {
    /// What records hold, kept for as long as the window is open.
    value: StoredValue<String>,
    name: RwSignal<String>,
    bengali: RwSignal<String>,
    hue: RwSignal<u16>,
    retired: RwSignal<bool>,
    /// Which it is on the screen.
    number: usize,
}

/// The choices of a field that is there.
pub(super) fn of(options: &[CustomOption]) -> Vec<Offered> {
    let one = |(number, option): (usize, &CustomOption)| Offered {
        value: StoredValue::new(option.value.clone()),
        name: RwSignal::new(option.name.plain.clone()),
        bengali: RwSignal::new(option.name.bengali.clone()),
        hue: RwSignal::new(option.hue),
        retired: RwSignal::new(option.retired),
        number,
    };
    options.iter().enumerate().map(one).collect()
}

fn another(number: usize) -> Offered {
    Offered {
        value: StoredValue::new(drawn()),
        name: RwSignal::new(String::new()),
        bengali: RwSignal::new(String::new()),
        hue: RwSignal::new(HUES[number % HUES.len()]),
        retired: RwSignal::new(false),
        number,
    }
}

/// A value that no other choice has.
pub(in crate::screens::settings) fn drawn() -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 2^32")]
    let number = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    option::drawn(number)
}

/// How many have a name and are offered.
pub(super) fn named(all: &[Offered]) -> usize {
    let counts = |one: &&Offered| {
        !one.retired.get_untracked() && one.name.with_untracked(|name| !name.trim().is_empty())
    };
    all.iter().filter(counts).count()
}

/// The list in which they are typed.
pub(super) fn editor(all: RwSignal<Vec<Offered>>) -> AnyView {
    let add = move || all.update(|all| all.push(another(all.len())));
    if all.with_untracked(Vec::is_empty) {
        add();
        add();
    }
    view! {
        <fieldset class="fields-options">
            <legend class="input-label">{t(text::CHOICES)}</legend>
            <ul class="fields-choices">
                <For each=move || all.get() key=|one| one.number children=move |one| line(one)/>
            </ul>
            <Button label=t(text::ADD_CHOICE) icon=Icon::Plus variant=Variant::Quiet on_press=add/>
        </fieldset>
    }
    .into_any()
}

fn line(one: Offered) -> AnyView {
    let place = u64::try_from(one.number).unwrap_or_default() + 1;
    let label = move || text::choice_named(&words::number(place));
    let bengali = move || text::choice_bengali(&words::number(place));
    let next = move || {
        one.hue.update(|hue| {
            let at = HUES.iter().position(|known| known == hue).map_or(0, |at| at + 1);
            *hue = HUES[at % HUES.len()];
        });
    };
    view! {
        <li class="fields-choice" data-retired=move || one.retired.get().then_some("true")>
            <button type="button" class="fields-hue" aria-label=move || text::colour_of(&words::number(place))
                data-tip=t(text::NEXT_COLOUR) on:click=move |_| next()>
                <span class="badge-dot" data-hue=move || one.hue.get().to_string()></span>
            </button>
            <input class="input" type="text" aria-label=label bind:value=one.name/>
            <input class="input fields-bengali" type="text" aria-label=bengali placeholder=t(text::NAME_BN)
                bind:value=one.bengali/>
            {move || {
                let (icon, word) = if one.retired.get() {
                    (Icon::Undo, text::restore(&one.name.get()))
                } else {
                    (Icon::Archive, text::retire(&one.name.get()))
                };
                view! { <IconButton icon=icon label=word on_press=move || one.retired.update(|now| *now = !*now)/> }
            }}
        </li>
    }
    .into_any()
}

/// What is typed; nothing where that is blank.
pub(in crate::screens::settings) fn typed(signal: RwSignal<String>) -> Option<Value> {
    let typed = signal.with_untracked(|typed| typed.trim().to_owned());
    (!typed.is_empty()).then_some(Value::Text(typed))
}

/// The choices that are new, as records to be made.
pub(super) fn made(of: &str, key: &str, all: &[Offered], before: &[CustomOption]) -> Vec<New> {
    let last = before.iter().map(|option| option.position).fold(0.0, f64::max);
    let fresh = all.iter().filter(|one| {
        let known = one.value.with_value(|value| before.iter().any(|option| option.value == *value));
        !known && named(std::slice::from_ref(*one)) == 1
    });
    let places = std::iter::successors(Some(last + 1.0), |place| Some(place + 1.0));
    let record = |(one, position): (&Offered, f64)| {
        let (plain, bengali) = (one.name.get_untracked(), one.bengali.get_untracked());
        let name = Name { plain: plain.trim().to_owned(), bengali: bengali.trim().to_owned() };
        let (value, hue) = (one.value.get_value(), one.hue.get_untracked());
        new(of, key, &CustomOption { value, name, hue, position, ..CustomOption::default() })
    };
    fresh.zip(places).map(record).collect()
}

/// An option as a record to be made.
pub(in crate::screens::settings) fn new(of: &str, key: &str, option: &CustomOption) -> New {
    let text =
        |text: &str| Some(text).filter(|text| !text.is_empty()).map(|text| Value::Text(text.to_owned()));
    let number = |number: f64| Some(Value::Number(number));
    let mut values = vec![
        (option::OF.to_owned(), text(of)),
        (option::CODE.to_owned(), text(key)),
        (option::VALUE.to_owned(), text(&option.value)),
        (option::NAME.to_owned(), text(&option.name.plain)),
        (option::NAME_BN.to_owned(), text(&option.name.bengali)),
        (option::HUE.to_owned(), number(f64::from(option.hue))),
        (option::POSITION.to_owned(), number(option.position)),
    ];
    if let Some(PipelineStage { stage, pipeline, needs }) = &option.stage {
        values.extend([
            (option::PROBABILITY.to_owned(), number(f64::from(stage.probability))),
            (option::OUTCOME.to_owned(), text(option::outcome_name(stage.outcome))),
            (option::DAYS.to_owned(), number(f64::from(stage.days))),
            (option::PIPELINE.to_owned(), text(pipeline)),
            (option::NEEDS.to_owned(), tags(needs)),
        ]);
    }
    if option.retired {
        values.push((option::RETIRED.to_owned(), Some(Value::Flag(true))));
    }
    (option::KEY.to_owned(), option::option_of(of, key, &option.value), values)
}

/// What is said of a choice that is there: which one it is, and only what is to be another than before, so that two who
/// change different things keep both.
pub(in crate::screens::settings) fn say(
    (of, key): (&str, &str),
    value: &str,
    mut values: Vec<Assignment>,
) -> New {
    let which = [(option::OF, of), (option::CODE, key), (option::VALUE, value)];
    values.extend(which.map(|(key, text)| (key.to_owned(), Some(Value::Text(text.to_owned())))));
    (option::KEY.to_owned(), option::option_of(of, key, value), values)
}

/// Keys of fields as a set in which those of two people stand side by side.
pub(in crate::screens::settings) fn tags(keys: &[String]) -> Option<Value> {
    let members: Vec<_> = keys.iter().filter_map(|key| crm_core::fields::tags::tag(key)).collect();
    (!members.is_empty()).then_some(Value::Members(members))
}

/// What changed in those that were there.
pub(super) fn changed(of: &str, key: &str, all: &[Offered], before: &[CustomOption]) -> Vec<New> {
    let differs = |one: &Offered| {
        let value = one.value.get_value();
        let option = before.iter().find(|option| option.value == value)?;
        let (name, hue, retired) =
            (one.name.get_untracked(), one.hue.get_untracked(), one.retired.get_untracked());
        let mut values = Vec::new();
        if name.trim() != option.name.plain && !name.trim().is_empty() {
            values.push((option::NAME.to_owned(), Some(Value::Text(name.trim().to_owned()))));
        }
        if one.bengali.with_untracked(|name| name.trim() != option.name.bengali) {
            values.push((option::NAME_BN.to_owned(), typed(one.bengali)));
        }
        if hue != option.hue {
            values.push((option::HUE.to_owned(), Some(Value::Number(f64::from(hue)))));
        }
        if retired != option.retired {
            values.push((option::RETIRED.to_owned(), Some(Value::Flag(retired))));
        }
        (!values.is_empty()).then(|| say((of, key), &value, values))
    };
    all.iter().filter_map(differs).collect()
}
