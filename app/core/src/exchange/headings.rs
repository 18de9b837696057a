//! From the heading of a column to what the column is.

use crate::fields::{Kind, fold};
use crate::messages::ImportTarget;
use crate::objects::{FieldDefinition, ObjectDefinition, names};

/// Words that name an object before a heading: `Deal Owner`, `Company Name`.
const OBJECT_WORDS: &[(&str, &[&str])] = &[
    ("account", &["account", "company", "organization", "organisation"]),
    ("contact", &["contact", "customer", "person"]),
    ("lead", &["lead"]),
    ("deal", &["deal", "opportunity", "potential"]),
    ("task", &["task"]),
    ("call", &["call"]),
    ("meeting", &["meeting", "event"]),
    ("note", &["note"]),
];

/// Headings of the id in the other system.
const EXTERNAL_IDS: &[&str] = &["record id", "id", "external id", "আইডি"];

/// What other systems and spreadsheets write for themselves.
const LEFT_OUT: &[&str] = &[
    "index",
    "no",
    "sl",
    "sl no",
    "#",
    "ক্রমিক",
    "created by",
    "created by id",
    "createdbyid",
    "modified by",
    "modified by id",
    "lastmodifiedbyid",
    "created time",
    "create date",
    "createddate",
    "created at",
    "created",
    "modified time",
    "last modified date",
    "lastmodifieddate",
    "systemmodstamp",
    "last activity time",
    "last activity date",
    "lastactivitydate",
    "change log time",
    "locked",
    "isdeleted",
    "is deleted",
    "is converted",
    "isconverted",
    "masterrecordid",
    "layout",
    "layout id",
    "currency",
    "expected revenue",
    "expectedrevenue",
    "origin",
    "import",
    "deleted",
    "deleted by",
];

/// The parts of an address and their headings.
const PARTS: &[(&str, &[&str])] = &[
    ("street", &["street", "street address", "address", "address line 1", "ঠিকানা"]),
    ("city", &["city", "town", "শহর", "উপজেলা", "থানা"]),
    ("state", &["state", "state region", "state province", "province", "region", "জেলা"]),
    (
        "postcode",
        &["zip", "zip code", "zip postal code", "postal code", "postalcode", "postcode", "code", "পোস্ট কোড"],
    ),
    ("country", &["country", "country region", "দেশ"]),
];

/// A heading made comparable: small letters, no `*`, no `_ - / .`, single spaces.
pub fn normalise(heading: &str) -> String {
    let folded = fold::fold(heading.trim_start_matches('\u{feff}'));
    let spaced = folded.replace(['_', '-', '/', '.'], " ").replace('*', "");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the column is for that object, by its heading alone; `None` where nothing is known about it.
pub fn target(definition: &'static ObjectDefinition, heading: &str) -> Option<ImportTarget> {
    let heading = normalise(heading);
    if heading.is_empty() || LEFT_OUT.iter().any(|left| normalise(left) == heading) {
        return Some(ImportTarget::Skip);
    }
    known(definition, &heading).or_else(|| {
        let words = OBJECT_WORDS.iter().find(|(object, _)| *object == definition.key)?.1;
        let rest = words.iter().find_map(|word| heading.strip_prefix(word)?.strip_prefix(' '))?;
        if LEFT_OUT.contains(&rest) { Some(ImportTarget::Skip) } else { known(definition, rest) }
    })
}

/// What a normalised heading is, without leaving words out.
fn known(definition: &'static ObjectDefinition, heading: &str) -> Option<ImportTarget> {
    if EXTERNAL_IDS.contains(&heading) || own_id(definition, heading) {
        return Some(ImportTarget::ExternalId);
    }
    if let Some(field) = by_alias(definition, heading) {
        return Some(of_field(field));
    }
    if let Some(part) = address_part(definition, heading) {
        return Some(part);
    }
    if is_foreign_id(definition, heading) {
        return Some(ImportTarget::Skip);
    }
    definition.all_fields().find(|field| is_called(definition, field, heading)).map(of_field)
}

/// `deal id` in a file of deals.
fn own_id(definition: &ObjectDefinition, heading: &str) -> bool {
    let words =
        OBJECT_WORDS.iter().find(|(object, _)| *object == definition.key).map_or(&[][..], |(_, words)| words);
    words.iter().any(|word| heading.strip_prefix(word).is_some_and(|rest| rest == " id" || rest == "id"))
}

/// `account name id` beside `account name`, `ownerid`: ids of other records, which stay in the other system.
fn is_foreign_id(definition: &ObjectDefinition, heading: &str) -> bool {
    let Some(rest) = heading.strip_suffix("id").or_else(|| heading.strip_suffix("ids")) else { return false };
    let rest = rest.trim_end();
    by_alias(definition, rest).is_some_and(|field| links(field.kind))
        || rest.ends_with("owner")
        || OBJECT_WORDS.iter().any(|(_, words)| words.contains(&rest.trim_start_matches("associated ")))
}

const fn links(kind: Kind) -> bool {
    matches!(kind, Kind::Link | Kind::Links | Kind::LinkAny | Kind::Person)
}

fn by_alias(definition: &ObjectDefinition, heading: &str) -> Option<&'static FieldDefinition> {
    definition.all_fields().find(|field| field.aliases.iter().any(|alias| normalise(alias) == heading))
}

