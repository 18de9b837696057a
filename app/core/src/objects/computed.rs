//! Fields that are worked out from others: a person's full name, the revenue expected of a deal.

use crate::value::{Money, Value};

/// The value of a computed field, from a way to look up the fields it comes from.
pub fn compute(object: &str, field: &str, look_up: impl Fn(&str) -> Option<Value>) -> Option<Value> {
    match (object, field) {
        ("contact" | "lead", "full_name") => full_name(look_up("first_name"), look_up("last_name")),
        ("deal", "expected_revenue") => {
            expected_revenue(&look_up("amount")?, look_up("probability").as_ref())
        }
        _ => None,
    }
}

fn full_name(first: Option<Value>, last: Option<Value>) -> Option<Value> {
    match (first, last) {
        (Some(Value::Text(first)), Some(Value::Text(last))) => Some(Value::Text(format!("{first} {last}"))),
        (Some(Value::Text(only)), _) | (_, Some(Value::Text(only))) => Some(Value::Text(only)),
        _ => None,
    }
}

/// Amount times probability, rounded to the smallest unit.
fn expected_revenue(amount: &Value, probability: Option<&Value>) -> Option<Value> {
    let (Value::Money(amount), Some(Value::Number(percent))) = (amount, probability) else { return None };
    let minor = (amount.minor as f64 * percent.clamp(0.0, 100.0) / 100.0).round();
    Some(Value::Money(Money { minor: minor as i64, currency: amount.currency }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expected_revenue_is_amount_times_probability() {
        for (minor, percent, expected) in
            [(10_000, 50.0, 5_000), (333, 10.0, 33), (-100, 50.0, -50), (100, 250.0, 100)]
        {
            let field = |key: &str| match key {
                "amount" => Some(Value::Money(Money { minor, currency: *b"BDT" })),
                "probability" => Some(Value::Number(percent)),
                _ => None,
            };
            let expected = Value::Money(Money { minor: expected, currency: *b"BDT" });
            assert_eq!(compute("deal", "expected_revenue", field), Some(expected));
        }
        assert_eq!(compute("deal", "expected_revenue", |_| None), None);
    }

    #[test]
    fn a_full_name_is_both_names_or_the_one_there_is() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let name = |first, last| full_name(first, last);
        assert_eq!(name(text("Rina"), text("Akter")), text("Rina Akter"));
        assert_eq!(name(None, text("Akter")), text("Akter"));
        assert_eq!(name(None, None), None);
    }
}
