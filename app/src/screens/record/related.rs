//! The records that link to this one, by what they are.

use super::Page;
use crate::components::{Button, ConflictBadge, Variant};
use crate::fields::{self, Field, Shown};
use crate::icons::{Icon, IconView};
use crate::screens::today::named;
use crate::shell::object_icon;
use crate::state::{Creating, app, may_create};
use crate::words::{self, record as text, t};
use crate::{format, routes_to};
use crm_core::messages::{ListRow, Related};
use crm_core::objects;
use crm_core::value::{Link, Value};
use leptos::prelude::*;

/// The lists.
pub(super) fn related(page: Page) -> AnyView {
    let lists = Memo::new(move |_| page.with(|view| view.related.clone()).unwrap_or_default());
    let shown = move || {
        lists.with(|lists| {
            let filled: Vec<AnyView> =
                lists.iter().filter(|related| related.total > 0).map(|related| list(page, related)).collect();
            if filled.is_empty() {
                view! { <p class="related-none">{t(text::NOTHING_RELATED)}</p> }.into_any()
            } else {
                filled.into_any()
            }
        })
    };
    shown.into_any()
}

fn list(page: Page, related: &Related) -> AnyView {
    let object = related.object.clone();
    let field = words::field(&object, &related.field);
    let add = {
        let (object, field) = (object.clone(), related.field.clone());
        let link = Link { object: page.definition.key.to_owned(), record: page.record };
        move || {
            let values = vec![(field.clone(), Some(Value::Link(link.clone())))];
            app().creating.set(Creating::Form(object.clone(), values));
        }
    };
    let shown = related.rows.len();
    let rest = usize::try_from(related.total).unwrap_or_default().saturating_sub(shown);
    view! {
        <section class="panel related-list" data-related=object.clone()>
            <header class="related-head">
                <h2>{words::object_many(&object)} <span class="block-count number">{format::count(related.total)}</span></h2>
                <span class="related-field">{field}</span>
                {may_create(&object).then(|| view! {
                    <Button label=words::shell::new_object(&words::object_one(&object)) icon=Icon::Plus
                        variant=Variant::Quiet on_press=add/>
                })}
            </header>
            <ul class="related-rows">{related.rows.iter().map(|entry| row(page, &object, entry)).collect_view()}</ul>
            {(rest > 0).then(|| view! {
                <p class="related-rest">{text::more_related(u64::try_from(rest).unwrap_or_default())}</p>
            })}
        </section>
    }
    .into_any()
}

fn row(page: Page, object: &str, row: &ListRow) -> AnyView {
    let columns = objects::object(object).map_or(&[][..], |definition| definition.columns);
    let facts = columns.iter().take(3).filter_map(|key| {
        let field = Field::of(object, key)?;
        let (_, value) = row.values.iter().find(|(other, _)| other == key)?;
        Some(view! { <span class="related-fact">{fields::cell(&Shown { field, value, titles: page.titles() })}</span> })
    });
    view! {
        <li class="related-row">
            <IconView icon=object_icon(object)/>
            <a href=routes_to::record(row.record)>{fields::written(&named(&row.title))}</a>
            {(!row.conflicts.is_empty()).then(|| view! { <ConflictBadge count=row.conflicts.len()/> })}
            {facts.collect_view()}
        </li>
    }
    .into_any()
}
