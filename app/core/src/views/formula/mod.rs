//! Formulas: fields that are worked out from others of the record, and from the records that it links to, on every device,
//! and stand in no document.
//!
//! A formula is an expression (`[amount] * [probability] / 100`); fields stand in brackets by their keys, those of a linked
//! record after the key of the link and a dot (`[account.industry]`). Numbers are all of one kind, with a decimal point. An
//! empty number counts as 0, an empty text as no letters; an empty day is nothing, and what is reckoned with nothing is
//! nothing. Where every field that is read is empty, so is the result. Days are numbers of days; a moment is the day on which
//! it was, by UTC. Only what every processor reckons alike is offered, so that all devices find the same.

mod functions;
mod reading;

pub use functions::FUNCTIONS;
pub use reading::{Part, leads_to, parts, readable};

use crate::fields::calendar::day_of;
use crate::fields::{Kind, members};
use crate::ids::{Day, RecordId};
use crate::objects::{FieldDefinition, ObjectDefinition};
use crate::value::{Money, Value};
use evalexpr::{Context, EvalexprError, EvalexprResult, Node};
use functions::call;
use reading::Read;
use serde::{Deserialize, Serialize};

/// Longest formula in bytes.
pub const LONGEST: usize = 1_000;
/// Longest text that one gives, in bytes; more is cut.
const TEXT_BYTES: usize = 500;

/// The kinds of fields that a formula can fill.
pub const KINDS: [Kind; 6] = [Kind::Number, Kind::Money, Kind::Percent, Kind::Date, Kind::Text, Kind::Flag];

/// Why something is no formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// Longer than [`LONGEST`], or with too many brackets in each other.
    TooLong,
    /// The signs do not make an expression.
    Unreadable,
    /// There is no field of that name, or not one that a formula can read.
    UnknownField,
    /// There is no function of that name.
    UnknownFunction,
    /// Two things that do not go together, such as a text and a number.
    Mixed,
    /// It gives something else than the field holds.
    WrongKind,
    /// It reads a field that a formula fills.
    ReadsFormula,
}

/// A formula that can be worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    tree: Node,
    reads: Vec<Read>,
    kind: Kind,
}

/// The formula of a text, for a field of that kind on an object.
pub fn parse(object: &ObjectDefinition, text: &str, kind: Kind) -> Result<Formula, Fault> {
    let (tree, reads) = reading::read(object, text)?;
    let formula = Formula { tree, reads, kind };
    // What does not go together is found with values of every kind that it reads.
    let found = formula.evaluate(&Read::example, 20_000).map_err(|why| {
        let unknown = matches!(why, EvalexprError::FunctionIdentifierNotFound(_));
        if unknown { Fault::UnknownFunction } else { Fault::Mixed }
    })?;
    let number = KINDS.contains(&kind) && found.is_float();
    let gives = (kind == Kind::Text && found.is_string()) || (kind == Kind::Flag && found.is_boolean());
    let gives = gives || (number && !matches!(kind, Kind::Text | Kind::Flag));
    // A day that is none is no mistake of who wrote the formula.
    let gives = gives || (kind == Kind::Date && found == evalexpr::Value::Empty);
    // Money is of the currency that was read.
    let gives =
        gives && (kind != Kind::Money || formula.reads.iter().any(|read| read.field.kind == Kind::Money));
    if gives { Ok(formula) } else { Err(Fault::WrongKind) }
}

impl Formula {
    /// The fields of the record itself that it reads, links among them.
    pub fn reads(&self) -> impl Iterator<Item = &'static FieldDefinition> {
        self.reads.iter().map(|read| read.link.unwrap_or(read.field))
    }

    /// The fields of linked records that it reads: the object of those records, and the field.
    pub fn reads_of_others(
        &self,
    ) -> impl Iterator<Item = (&'static ObjectDefinition, &'static FieldDefinition)> {
        self.reads.iter().filter(|read| read.link.is_some()).map(|read| (read.object, read.field))
    }

    /// Whether it gives something else on another day.
    pub fn moves(&self) -> bool {
        self.tree.iter_function_identifiers().any(|name| name == functions::TODAY)
    }

    /// What the field of a record holds: `held` are the fields of the record, `linked` those of others (`None` where the record
    /// is not here), `today` is the person's day. `None` where it is empty, and where a record that it reads is not here: it
    /// would be another value than whoever has that record sees.
    pub fn work_out(
        &self,
        held: &dyn Fn(&str) -> Option<Value>,
        linked: &dyn Fn(RecordId, &str) -> Option<Option<Value>>,
        today: Day,
    ) -> Option<Value> {
        let value = |read: &Read| {
            let Some(link) = read.link else { return Some(held(read.field.key)) };
            match held(link.key) {
                Some(Value::Link(link)) if link.object == read.object.key => {
                    linked(link.record, read.field.key)
                }
                Some(_) | None => Some(None),
            }
        };
        let values: Vec<Option<Value>> = self.reads.iter().map(value).collect::<Option<_>>()?;
        if !values.is_empty() && values.iter().all(Option::is_none) {
            return None;
        }
        let of =
            |read: &Read| self.reads.iter().position(|one| one == read).and_then(|at| values[at].clone());
        let found = self.evaluate(&of, today).ok()?;
        self.of_kind(found, &values)
    }

    fn evaluate(
        &self,
        value: &dyn Fn(&Read) -> Option<Value>,
        today: Day,
    ) -> EvalexprResult<evalexpr::Value> {
        let values = self.reads.iter().map(|read| inside(read.field.kind, value(read).as_ref())).collect();
        self.tree.eval_with_context(&Known { values, today })
    }

    fn of_kind(&self, found: evalexpr::Value, read: &[Option<Value>]) -> Option<Value> {
        if let (Kind::Text, evalexpr::Value::String(text)) = (self.kind, &found) {
            let cut = text.floor_char_boundary(TEXT_BYTES.min(text.len()));
            return Some(Value::Text(text[..cut].trim().to_owned())).filter(|_| !text.trim().is_empty());
        }
        if let (Kind::Flag, evalexpr::Value::Boolean(flag)) = (self.kind, &found) {
            return Some(Value::Flag(*flag));
        }
        let number = found.as_float().ok().filter(|number| number.is_finite())?;
        number_of(self.kind, number, read)
    }
}

