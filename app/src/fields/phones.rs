//! Phone numbers.

use super::member_rows::{label_word, member_rows};
use super::{Edit, FieldView, Shown};
use crate::components::{InputKind, Plain};
use crate::icons::{Icon, IconView};
use crate::words::fields as words;
use crm_core::fields::digits;
use crm_core::value::{Member, Value};
use leptos::prelude::*;

/// Phone numbers.
pub(super) struct PhonesView;

impl FieldView for PhonesView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Members(members) = shown.value else { return None };
        Some(Plain::text("span", members.first().map(number).unwrap_or_default()).with("class", "number"))
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        let Value::Members(members) = shown.value else { return ().into_any() };
        let row = |member: &Member| {
            let (shown, label) = (number(member), member.label.clone());
            let name = words::call(&shown);
            view! {
                <li class="contact-row">
                    <a class="contact-link" href=dialled(member) aria-label=name>
                        <IconView icon=Icon::Phone/>
                        <span class="number">{shown}</span>
                    </a>
                    <span class="contact-label">{move || label_word(&label)}</span>
                </li>
            }
        };
        view! { <ul class="contact-rows">{members.iter().map(row).collect_view()}</ul> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        member_rows(&edit, InputKind::Phone, words::ADD_PHONE)
    }
}

fn number(member: &Member) -> String {
    if member.text.is_empty() { member.key.clone() } else { member.text.clone() }
}

/// The number for the dialler: digits only, with the plus that it was written with.
fn dialled(member: &Member) -> String {
    let written = number(member);
    let plus = if written.trim_start().starts_with('+') { "+" } else { "" };
    format!("tel:{plus}{}", digits::only_digits(&written))
}
