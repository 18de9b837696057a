//! One-time passwords by time, as RFC 6238 has them and authenticator apps make them: SHA-1, six digits, half minutes.

use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};

/// How long a code is good, in ms.
const STEP: i64 = 30_000;
/// Half minutes before and after that are taken, too: clocks differ.
const SLACK: i64 = 1;
/// Letters of RFC 4648, section 6.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The half minute whose code this is, near `now`.
pub fn step_of(secret: &[u8], code: u32, now: i64) -> Option<i64> {
    let here = now.div_euclid(STEP);
    (here - SLACK..=here + SLACK).find(|step| self::code(secret, *step) == code)
}

/// The code of a half minute.
pub fn code(secret: &[u8], step: i64) -> u32 {
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret), &step.to_be_bytes());
    let tag = tag.as_ref();
    let from = usize::from(tag.last().copied().unwrap_or_default() & 15);
    let mut word = [0; 4];
    word.copy_from_slice(&tag[from..from + 4]);
    (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000
}

/// Bytes as letters and digits that people can copy by hand.
pub fn base32(bytes: &[u8]) -> String {
    let (mut text, mut held, mut bits) = (String::new(), 0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(held >> bits & 31) as usize]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// What an authenticator app reads from a code: whose it is, and the secret.
pub fn address(email: &str, key: &str) -> String {
    let email: String = email
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("otpauth://totp/Halkhata:{email}?secret={key}&issuer=Halkhata")
}

#[cfg(test)]
mod tests {
    use super::{STEP, address, base32, code, step_of};

    /// Appendix B of RFC 6238, its eight digits cut to six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, expected) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(code(secret, seconds * 1_000 / STEP), expected, "{seconds}");
        }
    }

    #[test]
    fn clocks_may_differ_by_half_a_minute_and_no_more() {
        let (secret, now) = (b"12345678901234567890", 1_234_567_890_000);
        let here = now / STEP;
        for (step, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let found = step_of(secret, code(secret, here + step), now);
            assert_eq!(found, taken.then_some(here + step), "{step}");
        }
    }

    #[test]
    fn letters_are_those_of_the_standard() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), expected, "{bytes}");
        }
        let address = address("rina+১@example.org", "ABC");
        assert_eq!(
            address,
            "otpauth://totp/Halkhata:rina%2B%E0%A7%A7%40example.org?secret=ABC&issuer=Halkhata"
        );
    }
}
