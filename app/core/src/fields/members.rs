//! Sets whose members merge one by one: how e-mails, phones, tags, choices and links with a role lie in a document.
//!
//! A member is one scalar under `field/member key`: its place, its label and its text, parted by tabs.

use super::matching::{Comparison, never};
use super::{Scalar, Stored};
use crate::value::{Member, Value};

/// Most members that one field may get by hand or from a file.
pub const MOST_MEMBERS: usize = 200;

/// The scalar of a member.
pub fn pack(member: &Member) -> Scalar {
    Scalar::Text(format!("{}\t{}\t{}", member.order, member.label.replace('\t', " "), member.text))
}

/// The member of a key and a scalar; damaged scalars give a member that is only its key.
pub fn unpack(key: &str, scalar: &Scalar) -> Option<Member> {
    if key.is_empty() {
        return None;
    }
    let (order, label, text) = match scalar {
        Scalar::Text(packed) => {
            let mut parts = packed.splitn(3, '\t');
            let order = parts.next().and_then(|order| order.parse().ok()).unwrap_or(u8::MAX);
            (order, parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
        }
        Scalar::Integer(_) | Scalar::Number(_) | Scalar::Flag(_) | Scalar::Moment(_) | Scalar::Bytes(_) => {
            (u8::MAX, "", "")
        }
    };
    Some(Member { key: key.to_owned(), order, label: label.to_owned(), text: text.to_owned() })
}

/// The members of a value; none for another shape.
pub fn of(value: &Value) -> &[Member] {
    if let Value::Members(members) = value { members } else { &[] }
}

/// A set as it lies in a document.
pub(super) fn store(value: &Value) -> Stored {
    let members = of(value);
    if members.is_empty() {
        return Stored::Nothing;
    }
    Stored::Members(members.iter().map(|member| (member.key.clone(), pack(member))).collect())
}

/// A set read back, in its order.
pub(super) fn read(stored: &Stored) -> Option<Value> {
    let Stored::Members(stored) = stored else { return None };
    let mut members: Vec<Member> = stored.iter().filter_map(|(key, scalar)| unpack(key, scalar)).collect();
    members.sort_by(|left, right| (left.order, &left.key).cmp(&(right.order, &right.key)));
    (!members.is_empty()).then_some(Value::Members(members))
}

/// A set of members in the order given, the first of each key.
pub fn collect(members: impl IntoIterator<Item = Member>) -> Option<Value> {
    let mut set: Vec<Member> = Vec::new();
    for mut member in members {
        if set.len() < MOST_MEMBERS && !set.iter().any(|other| other.key == member.key) {
            member.order = u8::try_from(set.len()).unwrap_or(u8::MAX);
            set.push(member);
        }
    }
    (!set.is_empty()).then_some(Value::Members(set))
}

/// The filled members of an optional value.
pub(super) fn filled(value: Option<&Value>) -> Option<&[Member]> {
    value.map(of).filter(|members| !members.is_empty())
}

/// A set is an argument when it has all its members, and holds it when a member's text does.
pub(super) const COMPARISON: Comparison<[Member]> = Comparison {
    same: |value, argument| argument.iter().all(|wanted| value.iter().any(|member| member.key == wanted.key)),
    at_least: never,
    at_most: never,
    contains: |value, argument| {
        argument.iter().all(|wanted| {
            let wanted = shown(wanted);
            value.iter().any(|member| {
                super::matching::contains_words(shown(member), wanted) || member.key.contains(wanted)
            })
        })
    },
};

/// The member as a person knows it.
pub fn shown(member: &Member) -> &str {
    if member.text.is_empty() { &member.key } else { &member.text }
}

/// One cell for all members: `text (label); text`.
pub(super) fn csv(value: &Value) -> String {
    let mut cell = String::new();
    for member in of(value) {
        if !cell.is_empty() {
            cell.push_str("; ");
        }
        cell.push_str(shown(member));
        if !member.label.is_empty() {
            cell.push_str(" (");
            cell.push_str(&member.label);
            cell.push(')');
        }
    }
    cell
}

/// Splits `text (label)`; a label is letters only, so that `(209) 172-7124` stays whole.
pub(super) fn split_label(item: &str) -> (&str, &str) {
    let item = item.trim();
    let Some(before) = item.strip_suffix(')') else { return (item, "") };
    let Some((text, label)) = before.rsplit_once('(') else { return (item, "") };
    let plain =
        !label.is_empty() && label.chars().all(|letter| letter.is_alphabetic() || " _-".contains(letter));
    if plain && !text.trim().is_empty() { (text.trim(), label.trim()) } else { (item, "") }
}

/// The order of sets is the order of their first member.
pub(super) fn sort_key(value: &Value) -> Vec<u8> {
    of(value).first().map_or_else(Vec::new, |first| super::fold::sort_key(shown(first)))
}
