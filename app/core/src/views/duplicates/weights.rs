//! How much agreement and difference say, in bits: one bit more makes it twice as likely that two records are one.

use super::parts::Role;

/// The score from which a pair is worth a person's look, one for all kinds of books. On the sets of `tests/duplicates`
/// the F1 measure hardly changes within four bits below [`ENOUGH`] and one above it, so they do not choose. Below it books
/// of names fill with pairs that only share names: of 10,000 made-up companies twenty times as many at four bits less.
pub const LIKELY: u8 = 50;

/// What a bit is in the whole numbers that are added up.
pub(super) const BIT: i32 = 8;

/// The evidence at which a pair gets [`LIKELY`]. Two rare names alone pass it, one name alone does not.
pub(super) const ENOUGH: i32 = 13 * BIT;
/// What each further bit adds to the score.
const SCORE_OF_BIT: i32 = 4;

/// What a value says when two records share it: the bits that make one record among all, as far as the book knows.
pub(super) struct Rarity {
    /// Records that the book is imagined to have besides its own, each with another value: in a book of ten, nothing
    /// is known to be common yet.
    pub imagined: u32,
    /// The most that it may say: who knows how the value came there.
    pub most: i32,
}

/// By role.
pub(super) const fn rarity(role: Role) -> Rarity {
    let (imagined, bits) = match role {
        Role::PersonName | Role::CompanyName => (512, 9),
        Role::Street => (512, 6),
        Role::Number => (64, 3),
        Role::City => (64, 3),
        Role::Postcode => (512, 5),
        // There are some 25,000 birthdays of people alive. A day that many have is one that somebody made up.
        Role::BirthDate => (16_384, 12),
        Role::Email | Role::Phone => (16_384, 14),
        Role::Domain => (2_048, 9),
        Role::Employer | Role::EmployerLink => (256, 3),
    };
    Rarity { imagined, most: bits * BIT }
}

/// The most that a name says.
pub(super) const NAME_MOST: i32 = 16 * BIT;
/// A company whose whole name is another's: people share names, companies avoid it.
pub(super) const WHOLE_COMPANY_NAME: i32 = 5 * BIT;
/// A word of each name that has nothing like it in the other: two sisters, two shops of one owner.
pub(super) const NAME_APART: i32 = -7 * BIT;
/// A word more in one of the names of people, who are not always written in full.
pub(super) const PERSON_EXTRA: i32 = -BIT;
/// A word more in one of the names of companies: partners, branches.
pub(super) const COMPANY_EXTRA: i32 = -2 * BIT;
/// A letter that is the first of the other's word.
pub(super) const INITIAL: i32 = BIT;

/// Other e-mail addresses: many people have two.
pub(super) const OTHER_EMAIL: i32 = -3 * BIT;
/// Other phone numbers: some people have two, but most are known by theirs.
pub(super) const OTHER_PHONE: i32 = -4 * BIT;
/// Another birth date.
pub(super) const OTHER_BIRTHDAY: i32 = -8 * BIT;
/// A birth date that is another's but for a slip of the pen.
pub(super) const LIKE_BIRTHDAY: i32 = 6 * BIT;
/// Another company: people change it.
pub(super) const OTHER_EMPLOYER: i32 = -BIT;
/// Another domain of a company's own.
pub(super) const OTHER_DOMAIN: i32 = -2 * BIT;

/// The most that an address says.
pub(super) const ADDRESS_MOST: i32 = 10 * BIT;
/// Another street: people and companies move, and have two addresses.
pub(super) const OTHER_STREET: i32 = -2 * BIT;
/// Another number in the street.
pub(super) const OTHER_NUMBER: i32 = -2 * BIT;
/// A word of each street or town that has nothing like it in the other.
pub(super) const PLACE_APART: i32 = -BIT;
/// Another post code.
pub(super) const OTHER_POSTCODE: i32 = -BIT;
/// A post code with one slip.
pub(super) const LIKE_POSTCODE: i32 = 2 * BIT;
/// Another town.
pub(super) const OTHER_CITY: i32 = -BIT;

/// The most that a phone number and an address say together, and a surname where the first names differ: a family
/// shares all three.
pub(super) const HOUSEHOLD_MOST: i32 = 14 * BIT;
/// The most that company and domain say of two people: colleagues share both.
pub(super) const COLLEAGUES_MOST: i32 = 3 * BIT;

/// The score of so much evidence; `None` where it is not enough.
pub(super) fn score(points: i32) -> Option<u8> {
    let above = points.checked_sub(ENOUGH).filter(|above| *above >= 0)?;
    let score = i32::from(LIKELY) + above * SCORE_OF_BIT / BIT;
    Some(u8::try_from(score.min(100)).unwrap_or(100))
}

/// The weight of a value that `count` of `total` records have.
pub(super) fn weight(role: Role, count: u32, total: u32) -> i32 {
    let Rarity { imagined, most } = rarity(role);
    let others = count.saturating_sub(1).max(1);
    (logarithm(total.saturating_add(imagined)) - logarithm(others)).clamp(0, most)
}

/// The binary logarithm in [`BIT`]s, straight between powers of two: every device gets the same.
fn logarithm(number: u32) -> i32 {
    let number = number.max(1);
    let whole = number.ilog2();
    let part = ((u64::from(number) * 8) >> whole).saturating_sub(8);
    i32::try_from(u64::from(whole) * 8 + part).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_have_says_little() {
        let of = |count| weight(Role::PersonName, count, 10_000);
        assert_eq!(of(2), 9 * BIT, "the most that a name may say");
        assert_eq!(of(1), of(2));
        assert!(of(101) > of(1_001) && of(1_001) > of(5_001), "{} {}", of(101), of(1_001));
        assert!((3 * BIT..4 * BIT).contains(&of(1_001)), "one of ten");
        assert!(of(10_000) < BIT);
        assert_eq!(weight(Role::PersonName, 2, 2), 9 * BIT, "a book of two knows nothing of names");
    }

    #[test]
    fn logarithms_are_of_two() {
        assert_eq!([1, 2, 3, 1_024, 0].map(logarithm), [0, BIT, BIT + BIT / 2, 10 * BIT, 0]);
    }

    #[test]
    fn a_score_begins_where_the_evidence_is_enough() {
        assert_eq!(score(ENOUGH - 1), None);
        assert_eq!(score(ENOUGH), Some(LIKELY));
        assert_eq!(score(ENOUGH + 5 * BIT), Some(LIKELY + 20));
        assert_eq!(score(i32::MIN), None);
        assert_eq!(score(1_000), Some(100));
    }
}
