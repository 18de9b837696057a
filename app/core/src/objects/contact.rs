//! Contact: a person at an account.

use super::choices::{SALUTATIONS, SOURCES};
use super::{ChoiceDefinition, FieldDefinition, ObjectDefinition};
use crate::fields::Kind;

/// What a person is at a further company.
pub(super) static ACCOUNT_ROLES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("employee", 0),
    ChoiceDefinition::new("owner", 0),
    ChoiceDefinition::new("director", 0),
    ChoiceDefinition::new("consultant", 0),
    ChoiceDefinition::new("board_member", 0),
    ChoiceDefinition::new("former", 0),
];

/// How a person likes to be reached.
pub(super) static CHANNELS: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("phone", 0),
    ChoiceDefinition::new("whatsapp", 0),
    ChoiceDefinition::new("sms", 0),
    ChoiceDefinition::new("email", 0),
    ChoiceDefinition::new("messenger", 0),
    ChoiceDefinition::new("visit", 0),
    ChoiceDefinition::new("post", 0),
];

/// A person at an account.
pub static CONTACT: ObjectDefinition = ObjectDefinition {
    key: "contact",
    fields: &[
        FieldDefinition::new("salutation", Kind::Choice)
            .choices(SALUTATIONS)
            .aliases(&["salutation", "সম্বোধন"]),
        FieldDefinition::new("first_name", Kind::Text).aliases(&[
            "first name",
            "firstname",
            "given name",
            "প্রথম নাম",
            "নামের প্রথম অংশ",
        ]),
        FieldDefinition::new("last_name", Kind::Text).required().aliases(&[
            "last name",
            "lastname",
            "surname",
            "family name",
            "শেষ নাম",
            "বংশনাম",
        ]),
        FieldDefinition::new("full_name", Kind::Computed).system().aliases(&[
            "full name",
            "name",
            "contact name",
            "contact full name",
            "নাম",
            "পুরো নাম",
        ]),
        FieldDefinition::new("account", Kind::Link).to(&["account"]).aliases(&[
            "account",
            "account name",
            "accountname",
            "company",
            "company name",
            "organization",
            "organisation",
            "associated company",
            "প্রতিষ্ঠান",
            "কোম্পানি",
        ]),
        FieldDefinition::new("other_accounts", Kind::Links).to(&["account"]).choices(ACCOUNT_ROLES),
        FieldDefinition::new("job_title", Kind::Text).aliases(&[
            "title",
            "job title",
            "designation",
            "position",
            "পদবি",
            "পদবী",
        ]),
        FieldDefinition::new("department", Kind::Text).aliases(&["department", "বিভাগ"]),
        FieldDefinition::new("emails", Kind::Emails).aliases(&[
            "email",
            "emails",
            "e mail",
            "email address",
            "email work",
            "primary email",
            "secondary email",
            "email home",
            "email other",
            "other email",
            "email 2",
            "ইমেইল",
            "ই মেইল",
        ]),
        FieldDefinition::new("phones", Kind::Phones).aliases(&[
            "phone",
            "phones",
            "phone number",
            "phone 1",
            "phone 2",
            "business phone",
            "work phone",
            "phone work",
            "home phone",
            "homephone",
            "phone home",
            "other phone",
            "otherphone",
            "phone other",
            "telephone",
            "mobile",
            "mobile phone",
            "mobile phone number",
            "mobilephone",
            "cell",
            "ফোন",
            "মোবাইল",
        ]),
        FieldDefinition::new("fax", Kind::Text).aliases(&["fax", "business fax", "ফ্যাক্স"]),
        FieldDefinition::new("preferred_channels", Kind::MultiChoice)
            .choices(CHANNELS)
            .aliases(&["preferred channels"]),
        FieldDefinition::new("reports_to", Kind::Link)
            .to(&["contact"])
            .aliases(&["reporting to", "reports to"]),
        FieldDefinition::new("assistant_name", Kind::Text).aliases(&[
            "assistant",
            "assistant name",
            "assistantname",
        ]),
        FieldDefinition::new("assistant_phone", Kind::Text).aliases(&[
            "asst phone",
            "assistant phone",
            "assistantphone",
        ]),
        FieldDefinition::new("birth_date", Kind::Date).aliases(&[
            "date of birth",
            "birthdate",
            "birthday",
            "জন্ম তারিখ",
        ]),
        FieldDefinition::new("lead_source", Kind::Choice).choices(SOURCES).open("system").aliases(&[
            "lead source",
            "leadsource",
            "source",
            "original source",
            "উৎস",
        ]),
        FieldDefinition::new("mailing_address", Kind::Address).aliases(&[
            "mailing address",
            "address",
            "ঠিকানা",
        ]),
        FieldDefinition::new("other_address", Kind::Address).aliases(&["other address"]),
        FieldDefinition::new("email_opt_out", Kind::Flag).aliases(&[
            "email opt out",
            "hasoptedoutofemail",
            "unsubscribed",
        ]),
        FieldDefinition::new("do_not_call", Kind::Flag).aliases(&["do not call", "donotcall"]),
        FieldDefinition::new("website", Kind::Url).aliases(&["website", "website url", "url", "ওয়েবসাইট"]),
        FieldDefinition::new("skype", Kind::Text).aliases(&["skype id", "skype"]),
        FieldDefinition::new("linkedin", Kind::Url).aliases(&["linkedin", "linkedin url"]),
        FieldDefinition::new("twitter", Kind::Text).aliases(&["twitter", "x"]),
        FieldDefinition::new("description", Kind::LongText).aliases(&[
            "description",
            "contact description",
            "notes",
            "background",
            "বিবরণ",
            "মন্তব্য",
        ]),
    ],
    title: &["first_name", "last_name", "emails"],
    subtitle: Some("account"),
    columns: &["account", "job_title", "emails", "phones", "owner"],
    quick: &["first_name", "last_name", "account", "phones", "emails"],
    board: None,
    activity: false,
};
