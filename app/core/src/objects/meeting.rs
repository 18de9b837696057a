//! Meeting: people who come together, planned or held.

use super::{ChoiceDefinition, FieldDefinition, ObjectDefinition};
use crate::fields::Kind;

/// Whether it took place.
pub(super) static STATUSES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("planned", 235),
    ChoiceDefinition::new("held", 152),
    ChoiceDefinition::new("not_held", 20),
];

/// What a participant answered.
pub(super) static ACCEPTANCES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("none", 0),
    ChoiceDefinition::new("accepted", 152),
    ChoiceDefinition::new("tentative", 78),
    ChoiceDefinition::new("declined", 20),
];

/// People who come together.
pub static MEETING: ObjectDefinition = ObjectDefinition {
    key: "meeting",
    fields: &[
        FieldDefinition::new("subject", Kind::Text).required().aliases(&[
            "subject",
            "title",
            "meeting name",
            "event title",
            "name",
            "শিরোনাম",
        ]),
        FieldDefinition::new("start", Kind::DateTime).required().aliases(&[
            "from",
            "start",
            "start datetime",
            "startdatetime",
            "meeting start time",
            "start time",
            "শুরু",
        ]),
        FieldDefinition::new("end", Kind::DateTime).required().aliases(&[
            "to",
            "end",
            "end datetime",
            "enddatetime",
            "meeting end time",
            "end time",
            "শেষ",
        ]),
        FieldDefinition::new("all_day", Kind::Flag).aliases(&["all day", "isalldayevent"]),
        FieldDefinition::new("location", Kind::Text).aliases(&["location", "venue", "স্থান"]),
        FieldDefinition::new("join_url", Kind::Url).aliases(&["join url", "meeting link"]),
        FieldDefinition::new("status", Kind::Choice).choices(STATUSES).aliases(&[
            "status",
            "meeting status",
            "অবস্থা",
        ]),
        FieldDefinition::new("participants", Kind::Links).to(&["contact", "lead"]).choices(ACCEPTANCES),
        FieldDefinition::new("contact", Kind::Link).to(&["contact"]).aliases(&[
            "contact name",
            "contact",
            "পরিচিতি",
        ]),
        FieldDefinition::new("about", Kind::LinkAny).to(&["account", "contact", "lead", "deal"]).aliases(&[
            "related to",
            "about",
            "বিষয়",
        ]),
        FieldDefinition::new("reminder_at", Kind::DateTime).aliases(&["reminder"]),
        FieldDefinition::new("recurrence", Kind::Recurrence).aliases(&["repeat", "recurrence"]),
        FieldDefinition::new("description", Kind::LongText).aliases(&[
            "description",
            "meeting description",
            "notes",
            "বিবরণ",
            "মন্তব্য",
        ]),
        FieldDefinition::new("check_in_at", Kind::DateTime).aliases(&["check in time"]),
        FieldDefinition::new("check_in_place", Kind::Text).aliases(&["check in address", "check in place"]),
    ],
    title: &["subject"],
    subtitle: Some("about"),
    columns: &["start", "end", "location", "status", "about", "owner"],
    quick: &["subject", "start", "end", "location", "about"],
    board: None,
    activity: true,
};
