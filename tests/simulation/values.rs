//! Values as a person fills them in.

use crm_core::fields::tags::tag;
use crm_core::fields::{Context, Kind};
use crm_core::value::Value;

/// A text or a choice.
pub fn text(text: &str) -> Option<Value> {
    Some(Value::Text(text.to_owned()))
}

/// A number.
pub fn number(number: f64) -> Option<Value> {
    Some(Value::Number(number))
}

/// E-mail addresses, as they are typed.
pub fn emails(typed: &str) -> Option<Value> {
    Kind::Emails.behaviour().parse(typed, &Context::BANGLADESH).expect("e-mails")
}

/// Tags, or the members of a set of keys.
pub fn tags(all: &[&str]) -> Value {
    Value::Members(all.iter().map(|one| tag(one).expect("a tag")).collect())
}
