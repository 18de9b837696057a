//! An amount with its currency, one value: nobody merges half an amount.

use super::matching::{self, Comparison, never};
use super::{BadInput, Context, FieldKind, FilterOperator, Merge, Part, Scalar, Stored, digits};
use crate::value::{Money, Value};

/// An amount; stored as text, `120000 BDT` being 120,000 paisa.
#[derive(Debug)]
pub struct MoneyKind;

/// Signs and words that stand for a currency.
const SIGNS: &[(&str, &[u8; 3])] = &[
    ("৳", b"BDT"),
    ("টাকা", b"BDT"),
    ("taka", b"BDT"),
    ("tk.", b"BDT"),
    ("tk", b"BDT"),
    ("₹", b"INR"),
    ("rs.", b"INR"),
    ("us$", b"USD"),
    ("$", b"USD"),
    ("€", b"EUR"),
    ("£", b"GBP"),
    ("¥", b"JPY"),
];

const COMPARISON: Comparison<Money> = Comparison {
    same: |value, argument| value == argument,
    at_least: |value, argument| value.currency == argument.currency && value.minor >= argument.minor,
    at_most: |value, argument| value.currency == argument.currency && value.minor <= argument.minor,
    contains: never,
};

const fn of(value: &Value) -> Option<&Money> {
    if let Value::Money(money) = value { Some(money) } else { None }
}

fn code(text: &str) -> Option<[u8; 3]> {
    let bytes: [u8; 3] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_uppercase).then_some(bytes)
}

/// The amount without its currency sign, and the currency.
fn split_currency(text: &str, usual: [u8; 3]) -> (String, [u8; 3]) {
    let lower = digits::latin(text.trim()).to_lowercase();
    for (sign, currency) in SIGNS {
        if lower.contains(sign) {
            return (lower.replacen(sign, "", 1).trim().to_owned(), **currency);
        }
    }
    let letters: String = lower.chars().filter(char::is_ascii_alphabetic).collect();
    match code(&letters.to_ascii_uppercase()) {
        Some(currency) if letters != "lac" => (lower.replacen(&letters, "", 1).trim().to_owned(), currency),
        _ => (lower, usual),
    }
}

impl FieldKind for MoneyKind {
    fn store(&self, value: &Value) -> Stored {
        let write =
            |money: &Money| Stored::Scalar(Scalar::Text(format!("{} {}", money.minor, money.currency())));
        of(value).map_or(Stored::Nothing, write)
    }

    fn read(&self, stored: &Stored) -> Option<Value> {
        let Stored::Scalar(Scalar::Text(text)) = stored else { return None };
        let (minor, currency) = text.split_once(' ')?;
        Some(Value::Money(Money { minor: minor.parse().ok()?, currency: code(currency)? }))
    }

    fn parse(&self, input: &str, context: &Context<'_>) -> Result<Option<Value>, BadInput> {
        if input.trim().is_empty() {
            return Ok(None);
        }
        let (amount, currency) = split_currency(input, context.currency);
        let amount = amount.strip_suffix("/-").unwrap_or(&amount);
        let places = Money { minor: 0, currency }.decimals();
        let decimal = digits::decimal(amount).ok_or(BadInput::Malformed)?;
        let minor = decimal.minor(places).ok_or(BadInput::TooLong)?;
        Ok(Some(Value::Money(Money { minor, currency })))
    }

    fn show(&self, value: &Value) -> Vec<Part> {
        let part = |money: &Money| Part::Money { minor: money.minor, currency: money.currency };
        of(value).map(part).into_iter().collect()
    }

    fn sort_key(&self, value: &Value) -> Vec<u8> {
        let Some(money) = of(value) else { return Vec::new() };
        // In thousandths of the main unit, so that yen, taka and dinar stand by their numbers.
        let thousandths = i128::from(money.minor) * 10_i128.pow(3 - money.decimals().min(3));
        let mut key = (thousandths ^ i128::MIN).to_be_bytes().to_vec();
        key.extend_from_slice(&money.currency);
        key
    }

    fn search_words(&self, _: &Value) -> Vec<String> {
        Vec::new()
    }

    fn filters(&self) -> &'static [FilterOperator] {
        matching::ORDERED
    }

    fn matches(&self, operator: FilterOperator, value: Option<&Value>, argument: Option<&Value>) -> bool {
        matching::answer(operator, value.and_then(of), argument.and_then(of), &COMPARISON)
    }

    fn merge(&self) -> Merge {
        Merge::Register
    }

    fn csv(&self, value: &Value, _: &Context<'_>) -> String {
        let Some(money) = of(value) else { return String::new() };
        let places = money.decimals() as usize;
        let digits = format!("{:0>width$}", money.minor.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if money.minor < 0 { "-" } else { "" };
        let mark = if places == 0 { "" } else { "." };
        format!("{sign}{whole}{mark}{fraction} {}", money.currency())
    }

    fn examples(&self) -> Vec<Value> {
        [(0, b"BDT"), (12_345_678, b"BDT"), (-5, b"USD"), (500, b"JPY"), (1_234, b"KWD")]
            .map(|(minor, currency)| Value::Money(Money { minor, currency: *currency }))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_sign_code_or_neither() {
        for (input, expected) in [
            ("1054", Ok((105_400, b"BDT"))),
            ("৳ ১,২০,০০০", Ok((12_000_000, b"BDT"))),
            ("Tk. 500/-", Ok((50_000, b"BDT"))),
            ("$1,234.50", Ok((123_450, b"USD"))),
            ("1,234.50 USD", Ok((123_450, b"USD"))),
            ("EUR 1.234,50", Ok((123_450, b"EUR"))),
            ("-$5", Ok((-500, b"USD"))),
            ("(5)", Ok((-500, b"BDT"))),
            ("5 lakh taka", Ok((50_000_000, b"BDT"))),
            ("5 lac", Ok((50_000_000, b"BDT"))),
            ("¥500", Ok((500, b"JPY"))),
            ("much", Err(BadInput::Malformed)),
            ("99999999999999999999", Err(BadInput::TooLong)),
        ] {
            let expected =
                expected.map(|(minor, currency)| Some(Value::Money(Money { minor, currency: *currency })));
            assert_eq!(MoneyKind.parse(input, &Context::BANGLADESH), expected, "{input}");
        }
    }

    #[test]
    fn amounts_sort_by_number_across_currencies() {
        let amounts = [(-100, b"BDT"), (5_00, b"USD"), (6, b"JPY"), (7_000, b"KWD"), (800, b"BDT")];
        let keys = amounts
            .map(|(minor, currency)| MoneyKind.sort_key(&Value::Money(Money { minor, currency: *currency })));
        assert!(keys.is_sorted());
    }
}
