//! The window in which a section is added or gets another heading.

use super::super::fields::options;
use super::super::form_end;
use super::Asked;
use crate::components::{Dialog, DialogKind, Input};
use crate::state::{dispatch_undoable_or, explain, shaping};
use crate::words::{shaping as text, t};
use crm_core::messages::Request;
use crm_core::objects::section;
use crm_core::value::Value;
use crm_core::views::shaping::forms::Section;
use leptos::prelude::*;

/// The window.
pub(super) fn window(asked: RwSignal<Option<Asked>>) -> AnyView {
    let of_this = move || asked.get().filter(|asked| !matches!(asked, Asked::Field(..)));
    let open = Memo::new(move |_| of_this().is_some());
    let title = move || match of_this() {
        Some(Asked::Section(section)) => text::change(&shaping::said(&section.name)),
        _ => text::ADD_SECTION.now().to_owned(),
    };
    let content = move || match of_this()? {
        Asked::NewSection(object) => Some(form(asked, object, None)),
        Asked::Section(section) => Some(form(asked, "", Some(&section))),
        Asked::Field(..) => None,
    };
    view! {
        <Dialog open=open on_close=move || asked.set(None) title=title kind=DialogKind::Ask>{content}</Dialog>
    }
    .into_any()
}

fn form(asked: RwSignal<Option<Asked>>, object: &'static str, before: Option<&Section>) -> AnyView {
    let names = before.map(|section| section.name.clone()).unwrap_or_default();
    let (name, bengali) = (RwSignal::new(names.plain), RwSignal::new(names.bengali));
    let failure = RwSignal::new(String::new());
    let record = before.map(|section| section::section_of(&section.of, &section.value));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if name.with_untracked(|name| name.trim().is_empty()) {
            return failure.set(text::NEEDS_STAGE_NAME.now().to_owned());
        }
        let names = vec![
            (section::NAME.to_owned(), options::typed(name)),
            (section::NAME_BN.to_owned(), options::typed(bengali)),
        ];
        let request = match record {
            Some(record) => Request::Set { record, values: names },
            None => Request::Define { records: vec![new(object, names)] },
        };
        let said = name.get_untracked();
        let refused = move |why: &crm_core::commands::Refusal| failure.set(explain(why));
        dispatch_undoable_or(request, move || text::saved(&said), move |_| asked.set(None), refused);
    };
    view! {
        <form class="fields-form" novalidate=true on:submit=submit>
            <Input label=t(text::NAME) id="section-name" value=name first=true/>
            <Input label=t(text::NAME_BN) id="section-name-bn" value=bengali hint=t(text::NAME_BN_HINT)/>
            {form_end(failure)}
        </form>
    }
    .into_any()
}

fn new(object: &str, mut values: Vec<crm_core::commands::Assignment>) -> options::New {
    let all = untrack(|| crm_core::objects::object(object).map(shaping::every_section)).unwrap_or_default();
    let last = all.iter().map(|section| section.position).fold(0.0, f64::max);
    let value = options::drawn();
    let record = section::section_of(object, &value);
    values.push((section::OF.to_owned(), Some(Value::Text(object.to_owned()))));
    values.push((section::VALUE.to_owned(), Some(Value::Text(value))));
    values.push((section::POSITION.to_owned(), Some(Value::Number(last + 1.0))));
    (section::KEY.to_owned(), record, values)
}
