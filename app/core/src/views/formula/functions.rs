//! The functions of formulas: few, and the same on every device.

use crate::fields::calendar::{date, day};
use crate::ids::Day;
use evalexpr::{EvalexprError, EvalexprResult, Value};

/// The function that gives the person's day.
pub(super) const TODAY: &str = "today";

/// What each is called and takes, for whoever writes formulas.
pub const FUNCTIONS: [&str; 18] = [
    "if(a, b, c)",
    "round(a)",
    "round(a, digits)",
    "floor(a)",
    "ceil(a)",
    "abs(a)",
    "min(a, b)",
    "max(a, b)",
    "length(text)",
    "contains(text, part)",
    "upper(text)",
    "lower(text)",
    "text(a)",
    "today()",
    "date(year, month, day)",
    "year(day)",
    "month(day)",
    "day(day)",
];

/// Most digits that are rounded to.
const DIGITS: i32 = 6;

/// Calls a function.
pub(super) fn call(name: &str, argument: &Value, today: Day) -> EvalexprResult<Value> {
    match name {
        "if" => {
            let [asked, yes, no] = several(argument)?;
            Ok(if asked.as_boolean()? { yes } else { no })
        }
        "round" => match argument {
            Value::Tuple(_) => {
                let [number, digits] = several(argument)?;
                rounded(number.as_number()?, digits.as_number()?)
            }
            Value::String(_) | Value::Float(_) | Value::Int(_) | Value::Boolean(_) | Value::Empty => {
                rounded(argument.as_number()?, 0.0)
            }
        },
        "floor" => Ok(Value::Float(argument.as_number()?.floor())),
        "ceil" => Ok(Value::Float(argument.as_number()?.ceil())),
        "abs" => Ok(Value::Float(argument.as_number()?.abs())),
        "min" => best(argument, f64::min),
        "max" => best(argument, f64::max),
        "length" => {
            let letters = argument.as_string()?.chars().count();
            Ok(Value::Float(u32::try_from(letters).map_or(f64::INFINITY, f64::from)))
        }
        "contains" => {
            let [text, part] = several(argument)?;
            Ok(Value::Boolean(text.as_string()?.contains(&part.as_string()?)))
        }
        "upper" => Ok(Value::String(argument.as_string()?.to_uppercase())),
        "lower" => Ok(Value::String(argument.as_string()?.to_lowercase())),
        "text" => Ok(Value::String(match argument {
            Value::String(text) => text.clone(),
            // A number without a point that nobody typed.
            Value::Float(number) => format!("{number}"),
            Value::Int(number) => number.to_string(),
            Value::Boolean(_) | Value::Tuple(_) | Value::Empty => {
                return Err(EvalexprError::expected_string(argument.clone()));
            }
        })),
        TODAY => Ok(Value::Float(f64::from(today))),
        "date" => {
            let [year, month, number] = several(argument)?;
            let whole = |value: &Value| value.as_number().map(f64::round);
            let [year, month, number] = [whole(&year)?, whole(&month)?, whole(&number)?];
            Ok(day_number(year, month, number).map_or(Value::Empty, |day| Value::Float(f64::from(day))))
        }
        "year" => part(argument, |(year, ..)| i32::try_from(year).unwrap_or_default()),
        "month" => part(argument, |(_, month, _)| i32::try_from(month).unwrap_or_default()),
        "day" => part(argument, |(.., day)| i32::try_from(day).unwrap_or_default()),
        _ => Err(EvalexprError::FunctionIdentifierNotFound(name.to_owned())),
    }
}

/// So many arguments.
fn several<const N: usize>(argument: &Value) -> EvalexprResult<[Value; N]> {
    argument.as_fixed_len_tuple(N)?.try_into().map_err(|_| EvalexprError::expected_tuple(argument.clone()))
}

fn best(argument: &Value, of: fn(f64, f64) -> f64) -> EvalexprResult<Value> {
    let numbers: EvalexprResult<Vec<f64>> = argument.as_tuple()?.iter().map(Value::as_number).collect();
    let best = numbers?.into_iter().reduce(of);
    best.map(Value::Float).ok_or_else(|| EvalexprError::expected_number(argument.clone()))
}

/// Rounded half away from nought.
fn rounded(number: f64, digits: f64) -> EvalexprResult<Value> {
    #[expect(clippy::cast_possible_truncation, reason = "between its limits")]
    let digits = digits.round().clamp(0.0, f64::from(DIGITS)) as i32;
    let scale = (0..digits).fold(1.0, |scale, _| scale * 10.0);
    Ok(Value::Float((number * scale).round() / scale))
}

fn day_number(year: f64, month: f64, number: f64) -> Option<Day> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between their limits")]
    let known =
        ((1.0..=9_999.0).contains(&year) && (1.0..=12.0).contains(&month) && (1.0..=31.0).contains(&number))
            .then_some((year as i64, month as u32, number as u32));
    let (year, month, number) = known?;
    self::day(year, month, number)
}

/// A part of a day's date.
fn part(argument: &Value, of: fn((i64, u32, u32)) -> i32) -> EvalexprResult<Value> {
    let number = argument.as_number()?.floor();
    let limit = f64::from(i32::MAX / 2);
    #[expect(clippy::cast_possible_truncation, reason = "between its limits")]
    let known = ((-limit..limit).contains(&number)).then_some(number as Day);
    Ok(known.map_or(Value::Empty, |day| Value::Float(f64::from(of(date(day))))))
}
