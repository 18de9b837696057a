//! Free tags.

use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown, plain_written, with_context, written};
use crate::components::{IconButton, Plain};
use crate::icons::Icon;
use crate::words::{fields as words, t};
use crm_core::value::{Member, Value};
use leptos::prelude::*;

/// Free tags.
pub(super) struct TagsView;

impl FieldView for TagsView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Members(members) = shown.value else { return None };
        let tag =
            |member: &Member| Plain::parts("span", [plain_written(text_of(member))]).with("class", "tag");
        Some(Plain::parts("span", members.iter().map(tag)).with("class", "pills"))
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let start = match &edit.value {
            Some(Value::Members(members)) => members.clone(),
            _ => Vec::new(),
        };
        let (field, tags, typed) = (edit.field, RwSignal::new(start), RwSignal::new(String::new()));
        let take = move || {
            let behaviour = field.definition.kind.behaviour();
            let parsed =
                with_context(field, |context| typed.with_untracked(|text| behaviour.parse(text, context)))?;
            if let Some(Value::Members(found)) = parsed {
                tags.update(|tags| add(tags, found));
            }
            typed.set(String::new());
            Ok(())
        };
        let read = Callback::new(move |()| {
            take()?;
            let members = tags.get_untracked();
            Ok((!members.is_empty()).then_some(Value::Members(members)))
        });
        let keys = move |event: leptos::ev::KeyboardEvent| {
            let empty = typed.with_untracked(|text| text.trim().is_empty());
            match event.key().as_str() {
                "Enter" | "," if !empty => {
                    event.prevent_default();
                    event.stop_propagation();
                    // What is too long stays in the input; leaving says so.
                    let _ = take();
                }
                "Backspace" if typed.with_untracked(String::is_empty) => tags.update(|tags| drop(tags.pop())),
                _ => {}
            }
        };
        let chip = move |member: Member| {
            let (text, key) = (text_of(&member).to_owned(), member.key.clone());
            let shown = written(&text);
            let remove = move || tags.update(|tags| tags.retain(|tag| tag.key != key));
            view! {
                <span class="tag">{shown}<IconButton icon=Icon::Cross label=move || words::remove(&text) on_press=remove/></span>
            }
        };
        let inputs = view! {
            <div class="tag-editor">
                <For each=move || tags.get() key=|tag| tag.key.clone() children=chip/>
                <input class="input" type="text" id=edit.id.clone() autocomplete="off" aria-label=field.label()
                    placeholder=t(words::ADD_TAG) prop:value=move || typed.get() on:keydown=keys
                    on:input=move |event| typed.set(event_target_value(&event))/>
            </div>
        };
        framed(&edit, Ending::of(&edit), true, read, inputs.into_any())
    }
}

fn text_of(member: &Member) -> &str {
    if member.text.is_empty() { &member.key } else { &member.text }
}

fn add(tags: &mut Vec<Member>, found: Vec<Member>) {
    for mut tag in found {
        if tags.iter().all(|other| other.key != tag.key) {
            tag.order = u8::try_from(tags.len()).unwrap_or(u8::MAX);
            tags.push(tag);
        }
    }
}
