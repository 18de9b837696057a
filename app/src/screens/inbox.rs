//! What others did that concerns this person: what was assigned to them, where they are named, what they follow,
//! conflicts and refused edits. Opening an entry reads it, on every device of the person.

use super::awaiting;
use crate::components::{Button, EmptyState, IconButton, Tab, Tabs, Variant};
use crate::icons::{Icon, IconView};
use crate::shell::{heading, object_icon};
use crate::state::{BookChoice, app, dispatch, dispatch_undoable, watching};
use crate::words::{self, inbox as text, named, t};
use crate::{fields, format, routes_to};
use crm_core::commands::desk::DeskEdit;
use crm_core::messages::{InboxEntry, InboxView, Matter, News, Request, View, Watch};
use leptos::prelude::*;

/// What is shown: everything, or what is not read.
const ALL: &str = "all";
const NEW: &str = "new";

type Shown = Signal<Option<InboxView>>;

/// The inbox.
pub fn inbox() -> AnyView {
    heading(|| text::TITLE.now().to_owned());
    let view = watching(
        || Some(Watch::Inbox),
        |view| {
            let View::Inbox(inbox) = view else { return None };
            Some(inbox)
        },
    );
    let team = Memo::new(|_| app().book.get() == Some(BookChoice::Workspace));
    let waits = Memo::new(move |_| view.with(Option::is_none));
    let page = move || match (team.get(), waits.get()) {
        (false, _) => alone(),
        (true, true) => awaiting(),
        (true, false) => page(view.into()),
    };
    view! { <div class="inbox">{page}</div> }.into_any()
}

fn alone() -> AnyView {
    view! {
        <EmptyState icon=Icon::Bell heading=t(text::ALONE) text=t(text::ALONE_TEXT)>
            <a class="button" data-variant="secondary" href=routes_to::SETTINGS_BOOK>{t(words::shell::SETTINGS)}</a>
        </EmptyState>
    }
    .into_any()
}

fn page(view: Shown) -> AnyView {
    let shown = RwSignal::new(ALL.to_owned());
    let unread = Memo::new(move |_| view.with(|view| view.as_ref().map_or(0, |view| view.unread)));
    let tabs = Signal::derive(move || {
        let count = (unread.get() > 0).then(|| words::number(u64::from(unread.get())));
        vec![
            Tab { id: ALL.to_owned(), label: text::ALL.now().to_owned(), count: None },
            Tab { id: NEW.to_owned(), label: text::NEW.now().to_owned(), count },
        ]
    });
    let follows = move || {
        let count = view.with(|view| view.as_ref().map_or(0, |view| view.follows));
        (count > 0).then(|| text::follows(u64::from(count)))
    };
    let all = move || {
        (unread.get() > 0).then(|| view! {
        <Button label=t(text::READ_ALL) icon=Icon::Check variant=Variant::Quiet on_press=move || read_all(view)/>
    })
    };
    view! {
        <div class="inbox-head">
            <Tabs label=t(text::FILTER) tabs=tabs selected=shown on_select=move |(id,)| shown.set(id)/>
            <span class="inbox-follows">{follows}</span>
            {all}
        </div>
        {move || {
            let id = shown.get();
            view! {
                <div role="tabpanel" id=format!("panel-{id}") aria-labelledby=format!("tab-{id}")>
                    {rows(view, id == NEW)}
                </div>
            }
        }}
    }
    .into_any()
}

/// The entries; each is drawn anew only when it changes, so that a press on one does not lose its place.
fn rows(view: Shown, new: bool) -> AnyView {
    let entries = Memo::new(move |_| {
        let entries = view.with(|view| view.as_ref().map(|view| view.entries.clone())).unwrap_or_default();
        entries.into_iter().filter(|entry| !new || !entry.read).collect::<Vec<_>>()
    });
    let none = Memo::new(move |_| entries.with(Vec::is_empty));
    let row = move |entry: InboxEntry| row(&entry);
    let name = |entry: &InboxEntry| (entry.key.clone(), entry.read, entry.at, entry.title.clone());
    let list = move || match none.get() {
        true if new => nothing(text::NONE_NEW, text::NONE_NEW_TEXT),
        true => nothing(text::EMPTY, text::EMPTY_TEXT),
        false => view! {
            <ul class="inbox-rows"><For each=move || entries.get() key=name children=row/></ul>
        }
        .into_any(),
    };
    list.into_any()
}

fn nothing(what: words::Word, why: words::Word) -> AnyView {
    view! { <EmptyState icon=Icon::Bell heading=t(what) text=t(why)/> }.into_any()
}