/// Whether the heading is the field's key or one of its names: what this product's own lists are headed with.
fn is_called(definition: &ObjectDefinition, field: &FieldDefinition, heading: &str) -> bool {
    let names = names::field(definition.key, field.key).unwrap_or_default();
    normalise(field.key) == heading || names.iter().any(|name| normalise(name) == heading)
}

fn of_field(field: &'static FieldDefinition) -> ImportTarget {
    if field.key == "external_id" {
        return ImportTarget::ExternalId;
    }
    // A whole name is worked out from its parts, and taken apart where a file has only the whole.
    if field.system && field.key != "full_name" {
        return ImportTarget::Skip;
    }
    if matches!(field.kind, Kind::Link | Kind::LinkAny | Kind::Links) {
        return ImportTarget::LinkByTitle(field.key.to_owned());
    }
    ImportTarget::Field(field.key.to_owned())
}

/// `mailing city`, `billingstreet`, `shipping address state province`, `city`.
fn address_part(definition: &ObjectDefinition, heading: &str) -> Option<ImportTarget> {
    let mut addresses = definition.fields.iter().filter(|field| field.kind == Kind::Address);
    let first = addresses.clone().next()?;
    let named = addresses.find_map(|field| {
        let word = field.key.strip_suffix("_address").filter(|word| !word.is_empty())?;
        Some((field, heading.strip_prefix(word)?.trim_start()))
    });
    let (field, rest) = named.unwrap_or((first, heading));
    let rest = rest.strip_prefix("address ").unwrap_or(rest);
    let part = PARTS.iter().find(|(_, words)| words.iter().any(|word| normalise(word) == rest))?.0;
    Some(ImportTarget::AddressPart(field.key.to_owned(), part.to_owned()))
}

/// Which objects a heading names, to guess what a file is about: `deal name`, `opportunity id`.
pub fn names_object(heading: &str) -> Option<&'static str> {
    let heading = normalise(heading);
    let own = |words: &[&str]| {
        words.iter().any(|word| {
            heading.strip_prefix(word).is_some_and(|rest| matches!(rest, " name" | " id" | " owner"))
        })
    };
    OBJECT_WORDS.iter().find(|(_, words)| own(words)).map(|(object, _)| *object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects;
    use ImportTarget as T;

    #[test]
    fn headings_of_other_systems_are_known() {
        let field = |key: &str| Some(T::Field(key.to_owned()));
        let link = |key: &str| Some(T::LinkByTitle(key.to_owned()));
        let part = |key: &str, part: &str| Some(T::AddressPart(key.to_owned(), part.to_owned()));
        for (object, heading, expected) in [
            ("contact", "First Name", field("first_name")),
            ("contact", "LAST_NAME*", field("last_name")),
            ("contact", "Full Name", field("full_name")),
            ("contact", "Account Name", link("account")),
            ("contact", "Account Name.id", Some(T::Skip)),
            ("contact", "Title", field("job_title")),
            ("contact", "Contact Owner", field("owner")),
            ("contact", "Contact Owner.id", Some(T::Skip)),
            ("contact", "Mailing State/Province", part("mailing_address", "state")),
            ("contact", "Other Zip", part("other_address", "postcode")),
            ("contact", "City", part("mailing_address", "city")),
            ("contact", "E-mail", field("emails")),
            ("contact", "Email Opt Out", field("email_opt_out")),
            ("contact", "মোবাইল", field("phones")),
            ("contact", "Contact Id", Some(T::ExternalId)),
            ("contact", "Customer Id", Some(T::ExternalId)),
            ("account", "Company name", field("name")),
            ("account", "Account ID", Some(T::ExternalId)),
            ("account", "Organization Id", Some(T::ExternalId)),
            ("account", "BillingStreet", part("billing_address", "street")),
            ("account", "Billing Address - State / Province", part("billing_address", "state")),
            ("account", "Parent Account", link("parent")),
            ("account", "subsidiary_of", link("parent")),
            ("account", "Number of employees", field("employees")),
            ("account", "Account Type", field("type")),
            ("deal", "Deal Stage", field("stage")),
            ("deal", "Probability (%)", field("probability")),
            ("deal", "opportunity_id", Some(T::ExternalId)),
            ("deal", "Account Name", link("account")),
            ("deal", "Expected Revenue", Some(T::Skip)),
            ("lead", "Lead Status", field("status")),
            ("lead", "Street", part("address", "street")),
            ("task", "Due Date", field("due")),
            ("task", "Title", field("subject")),
            ("call", "Call Duration (in seconds)", field("duration")),
            ("meeting", "From", field("start")),
            ("note", "Note Content", field("body")),
            ("contact", "Record Id", Some(T::ExternalId)),
            ("contact", "Created Time", Some(T::Skip)),
            ("contact", "Shoe size", None),
            ("contact", "নামের শেষ অংশ", field("last_name")),
        ] {
            let definition = objects::object(object).expect("an object of the catalogue");
            assert_eq!(target(definition, heading), expected, "{object}: {heading}");
        }
    }

    #[test]
    fn no_alias_of_an_object_means_two_fields() {
        for definition in objects::CATALOGUE {
            let mut seen = std::collections::BTreeMap::new();
            for field in definition.all_fields() {
                for alias in field.aliases {
                    assert_eq!(normalise(alias), fold::fold(alias), "{alias} is not normalised");
                    let other = seen.insert(normalise(alias), field.key);
                    assert!(other.is_none(), "{}: {alias} is {} and {other:?}", definition.key, field.key);
                }
            }
        }
    }
}
