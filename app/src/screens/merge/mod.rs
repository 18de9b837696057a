//! Makes one record of several that are the same: which stays, whose value counts where they differ.

mod scan;
mod values;

pub use scan::duplicates;

use super::{awaiting, parts};
use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::engine_link;
use crate::format;
use crate::routes_to;
use crate::state::{app, explain, note_saved, take_back, undoable, watching};
use crate::words::{self, common, merge as text, named, t};
use crm_core::commands::merge::Choices;
use crm_core::ids::RecordId;
use crm_core::messages::{RecordView, Request, View, Watch};
use crm_core::objects::{self, ObjectDefinition};
use crm_core::value::Value;
use crm_core::views::record::Record;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

/// What is being made one.
#[derive(Clone, Copy)]
struct Draft {
    definition: &'static ObjectDefinition,
    /// All of them, as they are now.
    records: Signal<Vec<Record>>,
    /// What their links lead to.
    titles: Signal<std::collections::BTreeMap<RecordId, String>>,
    /// The one that stays.
    keep: RwSignal<RecordId>,
    /// Whose value it gets, where that was chosen.
    choices: RwSignal<Choices>,
    failure: RwSignal<String>,
}

/// The window.
pub fn window() -> AnyView {
    let asked = app().merging;
    let open = Memo::new(move |_| asked.with(|records| !records.is_empty()));
    let title = move || text::title(&words::number(asked.with(|all| u64::try_from(all.len()).unwrap_or(0))));
    let content = move || open.get().then(parts::merge_form);
    view! {
        <Dialog open=open on_close=move || asked.set(Vec::new()) title=title kind=DialogKind::Sheet>{content}</Dialog>
    }
    .into_any()
}

/// What stands in the window.
pub fn form() -> AnyView {
    let asked = app().merging.get_untracked();
    let watched = |record: RecordId| {
        watching(
            move || Some(Watch::Record { record }),
            |view| {
                let View::Record(record) = view else { return None };
                record
            },
        )
    };
    let views: Vec<RwSignal<Option<Box<RecordView>>>> = asked.into_iter().map(watched).collect();
    let all = StoredValue::new(views);
    let known =
        Memo::new(move |_| all.with_value(|views| views.iter().all(|view| view.with(Option::is_some))));
    let content = move || if known.get() { untrack(|| chosen(all)) } else { awaiting() };
    content.into_any()
}

fn record_of(view: &RecordView) -> Record {
    let mut record = Record::empty(view.record, &view.object);
    record.values.clone_from(&view.values);
    record
}

fn chosen(all: StoredValue<Vec<RwSignal<Option<Box<RecordView>>>>>) -> AnyView {
    let records = Signal::derive(move || {
        all.with_value(|views| {
            views
                .iter()
                .filter_map(|view| view.with(|view| view.as_ref().map(|view| record_of(view))))
                .collect()
        })
    });
    let titles = Signal::derive(move || {
        let titles = |view: &RwSignal<Option<Box<RecordView>>>| {
            view.with(|view| view.as_ref().map(|view| view.titles.clone()))
        };
        all.with_value(|views| views.iter().filter_map(titles).flatten().collect())
    });
    let now: Vec<Record> = records.get_untracked();
    // The fullest stays, unless somebody knows better; of two that are as full the one that is there longer.
    let made = |record: &Record| match record.value("created_at") {
        Some(Value::Moment(at)) => *at,
        _ => i64::MAX,
    };
    let fullest = now.iter().max_by_key(|record| (record.values.len(), std::cmp::Reverse(made(record))));
    let Some((fullest, definition)) = fullest.and_then(|one| Some((one.id, objects::object(&one.object)?)))
    else {
        return ().into_any();
    };
    let draft = Draft {
        definition,
        records,
        titles,
        keep: RwSignal::new(fullest),
        choices: RwSignal::new(Choices::new()),
        failure: RwSignal::new(String::new()),
    };
    let navigate = use_navigate();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let navigate = navigate.clone();
        submit(draft, move |kept| {
            navigate(&routes_to::record(kept), leptos_router::NavigateOptions::default())
        });
    };
    view! {
        <form class="merge-form" novalidate=true on:submit=send>
            <p>{t(text::LEAD)}</p>
            {stays(draft)}
            {move || values::differing(draft)}
            <p class="form-failure" role="alert">{move || draft.failure.get()}</p>
            <div class="form-foot">
                <Button label=t(common::CANCEL) variant=Variant::Quiet on_press=|| app().merging.set(Vec::new())/>
                <Button label=t(text::MERGE) variant=Variant::Primary submit=true/>
            </div>
        </form>
    }
    .into_any()
}

/// Which of them stays.
fn stays(draft: Draft) -> AnyView {
    let one = |record: &Record| {
        let id = record.id;
        let title = named(&crm_core::views::row::title(record));
        let made = match record.value("created_at") {
            Some(Value::Moment(at)) => text::made_on(&format::day(format::day_of(*at))),
            _ => String::new(),
        };
        view! {
            <label class="merge-choice">
                <input type="radio" name="merge-keep" prop:checked=move || draft.keep.get() == id
                    on:change=move |_| draft.keep.set(id)/>
                <span class="merge-value"><strong>{title}</strong>" "<span class="merge-made">{made}</span></span>
            </label>
        }
    };
    let all = draft.records.with_untracked(|all| all.iter().map(one).collect_view());
    view! {
        <fieldset class="merge-field">
            <legend class="input-label">{t(text::STAYS)}</legend>
            {all}
        </fieldset>
    }
    .into_any()
}

fn submit(draft: Draft, then: impl FnOnce(RecordId) + 'static) {
    let keep = draft.keep.get_untracked();
    let all = draft.records.get_untracked();
    let others: Vec<RecordId> = all.iter().map(|record| record.id).filter(|record| *record != keep).collect();
    let choices = draft.choices.get_untracked();
    let number = words::number(u64::try_from(all.len()).unwrap_or(0));
    spawn_local(async move {
        let (request, outcome) = engine_link::ask_numbered(Request::Merge { keep, others, choices });
        match outcome.await {
            Ok(_) => {
                note_saved();
                app().merging.set(Vec::new());
                undoable(text::merged(&number), move || take_back(Some(request)));
                then(keep);
            }
            Err(why) => {
                // Which field it is about, where it is about one.
                let field =
                    why.field.as_ref().map(|key| format!("{}: ", words::field(draft.definition.key, key)));
                let _ = draft.failure.try_set(format!("{}{}", field.unwrap_or_default(), explain(&why)));
            }
        }
    });
}
