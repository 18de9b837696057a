//! What people may do: a matrix of objects and rights, and the fields that are only read or hidden.

use super::{Draft, name, pick};
use crate::browser;
use crate::components::{Button, Variant};
use crate::screens::settings::people::role as base_word;
use crate::state::shaping;
use crate::words::{self, Word, access as text, t};
use crm_core::ids::ProfileId;
use crm_core::objects::companion::companion;
use crm_core::objects::{CATALOGUE, FieldDefinition, object};
use crm_core::policy::{Base, FieldRight, Level, ObjectRights, Policy, Profile, profile_for};
use leptos::prelude::*;

/// A right of the matrix: its word, and where it lies.
type Right = (Word, fn(&mut ObjectRights) -> &mut bool);

const RIGHTS: [Right; 5] = [
    (text::SEE, |rights| &mut rights.see),
    (text::CREATE, |rights| &mut rights.create),
    (text::EDIT, |rights| &mut rights.edit),
    (text::DELETE, |rights| &mut rights.delete),
    (text::EXPORT, |rights| &mut rights.export),
];

/// Limits to choose from.
const EXPORTS: [u32; 6] = [10, 50, 200, 1_000, 5_000, 20_000];

/// What a profile is called.
pub(super) fn named(profile: &Profile) -> String {
    if profile.name.is_empty() {
        base_word(profile.base.name()).now().to_owned()
    } else {
        profile.name.clone()
    }
}

/// Every profile, for choosing one.
pub(super) fn options(draft: Draft) -> Signal<Vec<(String, String)>> {
    let all = draft.read(|policy| policy.profiles.clone());
    Signal::derive(move || all.with(|all| all.iter().map(|one| (one.id.to_string(), named(one))).collect()))
}

fn own(id: ProfileId) -> bool {
    Base::ALL.map(profile_for).contains(&id)
}

fn set(draft: Draft, id: ProfileId, set: impl FnOnce(&mut Profile)) {
    draft.change(|policy| {
        if let Some(profile) = policy.profiles.iter_mut().find(|profile| profile.id == id) {
            set(profile);
        }
    });
}

fn used(policy: &Policy, id: ProfileId) -> bool {
    policy.members.iter().any(|member| member.profile == id)
}

/// The profiles: one is chosen and shown.
pub(super) fn profiles(draft: Draft) -> AnyView {
    let chosen = RwSignal::new(profile_for(Base::Representative));
    let value = Signal::derive(move || chosen.get().to_string());
    let copy = move || {
        let id = ProfileId(browser::random());
        draft.change(|policy| {
            let Some(model) = policy.profile(chosen.get_untracked()).cloned() else { return };
            let name = text::profile_named(&named(&model));
            policy.profiles.push(Profile { id, name, ..model });
        });
        chosen.set(id);
    };
    let choose = move |id: String| {
        if let Ok(id) = id.parse() {
            chosen.set(id);
        }
    };
    view! {
        <p class="access-hint">{t(text::PROFILES_TEXT)}</p>
        <div class="access-fields">
            {pick("profile".to_owned(), t(text::PROFILE), options(draft), value, choose)}
            <Button label=t(text::PROFILE_COPY) on_press=copy/>
        </div>
        {move || profile(draft, chosen.get(), chosen)}
    }
    .into_any()
}

fn profile(draft: Draft, id: ProfileId, chosen: RwSignal<ProfileId>) -> AnyView {
    let called = draft.read(move |policy| policy.profile(id).map(|one| one.name.clone()).unwrap_or_default());
    let reach = draft.read(move |policy| policy.profile(id).and_then(|profile| profile.all_records));
    let reach_value = Signal::derive(move || reach.get().map(|level| level.to_string()).unwrap_or_default());
    let reaches = Signal::derive(|| {
        [("", text::ALL_NONE), ("read", text::ALL_READ), ("write", text::ALL_WRITE)]
            .map(|(value, word)| (value.to_owned(), word.now().to_owned()))
            .to_vec()
    });
    let set_reach = move |value: String| {
        let level = match value.as_str() {
            "read" => Some(Level::Read),
            "write" => Some(Level::Write),
            _ => None,
        };
        set(draft, id, |profile| profile.all_records = level);
    };
    let in_use = draft.read(move |policy| used(policy, id));
    let remove = move || {
        draft.change(|policy| policy.profiles.retain(|profile| profile.id != id));
        chosen.set(profile_for(Base::Representative));
    };
    let own_part = (!own(id)).then(|| {
        view! {
            <div class="access-fields">
                {name(format!("profile-name-{id}"), called.into(), move |typed| set(draft, id, |one| one.name = typed))}
                <Button label=t(text::REMOVE) variant=Variant::Danger disabled=Signal::derive(move || in_use.get())
                    reason=t(text::IN_USE) on_press=remove/>
            </div>
        }
    });
    view! {
        {own_part}
        {pick(format!("reach-{id}"), t(text::ALL_RECORDS), reaches, reach_value, set_reach)}
        {matrix(draft, id)}
        {exports(draft, id)}
        {fields(draft, id)}
    }
    .into_any()
}

