//! Values that programs write as text: strictly in one form, where people may write in many.

use crm_core::fields::{BadInput, Context, Kind, calendar};
use crm_core::ids::{Day, Timestamp};
use crm_core::value::{Money, Value};

/// How a number without its country is read: as the screens do in a new book.
pub const CONTEXT: Context<'static> = Context::BANGLADESH;

/// A text as the screens read it: without blanks around it, a web address with its scheme. `what` says what it should be.
pub fn parsed(kind: Kind, text: &str, what: &str) -> Result<Option<Value>, String> {
    kind.behaviour().parse(text, &CONTEXT).map_err(|bad| {
        let less = if bad == BadInput::TooLong { " that is shorter" } else { "" };
        format!("Give {what}{less}.")
    })
}

/// `2026-03-04`.
pub fn read_day(text: &str) -> Result<Day, String> {
    let wrong = || "Give a day as YYYY-MM-DD.".to_owned();
    let digits = text.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if text.len() != 10 || !digits {
        return Err(wrong());
    }
    let number = |from: usize, to: usize| text[from..to].parse::<u32>().map_err(|_| wrong());
    calendar::day(number(0, 4)?.into(), number(5, 7)?, number(8, 10)?).ok_or_else(wrong)
}

/// `2026-03-04T05:06:07Z`, or with `.123` and an offset from UTC (RFC 3339).
pub fn read_moment(text: &str) -> Result<Timestamp, String> {
    let wrong = || "Give a moment as YYYY-MM-DDTHH:MM:SSZ, or with an offset as +06:00.".to_owned();
    if !text.is_ascii() || text.len() < 20 || !matches!(text.as_bytes()[10], b'T' | b't') {
        return Err(wrong());
    }
    let day = read_day(&text[..10]).map_err(|_| wrong())?;
    let clock = &text[11..];
    let zone = clock.find(['Z', 'z', '+', '-']).ok_or_else(wrong)?;
    let (clock, zone) = clock.split_at(zone);
    let (seconds, fraction) =
        clock.split_once('.').map_or((clock, None), |(whole, rest)| (whole, Some(rest)));
    let of_day = clock_seconds(seconds).ok_or_else(wrong)?;
    let thousandths = match fraction {
        None => 0,
        Some(digits)
            if !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit()) =>
        {
            format!("{digits:0<3}")[..3].parse::<i64>().map_err(|_| wrong())?
        }
        Some(_) => return Err(wrong()),
    };
    let offset = match zone.split_at(1) {
        ("Z" | "z", "") => 0,
        (sign, rest) => {
            let minutes =
                rest.split_once(':').filter(|(hours, minutes)| hours.len() == 2 && minutes.len() == 2);
            let seconds = minutes.and_then(|_| clock_seconds(&format!("{rest}:00"))).ok_or_else(wrong)?;
            if sign == "-" { -seconds } else { seconds }
        }
    };
    Ok(calendar::start_of(day, 0) + (of_day - offset) * 1_000 + thousandths)
}

/// Seconds of `HH:MM:SS` since midnight.
fn clock_seconds(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(':').collect();
    let [hours, minutes, seconds] = parts.as_slice() else { return None };
    let part = |text: &str, below: i64| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|number| digits && *number < below)
    };
    Some(part(hours, 24)? * 3_600 + part(minutes, 60)? * 60 + part(seconds, 60)?)
}

/// An amount as a decimal: `-1200.50`.
pub fn write_amount(money: Money) -> String {
    let decimals = money.decimals();
    let units = 10_u64.pow(decimals);
    let (sign, minor) = (if money.minor < 0 { "-" } else { "" }, money.minor.unsigned_abs());
    let (whole, rest) = (minor / units, minor % units);
    match usize::try_from(decimals) {
        Ok(places) if places > 0 => format!("{sign}{whole}.{rest:0>places$}"),
        Ok(_) | Err(_) => format!("{sign}{whole}"),
    }
}

/// The same read back, with no more decimals than the currency has.
pub fn read_amount(amount: &str, currency: &str) -> Result<Money, String> {
    let code: Option<[u8; 3]> = currency.as_bytes().try_into().ok();
    let code = code.filter(|code| code.iter().all(u8::is_ascii_uppercase));
    let currency = code.ok_or_else(|| "Give `currency` as three capitals, such as BDT.".to_owned())?;
    let places = Money { minor: 0, currency }.decimals();
    let wrong = || format!("Give `amount` as a text such as \"1200.50\", with at most {places} decimals.");
    let (negative, digits) = amount.strip_prefix('-').map_or((false, amount), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let exact = fraction == "0" || u32::try_from(fraction.len()).is_ok_and(|length| length <= places);
    if !plain(whole) || !plain(fraction) || !exact {
        return Err(wrong());
    }
    let places = usize::try_from(places).map_err(|_| wrong())?;
    let fraction = if places == 0 { String::new() } else { format!("{fraction:0<places$}") };
    let minor = format!("{whole}{fraction}").parse::<i64>().map_err(|_| wrong())?;
    Ok(Money { minor: if negative { -minor } else { minor }, currency })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        for (amount, currency, minor) in [
            ("1200.50", "BDT", 120_050),
            ("1200.5", "BDT", 120_050),
            ("-0.01", "USD", -1),
            ("7", "BDT", 700),
            ("7", "JPY", 7),
            ("1.234", "KWD", 1_234),
            ("92233720368547758.07", "BDT", i64::MAX),
        ] {
            let money = read_amount(amount, currency).unwrap_or_else(|why| panic!("{amount}: {why}"));
            assert_eq!(money.minor, minor, "{amount}");
            assert_eq!(read_amount(&write_amount(money), currency), Ok(money), "{amount}");
        }
        for (amount, currency) in [
            ("1200.505", "BDT"),
            ("7.5", "JPY"),
            ("1,200", "BDT"),
            ("", "BDT"),
            (".5", "BDT"),
            ("5.", "BDT"),
            ("1e3", "BDT"),
            ("৫", "BDT"),
            ("92233720368547758.08", "BDT"),
            ("5", "bdt"),
            ("5", "TAKA"),
        ] {
            assert!(read_amount(amount, currency).is_err(), "{amount} {currency}");
        }
        assert_eq!(write_amount(Money { minor: i64::MIN, currency: *b"BDT" }), "-92233720368547758.08");
    }

    #[test]
    fn days_and_moments_have_one_form() {
        for (text, expected) in [
            ("1970-01-02T00:00:00Z", 86_400_000),
            ("1970-01-01T06:00:00+06:00", 0),
            ("1970-01-01T00:00:00.5Z", 500),
            ("1970-01-01T00:00:00.123456789z", 123),
            ("1969-12-31T23:30:00-00:30", 0),
        ] {
            assert_eq!(read_moment(text), Ok(expected), "{text}");
        }
        for text in [
            "",
            "1970-01-01",
            "1970-01-01T00:00:00",
            "1970-01-01 00:00:00Z",
            "1970-02-30T00:00:00Z",
            "1970-01-01T24:00:00Z",
            "1970-01-01T00:00:60Z",
            "1970-01-01T00:00:00.Z",
            "1970-01-01T00:00:00+6:00",
            "1970-01-01T00:00:00+0600",
            "১৯৭০-০১-০১T00:00:00Z",
        ] {
            assert!(read_moment(text).is_err(), "{text}");
        }
        assert_eq!(read_day("1970-01-02"), Ok(1));
        for text in ["1970-1-2", "02/01/1970", "1970-13-01", "1970-01-00", "+970-01-01"] {
            assert!(read_day(text).is_err(), "{text}");
        }
    }
}
