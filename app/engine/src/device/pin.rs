//! A PIN: how it is known again without being kept, and how wrong tries are slowed down.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use crm_core::fields::digits::latin;
use crm_core::ids::Timestamp;
use serde::{Deserialize, Serialize};

/// Fewest digits of a PIN.
const SHORTEST: usize = 6;
/// Most of them.
const LONGEST: usize = 32;
/// Argon2id with 19 MiB and two passes, as OWASP recommends at the least: half a second on a slow phone.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

const SECOND: Timestamp = 1_000;
const MINUTE: Timestamp = 60 * SECOND;

/// What is kept of a PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pin {
    salt: [u8; 16],
    verifier: [u8; 32],
    /// Wrong tries since the last right one, and when the latest was.
    pub wrong: u32,
    tried: Timestamp,
    /// Minutes in the background after which the book locks; 0 = never.
    pub after_minutes: u16,
    /// Whether a log-in shall take it away.
    pub forgotten: bool,
}

impl Pin {
    /// What is to be kept of a PIN; `None` where that is none.
    pub(super) fn new(typed: &str, salt: [u8; 16]) -> Option<Self> {
        let verifier = stretched(&digits(typed)?, &salt)?;
        Some(Self { salt, verifier, wrong: 0, tried: 0, after_minutes: 5, forgotten: false })
    }

    /// Whether that is it. Every try counts before anybody knows what comes of it.
    pub(super) fn is(&mut self, typed: &str, now: Timestamp) -> bool {
        let right = digits(typed).and_then(|digits| stretched(&digits, &self.salt)) == Some(self.verifier);
        if right {
            (self.wrong, self.forgotten) = (0, false);
        } else {
            self.wrong = self.wrong.saturating_add(1);
            self.tried = now;
        }
        right
    }

    /// When the next try may be made, where it has to wait. A clock that was set back makes nobody wait longer than the
    /// wait itself, and starts it anew.
    pub(super) fn try_at(&mut self, now: Timestamp) -> Option<Timestamp> {
        self.tried = self.tried.min(now);
        Some(self.tried + wait(self.wrong)).filter(|at| *at > now)
    }
}

/// How long to wait after so many wrong tries in a row, in ms.
const fn wait(wrong: u32) -> Timestamp {
    match wrong {
        0..=2 => 0,
        3 => 5 * SECOND,
        4 => 15 * SECOND,
        5 => MINUTE,
        6 => 5 * MINUTE,
        7 => 15 * MINUTE,
        _ => 60 * MINUTE,
    }
}

/// The Latin digits of what was typed in any script; `None` where that cannot be a PIN.
fn digits(typed: &str) -> Option<String> {
    let digits = latin(typed.trim());
    let fits = (SHORTEST..=LONGEST).contains(&digits.len());
    (fits && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn stretched(digits: &str, salt: &[u8; 16]) -> Option<[u8; 32]> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).ok()?;
    let mut memory = vec![Block::default(); params.block_count()];
    let mut verifier = [0; 32];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into_with_memory(digits.as_bytes(), salt, &mut verifier, &mut memory).ok()?;
    Some(verifier)
}

#[cfg(test)]
mod tests {
    use super::{MINUTE, Pin, SECOND, wait};

    #[test]
    fn a_pin_is_six_digits_of_any_script() {
        for (typed, fits) in [
            ("12345", false),
            ("123456", true),
            ("১২৩৪৫৬", true),
            ("12345a", false),
            (" 123456 ", true),
            ("", false),
        ] {
            assert_eq!(Pin::new(typed, [1; 16]).is_some(), fits, "{typed}");
        }
        assert!(Pin::new(&"1".repeat(33), [1; 16]).is_none());
    }

    #[test]
    fn it_is_known_again_in_either_script_and_never_kept() {
        let mut pin = Pin::new("204060", [7; 16]).expect("a PIN");
        assert!(pin.is("২০৪০৬০", 0));
        assert!(!pin.is("204061", 0) && !pin.is("", 0));
        assert_eq!(pin.wrong, 2);
        assert!(pin.is("204060", 0));
        assert_eq!(pin.wrong, 0);
        let kept = postcard::to_stdvec(&pin).expect("plain data");
        assert!(!kept.windows(6).any(|bytes| bytes == b"204060"));
        assert_ne!(Pin::new("204060", [8; 16]).expect("a PIN").verifier, pin.verifier, "the salt counts");
    }

    #[test]
    fn wrong_tries_wait_longer_and_longer() {
        let waits: Vec<i64> = (0..10).map(wait).collect();
        assert_eq!(&waits[..4], &[0, 0, 0, 5 * SECOND]);
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]), "{waits:?}");
        assert_eq!(wait(u32::MAX), 60 * MINUTE);
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nobody_wait_for_years() {
        let mut pin = Pin::new("204060", [7; 16]).expect("a PIN");
        for _ in 0..3 {
            pin.is("000000", 1_000_000);
        }
        assert_eq!(pin.try_at(1_000_001), Some(1_005_000));
        assert_eq!(pin.try_at(500), Some(5_500), "it begins anew");
        assert_eq!(pin.try_at(5_500), None);
    }
}
