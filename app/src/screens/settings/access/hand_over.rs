//! Everything that somebody owns goes to somebody else.

use super::{Draft, people, pick};
use crate::components::{Button, Dialog, DialogKind, Variant};
use crate::state::{dispatch_with, say};
use crate::words::{access as text, common, t};
use crm_core::fields::FilterOperator;
use crm_core::ids::PersonId;
use crm_core::messages::{Answer, ManyEdit, Request};
use crm_core::objects::CATALOGUE;
use crm_core::value::Value;
use crm_core::views::query::{Filter, Query};
use crm_core::views::selection::Selection;
use leptos::prelude::*;

/// The window that asks to whom.
pub(super) fn window(draft: Draft, from: RwSignal<Option<PersonId>>) -> AnyView {
    let to = RwSignal::new(String::new());
    let open = Memo::new(move |_| from.with(Option::is_some));
    let close = move || from.set(None);
    let others = draft.read(|policy| policy.members.iter().map(|member| member.person).collect::<Vec<_>>());
    let options = Signal::derive(move || {
        let mut options = vec![(String::new(), text::NOBODY_CHOSEN.now().to_owned())];
        let others = others.get().into_iter().filter(|person| Some(*person) != from.get());
        options.extend(others.map(|person| (person.to_string(), people::named(person))));
        options
    });
    let hand = move || {
        let (Some(from), Ok(to)) = (from.get_untracked(), to.get_untracked().parse()) else { return };
        close();
        hand_over(from, to, 0, 0);
    };
    let footer = move || {
        let chosen = Memo::new(move |_| !to.with(String::is_empty));
        view! {
            <Button label=t(common::CANCEL) on_press=close/>
            <Button label=t(text::HAND_OVER) variant=Variant::Primary disabled=Signal::derive(move || !chosen.get()) on_press=hand/>
        }
    };
    let says = move || from.get().map(|person| text::hand_over_text(&people::named(person)));
    view! {
        <Dialog open=open on_close=close title=t(text::HAND_OVER) kind=DialogKind::Ask footer=footer>
            <p>{says}</p>
            {pick("hand-over-to".to_owned(), t(text::HAND_OVER_TO), options, to.into(), move |chosen| to.set(chosen))}
        </Dialog>
    }
    .into_any()
}

/// What the policy counts as theirs: what they own, and what nobody owns and they made.
fn theirs(from: PersonId) -> [Vec<Filter>; 2] {
    let is = |field: &str| Filter {
        field: field.to_owned(),
        operator: FilterOperator::Is,
        argument: Some(Value::Person(from)),
    };
    let nobodys = Filter { field: "owner".to_owned(), operator: FilterOperator::Empty, argument: None };
    [vec![is("owner")], vec![nobodys, is("created_by")]]
}

/// One object after another, so that a long list of records does not stop the rest.
fn hand_over(from: PersonId, to: PersonId, place: usize, done: u64) {
    let filters = theirs(from);
    let (object, which) = (place / filters.len(), place % filters.len());
    let Some(definition) = CATALOGUE.get(object) else { return say(&text::handed_over(done)) };
    let query = Query { filters: filters[which].clone(), ..Query::all(definition.key) };
    let edit = ManyEdit::Set(vec![("owner".to_owned(), Some(Value::Person(to)))]);
    let which = Selection::AllBut(Default::default());
    dispatch_with(Request::EditMany { query, which, edit }, move |outcome| {
        let changed = match outcome {
            Ok(Answer::ManyEdited { records, .. }) => records.len(),
            Ok(_) | Err(_) => 0,
        };
        hand_over(from, to, place + 1, done + u64::try_from(changed).unwrap_or(0));
    });
}
