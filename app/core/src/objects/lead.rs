//! Lead: a person or a company that may become a customer.

use super::choices::{INDUSTRIES, LOST_REASONS, RATINGS, SALUTATIONS, SOURCES};
use super::{ChoiceDefinition, FieldDefinition, ObjectDefinition};
use crate::fields::Kind;

/// How far one has come with a lead.
pub(super) static STATUSES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("new", 235),
    ChoiceDefinition::new("attempted", 195),
    ChoiceDefinition::new("contacted", 264),
    ChoiceDefinition::new("nurture", 78),
    ChoiceDefinition::new("qualified", 152),
    ChoiceDefinition::new("converted", 110),
    ChoiceDefinition::new("unqualified", 45),
    ChoiceDefinition::new("junk", 0),
    ChoiceDefinition::new("lost", 20),
];

/// What the person decides (BANT).
pub(super) static AUTHORITIES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("decision_maker", 152),
    ChoiceDefinition::new("influencer", 235),
    ChoiceDefinition::new("user", 78),
    ChoiceDefinition::new("unknown", 0),
];

/// When the lead wants to buy (BANT).
pub(super) static TIMELINES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("now", 152),
    ChoiceDefinition::new("this_month", 110),
    ChoiceDefinition::new("this_quarter", 78),
    ChoiceDefinition::new("this_year", 45),
    ChoiceDefinition::new("later", 0),
    ChoiceDefinition::new("unknown", 0),
];

/// A person or a company that may become a customer.
pub static LEAD: ObjectDefinition = ObjectDefinition {
    key: "lead",
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
            "lead name",
            "নাম",
            "পুরো নাম",
        ]),
        FieldDefinition::new("company", Kind::Text).aliases(&[
            "company",
            "company name",
            "account",
            "account name",
            "organization",
            "organisation",
            "প্রতিষ্ঠান",
            "কোম্পানি",
        ]),
        FieldDefinition::new("job_title", Kind::Text).aliases(&[
            "title",
            "job title",
            "designation",
            "position",
            "পদবি",
            "পদবী",
        ]),
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
        FieldDefinition::new("website", Kind::Url).aliases(&["website", "website url", "url", "ওয়েবসাইট"]),
        FieldDefinition::new("status", Kind::Choice).choices(STATUSES).open("lead").aliases(&[
            "lead status",
            "status",
            "leadstatus",
            "অবস্থা",
        ]),
        FieldDefinition::new("lead_source", Kind::Choice).choices(SOURCES).open("system").aliases(&[
            "lead source",
            "leadsource",
            "source",
            "original source",
            "উৎস",
        ]),
        FieldDefinition::new("industry", Kind::Choice).choices(INDUSTRIES).open("system").aliases(&[
            "industry",
            "sector",
            "শিল্প",
            "খাত",
        ]),
        FieldDefinition::new("employees", Kind::Number).aliases(&[
            "employees",
            "no of employees",
            "number of employees",
            "numberofemployees",
            "কর্মী সংখ্যা",
        ]),
        FieldDefinition::new("annual_revenue", Kind::Money).aliases(&[
            "annual revenue",
            "annualrevenue",
            "revenue",
        ]),
        FieldDefinition::new("rating", Kind::Choice).choices(RATINGS).aliases(&["rating"]),
        FieldDefinition::new("opportunity_amount", Kind::Money).aliases(&[
            "opportunity amount",
            "amount",
            "পরিমাণ",
            "মূল্য",
        ]),
        FieldDefinition::new("address", Kind::Address).aliases(&["address", "ঠিকানা"]),
        FieldDefinition::new("email_opt_out", Kind::Flag).aliases(&[
            "email opt out",
            "hasoptedoutofemail",
            "unsubscribed",
        ]),
        FieldDefinition::new("do_not_call", Kind::Flag).aliases(&["do not call", "donotcall"]),
        FieldDefinition::new("score", Kind::Number).aliases(&["score", "lead score"]),
        FieldDefinition::new("budget", Kind::Money).aliases(&["budget", "বাজেট"]),
        FieldDefinition::new("authority", Kind::Choice).choices(AUTHORITIES).aliases(&["authority"]),
        FieldDefinition::new("need", Kind::LongText).aliases(&["need", "needs", "চাহিদা"]),
        FieldDefinition::new("timeline", Kind::Choice).choices(TIMELINES).aliases(&["timeline"]),
        FieldDefinition::new("description", Kind::LongText).aliases(&[
            "description",
            "notes",
            "বিবরণ",
            "মন্তব্য",
        ]),
        FieldDefinition::new("lost_reason", Kind::Choice)
            .choices(LOST_REASONS)
            .open("system")
            .aliases(&["lost reason", "reason for loss"]),
        FieldDefinition::new("lost_notes", Kind::LongText).aliases(&["lost notes"]),
        FieldDefinition::new("first_response_at", Kind::DateTime)
            .aliases(&["first response", "first response time"]),
        FieldDefinition::new("converted", Kind::Flag).system(),
        FieldDefinition::new("converted_at", Kind::DateTime).system(),
        FieldDefinition::new("converted_account", Kind::Link).to(&["account"]).system(),
        FieldDefinition::new("converted_contact", Kind::Link).to(&["contact"]).system(),
        FieldDefinition::new("converted_deal", Kind::Link).to(&["deal"]).system(),
    ],
    title: &["first_name", "last_name", "company", "emails"],
    subtitle: Some("company"),
    columns: &["company", "status", "emails", "phones", "owner", "created_at"],
    quick: &["first_name", "last_name", "company", "phones", "emails", "lead_source"],
    board: Some("status"),
    activity: false,
};
