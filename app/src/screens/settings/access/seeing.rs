//! "See as": the records of an object through somebody's eyes.

use super::{Draft, people, pick, reasons};
use crate::format;
use crate::routes_to;
use crate::screens::kept::not_everything;
use crate::screens::today::named;
use crate::state::watching;
use crate::words::{self, access as text, t};
use crm_core::ids::PersonId;
use crm_core::messages::{SeeingView, SeenRecord, View, Watch};
use crm_core::objects::CATALOGUE;
use leptos::prelude::*;

/// The panel.
pub(super) fn seeing(draft: Draft) -> AnyView {
    let (person, object) = (RwSignal::new(None::<PersonId>), RwSignal::new("account".to_owned()));
    let search = RwSignal::new(String::new());
    let people = draft.read(|policy| policy.members.iter().map(|member| member.person).collect::<Vec<_>>());
    let options = Signal::derive(move || {
        let none = std::iter::once((String::new(), text::NOBODY_CHOSEN.now().to_owned()));
        none.chain(people.get().into_iter().map(|person| (person.to_string(), people::named(person))))
            .collect()
    });
    let objects = Signal::derive(|| {
        CATALOGUE.iter().map(|one| (one.key.to_owned(), words::object_many(one.key))).collect()
    });
    let value = Signal::derive(move || person.get().map(|person| person.to_string()).unwrap_or_default());
    let seen = watching(
        move || {
            person.get().map(|person| Watch::Seeing { person, object: object.get(), search: search.get() })
        },
        |view| {
            let View::Seeing(seeing) = view else { return None };
            Some(seeing)
        },
    );
    let shown = move || {
        let person = person.get()?;
        Some(seen.with(|seen| seen.as_ref().map(|seen| list(draft, person, seen))))
    };
    view! {
        <p class="access-hint">{t(text::SEE_AS_TEXT)}</p>
        {not_everything()}
        <div class="access-fields">
            {pick("see-as-person".to_owned(), t(text::PERSON), options, value, move |chosen| person.set(chosen.parse().ok()))}
            {pick("see-as-object".to_owned(), t(text::OBJECT), objects, object.into(), move |chosen| object.set(chosen))}
        </div>
        <input class="input" type="search" aria-label=t(words::shell::SEARCH) prop:value=search
            on:input=move |event| search.set(event_target_value(&event))/>
        {shown}
    }
    .into_any()
}

fn list(draft: Draft, person: PersonId, seen: &SeeingView) -> AnyView {
    let count = text::seen_of(&people::named(person), &format::count(seen.seen), &format::count(seen.total));
    let policy = draft.known.with_untracked(|known| known.as_ref().map(|(_, policy)| policy.clone()));
    let row = |one: &SeenRecord| {
        let why = reasons::why(&one.sight, policy.as_ref());
        view! {
            <li class="access-seen" data-sees=one.sight.sees.to_string()>
                <a href=routes_to::record(one.record)>{named(&one.title)}</a>
                <span class="access-verdict">{reasons::verdict(&one.sight)}</span>
                <span class="access-hint">{why}</span>
            </li>
        }
    };
    view! {
        <p class="access-count" role="status">{count}</p>
        <ul class="access-list">{seen.records.iter().map(row).collect_view()}</ul>
    }
    .into_any()
}
