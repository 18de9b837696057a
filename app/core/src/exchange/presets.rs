//! Files that are known by their headings, and what their columns are where the heading alone does not say.

/// A known file.
#[derive(Debug)]
pub struct Preset {
    /// Normalised headings that all must be there.
    pub headings: &'static [&'static str],
    /// The object that rows become.
    pub object: &'static str,
    /// Normalised heading and what the column is.
    pub columns: &'static [(&'static str, Column)],
    /// Headings of the columns that make the name, in order.
    pub title: &'static [&'static str],
}

/// What a column of a known file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The id in the other system.
    ExternalId,
    /// A field.
    Field(&'static str),
    /// A part of an address.
    Part(&'static str, &'static str),
    /// The title of a linked record.
    Link(&'static str),
    /// A line in the description.
    Line,
}

/// The known files.
pub static PRESETS: &[Preset] = &[
    Preset {
        headings: &["opportunity id", "sales agent", "product", "deal stage", "close value"],
        object: "deal",
        columns: &[
            ("opportunity id", Column::ExternalId),
            ("account", Column::Link("account")),
            ("deal stage", Column::Field("stage")),
            ("close value", Column::Field("amount")),
            ("close date", Column::Field("close_date")),
            ("sales agent", Column::Line),
            ("product", Column::Line),
            ("engage date", Column::Line),
        ],
        title: &["product", "account"],
    },
    Preset {
        headings: &["account", "sector", "office location", "subsidiary of"],
        object: "account",
        columns: &[
            ("account", Column::Field("name")),
            ("sector", Column::Field("industry")),
            ("revenue", Column::Field("annual_revenue")),
            ("office location", Column::Part("billing_address", "country")),
            ("subsidiary of", Column::Link("parent")),
            ("year established", Column::Line),
        ],
        title: &[],
    },
    // People who sell: they become contacts under their manager, so that the book knows the team of a file.
    Preset {
        headings: &["sales agent", "manager", "regional office"],
        object: "contact",
        columns: &[
            ("sales agent", Column::Field("full_name")),
            ("manager", Column::Link("reports_to")),
            ("regional office", Column::Field("department")),
        ],
        title: &[],
    },
];

/// The preset of a file by its normalised headings.
pub fn of(headings: &[String]) -> Option<&'static Preset> {
    let there = |wanted: &&str| headings.iter().any(|heading| heading == wanted);
    PRESETS.iter().find(|preset| preset.headings.iter().all(there))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::headings::normalise;
    use crate::objects;

    #[test]
    fn presets_name_fields_that_exist_and_headings_that_are_normalised() {
        for preset in PRESETS {
            let definition = objects::object(preset.object).expect("an object of the catalogue");
            for (heading, column) in preset.columns {
                assert_eq!(normalise(heading), *heading);
                match column {
                    Column::Field(key) | Column::Link(key) | Column::Part(key, _) => {
                        assert!(definition.field(key).is_some(), "{key}");
                    }
                    Column::ExternalId | Column::Line => {}
                }
            }
        }
    }
}
