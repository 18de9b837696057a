//! Several of a field's choices.

use super::choice::badge;
use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown};
use crate::components::Plain;
use crm_core::value::{Member, Value};
use leptos::prelude::*;

/// Several of a field's choices.
pub(super) struct MultiChoiceView;

impl FieldView for MultiChoiceView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Members(members) = shown.value else { return None };
        let pills = members.iter().map(|member| badge(shown.field, &member.key));
        Some(Plain::parts("span", pills).with("class", "pills"))
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let (field, chosen) = (edit.field, RwSignal::new(members(edit.value.as_ref())));
        let read = Callback::new(move |()| {
            let members = chosen.get_untracked();
            Ok((!members.is_empty()).then_some(Value::Members(members)))
        });
        let row = move |choice: &'static crm_core::objects::ChoiceDefinition| {
            let has = move || chosen.with(|members| members.iter().any(|member| member.key == choice.id));
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=has on:change=move |_| chosen.update(|members| toggle(members, choice.id))/>
                    <span>{field.choice(choice.id)}</span>
                </label>
            }
        };
        let offered = edit.offered;
        let rows = move || {
            let has =
                |id: &str| chosen.with_untracked(|members| members.iter().any(|member| member.key == id));
            let shown = field.definition.choices.iter().filter(|one| offered.has(one.id) || has(one.id));
            shown.map(row).collect_view()
        };
        if !offered.stays {
            Effect::new(move |_| {
                offered.choices.track();
                if !chosen.with_untracked(|members| members.iter().all(|member| offered.has(&member.key))) {
                    chosen.update(|members| members.retain(|member| untrack(|| offered.has(&member.key))));
                }
            });
        }
        framed(&edit, Ending::of(&edit), true, read, view! { <div class="checks">{rows}</div> }.into_any())
    }
}

fn members(value: Option<&Value>) -> Vec<Member> {
    match value {
        Some(Value::Members(members)) => members.clone(),
        _ => Vec::new(),
    }
}

fn toggle(members: &mut Vec<Member>, id: &str) {
    let before = members.len();
    members.retain(|member| member.key != id);
    if members.len() == before {
        let order = u8::try_from(before).unwrap_or(u8::MAX);
        members.push(Member { key: id.to_owned(), order, label: String::new(), text: String::new() });
    }
}
