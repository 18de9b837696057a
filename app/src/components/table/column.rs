//! What a column is: its heading, its width, and where it stands on a phone.

/// What a column is on a phone, where a row has two lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The first line.
    Title,
    /// The second line.
    Second,
    /// At the end of the row.
    End,
    /// Only where the list is wide enough: the higher, the wider.
    #[default]
    Wide,
    /// Only where the list is widest.
    Widest,
}

impl Place {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Second => "second",
            Self::End => "end",
            Self::Wide => "wide",
            Self::Widest => "widest",
        }
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Stable name, handed back for sorting.
    pub key: String,
    /// Its heading.
    pub label: String,
    /// Share of the width: 2 takes twice as much as 1.
    pub share: f32,
    /// Whether it holds numbers, which stand at the end.
    pub numeric: bool,
    /// Where it stands on a phone.
    pub place: Place,
}
