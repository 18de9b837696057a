//! How many sockets may be open. A flood of them, of strangers or of one person, leaves room for the team.

use super::hub::held;
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

/// Most sockets at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Of everybody.
    pub all: usize,
    /// Of one person, whose devices hold one for each tab at most.
    pub person: usize,
    /// Of those who are not logged in; they are told so and go.
    pub strangers: usize,
    /// Of those from one network.
    pub network: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { all: 20_000, person: 100, strangers: 1_000, network: 20 }
    }
}

/// Whose a socket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// A person's.
    Person([u8; 16]),
    /// That of somebody in a network who is not logged in.
    Stranger(IpAddr),
}

/// Counts the sockets of a relay. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Doors {
    limits: Limits,
    open: Arc<Mutex<HashMap<Whose, usize>>>,
}

/// A socket that may be open until this is dropped.
#[derive(Debug)]
pub struct Admitted {
    doors: Doors,
    whose: Whose,
}

/// Why a socket may not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// There are too many of all.
    Full,
    /// There are too many of theirs.
    TooMany,
}

impl Doors {
    /// Those that let in so many.
    pub fn new(limits: Limits) -> Self {
        Self { limits, open: Arc::default() }
    }

    /// Lets one in.
    pub fn admit(&self, whose: Whose) -> Result<Admitted, Closed> {
        let mut open = held(&self.open);
        let strangers =
            |(whose, count): (&Whose, &usize)| matches!(whose, Whose::Stranger(_)).then_some(*count);
        let full = match whose {
            Whose::Person(_) => open.values().sum::<usize>() >= self.limits.all,
            Whose::Stranger(_) => open.iter().filter_map(strangers).sum::<usize>() >= self.limits.strangers,
        };
        if full {
            return Err(Closed::Full);
        }
        let most = match whose {
            Whose::Person(_) => self.limits.person,
            Whose::Stranger(_) => self.limits.network,
        };
        let count = open.entry(whose).or_default();
        if *count >= most {
            return Err(Closed::TooMany);
        }
        *count += 1;
        Ok(Admitted { doors: self.clone(), whose })
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut open = held(&self.doors.open);
        if let Some(count) = open.get_mut(&self.whose) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.whose);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Admitted, Closed, Doors, Limits, Whose};
    use std::net::Ipv4Addr;

    const RINA: Whose = Whose::Person([1; 16]);
    const KARIM: Whose = Whose::Person([2; 16]);
    const STRANGER: Whose = Whose::Stranger(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST));

    #[test]
    fn x21_each_has_so_many_and_who_goes_makes_room() {
        let doors = Doors::new(Limits { all: 6, person: 3, strangers: 2, network: 2 });
        let enter = |whose, count: usize| -> Vec<Admitted> {
            (0..count).map(|_| doors.admit(whose).expect("there is room")).collect()
        };
        let mut hers = enter(RINA, 3);
        assert_eq!(doors.admit(RINA).expect_err("enough"), Closed::TooMany);
        let theirs = enter(STRANGER, 2);
        assert_eq!(doors.admit(STRANGER).expect_err("enough"), Closed::Full);
        let elsewhere = Whose::Stranger(Ipv4Addr::BROADCAST.into());
        assert_eq!(doors.admit(elsewhere).expect_err("wherever they come from"), Closed::Full);
        let his = doors.admit(KARIM).expect("he has none");
        assert_eq!(doors.admit(KARIM).expect_err("six in all"), Closed::Full);
        hers.pop();
        let another = doors.admit(KARIM).expect("one went");
        drop((hers, theirs, his, another));
        assert!(super::held(&doors.open).is_empty(), "nothing is remembered of who is gone");
    }
}
