//! Views that the team shares: who administers it makes them, and everybody sees them.

use super::Listing;
use super::views::{copy, show};
use crate::browser;
use crate::components::{Button, Input, MenuItem, Variant};
use crate::engine_link;
use crate::icons::Icon;
use crate::state::{
    BookChoice, administers, app, as_shared, dispatch, dispatch_undoable, explain, note_saved, say, shapes,
    shaping, take_back, undoable,
};
use crate::words::{common, components, list as text, t};
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_core::objects::{ObjectDefinition, shared_view};
use crm_core::value::Value;
use crm_core::views::saved::{MOST, SavedView, SavedViews};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Longest view, in bytes: as many as a value may have.
const MOST_BYTES: usize = 4_000;

/// Whether this person may share views; in a book of one's own there is nobody to share with.
pub(super) fn may_share() -> bool {
    untrack(|| app().book.get() == Some(BookChoice::Workspace) && administers())
}

/// Whether this person may change shared views, or share them no more; a template brings some into a book of one's own, too.
pub(super) fn may_change() -> bool {
    untrack(shapes)
}

/// Gives a view of one's own to the team.
pub(super) fn share(listing: Listing, id: RecordId) -> MenuItem {
    let press = move || {
        let Some(view) = listing.views.get(id) else { return };
        let (object, value) = (listing.definition, RecordId(browser::random()).to_string());
        let record = shared_view::view_of(object.key, &value);
        let own = as_shared(&SavedView { id: record, ..view.clone() });
        if own.len() > MOST_BYTES {
            return say(text::TOO_LONG_VIEW.now());
        }
        if shaping::shared_views(object).len() >= MOST {
            return say(text::TOO_MANY_SHARED.now());
        }
        let last = shaping::shared_views(object).iter().map(|one| one.position).fold(0.0, f64::max);
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let values = [
            (shared_view::OF, text(object.key)),
            (shared_view::VALUE, text(&value)),
            (shared_view::NAME, text(&view.name)),
            (shared_view::VIEW, text(&own)),
            (shared_view::POSITION, Some(Value::Number(last + 1.0))),
        ];
        let values = values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let request = Request::Define { records: vec![(shared_view::KEY.to_owned(), record, values)] };
        let before = listing.views.kept();
        spawn_local(async move {
            let (number, outcome) = engine_link::ask_numbered(request);
            match outcome.await {
                Ok(_) => shared(listing, &before, &view, (record, number)),
                Err(why) => say(&explain(&why)),
            }
        });
    };
    MenuItem::new(text::SHARE_VIEW.now(), Some(Icon::Users), press)
}

/// What is everybody's now is no longer one's own; taken back, it is again. The list may have been left meanwhile.
fn shared(listing: Listing, before: &SavedViews, view: &SavedView, (record, number): (RecordId, u32)) {
    let (views, object) = (listing.views, listing.definition);
    note_saved();
    let mut after = before.clone();
    after.forget(view.id);
    if after.first == Some(view.id) {
        after.first = Some(record);
    }
    if views.put_back(object, &after) {
        // The list stays as it is; its tab comes with the definition.
        views.shown.set(Some(record));
    }
    let before = before.clone();
    undoable(text::shared_view(&view.name), move || {
        take_back(Some(number));
        let _ = views.put_back(object, &before);
    });
}

/// What can be done with a view of the team.
pub(super) fn items(listing: Listing, id: RecordId) -> Vec<MenuItem> {
    let views = listing.views;
    let own = MenuItem::new(text::KEEP_VIEW.now(), Some(Icon::Copy), move || copy(listing, id));
    if !may_change() {
        return vec![own];
    }
    let stop = move || {
        let name = views.get(id).map(|view| view.name).unwrap_or_default();
        show(listing, None);
        let values = vec![(shared_view::RETIRED.to_owned(), Some(Value::Flag(true)))];
        dispatch_undoable(Request::Set { record: id, values }, move || text::unshared_view(&name));
    };
    vec![
        MenuItem::new(text::RENAME.now(), Some(Icon::Pencil), move || views.naming.set(Some(Some(id)))),
        own,
        MenuItem::new(text::UNSHARE_VIEW.now(), Some(Icon::Cross), stop),
    ]
}

/// What a view of the team shows is another now.
pub(super) fn change(view: &SavedView) {
    let values = vec![(shared_view::VIEW.to_owned(), Some(Value::Text(as_shared(view))))];
    dispatch(Request::Set { record: view.id, values });
}

/// Another name, in both languages.
pub(super) fn name_form(
    object: &'static ObjectDefinition,
    id: RecordId,
    done: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let all = untrack(|| shaping::shared_views(object));
    let names = all.into_iter().find(|one| one.record == id).map(|one| one.name).unwrap_or_default();
    let (name, bengali) = (RwSignal::new(names.plain), RwSignal::new(names.bengali));
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = |signal: RwSignal<String>| signal.with_untracked(|typed| typed.trim().to_owned());
        let (plain, other) = (typed(name), typed(bengali));
        if plain.is_empty() {
            return;
        }
        let other = Some(other).filter(|other| !other.is_empty()).map(Value::Text);
        let values = vec![
            (shared_view::NAME.to_owned(), Some(Value::Text(plain))),
            (shared_view::NAME_BN.to_owned(), other),
        ];
        dispatch(Request::Set { record: id, values });
        done();
    };
    view! {
        <form class="filter-form" on:submit=apply>
            <Input label=t(text::VIEW_NAME) id="view-name" value=name first=true/>
            <Input label=t(text::VIEW_NAME_BN) id="view-name-bn" value=bengali/>
            <div class="buttons">
                <Button label=t(components::CANCEL) on_press=done/>
                <Button label=t(common::SAVE) variant=Variant::Primary submit=true/>
            </div>
        </form>
    }
    .into_any()
}
