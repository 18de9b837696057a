//! A record as it was at an earlier moment, beside what it is now; and putting fields back.

use super::awaiting;
use crate::components::{Button, Input, InputKind, Variant};
use crate::fields::{self, Field, Shown, Titles};
use crate::icons::Icon;
use crate::state::{Asked, dispatch_undoable_with, explain, no_longer_asked, watching};
use crate::words::{self, Word, past as text, t};
use crate::{engine_link, format};
use crm_core::ids::{FieldKey, RecordId, Timestamp};
use crm_core::messages::{Answer, Past, PastField, PastView, Request, View, Watch};
use crm_core::value::Value;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the parts of the window share.
#[derive(Clone, Copy)]
struct Window {
    record: RecordId,
    /// By which it was opened.
    asked: Asked,
    /// The state that is looked at, and the moment that stands for it.
    looked: RwSignal<(Past, Timestamp)>,
    /// What the engine answered about that state; nothing yet; or why not.
    known: RwSignal<Option<Result<PastView, String>>>,
    /// The fields that are to be put back.
    chosen: RwSignal<Vec<FieldKey>>,
}

/// What stands in the window. Everything is on this device, so this needs no network.
pub fn as_it_was(record: RecordId, asked: Asked, when: Past, at: Timestamp) -> AnyView {
    let looked = RwSignal::new((when, at));
    let window =
        Window { record, asked, looked, known: RwSignal::new(None), chosen: RwSignal::new(Vec::new()) };
    let typed = RwSignal::new(format::iso_local(at));
    let read = move || typed.with(|typed| format::read_iso_local(typed));
    Effect::new(move |before: Option<()>| {
        // The window begins with a state; what is typed is a minute.
        if let (Some(at), Some(())) = (read(), before) {
            looked.set((Past::At(at), at));
        }
    });
    follow(window);
    let shown = move || match read().and_then(|_| window.known.get()) {
        None if read().is_none() => ().into_any(),
        None => awaiting(),
        Some(Err(why)) => view! { <p class="form-failure" role="alert">{why}</p> }.into_any(),
        Some(Ok(view)) => compared(window, view),
    };
    let error =
        Signal::derive(
            move || {
                if read().is_some() { String::new() } else { text::MOMENT_NEEDED.now().to_owned() }
            },
        );
    view! {
        <div class="past" data-window="past">
            <Input label=t(text::MOMENT) id="past-moment" value=typed kind=InputKind::DateTime error=error
                hint=t(text::MOMENT_HINT)/>
            {shown}
        </div>
    }
    .into_any()
}

/// Asks the engine about the state that is looked at, and again whenever the record changes: what is put back must not
/// take away what nobody has seen.
fn follow(window: Window) {
    let record = window.record;
    let heads = watching(
        move || Some(Watch::Record { record }),
        |view| {
            let View::Record(record) = view else { return None };
            Some(record.map(|record| record.heads))
        },
    );
    Effect::new(move |before: Option<(Past, Option<String>)>| {
        let now = (window.looked.get().0, heads.get().flatten());
        if before.as_ref() != Some(&now) {
            let anew = before.is_none_or(|(when, _)| when != now.0);
            if anew {
                window.known.set(None);
            }
            ask(window, now.0, anew);
        }
        now
    });
}

/// Only the answer about the state that is looked at by then counts. What is ticked stays, where the state is the same.
fn ask(window: Window, when: Past, anew: bool) {
    spawn_local(async move {
        let answer = engine_link::ask(Request::AsItWas { record: window.record, when }).await;
        if window.looked.try_get_untracked().is_none_or(|(looked, _)| looked != when) {
            return;
        }
        match answer {
            Ok(Answer::AsItWas(view)) => {
                window.chosen.update(|chosen| match anew || window.known.with_untracked(Option::is_none) {
                    true => *chosen = at_first(&view),
                    false => chosen
                        .retain(|key| view.fields.iter().any(|field| field.field == *key && able(field))),
                });
                window.known.set(Some(Ok(view)));
            }
            Ok(_) => {}
            Err(refusal) => window.known.set(Some(Err(explain(&refusal)))),
        }
    });
}

/// Whether it can be put back.
fn able(field: &PastField) -> bool {
    field.then != field.now && field.may
}

/// What is ticked at first: what happened next and is still so; nothing that others did.
fn at_first(view: &PastView) -> Vec<FieldKey> {
    let next = view.fields.iter().filter(|field| field.changed_next && able(field));
    next.map(|field| field.field.clone()).collect()
}

