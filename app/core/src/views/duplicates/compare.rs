//! One record beside another: what speaks for them being one, and what against.

use super::Reason;
use super::align::{fit, nearness};
use super::book::{Book, Record};
use super::order::order;
use super::parts::Role;
use super::weights::{
    ADDRESS_MOST, COLLEAGUES_MOST, COMPANY_EXTRA, ENOUGH, HOUSEHOLD_MOST, LIKE_BIRTHDAY, NAME_APART,
    NAME_MOST, OTHER_BIRTHDAY, OTHER_DOMAIN, OTHER_EMAIL, OTHER_EMPLOYER, OTHER_PHONE, PERSON_EXTRA,
    WHOLE_COMPANY_NAME,
};

/// What one kind of evidence says, and its name.
pub(super) type Evidence = (i32, Reason);

/// What two names say.
struct Names {
    agreed: i32,
    /// Zero or less.
    against: i32,
    /// Whether a word of each has none like it in the other.
    apart: bool,
    reason: Reason,
}

/// All that speaks for two records being one, less what speaks against it; `None` where that is not enough.
pub(super) fn compare(book: &Book, one: &Record, other: &Record) -> Option<(i32, Vec<Reason>)> {
    if one.person != other.person {
        return None;
    }
    let sides = Sides { book, one, other };
    let name = sides.name();
    let email = (sides.email(), Reason::SameEmail);
    let phone = (sides.phone(), Reason::SamePhone);
    let birthday = sides.birthday();
    // The domain of an e-mail address that both have says nothing more.
    let domain = (if email.0 > 0 { 0 } else { sides.domain() }, Reason::SameDomain);
    let company = (sides.company(), Reason::SameCompany);
    let circle = if one.person { (domain.0 + company.0).min(COLLEAGUES_MOST) } else { domain.0 };
    // Relatives share surname, phone and address: where the rest of the name differs, the three are one evidence.
    let (own, family) = if one.person && name.apart { (0, name.agreed) } else { (name.agreed, 0) };
    let so_far = own + name.against + email.0 + birthday.0 + circle;
    if so_far + (family + phone.0.max(0) + ADDRESS_MOST).min(HOUSEHOLD_MOST) < ENOUGH {
        return None;
    }
    let address = sides.address();
    let total = so_far + (family + phone.0 + address.0).min(HOUSEHOLD_MOST);
    let name = (name.agreed + name.against, name.reason);
    if total < ENOUGH {
        return None;
    }
    let evidence = [name, email, phone, birthday, domain, company, address];
    let order = order(evidence.len(), &|one, other| evidence[one].0 > evidence[other].0);
    let reasons = order.into_iter().map(|place| evidence[place]).filter(|(points, _)| *points > 0);
    Some((total, reasons.map(|(_, reason)| reason).collect()))
}

/// Two records of a book.
pub(super) struct Sides<'a> {
    pub book: &'a Book,
    pub one: &'a Record,
    pub other: &'a Record,
}

impl<'a> Sides<'a> {
    pub(super) fn words(&self, role: Role) -> (&'a [u32], &'a [u32]) {
        (self.book.words(self.one, role), self.book.words(self.other, role))
    }

    /// What the rarest word says that both have; `None` where one of them has none of this role.
    fn shared(&self, role: Role) -> Option<i32> {
        let (one, other) = self.words(role);
        if one.is_empty() || other.is_empty() {
            return None;
        }
        let shared = one.iter().filter(|word| other.contains(word));
        Some(shared.map(|word| self.book.word(*word).weight.max(1)).max().unwrap_or(0))
    }

    /// What a shared word says, or that there is none.
    pub(super) fn shared_or(&self, role: Role, apart: i32) -> i32 {
        self.shared(role).map_or(0, |points| if points > 0 { points } else { apart })
    }

    fn name(&self) -> Names {
        let (one, other) = (self.book.name(self.one), self.book.name(self.other));
        if one.is_empty() || other.is_empty() {
            return Names { agreed: 0, against: 0, apart: false, reason: Reason::LikeName };
        }
        let fit = fit(self.book, one, other);
        let same = fit.same && fit.apart == 0 && fit.extra == 0;
        let (whole, extra) =
            if self.one.person { (0, PERSON_EXTRA) } else { (WHOLE_COMPANY_NAME, COMPANY_EXTRA) };
        Names {
            agreed: (fit.points + if same { whole } else { 0 }).min(NAME_MOST),
            against: i32::from(fit.apart.min(2)) * NAME_APART + i32::from(fit.extra.min(2)) * extra,
            apart: fit.apart > 0,
            reason: if same { Reason::SameName } else { Reason::LikeName },
        }
    }

