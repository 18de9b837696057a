//! What happened to the record, newest first: notes, calls, meetings and tasks about it, and its changes.

use super::Page;
use super::conflict::signed;
use crate::components::{Tab, Tabs};
use crate::fields::{self, Field, Shown};
use crate::icons::{Icon, IconView};
use crate::screens::today::{complete, named};
use crate::shell::object_icon;
use crate::state::{Asked, app, people};
use crate::words::{self, Word, components, past, record as text, t};
use crate::{format, routes_to};
use crm_core::ids::{FieldKey, Timestamp};
use crm_core::messages::{Happening, Past, TimelineItem};
use crm_core::value::{Link, Value};
use crm_core::views::mentions::mentions;
use leptos::prelude::*;

/// Items drawn at first, and with each press on "more".
const STEP: usize = 30;

/// The timeline with its filter. While it is not seen it stays as it was.
pub(super) fn timeline(page: Page, seen: RwSignal<bool>) -> AnyView {
    let shown = RwSignal::new("all".to_owned());
    let limit = RwSignal::new(STEP);
    let tabs = Signal::derive(|| {
        let tab = |id: &str, word: Word| Tab { id: id.to_owned(), label: word.now().to_owned(), count: None };
        let mut tabs = vec![tab("all", text::ALL)];
        tabs.push(Tab { id: "note".to_owned(), label: words::object_many("note"), count: None });
        tabs.push(Tab { id: "task".to_owned(), label: words::object_many("task"), count: None });
        tabs.push(tab("changes", text::CHANGES));
        tabs
    });
    let items = Memo::new_owning(move |before: Option<Vec<TimelineItem>>| {
        let wanted = shown.get();
        match before.filter(|_| !seen.get()) {
            Some(before) => (before, false),
            None => (items(page, &wanted), true),
        }
    });
    let rows = move || {
        items.with(|items| items.iter().take(limit.get()).map(|entry| item(page, entry)).collect_view())
    };
    let rest = move || items.with(Vec::len).saturating_sub(limit.get());
    let more = move || {
        (rest() > 0).then(|| {
            let number = u64::try_from(rest()).unwrap_or_default();
            view! {
                <button type="button" class="button" data-variant="quiet"
                    on:click=move |_| limit.update(|limit| *limit += STEP)>{components::show_more(number)}</button>
            }
        })
    };
    view! {
        <div class="timeline">
            <Tabs label=t(text::TIMELINE) tabs=tabs selected=shown on_select=move |(id,)| shown.set(id)/>
            {move || {
                let id = shown.get();
                view! {
                    <div role="tabpanel" id=format!("panel-{id}") aria-labelledby=format!("tab-{id}")>
                        <ol class="timeline-items">{rows}</ol>
                    </div>
                }
            }}
            {more}
        </div>
    }
    .into_any()
}

fn items(page: Page, wanted: &str) -> Vec<TimelineItem> {
    page.with(|view| view.timeline.iter().filter(|item| fits(item, wanted)).cloned().collect())
        .unwrap_or_default()
}

fn fits(item: &TimelineItem, wanted: &str) -> bool {
    match (&item.what, wanted) {
        (_, "all") => true,
        (Happening::Activity { link, .. }, wanted) => link.object == wanted,
        (Happening::Created | Happening::Changed(_) | Happening::Deleted | Happening::Restored, wanted) => {
            wanted == "changes"
        }
    }
}

fn item(page: Page, item: &TimelineItem) -> AnyView {
    let by = item.by.as_ref().map(signed);
    let (icon, kind, body) = match &item.what {
        Happening::Activity { link, title, values } => {
            (object_icon(&link.object), "activity", activity(page, link, title, values))
        }
        Happening::Created => (Icon::Plus, "change", sentence(text::WAS_CREATED)),
        Happening::Deleted => (Icon::Trash, "change", sentence(text::WAS_DELETED)),
        Happening::Restored => (Icon::Undo, "change", sentence(text::WAS_RESTORED)),
        Happening::Changed(changes) => (Icon::Pencil, "change", changed(page, changes)),
    };
    let change = item.change.filter(|_| matches!(item.what, Happening::Changed(_)));
    let earlier = change.map(|change| before(page, change, item.at, by.as_deref()));
    view! {
        <li class="timeline-item" data-kind=kind>
            <span class="timeline-icon" aria-hidden="true"><IconView icon=icon/></span>
            <div class="timeline-body">
                {body}
                <p class="timeline-by">
                    {match by {
                        Some(by) => view! { <span>{by}</span> }.into_any(),
                        None => view! { <time>{format::moment(item.at)}</time> }.into_any(),
                    }}
                </p>
            </div>
            {earlier}
        </li>
    }
    .into_any()
}

