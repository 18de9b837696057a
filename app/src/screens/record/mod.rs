//! One record: its facts, edited in place; its history and activities; the records that link to it.

mod actions;
mod bant;
mod beside;
mod composer;
mod conflict;
mod fact;
mod merged;
mod presence;
mod prose;
mod related;
mod score;
mod share;
mod stage;
mod timeline;

pub use beside::{Beside, beside};
pub(super) use conflict::{option as choice_option, take as take_choice, write as write_choice};

use super::kept::not_everything;
use super::today::named;
use super::{awaiting, not_found};
use crate::browser;
use crate::components::{Button, EmptyState, Tab, Tabs, Variant};
use crate::fields::Titles;
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::shell::heading;
use crate::state::checks::Asked;
use crate::state::shaping::{self, Part};
use crate::state::{Watching, app, dispatch, erased, may_read, watching};
use crate::words::{self, common, record as text, t};
use crm_core::ids::{FieldKey, RecordId};
use crm_core::messages::{RecordView, Request, Safety, View, Watch};
use crm_core::objects::{self, ObjectDefinition};
use crm_core::value::Value;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::collections::BTreeMap;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Page {
    record: RecordId,
    definition: &'static ObjectDefinition,
    view: RwSignal<Option<Option<RecordView>>>,
    /// Titles of the records that it links to.
    titles: Memo<BTreeMap<RecordId, String>>,
    /// How far its edits have come.
    safety: Memo<Safety>,
    /// The fields that stay as they are, where the others can be edited now; `None` where nothing can.
    writable: Memo<Option<Vec<FieldKey>>>,
    /// Who else looks at it.
    others: presence::Others,
    /// What is asked of it.
    asked: Asked,
    /// The fact that this person edits.
    editing: RwSignal<Option<FieldKey>>,
}

impl Page {
    /// Reads the record as it is now.
    fn with<T>(self, read: impl FnOnce(&RecordView) -> T) -> Option<T> {
        self.view.with(|view| view.as_ref().and_then(Option::as_ref).map(read))
    }

    /// The same without following it.
    fn now<T>(self, read: impl FnOnce(&RecordView) -> T) -> Option<T> {
        self.view.with_untracked(|view| view.as_ref().and_then(Option::as_ref).map(read))
    }

    fn value(self, key: &str) -> Option<Value> {
        self.with(|view| view.values.get(key).cloned()).flatten()
    }

    fn titles(self) -> Titles {
        self.titles.into()
    }

    /// The page of a record; what all of its facts ask is found out once.
    fn of(
        record: RecordId,
        definition: &'static ObjectDefinition,
        view: Watching<Option<RecordView>>,
    ) -> Self {
        let editing = RwSignal::new(None);
        fn read<T>(view: Watching<Option<RecordView>>, read: impl FnOnce(&RecordView) -> T) -> Option<T> {
            view.with(|view| view.as_ref().and_then(Option::as_ref).map(read))
        }
        Self {
            record,
            definition,
            view,
            titles: Memo::new(move |_| read(view, |view| view.titles.clone()).unwrap_or_default()),
            safety: Memo::new(move |_| read(view, |view| view.safety).unwrap_or(Safety::Sent)),
            writable: Memo::new(move |_| {
                let may =
                    read(view, |view| (!view.deleted && view.may.edit).then(|| view.may.read_only.clone()));
                app().writable().then(|| may.unwrap_or(Some(Vec::new()))).flatten()
            }),
            others: presence::others(record, editing),
            asked: Asked::of(definition, move |key| {
                read(view, |view| view.values.get(key).cloned()).flatten()
            }),
            editing,
        }
    }
}

/// The record in the address; made anew when the address names another.
pub fn record() -> AnyView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<RecordId>().ok()));
    (move || id.get().map_or_else(not_found, |record| watched(record, Place::Page))).into_any()
}

/// Where a record is shown.
#[derive(Clone, Copy)]
enum Place {
    /// As the page, whose heading names it.
    Page,
    /// Beside a list, under this heading.
    Beside(RwSignal<String>),
}

fn watched(record: RecordId, place: Place) -> AnyView {
    let view = watching(
        move || Some(Watch::Record { record }),
        |view| {
            let View::Record(record) = view else { return None };
            Some(record.map(|record| *record))
        },
    );
    let object = Memo::new(move |_| {
        view.with(|view| view.as_ref().map(|view| view.as_ref().map(|view| view.object.clone())))
    });
    let aside = Memo::new(move |_| {
        app().sync.with(|sync| sync.as_ref().is_some_and(|sync| sync.set_aside.contains(&record)))
    });
    let erased = Memo::new(move |_| erased(record));
    // One heading for all that the page can become: of two, the later would win.
    let name = move || match view
        .with(|view| view.as_ref().map(|view| view.as_ref().map(|view| view.title.clone())))
    {
        None => String::new(),
        Some(Some(title)) => named(&title),
        Some(None) if aside.get() => text::SET_ASIDE.now().to_owned(),
        Some(None) if erased.get() => text::ERASED.now().to_owned(),
        Some(None) => words::shell::NOT_FOUND.now().to_owned(),
    };
    match place {
        Place::Page => heading(name),
        Place::Beside(title) => drop(Effect::new(move || title.set(name()))),
    }
    let shown = move || match object.get() {
        None => awaiting(),
        Some(None) if aside.get() => set_aside(),
        Some(None) if erased.get() => gone_for_good(),
        Some(None) => view! { {not_found()}{not_everything()} }.into_any(),
        Some(Some(object)) => match objects::object(&object) {
            Some(definition) => page(Page::of(record, definition, view)),
            None => not_found(),
        },
    };
    shown.into_any()
}

