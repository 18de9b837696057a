//! Call: a telephone call, planned or held.

use super::{ChoiceDefinition, FieldDefinition, ObjectDefinition};
use crate::fields::Kind;

/// Who called whom.
pub(super) static DIRECTIONS: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("outbound", 235),
    ChoiceDefinition::new("inbound", 152),
    ChoiceDefinition::new("missed", 20),
];

/// Whether it took place.
pub(super) static STATUSES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("planned", 235),
    ChoiceDefinition::new("held", 152),
    ChoiceDefinition::new("not_held", 20),
];

/// What the call is for.
pub(super) static PURPOSES: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("prospecting", 0),
    ChoiceDefinition::new("administrative", 0),
    ChoiceDefinition::new("negotiation", 0),
    ChoiceDefinition::new("demo", 0),
    ChoiceDefinition::new("project", 0),
    ChoiceDefinition::new("support", 0),
    ChoiceDefinition::new("follow_up", 0),
    ChoiceDefinition::new("payment", 0),
    ChoiceDefinition::new("other", 0),
];

/// What came of it.
pub(super) static RESULTS: &[ChoiceDefinition] = &[
    ChoiceDefinition::new("interested", 152),
    ChoiceDefinition::new("not_interested", 20),
    ChoiceDefinition::new("no_answer", 0),
    ChoiceDefinition::new("busy", 0),
    ChoiceDefinition::new("call_back", 78),
    ChoiceDefinition::new("left_message", 0),
    ChoiceDefinition::new("wrong_number", 0),
    ChoiceDefinition::new("other", 0),
];

/// A telephone call.
pub static CALL: ObjectDefinition =
    ObjectDefinition {
        key: "call",
        fields: &[
            FieldDefinition::new("subject", Kind::Text).required().aliases(&[
                "subject",
                "title",
                "name",
                "শিরোনাম",
            ]),
            FieldDefinition::new("direction", Kind::Choice).choices(DIRECTIONS).aliases(&[
                "call type",
                "type",
                "call direction",
                "direction",
            ]),
            FieldDefinition::new("status", Kind::Choice).choices(STATUSES).aliases(&[
                "call status",
                "status",
                "অবস্থা",
            ]),
            FieldDefinition::new("start", Kind::DateTime).required().aliases(&[
                "call start time",
                "start",
                "start time",
                "activity date",
                "শুরু",
            ]),
            FieldDefinition::new("duration", Kind::Duration).aliases(&[
                "call duration",
                "call duration (in seconds)",
                "calldurationinseconds",
                "duration",
                "সময়কাল",
            ]),
            FieldDefinition::new("purpose", Kind::Choice)
                .choices(PURPOSES)
                .open("call")
                .aliases(&["call purpose", "purpose"]),
            FieldDefinition::new("agenda", Kind::Text).aliases(&["call agenda", "agenda"]),
            FieldDefinition::new("result", Kind::Choice).choices(RESULTS).open("call").aliases(&[
                "call result",
                "call outcome",
                "result",
                "outcome",
            ]),
            FieldDefinition::new("from_number", Kind::Text).aliases(&["from number", "from"]),
            FieldDefinition::new("to_number", Kind::Text).aliases(&["to number", "to"]),
            FieldDefinition::new("contact", Kind::Link).to(&["contact"]).aliases(&[
                "contact name",
                "contact",
                "পরিচিতি",
            ]),
            FieldDefinition::new("about", Kind::LinkAny)
                .to(&["account", "contact", "lead", "deal"])
                .aliases(&["related to", "about", "বিষয়"]),
            FieldDefinition::new("recording", Kind::Url).aliases(&["recording url", "recording"]),
            FieldDefinition::new("description", Kind::LongText).aliases(&[
                "description",
                "call notes",
                "notes",
                "body",
                "note",
                "বিবরণ",
                "মন্তব্য",
            ]),
        ],
        title: &["subject"],
        subtitle: Some("about"),
        columns: &["start", "direction", "status", "about", "owner"],
        quick: &["subject", "start", "direction", "about"],
        board: None,
        activity: true,
    };
