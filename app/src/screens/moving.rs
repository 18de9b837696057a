//! A deal moves into another stage: at once, or when what the stage needs is filled in; of a lost one the reason is asked.

use super::create::row::{Filled, Form, row};
use super::{awaiting, parts};
use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::fields::Field;
use crate::state::{
    Moving, app, dispatch_undoable, dispatch_undoable_or, explain_apart, may_read, say_why, shaping, watching,
};
use crate::words::{self, board as text, common, t};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::{FieldKey, RecordId};
use crm_core::messages::{RecordView, Request, View, Watch};
use crm_core::objects::Outcome;
use crm_core::value::Value;
use leptos::prelude::*;
use std::collections::BTreeMap;

const OBJECT: &str = "deal";
const FIELD: &str = "stage";
/// What is asked about a lost deal.
const OF_LOSS: [&str; 2] = ["lost_reason", "lost_notes"];

/// Moves a deal; the notice takes it back to where it stood.
pub fn move_deal(deal: RecordId, stage: String, after: Option<RecordId>) {
    let name = words::choice(OBJECT, FIELD, &stage);
    let lost = shaping::stages().outcome(&stage) == Outcome::Lost;
    let (asked, needed) = (stage.clone(), stage.clone());
    let then = move |_| {
        if lost {
            app().moving.set(Some(Moving { deal, stage: asked, there: true }));
        }
    };
    let refused = move |refusal: &Refusal| {
        if refusal.reason == Reason::StageNeeds {
            app().moving.set(Some(Moving { deal, stage: needed, there: false }));
        } else {
            say_why(refusal);
        }
    };
    let request = Request::Move { record: deal, stage, after };
    dispatch_undoable_or(request, move || text::moved(&name), then, refused);
}

/// The window in which something is asked for.
pub fn window() -> AnyView {
    let asked = app().moving;
    let open = Memo::new(move |_| asked.with(Option::is_some));
    let title = move || match asked.get() {
        Some(Moving { there: true, .. }) => text::WHY_LOST.now().to_owned(),
        Some(Moving { stage, .. }) => text::into_stage(&words::choice(OBJECT, FIELD, &stage)),
        None => String::new(),
    };
    let content = move || open.get().then(parts::moving_form);
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title kind=DialogKind::Ask>{content}</Dialog>
    }
    .into_any()
}

/// What stands in the window.
pub fn form() -> AnyView {
    let Some(moving) = app().moving.get_untracked() else { return ().into_any() };
    let deal = moving.deal;
    let view = watching(
        move || Some(Watch::Record { record: deal }),
        |view| {
            let View::Record(record) = view else { return None };
            record
        },
    );
    let known = Memo::new(move |_| view.with(Option::is_some));
    let content = move || match known.get() {
        true => view.with_untracked(|view| view.as_ref().map(|view| filled_in(&moving, view))).into_any(),
        false => awaiting(),
    };
    content.into_any()
}

/// The fields that are asked for: those that the stage needs and that are empty; of a loss its reason.
fn asked_for(moving: &Moving, view: &RecordView) -> Vec<FieldKey> {
    let stages = shaping::stages();
    let filled = |key: &str| view.values.contains_key(key);
    let needed = stages.get(&moving.stage).filter(|_| !moving.there);
    let mut keys: Vec<FieldKey> = needed
        .iter()
        .flat_map(|known| known.lacking(filled))
        .filter(|key| may_read(OBJECT, key))
        .map(str::to_owned)
        .collect();
    if stages.outcome(&moving.stage) == Outcome::Lost {
        let of_loss = OF_LOSS.into_iter().map(str::to_owned).filter(|key| !keys.contains(key));
        keys.extend(of_loss.collect::<Vec<_>>());
    }
    keys
}

fn filled_in(moving: &Moving, view: &RecordView) -> AnyView {
    let keys = asked_for(moving, view);
    let known = keys.iter().filter_map(|key| Some((key.clone(), view.values.get(key)?.clone())));
    let filled: Filled = RwSignal::new(known.collect());
    // Whatever depends on what: what is asked for here is shown.
    let form =
        Form { filled, refusal: RwSignal::new(None), titles: RwSignal::new(BTreeMap::new()), asked: None };
    let shown = StoredValue::new(keys.clone());
    let apart = move || {
        form.refusal.with(|refusal| {
            let placed = |field: &FieldKey| shown.with_value(|keys| keys.contains(field));
            refusal
                .as_ref()
                .filter(|refusal| !refusal.field.as_ref().is_some_and(placed))
                .map(|refusal| explain_apart(OBJECT, refusal))
        })
    };
    let rows = keys.iter().filter_map(|key| Field::of(OBJECT, key)).enumerate();
    let rows = rows.map(|(place, field)| row(field, form, place == 0)).collect_view();
    let there = moving.there;
    let moving = StoredValue::new(moving.clone());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        moving.with_value(|moving| send(moving, form));
    };
    view! {
        <form class="create-form" novalidate=true on:submit=submit>
            {(!there).then(|| view! { <p>{t(text::STAGE_NEEDS)}</p> })}
            {rows}
            <p class="form-failure" role="alert">{apart}</p>
            <div class="form-foot">
                <Button label=t(if there { text::LATER } else { common::CANCEL }) variant=Variant::Quiet
                    on_press=|| app().moving.set(None)/>
                <Button label=t(if there { common::SAVE } else { text::MOVE }) variant=Variant::Primary submit=true/>
            </div>
        </form>
    }
    .into_any()
}

/// What is filled in goes with the stage as one edit.
fn send(moving: &Moving, form: Form) {
    form.refusal.set(None);
    let filled = form.filled.get_untracked();
    let mut values: Vec<(FieldKey, Option<Value>)> =
        filled.into_iter().map(|(key, value)| (key, Some(value))).collect();
    let name = words::choice(OBJECT, FIELD, &moving.stage);
    if moving.there {
        app().moving.set(None);
        if !values.is_empty() {
            dispatch_undoable(Request::Set { record: moving.deal, values }, || {
                text::REASON_KEPT.now().to_owned()
            });
        }
        return;
    }
    values.push((FIELD.to_owned(), Some(Value::Text(moving.stage.clone()))));
    let request = Request::Set { record: moving.deal, values };
    let refused = move |refusal: &Refusal| form.refusal.set(Some(refusal.clone()));
    dispatch_undoable_or(request, move || text::moved(&name), |_| app().moving.set(None), refused);
}