fn compared(window: Window, view: PastView) -> AnyView {
    if !view.existed {
        return note(text::NOT_YET.now().to_owned());
    }
    let PastView { object, fields, unknown, titles, .. } = view;
    let titles = Titles::from(RwSignal::new(titles));
    let able: Vec<FieldKey> = fields.iter().filter(|one| able(one)).map(|one| one.field.clone()).collect();
    let (same, differing): (Vec<PastField>, Vec<PastField>) =
        fields.into_iter().partition(|field| field.then == field.now);
    let names = unknown.iter().filter_map(|key| Field::of(&object, key)).map(Field::label);
    let names = names.collect::<Vec<_>>().join(", ");
    let nothing = differing.is_empty() && names.is_empty();
    view! {
        {nothing.then(|| note(text::NO_DIFFERENCE.now().to_owned()))}
        {part(window, &object, titles, text::DIFFERENT, &differing)}
        {put_back(window, able)}
        {(!names.is_empty()).then(|| note(text::unknown(&names)))}
        {part(window, &object, titles, text::SAME, &same)}
    }
    .into_any()
}

fn note(said: String) -> AnyView {
    view! { <p class="past-note" role="status">{said}</p> }.into_any()
}

fn part(
    window: Window,
    object: &str,
    titles: Titles,
    heading: Word,
    fields: &[PastField],
) -> Option<AnyView> {
    let rows = fields.iter().filter_map(|field| row(window, object, field, titles)).collect_view();
    let shown = || {
        view! {
            <h3 class="past-head">{heading.now()}</h3>
            <div role="group" aria-label=heading.now() class="past-rows">{rows}</div>
        }
    };
    (!fields.is_empty()).then(|| shown().into_any())
}

/// A field: what it held then; and where it holds something else now, that, and whether it is put back.
fn row(window: Window, object: &str, past: &PastField, titles: Titles) -> Option<AnyView> {
    let field = Field::of(object, &past.field)?;
    let side = |value: &Option<Value>| match value {
        Some(value) => fields::full(&Shown { field, value, titles }),
        None => view! { <span class="field-empty">{words::fields::EMPTY.now()}</span> }.into_any(),
    };
    let [tick, then, now] = ["tick", "then", "now"].map(|part| format!("past-{part}-{}", past.field));
    let beside = (past.then != past.now).then(|| {
        let (here, there) = (past.field.clone(), past.field.clone());
        let chosen = move || window.chosen.with(|chosen| chosen.contains(&here));
        let toggle = move |_| {
            window.chosen.update(|chosen| match chosen.iter().position(|key| *key == there) {
                Some(place) => drop(chosen.remove(place)),
                None => chosen.push(there.clone()),
            });
        };
        let sides = format!("{then} {now}");
        view! {
            <input type="checkbox" id=tick.clone() aria-describedby=sides prop:checked=chosen disabled=!past.may
                on:change=toggle/>
            <div class="past-now" id=now.clone()>{text::NOW.now()} " " {side(&past.now)}</div>
        }
        .into_any()
    });
    let name = match beside {
        Some(_) => view! { <label class="past-field" for=tick.clone()>{field.label()}</label> }.into_any(),
        None => view! { <span class="past-field">{field.label()}</span> }.into_any(),
    };
    Some(
        view! {
            <div class="past-row" data-past=past.field.clone()>
                {name} <div class="past-then" id=then>{side(&past.then)}</div> {beside}
            </div>
        }
        .into_any(),
    )
}

/// One press that makes the ticked fields hold again what they held; nothing where none may be.
fn put_back(window: Window, able: Vec<FieldKey>) -> Option<AnyView> {
    let (many, full) = (able.len() > 1, able.len());
    let number = move || window.chosen.with(Vec::len);
    let toggle = move || {
        let wanted = if untrack(number) == full { Vec::new() } else { able.clone() };
        window.chosen.set(wanted);
    };
    let label = move || if number() == full { text::NONE } else { text::ALL }.now();
    let press = move || {
        let Window { record, asked, looked, chosen, .. } = window;
        let (when, at) = looked.get_untracked();
        let said = format::moment_full(at);
        // A refusal leaves the window with what is ticked.
        let request = Request::PutBack { record, when, fields: chosen.get_untracked() };
        dispatch_undoable_with(
            request,
            move || text::put_back(&said),
            move |_| no_longer_asked(record, asked),
        );
    };
    let counted = move || text::put_back_fields(u64::try_from(number()).unwrap_or_default());
    let buttons = move || {
        view! {
            <div class="past-actions">
                <Button label=counted icon=Icon::Undo variant=Variant::Primary
                    disabled=Signal::derive(move || number() == 0) reason=t(text::TICK_FIRST) on_press=press/>
                {many.then(|| view! { <Button label=label variant=Variant::Quiet on_press=toggle/> })}
            </div>
        }
    };
    (full > 0).then(|| buttons().into_any())
}