/// A number as a value of a kind. Money is of the currency of the amounts that were read; nothing where those differ.
fn number_of(kind: Kind, number: f64, read: &[Option<Value>]) -> Option<Value> {
    if matches!(kind, Kind::Number | Kind::Percent) {
        // A nought without a sign, whatever was reckoned.
        return Some(Value::Number(number + 0.0));
    }
    if kind == Kind::Date {
        return whole(number.floor()).and_then(|day| Day::try_from(day).ok()).map(Value::Date);
    }
    let money = |value: &Value| if let Value::Money(money) = value { Some(money.currency) } else { None };
    let mut currencies = read.iter().flatten().filter_map(money);
    let currency = currencies.next().filter(|_| kind == Kind::Money)?;
    let one = Money { minor: 0, currency };
    let alike = currencies.all(|other| other == currency);
    let minor = whole((number * scale(one)).round()).filter(|_| alike)?;
    Some(Value::Money(Money { minor, ..one }))
}

/// How many of the smallest units of its currency one is.
fn scale(money: Money) -> f64 {
    (0..money.decimals()).fold(1.0, |scale, _| scale * 10.0)
}

/// A whole number, where it is small enough to be one.
fn whole(number: f64) -> Option<i64> {
    /// From here on not every whole number is one.
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole, and within what is exact")]
    (number.abs() < LIMIT).then_some(number as i64)
}

/// A value as it is reckoned with.
#[expect(
    clippy::cast_precision_loss,
    reason = "amounts up to 2^53 are exact, beyond that nobody counts paisa"
)]
fn inside(kind: Kind, value: Option<&Value>) -> evalexpr::Value {
    use evalexpr::Value as Inside;
    match (value, kind) {
        (Some(Value::Number(number)), _) => Inside::Float(*number),
        (Some(Value::Integer(number)), _) => Inside::Float(*number as f64),
        (Some(Value::Money(money)), _) => Inside::Float(money.minor as f64 / scale(*money)),
        (Some(Value::Flag(flag)), _) => Inside::Boolean(*flag),
        (Some(Value::Text(text)), _) => Inside::String(text.clone()),
        (Some(Value::Date(day)), _) => Inside::Float(f64::from(*day)),
        (Some(Value::Moment(at)), _) => Inside::Float(f64::from(day_of(*at, 0))),
        (Some(value @ Value::Members(_)), _) => {
            let all = members::of(value).iter().map(|member| members::shown(member).to_owned());
            Inside::String(all.collect::<Vec<_>>().join(", "))
        }
        (Some(Value::Address(_) | Value::Person(_) | Value::Link(_)), _) => Inside::Empty,
        (None, Kind::Number | Kind::Money | Kind::Percent | Kind::Duration) => Inside::Float(0.0),
        (None, Kind::Flag) => Inside::Boolean(false),
        (None, Kind::Date | Kind::DateTime) => Inside::Empty,
        (None, _) => Inside::String(String::new()),
    }
}

/// What an expression can ask for.
struct Known {
    /// In the order in which the formula reads.
    values: Vec<evalexpr::Value>,
    today: Day,
}

impl Context for Known {
    fn get_value(&self, identifier: &str) -> Option<&evalexpr::Value> {
        self.values.get(reading::place(identifier)?)
    }

    fn call_function(&self, identifier: &str, argument: &evalexpr::Value) -> EvalexprResult<evalexpr::Value> {
        call(identifier, argument, self.today)
    }

    /// They are not the same on every processor.
    fn are_builtin_functions_disabled(&self) -> bool {
        true
    }

    fn set_builtin_functions_disabled(&mut self, disabled: bool) -> EvalexprResult<()> {
        if disabled { Ok(()) } else { Err(EvalexprError::BuiltinFunctionsCannotBeEnabled) }
    }
}

#[cfg(test)]
mod tests;
