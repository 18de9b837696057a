//! Convert a lead into an account, a contact and, where it is named, a deal.
//!
//! The ids of what is made follow from the lead's id, so that two people who convert the same lead at once make the
//! same records. Long texts stay on the lead: two copies of one text made at once would merge into a double text.

use super::create::{Origin, document, put};
use super::edits::{to_hold, writable};
use super::merge::merged_into;
use super::restore::restore;
use super::set_field::{one, present};
use super::{Assignment, DocumentPlan, Intent, Plan, Reason, Refusal, Situation};
use crate::fields::{Scalar, link};
use crate::ids::RecordId;
use crate::objects;
use crate::value::{Link, Value};
use crate::views::record::Record;

/// What is added (exclusive or) to the last byte pair of the lead's id.
const ACCOUNT: [u8; 2] = [0xac, 0x01];
const CONTACT: [u8; 2] = [0xc0, 0x02];
const DEAL: [u8; 2] = [0xde, 0x03];

/// Field of the lead, field of the new record.
type Carried = (&'static str, &'static str);

const TO_ACCOUNT: &[Carried] = &[
    ("company", "name"),
    ("website", "website"),
    ("industry", "industry"),
    ("employees", "employees"),
    ("annual_revenue", "annual_revenue"),
    ("rating", "rating"),
    ("address", "billing_address"),
    ("owner", "owner"),
];
const TO_CONTACT: &[Carried] = &[
    ("salutation", "salutation"),
    ("first_name", "first_name"),
    ("last_name", "last_name"),
    ("job_title", "job_title"),
    ("emails", "emails"),
    ("phones", "phones"),
    ("fax", "fax"),
    ("lead_source", "lead_source"),
    ("address", "mailing_address"),
    ("email_opt_out", "email_opt_out"),
    ("do_not_call", "do_not_call"),
    ("tags", "tags"),
    ("owner", "owner"),
];
const TO_DEAL: &[Carried] =
    &[("opportunity_amount", "amount"), ("lead_source", "lead_source"), ("owner", "owner")];

/// The id of what a lead becomes.
fn derived(lead: RecordId, constant: [u8; 2]) -> RecordId {
    let mut id = lead.0;
    id[14] ^= constant[0];
    id[15] ^= constant[1];
    RecordId(id)
}

/// The ids of the account, the contact and the deal that a lead may become.
pub fn becomes(lead: RecordId) -> [RecordId; 3] {
    [ACCOUNT, CONTACT, DEAL].map(|constant| derived(lead, constant))
}

/// Converts a lead. A lead without a company makes no account, one without a name or e-mail no contact. `there` are the
/// records that it may become as far as they are there already: deleted ones come back and hold what the lead does, others
/// stay as they are.
pub fn convert(
    record: Option<&Record>,
    deal: Option<&str>,
    there: &[Record],
    situation: &Situation,
) -> Result<Plan, Refusal> {
    let (lead, definition) = present(record)?;
    if definition.key != "lead" {
        return Err(Refusal::record(Reason::UnknownObject));
    }
    if lead.value("converted") == Some(&Value::Flag(true)) || merged_into(lead).is_some() {
        return Err(Refusal::record(Reason::AlreadyConverted));
    }
    let mut documents = Vec::new();
    let mut make = |object: &str, constant, values: Vec<Assignment>| -> Result<Link, Refusal> {
        let record = derived(lead.id, constant);
        match there.iter().find(|one| one.id == record) {
            None => documents.push(document(object, record, &values, &Origin::Conversion, situation)?),
            Some(before) if before.deleted() => documents.extend(brought_back(before, &values)?),
            Some(_) => {}
        }
        Ok(Link { object: object.to_owned(), record })
    };
    let filled = |keys: &[&str]| keys.iter().any(|key| lead.value(key).is_some());
    let account = match filled(&["company"]) {
        true => Some(make("account", ACCOUNT, carry(lead, TO_ACCOUNT))?),
        false => None,
    };
    let to_account = account.clone().map(|link| ("account".to_owned(), Some(Value::Link(link))));
    let contact = match filled(&["first_name", "last_name", "emails"]) {
        true => {
            let mut values = carry(lead, TO_CONTACT);
            values.extend(to_account.clone());
            Some(make("contact", CONTACT, values)?)
        }
        false => None,
    };
    let deal = match deal.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => {
            let mut values = carry(lead, TO_DEAL);
            values.push(("name".to_owned(), Some(Value::Text(name.to_owned()))));
            values.push((
                "stage".to_owned(),
                Some(Value::Text(situation.stages.or_first("qualification").to_owned())),
            ));
            values.extend(to_account);
            values.extend(contact.clone().map(|link| ("contact".to_owned(), Some(Value::Link(link)))));
            Some(make("deal", DEAL, values)?)
        }
        None => None,
    };
    let mut edits = vec![
        put("converted", Scalar::Flag(true)),
        put("converted_at", Scalar::Moment(situation.now)),
        put("status", Scalar::Text("converted".to_owned())),
    ];
    for (key, made) in
        [("converted_account", account), ("converted_contact", contact), ("converted_deal", deal)]
    {
        edits.extend(made.map(|made| put(key, Scalar::Text(link::write(&made)))));
    }
    documents.extend(one(lead, Intent::Convert, edits)?.documents);
    Ok(Plan { documents })
}

