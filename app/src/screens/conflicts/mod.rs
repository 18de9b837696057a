//! What was changed in two places: each record with its values, to take one or write another.

mod dispute;

use super::kept::not_everything;
use super::{awaiting, record};
use crate::components::{Button, EmptyState, Tab, Tabs, Variant};
use crate::fields::{Field, Titles, written};
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::shell::{heading, object_icon};
use crate::state::{BookChoice, Watching, app, watching};
use crate::words::{self, conflicts as text, named, t};
use crm_core::ids::{FieldKey, RecordId};
use crm_core::messages::{Conflicted, ConflictsView, View, Watch};
use dispute::Dispute;
use leptos::prelude::*;

/// Whose records are shown.
const MINE: &str = "mine";
const ALL: &str = "all";
/// Records at first, and how many more with a press.
const PORTION: u32 = 50;
/// Most records at once.
const MOST: u32 = 100;

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Page {
    view: Watching<ConflictsView>,
    /// Whose are shown; nothing before it is known whether the person has any.
    shown: RwSignal<Option<&'static str>>,
    limit: RwSignal<u32>,
    titles: Titles,
}

/// The page.
pub fn conflicts() -> AnyView {
    heading(|| text::TITLE.now().to_owned());
    let (shown, limit) = (RwSignal::new(None), RwSignal::new(PORTION));
    let view: Watching<ConflictsView> = watching(
        move || Some(Watch::Conflicts { mine: shown.get() != Some(ALL), limit: limit.get() }),
        |view| {
            let View::Conflicts(conflicts) = view else { return None };
            Some(conflicts)
        },
    );
    // Whoever comes with nothing of their own to settle came for the others'. Later nothing is turned over by itself.
    Effect::new(move || {
        let own = view.with(|view| view.as_ref().map(|view| view.mine > 0 || view.all == 0));
        if let (Some(own), None) = (own, shown.get_untracked()) {
            shown.set(Some(if own { MINE } else { ALL }));
        }
    });
    let titles = Memo::new(move |_| {
        view.with(|view| view.as_ref().map(|view| view.titles.clone())).unwrap_or_default()
    });
    let page = Page { view, shown, limit, titles: titles.into() };
    view! {
        <div class="conflicts-page">
            <p class="conflicts-lead" id="conflicts-lead" tabindex="-1">
                {t(text::LEAD)} " " <a href=routes_to::HELP_CONFLICTS>{t(text::WHY)}</a>
            </p>
            {whose(page)}
            {move || match shown.get() {
                None => awaiting(),
                Some(id) => panel(page, id),
            }}
            {not_everything()}
        </div>
    }
    .into_any()
}

/// The switch between one's own and all; nobody else has records in a book of one's own.
fn whose(page: Page) -> AnyView {
    let counts = Memo::new(move |_| {
        page.view.with(|view| view.as_ref().map(|view| (view.mine, view.all))).unwrap_or_default()
    });
    let tabs = Signal::derive(move || {
        let tab = |id: &str, label: words::Word, count: u32| Tab {
            id: id.to_owned(),
            label: label.now().to_owned(),
            count: (count > 0).then(|| words::number(u64::from(count))),
        };
        let (mine, all) = counts.get();
        vec![tab(MINE, text::MINE, mine), tab(ALL, text::ALL, all)]
    });
    let selected = Signal::derive(move || page.shown.get().unwrap_or(MINE).to_owned());
    let select = move |(id,): (String,)| {
        page.limit.set(PORTION);
        page.shown.set(Some(if id == ALL { ALL } else { MINE }));
    };
    let team = Memo::new(|_| app().book.get() == Some(BookChoice::Workspace));
    let ready = Memo::new(move |_| page.shown.get().is_some());
    let switch = move || {
        (team.get() && ready.get()).then(|| {
            view! { <Tabs label=t(text::WHOSE) tabs=tabs selected=selected on_select=select/> }
        })
    };
    switch.into_any()
}

/// What is under the switch.
#[derive(Clone, Copy, PartialEq)]
enum Content {
    /// What was asked for is on its way.
    Awaited,
    /// Records.
    Records,
    /// Nothing at all.
    Nothing,
    /// Nothing of this person's.
    NothingOfMine,
}

