//! Values in JSON, by the kind of their field: what `schema.rs` describes is written and read here.

use super::problem::{Problem, What};
use super::typed;
use crm_core::fields::{Kind, calendar, emails, link, links, members, phones, tags};
use crm_core::ids::PersonId;
use crm_core::objects::FieldDefinition;
use crm_core::value::{Address, Link, Member, Money, Value};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// Longest label of an address or number, in letters.
pub const LABEL: usize = 100;

/// A value as programs get it; nothing where it is not of the field's kind.
pub fn written(field: &FieldDefinition, value: &Value) -> Option<Json> {
    match (field.kind, value) {
        (Kind::Money | Kind::Computed, Value::Money(money)) => {
            Some(json!({"amount": typed::write_amount(*money), "currency": money.currency()}))
        }
        (
            Kind::Text | Kind::LongText | Kind::Url | Kind::Choice | Kind::Recurrence | Kind::Computed,
            Value::Text(text),
        ) => Some(json!(text)),
        (Kind::Number | Kind::Percent | Kind::Computed, Value::Number(number)) => Some(json!(number)),
        (Kind::Duration | Kind::Computed, Value::Integer(number)) => Some(json!(number)),
        (Kind::Date | Kind::Computed, Value::Date(day)) => Some(json!(calendar::write_day(*day))),
        (Kind::DateTime | Kind::Computed, Value::Moment(moment)) => {
            Some(json!(calendar::write_moment(*moment)))
        }
        (Kind::Flag, Value::Flag(flag)) => Some(json!(flag)),
        (Kind::Address, Value::Address(address)) => Some(written_address(address)),
        (Kind::Person, Value::Person(person)) => Some(json!(person.to_string())),
        (Kind::Link | Kind::LinkAny, Value::Link(link)) => Some(Json::Object(written_link(link, ""))),
        (Kind::Emails, Value::Members(found)) => {
            Some(found.iter().map(|one| labelled("address", one)).collect())
        }
        (Kind::Phones, Value::Members(found)) => {
            Some(found.iter().map(|one| labelled("number", one)).collect())
        }
        (Kind::Tags, Value::Members(found)) => Some(found.iter().map(members::shown).collect()),
        (Kind::MultiChoice, Value::Members(found)) => {
            Some(found.iter().map(|one| one.key.as_str()).collect())
        }
        (Kind::Links, Value::Members(found)) => {
            let links = found.iter().filter_map(|one| Some(written_link(&link::read(&one.key)?, &one.label)));
            Some(links.collect())
        }
        _ => None,
    }
}

fn labelled(name: &str, member: &Member) -> Json {
    let mut parts = Map::new();
    parts.insert(name.to_owned(), json!(members::shown(member)));
    if !member.label.is_empty() {
        parts.insert("label".to_owned(), json!(member.label));
    }
    Json::Object(parts)
}

fn written_link(link: &Link, role: &str) -> Map<String, Json> {
    let mut parts = Map::new();
    parts.insert("object".to_owned(), json!(link.object));
    parts.insert("id".to_owned(), json!(link.record.to_string()));
    if !role.is_empty() {
        parts.insert("role".to_owned(), json!(role));
    }
    parts
}

fn written_address(address: &Address) -> Json {
    let parts = [
        ("street", &address.street),
        ("city", &address.city),
        ("state", &address.state),
        ("postcode", &address.postcode),
        ("country", &address.country),
    ];
    let filled = parts.into_iter().filter(|(_, text)| !text.is_empty());
    Json::Object(filled.map(|(name, text)| (name.to_owned(), json!(text))).collect())
}

/// What a program wants a field to hold; `null` empties it. Whether it is small enough, and points to an object that the
/// field points to, the command checks.
pub fn read(
    field: &FieldDefinition,
    json: &Json,
    people: &BTreeSet<PersonId>,
) -> Result<Option<Value>, Problem> {
    if json.is_null() {
        return Ok(None);
    }
    let wrong = |detail: String| Problem::of_field(What::BadValue, field.key, detail);
    one(field, json, people).map_err(wrong)
}