/// The way to the record as it was before a change.
fn before(page: Page, change: [u8; 32], at: Timestamp, by: Option<&str>) -> AnyView {
    let label = past::before_that(by.unwrap_or(&format::moment(at)));
    let asked = Asked::Past(Past::Before(change), at);
    view! {
        <button type="button" class="icon-button timeline-earlier" aria-label=label.clone() data-tip=label
            on:click=move |_| app().asked_of.set(Some((page.record, asked)))>
            <IconView icon=Icon::History/>
        </button>
    }
    .into_any()
}

fn sentence(word: Word) -> AnyView {
    view! { <p class="timeline-what">{t(word)}</p> }.into_any()
}

fn activity(page: Page, link: &Link, title: &str, values: &[(FieldKey, Value)]) -> AnyView {
    let value = |key: &str| values.iter().find(|(other, _)| other == key).map(|(_, value)| value);
    let body = ["body", "description"].into_iter().find_map(|key| match value(key) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    });
    // A note without a title is called by its first words: they need not stand there twice.
    let repeats = body.as_ref().is_some_and(|body| body.starts_with(title.trim_end_matches('…')));
    let name = if repeats { words::object_one(&link.object) } else { named(title) };
    let facts = ["due", "status", "start", "end"].into_iter().filter_map(|key| {
        let field = Field::of(&link.object, key)?;
        let cell = fields::cell(&Shown { field, value: value(key)?, titles: page.titles() });
        Some(view! { <span class="timeline-fact">{cell}</span> })
    });
    let (record, done) =
        (link.record, matches!(value("status"), Some(Value::Text(status)) if status == "completed"));
    let tick = (link.object == "task").then(|| {
        let label = words::today::complete(title);
        view! {
            <button type="button" class="tick" role="checkbox" aria-checked=done.to_string() aria-label=label
                on:click=move |_| complete(record, !done)>
                <IconView icon=Icon::Check/>
            </button>
        }
    });
    view! {
        <p class="timeline-what">
            {tick}
            <a href=routes_to::record(record)>{fields::written(&name)}</a>
            {facts.collect_view()}
        </p>
        {body.map(|body| view! { <div class="prose timeline-text">{with_names(&body)}</div> })}
    }
    .into_any()
}

/// A text in which the people of the team who are named stand out.
fn with_names(text: &str) -> AnyView {
    if !text.contains('@') {
        return fields::written(text);
    }
    let (names, _) = people();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut from = 0;
    let mut parts = Vec::new();
    for mention in mentions(text, &names) {
        parts.push(fields::written(&text[from..mention.at.start]));
        from = mention.at.end;
        parts.push(view! { <mark class="mention">{text[mention.at].to_owned()}</mark> }.into_any());
    }
    parts.push(fields::written(&text[from..]));
    parts.collect_view().into_any()
}

fn changed(page: Page, changes: &[(FieldKey, Option<Value>, Option<Value>)]) -> AnyView {
    let side = |field: Field, value: &Option<Value>| match value {
        Some(value) => fields::cell(&Shown { field, value, titles: page.titles() }),
        None => view! { <span class="field-empty">{t(words::fields::EMPTY)}</span> }.into_any(),
    };
    let line = |(key, before, after): &(FieldKey, Option<Value>, Option<Value>)| {
        let field = Field::of(page.definition.key, key)?;
        Some(view! {
            <p class="timeline-change">
                <span class="timeline-field">{field.label()}</span>
                <span class="timeline-before">{side(field, before)}</span>
                <span class="visually-hidden">{t(text::BECAME)}</span>
                <span aria-hidden="true">"→"</span>
                <span class="timeline-after">{side(field, after)}</span>
            </p>
        })
    };
    changes.iter().filter_map(line).collect_view().into_any()
}