/// An administrator erased the record, for everybody.
fn gone_for_good() -> AnyView {
    view! {
        <div data-record="erased">
            <EmptyState icon=Icon::Trash heading=t(text::ERASED) text=t(text::ERASED_TEXT)/>
        </div>
    }
    .into_any()
}

/// The record cannot be opened here; the rest of the book can.
fn set_aside() -> AnyView {
    view! {
        <div data-record="set-aside">
            <EmptyState icon=Icon::CircleAlert heading=t(text::SET_ASIDE) text=t(text::SET_ASIDE_TEXT)>
                <a class="button" data-variant="secondary" href=routes_to::SYNC>{t(words::shell::SYNC)}</a>
            </EmptyState>
        </div>
    }
    .into_any()
}

fn page(page: Page) -> AnyView {
    let shown = RwSignal::new("activity".to_owned());
    let tabs = Signal::derive(move || {
        let related =
            page.with(|view| view.related.iter().map(|related| related.total).sum::<u32>()).unwrap_or(0);
        let tab = |id: &str, word: words::Word| Tab {
            id: id.to_owned(),
            label: word.now().to_owned(),
            count: None,
        };
        let count = (related > 0).then(|| words::number(u64::from(related)));
        vec![
            tab("activity", text::ACTIVITY),
            tab("details", text::DETAILS),
            Tab { count, ..tab("related", text::RELATED) },
        ]
    });
    let (second, third) = after_the_first_frame();
    let (activity_node, related_node) = (NodeRef::new(), NodeRef::new());
    let activity_seen = seen(activity_node);
    let related_seen = once(seen(related_node));
    // Drawn anew only where they are others: an editor that stands open in one would go with it.
    let parts = Memo::new(move |_| {
        let mut parts = shaping::arranged(page.definition);
        parts
            .iter_mut()
            .for_each(|part| part.fields.retain(|field| may_read(page.definition.key, field.key)));
        parts.retain(|part| !part.fields.is_empty());
        parts
    });
    let facts = move || {
        let of = move |Part { heading, fields }: Part| {
            let heading = heading.map(|heading| view! { <h3 class="facts-section">{heading}</h3> });
            view! { {heading}{fields.into_iter().map(|field| fact::fact(page, field)).collect_view()} }
        };
        second.get().then(|| parts.get().into_iter().map(of).collect_view())
    };
    let system = move || {
        let facts = page.definition.all_fields().filter(|field| field.system);
        third.get().then(|| facts.map(|field| fact::system_fact(page, field)).collect_view())
    };
    let related = move || (third.get() && related_seen.get()).then(|| related::related(page));
    view! {
        <div class="record-frame"><article class="record-page" data-object=page.definition.key
            data-heads=move || page.with(|view| view.heads.clone())>
            {actions::head(page)}
            {deleted(page)}
            {merged::merged(page)}
            {stage::stage(page)}
            {score::score(page)}
            {bant::bant(page, shown)}
            <div class="record-tabs">
                <Tabs label=t(text::SECTIONS) tabs=tabs selected=shown on_select=move |(id,)| shown.set(id)/>
            </div>
            <div class="record-body" data-shown=move || shown.get()>
                <section class="record-activity" id="panel-activity" node_ref=activity_node aria-label=t(text::ACTIVITY)>
                    {composer::composer(page)}
                    {timeline::timeline(page, activity_seen)}
                </section>
                <section class="record-details" id="panel-details" aria-label=t(text::DETAILS)>
                    <div class="facts">{facts}</div>
                    <div class="facts" data-system="true">{system}</div>
                </section>
                <section class="record-related" id="panel-related" node_ref=related_node aria-label=t(text::RELATED)>
                    {related}
                </section>
            </div>
        </article></div>
    }
    .into_any()
}

/// True from the second frame on and from the third on: a whole record at once would keep the screen for longer than a
/// press may take to be seen.
fn after_the_first_frame() -> (RwSignal<bool>, RwSignal<bool>) {
    let (second, third) = (RwSignal::new(false), RwSignal::new(false));
    browser::when_painted(move || {
        let _ = second.try_set(true);
        browser::when_painted(move || {
            let _ = third.try_set(true);
        });
    });
    (second, third)
}

/// Whether a part is shown: where there is no room for all of them, the sheet hides all but one.
fn seen(part: NodeRef<leptos::html::Section>) -> RwSignal<bool> {
    let seen = RwSignal::new(false);
    browser::watch_size(part, move || {
        let now = part.try_get_untracked().flatten().is_some_and(|part| part.client_width() > 0);
        if seen.try_get_untracked().is_some_and(|before| before != now) {
            seen.set(now);
        }
    });
    seen
}

/// Whether it was ever so: what is hidden is not built before it is wanted, and stays then.
fn once(now: RwSignal<bool>) -> Memo<bool> {
    Memo::new(move |before: Option<&bool>| now.get() || before == Some(&true))
}

/// A deleted record says so and can be brought back.
fn deleted(page: Page) -> AnyView {
    let gone = Memo::new(move |_| page.with(|view| view.deleted).unwrap_or(false));
    let shown = move || {
        gone.get().then(|| {
            view! {
                <div class="notice" data-notice="deleted" role="status">
                    <IconView icon=Icon::Trash/>
                    <span class="notice-text">{t(text::DELETED)}</span>
                    <Button label=t(common::RESTORE) variant=Variant::Primary
                        on_press=move || dispatch(Request::Restore { records: vec![page.record] })/>
                </div>
            }
        })
    };
    shown.into_any()
}
