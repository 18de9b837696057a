//! Where one can go: the sidebar on the desktop, the bar at the bottom on a phone, and the page behind More.

use crate::icons::{Icon, IconView};
use crate::state::{BookChoice, Creating, app, creates, may_see};
use crate::words::{self, shell, t};
use crate::{format, routes_to};
use crm_core::objects::CATALOGUE;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The picture of an object.
pub fn object_icon(object: &str) -> Icon {
    match object {
        "account" => Icon::Building,
        "contact" => Icon::Users,
        "lead" => Icon::UserPlus,
        "deal" => Icon::Kanban,
        "task" => Icon::Task,
        "call" => Icon::Phone,
        "meeting" => Icon::Calendar,
        "note" => Icon::FileText,
        _ => Icon::List,
    }
}

/// Where an object is at home: deals on their board, the others in their list.
pub fn object_href(object: &str) -> String {
    if object == "deal" { routes_to::BOARD.to_owned() } else { routes_to::list(object) }
}

/// Words that may change with the language.
type Label = Box<dyn Fn() -> String + Send>;

fn label(word: words::Word) -> Label {
    Box::new(move || word.now().to_owned())
}

/// The number of a link; none where there is nothing to count.
type Count = Box<dyn Fn() -> Option<u32> + Send>;

fn link(href: String, icon: Icon, label: Label, count: Option<Count>) -> AnyView {
    let path = use_location().pathname;
    let target = href.clone();
    let here = Memo::new(move |_| {
        path.with(|path| match target.as_str() {
            "/" => path == "/" || path == "/today",
            "/board" => path == "/board" || path == "/list/deal",
            target => {
                let board = target.strip_prefix("/list/").map(routes_to::board);
                path == target || board.as_ref() == Some(path)
            }
        })
    });
    let number = move || {
        let count = count.as_ref().and_then(|count| count())?;
        Some(view! { <span class="nav-count number">{format::count(count)}</span> })
    };
    view! {
        <a class="nav-link" href=href aria-current=move || here.get().then_some("page")>
            <IconView icon=icon/>
            <span class="nav-label">{label}</span>
            {number}
        </a>
    }
    .into_any()
}

/// The lists of all objects; the calendar follows the tasks, most of what stands in it.
fn objects() -> impl Iterator<Item = AnyView> {
    CATALOGUE.iter().filter(|definition| may_see(definition.key)).flat_map(|definition| {
        let key = definition.key;
        let list = link(
            object_href(key),
            object_icon(key),
            Box::new(move || words::object_many(key)),
            Some(Box::new(move || app().counts.with(|counts| counts.get(key).copied()))),
        );
        let calendar = (key == "task").then(|| {
            link(routes_to::CALENDAR.to_owned(), Icon::CalendarDays, label(words::calendar::TITLE), None)
        });
        std::iter::once(list).chain(calendar)
    })
}

/// The inbox, with how much of it is not read; nobody but oneself writes into a book of one's own.
fn inbox() -> impl Fn() -> Option<AnyView> {
    let unread = || Some(app().unread.get()).filter(|unread| *unread > 0);
    let team = Memo::new(|_| app().book.get() == Some(BookChoice::Workspace));
    move || {
        let count: Count = Box::new(unread);
        team.get()
            .then(|| link(routes_to::INBOX.to_owned(), Icon::Bell, label(words::inbox::TITLE), Some(count)))
    }
}

/// What was changed in two places, while there is any.
fn conflicts() -> impl Fn() -> Option<AnyView> {
    let number =
        || app().sync.with(|sync| sync.as_ref().map(|sync| sync.conflicts)).filter(|number| *number > 0);
    let any = Memo::new(move |_| number().is_some());
    move || {
        let count: Count = Box::new(number);
        let title = label(words::conflicts::TITLE);
        any.get().then(|| link(routes_to::CONFLICTS.to_owned(), Icon::GitMerge, title, Some(count)))
    }
}

fn tools() -> [AnyView; 5] {
    [
        link(routes_to::IMPORT.to_owned(), Icon::Upload, label(shell::IMPORT), None),
        link(routes_to::BIN.to_owned(), Icon::Trash, label(words::bin::TITLE), None),
        link(routes_to::SYNC.to_owned(), Icon::RefreshCw, label(shell::SYNC), None),
        link(routes_to::SETTINGS.to_owned(), Icon::Settings, label(shell::SETTINGS), None),
        link(routes_to::HELP.to_owned(), Icon::FileText, label(shell::GUIDE), None),
    ]
}

/// The book that is open, by name.
pub fn book_name() -> String {
    let app = app();
    match app.book.get() {
        Some(crate::state::BookChoice::Workspace) => {
            app.session.with(|session| session.as_ref().map(|session| session.workspace_name.clone()))
        }
        Some(crate::state::BookChoice::Local) => Some(shell::MY_BOOK.now().to_owned()),
        None => None,
    }
    .unwrap_or_default()
}

/// The column on the left of a desktop.
pub fn sidebar() -> AnyView {
    view! {
        <nav class="sidebar" aria-label=t(shell::NAVIGATION)>
            <div class="sidebar-book">
                <span class="sidebar-mark" aria-hidden="true"></span>
                <span class="sidebar-name">{book_name}</span>
            </div>
            <div class="sidebar-links">
                {link("/".to_owned(), Icon::House, label(shell::TODAY), None)}
                {inbox()}
                {conflicts()}
                {move || objects().collect_view()}
            </div>
            <div class="sidebar-links" data-end="true">{tools()}</div>
        </nav>
    }
    .into_any()
}

/// The way to an object, where the person may look at its records.
fn home(object: &'static str) -> Option<AnyView> {
    let way =
        || link(object_href(object), object_icon(object), Box::new(move || words::object_many(object)), None);
    may_see(object).then(way)
}

/// The bar at the bottom of a phone.
pub fn bottom_bar() -> AnyView {
    let create = move |_| app().creating.set(Creating::Choosing);
    view! {
        <nav class="bottom-bar" aria-label=t(shell::NAVIGATION)>
            {link("/".to_owned(), Icon::House, label(shell::TODAY), None)}
            {move || home("contact")}
            {move || creates().then(|| view! {
                <button type="button" class="bottom-create" aria-label=t(shell::CREATE) on:click=create>
                    <IconView icon=Icon::Plus size=24/>
                </button>
            })}
            {move || home("deal")}
            {link(routes_to::MORE.to_owned(), Icon::Ellipsis, label(shell::MORE), None)}
        </nav>
    }
    .into_any()
}

/// Everything that is not in the bar at the bottom.
pub fn more() -> AnyView {
    super::heading(|| shell::MORE.now().to_owned());
    view! {
        <nav class="more-page" aria-label=t(shell::MORE)>
            <div class="more-links">{inbox()}{conflicts()}{move || objects().collect_view()}</div>
            <div class="more-links">{tools()}</div>
        </nav>
    }
    .into_any()
}
