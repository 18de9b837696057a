//! The first steps with a new book: they tick themselves from what the book holds, and go away for ever when done.

use crate::browser;
use crate::components::{Act, Checklist, Chore};
use crate::routes_to;
use crate::state::{
    BookChoice, Creating, InstallWay, administers, app, install_way, may_create, say, watching,
};
use crate::words::{Word, first_steps as text, number, shell, t};
use crm_core::fields::FilterOperator;
use crm_core::messages::{View, Watch};
use crm_core::value::Value;
use crm_core::views::query::{Filter, Query};
use leptos::prelude::*;

const KEY: &str = "halkhata.first_steps";

/// The list above the day; nothing once it was put away or done.
pub(super) fn first_steps() -> AnyView {
    let over = RwSignal::new(browser::kept(KEY).is_some());
    let end = move |how: &str| {
        browser::keep(KEY, how);
        over.set(true);
    };
    let shown = move || {
        if over.get() { ().into_any() } else { list(Callback::new(move |(how,): (String,)| end(&how))) }
    };
    shown.into_any()
}

/// Whether people wrote or brought records of an object, sample records apart. Once they did, the book is not asked
/// again: each answer goes through all its rows.
fn own(object: &'static str) -> Signal<Option<bool>> {
    let query = || {
        let sample = Filter {
            field: "origin".to_owned(),
            operator: FilterOperator::IsNot,
            argument: Some(Value::Text("demo".to_owned())),
        };
        Query { filters: vec![sample], columns: Vec::new(), ..Query::all(object) }
    };
    let met = RwSignal::new(false);
    let found = watching(
        move || (!met.get()).then(|| Watch::List { query: query(), offset: 0, limit: 1 }),
        |view| {
            let View::List(list) = view else { return None };
            Some(list.total > 0)
        },
    );
    Effect::new(move || {
        if found.get() == Some(true) {
            met.set(true);
        }
    });
    found.into()
}

fn list(end: Callback<(String,)>) -> AnyView {
    let written = ["contact", "deal", "task", "call", "meeting"].map(own);
    // Until the book has answered nothing can be said, and ticks that come late would look like news.
    let met = Memo::new(move |_| {
        let written: Option<Vec<bool>> = written.iter().map(Get::get).collect();
        written.map(|written| (written[0], written[1], written[2..].contains(&true)))
    });
    let facts = Memo::new(move |_| met.get().map(Facts::now));
    let chores = Signal::derive(move || facts.get().map(Facts::chores).unwrap_or_default());
    let done = Memo::new(move |_| chores.with(|chores| chores.iter().filter(|chore| chore.done).count()));
    let all = Memo::new(move |_| chores.with(Vec::len));
    Effect::new(move || {
        if all.get() > 0 && done.get() == all.get() {
            say(text::DONE.now());
            end.run(("done".to_owned(),));
        }
    });
    let progress = move || text::count(&written_number(all.get()), &written_number(done.get()));
    let shown = move || {
        (all.get() > 0).then(|| {
            view! {
                <div class="first-steps">
                    <Checklist label=t(text::TITLE) progress=progress chores=chores dismiss=t(text::DISMISS)
                        on_dismiss=move || end.run(("put away".to_owned(),))/>
                </div>
            }
        })
    };
    shown.into_any()
}

fn written_number(count: usize) -> String {
    number(u64::try_from(count).unwrap_or_default())
}

/// What the ticks depend on. The list is drawn again only when one of these changes, so that no button moves away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Facts {
    contact: bool,
    deal: bool,
    step: bool,
    team: bool,
    company: bool,
    administrator: bool,
    way: InstallWay,
}

impl Facts {
    fn now((contact, deal, step): (bool, bool, bool)) -> Self {
        let app = app();
        let company = app.sync.with(|sync| sync.as_ref().is_some_and(|sync| sync.people.len() > 1));
        Self {
            contact,
            deal,
            step,
            team: app.book.get() == Some(BookChoice::Workspace),
            company,
            administrator: administers(),
            way: install_way(),
        }
    }

    fn chores(self) -> Vec<Chore> {
        let import = leads(text::CONTACTS_ACT, routes_to::IMPORT);
        let made = [
            ("contact", text::CONTACTS, self.contact, Some(import)),
            ("deal", text::DEAL, self.deal, None),
            ("task", text::STEP, self.step, None),
        ];
        // Nobody is asked to make what they may not.
        let mut chores: Vec<Chore> = made
            .into_iter()
            .filter(|(object, ..)| may_create(object))
            .map(|(object, label, done, more)| {
                chore(label, done, [make(object)].into_iter().chain(more).collect())
            })
            .collect();
        if !self.team {
            chores.push(chore(text::LOG_IN, false, vec![leads(shell::LOG_IN, routes_to::LOG_IN)]));
        } else if self.administrator || self.company {
            chores.push(chore(
                text::INVITE,
                self.company,
                vec![leads(text::OPEN, routes_to::SETTINGS_PEOPLE)],
            ));
        }
        if self.way != InstallWay::None {
            let show = Callback::new(|()| app().installing.set(true));
            let act = Act { label: shell::INSTALL_HOW.now().to_owned(), href: None, on_press: Some(show) };
            chores.push(chore(text::INSTALL, self.way == InstallWay::Done, vec![act]));
        }
        chores
    }
}

fn chore(label: Word, done: bool, acts: Vec<Act>) -> Chore {
    Chore { label: label.now().to_owned(), done, acts }
}

fn make(object: &'static str) -> Act {
    let open = move |()| app().creating.set(Creating::Form(object.to_owned(), Vec::new()));
    Act { label: text::NEW.now().to_owned(), href: None, on_press: Some(Callback::new(open)) }
}

fn leads(label: Word, to: &str) -> Act {
    Act { label: label.now().to_owned(), href: Some(to.to_owned()), on_press: None }
}
