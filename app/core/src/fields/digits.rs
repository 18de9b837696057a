//! Reads numbers as people write them: ৫০, 1,00,000, 1.234,56, 5 lakh, (250).

/// A decimal number, exact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// Below zero.
    pub negative: bool,
    /// Digits before the mark, without leading zeros.
    pub whole: String,
    /// Digits after the mark.
    pub fraction: String,
    /// Power of ten to multiply with: 5 for a lakh, 7 for a crore.
    pub scale: u32,
}

/// Words that multiply the number before them, and by which power of ten.
const SCALES: &[(&str, u32)] = &[
    ("হাজার", 3),
    ("k", 3),
    ("লাখ", 5),
    ("লক্ষ", 5),
    ("lakhs", 5),
    ("lakh", 5),
    ("lacs", 5),
    ("lac", 5),
    ("million", 6),
    ("কোটি", 7),
    ("crores", 7),
    ("crore", 7),
];

/// The digit of any script that this book reads, as Latin.
pub fn latin_digit(letter: char) -> char {
    match u32::from(letter) {
        code @ 0x9e6..=0x9ef => char::from_digit(code - 0x9e6, 10).unwrap_or(letter),
        code @ 0xff10..=0xff19 => char::from_digit(code - 0xff10, 10).unwrap_or(letter),
        _ => letter,
    }
}

/// The text with Latin digits; everything else stays.
pub fn latin(text: &str) -> String {
    text.chars().map(latin_digit).collect()
}

/// The digits alone, as Latin.
pub fn only_digits(text: &str) -> String {
    text.chars().map(latin_digit).filter(char::is_ascii_digit).collect()
}

/// Reads a number without a unit. `None` where it is none.
pub fn decimal(text: &str) -> Option<Decimal> {
    let text = latin(text).to_lowercase();
    let mut text = text.trim();
    let mut negative = false;
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        negative = true;
        text = inner.trim();
    } else if let Some(rest) = text.strip_prefix(['-', '−']) {
        negative = true;
        text = rest.trim_start();
    } else if let Some(rest) = text.strip_prefix('+') {
        text = rest.trim_start();
    }
    let mut scale = 0;
    for (word, power) in SCALES {
        if let Some(rest) = text.strip_suffix(word) {
            text = rest.trim_end();
            scale = *power;
            break;
        }
    }
    let (whole, fraction) = split_at_mark(text)?;
    Some(Decimal { negative, whole: whole.trim_start_matches('0').to_owned(), fraction, scale })
}

/// The number as a float; `None` where it is none.
pub fn number(text: &str) -> Option<f64> {
    let decimal = decimal(text)?;
    let digits = format!("{}.{}0e{}", zero_if_empty(&decimal.whole), decimal.fraction, decimal.scale);
    let value: f64 = digits.parse().ok()?;
    value.is_finite().then_some(if decimal.negative { -value } else { value })
}

fn zero_if_empty(digits: &str) -> &str {
    if digits.is_empty() { "0" } else { digits }
}

impl Decimal {
    /// The number in units of 10^-`places`, rounded half away from zero; `None` beyond what an amount holds.
    pub fn minor(&self, places: u32) -> Option<i64> {
        let shift = usize::try_from(places + self.scale).ok()?;
        let mut digits = self.whole.clone();
        let mut fraction = self.fraction.chars();
        for _ in 0..shift {
            digits.push(fraction.next().unwrap_or('0'));
        }
        let up = fraction.next().is_some_and(|next| next >= '5');
        let value: i64 = zero_if_empty(&digits).parse().ok()?;
        let value = value.checked_add(i64::from(up))?;
        Some(if self.negative { -value } else { value })
    }
}

/// Splits digits with grouping into those before and after the decimal mark.
fn split_at_mark(text: &str) -> Option<(String, String)> {
    let grouping =
        |letter: char| matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' | '_');
    let known = |letter: char| letter.is_ascii_digit() || letter == ',' || letter == '.' || grouping(letter);
    if !text.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        || !text.ends_with(|last: char| last.is_ascii_digit() || last == '.')
        || !text.chars().all(known)
        || !text.contains(|any: char| any.is_ascii_digit())
    {
        return None;
    }
    let mark = decimal_mark(text);
    let (whole, fraction) = match mark {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    if !fraction.chars().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    Some((whole.chars().filter(char::is_ascii_digit).collect(), fraction.to_owned()))
}

/// Where the decimal mark is: the later one of `.` and `,`; a comma alone only before one or two digits.
fn decimal_mark(text: &str) -> Option<usize> {
    match (text.rfind('.'), text.rfind(',')) {
        (Some(dot), Some(comma)) => Some(dot.max(comma)),
        (Some(dot), None) => (text.matches('.').count() == 1).then_some(dot),
        (None, Some(comma)) => {
            let after = text.len() - comma - 1;
            (text.matches(',').count() == 1 && after < 3).then_some(comma)
        }
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, expected) in [
            ("50", Some(50.0)),
            ("৫০", Some(50.0)),
            ("1,00,000", Some(100_000.0)),
            ("১২,৩৪,৫৬৭.৮৯", Some(1_234_567.89)),
            ("1,234,567", Some(1_234_567.0)),
            ("1.234,56", Some(1_234.56)),
            ("1.234.567", Some(1_234_567.0)),
            ("3,5", Some(3.5)),
            ("3,500", Some(3_500.0)),
            ("-7", Some(-7.0)),
            ("−7", Some(-7.0)),
            ("(250)", Some(-250.0)),
            ("5 lakh", Some(500_000.0)),
            ("২.৫ কোটি", Some(25_000_000.0)),
            ("10k", Some(10_000.0)),
            ("1 234", Some(1_234.0)),
            (".5", Some(0.5)),
            ("1100.04", Some(1_100.04)),
            ("", None),
            ("abc", None),
            ("1.2.3,4,5x", None),
            ("1e9", None),
            ("-", None),
            (".", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn amounts_are_exact() {
        for (text, places, expected) in [
            ("0.1", 2, Some(10)),
            ("19.99", 2, Some(1_999)),
            ("90071992547409.93", 2, Some(9_007_199_254_740_993)),
            ("1.005", 2, Some(101)),
            ("-1.004", 2, Some(-100)),
            ("1.5 lakh", 2, Some(15_000_000)),
            ("7", 0, Some(7)),
            ("99999999999999999999", 2, None),
        ] {
            assert_eq!(decimal(text).and_then(|decimal| decimal.minor(places)), expected, "{text}");
        }
    }
}
