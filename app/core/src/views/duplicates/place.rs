//! Where two records are: what their addresses say.

use super::Reason;
use super::align::fit;
use super::compare::{Evidence, Sides};
use super::parts::Role;
use super::weights::{
    ADDRESS_MOST, BIT, LIKE_POSTCODE, OTHER_CITY, OTHER_NUMBER, OTHER_POSTCODE, OTHER_STREET, PLACE_APART,
    rarity,
};

impl Sides<'_> {
    /// What the addresses say.
    pub(super) fn address(&self) -> Evidence {
        let (street, same_street) = self.place(Role::Street, OTHER_STREET);
        let number = self.number();
        let (city, same_city) = self.place(Role::City, OTHER_CITY);
        let postcode = self.shared_or(Role::Postcode, OTHER_POSTCODE);
        let same_postcode = postcode > 0;
        let postcode = if postcode < 0 && self.nearest(Role::Postcode) { LIKE_POSTCODE } else { postcode };
        let points = (street + number + city + postcode).min(ADDRESS_MOST);
        let same = number > 0 && same_street && (same_city || same_postcode);
        (points, if same { Reason::SameAddress } else { Reason::LikeAddress })
    }

    /// What the words of a street or of a town say, and whether they are the same.
    fn place(&self, role: Role, apart: i32) -> (i32, bool) {
        let (one, other) = self.words(role);
        if one.is_empty() || other.is_empty() {
            return (0, false);
        }
        let fit = fit(self.book, one, other);
        if fit.found == 0 {
            return (apart, false);
        }
        let points = fit.points.min(rarity(role).most) + i32::from(fit.apart) * PLACE_APART;
        (points, fit.same && fit.apart + fit.extra == 0)
    }

    /// What the numbers of the streets say: those of the shorter address are all in the longer one, or they differ.
    fn number(&self) -> i32 {
        let (one, other) = self.words(Role::Number);
        let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        if few.is_empty() {
            return 0;
        }
        let shared = few.iter().filter(|word| many.contains(word));
        let points = shared.clone().map(|word| self.book.word(*word).weight).sum::<i32>();
        match few.len() - shared.count() {
            0 => points.min(2 * rarity(Role::Number).most),
            missing if missing < few.len() => points.min(BIT),
            _ => OTHER_NUMBER,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::duplicates::book::Book;
    use crate::views::duplicates::specimen::traits;

    fn address(one: &str, other: &str) -> Evidence {
        let of =
            |number, address| traits("account", number, &[("name", "Padma"), ("billing_address", address)]);
        let book = Book::of(&[of(1, one), of(2, other)]);
        let [one, other] = &book.records[..] else { panic!("two records") };
        let there = Sides { book: &book, one, other }.address();
        assert_eq!(there, Sides { book: &book, one: other, other: one }.address(), "both ways the same");
        there
    }

    fn points(one: &str, other: &str) -> i32 {
        address(one, other).0
    }

    #[test]
    fn each_part_of_an_address_speaks_for_or_against() {
        let whole = "12 Shapla Road\nDhaka\nDhaka\n1209\nBangladesh";
        assert_eq!(address(whole, whole), (ADDRESS_MOST, Reason::SameAddress));
        assert_eq!(address(whole, "12, shapla rd\nঢাকা\n\n1209\n"), (ADDRESS_MOST, Reason::SameAddress));
        assert_eq!(address(whole, "14 Shapla Road\nDhaka\nDhaka\n1209\nBangladesh").1, Reason::LikeAddress);
        for (one, other, expected) in [
            ("Shapla Road", "Shapla", 6 * BIT),
            ("Shapla Road", "Golap Road", OTHER_STREET),
            ("Shapla Golap", "Shapla Kodom", 5 * BIT),
            ("12", "12", 3 * BIT),
            ("12", "14", OTHER_NUMBER),
            ("12 b", "12 c", BIT),
            ("12 b", "12", 3 * BIT),
            ("7th", "seventh", 3 * BIT),
            ("\n\n\n1209\n", "\n\n\n1209\n", 5 * BIT),
            ("\n\n\n1209\n", "\n\n\n1290\n", LIKE_POSTCODE),
            ("\n\n\n1209\n", "\n\n\n4100\n", OTHER_POSTCODE),
            ("\nDhaka\n\n\n", "\nDHAKA\n\n\n", 3 * BIT),
            ("\nDhaka\n\n\n", "\nKhulna\n\n\n", OTHER_CITY),
            ("Shapla", "\nKhulna\n\n\n", 0),
        ] {
            assert_eq!(points(one, other), expected, "{one:?} {other:?}");
        }
    }
}
