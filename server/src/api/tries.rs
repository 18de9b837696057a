//! Failed log-ins, and how long the next one waits. Whoever guesses waits longer and longer, and nobody else does:
//!
//! - a browser that logged in to the account before is counted by itself, whatever happens elsewhere;
//! - an address from which the account was logged in to lately is counted for this account by itself;
//! - strangers are counted by account and address, and by address over all accounts. While many strangers fail at one
//!   account, each address gets three tries a day: a new one of the owner's, too, and never less.
//!
//! Codes of a second factor are short, so strangers together have a hundred of them a day; they know the password then.

use crm_planted::{Bug, planted};
use std::collections::HashMap;
use std::net::IpAddr;

/// Pairs of account and place remembered at once.
const REMEMBERED: usize = 50_000;
/// How long a failure counts, in ms.
const MEMORY: i64 = 24 * 60 * 60 * 1_000;
/// How long an address counts as one of the account's, in ms.
const AT_HOME: i64 = 30 * MEMORY;
/// Failures of strangers at one account after which each address has fewer tries.
const ATTACKED: u32 = 50;
/// Tries of an address then.
const FEW: u32 = 3;
/// Wrong codes that strangers together may type in a day.
const CODES: u32 = 100;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Secret {
    /// A password.
    Password,
    /// A code of a second factor.
    Code,
    /// An API token. Nobody's account is at stake, so an address is counted by itself.
    Token,
}

/// A try: at which account, from where.
#[derive(Clone, Debug)]
pub struct Try {
    /// What is tried.
    pub secret: Secret,
    /// The account, by anything that names it.
    pub account: String,
    /// The address that it comes from.
    pub address: IpAddr,
    /// What proves that this browser logged in to the account before.
    pub known: Option<[u8; 32]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place {
    Browser([u8; 32]),
    Address(IpAddr),
}

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: i64,
}

impl Failures {
    fn add(&mut self, now: i64) {
        if now - self.last > MEMORY {
            self.count = 0;
        }
        self.count = self.count.saturating_add(1);
        self.last = now;
    }

    /// What counts now.
    const fn count(self, now: i64) -> u32 {
        if now - self.last > MEMORY { 0 } else { self.count }
    }
}

/// How long to wait after so many failures at an account from one place, in ms: slips cost nothing, guessing a day.
const fn at_account(count: u32) -> i64 {
    match count {
        0..3 => 0,
        3..9 => 3_000,
        9..25 => 10_000,
        25..100 => 60_000,
        _ => MEMORY,
    }
}

/// How long after so many failures from an address at any accounts: an office shares it, so never for long.
const fn at_address(count: u32) -> i64 {
    match count {
        0..30 => 0,
        30..100 => 10_000,
        _ => 60_000,
    }
}

type Account = (Secret, String);

/// The failures.
#[derive(Default)]
pub struct Tries {
    places: HashMap<(Account, Place), Failures>,
    addresses: HashMap<IpAddr, Failures>,
    /// Of strangers, by account.
    strangers: HashMap<Account, Failures>,
    /// When an account was logged in to from an address.
    homes: HashMap<(String, IpAddr), i64>,
}

impl Tries {
    /// Seconds until the next try; `None` when it may be made now.
    pub fn wait(&self, of: &Try, now: i64) -> Option<u32> {
        let account = (of.secret, of.account.clone());
        let place = self.places.get(&(account.clone(), place(of)));
        let left = |failures: Option<&Failures>, wait: &dyn Fn(u32) -> i64| {
            failures.map_or(0, |failures| failures.last + wait(failures.count(now)) - now)
        };
        let own = left(place, &at_account);
        let wait = if self.stranger(of, now) {
            let strangers = self.strangers.get(&account);
            let failed = strangers.map_or(0, |strangers| strangers.count(now));
            let few = |count: u32| if count >= FEW { MEMORY } else { 0 };
            let attacked = if failed >= ATTACKED { left(place, &few) } else { 0 };
            let codes = |count: u32| if count >= CODES { MEMORY } else { 0 };
            let worn = if of.secret == Secret::Code { left(strangers, &codes) } else { 0 };
            let address = left(self.addresses.get(&network(of.address)), &at_address);
            own.max(attacked).max(worn).max(address)
        } else {
            own
        };
        if wait > 0 && !planted(Bug::GuessingIsFree) { u32::try_from(wait / 1_000 + 1).ok() } else { None }
    }

