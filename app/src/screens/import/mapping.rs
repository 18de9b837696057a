//! What each column of a file becomes.

use super::Preview;
use crate::components::{Button, Variant};
use crate::format;
use crate::screens::kept::not_everything;
use crate::state::shaping;
use crate::state::{dispatch_with, may_create, may_read};
use crate::words::{self, import as text, t};
use crm_core::fields::Kind;
use crm_core::messages::{Answer, ImportPreview, ImportTarget, Request};
use crm_core::objects::{self, CATALOGUE, FieldDefinition, ObjectDefinition};
use leptos::prelude::*;

/// The parts of an address that a column can become.
const ADDRESS_PARTS: [&str; 5] = ["street", "city", "state", "postcode", "country"];

/// The second step.
pub(super) fn mapping(preview: Preview, again: RwSignal<bool>) -> AnyView {
    let read = move |pick: fn(&ImportPreview) -> String| {
        move || preview.with(|preview| preview.as_ref().map(pick).unwrap_or_default())
    };
    let object = Memo::new(move |_| {
        preview
            .with(|preview| preview.as_ref().map(|preview| preview.plan.object.clone()).unwrap_or_default())
    });
    let set_object = move |event: leptos::ev::Event| {
        let request = Request::ImportAs { object: event_target_value(&event) };
        dispatch_with(request, move |outcome| {
            if let Ok(Answer::ImportPreview(proposed)) = outcome {
                let _ = preview.try_set(Some(proposed));
            }
        });
    };
    let option = move |definition: &&'static ObjectDefinition| {
        let key = definition.key;
        view! { <option value=key prop:selected=move || object.get() == key>{words::object_many(key)}</option> }
    };
    let run = move || {
        let Some(plan) =
            preview.with_untracked(|preview| preview.as_ref().map(|preview| preview.plan.clone()))
        else {
            return;
        };
        again.set(false);
        dispatch_with(Request::ImportRun { plan }, move |outcome| {
            if outcome.is_ok() {
                let _ = preview.try_set(None);
            }
        });
    };
    let columns = move || {
        let count =
            preview.with_untracked(|preview| preview.as_ref().map_or(0, |preview| preview.columns.len()));
        let definition = objects::object(&object.get())?;
        Some((0..count).map(|place| column(definition, preview, place)).collect_view())
    };
    view! {
        <section class="panel import-plan">
            <h2>{read(|preview| preview.name.clone())}</h2>
            {not_everything()}
            <p>{read(|preview| text::rows(u64::from(preview.rows), &preview.encoding))}</p>
            <div class="input-field">
                <label class="input-label" for="import-object">{t(text::BECOMES)}</label>
                <select class="input" id="import-object" on:change=set_object>
                    {CATALOGUE.iter().filter(|definition| may_create(definition.key)).map(option).collect_view()}
                </select>
            </div>
            <label class="check-row">
                <input type="checkbox" prop:checked=move || preview.with(|preview| {
                    preview.as_ref().is_some_and(|preview| preview.plan.day_first)
                }) on:change=move |event| preview.update(|preview| if let Some(preview) = preview {
                    preview.plan.day_first = event_target_checked(&event);
                })/>
                <span>{t(text::DAY_FIRST)}</span>
            </label>
            <div class="import-columns" role="table" aria-label=t(text::COLUMNS)>
                <div class="import-head" role="row">
                    <span role="columnheader">{t(text::COLUMN)}</span>
                    <span role="columnheader">{t(text::SAMPLE)}</span>
                    <span role="columnheader">{t(text::TARGET)}</span>
                </div>
                {columns}
            </div>
            <div class="buttons">
                <Button label=read(|preview| text::run(u64::from(preview.rows))) variant=Variant::Primary on_press=run attr:data-import="run"/>
                <Button label=t(words::common::CANCEL) on_press=move || preview.set(None)/>
            </div>
        </section>
    }
    .into_any()
}

