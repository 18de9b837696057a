//! What is compared of one record.

use super::parts::{self, Role};
use super::reach;
use crate::fields::calendar;
use crate::ids::RecordId;
use crate::value::Value;
use crate::views::row::RowView;

/// Most words of one role that are kept.
const MOST_WORDS: usize = 12;
/// Longest word in bytes.
const WORD_BYTES: usize = 200;

/// What is compared of one contact, lead or account: words and numbers in the form in which two spellings are one.
/// Takes about as much room as the row's name, addresses and numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traits {
    pub(super) id: RecordId,
    /// Whether this is a contact or a lead; an account is compared with accounts only.
    pub(super) person: bool,
    /// Words one after another, in the order of their roles: role, length, text.
    packed: Box<[u8]>,
}

impl Traits {
    /// What is compared of a packed row; `None` for other objects, for a deleted record, for a converted lead, which
    /// is a contact already, and for one without a name, an e-mail address, a phone number and a domain.
    pub fn of(row: RowView<'_>) -> Option<Self> {
        let person = match row.object()?.key {
            "contact" | "lead" => true,
            "account" => false,
            _ => return None,
        };
        if row.deleted() {
            return None;
        }
        let mut words = Words::default();
        let mut name = String::new();
        for (field, packed) in row.filled() {
            if !COMPARED.contains(&field.key) {
                continue;
            }
            let Ok(value) = postcard::from_bytes::<Value>(packed) else { continue };
            match (field.key, value) {
                ("converted", Value::Flag(true)) => return None,
                ("first_name" | "last_name" | "name", Value::Text(text)) => {
                    name.push_str(&text);
                    name.push(' ');
                }
                ("company", Value::Text(text)) => {
                    words.put(Role::Employer, &parts::whole(&parts::company(&text)))
                }
                ("account", Value::Link(link)) => words.put_bytes(Role::EmployerLink, &link.record.0),
                ("website", Value::Text(url)) => words.put_some(Role::Domain, reach::site_domain(&url)),
                ("emails", Value::Members(members)) => {
                    for key in members.iter().map(|member| member.key.as_str()) {
                        words.put_some(Role::Email, reach::email(key));
                        words.put_some(Role::Domain, reach::email_domain(key));
                    }
                }
                ("phones", Value::Members(members)) => {
                    for member in &members {
                        words.put_some(Role::Phone, reach::phone(&member.key));
                    }
                }
                ("birth_date", Value::Date(day)) => {
                    let (year, month, day) = calendar::date(day);
                    words.put(Role::BirthDate, &format!("{year:04}{month:02}{day:02}"));
                }
                (_, Value::Address(address)) => parts::address(&address, |role, word| words.put(role, &word)),
                _ => {}
            }
        }
        if person {
            parts::person(&name).iter().for_each(|word| words.put(Role::PersonName, word));
        } else {
            let name = parts::company(&name);
            words.put(Role::Employer, &parts::whole(&name));
            name.iter().for_each(|word| words.put(Role::CompanyName, word));
        }
        words.identify().then(|| Self { id: row.id(), person, packed: words.pack() })
    }

    /// The record.
    pub const fn id(&self) -> RecordId {
        self.id
    }

    /// The words in the order of their roles, each still with its role and its length before it.
    pub(super) fn words(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = &*self.packed;
        std::iter::from_fn(move || {
            let length = usize::from(*rest.get(1)?);
            let (word, after) = rest.split_at_checked(2 + length)?;
            rest = after;
            Some(word)
        })
    }
}

/// The fields that are read.
const COMPARED: &[&str] = &[
    "account",
    "address",
    "billing_address",
    "birth_date",
    "company",
    "converted",
    "emails",
    "first_name",
    "last_name",
    "mailing_address",
    "name",
    "other_address",
    "phones",
    "shipping_address",
    "website",
];

/// Words that are gathered from a row.
#[derive(Default)]
struct Words(Vec<(Role, Vec<u8>)>);

impl Words {
    fn put(&mut self, role: Role, text: &str) {
        self.put_bytes(role, &text.as_bytes()[..text.floor_char_boundary(WORD_BYTES)]);
    }

    fn put_some(&mut self, role: Role, text: Option<impl AsRef<str>>) {
        if let Some(text) = text {
            self.put(role, text.as_ref());
        }
    }

    fn put_bytes(&mut self, role: Role, bytes: &[u8]) {
        let same = self.0.iter().filter(|(other, _)| *other == role);
        if !bytes.is_empty()
            && same.clone().count() < MOST_WORDS
            && same.clone().all(|(_, word)| word != bytes)
        {
            self.0.push((role, bytes.to_vec()));
        }
    }

