//! Ways to reach somebody, in the form in which two spellings are one.

use crate::fields::fold;

/// Where everybody can have an address: the domain says nothing about its owner.
const FREE_MAIL: &[&str] = &[
    "aol.com",
    "fastmail.com",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "googlemail.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "rediffmail.com",
    "rocketmail.com",
    "yahoo.co.in",
    "yahoo.co.uk",
    "yahoo.com",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
];

/// Pages of everybody: the address of one says nothing by its domain.
const FREE_PAGES: &[&str] = &["facebook.com", "instagram.com", "linkedin.com", "twitter.com", "x.com"];

/// Digits at the end of a phone number that make it one: those before them may be left out.
const PHONE_DIGITS: usize = 9;
/// Fewest digits of a number that is somebody's: shorter ones are hot lines.
const FEWEST_DIGITS: usize = 7;

/// An e-mail address without what its owner may add at will: `a.x+shop@googlemail.com` is `ax@gmail.com`.
pub(super) fn email(key: &str) -> Option<String> {
    let (local, domain) = key.rsplit_once('@')?;
    let local = match local.bytes().position(|byte| byte == b'+') {
        Some(plus) if plus > 0 => &local[..plus],
        _ => local,
    };
    let gmail = matches!(domain, "gmail.com" | "googlemail.com");
    let mut address: String = local.chars().filter(|letter| !(gmail && *letter == '.')).collect();
    address.push('@');
    address.push_str(if gmail { "gmail.com" } else { domain });
    Some(address)
}

/// The domain of an e-mail address that says whose it is.
pub(super) fn email_domain(key: &str) -> Option<&str> {
    let (_, domain) = key.rsplit_once('@')?;
    (domain.contains('.') && !FREE_MAIL.contains(&domain)).then_some(domain)
}

/// The domain of a web address that says whose it is.
pub(super) fn site_domain(url: &str) -> Option<String> {
    let slashes = url.bytes().zip(url.bytes().skip(1)).position(|two| two == (b'/', b'/'));
    let rest = slashes.map_or(url, |at| &url[at + 2..]);
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#' | b':'));
    let host = fold::fold(&rest[..end.unwrap_or(rest.len())]);
    let domain = host.strip_prefix("www.").unwrap_or(&host);
    (domain.contains('.') && !FREE_MAIL.contains(&domain) && !FREE_PAGES.contains(&domain))
        .then(|| domain.to_owned())
}

/// The end of a phone number from its member's key; its extension is left out.
pub(super) fn phone(key: &str) -> Option<&str> {
    let digits = key.bytes().take_while(u8::is_ascii_digit).count();
    let number = &key[..digits];
    (digits >= FEWEST_DIGITS).then(|| &number[digits.saturating_sub(PHONE_DIGITS)..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::phones;

    #[test]
    fn an_address_is_one_in_every_spelling() {
        for (key, expected) in [
            ("rina@x.bd", Some("rina@x.bd")),
            ("rina+shop@x.bd", Some("rina@x.bd")),
            ("r.i.n.a@x.bd", Some("r.i.n.a@x.bd")),
            ("r.ina+a+b@gmail.com", Some("rina@gmail.com")),
            ("r.ina@googlemail.com", Some("rina@gmail.com")),
            ("+@x.bd", Some("+@x.bd")),
            ("rina", None),
        ] {
            assert_eq!(email(key).as_deref(), expected, "{key}");
        }
    }

    #[test]
    fn only_domains_of_their_own_say_something() {
        assert_eq!(email_domain("a@padma.com.bd"), Some("padma.com.bd"));
        assert_eq!(email_domain("a@gmail.com"), None);
        assert_eq!(email_domain("a@localhost"), None);
        for (url, expected) in [
            ("https://www.Padma.com/shop?x=1", Some("padma.com")),
            ("http://padma.com:8080", Some("padma.com")),
            ("padma.com", Some("padma.com")),
            ("https://www.facebook.com/padma", None),
            ("", None),
        ] {
            assert_eq!(site_domain(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_number_is_one_with_and_without_its_calling_code() {
        let of = |text: &str| phones::key(text, "880").and_then(|key| phone(&key).map(str::to_owned));
        let expected = of("+880 1711-204882");
        assert!(expected.is_some());
        for text in ["01711204882", "8801711204882", "1711-204882", "01711-204882 x12", "০১৭১১২০৪৮৮২"]
        {
            assert_eq!(of(text), expected, "{text}");
        }
        assert_ne!(of("01711204883"), expected);
        assert_ne!(of("01911204882"), expected);
        assert_eq!(of("999"), None);
        assert_eq!(phone("১২৩৪৫৬৭৮৯"), None, "keys have Latin digits");
    }
}
