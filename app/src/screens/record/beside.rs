//! A record beside the list or the board that it was opened from. Which one stands in the address, so that Back
//! closes it and a link brings it back.

use super::{Place, watched};
use crate::components::{IconButton, SidePanel};
use crate::icons::Icon;
use crate::words::{record as text, t};
use crate::{browser, routes_to};
use crm_core::ids::RecordId;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};

/// The part of the address that names the record.
const NAME: &str = "record";
/// Keys that follow each other faster than this show only the last record.
const CALM_MS: u32 = 120;

/// The record beside a list, and how to change it.
#[derive(Clone, Copy)]
pub struct Beside {
    /// Which record; none where nothing is open.
    pub record: Memo<Option<RecordId>>,
    go: Callback<(Option<RecordId>, bool)>,
    page: Callback<(RecordId,)>,
    /// How many records were asked for; the latest wins.
    asked: StoredValue<u32>,
    /// The record that was open last.
    last: StoredValue<Option<RecordId>>,
}

impl Beside {
    /// Of the address.
    pub fn of_address() -> Self {
        let (query, path) = (use_query_map(), use_location().pathname);
        let record = Memo::new(move |_| {
            query.with(|query| query.get(NAME)).and_then(|id| id.parse::<RecordId>().ok())
        });
        let navigate = use_navigate();
        let to_page = navigate.clone();
        let go = move |record: Option<RecordId>, replace: bool| {
            let path = path.get_untracked();
            let to = record.map_or_else(|| path.clone(), |record| format!("{path}?{NAME}={record}"));
            navigate(&to, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
        };
        let page = move |record: RecordId| to_page(&routes_to::record(record), NavigateOptions::default());
        Self {
            record,
            go: Callback::new(move |(record, replace)| go(record, replace)),
            page: Callback::new(move |(record,)| page(record)),
            asked: StoredValue::new(0),
            last: StoredValue::new(None),
        }
    }

    /// Opens a record: beside the list, or as a page where there is no room, or where it stands beside the list
    /// already.
    pub fn open(self, record: RecordId) {
        let now = self.record.get_untracked();
        if now == Some(record) || !room() {
            self.page.run((record,));
        } else {
            self.go.run((Some(record), now.is_some()));
        }
    }

    /// A press on the way to a record: with a key that asks for another tab, or without room, it stays a link.
    pub fn pressed(self, event: &leptos::ev::MouseEvent, record: RecordId) {
        let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if !elsewhere && !event.default_prevented() && room() {
            event.prevent_default();
            self.open(record);
        }
    }

    /// Shows another record in place of the one that is open, once the keys rest; nothing where none is open.
    pub fn follow(self, record: RecordId) {
        let asked = self.asked.get_value().wrapping_add(1);
        self.asked.set_value(asked);
        browser::after(CALM_MS, move || {
            let now = self.record.try_get_untracked().flatten();
            if self.asked.try_get_value() == Some(asked) && now.is_some_and(|now| now != record) {
                self.go.run((Some(record), true));
            }
        });
    }

    /// Closes it.
    pub fn close(self) {
        if let Some(record) = self.record.get_untracked() {
            self.last.set_value(Some(record));
            self.go.run((None, true));
        }
    }

    /// The record that was closed last.
    pub fn left(self) -> Option<RecordId> {
        self.last.get_value()
    }
}

/// Whether a record can stand beside a list.
pub fn room() -> bool {
    matches!(browser::window().match_media("(width >= 640px)"), Ok(Some(query)) if query.matches())
}

/// The panel; `step` goes to the record before (-1) or after (1) in the list, and `left` takes the focus when it closes.
pub fn beside(beside: Beside, step: Option<Callback<(i32,)>>, left: Callback<()>) -> AnyView {
    let open = Memo::new(move |_| beside.record.with(Option::is_some));
    let close = Callback::new(move |()| {
        beside.close();
        left.run(());
    });
    let title = RwSignal::new(String::new());
    // The list marks the record first; building its page takes longer than a press may.
    let shown = RwSignal::new(beside.record.get_untracked());
    Effect::new(move || {
        let record = beside.record.get();
        browser::when_painted(move || {
            let late = beside.record.try_get_untracked() != Some(record);
            if !late && shown.try_get_untracked() != Some(record) {
                let _ = shown.try_set(record);
            }
        });
    });
    let content = move || shown.get().map(|record| watched(record, Place::Beside(title)));
    let tools = move || {
        let steps = step.map(|step| {
            view! {
                <IconButton icon=Icon::ChevronUp label=t(text::PREVIOUS) on_press=move || step.run((-1,))/>
                <IconButton icon=Icon::ChevronDown label=t(text::NEXT) on_press=move || step.run((1,))/>
            }
        });
        let full = move || {
            if let Some(record) = beside.record.get_untracked() {
                beside.page.run((record,));
            }
        };
        view! {
            {steps}
            <IconButton icon=Icon::ExternalLink label=t(text::OPEN_PAGE) on_press=full/>
        }
        .into_any()
    };
    let panel = move || {
        open.get().then(|| {
            view! {
                <SidePanel title=move || title.get() on_close=close tools=tools>{content}</SidePanel>
            }
        })
    };
    panel.into_any()
}