/// A record that an earlier conversion made, with what the lead says now.
fn brought_back(before: &Record, values: &[Assignment]) -> Result<Option<DocumentPlan>, Refusal> {
    let definition = objects::object(&before.object).ok_or(Refusal::record(Reason::UnknownObject))?;
    let mut plan = restore(Some(before))?;
    if let Some(part) = plan.documents.first_mut() {
        for (key, value) in values {
            part.edits.extend(to_hold(writable(definition, key)?, Some(before), value.as_ref())?);
        }
    }
    Ok(plan.documents.pop())
}

fn carry(lead: &Record, fields: &[Carried]) -> Vec<Assignment> {
    let value = |(from, to): &Carried| Some(((*to).to_owned(), Some(lead.value(from)?.clone())));
    fields.iter().filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::outcome;
    use crate::commands::trial::{NOW, after, record, situation, text, value};
    use std::collections::BTreeSet;

    fn lead() -> Record {
        record(
            "lead",
            &[
                ("first_name", text("Rina")),
                ("company", text("Rina Traders")),
                ("emails", value("lead", "emails", "rina@x.bd (work)")),
                ("opportunity_amount", value("lead", "opportunity_amount", "5 lakh")),
            ],
        )
    }

    #[test]
    fn a_lead_becomes_three_records_that_point_to_each_other() {
        let lead = lead();
        let plan = convert(Some(&lead), Some("First order"), &[], &situation()).expect("a conversion");
        let made = |object: &str| {
            let part = plan.documents.iter().find(|part| part.object == object).expect("made");
            outcome::apply(Record::empty(part.record, object), &part.edits, NOW)
        };
        let (account, contact, deal) = (made("account"), made("contact"), made("deal"));
        assert_eq!(account.text("name"), Some("Rina Traders"));
        assert_eq!(contact.value("emails"), lead.value("emails"));
        let to = |record: &Record| Value::Link(Link { object: record.object.clone(), record: record.id });
        assert_eq!(contact.value("account"), Some(&to(&account)));
        assert_eq!(deal.value("account"), Some(&to(&account)));
        assert_eq!(deal.value("contact"), Some(&to(&contact)));
        assert_eq!(deal.value("amount"), lead.value("opportunity_amount"));
        let lead = after(&lead, &plan);
        assert_eq!(lead.text("status"), Some("converted"));
        assert_eq!(lead.value("converted_deal"), Some(&to(&deal)));
        let again = convert(Some(&lead), None, &[], &situation());
        assert_eq!(again, Err(Refusal::record(Reason::AlreadyConverted)));
    }

    #[test]
    fn two_people_at_once_make_the_same_records() {
        let mut other = situation();
        other.fresh.reverse();
        let ids = |situation: &Situation| -> BTreeSet<RecordId> {
            let plan = convert(Some(&lead()), Some("First order"), &[], situation).expect("a conversion");
            plan.documents.iter().map(|part| part.record).collect()
        };
        assert_eq!(ids(&situation()), ids(&other));
        assert_eq!(ids(&other).len(), 4);
    }

    #[test]
    fn only_what_can_be_called_something_is_made() {
        let company = record("lead", &[("company", text("Acme"))]);
        let plan = convert(Some(&company), None, &[], &situation()).expect("a conversion");
        let objects: Vec<_> = plan.documents.iter().map(|part| part.object.as_str()).collect();
        assert_eq!(objects, ["account", "lead"]);
    }

    #[test]
    fn carried_fields_exist_and_are_of_the_same_kind() {
        let kind = |object: &str, key: &str| {
            let field = objects::object(object).and_then(|object| object.field(key));
            field.unwrap_or_else(|| panic!("{object}.{key}")).kind
        };
        for (object, fields) in [("account", TO_ACCOUNT), ("contact", TO_CONTACT), ("deal", TO_DEAL)] {
            for (from, to) in fields {
                assert_eq!(kind("lead", from), kind(object, to), "{from} {to}");
            }
        }
    }
}
