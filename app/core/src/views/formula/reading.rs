//! From the text of a formula to an expression and the fields that it reads.

use super::{Fault, LONGEST};
use crate::fields::{Kind, digits};
use crate::objects::{self, FieldDefinition, ObjectDefinition};
use crate::value::Value;
use evalexpr::{Node, Operator, build_operator_tree};

/// Most brackets in each other.
const DEEPEST: usize = 40;

/// A field that a formula reads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read {
    /// The object that has the field.
    pub(super) object: &'static ObjectDefinition,
    /// The field.
    pub(super) field: &'static FieldDefinition,
    /// The field that links to the record that has it; of the record itself where there is none.
    pub(super) link: Option<&'static FieldDefinition>,
}

impl PartialEq for Read {
    fn eq(&self, other: &Self) -> bool {
        let link = |one: &Self| one.link.map(|link| link.key);
        (self.object.key, self.field.key, link(self)) == (other.object.key, other.field.key, link(other))
    }
}

impl Read {
    /// A value that the field may hold.
    pub(super) fn example(&self) -> Option<Value> {
        self.field.kind.behaviour().examples().into_iter().next()
    }
}

/// Whether a formula can read a field: one of which something can be reckoned or said.
pub fn readable(field: &FieldDefinition) -> bool {
    match field.kind {
        Kind::Text
        | Kind::Number
        | Kind::Money
        | Kind::Percent
        | Kind::Duration
        | Kind::Flag
        | Kind::Date
        | Kind::DateTime
        | Kind::Choice
        | Kind::MultiChoice
        | Kind::Tags
        | Kind::Url => true,
        Kind::LongText
        | Kind::Emails
        | Kind::Phones
        | Kind::Link
        | Kind::Links
        | Kind::LinkAny
        | Kind::Address
        | Kind::Person
        | Kind::Recurrence
        | Kind::Computed => false,
    }
}

/// The object whose records a field links to, where it links to one record of one object.
pub fn leads_to(field: &FieldDefinition) -> Option<&'static ObjectDefinition> {
    match field.links_to {
        [one] if field.kind == Kind::Link => objects::object(one),
        _ => None,
    }
}

/// The place of the field that stands under a name in the expression.
pub(super) fn place(name: &str) -> Option<usize> {
    name.strip_prefix("f_")?.parse().ok()
}

/// The expression of a text, with the fields that it reads in the order of their places.
pub(super) fn read(object: &ObjectDefinition, text: &str) -> Result<(Node, Vec<Read>), Fault> {
    if text.len() > LONGEST || deepest(text) > DEEPEST {
        return Err(Fault::TooLong);
    }
    if text.trim().is_empty() {
        return Err(Fault::Unreadable);
    }
    let mut reads: Vec<Read> = Vec::new();
    let mut plain = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            Part::Field(name) => {
                let read = field_of(object, name).ok_or(Fault::UnknownField)?;
                let at = reads.iter().position(|one| *one == read).unwrap_or(reads.len());
                if at == reads.len() {
                    reads.push(read);
                }
                plain.push_str(&format!(" f_{at} "));
            }
            Part::Quoted(quoted) => plain.push_str(quoted),
            Part::Other(other) => plain.push_str(&digits::latin(other)),
        }
    }
    let mut tree = build_operator_tree(&plain).map_err(|_| Fault::Unreadable)?;
    for operator in tree.iter_operators_mut() {
        settle(operator)?;
    }
    // A name that is no field.
    if tree.iter_variable_identifiers().any(|name| place(name).is_none_or(|at| at >= reads.len())) {
        return Err(Fault::UnknownField);
    }
    Ok((tree, reads))
}

/// Numbers are of one kind, so that `1 / 2` is a half. Signs that are no part of a formula are refused: names that are given
/// values, and powers, which not every processor reckons alike.
#[expect(clippy::wildcard_enum_match_arm, reason = "only these are touched, of another crate's list")]
#[expect(clippy::cast_precision_loss, reason = "nobody types as many digits")]
fn settle(operator: &mut Operator) -> Result<(), Fault> {
    match operator {
        Operator::Const { value: value @ evalexpr::Value::Int(_) } => {
            let evalexpr::Value::Int(number) = value else { return Ok(()) };
            *value = evalexpr::Value::Float(*number as f64);
            Ok(())
        }
        Operator::Exp
        | Operator::Assign
        | Operator::AddAssign
        | Operator::SubAssign
        | Operator::MulAssign
        | Operator::DivAssign
        | Operator::ModAssign
        | Operator::ExpAssign
        | Operator::AndAssign
        | Operator::OrAssign
        | Operator::VariableIdentifierWrite { .. }
        | Operator::Chain => Err(Fault::Unreadable),
        _ => Ok(()),
    }
}

/// How many brackets stand in each other at most.
fn deepest(text: &str) -> usize {
    let mut now = 0_usize;
    let depth = text.chars().map(|letter| {
        match letter {
            '(' => now += 1,
            ')' => now = now.saturating_sub(1),
            _ => {}
        }
        now
    });
    depth.max().unwrap_or(0)
}

/// A field by what stands in the brackets.
fn field_of(object: &ObjectDefinition, name: &str) -> Option<Read> {
    let name = name.trim();
    let Some((link, key)) = name.split_once('.') else {
        let object = objects::object(object.key)?;
        let field = object.field(name).filter(|field| readable(field))?;
        return Some(Read { object, field, link: None });
    };
    let link = object.field(link.trim())?;
    let object = leads_to(link)?;
    let field = object.field(key.trim()).filter(|field| readable(field))?;
    Some(Read { object, field, link: Some(link) })
}

/// A part of a formula's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// What stands in brackets.
    Field(&'a str),
    /// A text, with its quotes.
    Quoted(&'a str),
    /// Anything else.
    Other(&'a str),
}

/// A formula's text in parts, in order; what is not closed is as if it were no bracket or quote.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut from) = (text, 0);
    while let Some(at) = rest[from..].find(['[', '"']).map(|at| at + from) {
        let quoted = rest[at..].starts_with('"');
        let end = if quoted { closing(&rest[at + 1..]) } else { rest[at + 1..].find(']') };
        let Some(end) = end.map(|end| at + 1 + end) else {
            from = at + 1;
            continue;
        };
        if at > 0 {
            found.push(Part::Other(&rest[..at]));
        }
        found.push(if quoted { Part::Quoted(&rest[at..=end]) } else { Part::Field(&rest[at + 1..end]) });
        rest = &rest[end + 1..];
        from = 0;
    }
    if !rest.is_empty() {
        found.push(Part::Other(rest));
    }
    found
}

/// Where the quote ends that was opened before: a backslash takes the next letter along.
fn closing(text: &str) -> Option<usize> {
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' => return Some(at),
            _ => {}
        }
    }
    None
}
