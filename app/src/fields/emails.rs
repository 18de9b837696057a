//! E-mail addresses.

use super::member_rows::{label_word, member_rows};
use super::{Edit, FieldView, Shown};
use crate::components::{InputKind, Plain};
use crate::icons::{Icon, IconView};
use crate::words::fields as words;
use crm_core::value::{Member, Value};
use leptos::prelude::*;

/// E-mail addresses.
pub(super) struct EmailsView;

impl FieldView for EmailsView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Members(members) = shown.value else { return None };
        Some(Plain::text("span", members.first().map(address).unwrap_or_default()))
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        let Value::Members(members) = shown.value else { return ().into_any() };
        let row = |member: &Member| {
            let (shown, label) = (address(member), member.label.clone());
            let name = words::write_to(&shown);
            view! {
                <li class="contact-row">
                    <a class="contact-link" href=format!("mailto:{}", member.key) aria-label=name>
                        <IconView icon=Icon::Mail/>
                        <span>{shown}</span>
                    </a>
                    <span class="contact-label">{move || label_word(&label)}</span>
                </li>
            }
        };
        view! { <ul class="contact-rows">{members.iter().map(row).collect_view()}</ul> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        member_rows(&edit, InputKind::Email, words::ADD_EMAIL)
    }
}

fn address(member: &Member) -> String {
    if member.text.is_empty() { member.key.clone() } else { member.text.clone() }
}
