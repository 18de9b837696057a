//! A record as it was at an earlier moment, beside what it is now; and putting fields back.

use super::awaiting;
use crate::components::{Button, Input, InputKind, Variant};
use crate::fields::{self, Field, Shown, Titles};
use crate::icons::Icon;
use crate::state::{Asked, dispatch_undoable, explain, no_longer_asked};
use crate::words::{self, past as text, t};
use crate::{engine_link, format};
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
    Effect::new(move |before: Option<()>| {
        // The moment that the window begins with is exact; what is typed is a whole minute.
        let read = typed.with(|typed| format::read_iso_local(typed));
        if let (Some(at), Some(())) = (read, before) {
            window.moment.set(at);
        }
    });
    let known = RwSignal::new(None);
    Effect::new(move || ask(window, known));
    let shown = move || match known.get() {
        None => awaiting(),
        Some(Err(why)) => view! { <p class="form-failure" role="alert">{why}</p> }.into_any(),
        Some(Ok(view)) => compared(window, view),
    };
    view! {
        <div class="past" data-window="past">
            <Input label=t(text::MOMENT) id="past-moment" value=typed kind=InputKind::DateTime
                hint=t(text::MOMENT_HINT)/>
            {shown}
        </div>
    }
    .into_any()
}

/// Asks the engine; only the answer of the moment that is looked at by then counts.
fn ask(window: Window, known: RwSignal<Option<Result<PastView, String>>>) {
    let (record, at) = (window.record, window.moment.get());
    spawn_local(async move {
        let answer = engine_link::ask(Request::AsItWas { record, at }).await;
        if window.moment.try_get_untracked() != Some(at) {
            return;
        }
        match answer {
            Ok(Answer::AsItWas(view)) => {
                window.chosen.set(at_first(&view));
                known.set(Some(Ok(view)));
            }
            Ok(_) => {}
            Err(refusal) => known.set(Some(Err(explain(&refusal)))),
        }
    });
}

/// What is ticked at first: what the next change did to the record, or all that differs.
fn at_first(view: &PastView) -> BTreeSet<FieldKey> {
    let able = || view.fields.iter().filter(|field| field.then != field.now && field.may);
    let keys = |wanted: &dyn Fn(&PastField) -> bool| {
        able().filter(|field| wanted(field)).map(|field| field.field.clone()).collect::<BTreeSet<_>>()
    };
    let next = keys(&|field| field.changed_next);
    if next.is_empty() { keys(&|_| true) } else { next }
}

fn compared(window: Window, view: PastView) -> AnyView {
    if !view.existed {
        return view! { <p class="past-none" role="status">{t(text::NOT_YET)}</p> }.into_any();
    }
    let PastView { object, fields, titles, .. } = view;
    let titles = Titles::from(RwSignal::new(titles));
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
        {put_back(window, differing)}
        {unchanged}
    }
    .into_any()
}

/// A field that holds something else now, to be put back.
fn difference(window: Window, object: &str, past: &PastField, titles: Titles) -> Option<AnyView> {
    let field = Field::of(object, &past.field)?;
    let side = |value: &Option<Value>| match value {
        Some(value) => fields::cell(&Shown { field, value, titles }),
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
    let row = view! {
        <label class="past-row" data-past=past.field.clone()>
            <input type="checkbox" prop:checked=chosen disabled=!past.may on:change=toggle/>
            <span class="past-field">{field.label()}</span>
            <span class="past-then">{side(&past.then)}</span>
            <span class="past-now">
                <span>{t(text::NOW)}</span> " " {side(&past.now)}
            </span>
        </label>
    };
    Some(row.into_any())
}

fn unchanged(object: &str, past: &PastField, titles: Titles) -> Option<AnyView> {
    let field = Field::of(object, &past.field)?;
    let value = past.now.as_ref()?;
    let shown = fields::cell(&Shown { field, value, titles });
    Some(
        view! { <div data-past=past.field.clone()><dt>{field.label()}</dt><dd>{shown}</dd></div> }.into_any(),
    )
}

/// One press that makes the ticked fields hold again what they held; nothing where none may be.
fn put_back(window: Window, differing: Vec<PastField>) -> Option<AnyView> {
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
        let values = values.map(|field| (field.field.clone(), field.then.clone())).collect();
        no_longer_asked(window.record, Asked::Past(window.begun));
        let said = format::moment(window.moment.get_untracked());
        dispatch_undoable(Request::Set { record: window.record, values }, move || text::put_back(&said));
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
