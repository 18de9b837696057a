//! Saved views of a list as tabs: each is a query and its columns under a name. First those that the team shares, then a
//! person's own, which are kept on this device.

use super::{Listing, parts, sharing};
use crate::browser;
use crate::components::{Button, Dialog, DialogKind, Input, Menu, MenuItem, Tab, Tabs, Variant};
use crate::format;
use crate::icons::Icon;
use crate::state::{Watching, app, keep_views, kept_layout, kept_views, say, team_views, undoable, watching};
use crate::words::{common, components, list as text, t};
use crm_core::ids::RecordId;
use crm_core::messages::{View, Watch};
use crm_core::objects::ObjectDefinition;
use crm_core::views::query::Query;
use crm_core::views::saved::{SavedView, SavedViews};
use crm_core::views::selection::Selection;
use leptos::prelude::*;

/// The id of the tab of all records.
const ALL: &str = "all";

/// The saved views of a list.
#[derive(Clone, Copy)]
pub(super) struct Views {
    saved: RwSignal<SavedViews>,
    /// Those that the team shares.
    team: Memo<Vec<SavedView>>,
    /// The one that is shown; `None` for all records.
    pub shown: RwSignal<Option<RecordId>>,
    /// What the window asks a name for: a new view, or the one of that id.
    pub naming: RwSignal<Option<Option<RecordId>>>,
}

impl Views {
    pub(super) fn of(definition: &'static ObjectDefinition, shown: Option<RecordId>) -> Self {
        let saved = RwSignal::new(kept_views(definition));
        let team = Memo::new(move |_| team_views(definition));
        let views = Self { saved, team, shown: RwSignal::new(None), naming: RwSignal::new(None) };
        views.shown.set(shown.filter(|id| views.get(*id).is_some()));
        views
    }

    /// The view with which the list opens.
    pub(super) fn first(self) -> Option<SavedView> {
        self.saved.with_untracked(|saved| saved.first).and_then(|id| self.get(id))
    }

    pub(super) fn get(self, id: RecordId) -> Option<SavedView> {
        let own = self.saved.with_untracked(|saved| saved.get(id).cloned());
        own.or_else(|| self.team.with_untracked(|team| team.iter().find(|view| view.id == id).cloned()))
    }

    /// Whether the team shares it.
    pub(super) fn of_team(self, id: RecordId) -> bool {
        self.team.with_untracked(|team| team.iter().any(|view| view.id == id))
    }

    /// All of them in the order of their tabs.
    fn all(self) -> Vec<SavedView> {
        let team = self.team.get().into_iter();
        team.chain(self.saved.with(|saved| saved.views.clone())).collect()
    }

    /// Whether there are tabs.
    pub(super) fn some(self) -> bool {
        self.saved.with(|saved| !saved.views.is_empty()) || self.team.with(|team| !team.is_empty())
    }

    /// The id of the tab that the rows belong to.
    pub(super) fn panel(self) -> String {
        self.shown.get().map_or(ALL.to_owned(), |id| id.to_string())
    }

    pub(super) fn change(self, listing: Listing, change: impl FnOnce(&mut SavedViews)) {
        self.saved.update(change);
        self.saved.with_untracked(|saved| keep_views(listing.definition, saved));
    }

    /// A person's own views as they are.
    pub(super) fn kept(self) -> SavedViews {
        self.saved.get_untracked()
    }

    /// They are as they were. The list may have been left meanwhile: it reads them when it comes back. Whether it is there.
    pub(super) fn put_back(self, definition: &ObjectDefinition, before: &SavedViews) -> bool {
        keep_views(definition, before);
        self.saved.try_set(before.clone()).is_none()
    }

    fn current(self) -> Option<SavedView> {
        let id = self.shown.get()?;
        self.saved.track();
        self.team.track();
        self.get(id)
    }
}

/// The tabs, where something is saved, and what can be done with the one that is shown.
pub(super) fn tabs(listing: Listing) -> AnyView {
    let views = listing.views;
    let some = Memo::new(move |_| views.some());
    view! {
        {move || some.get().then(|| row(listing))}
        {name_window(listing)}
    }
    .into_any()
}

