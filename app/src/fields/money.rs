//! An amount with its currency.

use super::line::{line, typed};
use super::{Edit, FieldView, Shown};
use crate::components::{InputKind, Plain};
use crate::format;
use crm_core::value::Value;
use leptos::prelude::*;

/// An amount with its currency.
pub(super) struct MoneyView;

impl FieldView for MoneyView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Money(money) = shown.value else { return None };
        Some(
            Plain::text("span", format::money_short(money))
                .with("class", "number")
                .with("title", format::money(money)),
        )
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        let Value::Money(money) = shown.value else { return ().into_any() };
        view! { <span class="number">{format::money(money)}</span> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        // The person's own currency needs no name, and whole amounts no decimals.
        let usual = String::from_utf8_lossy(&format::habits().currency).into_owned();
        let text = typed(&edit);
        let text = match text.split_once(' ') {
            Some((amount, code)) => {
                let amount = amount.strip_suffix(".00").unwrap_or(amount);
                if code == usual { amount.to_owned() } else { format!("{amount} {code}") }
            }
            None => text,
        };
        line(&edit, InputKind::Decimal, text)
    }
}
