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