    /// A try failed; gives how many did from this place. It counts when it begins, so that a thousand at once are not
    /// free.
    pub fn failed(&mut self, of: &Try, now: i64) -> u32 {
        self.make_room(now);
        let new = Failures { count: 0, last: now };
        let account = (of.secret, of.account.clone());
        if self.stranger(of, now) {
            self.strangers.entry(account.clone()).or_insert(new).add(now);
            self.addresses.entry(network(of.address)).or_insert(new).add(now);
        }
        let own = self.places.entry((account, place(of))).or_insert(new);
        own.add(now);
        own.count
    }

    /// A try succeeded: what was counted for it when it began is taken back.
    pub fn succeeded(&mut self, of: &Try, now: i64) {
        let account = (of.secret, of.account.clone());
        if self.stranger(of, now) {
            let counted = [self.strangers.get_mut(&account), self.addresses.get_mut(&network(of.address))];
            counted
                .into_iter()
                .flatten()
                .for_each(|failures| failures.count = failures.count.saturating_sub(1));
        }
        self.places.remove(&(account, place(of)));
    }

    /// Somebody is logged in to an account from an address now.
    pub fn at_home(&mut self, account: &str, address: IpAddr, now: i64) {
        self.homes.insert((account.to_owned(), network(address)), now);
    }

    fn stranger(&self, of: &Try, now: i64) -> bool {
        let home = self.homes.get(&(of.account.clone(), network(of.address)));
        of.secret != Secret::Token && of.known.is_none() && home.is_none_or(|since| now - since > AT_HOME)
    }

    fn make_room(&mut self, now: i64) {
        let fresh = |failures: &Failures| now - failures.last < MEMORY / 24;
        if self.places.len() >= REMEMBERED {
            self.places.retain(|_, failures| fresh(failures));
        }
        if self.addresses.len() >= REMEMBERED {
            self.addresses.retain(|_, failures| fresh(failures));
        }
        if self.strangers.len() >= REMEMBERED {
            self.strangers.retain(|_, failures| fresh(failures));
        }
        if self.homes.len() >= REMEMBERED {
            self.homes.retain(|_, since| now - *since < MEMORY);
        }
    }
}

fn place(of: &Try) -> Place {
    of.known.map_or_else(|| Place::Address(network(of.address)), Place::Browser)
}

