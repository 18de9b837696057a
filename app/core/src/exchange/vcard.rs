//! One person as a vCard, which every address book reads (RFC 6350 for version 4.0, RFC 2426 for 3.0).

use crate::ids::FieldKey;
use crate::value::{Address, Member, Value};
use std::collections::BTreeMap;

/// The media type of a file of vCards.
pub const MEDIA: &str = "text/vcard";
/// Octets of a line, without its end.
const LINE: usize = 75;

/// Which form is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 3.0, which readers of codes know.
    Three,
    /// 4.0.
    Four,
}

/// The record of a person as a vCard. `organisation` is what their account is called. Only what one person would hand
/// to another goes in: names, work, how to reach them; no notes, no rating, nothing that was thought about them.
pub fn write(version: Version, values: &BTreeMap<FieldKey, Value>, organisation: &str) -> String {
    let mut card = Card { text: String::new() };
    let word = |key: &str| match values.get(key) {
        Some(Value::Text(text)) => text.as_str(),
        _ => "",
    };
    let (given, family) = (word("first_name"), word("last_name"));
    let whole = [given, family].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    card.line("BEGIN", "VCARD");
    card.line("VERSION", if version == Version::Three { "3.0" } else { "4.0" });
    card.line("FN", &escaped(&whole));
    card.line("N", &format!("{};{};;;", escaped(family), escaped(given)));
    let organisation = if organisation.is_empty() { word("company") } else { organisation };
    let department = word("department");
    if !organisation.is_empty() || !department.is_empty() {
        let unit = if department.is_empty() { String::new() } else { format!(";{}", escaped(department)) };
        card.line("ORG", &format!("{}{unit}", escaped(organisation)));
    }
    card.filled("TITLE", word("job_title"));
    for member in members(values.get("phones")) {
        let kind = phone_kind(version, &member.label);
        card.line(&format!("TEL{kind}"), &escaped(written(member)));
    }
    for member in members(values.get("emails")) {
        let kind = place_kind(version, &member.label);
        card.line(&format!("EMAIL{kind}"), &escaped(written(member)));
    }
    for (key, kind) in [("mailing_address", "work"), ("address", "work"), ("other_address", "home")] {
        if let Some(Value::Address(address)) = values.get(key) {
            card.line(&format!("ADR{}", place_kind(version, kind)), &address_value(address));
        }
    }
    card.filled("URL", word("website"));
    card.line("END", "VCARD");
    card.text
}

fn members(value: Option<&Value>) -> &[Member] {
    if let Some(Value::Members(members)) = value { members } else { &[] }
}

/// As the person wrote it; the key where they wrote nothing else.
fn written(member: &Member) -> &str {
    if member.text.is_empty() { &member.key } else { &member.text }
}

fn kind(version: Version, word: &str) -> String {
    let word = if version == Version::Three { word.to_uppercase() } else { word.to_owned() };
    format!(";TYPE={word}")
}

fn place_kind(version: Version, label: &str) -> String {
    match label {
        "work" | "home" => kind(version, label),
        _ => String::new(),
    }
}

fn phone_kind(version: Version, label: &str) -> String {
    match label {
        "mobile" => kind(version, "cell"),
        "fax" => kind(version, "fax"),
        label => place_kind(version, label),
    }
}

/// The box and the second line are always empty: people write them into the street.
fn address_value(address: &Address) -> String {
    let parts = [&address.street, &address.city, &address.state, &address.postcode, &address.country];
    format!(";;{}", parts.map(|part| escaped(part)).join(";"))
}

/// A value as text: what would end a part or a line is escaped, what no line may hold is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.trim().chars() {
        match letter {
            '\\' => escaped.push_str("\\\\"),
            ',' => escaped.push_str("\\,"),
            ';' => escaped.push_str("\\;"),
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

struct Card {
    text: String,
}

impl Card {
    fn filled(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.line(name, &escaped(value));
        }
    }

    /// Adds a line, folded so that none is longer than allowed and no letter is cut in two.
    fn line(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for letter in format!("{name}:{value}").chars() {
            if length + letter.len_utf8() > LINE {
                self.text.push_str("\r\n ");
                length = 1;
            }
            self.text.push(letter);
            length += letter.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::{LINE, Version, escaped, write};
    use crate::ids::FieldKey;
    use crate::value::{Address, Member, Value};
    use std::collections::BTreeMap;

    fn member(text: &str, label: &str) -> Member {
        Member { key: text.to_owned(), order: 0, label: label.to_owned(), text: String::new() }
    }

    fn rina() -> BTreeMap<FieldKey, Value> {
        let text = |text: &str| Value::Text(text.to_owned());
        let address = Address {
            street: "House 7, Road 3\nDhanmondi".to_owned(),
            city: "Dhaka".to_owned(),
            postcode: "1205".to_owned(),
            country: "Bangladesh".to_owned(),
            state: String::new(),
        };
        [
            ("first_name", text("Rina")),
            ("last_name", text("Akter")),
            ("job_title", text("Buyer; cotton")),
            ("phones", Value::Members(vec![member("+880 1711-204882", "mobile"), member("02 9112233", "")])),
            ("emails", Value::Members(vec![member("rina@example.org", "work")])),
            ("mailing_address", Value::Address(address)),
            ("description", text("Pays late. Do not lend.")),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into()
    }

    #[test]
    fn a_person_becomes_a_card_in_either_version() {
        let four = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Rina Akter\r\nN:Akter;Rina;;;\r\nORG:Padma\\, Sons\r\n\
                    TITLE:Buyer\\; cotton\r\nTEL;TYPE=cell:+880 1711-204882\r\nTEL:02 9112233\r\n\
                    EMAIL;TYPE=work:rina@example.org\r\n\
                    ADR;TYPE=work:;;House 7\\, Road 3\\nDhanmondi;Dhaka;;1205;Bangladesh\r\nEND:VCARD\r\n";
        assert_eq!(write(Version::Four, &rina(), "Padma, Sons"), four);
        let three = write(Version::Three, &rina(), "Padma, Sons");
        assert!(three.contains("VERSION:3.0\r\n") && three.contains("TEL;TYPE=CELL:"), "{three}");
        assert!(!three.contains("lend"), "what was thought about somebody is not handed on");
    }

    #[test]
    fn what_would_break_a_line_is_escaped_or_left_out() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a,b;c", "a\\,b\\;c"),
            ("back\\slash", "back\\\\slash"),
            ("two\r\nlines", "two\\nlines"),
            ("END:VCARD\nBEGIN:VCARD", "END:VCARD\\nBEGIN:VCARD"),
            ("bell\u{7}", "bell"),
            ("  রিনা  ", "রিনা"),
        ] {
            assert_eq!(escaped(text), expected, "{text:?}");
        }
    }

    #[test]
    fn long_lines_are_folded_between_letters() {
        for name in ["a".repeat(300), "রি".repeat(100), "é".repeat(76)] {
            let values = BTreeMap::from([("last_name".to_owned(), Value::Text(name.clone()))]);
            let card = write(Version::Four, &values, "");
            assert!(card.split("\r\n").all(|line| line.len() <= LINE), "{card}");
            assert!(card.replace("\r\n ", "").contains(&format!("FN:{name}\r\n")), "{card}");
        }
    }
}
