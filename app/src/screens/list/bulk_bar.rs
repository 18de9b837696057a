//! What can be done with the chosen records: the bar at the foot of the list.

use super::Listing;
use super::export::{export, may_export};
use super::picked::count;
use super::set_field::{Asked, set_field};
use crate::components::{Button, Dialog, DialogKind, IconButton, Variant};
use crate::icons::Icon;
use crate::state::{app, dispatch_with, may, may_write, say, undoable};
use crate::words::{self, common, components, list as text, merge, t};
use crate::{browser, format};
use crm_core::commands::merge::{MOST, OBJECTS as MERGED};
use crm_core::messages::{Answer, ManyEdit, Request};
use crm_core::views::selection::Selection;
use leptos::prelude::*;

/// So many records are deleted without a question: the notice brings them back.
const WITHOUT_ASKING: u32 = 50;

/// The bar, while something is chosen, and its windows.
pub(super) fn bulk_bar(listing: Listing) -> AnyView {
    let count = count(listing);
    let some = Memo::new(move |_| count.get() > 0);
    let raised = app().toaster.raised;
    Effect::new(move || raised.set(some.get()));
    on_cleanup(move || raised.set(false));
    let asked = RwSignal::new(None::<Asked>);
    let deleting = RwSignal::new(false);
    view! {
        {move || some.get().then(|| bar(listing, count, asked, deleting))}
        {set_field(listing, count, asked)}
        {delete_window(listing, count, deleting)}
    }
    .into_any()
}

fn bar(
    listing: Listing,
    count: Memo<u32>,
    asked: RwSignal<Option<Asked>>,
    deleting: RwSignal<bool>,
) -> AnyView {
    let some_left = move || {
        let total = listing.total();
        (count.get() < total).then(|| {
            let all = move || text::select_all(&format::count(total));
            view! { <Button label=all variant=Variant::Quiet on_press=move || listing.picked.choose(Selection::all())/> }
        })
    };
    let clear = move || {
        listing.picked.choose(Selection::default());
        browser::focus(&format!("#list-{}", listing.definition.key));
    };
    let busy = listing.busy;
    let told = move || {
        if busy.get() { text::WORKING.now().to_owned() } else { text::selected(&format::count(count.get())) }
    };
    let delete = move || {
        if count.get_untracked() > WITHOUT_ASKING { deleting.set(true) } else { delete(listing) }
    };
    let key = listing.definition.key;
    let edits = may(key, |rights| rights.edit);
    let team = (has_team() && edits && may_write(key, "owner")).then(|| {
        view! {
            <Button label=t(text::ASSIGN) icon=Icon::User variant=Variant::Quiet disabled=busy
                on_press=move || asked.set(Some(Asked::Owner))/>
        }
    });
    let chosen = move || listing.picked.selection.get_untracked();
    view! {
        <div class="bulk-bar" role="group" aria-label=t(text::BULK) aria-busy=move || busy.get().to_string()>
            <div class="bulk-count">
                <p class="bulk-told number" role="status">{told}</p>
                {some_left}
                <IconButton icon=Icon::Cross label=t(text::CLEAR_SELECTION) on_press=clear/>
            </div>
            <div class="bulk-actions">
                {team}
                {edits.then(|| view! {
                    <Button label=t(text::SET_FIELD) icon=Icon::Pencil variant=Variant::Quiet disabled=busy
                        on_press=move || asked.set(Some(Asked::Any))/>
                })}
                {(edits && MERGED.contains(&key)).then(|| view! {
                    <Button label=t(merge::MERGE) icon=Icon::GitMerge variant=Variant::Quiet disabled=busy
                        on_press=move || match chosen() {
                            Selection::Only(records) if (2..=MOST).contains(&records.len()) => {
                                app().merging.set(records.into_iter().collect());
                            }
                            Selection::Only(_) | Selection::AllBut(_) => say(merge::PICK_MORE.now()),
                        }/>
                })}
                {may_export(key).then(|| view! {
                    <Button label=t(text::EXPORT) icon=Icon::Download variant=Variant::Quiet
                        on_press=move || export(listing, chosen())/>
                })}
                {may(key, |rights| rights.delete).then(|| view! {
                    <Button label=t(common::DELETE) icon=Icon::Trash variant=Variant::Danger disabled=busy
                        on_press=delete/>
                })}
            </div>
        </div>
    }
    .into_any()
}

/// Whether there is somebody to give records to.
fn has_team() -> bool {
    let app = app();
    app.session.with_untracked(Option::is_some)
        || app.sync.with_untracked(|sync| sync.as_ref().is_some_and(|sync| !sync.people.is_empty()))
}

/// So many records, by the name of their object: 812 contacts.
pub(super) fn so_many(listing: Listing, count: u32) -> (String, String) {
    let key = listing.definition.key;
    let object = if count == 1 { words::object_one(key) } else { words::object_many(key) };
    (format::count(count), object.to_lowercase())
}

/// Does something to every chosen record and says what could not be done.
pub(super) fn edit_chosen(
    listing: Listing,
    edit: ManyEdit,
    done: impl FnOnce(Vec<crm_core::ids::RecordId>) + 'static,
) {
    let query = listing.query.get_untracked();
    let which = listing.picked.selection.get_untracked();
    listing.busy.set(true);
    dispatch_with(Request::EditMany { query, which, edit }, move |outcome| {
        // The list may have been left meanwhile.
        let _ = listing.busy.try_set(false);
        if let Ok(Answer::ManyEdited { records, refused }) = outcome {
            if refused > 0 {
                say(&text::refused_many(&format::count(refused)));
            }
            done(records);
        }
    });
}

fn delete(listing: Listing) {
    let query = listing.query.get_untracked();
    edit_chosen(listing, ManyEdit::Delete, move |records| {
        if listing.picked.selection.try_get_untracked().is_some() {
            listing.picked.choose(Selection::default());
        } else {
            super::forget_selection(listing.definition.key);
        }
        let (number, objects) = so_many(listing, u32::try_from(records.len()).unwrap_or(u32::MAX));
        undoable(text::deleted_many(&number, &objects), move || {
            let (query, which) = (query.clone(), Selection::only(records.iter().copied()));
            dispatch_with(Request::EditMany { query, which, edit: ManyEdit::Restore }, |_| {});
        });
    });
}

fn delete_window(listing: Listing, count: Memo<u32>, open: RwSignal<bool>) -> AnyView {
    let close = move || open.set(false);
    let confirm = move || {
        open.set(false);
        delete(listing);
    };
    let title = move || {
        let (number, objects) = so_many(listing, count.get());
        text::delete_title(&number, &objects)
    };
    let sure = move || {
        let (number, objects) = so_many(listing, count.get());
        text::delete_many(&number, &objects)
    };
    let foot = move || {
        view! {
            <Button label=t(components::CANCEL) on_press=close/>
            <Button label=sure variant=Variant::DangerSolid on_press=confirm/>
        }
    };
    view! {
        <Dialog open=open on_close=close title=title kind=DialogKind::Ask footer=foot>
            <p>{t(text::DELETE_TEXT)}</p>
        </Dialog>
    }
    .into_any()
}
