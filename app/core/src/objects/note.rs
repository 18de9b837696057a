//! Note: what somebody wants remembered about a record.

use super::{FieldDefinition, ObjectDefinition};
use crate::fields::Kind;

/// What somebody wants remembered; its author is `created_by`.
pub static NOTE: ObjectDefinition =
    ObjectDefinition {
        key: "note",
        fields: &[
            FieldDefinition::new("title", Kind::Text).aliases(&["note title", "title", "শিরোনাম"]),
            FieldDefinition::new("body", Kind::LongText).required().aliases(&[
                "note content",
                "note body",
                "body",
                "description",
                "notes",
                "content",
                "নোট",
            ]),
            FieldDefinition::new("about", Kind::LinkAny)
                .to(&["account", "contact", "lead", "deal"])
                .aliases(&["related to", "parent id", "parent", "about", "বিষয়"]),
        ],
        title: &["title", "body"],
        subtitle: Some("about"),
        columns: &["about", "owner", "created_at"],
        quick: &["body", "about"],
        board: None,
        activity: true,
    };
