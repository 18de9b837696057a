//! BANT: whether a lead has a budget, decides, needs it and wants it soon. Four lights out of four fields, the same on every
//! device.

use crate::value::Value;
use crate::views::record::Record;

/// How one of the four stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// It speaks for the sale.
    Yes,
    /// It does so in part.
    Partly,
    /// It speaks against it.
    No,
    /// Nobody asked yet.
    Unknown,
}

/// The four fields, in the order of the name.
pub const FIELDS: [&str; 4] = ["budget", "authority", "need", "timeline"];

/// The four lights of a lead, from a way to look up its fields.
pub fn lights(look_up: impl Fn(&str) -> Option<Value>) -> [Light; 4] {
    let choice = |key: &str| match look_up(key) {
        Some(Value::Text(choice)) => choice,
        _ => String::new(),
    };
    let authority = match choice("authority").as_str() {
        "decision_maker" => Light::Yes,
        "influencer" => Light::Partly,
        "user" => Light::No,
        _ => Light::Unknown,
    };
    let need = match look_up("need") {
        Some(Value::Text(need)) if !need.trim().is_empty() => Light::Yes,
        _ => Light::Unknown,
    };
    let timeline = match choice("timeline").as_str() {
        "now" | "this_month" | "this_quarter" => Light::Yes,
        "this_year" => Light::Partly,
        "later" => Light::No,
        _ => Light::Unknown,
    };
    [budget(look_up("budget"), look_up("opportunity_amount")), authority, need, timeline]
}

/// A budget speaks for the sale where it covers what is asked; in part where it does not, or is in another currency.
fn budget(budget: Option<Value>, amount: Option<Value>) -> Light {
    let Some(Value::Money(budget)) = budget else { return Light::Unknown };
    match amount {
        _ if budget.minor <= 0 => Light::No,
        Some(Value::Money(amount)) if amount.currency != budget.currency || amount.minor > budget.minor => {
            Light::Partly
        }
        _ => Light::Yes,
    }
}

/// The lights of a whole record.
pub fn of(lead: &Record) -> [Light; 4] {
    lights(|key| lead.value(key).cloned())
}

#[cfg(test)]
mod tests {
    use super::Light::{No, Partly, Unknown, Yes};
    use super::*;
    use crate::commands::trial::{record, text, value};
    use crate::objects::object;

    #[test]
    fn each_of_the_four_lights_by_itself() {
        let money = |input| value("lead", "budget", input);
        for (budget, amount, expected) in [
            (None, None, Unknown),
            (None, Some("500 BDT"), Unknown),
            (Some("500 BDT"), None, Yes),
            (Some("500 BDT"), Some("500 BDT"), Yes),
            (Some("500 BDT"), Some("500.01 BDT"), Partly),
            (Some("500 BDT"), Some("5 USD"), Partly),
            (Some("0 BDT"), None, No),
        ] {
            let values = [("budget", budget.map(money)), ("opportunity_amount", amount.map(money))];
            let values: Vec<_> = values.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
            assert_eq!(of(&record("lead", &values))[0], expected, "{budget:?} {amount:?}");
        }
        for (key, choice, at, expected) in [
            ("authority", "decision_maker", 1, Yes),
            ("authority", "influencer", 1, Partly),
            ("authority", "user", 1, No),
            ("authority", "unknown", 1, Unknown),
            ("need", "500 shirts a month", 2, Yes),
            ("need", " \n", 2, Unknown),
            ("timeline", "this_quarter", 3, Yes),
            ("timeline", "this_year", 3, Partly),
            ("timeline", "later", 3, No),
        ] {
            let lights = of(&record("lead", &[(key, text(choice))]));
            assert_eq!(lights[at], expected, "{key} {choice}");
            assert_eq!(
                lights.iter().filter(|light| **light != Unknown).count(),
                usize::from(expected != Unknown)
            );
        }
    }

    #[test]
    fn every_choice_of_the_fields_is_judged() {
        let lead = object("lead").expect("an object");
        for key in FIELDS {
            let field = lead.field(key).expect("a field");
            for choice in field.choices.iter().filter(|choice| choice.id != "unknown") {
                let light = of(&record("lead", &[(key, text(choice.id))]));
                assert_ne!(light, [Unknown; 4], "{key} {}", choice.id);
            }
        }
    }
}
