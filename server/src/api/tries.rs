//! Failed log-ins of an account from an address: each wait grows, and success ends it.

use std::collections::HashMap;
use std::net::IpAddr;

/// Pairs of account and address remembered at once.
const REMEMBERED: usize = 50_000;
/// How long a failure counts, in ms.
const MEMORY: i64 = 24 * 60 * 60 * 1_000;

/// The failures.
#[derive(Default)]
pub struct Tries(HashMap<(String, IpAddr), Failures>);

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    last: i64,
}

impl Failures {
    /// How long to wait after so many failures, in ms: slips cost nothing, guessing costs a day.
    const fn wait(self) -> i64 {
        match self.count {
            0..3 => 0,
            3..9 => 3_000,
            9..25 => 10_000,
            25..100 => 60_000,
            _ => MEMORY,
        }
    }
}

impl Tries {
    /// Seconds until the next try; `None` when it may be made now.
    pub fn wait(&self, account: &str, address: IpAddr, now: i64) -> Option<u32> {
        let failures = self.0.get(&key(account, address))?;
        let left = failures.last + failures.wait() - now;
        if left > 0 { u32::try_from(left / 1_000 + 1).ok() } else { None }
    }

    /// A try failed. It counts when it begins, so that a thousand at once are not free.
    pub fn failed(&mut self, account: &str, address: IpAddr, now: i64) {
        if self.0.len() >= REMEMBERED {
            self.0.retain(|_, failures| now - failures.last < MEMORY / 24);
        }
        let failures = self.0.entry(key(account, address)).or_insert(Failures { count: 0, last: now });
        if now - failures.last > MEMORY {
            failures.count = 0;
        }
        failures.count += 1;
        failures.last = now;
    }

    /// A try succeeded.
    pub fn succeeded(&mut self, account: &str, address: IpAddr) {
        self.0.remove(&key(account, address));
    }
}

/// A household or office has one IPv4 address, or a /64 of IPv6.
fn key(account: &str, address: IpAddr) -> (String, IpAddr) {
    let address = match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
    };
    (account.to_owned(), address)
}

#[cfg(test)]
mod tests {
    use super::Tries;

    #[test]
    fn waits_grow_with_failures_and_end_with_success() {
        let mut tries = Tries::default();
        let here = "192.0.2.1".parse().expect("an address");
        let mut waits = Vec::new();
        for _ in 0..101 {
            tries.failed("a", here, 0);
            waits.push(tries.wait("a", here, 0).unwrap_or(0));
        }
        assert_eq!([waits[1], waits[2], waits[8], waits[24], waits[99]], [0, 4, 11, 61, 86_401]);
        assert_eq!(tries.wait("b", here, 0), None, "another account is not held up");
        assert_eq!(tries.wait("a", "192.0.2.2".parse().expect("an address"), 0), None);
        assert_eq!(tries.wait("a", here, 90_000_000), None, "a day later it is over");
        tries.succeeded("a", here);
        assert_eq!(tries.wait("a", here, 0), None);
    }

    #[test]
    fn changing_the_lower_half_of_an_ipv6_address_does_not_help() {
        let mut tries = Tries::default();
        for last in 0..4_u16 {
            let address = std::net::Ipv6Addr::new(0x2001, 0xdb8, 0, 1, last, last, last, last);
            tries.failed("a", address.into(), 0);
        }
        let other = "2001:db8:0:1::ffff".parse().expect("an address");
        assert_eq!(tries.wait("a", other, 0), Some(4));
    }
}
