//! A record as it was at an earlier moment, beside what it is now; and putting fields back.

use super::awaiting;
use crate::components::{Button, Input, InputKind, Variant};
use crate::fields::{self, Field, Shown, Titles};
use crate::icons::Icon;
use crate::state::{Asked, dispatch_undoable_with, explain, no_longer_asked};
use crate::words::{self, past as text, t};
use crate::{engine_link, format};
use crm_core::commands::Assignment;
use crm_core::ids::{FieldKey, RecordId, Timestamp};
use crm_core::messages::{Answer, PastField, PastView, Request};
use crm_core::value::Value;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// What the parts of the window share.
#[derive(Clone, Copy)]
struct Window {
    record: RecordId,
    /// The moment that it began with, by which the window is known.
    begun: Timestamp,
    /// The moment that is looked at.
    moment: RwSignal<Timestamp>,
    /// The fields that are to be put back.
    chosen: RwSignal<BTreeSet<FieldKey>>,
}

/// What stands in the window, beginning with one moment. Everything is on this device, so this needs no network.
pub fn as_it_was(record: RecordId, begun: Timestamp) -> AnyView {
    let window =
        Window { record, begun, moment: RwSignal::new(begun), chosen: RwSignal::new(BTreeSet::new()) };
    let typed = RwSignal::new(format::iso_local(begun));
    let read = Memo::new(move |_| typed.with(|typed| format::read_iso_local(typed)));
    Effect::new(move |before: Option<()>| {
        // The moment that the window begins with is exact; what is typed is a whole minute.
        if let (Some(at), Some(())) = (read.get(), before) {
            window.moment.set(at);
        }
    });
    let known = RwSignal::new(None);
    Effect::new(move || ask(window, known));
    let shown = move || match known.get().filter(|_| read.get().is_some()) {
        None if read.get().is_none() => ().into_any(),
        None => awaiting(),
        Some(Err(why)) => view! { <p class="form-failure" role="alert">{why}</p> }.into_any(),
        Some(Ok((at, view))) => compared(window, at, view),
    };
    let error = Signal::derive(move || match read.get() {
        Some(_) => String::new(),
        None => text::MOMENT_NEEDED.now().to_owned(),
    });
    view! {
        <div class="past" data-window="past">
            <Input label=t(text::MOMENT) id="past-moment" value=typed kind=InputKind::DateTime error=error
                hint=t(text::MOMENT_HINT)/>
            {shown}
        </div>
    }
    .into_any()
}

/// What the engine answered, with the moment that it is about; nothing yet; or why not.
type Known = RwSignal<Option<Result<(Timestamp, PastView), String>>>;

/// Asks the engine; only the answer of the moment that is looked at by then counts.
fn ask(window: Window, known: Known) {
    let (record, at) = (window.record, window.moment.get());
    known.set(None);
    spawn_local(async move {
        let answer = engine_link::ask(Request::AsItWas { record, at }).await;
        if window.moment.try_get_untracked() != Some(at) {
            return;
        }
        match answer {
            Ok(Answer::AsItWas(view)) => {
                window.chosen.set(at_first(&view));
                known.set(Some(Ok((at, view))));
            }
            Ok(_) => {}
            Err(refusal) => known.set(Some(Err(explain(&refusal)))),
        }
    });
}

/// What is ticked at first: what the next change did to the record and is still so; nothing that others did.
fn at_first(view: &PastView) -> BTreeSet<FieldKey> {
    let next = view.fields.iter().filter(|field| field.changed_next && field.then != field.now && field.may);
    next.map(|field| field.field.clone()).collect()
}

fn compared(window: Window, at: Timestamp, view: PastView) -> AnyView {
    if !view.existed {
        return view! { <p class="past-none" role="status">{t(text::NOT_YET)}</p> }.into_any();
    }
    let PastView { object, fields, titles, .. } = view;
    let titles = Titles::from(RwSignal::new(titles));
    // A stage brings its own probability along, unless one is given: it stays as it is where it is not ticked.
    let stays = fields.iter().find(|field| field.field == "probability" && field.may);
    let stays = stays.and_then(|field| Some((field.field.clone(), Some(field.now.clone()?))));
    let (same, differing): (Vec<PastField>, Vec<PastField>) =
        fields.into_iter().partition(|field| field.then == field.now);
    let rows = differing.iter().filter_map(|field| difference(window, &object, field, titles));
    let rows = rows.collect_view();
    let nothing = differing.is_empty();
    let unchanged = same.iter().filter_map(|field| unchanged(&object, field, titles)).collect_view();
    let unchanged = (!same.is_empty()).then(|| {
        view! { <h3 class="past-head">{t(text::SAME)}</h3> <dl class="past-same">{unchanged}</dl> }
    });
    view! {
        {nothing.then(|| view! { <p class="past-none" role="status">{t(text::NO_DIFFERENCE)}</p> })}
        <h3 class="past-head" hidden=nothing>{t(text::DIFFERENT)}</h3>
        <div role="group" aria-label=t(text::DIFFERENT) class="past-rows" hidden=nothing>{rows}</div>
        {put_back(window, at, differing, stays)}
        {unchanged}
    }
    .into_any()
}

