//! Task: something to be done by a day.

use super::{ChoiceDefinition, FieldDefinition, ObjectDefinition};
use crate::fields::Kind;

/// How far it is.
pub(super) static STATUSES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("not_started", 0),
    ChoiceDefinition::new("in_progress", 235),
    ChoiceDefinition::new("waiting", 78),
    ChoiceDefinition::new("completed", 152),
    ChoiceDefinition::new("deferred", 45),
    ChoiceDefinition::new("cancelled", 20),
];

/// How urgent it is.
pub(super) static PRIORITIES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("highest", 20),
    ChoiceDefinition::new("high", 45),
    ChoiceDefinition::new("normal", 0),
    ChoiceDefinition::new("low", 235),
    ChoiceDefinition::new("lowest", 235),
];

/// What is to be done.
pub(super) static TYPES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("call", 0),
    ChoiceDefinition::new("email", 0),
    ChoiceDefinition::new("meeting", 0),
    ChoiceDefinition::new("demo", 0),
    ChoiceDefinition::new("lunch", 0),
    ChoiceDefinition::new("follow_up", 0),
    ChoiceDefinition::new("thank_you", 0),
    ChoiceDefinition::new("ship", 0),
    ChoiceDefinition::new("other", 0),
];

/// Something to be done by a day.
pub static TASK: ObjectDefinition = ObjectDefinition {
    key: "task",
    fields: &[
        FieldDefinition::new("subject", Kind::Text).required().aliases(&[
            "subject",
            "task title",
            "title",
            "name",
            "কাজ",
            "শিরোনাম",
        ]),
        FieldDefinition::new("due", Kind::Date).aliases(&[
            "due date",
            "activitydate",
            "due",
            "deadline",
            "শেষ তারিখ",
        ]),
        FieldDefinition::new("start", Kind::Date).aliases(&["start date", "start"]),
        FieldDefinition::new("status", Kind::Choice).choices(STATUSES).aliases(&[
            "status",
            "task status",
            "অবস্থা",
        ]),
        FieldDefinition::new("priority", Kind::Choice).choices(PRIORITIES).aliases(&["priority", "অগ্রাধিকার"]),
        FieldDefinition::new("type", Kind::Choice).choices(TYPES).open("task").aliases(&[
            "type",
            "task type",
            "ধরন",
        ]),
        FieldDefinition::new("about", Kind::LinkAny).to(&["account", "contact", "lead", "deal"]).aliases(&[
            "related to",
            "about",
            "বিষয়",
        ]),
        FieldDefinition::new("contact", Kind::Link).to(&["contact"]).aliases(&[
            "contact name",
            "contact",
            "পরিচিতি",
        ]),
        FieldDefinition::new("account", Kind::Link).to(&["account"]).aliases(&[
            "account name",
            "account",
            "company",
            "প্রতিষ্ঠান",
        ]),
        FieldDefinition::new("reminder_at", Kind::DateTime).aliases(&["reminder", "reminderdatetime"]),
        FieldDefinition::new("recurrence", Kind::Recurrence).aliases(&["repeat", "recurrence"]),
        FieldDefinition::new("description", Kind::LongText).aliases(&[
            "description",
            "notes",
            "বিবরণ",
            "মন্তব্য",
        ]),
        FieldDefinition::new("completed_at", Kind::DateTime).system(),
    ],
    title: &["subject"],
    subtitle: Some("about"),
    columns: &["due", "status", "priority", "about", "owner"],
    quick: &["subject", "due", "priority", "about"],
    board: Some("status"),
    activity: true,
};
