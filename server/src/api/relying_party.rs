//! For whom browsers make passkeys: the name in the relay's address, and the pages under it.

use super::origin::{Origins, host};
use serde::Serialize;
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// The relay as browsers and authenticators know it.
pub struct RelyingParty {
    /// Checks what they answer.
    pub webauthn: Webauthn,
    /// The name that passkeys are bound to.
    pub host: String,
}

impl RelyingParty {
    /// The relay whose pages come from there; `None` where browsers would make no passkeys for it.
    pub fn of(origins: &Origins) -> Option<Self> {
        let origin = Url::parse(origins.named().next()?).ok()?;
        let host = host(origin.as_str().trim_end_matches('/')).to_owned();
        let webauthn = WebauthnBuilder::new(&host, &origin).and_then(|it| it.rp_name("Halkhata").build());
        Some(Self { webauthn: webauthn.ok()?, host })
    }
}

/// The JSON of something that has some.
pub fn json(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// What a JSON text says, if it is of that form.
pub fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::{Origins, RelyingParty};

    #[test]
    fn passkeys_are_made_for_names_and_never_for_numbers() {
        let listen = |text: &str| text.parse().expect("an address");
        let public = |url| Origins::public(url).expect("an origin");
        for (origins, expected) in [
            (Origins::local(listen("127.0.0.1:3000"), false), Some("localhost")),
            (Origins::local(listen("0.0.0.0:3000"), true), Some("localhost")),
            (public("https://CRM.example.org/"), Some("crm.example.org")),
            (public("https://crm.example.org:8443"), Some("crm.example.org")),
            (public("https://খাতা.example"), Some("xn--q5b2a3eb.example")),
            (public("http://localhost:3000"), Some("localhost")),
            (public("http://crm.example.org"), None),
            (public("https://10.1.2.3"), None),
            (public("https://[2001:db8::1]:443"), None),
        ] {
            let party = RelyingParty::of(&origins);
            assert_eq!(party.map(|party| party.host).as_deref(), expected, "{origins:?}");
        }
    }
}
