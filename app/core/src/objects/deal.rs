//! Deal: a sale that is being worked on.

use super::choices::{LOST_REASONS, SOURCES};
use super::{ChoiceDefinition, FieldDefinition, ObjectDefinition, Outcome, Stage};
use crate::fields::Kind;

const fn stage(probability: u8, outcome: Outcome, days: u16) -> Stage {
    Stage { probability, outcome, days }
}

/// The stages of the pipeline that every team has.
pub(super) static STAGES: &[ChoiceDefinition] = &[
    ChoiceDefinition::stage("prospecting", 235, stage(10, Outcome::Open, 14)),
    ChoiceDefinition::stage("qualification", 195, stage(20, Outcome::Open, 14)),
    ChoiceDefinition::stage("proposal", 264, stage(50, Outcome::Open, 21)),
    ChoiceDefinition::stage("negotiation", 78, stage(80, Outcome::Open, 14)),
    ChoiceDefinition::stage("closed_won", 152, stage(100, Outcome::Won, 0)),
    ChoiceDefinition::stage("closed_lost", 20, stage(0, Outcome::Lost, 0)),
];
/// Whether the customer is new.
pub(super) static TYPES: &[ChoiceDefinition] =
    &[ChoiceDefinition::new("new_business", 152), ChoiceDefinition::new("existing_business", 235)];

/// How the deal counts in a forecast.
pub(super) static FORECASTS: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("pipeline", 0),
    ChoiceDefinition::new("best_case", 0),
    ChoiceDefinition::new("commit", 0),
    ChoiceDefinition::new("closed", 0),
    ChoiceDefinition::new("omitted", 0),
];

/// What a person is for the decision.
pub(super) static ROLES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("decision_maker", 0),
    ChoiceDefinition::new("evaluator", 0),
    ChoiceDefinition::new("influencer", 0),
    ChoiceDefinition::new("economic_buyer", 0),
    ChoiceDefinition::new("user", 0),
    ChoiceDefinition::new("other", 0),
];

/// A sale that is being worked on.
pub static DEAL: ObjectDefinition = ObjectDefinition {
    key: "deal",
    fields: &[
        FieldDefinition::new("name", Kind::Text).required().aliases(&[
            "deal name",
            "opportunity name",
            "potential name",
            "dealname",
            "name",
            "ডিলের নাম",
            "নাম",
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
        FieldDefinition::new("contact", Kind::Link).to(&["contact"]).aliases(&[
            "contact name",
            "contact",
            "primary contact",
            "পরিচিতি",
        ]),
        FieldDefinition::new("contacts", Kind::Links).to(&["contact"]).choices(ROLES),
        FieldDefinition::new("amount", Kind::Money).aliases(&[
            "amount",
            "deal value",
            "value",
            "estimated value",
            "close value",
            "পরিমাণ",
            "মূল্য",
        ]),
        FieldDefinition::new("stage", Kind::Choice).required().choices(STAGES).open("deal").aliases(&[
            "stage",
            "deal stage",
            "stagename",
            "sales stage",
            "ধাপ",
            "পর্যায়",
        ]),
        FieldDefinition::new("probability", Kind::Percent).aliases(&[
            "probability",
            "probability (%)",
            "deal probability",
            "সম্ভাবনা",
        ]),
        FieldDefinition::new("expected_revenue", Kind::Computed).system(),
        FieldDefinition::new("close_date", Kind::Date).required().aliases(&[
            "closing date",
            "close date",
            "closedate",
            "expected close date",
            "expected closing",
            "expected closure date",
            "date closed",
            "সমাপ্তির তারিখ",
        ]),
        FieldDefinition::new("type", Kind::Choice).choices(TYPES).open("deal").aliases(&[
            "type",
            "deal type",
            "ধরন",
        ]),
        FieldDefinition::new("lead_source", Kind::Choice).choices(SOURCES).open("system").aliases(&[
            "lead source",
            "leadsource",
            "source",
            "উৎস",
        ]),
        FieldDefinition::new("next_step", Kind::Text).aliases(&[
            "next step",
            "nextstep",
            "opportunity next steps",
            "পরবর্তী পদক্ষেপ",
        ]),
        FieldDefinition::new("forecast_category", Kind::Choice)
            .choices(FORECASTS)
            .aliases(&["forecast category", "forecastcategoryname"]),
        FieldDefinition::new("exchange_rate", Kind::Number).aliases(&["exchange rate"]),
        FieldDefinition::new("description", Kind::LongText).aliases(&[
            "description",
            "deal description",
            "notes",
            "বিবরণ",
            "মন্তব্য",
        ]),
        FieldDefinition::new("lost_reason", Kind::Choice).choices(LOST_REASONS).open("system").aliases(&[
            "reason for loss",
            "closed lost reason",
            "lost reason",
        ]),
        FieldDefinition::new("lost_notes", Kind::LongText).aliases(&["lost notes"]),
        FieldDefinition::new("closed_at", Kind::DateTime).system(),
        FieldDefinition::new("stage_entered_at", Kind::DateTime).system(),
        FieldDefinition::new("position", Kind::Text).system(),
    ],
    title: &["name"],
    subtitle: Some("account"),
    columns: &["account", "stage", "amount", "close_date", "owner"],
    quick: &["name", "account", "stage", "amount", "close_date"],
    board: Some("stage"),
    activity: false,
};