fn panel(page: Page, id: &'static str) -> AnyView {
    let content = Memo::new(move |_| {
        page.view.with(|view| match view {
            Some(view) if !view.records.is_empty() => Content::Records,
            Some(view) if view.mine_only == (id == MINE) => {
                if id == MINE && view.all > view.mine {
                    Content::NothingOfMine
                } else {
                    Content::Nothing
                }
            }
            Some(_) | None => Content::Awaited,
        })
    });
    let shown = move || match content.get() {
        Content::Awaited => awaiting(),
        Content::Records => records(page),
        Content::Nothing => view! {
            <EmptyState icon=Icon::CircleCheck heading=t(text::NONE) text=t(text::NONE_TEXT)/>
        }
        .into_any(),
        Content::NothingOfMine => view! {
            <EmptyState icon=Icon::CircleCheck heading=t(text::NONE_MINE) text=t(text::NONE_MINE_TEXT)>
                <Button label=t(text::SHOW_ALL) on_press=move || page.shown.set(Some(ALL))/>
            </EmptyState>
        }
        .into_any(),
    };
    // Without a switch there is no tab that it belongs to.
    let team = app().book.get_untracked() == Some(BookChoice::Workspace);
    view! {
        <div role=team.then_some("tabpanel") id=format!("panel-{id}")
            aria-labelledby=team.then(|| format!("tab-{id}"))>{shown}</div>
    }
    .into_any()
}

/// The records. Each is drawn once and follows what becomes of it, so that an editor that stands open in one stays.
fn records(page: Page) -> AnyView {
    let ids = Memo::new(move |_| {
        let ids = |view: &ConflictsView| view.records.iter().map(|one| one.link.record).collect::<Vec<_>>();
        page.view.with(|view| view.as_ref().map(ids)).unwrap_or_default()
    });
    let more = Memo::new(move |_| page.view.with(|view| view.as_ref().is_some_and(|view| view.more)));
    let rest = move || match (more.get(), page.limit.get() < MOST) {
        (false, _) => None,
        (true, true) => {
            let ask = move || page.limit.set(MOST);
            Some(view! { <Button label=t(text::MORE) variant=Variant::Quiet on_press=ask/> }.into_any())
        }
        (true, false) => Some(view! { <p class="conflicts-rest">{t(text::REST)}</p> }.into_any()),
    };
    view! {
        <ul class="conflict-cards">
            <For each=move || ids.get() key=|id| *id children=move |id| card(page, id)/>
        </ul>
        {rest}
    }
    .into_any()
}

fn card(page: Page, record: RecordId) -> AnyView {
    let one = Memo::new(move |_| {
        let own = |view: &ConflictsView| view.records.iter().find(|one| one.link.record == record).cloned();
        page.view.with(|view| view.as_ref().and_then(own))
    });
    let Some(Conflicted { link, .. }) = one.get_untracked() else { return ().into_any() };
    let id = format!("conflict-{record}");
    let title = move || {
        written(&named(&one.with(|one| one.as_ref().map(|one| one.title.clone()).unwrap_or_default())))
    };
    let object = link.object.clone();
    let keys = Memo::new(move |_| {
        let keys = |one: &Conflicted| one.fields.iter().map(|field| field.field.clone()).collect::<Vec<_>>();
        one.with(|one| one.as_ref().map(keys)).unwrap_or_default()
    });
    let unread = Memo::new(move |_| keys.with(Vec::is_empty));
    let about = link.object.clone();
    let field = move |key: FieldKey| {
        // A newer build may know fields that this one does not.
        Field::of(&object, &key).map(|field| dispute::dispute(Dispute::of(page, record, field, one)))
    };
    view! {
        <li>
            <article class="conflict-card" aria-labelledby=id.clone() data-record=record.to_string()>
                <h2 class="conflict-name" id=id.clone()>
                    <IconView icon=object_icon(&link.object)/>
                    <a href=routes_to::record(record)>{title}</a>
                </h2>
                <p class="conflict-about">{move || words::object_one(&about)}</p>
                <For each=move || keys.get() key=Clone::clone children=field/>
                {move || unread.get().then(|| view! { <p class="conflict-note">{t(text::UNREADABLE)}</p> })}
            </article>
        </li>
    }
    .into_any()
}
