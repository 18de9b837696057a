//! A postal address.

use super::frame::{Ending, framed};
use super::{Edit, FieldView, Shown, plain_written, written};
use crate::components::Plain;
use crate::words::{Word, fields as words, t};
use crm_core::value::{Address, Value};
use leptos::prelude::*;

/// A postal address.
pub(super) struct AddressView;

/// A part of an address: its word, the browser's own name for it, and where it lies.
type Part = (Word, &'static str, fn(&mut Address) -> &mut String);

/// The parts in the order of the form.
const PARTS: [Part; 5] = [
    (words::STREET, "street-address", |address| &mut address.street),
    (words::CITY, "address-level2", |address| &mut address.city),
    (words::STATE, "address-level1", |address| &mut address.state),
    (words::POSTCODE, "postal-code", |address| &mut address.postcode),
    (words::COUNTRY, "country-name", |address| &mut address.country),
];

impl FieldView for AddressView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        let Value::Address(address) = shown.value else { return None };
        let place = [&address.city, &address.country].map(String::as_str);
        let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
        Some(if place.is_empty() { plain_written(&address.street) } else { plain_written(&place.join(", ")) })
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        let Value::Address(address) = shown.value else { return ().into_any() };
        let town = [&address.city, &address.postcode].map(|part| part.trim()).join(" ");
        let lines = [address.street.trim(), town.trim(), address.state.trim(), address.country.trim()];
        let lines = lines.into_iter().filter(|line| !line.is_empty());
        let lines =
            lines.map(|line| view! { <span class="address-line">{written(line)}</span> }).collect_view();
        view! { <span class="address">{lines}</span> }.into_any()
    }

    fn editor(&self, edit: Edit) -> AnyView {
        let start = match &edit.value {
            Some(Value::Address(address)) => address.clone(),
            _ => Address::default(),
        };
        let address = RwSignal::new(start);
        let read = Callback::new(move |()| {
            let mut address = address.get_untracked();
            for (_, _, part) in PARTS {
                let part = part(&mut address);
                *part = part.trim().to_owned();
            }
            Ok((address != Address::default()).then_some(Value::Address(address)))
        });
        let id = edit.id.clone();
        let input = move |(place, (word, token, part)): (usize, Part)| {
            let id = if place == 0 { id.clone() } else { format!("{id}-{place}") };
            view! {
                <div class="input-field">
                    <label class="input-label" for=id.clone()>{t(word)}</label>
                    <input class="input" type="text" id=id autocomplete=token
                        prop:value=move || part(&mut address.get()).clone()
                        on:input=move |event| address.update(|address| *part(address) = event_target_value(&event))/>
                </div>
            }
        };
        let inputs = view! { <div class="address-editor">{PARTS.into_iter().enumerate().map(input).collect_view()}</div> };
        framed(&edit, Ending::of(&edit), true, read, inputs.into_any())
    }
}
