//! Where each person stands: profile, role, territories.

use super::{Draft, hand_over, pick, profiles, roles, tick};
use crate::components::{Button, Variant};
use crate::state::app;
use crate::words::{access as text, t};
use crm_core::ids::{PersonId, RoleId};
use crm_core::policy::Member;
use leptos::prelude::*;

/// What a person is called.
pub(super) fn named(person: PersonId) -> String {
    app().sync.with(|sync| {
        let people = sync.as_ref().map_or(&[][..], |sync| &sync.people);
        people.iter().find(|one| one.person == person).map(|one| one.name.clone()).unwrap_or_default()
    })
}

/// The people.
pub(super) fn people(draft: Draft) -> AnyView {
    let all = draft.read(|policy| policy.members.iter().map(|member| member.person).collect::<Vec<_>>());
    let handing = RwSignal::new(None::<PersonId>);
    view! {
        <p class="access-hint">{t(text::PEOPLE_TEXT)}</p>
        <ul class="access-list">
            <For each=move || all.get() key=|person| *person children=move |person| row(draft, person, handing)/>
        </ul>
        {hand_over::window(draft, handing)}
    }
    .into_any()
}

fn set(draft: Draft, person: PersonId, set: impl FnOnce(&mut Member)) {
    draft.change(|policy| {
        if let Some(member) = policy.members.iter_mut().find(|member| member.person == person) {
            set(member);
        }
    });
}

fn row(draft: Draft, person: PersonId, handing: RwSignal<Option<PersonId>>) -> AnyView {
    let member = draft.read(move |policy| policy.member(person).cloned());
    let profile = Signal::derive(move || member.get().map(|one| one.profile.to_string()).unwrap_or_default());
    let role = Signal::derive(move || {
        member.get().and_then(|one| one.role).map(|role| role.to_string()).unwrap_or_default()
    });
    let choose_profile = move |chosen: String| {
        if let Ok(chosen) = chosen.parse() {
            set(draft, person, |member| member.profile = chosen);
        }
    };
    let choose_role =
        move |chosen: String| set(draft, person, |member| member.role = chosen.parse::<RoleId>().ok());
    view! {
        <li class="access-row">
            <h4 class="access-name">{move || named(person)}</h4>
            <div class="access-fields">
                {pick(format!("profile-{person}"), t(text::PROFILE), profiles::options(draft), profile, choose_profile)}
                {pick(format!("role-{person}"), t(text::ROLE), roles::options(draft, text::NO_ROLE, None), role, choose_role)}
            </div>
            {territories(draft, person)}
            <Button label=t(text::HAND_OVER) variant=Variant::Quiet on_press=move || handing.set(Some(person))/>
        </li>
    }
    .into_any()
}

fn territories(draft: Draft, person: PersonId) -> AnyView {
    let all = draft
        .read(|policy| policy.territories.iter().map(|one| (one.id, one.name.clone())).collect::<Vec<_>>());
    let boxes = move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            let boxes = all.into_iter().map(|(territory, name)| {
                let has = draft.read(move |policy| {
                    policy.member(person).is_some_and(|member| member.territories.contains(&territory))
                });
                tick(format!("in-{territory}-{person}"), name, has.into(), move |wanted| {
                    set(draft, person, |member| {
                        member.territories.retain(|one| *one != territory);
                        if wanted {
                            member.territories.push(territory);
                        }
                    });
                })
            });
            view! {
                <fieldset class="access-ticks">
                    <legend class="input-label">{t(text::TERRITORIES)}</legend>
                    {boxes.collect_view()}
                </fieldset>
            }
        })
    };
    boxes.into_any()
}