    fn email(&self) -> i32 {
        self.shared_or(Role::Email, OTHER_EMAIL)
    }

    fn phone(&self) -> i32 {
        let points = self.shared_or(Role::Phone, OTHER_PHONE);
        // A number with a slip in it says nothing.
        if points < 0 && self.nearest(Role::Phone) { 0 } else { points }
    }

    fn birthday(&self) -> Evidence {
        let points = self.shared_or(Role::BirthDate, OTHER_BIRTHDAY);
        if points < 0 && (self.nearest(Role::BirthDate) || self.day_for_month()) {
            return (LIKE_BIRTHDAY, Reason::LikeBirthday);
        }
        (points, Reason::SameBirthday)
    }

    /// Whether the birth dates are one but for day and month, which have changed places.
    fn day_for_month(&self) -> bool {
        let (one, other) = self.words(Role::BirthDate);
        let letters =
            |words: &[u32]| words.first().map_or(&[][..], |word| self.book.letters(self.book.word(*word)));
        let (one, other) = (letters(one), letters(other));
        one.len() == 8
            && other.len() == 8
            && one[..4] == other[..4]
            && one[4..6] == other[6..]
            && one[6..] == other[4..6]
    }

    /// Whether the two have words of a role that differ by one slip: a letter, or two that have changed places.
    pub(super) fn nearest(&self, role: Role) -> bool {
        let (one, other) = self.words(role);
        let letters = |word: &u32| self.book.letters(self.book.word(*word));
        let near = |one: &[u8], other: &[u8]| {
            let longest = one.len().max(other.len());
            longest > 0 && usize::from(nearness(one, other)) >= 100 - 100 / longest
        };
        one.iter().any(|one| other.iter().any(|other| near(letters(one), letters(other))))
    }

    fn domain(&self) -> i32 {
        self.shared_or(Role::Domain, if self.one.person { 0 } else { OTHER_DOMAIN })
    }