/// A household or office has one IPv4 address, or a /64 of IPv6.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::{AT_HOME, MEMORY, Secret, Tries, Try};
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    const SECOND: i64 = 1_000;

    fn from(address: impl Into<IpAddr>) -> Try {
        Try { secret: Secret::Password, account: "rina".to_owned(), address: address.into(), known: None }
    }

    fn somewhere(number: u32) -> Try {
        from(Ipv4Addr::from(0xc633_6400 + number))
    }

    fn fail(tries: &mut Tries, of: &Try, times: u32, now: i64) {
        for _ in 0..times {
            tries.failed(of, now);
        }
    }

    #[test]
    fn x23_waits_grow_with_failures_and_end_with_success_or_a_day() {
        let tiers = [(1, 0), (2, 0), (3, 4), (8, 4), (9, 11), (24, 11), (25, 61), (49, 61)];
        let known = Try { known: Some([1; 32]), ..somewhere(1) };
        for (here, last) in [(known, [(99, 61), (100, 86_401)]), (somewhere(1), [(49, 61), (50, 86_401)])] {
            let (mut tries, mut before) = (Tries::default(), 0);
            for (failures, wait) in tiers.into_iter().chain(last) {
                fail(&mut tries, &here, failures - before, 0);
                assert_eq!(tries.wait(&here, 0).unwrap_or(0), wait, "after {failures}: {here:?}");
                before = failures;
            }
            assert_eq!(tries.wait(&here, MEMORY + SECOND), None, "a day later it is over");
            tries.succeeded(&here, 0);
            assert!(tries.wait(&here, 0).is_none_or(|wait| wait <= 61), "success ends the account's part");
        }
    }

    /// Everything that an attacker can do, and who must not notice.
    #[test]
    fn x23_nobody_locks_anybody_else_out() {
        let phone = Try { known: Some([1; 32]), ..somewhere(7) };
        let office = somewhere(8);
        let new_place = somewhere(9);
        type Attack = fn(&mut Tries);
        let attacks: [(&str, Attack); 4] = [
            ("a thousand from one address", |tries| fail(tries, &somewhere(1), 1_000, 0)),
            ("one each from a thousand addresses", |tries| {
                (1_000..2_000).for_each(|number| fail(tries, &somewhere(number), 1, 0));
            }),
            ("a hundred each from a hundred addresses", |tries| {
                (1_000..1_100).for_each(|number| fail(tries, &somewhere(number), 100, 0));
            }),
            ("from the very address of the phone", |tries| fail(tries, &somewhere(7), 1_000, 0)),
        ];
        for (name, attack) in attacks {
            let mut tries = Tries::default();
            tries.at_home("rina", office.address, 0);
            attack(&mut tries);
            assert_eq!(tries.wait(&phone, 0), None, "{name}: the known browser");
            assert_eq!(tries.wait(&office, 0), None, "{name}: the known address");
            assert_eq!(tries.wait(&new_place, 0), None, "{name}: a new place has its tries");
        }
    }

    #[test]
    fn while_an_account_is_attacked_each_new_address_has_three_tries() {
        let mut tries = Tries::default();
        (1_000..1_050).for_each(|number| fail(&mut tries, &somewhere(number), 1, 0));
        let new_place = somewhere(9);
        for (failures, wait) in [(2, 0), (3, 86_401)] {
            fail(&mut tries, &new_place, if failures == 2 { 2 } else { 1 }, 0);
            assert_eq!(tries.wait(&new_place, 0).unwrap_or(0), wait, "after {failures}");
        }
        assert_eq!(tries.wait(&new_place, MEMORY + SECOND), None);
    }

    #[test]
    fn strangers_together_guess_a_hundred_codes_a_day() {
        let code = |number| Try { secret: Secret::Code, ..somewhere(number) };
        let mut tries = Tries::default();
        (1_000..1_100).for_each(|number| fail(&mut tries, &code(number), 1, 0));
        assert_eq!(tries.wait(&code(9), 0), Some(86_401));
        assert_eq!(tries.wait(&Try { known: Some([1; 32]), ..code(9) }, 0), None);
        assert_eq!(tries.wait(&somewhere(9), 0), None, "passwords are another matter");
        assert_eq!(tries.wait(&code(9), MEMORY + SECOND), None);
    }

    #[test]
    fn many_accounts_from_one_address_are_slowed_down() {
        let mut tries = Tries::default();
        for (accounts, wait) in [(29, 0), (30, 11), (99, 11), (100, 61), (5_000, 61)] {
            let before = tries.strangers.len();
            for number in before..accounts {
                tries.failed(&Try { account: number.to_string(), ..somewhere(1) }, 0);
            }
            let next = Try { account: "next".to_owned(), ..somewhere(1) };
            assert_eq!(tries.wait(&next, 0).unwrap_or(0), wait, "after {accounts}");
        }
        assert_eq!(tries.wait(&somewhere(2), 0), None, "other addresses go on");
    }

    #[test]
    fn an_address_is_known_for_a_month_and_right_passwords_count_for_nothing() {
        let (mut tries, office) = (Tries::default(), somewhere(8));
        fail(&mut tries, &office, 1, 0);
        tries.succeeded(&office, 0);
        assert_eq!(
            (tries.strangers[&(Secret::Password, "rina".to_owned())].count, tries.places.len()),
            (0, 0)
        );
        tries.at_home("rina", office.address, 0);
        assert!(!tries.stranger(&office, AT_HOME));
        assert!(tries.stranger(&office, AT_HOME + 1));
    }

    #[test]
    fn changing_the_lower_half_of_an_ipv6_address_does_not_help() {
        let mut tries = Tries::default();
        for last in 0..4_u16 {
            let address = Ipv6Addr::new(0x2001, 0xdb8, 0, 1, last, last, last, last);
            tries.failed(&from(address), 0);
        }
        let other: IpAddr = "2001:db8:0:1::ffff".parse().expect("an address");
        assert_eq!(tries.wait(&from(other), 0), Some(4));
        fail(&mut tries, &somewhere(1), 3, 0);
        let mapped = match somewhere(1).address {
            IpAddr::V4(address) => address.to_ipv6_mapped(),
            IpAddr::V6(address) => address,
        };
        assert_eq!(tries.wait(&from(mapped), 0), Some(4), "the same address in the other family");
    }
}
