//! Where a formula is typed: fields stand in it by what they are called, and are kept by their keys.

use crate::screens::settings::select;
use crate::state::shaping;
use crate::words::{self, shaping as text, t};
use crm_core::fields::fold::fold;
use crm_core::objects::{FieldDefinition, ObjectDefinition};
use crm_core::views::formula::{FUNCTIONS, KINDS, LONGEST, Part, leads_to, parts, readable};
use leptos::prelude::*;

/// Whether a formula can fill fields of a kind.
pub(super) fn fills(kind: crm_core::fields::Kind) -> bool {
    KINDS.contains(&kind)
}

/// The fields that a formula can read: what stands in it for each, and what is kept for that.
fn offered(object: &'static ObjectDefinition) -> Vec<(String, String)> {
    let name = |of: &ObjectDefinition, field: &FieldDefinition| words::field(of.key, field.key);
    let typed = |of: &'static ObjectDefinition| {
        let worked_out =
            move |field: &&'static FieldDefinition| shaping::formula(of.key, field.key).is_some();
        shaping::all_fields(of).filter(move |field| readable(field) && !worked_out(field))
    };
    let own = typed(object).map(|field| (name(object, field), field.key.to_owned()));
    let links = shaping::all_fields(object).filter_map(|link| Some((link, leads_to(link)?)));
    let others = links.flat_map(|(link, of)| {
        let beyond = move |field: &'static FieldDefinition| {
            (format!("{}.{}", name(object, link), name(of, field)), format!("{}.{}", link.key, field.key))
        };
        typed(of).map(beyond).collect::<Vec<_>>()
    });
    let all: Vec<(String, String)> = own.chain(others).collect();
    // Of a name that several have, or that would end the brackets, nobody could tell what it stands for: those stand by their keys.
    let alone = |name: &str| {
        let wanted = fold(name);
        !name.contains(['[', ']', '"']) && all.iter().filter(|(other, _)| fold(other) == wanted).count() == 1
    };
    let plain = |(name, key): &(String, String)| {
        if alone(name) { (name.clone(), key.clone()) } else { (key.clone(), key.clone()) }
    };
    all.iter().map(plain).collect()
}

/// The text with every field exchanged; the name of the first that there is not.
fn exchanged(text: &str, find: impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let one = |part: Part<'_>| match part {
        Part::Field(name) => find(name).map(|found| format!("[{found}]")).ok_or_else(|| name.to_owned()),
        Part::Quoted(part) | Part::Other(part) => Ok(part.to_owned()),
    };
    parts(text).into_iter().map(one).collect()
}

/// A formula as it is kept, for who reads it; a field that is not here keeps its key.
pub(super) fn shown(object: &'static ObjectDefinition, kept: &str) -> String {
    let offered = offered(object);
    let name = |key: &str| {
        let found = offered.iter().find(|(_, of)| of == key);
        Some(found.map_or_else(|| key.to_owned(), |(name, _)| name.clone()))
    };
    exchanged(kept, name).unwrap_or_else(|_| kept.to_owned())
}

/// A formula as it was typed, as it is kept; what is wrong with it, in words, where a field is not known.
pub(super) fn kept(object: &'static ObjectDefinition, typed: &str) -> Result<String, String> {
    let offered = offered(object);
    let known = |key: &str| object.field(key).is_some_and(readable);
    let key = |name: &str| {
        let name = name.trim();
        let wanted = fold(name);
        let by_key = offered.iter().find(|(_, key)| key == name);
        let found = by_key.or_else(|| offered.iter().find(|(one, _)| fold(one) == wanted));
        // A retired field stays by its key.
        found.map(|(_, key)| key.clone()).or_else(|| known(name).then(|| name.to_owned()))
    };
    let kept = exchanged(typed.trim(), key).map_err(|name| text::no_such_field(&name))?;
    if kept.len() > LONGEST { Err(text::FORMULA_LONG.now().to_owned()) } else { Ok(kept) }
}

/// The field to type in, with what can be put into it.
pub(super) fn editor(object: &'static ObjectDefinition, typed: RwSignal<String>) -> AnyView {
    let fields = Signal::derive(move || {
        let first = (String::new(), text::INSERT_FIELD.now().to_owned());
        let all = offered(object).into_iter().map(|(name, _)| (name.clone(), name));
        std::iter::once(first).chain(all).collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(String::new());
    let insert = move |name: String| {
        if !name.is_empty() {
            typed.update(|typed| typed.push_str(&format!("[{name}]")));
            // So that the same can be put in again.
            chosen.set(name);
            chosen.set(String::new());
        }
    };
    view! {
        <div class="input-field">
            <label class="input-label" for="field-formula">{t(text::FORMULA)}</label>
            <textarea class="input formula-text" id="field-formula" rows="3" spellcheck="false" dir="ltr"
                aria-describedby="field-formula-hint"
                prop:value=move || typed.get() on:input=move |event| typed.set(event_target_value(&event))></textarea>
            <p class="input-hint" id="field-formula-hint">{t(text::FORMULA_HINT)}</p>
        </div>
        {select("formula-field", text::INSERT_FIELD, fields, chosen.into(), insert)}
        <details class="formula-help">
            <summary>{t(text::FORMULA_HELP)}</summary>
            <p>{t(text::FORMULA_SIGNS)}</p>
            <ul>{FUNCTIONS.map(|function| view! { <li><code>{function}</code></li> }).collect_view()}</ul>
            <p>{t(text::FORMULA_EMPTY)}</p>
        </details>
    }
    .into_any()
}
