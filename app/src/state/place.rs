//! What a country decides: the calling code of phones, the order of day and month, the first working day.

/// A country that can be chosen as the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Countries {
    /// ISO 3166 code; the browser knows its name.
    pub code: &'static str,
    /// Calling code, digits only.
    pub calling_code: &'static str,
    /// Usual currency.
    pub currency: &'static str,
    /// Whether the day is written before the month.
    pub day_first: bool,
    /// The first working day after the weekend; 0 = Sunday.
    pub works_from: u8,
}

const fn place(code: &'static str, calling_code: &'static str, currency: &'static str) -> Countries {
    Countries { code, calling_code, currency, day_first: true, works_from: MONDAY }
}

const SUNDAY: u8 = 0;
const MONDAY: u8 = 1;

/// A country whose weekend ends with the Saturday.
const fn from_sunday(place: Countries) -> Countries {
    Countries { works_from: SUNDAY, ..place }
}

impl Countries {
    /// Those offered.
    pub const ALL: [Self; 24] = [
        from_sunday(place("BD", "880", "BDT")),
        place("IN", "91", "INR"),
        place("PK", "92", "PKR"),
        from_sunday(place("NP", "977", "NPR")),
        place("LK", "94", "LKR"),
        place("BT", "975", "BTN"),
        place("AE", "971", "AED"),
        from_sunday(place("SA", "966", "SAR")),
        from_sunday(place("QA", "974", "QAR")),
        from_sunday(place("KW", "965", "KWD")),
        from_sunday(place("OM", "968", "OMR")),
        from_sunday(place("BH", "973", "BHD")),
        place("MY", "60", "MYR"),
        place("SG", "65", "SGD"),
        place("ID", "62", "IDR"),
        place("GB", "44", "GBP"),
        place("IE", "353", "EUR"),
        place("DE", "49", "EUR"),
        place("FR", "33", "EUR"),
        place("IT", "39", "EUR"),
        place("AU", "61", "AUD"),
        Self { day_first: false, ..place("US", "1", "USD") },
        Self { day_first: false, ..place("CA", "1", "CAD") },
        Self { day_first: false, ..place("JP", "81", "JPY") },
    ];
}

/// The country of that code; Bangladesh for one that is not offered.
pub fn country(code: &str) -> Countries {
    Countries::ALL.into_iter().find(|country| country.code == code).unwrap_or(Countries::ALL[0])
}