fn row(listing: Listing) -> AnyView {
    let views = listing.views;
    let totals = Memo::new(move |_| {
        views.all().iter().map(|view| (view.id, total_of(view.asked()))).collect::<Vec<_>>()
    });
    let total = move |id: RecordId| {
        let found =
            totals.with(|totals| totals.iter().find(|(other, _)| *other == id).map(|(_, total)| *total));
        found.and_then(|total| total.get())
    };
    let object = listing.definition.key;
    let tabs = Signal::derive(move || {
        let all = app().counts.with(|counts| counts.get(object).copied());
        let everything = Tab {
            id: ALL.to_owned(),
            label: text::ALL_RECORDS.now().to_owned(),
            count: all.map(format::count),
        };
        let own = views.all().into_iter().map(|view| Tab {
            id: view.id.to_string(),
            label: view.name,
            count: total(view.id).map(format::count),
        });
        std::iter::once(everything).chain(own).collect::<Vec<_>>()
    });
    let selected = Signal::derive(move || views.panel());
    let menu = move || {
        views.shown.get().map(|id| {
            view! { <Menu label=t(text::VIEW_ACTIONS) items=Callback::new(move |()| items(listing, id))/> }
        })
    };
    view! {
        <div class="list-views">
            <Tabs label=t(text::VIEWS) tabs=tabs selected=selected
                on_select=move |(id,): (String,)| show(listing, id.parse().ok())/>
            {menu}
        </div>
    }
    .into_any()
}

/// Counted in the order that every list has: for another all rows would be sorted once more.
fn total_of(view: Query) -> Watching<u32> {
    let query = Query { sort: Query::all(&view.object).sort, then: Vec::new(), ..view };
    watching(
        move || Some(Watch::List { query: query.clone(), offset: 0, limit: 0 }),
        |view| {
            let View::List(list) = view else { return None };
            Some(list.total)
        },
    )
}

/// Shows a view, or all records with the columns that they are usually seen with.
pub(super) fn show(listing: Listing, id: Option<RecordId>) {
    let view = id.and_then(|id| listing.views.get(id));
    // First which one, so that its columns are not taken for those of all records.
    listing.views.shown.set(view.as_ref().map(|view| view.id));
    let (query, layout) = match view {
        Some(view) => (view.asked(), view.layout),
        None => {
            let layout = kept_layout(listing.definition);
            (Query { columns: layout.columns.clone(), ..Query::all(listing.definition.key) }, layout)
        }
    };
    listing.picked.choose(Selection::default());
    listing.layout.set(layout);
    listing.query.set(query);
}

/// What is offered where the list shows something that no tab leads to.
pub(super) fn save_buttons(listing: Listing) -> AnyView {
    let views = listing.views;
    let other = Memo::new(move |_| differs(listing));
    let shown = move || {
        other.get().then(|| {
            let mine = |id: &RecordId| !views.of_team(*id) || sharing::may_change();
            let own = views.shown.get().filter(mine).map(|id| {
                view! {
                    <Button label=t(text::SAVE_CHANGES) variant=Variant::Quiet on_press=move || save(listing, id, None)/>
                }
            });
            view! {
                {own}
                <Button label=t(text::SAVE_VIEW) icon=Icon::Star variant=Variant::Quiet
                    on_press=move || views.naming.set(Some(None))/>
            }
        })
    };
    shown.into_any()
}

/// Whether the list shows something else than the tab that it stands under.
pub(super) fn differs(listing: Listing) -> bool {
    listing.query.with(|query| match listing.views.current() {
        Some(view) => listing.layout.with(|layout| !view.shows(query, layout)),
        None => {
            let usual = Query::all(&query.object).sort;
            query.conditions().next().is_some() || query.sort != usual || !query.then.is_empty()
        }
    })
}

/// Saves what the list shows now, under a new name or the one that it has.
fn save(listing: Listing, id: RecordId, name: Option<String>) {
    let views = listing.views;
    let known = views.get(id).map(|view| view.name);
    let view = SavedView {
        id,
        name: name.or(known).unwrap_or_default(),
        query: listing.query.get_untracked(),
        layout: listing.layout.get_untracked(),
    };
    if views.of_team(id) {
        return sharing::change(&view);
    }
    let mut kept = false;
    views.change(listing, |saved| kept = saved.keep(view));
    if kept {
        views.shown.set(Some(id));
    } else {
        say(text::TOO_MANY_VIEWS.now());
    }
}

