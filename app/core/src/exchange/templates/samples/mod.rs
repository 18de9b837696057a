//! Sample records of templates, in both languages side by side. Everything is invented.

pub(super) mod services;
pub(super) mod support;
pub(super) mod wholesale;

/// A field as people would type it: its key, in English, and in Bengali where that is another.
pub(super) type Cell = (&'static str, &'static str, &'static str);

/// Rows by object, in the order in which they refer to each other.
pub(super) type Sample = &'static [(&'static str, &'static [&'static [Cell]])];

/// A row as the sample book has it.
pub(super) fn in_language(row: &[Cell], language: &str) -> Vec<(&'static str, &'static str)> {
    let input = |(key, english, bengali): &Cell| {
        let own = language == "bn" && !bengali.is_empty();
        (*key, if own { *bengali } else { *english })
    };
    row.iter().map(input).collect()
}
