//! A person of the team.

use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown, plain_written};
use crate::components::{AvatarSize, Plain, plain_avatar};
use crate::state::app;
use crate::words::{fields as words, t};
use crm_core::ids::PersonId;
use crm_core::value::Value;
use leptos::prelude::*;

/// A person of the team.
pub(super) struct PersonView;

impl FieldView for PersonView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Person(person) = *shown.value else { return None };
        let name = app().person_name(&person)?;
        let parts = [plain_avatar(&name, AvatarSize::Tiny, false), plain_written(&name)];
        Some(Plain::parts("span", parts).with("class", "person"))
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let start = match edit.value {
            Some(Value::Person(person)) => Some(person),
            _ => None,
        };
        let chosen = RwSignal::new(start);
        let read = Callback::new(move |()| Ok(chosen.get_untracked().map(Value::Person)));
        let option = |(person, name): (PersonId, String)| {
            view! {
                <option value=person.to_string() prop:selected=move || chosen.get() == Some(person)>{name}</option>
            }
        };
        let select = view! {
            <select class="input" id=edit.id.clone() aria-label=edit.field.label()
                on:change=move |event| chosen.set(event_target_value(&event).parse().ok())>
                <option value="">{t(words::NOBODY)}</option>
                {team(start).into_iter().map(option).collect_view()}
            </select>
        };
        framed(&edit, Ending::of(&edit), true, read, select.into_any())
    }
}

/// The people to choose from, the person themself among them, and whoever is chosen now.
fn team(chosen: Option<PersonId>) -> Vec<(PersonId, String)> {
    let app = app();
    let known =
        app.sync.with_untracked(|sync| sync.as_ref().map(|sync| sync.people.clone())).unwrap_or_default();
    let mut team: Vec<_> = known.into_iter().map(|person| (person.person, person.name)).collect();
    let own = app.session.with_untracked(|session| session.as_ref().and_then(|own| own.person.parse().ok()));
    for person in own.into_iter().chain(chosen) {
        if team.iter().all(|(other, _)| *other != person) {
            team.push((person, app.person_name(&person).unwrap_or_else(|| "…".to_owned())));
        }
    }
    team
}