    /// Whether anything here says who it is.
    fn identify(&self) -> bool {
        let who = [Role::PersonName, Role::CompanyName, Role::Email, Role::Phone, Role::Domain];
        self.0.iter().any(|(role, _)| who.contains(role))
    }

    fn pack(self) -> Box<[u8]> {
        let mut packed = Vec::new();
        for role in Role::ALL {
            for (_, word) in self.0.iter().filter(|(other, _)| *other == role) {
                packed.push(role as u8);
                packed.push(u8::try_from(word.len()).expect("a word has at most 200 bytes"));
                packed.extend_from_slice(word);
            }
        }
        packed.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Link, Value};
    use crate::views::duplicates::specimen::{id, record, traits, traits_of};

    fn words(traits: &Traits) -> Vec<(Role, String)> {
        let word =
            |word: &[u8]| (Role::ALL[usize::from(word[0])], String::from_utf8_lossy(&word[2..]).into_owned());
        traits.words().map(word).collect()
    }

    #[test]
    fn only_people_and_companies_that_are_somebody_have_traits() {
        let rahim = [("first_name", "Rahim")];
        assert!(traits_of(&record("contact", 1, &rahim)).is_some());
        assert!(traits_of(&record("lead", 1, &rahim)).is_some());
        assert!(traits_of(&record("deal", 1, &[("name", "Cloth")])).is_none());
        assert!(traits_of(&record("contact", 1, &[("mailing_address", "Road 5")])).is_none());
        assert!(traits_of(&record("contact", 1, &[("phones", "999")])).is_none());
        let with = |object, key: &str, value| {
            let mut record = record(object, 1, &[]);
            record.values.insert("last_name".to_owned(), Value::Text("Rahim".to_owned()));
            record.values.insert(key.to_owned(), value);
            traits_of(&record)
        };
        assert!(with("contact", "deleted_at", Value::Moment(5)).is_none());
        assert!(with("lead", "converted", Value::Flag(true)).is_none());
        assert!(with("lead", "converted", Value::Flag(false)).is_some());
    }

    #[test]
    fn words_are_folded_and_in_the_order_of_their_roles() {
        let found = traits(
            "contact",
            1,
            &[
                ("department", "Sales"),
                ("last_name", "UDDIN"),
                ("first_name", "Md. রহিম"),
                ("emails", "R.Uddin+x@Gmail.com, r@padma.com.bd"),
                ("phones", "+880 1711-204882; 01711204882"),
                ("birth_date", "1980-02-01"),
                ("website", "https://www.padma.com.bd/x"),
                ("mailing_address", "House 5, Dhanmondi"),
                ("job_title", "Director"),
            ],
        );
        let expected = [
            (Role::PersonName, "রহিম"),
            (Role::PersonName, "uddin"),
            (Role::Street, "dhanmondi"),
            (Role::Number, "5"),
            (Role::BirthDate, "19800201"),
            (Role::Email, "ruddin@gmail.com"),
            (Role::Email, "r@padma.com.bd"),
            (Role::Phone, "711204882"),
            (Role::Domain, "padma.com.bd"),
        ];
        assert_eq!(words(&found), expected.map(|(role, word)| (role, word.to_owned())));
        assert!(found.person);
    }

    #[test]
    fn a_company_is_a_name_and_a_whole_name() {
        let found = traits("account", 1, &[("name", "Padma Textiles Ltd.")]);
        let whole = parts::whole(&parts::company("Textiles, Padma"));
        let expected =
            [(Role::CompanyName, "padma"), (Role::CompanyName, "textiles"), (Role::Employer, whole.as_str())];
        assert_eq!(words(&found), expected.map(|(role, word)| (role, word.to_owned())));
        assert!(!found.person);

        let mut contact = record("contact", 1, &[("last_name", "Rahim")]);
        let link = Link { object: "account".to_owned(), record: id(9) };
        contact.values.insert("account".to_owned(), Value::Link(link));
        let contact = traits_of(&contact).expect("a contact");
        let last: Vec<&[u8]> = contact.words().collect();
        assert_eq!(last[1][0], Role::EmployerLink as u8);
        assert_eq!(last[1][2..], [9; 16]);
    }

    #[test]
    fn long_and_many_words_are_cut() {
        let long = "ক".repeat(150);
        let many: String = (0..40).map(|number| format!("word{number} ")).collect();
        let found = traits("contact", 1, &[("first_name", &long), ("last_name", &many)]);
        let words = words(&found);
        assert_eq!(words.len(), MOST_WORDS);
        assert!(words[0].1.len() > WORD_BYTES - 4 && long.starts_with(&words[0].1));
    }
}