fn one(field: &FieldDefinition, json: &Json, people: &BTreeSet<PersonId>) -> Result<Option<Value>, String> {
    match field.kind {
        Kind::Text | Kind::LongText => typed::parsed(field.kind, text(json)?, "a text"),
        Kind::Url => typed::parsed(Kind::Url, text(json)?, "a web address with https:// or http://"),
        Kind::Recurrence => {
            typed::parsed(Kind::Recurrence, text(json)?, "a rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO")
        }
        Kind::Choice => choice(field, json).map(|id| Some(Value::Text(id.to_owned()))),
        Kind::MultiChoice => set(json, |item| choice(field, item).map(|id| plain(id.to_owned()))),
        Kind::Emails => {
            set(json, |item| contact(Kind::Emails, item, "address", |text| Some(emails::key(text))))
        }
        Kind::Phones => set(json, |item| {
            contact(Kind::Phones, item, "number", |text| phones::key(text, typed::CONTEXT.calling_code))
        }),
        Kind::Tags => set(json, |item| tag(text(item)?)),
        Kind::Links => set(json, |item| {
            let parts = parts(item, &["object", "id", "role"])?;
            let role = parts.get("role").map_or(Ok(""), text)?;
            if role.is_empty() || field.choices.is_empty() || field.choice(role).is_some() {
                Ok(links::member(&read_link(parts)?, role))
            } else {
                Err(format!("Give `role` as one of: {}.", choices(field)))
            }
        }),
        Kind::Date => typed::read_day(text(json)?).map(|day| Some(Value::Date(day))),
        Kind::DateTime => typed::read_moment(text(json)?).map(|moment| Some(Value::Moment(moment))),
        Kind::Duration => match json.as_i64() {
            Some(seconds) if seconds >= 0 => Ok(Some(Value::Integer(seconds))),
            Some(_) | None => Err("Give a whole number of seconds, not below zero.".to_owned()),
        },
        Kind::Number | Kind::Percent => {
            json.as_f64().map(|number| Some(Value::Number(number))).ok_or_else(|| "Give a number.".to_owned())
        }
        Kind::Flag => {
            json.as_bool().map(|flag| Some(Value::Flag(flag))).ok_or_else(|| "Give true or false.".to_owned())
        }
        Kind::Money => money(json).map(|money| Some(Value::Money(money))),
        Kind::Address => address(json).map(Some),
        Kind::Link | Kind::LinkAny => {
            read_link(parts(json, &["object", "id"])?).map(|link| Some(Value::Link(link)))
        }
        Kind::Person => match text(json)?.parse::<PersonId>() {
            Ok(person) if people.contains(&person) => Ok(Some(Value::Person(person))),
            Ok(_) | Err(_) => {
                Err("Give the id of somebody of the workspace; /api/v1/people lists them.".to_owned())
            }
        },
        Kind::Computed => Err("It is worked out from other fields; leave it out.".to_owned()),
    }
}

fn text(json: &Json) -> Result<&str, String> {
    json.as_str().ok_or_else(|| "Give a text.".to_owned())
}

fn parts<'j>(json: &'j Json, known: &[&str]) -> Result<&'j Map<String, Json>, String> {
    let parts = json.as_object().filter(|parts| parts.keys().all(|key| known.contains(&key.as_str())));
    parts.ok_or_else(|| format!("Give an object with {} and nothing else.", known.join(", ")))
}

fn choices(field: &FieldDefinition) -> String {
    let ids: Vec<&str> = field.choices.iter().map(|choice| choice.id).collect();
    ids.join(", ")
}

fn choice<'j>(field: &FieldDefinition, json: &'j Json) -> Result<&'j str, String> {
    let id = text(json)?;
    field.choice(id).map(|_| id).ok_or_else(|| format!("Give one of: {}.", choices(field)))
}

fn plain(key: String) -> Member {
    Member { key, order: 0, label: String::new(), text: String::new() }
}

/// The members of an array, in its order; an empty one empties the field.
fn set(json: &Json, each: impl Fn(&Json) -> Result<Member, String>) -> Result<Option<Value>, String> {
    let items = json.as_array().filter(|items| items.len() <= members::MOST_MEMBERS);
    let items = items.ok_or_else(|| format!("Give an array of at most {}.", members::MOST_MEMBERS))?;
    Ok(members::collect(items.iter().map(each).collect::<Result<Vec<_>, _>>()?))
}

/// An e-mail address or a number, with its label.
fn contact(
    kind: Kind,
    json: &Json,
    name: &str,
    key: impl Fn(&str) -> Option<String>,
) -> Result<Member, String> {
    let parts = parts(json, &[name, "label"])?;
    let given = text(parts.get(name).unwrap_or(&Json::Null))?;
    let what = if kind == Kind::Emails { "one e-mail address" } else { "one phone number" };
    let malformed = || format!("Give `{name}` as {what}.");
    let Some(Value::Members(found)) = typed::parsed(kind, given, what)? else { return Err(malformed()) };
    let [member] = found.as_slice() else { return Err(malformed()) };
    let label = parts.get("label").map_or(Ok(""), text)?.trim();
    if label.chars().count() > LABEL || label.chars().any(char::is_control) {
        return Err(format!("Give `label` with at most {LABEL} letters."));
    }
    let key = key(&member.text).ok_or_else(malformed)?;
    Ok(Member { key, label: label.to_owned(), ..member.clone() })
}

fn tag(text: &str) -> Result<Member, String> {
    let tag = tags::tag(text)
        .filter(|tag| tag.text.len() <= tags::TAG_BYTES && !tag.text.contains(char::is_control));
    tag.ok_or_else(|| format!("Give a tag of 1 to {} bytes.", tags::TAG_BYTES))
}

fn read_link(parts: &Map<String, Json>) -> Result<Link, String> {
    let part = |name: &str| parts.get(name).and_then(Json::as_str);
    let link = part("object").zip(part("id")).and_then(|(object, id)| link::read(&format!("{object}/{id}")));
    link.ok_or_else(|| "Give `object` and `id` of a record.".to_owned())
}

fn money(json: &Json) -> Result<Money, String> {
    let parts = parts(json, &["amount", "currency"])?;
    let part = |name: &str| parts.get(name).and_then(Json::as_str).unwrap_or_default();
    typed::read_amount(part("amount"), part("currency"))
}

fn address(json: &Json) -> Result<Value, String> {
    let parts = parts(json, &["street", "city", "state", "postcode", "country"])?;
    let part = |name: &str| parts.get(name).map_or(Ok(""), text).map(|text| text.trim().to_owned());
    Ok(Value::Address(Address {
        street: part("street")?,
        city: part("city")?,
        state: part("state")?,
        postcode: part("postcode")?,
        country: part("country")?,
    }))
}
