//! The head of the page: who or what it is, and what can be done with it as a whole.

use super::{Page, presence, share};
use crate::components::{
    Avatar, AvatarSize, Button, Dialog, DialogKind, IconButton, Input, Menu, MenuItem, Variant,
};
use crate::fields::{self, Field, Shown};
use crate::icons::{Icon, IconView};
use crate::screens::calendar::{Choosing, item_of, menu_name, ways, window};
use crate::screens::parts;
use crate::screens::today::{complete, named};
use crate::state::{
    Asked, BookChoice, administers, app, dispatch, dispatch_undoable, dispatch_undoable_with, may,
};
use crate::words::{self, Word, access, common, data_copy, inbox, past, record as text, t};
use crate::{format, routes_to};
use crm_core::commands::desk::DeskEdit;
use crm_core::messages::{Answer, Past, Request};
use crm_core::value::{Link, Member, Value};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The head.
pub(super) fn head(page: Page) -> AnyView {
    let key = page.definition.key;
    let name = move || named(&page.with(|view| view.title.clone()).unwrap_or_default());
    let second = move || {
        let field = Field::of(key, page.definition.subtitle?)?;
        let value = page.value(field.definition.key)?;
        Some(
            view! { <span aria-hidden="true">" · "</span> {fields::full(&Shown { field, value: &value, titles: page.titles() })} },
        )
    };
    let converting = RwSignal::new(false);
    let choosing = RwSignal::new(None);
    let coding = RwSignal::new(false);
    let thing = !matches!(key, "contact" | "lead");
    view! {
        <div class="record-head">
            <Avatar name=name size=AvatarSize::Head thing=thing/>
            <p class="record-kind"><span>{move || words::object_one(key)}</span>{second}</p>
            {presence::faces(page)}
            <div class="record-actions">
                {move || reach(page, "phones", "tel:", Icon::Phone, text::CALL)}
                {move || reach(page, "emails", "mailto:", Icon::Mail, text::WRITE)}
                {follow(page)}
                {task_button(page)}
                {moves(page, choosing)}
                {convert_button(page, converting)}
                <Menu label=t(text::ACTIONS) items=move |()| items(page, coding)/>
            </div>
        </div>
        {convert_window(page, converting)}
        {window(choosing)}
        {share::window(page, coding)}
        {asked_window(page)}
    }
    .into_any()
}

/// What is asked of the record seldom: who sees it, erasing it for good.
fn asked_window(page: Page) -> AnyView {
    let asked = move || app().asked_of.get().filter(|(record, _)| *record == page.record);
    let open = Memo::new(move |_| asked().is_some());
    let close = move || app().asked_of.set(None);
    let title = move || match asked() {
        Some((_, Asked::Erasing)) => text::ERASE.now(),
        Some((_, Asked::DataCopy)) => data_copy::TITLE.now(),
        Some((_, Asked::Past(..))) => past::TITLE.now(),
        Some((_, Asked::Readers)) | None => access::WHO_SEES.now(),
    };
    view! {
        <Dialog open=open on_close=close title=title kind=DialogKind::Sheet>
            {parts::asked_of_record}
        </Dialog>
    }
    .into_any()
}

/// The ways of a task, call or meeting to another day.
fn moves(page: Page, choosing: Choosing) -> Option<AnyView> {
    let key = page.definition.key;
    let item = move || {
        let link = Link { object: key.to_owned(), record: page.record };
        page.now(|view| item_of(link, view.title.clone(), &view.values)).flatten()
    };
    matches!(key, "task" | "call" | "meeting").then(|| {
        let items = move |()| item().map(|item| ways(&item, choosing)).unwrap_or_default();
        view! { <Menu label=move || menu_name(key) icon=Icon::Clock items=items/> }.into_any()
    })
}

/// The way to the first phone or e-mail address.
fn reach(page: Page, field: &str, scheme: &str, icon: Icon, word: Word) -> Option<AnyView> {
    let Some(Value::Members(members)) = page.value(field) else { return None };
    let Member { key, text, .. } = members.into_iter().next()?;
    let target = if text.is_empty() { key } else { text };
    let href = format!("{scheme}{}", target.replace(' ', ""));
    Some(
        view! {
            <a class="icon-button" href=href rel="external" aria-label=t(word) data-tip=t(word)>
                <IconView icon=icon/>
            </a>
        }
        .into_any(),
    )
}

/// Hearing of what others do with the record, where somebody can.
fn follow(page: Page) -> impl Fn() -> Option<AnyView> {
    let followed = Memo::new(move |_| page.with(|view| view.followed).flatten());
    let able = Memo::new(move |_| followed.get().is_some());
    let follows = move || followed.get() == Some(true);
    let press = move || {
        let link = Link { object: page.definition.key.to_owned(), record: page.record };
        let (edit, said) = if untrack(follows) {
            (DeskEdit::Unfollow(link), inbox::UNFOLLOWED)
        } else {
            (DeskEdit::Follow(link), inbox::FOLLOWED)
        };
        dispatch_undoable(Request::Desk { edit, meant: true }, move || said.now().to_owned());
    };
    move || {
        able.get().then(|| {
            view! {
                <IconButton icon=Icon::Bell label=t(inbox::FOLLOW) pressed=Signal::derive(follows) on_press=press/>
            }
            .into_any()
        })
    }
}

