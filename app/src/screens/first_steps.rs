//! The first steps with a new book: they tick themselves from what the book holds, and go away for ever when done.

use crate::browser;
use crate::components::{Act, Checklist, Chore};
use crate::routes_to;
use crate::state::{
    BookChoice, Creating, InstallWay, administers, app, install_way, may_create, say, shapes, shaping,
    watching,
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
    let facts = Memo::new(move |_| met.get().filter(|_| shaping::heard()).map(Facts::now));
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
    /// Whether the person says what records hold; whether somebody said so already, and how deals go.
    shapes: bool,
    shaped: bool,
    staged: bool,
    team: bool,
    company: bool,
    administrator: bool,
    way: InstallWay,
}

/// One of the first steps, in the order shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Choose a template, or look through the fields.
    Template,
    /// Say how deals go.
    Stages,
    /// Write this.
    Write(&'static str),
    /// Log in to the team's book.
    LogIn,
    /// Ask colleagues in.
    Invite,
    /// Have the app on this device.
    Install,
}

impl Facts {
    fn now((contact, deal, step): (bool, bool, bool)) -> Self {
        let app = app();
        let company = app.sync.with(|sync| sync.as_ref().is_some_and(|sync| sync.people.len() > 1));
        Self {
            contact,
            deal,
            step,
            shapes: shapes(),
            shaped: shaping::shaped(),
            staged: shaping::own_stages(),
            team: app.book.get() == Some(BookChoice::Workspace),
            company,
            administrator: administers(),
            way: install_way(),
        }
    }

    /// The steps of this person, each with whether the book shows that it was done.
    fn steps(self, may_write: impl Fn(&str) -> bool) -> Vec<(Step, bool)> {
        let mut steps = Vec::new();
        if self.shapes {
            steps.push((Step::Template, self.shaped));
        }
        // A book of one's own does well with the stages that it has.
        if self.shapes && self.team {
            steps.push((Step::Stages, self.staged));
        }
        // Nobody is asked to make what they may not.
        let written = [("contact", self.contact), ("deal", self.deal), ("task", self.step)];
        let written = written.into_iter().filter(|(object, _)| may_write(object));
        steps.extend(written.map(|(object, done)| (Step::Write(object), done)));
        if !self.team {
            steps.push((Step::LogIn, false));
        } else if self.administrator || self.company {
            steps.push((Step::Invite, self.company));
        }
        if self.way != InstallWay::None {
            steps.push((Step::Install, self.way == InstallWay::Done));
        }
        steps
    }

    fn chores(self) -> Vec<Chore> {
        self.steps(may_create).into_iter().map(|(step, done)| step.chore(done)).collect()
    }
}

impl Step {
    fn chore(self, done: bool) -> Chore {
        let (label, acts) = match self {
            Self::Template => {
                let fields = leads(text::FIELDS_ACT, routes_to::SETTINGS_FIELDS);
                (text::TEMPLATE, vec![leads(text::TEMPLATE_ACT, routes_to::SETTINGS_TEMPLATES), fields])
            }
            Self::Stages => (text::STAGES, vec![leads(text::OPEN, routes_to::SETTINGS_STAGES)]),
            Self::Write("contact") => {
                let import = leads(text::CONTACTS_ACT, routes_to::IMPORT);
                (text::CONTACTS, vec![make("contact"), import])
            }
            Self::Write("deal") => (text::DEAL, vec![make("deal")]),
            Self::Write(object) => (text::STEP, vec![make(object)]),
            Self::LogIn => (text::LOG_IN, vec![leads(shell::LOG_IN, routes_to::LOG_IN)]),
            Self::Invite => (text::INVITE, vec![leads(text::OPEN, routes_to::SETTINGS_PEOPLE)]),
            Self::Install => {
                let show = Callback::new(|()| app().installing.set(true));
                let label = shell::INSTALL_HOW.now().to_owned();
                (text::INSTALL, vec![Act { label, href: None, on_press: Some(show) }])
            }
        };
        Chore { label: label.now().to_owned(), done, acts }
    }
}

fn make(object: &'static str) -> Act {
    let open = move |()| app().creating.set(Creating::Form(object.to_owned(), Vec::new()));
    Act { label: text::NEW.now().to_owned(), href: None, on_press: Some(Callback::new(open)) }
}

fn leads(label: Word, to: &str) -> Act {
    Act { label: label.now().to_owned(), href: Some(to.to_owned()), on_press: None }
}

#[cfg(test)]
mod tests {
    use super::{Facts, Step};
    use crate::state::InstallWay;

    /// Who has just set a team up.
    const FOUNDER: Facts = Facts {
        contact: false,
        deal: false,
        step: false,
        shapes: true,
        shaped: false,
        staged: false,
        team: true,
        company: false,
        administrator: true,
        way: InstallWay::None,
    };

    fn steps(facts: Facts) -> Vec<Step> {
        facts.steps(|_| true).into_iter().map(|(step, _)| step).collect()
    }

    fn open(facts: Facts) -> usize {
        facts.steps(|_| true).iter().filter(|(_, done)| !done).count()
    }

    #[test]
    fn who_sets_a_team_up_is_led_from_a_template_to_the_first_deal() {
        let write = ["contact", "deal", "task"].map(Step::Write);
        let expected = [&[Step::Template, Step::Stages][..], &write, &[Step::Invite]].concat();
        assert_eq!(steps(FOUNDER), expected);
        assert_eq!(open(FOUNDER), 6);
        // A template says both what records hold and how deals go.
        assert_eq!(open(Facts { shaped: true, staged: true, ..FOUNDER }), 4);
        let rest = Facts { contact: true, deal: true, step: true, company: true, ..FOUNDER };
        assert_eq!(open(Facts { shaped: true, staged: true, ..rest }), 0, "it ends");
    }

    #[test]
    fn nobody_is_asked_for_what_is_not_theirs() {
        let member = Facts { shapes: false, administrator: false, company: true, ..FOUNDER };
        let seen = member.steps(|object| object != "deal");
        let expected = [Step::Write("contact"), Step::Write("task"), Step::Invite];
        assert_eq!(seen.iter().map(|(step, _)| *step).collect::<Vec<_>>(), expected);
        let alone = Facts { team: false, administrator: false, way: InstallWay::Done, ..FOUNDER };
        let write = ["contact", "deal", "task"].map(Step::Write);
        let expected = [&[Step::Template][..], &write, &[Step::LogIn, Step::Install]].concat();
        assert_eq!(steps(alone), expected);
    }
}
