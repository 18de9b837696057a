//! One fact of a record: shown, edited at the same spot, with how safe it is and the other value where there is one.

use super::{Page, conflict, presence, prose};
use crate::components::FieldRow;
use crate::fields::{self, Edit, Field, Offered, Shown};
use crate::state::{BookChoice, app, dispatch_with, explain};
use crate::words::{self, fields as field_words};
use crm_core::fields::Kind;
use crm_core::messages::{Request, Safety};
use crm_core::objects::FieldDefinition;
use crm_core::value::Value;
use leptos::prelude::*;

/// How far the latest edit of this fact on this page has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Step {
    /// Asked of the engine.
    Asked,
    /// Durable on this device; the next view may say more.
    Stored,
    /// Said no.
    Refused,
}

/// A fact that people write, or that is worked out from others.
pub(super) fn fact(page: Page, definition: &'static FieldDefinition) -> AnyView {
    let field = Field { object: page.definition, definition };
    let key = definition.key;
    let step = RwSignal::new(None::<Step>);
    let failure = RwSignal::new(String::new());
    forget_when_seen(page, step);
    let save = Signal::derive(move || match (step.get(), page.safety.get()) {
        (Some(Step::Asked), _) => "saving",
        (Some(Step::Stored), Safety::Sent | Safety::Saving) => "device",
        (Some(Step::Refused), _) | (_, Safety::Refused) => "refused",
        (None, Safety::Saving) => "saving",
        (_, Safety::Device) => "device",
        (None, Safety::Sent) => "sent",
    });
    // Only what this person touched is marked: a record's other facts would repeat the mark in its head.
    let touched = RwSignal::new(false);
    let marked = Signal::derive(move || {
        (touched.get() && app().book.get() == Some(BookChoice::Workspace)).then(|| save.get())
    });
    let value = Memo::new(move |_| page.value(key));
    let conflict = Memo::new(move |_| page.with(|view| view.conflicts.contains_key(key)).unwrap_or(false));
    let (editing, choosing) = (RwSignal::new(false), RwSignal::new(false));
    tell_where(page, key, editing);
    let (visible, offered) = (page.asked.shows(definition), page.asked.offers(definition));
    let wanted = page.asked.requires(definition);
    let shown = move || shown(page, field, value, Some(wanted));
    let commit = move |new: Option<Value>| {
        touched.set(true);
        step.set(Some(Step::Asked));
        failure.set(String::new());
        editing.set(false);
        let request = Request::Set { record: page.record, values: vec![(key.to_owned(), new)] };
        dispatch_with(request, move |outcome| {
            let (now, said) = match &outcome {
                Ok(_) => (Step::Stored, String::new()),
                Err(refusal) => (Step::Refused, explain(refusal)),
            };
            let _ = step.try_set(Some(now));
            let _ = failure.try_set(said);
        });
    };
    let editor = move || {
        if definition.kind == Kind::LongText {
            return prose::editor(page, field, step, touched, editing);
        }
        fields::editor(Edit {
            field,
            id: format!("field-{key}"),
            value: value.get_untracked(),
            titles: page.titles(),
            offered: Offered { choices: offered.into(), stays: true },
            on_commit: Callback::new(move |(value,)| commit(value)),
            on_cancel: Callback::new(move |()| editing.set(false)),
            first: true,
        })
    };
    let editable = field.editable();
    let below = move || {
        view! {
            {move || editing.get().then(|| field.help()).flatten().map(|help| view! { <p class="input-hint">{help}</p> })}
            {presence::typing(page, key)}
            {move || (choosing.get() && conflict.get()).then(|| conflict::chooser(page, field, choosing))}
            <p class="form-failure" role="alert">{move || failure.get()}</p>
        }
    };
    let label = move || field.label();
    let ask = move || choosing.update(|choosing| *choosing = !*choosing);
    let may = move || {
        page.writable.with_untracked(|fields| {
            fields.as_ref().is_some_and(|fields| !fields.iter().any(|field| field == key))
        })
    };
    let row = move || {
        if editable && may() {
            view! {
                <FieldRow label=label value=shown editor=editor editing=editing save=marked conflict=conflict
                    on_conflict=ask below=below/>
            }
            .into_any()
        } else {
            view! {
                <FieldRow label=label value=shown editing=editing save=marked conflict=conflict on_conflict=ask
                    below=below/>
            }
            .into_any()
        }
    };
    // The row is made anew only when it becomes writable or not.
    view! {
        <div class="fact" data-field=key data-kind=format!("{:?}", definition.kind) data-save=move || save.get()
            hidden=move || !visible.get() && !editing.get()>
            {move || { page.writable.get(); untrack(row) }}
        </div>
    }
    .into_any()
}

/// A fact that the product writes, where it is filled.
pub(super) fn system_fact(page: Page, definition: &'static FieldDefinition) -> AnyView {
    let field = Field { object: page.definition, definition };
    let value = Memo::new(move |_| page.value(definition.key));
    let filled = Memo::new(move |_| value.with(Option::is_some));
    let row = move || {
        filled.get().then(|| {
            let editing = RwSignal::new(false);
            view! {
                <div class="fact" data-field=definition.key>
                    <FieldRow label=move || field.label() value=move || shown(page, field, value, None) editing=editing/>
                </div>
            }
        })
    };
    row.into_any()
}

/// The others are told which fact is being edited.
fn tell_where(page: Page, key: &'static str, editing: RwSignal<bool>) {
    Effect::new(move |before: Option<bool>| {
        let now = editing.get();
        let mine = page.editing.with_untracked(|field| field.as_deref() == Some(key));
        if now {
            page.editing.set(Some(key.to_owned()));
        } else if before == Some(true) && mine {
            page.editing.set(None);
        }
        now
    });
}

fn shown(page: Page, field: Field, value: Memo<Option<Value>>, wanted: Option<Memo<bool>>) -> AnyView {
    let shown = move || {
        value.with(|value| match value {
            Some(value) => fields::full(&Shown { field, value, titles: page.titles() }),
            None if wanted.is_some_and(|wanted| wanted.get()) => {
                view! { <span class="field-empty field-wanted">{words::t(field_words::WANTED)}</span> }
                    .into_any()
            }
            None => view! { <span class="field-empty">{words::t(field_words::EMPTY)}</span> }.into_any(),
        })
    };
    shown.into_any()
}

/// A view that comes after the answer tells how far the edit is; until then the answer does.
fn forget_when_seen(page: Page, step: RwSignal<Option<Step>>) {
    // Only what waits for it hears of each view: the others are many.
    Effect::new(move |waited: Option<bool>| {
        let waits = step.get() == Some(Step::Stored);
        if waits {
            page.view.track();
            if waited == Some(true) {
                step.set(None);
            }
        }
        waits
    });
}