/// A field that holds something else now, to be put back.
fn difference(window: Window, object: &str, past: &PastField, titles: Titles) -> Option<AnyView> {
    let field = Field::of(object, &past.field)?;
    let side = |value: &Option<Value>| match value {
        Some(value) => fields::full(&Shown { field, value, titles }),
        None => view! { <span class="field-empty">{t(words::fields::EMPTY)}</span> }.into_any(),
    };
    let (here, there) = (past.field.clone(), past.field.clone());
    let chosen = move || window.chosen.with(|chosen| chosen.contains(&here));
    let toggle = move |_| {
        window.chosen.update(|chosen| {
            if !chosen.remove(&there) {
                chosen.insert(there.clone());
            }
        });
    };
    let [tick, then, now] = ["tick", "then", "now"].map(|part| format!("past-{part}-{}", past.field));
    let sides = format!("{then} {now}");
    let row = view! {
        <div class="past-row" data-past=past.field.clone()>
            <input type="checkbox" id=tick.clone() aria-describedby=sides prop:checked=chosen disabled=!past.may
                on:change=toggle/>
            <label class="past-field" for=tick>{field.label()}</label>
            <div class="past-then" id=then>{side(&past.then)}</div>
            <div class="past-now" id=now>
                <span>{t(text::NOW)}</span> " " {side(&past.now)}
            </div>
        </div>
    };
    Some(row.into_any())
}

fn unchanged(object: &str, past: &PastField, titles: Titles) -> Option<AnyView> {
    let field = Field::of(object, &past.field)?;
    let value = past.now.as_ref()?;
    let shown = fields::full(&Shown { field, value, titles });
    Some(
        view! { <div data-past=past.field.clone()><dt>{field.label()}</dt><dd>{shown}</dd></div> }.into_any(),
    )
}

/// One press that makes the ticked fields hold again what they held; nothing where none may be.
fn put_back(
    window: Window,
    at: Timestamp,
    differing: Vec<PastField>,
    stays: Option<Assignment>,
) -> Option<AnyView> {
    if !differing.iter().any(|field| field.may) {
        return None;
    }
    let many = differing.iter().filter(|field| field.may).count() > 1;
    let able: BTreeSet<FieldKey> =
        differing.iter().filter(|field| field.may).map(|field| field.field.clone()).collect();
    let number = Memo::new(move |_| window.chosen.with(BTreeSet::len));
    let full = able.len();
    let all = move || number.get() == full;
    let toggle = move || {
        let wanted = if all() { BTreeSet::new() } else { able.clone() };
        window.chosen.set(wanted);
    };
    let label = move || if all() { text::NONE } else { text::ALL }.now();
    let press = move || {
        let chosen = window.chosen.get_untracked();
        let values = differing.iter().filter(|field| chosen.contains(&field.field));
        let mut values: Vec<Assignment> =
            values.map(|field| (field.field.clone(), field.then.clone())).collect();
        values.extend(stays.clone().filter(|(key, _)| chosen.contains("stage") && !chosen.contains(key)));
        let said = format::moment_full(at);
        let (record, begun) = (window.record, window.begun);
        // A refusal leaves the window with what is ticked.
        dispatch_undoable_with(
            Request::Set { record, values },
            move || text::put_back(&said),
            move |_| {
                no_longer_asked(record, Asked::Past(begun));
            },
        );
    };
    let counted = move || text::put_back_fields(u64::try_from(number.get()).unwrap_or_default());
    Some(
        view! {
            <div class="past-actions">
                <Button label=counted icon=Icon::Undo variant=Variant::Primary
                    disabled=Signal::derive(move || number.get() == 0) reason=t(text::TICK_FIRST) on_press=press/>
                {many.then(|| view! { <Button label=label variant=Variant::Quiet on_press=toggle/> })}
            </div>
        }
        .into_any(),
    )
}