    /// That two people are at one company, by its name or by a link to it.
    fn company(&self) -> i32 {
        if !self.one.person {
            return 0;
        }
        let (name, link) = (self.shared(Role::Employer), self.shared(Role::EmployerLink));
        match name.max(link) {
            Some(points) if points > 0 => points,
            Some(_) => OTHER_EMPLOYER,
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::duplicates::specimen::{id, traits};

    type Values<'a> = &'a [(&'a str, &'a str)];

    fn reasons(kind: &str, one: Values<'_>, other: Values<'_>) -> Option<Vec<Reason>> {
        let book = Book::of(&[traits(kind, 1, one), traits(kind, 2, other)]);
        let [first, second] = &book.records[..] else { panic!("two records") };
        let there = compare(&book, first, second);
        assert_eq!(there, compare(&book, second, first), "both ways the same");
        there.map(|(_, reasons)| reasons)
    }

    #[test]
    fn people_are_told_by_what_they_share() {
        use Reason::{
            LikeAddress, LikeBirthday, LikeName, SameAddress, SameBirthday, SameEmail, SameName, SamePhone,
        };
        let street = "12 Shapla Road\nDhaka\nDhaka\n1209\nBangladesh";
        let moved = "12 Shapla Road\nDhaka\nDhaka\n1290\nBangladesh";
        let cases: &[(Values<'_>, Values<'_>, Option<&[Reason]>)] = &[
            (&[("emails", "r@x.bd")], &[("emails", "R+a@x.bd")], Some(&[SameEmail])),
            (&[("phones", "01711204882")], &[("phones", "8801711204882")], Some(&[SamePhone])),
            (&[("last_name", "Rahim Uddin")], &[("last_name", "রহিম উদ্দিন")], Some(&[SameName])),
            (&[("last_name", "Rahim Uddin")], &[("last_name", "Raheem Uddin")], Some(&[LikeName])),
            (&[("last_name", "Rahim")], &[("last_name", "Rahim")], None),
            (&[("last_name", "Rahim Uddin")], &[("last_name", "Karim Uddin")], None),
            (
                &[("last_name", "Rahim"), ("birth_date", "1980-02-01")],
                &[("last_name", "Rahim"), ("birth_date", "1980-02-01")],
                Some(&[SameBirthday, SameName]),
            ),
            (
                &[("last_name", "Rahim"), ("birth_date", "1980-02-01")],
                &[("last_name", "Rahim"), ("birth_date", "1980-01-02")],
                Some(&[SameName, LikeBirthday]),
            ),
            (
                &[("last_name", "Rahim Uddin"), ("birth_date", "1980-02-01")],
                &[("last_name", "Rahim Uddin"), ("birth_date", "1975-11-23")],
                None,
            ),
            (
                &[("last_name", "Rahim"), ("mailing_address", street)],
                &[("last_name", "Rahim"), ("mailing_address", street)],
                Some(&[SameAddress, SameName]),
            ),
            (
                &[
                    ("last_name", "Rahim"),
                    ("mailing_address", "14 Shapla Road\nDhaka\nDhaka\n1209\nBangladesh"),
                ],
                &[("last_name", "Rahim"), ("mailing_address", moved)],
                Some(&[SameName, LikeAddress]),
            ),
        ];
        for (one, other, expected) in cases {
            assert_eq!(reasons("contact", one, other).as_deref(), *expected, "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_family_is_not_one_person() {
        let street = "12 Shapla Road\nDhaka\nDhaka\n1209\nBangladesh";
        let of = |name: &'static str| {
            [("last_name", name), ("phones", "01711204882"), ("mailing_address", street)]
        };
        assert_eq!(reasons("contact", &of("Rahim Uddin"), &of("Salma Uddin")), None);
        assert!(reasons("contact", &of("Rahim Uddin"), &of("Rahim Uddin")).is_some());
    }

    #[test]
    fn a_shared_box_is_not_one_person() {
        let of = |name: &'static str| [("last_name", name), ("emails", "info@padma.com")];
        assert_eq!(reasons("contact", &of("Rahim Uddin"), &of("Salma Akter")), None);
    }

    #[test]
    fn another_email_and_another_phone_speak_against_one_name() {
        let of = |email: &'static str, phone: &'static str| {
            [("last_name", "Rahim Uddin"), ("emails", email), ("phones", phone)]
        };
        let rahim = of("r@x.bd", "01711204882");
        assert_eq!(reasons("contact", &rahim, &of("u@y.bd", "01911333444")), None);
        assert!(reasons("contact", &rahim, &of("u@y.bd", "01711204882")).is_some());
        assert!(reasons("contact", &rahim, &of("u@y.bd", "01711204828")).is_some(), "a slip says nothing");
    }

    #[test]
    fn companies_are_told_by_name_domain_and_phone() {
        let padma: Values<'_> = &[("name", "Padma Ltd"), ("website", "padma.com")];
        let same = |other| reasons("account", padma, other);
        assert_eq!(same(&[("name", "পদ্মা লিমিটেড")]), Some(vec![Reason::SameName]));
        assert_eq!(
            same(&[("name", "Padma Textiles"), ("emails", "a@padma.com")]),
            Some(vec![Reason::SameDomain, Reason::LikeName])
        );
        assert_eq!(same(&[("name", "Padma Textiles")]), None);
        assert_eq!(same(&[("name", "Meghna"), ("website", "padma.com")]), None);
        assert_eq!(same(&[("name", "Padma Ltd"), ("website", "padma.net"), ("phones", "01711204882")]), None);
    }

    #[test]
    fn colleagues_are_two_people() {
        let at =
            |name: &'static str| [("last_name", name), ("company", "Padma Ltd"), ("website", "padma.com")];
        assert_eq!(reasons("lead", &at("Rahim"), &at("Salma")), None);
        assert_eq!(reasons("lead", &at("Rahim"), &at("Rahim")), None, "one name of many");
        let found = reasons("lead", &at("Rahim Uddin"), &at("Rahim Uddin"));
        assert_eq!(found, Some(vec![Reason::SameName, Reason::SameDomain, Reason::SameCompany]));
    }

    #[test]
    fn a_person_is_no_company() {
        let book = Book::of(&[
            traits("contact", 1, &[("emails", "a@x.bd")]),
            traits("account", 2, &[("emails", "a@x.bd")]),
        ]);
        assert_eq!(compare(&book, &book.records[0], &book.records[1]), None);
        assert_eq!(book.records[0].id, id(2), "accounts come first");
    }
}