/// What a column can become, by the name that its option carries.
fn targets(definition: &'static ObjectDefinition) -> Vec<(String, ImportTarget, String)> {
    let label = |field: &FieldDefinition| words::field(definition.key, field.key);
    let mut offered = vec![
        ("skip".to_owned(), ImportTarget::Skip, text::SKIP.now().to_owned()),
        ("external".to_owned(), ImportTarget::ExternalId, text::EXTERNAL_ID.now().to_owned()),
    ];
    // What a formula gives comes with no file.
    let by_people = |field: &FieldDefinition| shaping::formula(definition.key, field.key).is_none();
    let fits =
        |field: &&FieldDefinition| field.by_hand() && may_read(definition.key, field.key) && by_people(field);
    for field in shaping::all_fields(definition).filter(fits) {
        let key = field.key.to_owned();
        match field.kind {
            Kind::Address => offered.extend(ADDRESS_PARTS.map(|part| {
                let target = ImportTarget::AddressPart(key.clone(), part.to_owned());
                (format!("part:{key}:{part}"), target, format!("{} · {}", label(field), part_word(part)))
            })),
            Kind::Link | Kind::LinkAny | Kind::Links => {
                offered.push((format!("link:{key}"), ImportTarget::LinkByTitle(key), label(field)));
            }
            Kind::Text
            | Kind::LongText
            | Kind::Emails
            | Kind::Phones
            | Kind::Url
            | Kind::Date
            | Kind::DateTime
            | Kind::Duration
            | Kind::Money
            | Kind::Number
            | Kind::Percent
            | Kind::Flag
            | Kind::Choice
            | Kind::MultiChoice
            | Kind::Tags
            | Kind::Person
            | Kind::Recurrence
            | Kind::Computed => {
                offered.push((format!("field:{key}"), ImportTarget::Field(key), label(field)));
            }
        }
    }
    offered.push((
        "description".to_owned(),
        ImportTarget::Description,
        text::INTO_DESCRIPTION.now().to_owned(),
    ));
    offered
}

fn part_word(part: &str) -> &'static str {
    match part {
        "street" => words::fields::STREET,
        "city" => words::fields::CITY,
        "state" => words::fields::STATE,
        "postcode" => words::fields::POSTCODE,
        _ => words::fields::COUNTRY,
    }
    .now()
}

fn column(definition: &'static ObjectDefinition, preview: Preview, place: usize) -> AnyView {
    let Some((name, filled, samples)) = preview.with_untracked(|preview| {
        let preview = preview.as_ref()?;
        let column = preview.columns.get(place)?;
        let samples = preview.sample.iter().filter_map(|row| row.get(place)).filter(|cell| !cell.is_empty());
        Some((
            column.heading.clone(),
            column.filled,
            samples.take(3).cloned().collect::<Vec<_>>().join(" · "),
        ))
    }) else {
        return ().into_any();
    };
    let offered = targets(definition);
    let now = Memo::new(move |_| {
        preview.with(|preview| preview.as_ref().and_then(|preview| preview.plan.targets.get(place).cloned()))
    });
    let choose = {
        let offered = offered.clone();
        move |event: leptos::ev::Event| {
            let id = event_target_value(&event);
            let Some((_, target, _)) = offered.iter().find(|(other, ..)| *other == id) else { return };
            preview.update(|preview| {
                if let Some(slot) = preview.as_mut().and_then(|preview| preview.plan.targets.get_mut(place)) {
                    *slot = target.clone();
                }
            });
        }
    };
    let option = move |(id, target, label): (String, ImportTarget, String)| {
        view! { <option value=id prop:selected=move || now.with(|now| now.as_ref() == Some(&target))>{label}</option> }
    };
    let target_name = text::target_of(&name);
    view! {
        <div class="import-column" role="row">
            <span class="import-heading" role="cell">{name} <span class="number">{format::count(filled)}</span></span>
            <span class="import-sample" role="cell">{samples}</span>
            <span role="cell">
                <select class="input" aria-label=target_name on:change=choose>
                    {offered.into_iter().map(option).collect_view()}
                </select>
            </span>
        </div>
    }
    .into_any()
}
