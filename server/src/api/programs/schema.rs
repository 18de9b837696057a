//! What a field holds, as JSON Schema: what `values.rs` writes and reads.

use super::values::LABEL;
use crm_core::fields::{Kind, members, tags};
use crm_core::objects::FieldDefinition;
use serde_json::{Value, json};

/// The name of a kind in the API; for ever.
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::LongText => "long_text",
        Kind::Emails => "emails",
        Kind::Phones => "phones",
        Kind::Url => "url",
        Kind::Date => "date",
        Kind::DateTime => "date_time",
        Kind::Duration => "duration",
        Kind::Money => "money",
        Kind::Number => "number",
        Kind::Percent => "percent",
        Kind::Flag => "flag",
        Kind::Choice => "choice",
        Kind::MultiChoice => "multi_choice",
        Kind::Tags => "tags",
        Kind::Link => "link",
        Kind::Links => "links",
        Kind::LinkAny => "link_any",
        Kind::Address => "address",
        Kind::Person => "person",
        Kind::Recurrence => "recurrence",
        Kind::Computed => "computed",
    }
}

/// Whether programs may set a field.
pub const fn read_only(field: &FieldDefinition) -> bool {
    field.system || matches!(field.kind, Kind::Computed)
}

/// The schema of a field's values.
pub fn of(field: &FieldDefinition) -> Value {
    match field.kind {
        Kind::Text | Kind::LongText => json!({"type": "string"}),
        Kind::Url => json!({"type": "string", "description": "A web address with https:// or http://."}),
        Kind::Recurrence => {
            json!({"type": "string", "description": "A rule of RFC 5545: FREQ=WEEKLY;BYDAY=MO."})
        }
        Kind::Choice => json!({"type": "string", "enum": choices(field)}),
        Kind::MultiChoice => set(json!({"type": "string", "enum": choices(field)})),
        Kind::Tags => set(json!({"type": "string", "minLength": 1, "maxLength": tags::TAG_BYTES})),
        Kind::Emails => set(labelled("address", "One e-mail address.")),
        Kind::Phones => set(labelled(
            "number",
            "One phone number, best with + and the code of the country; without, it is one of Bangladesh.",
        )),
        Kind::Date => json!({"type": "string", "format": "date"}),
        Kind::DateTime => json!({"type": "string", "format": "date-time"}),
        Kind::Duration => json!({"type": "integer", "minimum": 0, "description": "Seconds."}),
        Kind::Number => json!({"type": "number"}),
        Kind::Percent => json!({"type": "number", "description": "50 is 50 %."}),
        Kind::Flag => json!({"type": "boolean"}),
        Kind::Money => json!({
            "type": "object",
            "required": ["amount", "currency"],
            "additionalProperties": false,
            "properties": {
                "amount": {
                    "type": "string",
                    "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
                    "description": "A decimal as text, with no more decimals than the currency has.",
                },
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217."},
            },
        }),
        Kind::Address => json!({
            "type": "object",
            "additionalProperties": false,
            "properties": {
                "street": {"type": "string"},
                "city": {"type": "string"},
                "state": {"type": "string"},
                "postcode": {"type": "string"},
                "country": {"type": "string"},
            },
        }),
        Kind::Person => json!({"$ref": "#/components/schemas/Id"}),
        Kind::Link | Kind::LinkAny => link(field, false),
        Kind::Links => set(link(field, true)),
        // An amount, a number or a text: whatever it is worked out to be.
        Kind::Computed => json!({}),
    }
}

fn choices(field: &FieldDefinition) -> Vec<&'static str> {
    field.choices.iter().map(|choice| choice.id).collect()
}

fn set(items: Value) -> Value {
    json!({"type": "array", "items": items, "maxItems": members::MOST_MEMBERS})
}

fn labelled(name: &str, description: &str) -> Value {
    json!({
        "type": "object",
        "required": [name],
        "additionalProperties": false,
        "properties": {
            name: {"type": "string", "description": description},
            "label": {"type": "string", "maxLength": LABEL, "description": "What it is for: work, home."},
        },
    })
}

fn link(field: &FieldDefinition, with_role: bool) -> Value {
    let mut properties = json!({
        "object": {"type": "string", "enum": field.links_to},
        "id": {"$ref": "#/components/schemas/Id"},
    });
    if with_role {
        properties["role"] = match choices(field) {
            roles if roles.is_empty() => json!({"type": "string"}),
            roles => json!({"type": "string", "enum": roles}),
        };
    }
    json!({
        "type": "object",
        "required": ["object", "id"],
        "additionalProperties": false,
        "properties": properties,
    })
}