fn read_all(view: Shown) {
    let unread = |view: &InboxView| {
        let unread = view.entries.iter().filter(|entry| !entry.read);
        unread.map(|entry| entry.key.clone()).collect()
    };
    let keys = view.with_untracked(|view| view.as_ref().map(unread)).unwrap_or_default();
    let request = Request::Desk { edit: DeskEdit::Read(keys), meant: true };
    dispatch_undoable(request, || text::READ_ALL_SAID.now().to_owned());
}

fn row(entry: &InboxEntry) -> AnyView {
    let (key, read, matter) = (entry.key.clone(), entry.read, entry.what.clone());
    let (title, object) = (named(&entry.title), entry.link.object.clone());
    let refused = matches!(entry.what, Matter::Refused(_));
    let href = if refused { routes_to::SYNC.to_owned() } else { routes_to::record(entry.link.record) };
    let open = {
        let key = key.clone();
        move |_| {
            if !read {
                dispatch(Request::Desk { edit: DeskEdit::Read(vec![key.clone()]), meant: false });
            }
        }
    };
    let mark = move || {
        let keys = vec![key.clone()];
        let edit = if read { DeskEdit::Unread(keys) } else { DeskEdit::Read(keys) };
        dispatch(Request::Desk { edit, meant: true });
    };
    let by = entry.by.clone();
    let said = move || sentence(&object, &matter, by.as_deref());
    let words = detail(&entry.what);
    view! {
        <li class="inbox-row" data-matter=matter_name(&entry.what) data-read=read.to_string()>
            <span class="inbox-icon"><IconView icon=icon(entry)/></span>
            <div class="inbox-words">
                <p class="inbox-title">
                    {(!read).then(|| view! { <span class="visually-hidden">{t(text::NOT_READ)}": "</span> })}
                    <a href=href on:click=open>{fields::written(&title)}</a>
                    <time class="inbox-when number" title=format::moment_full(entry.at)>{format::moment(entry.at)}</time>
                </p>
                <p class="inbox-said">{said}</p>
                {words.map(|words| view! { <p class="inbox-quote">{words}</p> })}
            </div>
            <IconButton icon=if read { Icon::Undo } else { Icon::Check }
                label=t(if read { text::UNREAD } else { text::READ }) on_press=mark/>
        </li>
    }
    .into_any()
}

fn icon(entry: &InboxEntry) -> Icon {
    match entry.what {
        Matter::Assigned | Matter::Followed(_) | Matter::Noted { .. } => object_icon(&entry.link.object),
        Matter::Mentioned(_) => Icon::MessageSquare,
        Matter::Conflict(_) => Icon::GitMerge,
        Matter::Refused(_) => Icon::TriangleAlert,
    }
}

const fn matter_name(matter: &Matter) -> &'static str {
    match matter {
        Matter::Assigned => "assigned",
        Matter::Mentioned(_) => "mentioned",
        Matter::Followed(_) => "followed",
        Matter::Noted { .. } => "noted",
        Matter::Conflict(_) => "conflict",
        Matter::Refused(_) => "refused",
    }
}

/// What was done, by whom, in one sentence.
fn sentence(object: &str, matter: &Matter, by: Option<&str>) -> String {
    let name = by.unwrap_or_else(|| words::today::SOMEBODY.now());
    let list =
        |keys: &[String]| keys.iter().map(|key| words::field(object, key)).collect::<Vec<_>>().join(", ");
    match matter {
        Matter::Assigned => text::assigned(name),
        Matter::Mentioned(_) => text::mentioned(name),
        Matter::Followed(News::Created) => text::created(name),
        Matter::Followed(News::Changed(keys)) => text::changed(&list(keys), name),
        Matter::Followed(News::Deleted) => text::deleted(name),
        Matter::Followed(News::Restored) => text::restored(name),
        Matter::Noted { activity, .. } => text::noted(&words::object_one(&activity.object), name),
        Matter::Conflict(keys) => text::conflict(&list(keys)),
        Matter::Refused(_) => text::REFUSED.now().to_owned(),
    }
}

/// The words that were written, or why something was refused.
fn detail(matter: &Matter) -> Option<AnyView> {
    match matter {
        Matter::Mentioned(words) => Some(fields::written(words)),
        Matter::Noted { title, .. } => Some(fields::written(&named(title))),
        Matter::Refused(reason) => {
            let reason = reason.clone();
            Some((move || words::relay_reason(&reason)).into_any())
        }
        Matter::Assigned | Matter::Followed(_) | Matter::Conflict(_) => None,
    }
}
