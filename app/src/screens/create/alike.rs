//! Names the records that may be the one that is being made, before it is made twice.

use super::row::Filled;
use crate::components::{Pill, Tone};
use crate::engine_link;
use crate::icons::{Icon, IconView};
use crate::routes_to;
use crate::shell::object_icon;
use crate::words::{self, named, record as text, t};
use crm_core::commands::Assignment;
use crm_core::messages::{Answer, Found, Request};
use crm_core::objects::ObjectDefinition;
use crm_core::views::likeness::Likeness;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The hint; nothing while no record is alike.
pub(super) fn alike(definition: &'static ObjectDefinition, filled: Filled) -> AnyView {
    let found = RwSignal::new(Vec::<(Found, Likeness)>::new());
    let asked = StoredValue::new(0_u32);
    Effect::new(move || {
        let values: Vec<Assignment> = filled
            .with(|filled| filled.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect());
        asked.update_value(|asked| *asked = asked.wrapping_add(1));
        let mine = asked.get_value();
        spawn_local(async move {
            let request = Request::Similar { object: definition.key.to_owned(), values };
            let answer = engine_link::ask(request).await;
            // Only the answer to the latest question counts; a form that is gone asks nothing.
            if let (Ok(Answer::Similar(alike)), true) = (answer, asked.try_get_value() == Some(mine)) {
                let _ = found.try_set(alike);
            }
        });
    });
    let shown = move || {
        found.with(|found| {
            (!found.is_empty()).then(|| {
                view! {
                    <p class="alike-head"><IconView icon=Icon::Info/>{t(text::ALIKE)}</p>
                    <ul class="alike-rows">{found.iter().map(row).collect_view()}</ul>
                }
            })
        })
    };
    view! { <div class="alike" role="status">{shown}</div> }.into_any()
}

fn reason(object: &str, likeness: &Likeness) -> String {
    match likeness {
        Likeness::Field(key) => text::same_field(&words::field(object, key)),
        Likeness::Email => text::SAME_EMAIL.now().to_owned(),
        Likeness::Phone => text::SAME_PHONE.now().to_owned(),
        Likeness::Name => text::SAME_NAME.now().to_owned(),
    }
}

fn row((found, likeness): &(Found, Likeness)) -> AnyView {
    view! {
        <li class="alike-row">
            <IconView icon=object_icon(&found.link.object)/>
            <a class="alike-title" href=routes_to::record(found.link.record)>{named(&found.title)}</a>
            <span class="alike-second">{found.subtitle.clone()}</span>
            <Pill tone=Tone::Neutral label=reason(&found.link.object, likeness)/>
        </li>
    }
    .into_any()
}
