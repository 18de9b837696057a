//! Account: a company or an organisation that one deals with.

use super::choices::{INDUSTRIES, RATINGS};
use super::{ChoiceDefinition, FieldDefinition, ObjectDefinition};
use crate::fields::Kind;

/// What the company is to us.
pub(super) static TYPES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("prospect", 235),
    ChoiceDefinition::new("customer", 152),
    ChoiceDefinition::new("partner", 264),
    ChoiceDefinition::new("reseller", 195),
    ChoiceDefinition::new("distributor", 195),
    ChoiceDefinition::new("supplier", 78),
    ChoiceDefinition::new("vendor", 78),
    ChoiceDefinition::new("investor", 305),
    ChoiceDefinition::new("integrator", 195),
    ChoiceDefinition::new("analyst", 0),
    ChoiceDefinition::new("competitor", 20),
    ChoiceDefinition::new("press", 0),
    ChoiceDefinition::new("other", 0),
];

/// Whose the company is.
pub(super) static OWNERSHIPS: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("private", 0),
    ChoiceDefinition::new("public", 0),
    ChoiceDefinition::new("government", 0),
    ChoiceDefinition::new("partnership", 0),
    ChoiceDefinition::new("proprietorship", 0),
    ChoiceDefinition::new("subsidiary", 0),
    ChoiceDefinition::new("nonprofit", 0),
    ChoiceDefinition::new("other", 0),
];

/// A company or an organisation.
pub static ACCOUNT: ObjectDefinition = ObjectDefinition {
    key: "account",
    fields: &[
        FieldDefinition::new("name", Kind::Text).required().aliases(&[
            "account name",
            "account",
            "accountname",
            "company name",
            "company",
            "organization",
            "organisation",
            "organization name",
            "organisation name",
            "name",
            "প্রতিষ্ঠান",
            "প্রতিষ্ঠানের নাম",
            "কোম্পানি",
            "নাম",
        ]),
        FieldDefinition::new("website", Kind::Url).aliases(&[
            "website",
            "website url",
            "url",
            "company domain name",
            "domain",
            "ওয়েবসাইট",
        ]),
        FieldDefinition::new("phones", Kind::Phones).aliases(&[
            "phone",
            "phones",
            "phone number",
            "phone 1",
            "phone 2",
            "business phone",
            "telephone",
            "mobile",
            "ফোন",
            "মোবাইল",
        ]),
        FieldDefinition::new("emails", Kind::Emails).aliases(&[
            "email",
            "emails",
            "e mail",
            "email address",
            "ইমেইল",
            "ই মেইল",
        ]),
        FieldDefinition::new("fax", Kind::Text).aliases(&["fax", "ফ্যাক্স"]),
        FieldDefinition::new("account_number", Kind::Text).aliases(&["account number", "accountnumber"]),
        FieldDefinition::new("site", Kind::Text).aliases(&["account site", "site", "শাখা"]),
        FieldDefinition::new("type", Kind::Choice).choices(TYPES).open("account").aliases(&[
            "type",
            "account type",
            "ধরন",
        ]),
        FieldDefinition::new("industry", Kind::Choice).choices(INDUSTRIES).open("system").aliases(&[
            "industry",
            "sector",
            "শিল্প",
            "খাত",
        ]),
        FieldDefinition::new("ownership", Kind::Choice).choices(OWNERSHIPS).aliases(&["ownership", "মালিকানা"]),
        FieldDefinition::new("employees", Kind::Number).aliases(&[
            "employees",
            "no of employees",
            "number of employees",
            "numberofemployees",
            "size",
            "কর্মী সংখ্যা",
        ]),
        FieldDefinition::new("annual_revenue", Kind::Money).aliases(&[
            "annual revenue",
            "annualrevenue",
            "revenue",
            "বার্ষিক আয়",
        ]),
        FieldDefinition::new("rating", Kind::Choice).choices(RATINGS).aliases(&["rating"]),
        FieldDefinition::new("sic_code", Kind::Text).aliases(&["sic code", "sic"]),
        FieldDefinition::new("ticker", Kind::Text).aliases(&["ticker symbol", "tickersymbol", "ticker"]),
        FieldDefinition::new("tax_id", Kind::Text).aliases(&[
            "tax id",
            "tax identifier",
            "bin",
            "tin",
            "বিআইএন",
            "টিআইএন",
        ]),
        FieldDefinition::new("parent", Kind::Link).to(&["account"]).aliases(&[
            "parent account",
            "parent company",
            "parent",
            "subsidiary of",
            "মূল প্রতিষ্ঠান",
        ]),
        FieldDefinition::new("billing_address", Kind::Address).aliases(&[
            "billing address",
            "address",
            "ঠিকানা",
        ]),
        FieldDefinition::new("shipping_address", Kind::Address).aliases(&["shipping address"]),
        FieldDefinition::new("description", Kind::LongText).aliases(&[
            "description",
            "notes",
            "বিবরণ",
            "মন্তব্য",
        ]),
        FieldDefinition::new("linkedin", Kind::Url).aliases(&[
            "linkedin",
            "linkedin url",
            "linkedin company page",
        ]),
    ],
    title: &["name"],
    subtitle: Some("industry"),
    columns: &["website", "phones", "type", "industry", "owner"],
    quick: &["name", "phones", "website", "type"],
    board: None,
    activity: false,
};
