//! A postal address, changed as one unit.

use super::matching::{self, Comparison, never};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Scalar, Stored, fold, text};
use crate::value::{Address, Value};

/// A postal address; stored as its five parts with a unit separator between them.
#[derive(Debug)]
pub struct AddressKind;

/// Longest address in bytes.
const ADDRESS_BYTES: usize = 2_000;
const SEPARATOR: char = '\u{1f}';

const COMPARISON: Comparison<Address> = Comparison {
    same: |value, argument| fold::fold(&line(value)) == fold::fold(&line(argument)),
    at_least: never,
    at_most: never,
    contains: |value, argument| matching::contains_words(&line(value), &line(argument)),
};

fn of(value: &Value) -> Option<&Address> {
    if let Value::Address(address) = value
        && *address != Address::default()
    {
        Some(address)
    } else {
        None
    }
}

fn parts(address: &Address) -> [&str; 5] {
    [&address.street, &address.city, &address.state, &address.postcode, &address.country]
}

/// The address on one line.
pub fn line(address: &Address) -> String {
    let filled = parts(address).into_iter().filter(|part| !part.is_empty());
    filled.map(|part| part.replace('\n', ", ")).collect::<Vec<_>>().join(", ")
}

/// Sets one part by name; `false` for a name that no part has.
pub fn set_part(address: &mut Address, part: &str, text: &str) -> bool {
    let place = match part {
        "street" => &mut address.street,
        "city" => &mut address.city,
        "state" => &mut address.state,
        "postcode" => &mut address.postcode,
        "country" => &mut address.country,
        _ => return false,
    };
    text.trim().clone_into(place);
    true
}

impl FieldKind for AddressKind {
    fn store(&self, value: &Value) -> Stored {
        let write = |address: &Address| {
            let clean = parts(address).map(|part| part.replace(SEPARATOR, " "));
            Stored::Scalar(Scalar::Text(clean.join("\u{1f}")))
        };
        of(value).map_or(Stored::Nothing, write)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        let Stored::Scalar(Scalar::Text(packed)) = stored else { return None };
        let mut parts = packed.split(SEPARATOR).map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let address =
            Address { street: next(), city: next(), state: next(), postcode: next(), country: next() };
        Some(Value::Address(address)).filter(|value| of(value).is_some())
    }

    /// Five lines or more end with city, state, post code and country; fewer are all street.
    fn parse(&self, input: &str, _: &Context<'_>) -> Result<Option<Value>, BadInput> {
        if input.len() > ADDRESS_BYTES {
            return Err(BadInput::TooLong);
        }
        let text = input.replace("\r\n", "\n").replace(SEPARATOR, " ");
        let mut lines: Vec<&str> = text.split('\n').map(str::trim).collect();
        let mut last =
            || if lines.len() > 1 { lines.pop().unwrap_or_default().to_owned() } else { String::new() };
        let address = if text.matches('\n').count() >= 4 {
            let (country, postcode, state, city) = (last(), last(), last(), last());
            Address { street: lines.join("\n"), city, state, postcode, country }
        } else {
            Address { street: lines.join("\n").trim().to_owned(), ..Address::default() }
        };
        Ok(Some(Value::Address(address)).filter(|value| of(value).is_some()))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        of(value).map(|address| Part::Address(address.clone())).into_iter().collect()
    }

    /// By country, then city, then street.
    fn sort_key(&self, value: &Value) -> Vec<u8> {
        let Some(address) = of(value) else { return Vec::new() };
        let parts = [&address.country, &address.city, &address.street];
        parts.into_iter().flat_map(|part| [fold::sort_key(part), vec![0]]).flatten().collect()
    }

    fn search_words(&self, value: &Value) -> Vec<String> {
        of(value).map(|address| text::search_words(&line(address))).unwrap_or_default()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        &[FilterOperator::Contains, FilterOperator::Empty, FilterOperator::Filled]
    }

    /// The argument is an address or a text.
    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        let written =
            argument.and_then(text::of).map(|street| Address { street: street.into(), ..Address::default() });
        let argument = written.as_ref().or_else(|| argument.and_then(of));
        matching::answer(operator, value.and_then(of), argument, &COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Register
    }

    fn csv(&self, value: &Value, _: &Context<'_>) -> String {
        of(value).map(|address| parts(address).join("\n")).unwrap_or_default()
    }

    fn examples(&self) -> Vec<Value> {
        let address = |street: &str, city: &str, state: &str, postcode: &str, country: &str| {
            Value::Address(Address {
                street: street.into(),
                city: city.into(),
                state: state.into(),
                postcode: postcode.into(),
                country: country.into(),
            })
        };
        vec![
            address("House 12, Road 5\nDhanmondi", "Dhaka", "Dhaka", "1205", "Bangladesh"),
            address("", "চট্টগ্রাম", "", "৪০০০", "বাংলাদেশ"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_input_is_street_and_long_input_has_parts() {
        let parse = |input: &str| match AddressKind.parse(input, &Context::BANGLADESH) {
            Ok(Some(Value::Address(address))) => Some(address),
            _ => None,
        };
        assert_eq!(
            parse("House 12\nRoad 5").map(|address| address.street).as_deref(),
            Some("House 12\nRoad 5")
        );
        let whole = parse("House 12\nRoad 5\nDhaka\n\n1205\nBangladesh").expect("an address");
        assert_eq!(parts(&whole), ["House 12\nRoad 5", "Dhaka", "", "1205", "Bangladesh"]);
        assert_eq!(parse(" \n "), None);
        assert_eq!(parse("\n\n\n\n"), None);
    }

    #[test]
    fn a_town_is_found_in_an_address() {
        let value = AddressKind.examples().remove(0);
        let town = Value::Text("dhanmondi".into());
        assert!(AddressKind.matches(FilterOperator::Contains, Some(&value), Some(&town)));
    }
}