fn items(listing: Listing, id: RecordId) -> Vec<MenuItem> {
    let first = opens_with(listing, id);
    if listing.views.of_team(id) {
        return sharing::items(listing, id).into_iter().chain([first]).collect();
    }
    let share = sharing::may_share().then(|| sharing::share(listing, id));
    own_items(listing, id).into_iter().chain(share).chain([first]).collect()
}

/// Whether the list opens with this view.
fn opens_with(listing: Listing, id: RecordId) -> MenuItem {
    let views = listing.views;
    let now = views.saved.with_untracked(|saved| saved.first == Some(id));
    let (word, first) = if now { (text::OPEN_WITHOUT, None) } else { (text::OPEN_WITH, Some(id)) };
    let set = move || views.change(listing, |saved| saved.first = first);
    MenuItem::new(word.now(), Some(Icon::Star), set)
}

/// Keeps a copy of a view as the person's own.
pub(super) fn copy(listing: Listing, id: RecordId) {
    let Some(view) = listing.views.get(id) else { return };
    let own = SavedView { id: RecordId(browser::random()), ..view };
    let (new, mut kept) = (own.id, false);
    listing.views.change(listing, |saved| kept = saved.keep(own));
    if kept {
        show(listing, Some(new));
    } else {
        say(text::TOO_MANY_VIEWS.now());
    }
}

fn own_items(listing: Listing, id: RecordId) -> Vec<MenuItem> {
    let views = listing.views;
    let shift = move |towards_end: bool| move || views.change(listing, |saved| saved.shift(id, towards_end));
    let forget = move || {
        let before = views.kept();
        let name = before.get(id).map(|view| view.name.clone()).unwrap_or_default();
        show(listing, None);
        views.change(listing, |saved| saved.forget(id));
        undoable(text::view_deleted(&name), move || {
            let _ = views.put_back(listing.definition, &before);
        });
    };
    vec![
        MenuItem::new(text::RENAME.now(), Some(Icon::Pencil), move || views.naming.set(Some(Some(id)))),
        MenuItem::new(text::VIEW_LEFT.now(), Some(Icon::ChevronLeft), shift(false)),
        MenuItem::new(text::VIEW_RIGHT.now(), Some(Icon::ChevronRight), shift(true)),
        MenuItem::new(common::DELETE.now(), Some(Icon::Trash), forget).danger(),
    ]
}

fn name_window(listing: Listing) -> AnyView {
    let views = listing.views;
    let close = move || views.naming.set(None);
    let open = Signal::derive(move || views.naming.get().is_some());
    let title = move || match views.naming.get() {
        Some(Some(_)) => text::RENAME.now(),
        Some(None) | None => text::SAVE_VIEW.now(),
    };
    let form = move || views.naming.get().map(|of| parts::name(listing, of));
    view! { <Dialog open=open on_close=close title=title kind=DialogKind::Ask>{form}</Dialog> }.into_any()
}

pub(super) fn name_form(listing: Listing, of: Option<RecordId>) -> AnyView {
    let views = listing.views;
    let known = of.and_then(|id| views.get(id));
    if let Some(view) = known.as_ref().filter(|view| views.of_team(view.id)) {
        return sharing::name_form(listing.definition, view.id, move || views.naming.set(None));
    }
    let name = RwSignal::new(known.as_ref().map(|view| view.name.clone()).unwrap_or_default());
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked().trim().to_owned();
        if typed.is_empty() {
            return;
        }
        match known.clone() {
            Some(view) => views.change(listing, |saved| {
                saved.keep(SavedView { name: typed, ..view });
            }),
            None => save(listing, RecordId(browser::random()), Some(typed)),
        }
        views.naming.set(None);
    };
    view! {
        <form class="filter-form" on:submit=apply>
            <Input label=t(text::VIEW_NAME) id="view-name" value=name first=true/>
            <div class="buttons">
                <Button label=t(components::CANCEL) on_press=move || views.naming.set(None)/>
                <Button label=t(common::SAVE) variant=Variant::Primary submit=true/>
            </div>
        </form>
    }
    .into_any()
}