fn matrix(draft: Draft, id: ProfileId) -> AnyView {
    let row = move |key: &'static str| {
        let cell = move |(word, place): Right| {
            let has = draft.read(move |policy| {
                policy.profile(id).is_some_and(|profile| *place(&mut profile.rights(key)))
            });
            let label = move || text::may(word.now(), &words::object_many(key));
            let change = move |event: leptos::ev::Event| {
                let wanted = event_target_checked(&event);
                set(draft, id, |profile| {
                    let mut rights = profile.rights(key);
                    *place(&mut rights) = wanted;
                    profile.objects.insert(key.to_owned(), rights);
                });
            };
            view! {
                <td>
                    <label class="access-cell">
                        <input type="checkbox" aria-label=label prop:checked=has on:change=change/>
                    </label>
                </td>
            }
        };
        view! {
            <tr>
                <th scope="row">{move || words::object_many(key)}</th>
                {RIGHTS.map(cell).into_iter().collect_view()}
            </tr>
        }
    };
    let head = RIGHTS.map(|(word, _)| view! { <th scope="col">{t(word)}</th> });
    view! {
        <div class="access-matrix" tabindex="0" role="region" aria-label=t(text::PROFILES)>
            <table>
                <thead><tr><th scope="col">{t(text::OBJECT)}</th>{head.into_iter().collect_view()}</tr></thead>
                <tbody>{CATALOGUE.iter().map(|one| row(one.key)).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// How many records leave as files within a day.
fn exports(draft: Draft, id: ProfileId) -> AnyView {
    let limit = draft.read(move |policy| policy.profile(id).and_then(|profile| profile.exports));
    let value = Signal::derive(move || limit.get().map(|most| most.to_string()).unwrap_or_default());
    let options = Signal::derive(move || {
        let mut steps = EXPORTS.to_vec();
        steps.extend(limit.get().filter(|most| !EXPORTS.contains(most)));
        steps.sort_unstable();
        let none = (String::new(), text::EXPORTS_ANY.now().to_owned());
        let step = |most: u32| (most.to_string(), text::exports_most(u64::from(most)));
        std::iter::once(none).chain(steps.into_iter().map(step)).collect()
    });
    let choose = move |most: String| set(draft, id, |profile| profile.exports = most.parse().ok());
    view! {
        {pick(format!("exports-{id}"), t(text::EXPORTS), options, value, choose)}
        <p class="access-hint">{t(text::EXPORTS_TEXT)}</p>
    }
    .into_any()
}

fn fields(draft: Draft, id: ProfileId) -> AnyView {
    let chosen = RwSignal::new("deal");
    let options = Signal::derive(|| {
        CATALOGUE.iter().map(|one| (one.key.to_owned(), words::object_many(one.key))).collect()
    });
    let choose = move |wanted: String| {
        if let Some(found) = CATALOGUE.iter().find(|one| one.key == wanted) {
            chosen.set(found.key);
        }
    };
    let choices = move || {
        let key = chosen.get();
        let fields = object(key).into_iter().flat_map(shaping::all_fields);
        let fields = fields.filter(|field| !field.system && !field.required);
        let choices = fields.map(|field| field_right(draft, id, key, field));
        choices.collect_view()
    };
    view! {
        <details class="access-more">
            <summary>{t(text::FIELDS_RIGHTS)}</summary>
            {pick(format!("fields-of-{id}"), t(text::FIELDS_OF), options, Signal::derive(move || chosen.get().to_owned()), choose)}
            <p class="access-hint">{t(text::FIELDS_TEXT)}</p>
            <fieldset class="access-fields">
                <legend class="visually-hidden">{t(text::FIELDS_RIGHTS)}</legend>
                {choices}
            </fieldset>
        </details>
    }
    .into_any()
}

/// What people of the profile may do with one field. What cannot lie apart from its records cannot be hidden.
fn field_right(
    draft: Draft,
    id: ProfileId,
    object: &'static str,
    field: &'static FieldDefinition,
) -> AnyView {
    let key = field.key;
    let right = draft.read(move |policy| policy.profile(id).map(|profile| profile.field(object, key)));
    let value = Signal::derive(move || right.get().map(named_right).unwrap_or_default().to_owned());
    let apart = companion(object, key).is_some();
    let options = Signal::derive(move || {
        let mut options = vec![(FieldRight::Write, text::FIELD_WRITE), (FieldRight::Read, text::FIELD_READ)];
        options.extend(apart.then_some((FieldRight::Hidden, text::FIELD_HIDDEN)));
        let option =
            |(right, word): (FieldRight, Word)| (named_right(right).to_owned(), word.now().to_owned());
        options.into_iter().map(option).collect()
    });
    let choose = move |chosen: String| {
        set(draft, id, |profile| {
            let fields = profile.fields.entry(object.to_owned()).or_default();
            match RIGHTS_OF_FIELDS.into_iter().find(|right| named_right(*right) == chosen) {
                Some(right) if right != FieldRight::Write => fields.insert(key.to_owned(), right),
                Some(_) | None => fields.remove(key),
            };
        });
    };
    pick(format!("field-{object}-{key}-{id}"), words::field(object, key), options, value, choose)
}

const RIGHTS_OF_FIELDS: [FieldRight; 3] = [FieldRight::Write, FieldRight::Read, FieldRight::Hidden];

const fn named_right(right: FieldRight) -> &'static str {
    match right {
        FieldRight::Write => "write",
        FieldRight::Read => "read",
        FieldRight::Hidden => "hidden",
    }
}