fn task_button(page: Page) -> AnyView {
    if page.definition.key != "task" {
        return ().into_any();
    }
    let done = Memo::new(
        move |_| matches!(page.value("status"), Some(Value::Text(status)) if status == "completed"),
    );
    let label = move || if done.get() { text::REOPEN } else { text::COMPLETE }.now();
    view! {
        <Button label=label icon=Icon::Check variant=Variant::Primary
            on_press=move || complete(page.record, !done.get_untracked())/>
    }
    .into_any()
}

fn convert_button(page: Page, converting: RwSignal<bool>) -> AnyView {
    if page.definition.key != "lead" {
        return ().into_any();
    }
    let open = Memo::new(move |_| !matches!(page.value("converted"), Some(Value::Flag(true))));
    let button = move || {
        open.get().then(|| {
            view! { <Button label=t(text::CONVERT) variant=Variant::Primary on_press=move || converting.set(true)/> }
        })
    };
    button.into_any()
}

fn items(page: Page, coding: RwSignal<bool>) -> Vec<MenuItem> {
    let deleted = page.now(|view| view.deleted).unwrap_or(false);
    let records = vec![page.record];
    let may_delete = page.now(|view| view.may.delete).unwrap_or(true);
    let mut items = share::items(page, coding);
    let of_team = app().book.with_untracked(|book| *book == Some(BookChoice::Workspace));
    if of_team {
        let ask = move || app().asked_of.set(Some((page.record, Asked::Readers)));
        items.push(MenuItem::new(access::WHO_SEES.now(), Some(Icon::Eye), ask));
    }
    if matches!(page.definition.key, "contact" | "lead" | "account")
        && may(page.definition.key, |rights| rights.export)
    {
        let ask = move || app().asked_of.set(Some((page.record, Asked::DataCopy)));
        items.push(MenuItem::new(data_copy::MENU.now(), Some(Icon::Download), ask));
    }
    let ask = move || {
        let now = format::now();
        app().asked_of.set(Some((page.record, Asked::Past(Past::At(now), now))));
    };
    items.push(MenuItem::new(past::MENU.now(), Some(Icon::History), ask));
    items.push(MenuItem::new(text::PRINT.now(), Some(Icon::FileText), crate::browser::print));
    let converted = || page.now(|view| view.values.get("converted") == Some(&Value::Flag(true)));
    if page.definition.key == "lead" && converted() == Some(true) && untrack(|| page.writable.get()).is_some()
    {
        let again = move || {
            let said = || text::UNCONVERTED.now().to_owned();
            dispatch_undoable(Request::Unconvert { record: page.record }, said);
        };
        items.push(MenuItem::new(text::UNCONVERT.now(), Some(Icon::Undo), again));
    }
    if !may_delete {
        return items;
    }
    let erase = || {
        let ask = move || app().asked_of.set(Some((page.record, Asked::Erasing)));
        MenuItem::new(text::ERASE.now(), Some(Icon::Trash), ask).danger()
    };
    let erase = (of_team && untrack(administers)).then(erase);
    if deleted {
        let restore = move || dispatch(Request::Restore { records: records.clone() });
        items.push(MenuItem::new(common::RESTORE.now(), Some(Icon::Undo), restore));
        items.extend(erase);
        return items;
    }
    let delete = move || {
        dispatch_undoable(Request::Delete { records: records.clone() }, || text::DELETED.now().to_owned());
    };
    items.push(MenuItem::new(common::DELETE.now(), Some(Icon::Trash), delete).danger());
    items.extend(erase);
    items
}

/// Asks whether a deal shall come out of the lead, too.
fn convert_window(page: Page, open: RwSignal<bool>) -> AnyView {
    if page.definition.key != "lead" {
        return ().into_any();
    }
    let deal = RwSignal::new(String::new());
    let navigate = use_navigate();
    let convert = move || {
        let name = deal.get_untracked().trim().to_owned();
        let navigate = navigate.clone();
        let request = Request::Convert { record: page.record, deal: (!name.is_empty()).then_some(name) };
        let said = || text::CONVERTED.now().to_owned();
        dispatch_undoable_with(request, said, move |answer| {
            let Answer::Records(made) = answer else { return };
            let _ = open.try_set(false);
            let best = ["deal", "contact", "account"];
            let target = best.iter().find_map(|object| made.iter().find(|link| link.object == *object));
            if let Some(link) = target {
                navigate(&routes_to::record(link.record), leptos_router::NavigateOptions::default());
            }
        });
    };
    let footer = move || {
        let convert = convert.clone();
        view! {
            <Button label=t(common::CANCEL) on_press=move || open.set(false)/>
            <Button label=t(text::CONVERT) variant=Variant::Primary on_press=convert/>
        }
    };
    view! {
        <Dialog open=open on_close=move || open.set(false) title=t(text::CONVERT) kind=DialogKind::Ask footer=footer>
            <p>{t(text::CONVERT_TEXT)}</p>
            <Input label=t(text::DEAL_NAME) id="convert-deal" value=deal hint=t(text::DEAL_NAME_HINT) first=true/>
        </Dialog>
    }
    .into_any()
}
