//! Passkeys: what only the browser and the authenticators around it can do.

use crate::browser::window;
use crm_accounts::AccountError;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What is asked of the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// To make a passkey.
    Make,
    /// To use one.
    Use,
}

impl Ask {
    /// The method of `navigator.credentials`, and the one that reads its options.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Make => ("create", "parseCreationOptionsFromJSON"),
            Self::Use => ("get", "parseRequestOptionsFromJSON"),
        }
    }
}

/// The name or number in the address of this page.
pub fn host() -> String {
    window().location().hostname().unwrap_or_default()
}

/// Whether this browser makes and uses passkeys on this page. For a number it does not, whatever it knows of them.
pub fn work_here() -> bool {
    is_name(&host()) && get(&class(), Ask::Make.names().1).is_ok_and(|read| read.is_function())
}

/// A number has only digits and dots, or colons.
fn is_name(host: &str) -> bool {
    !host.contains(':') && host.chars().any(|letter| !letter.is_ascii_digit() && letter != '.')
}

/// Asks with the options of the relay; gives the answer for the relay. Both are JSON.
pub async fn ask(what: Ask, options: &str) -> Result<String, AccountError> {
    answer(what, options).await.map_err(|error| {
        match get(&error, "name").ok().and_then(|name| name.as_string()).as_deref() {
            Some("NotAllowedError" | "AbortError") => AccountError::PasskeyStopped,
            Some("InvalidStateError") => AccountError::PasskeyThere,
            _ => AccountError::NoPasskeys,
        }
    })
}

async fn answer(what: Ask, options: &str) -> Result<String, JsValue> {
    let (method, reader) = what.names();
    let request = Object::new();
    Reflect::set(&request, &"publicKey".into(), &call(&class(), reader, &JSON::parse(options)?)?)?;
    let credentials = get(&window().navigator(), "credentials")?;
    let asked: Promise = call(&credentials, method, &request)?.dyn_into()?;
    // A credential knows how to write itself.
    Ok(JSON::stringify(&JsFuture::from(asked).await?)?.into())
}

fn class() -> JsValue {
    get(&window(), "PublicKeyCredential").unwrap_or_default()
}

fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &name.into())
}

fn call(of: &JsValue, name: &str, with: &JsValue) -> Result<JsValue, JsValue> {
    get(of, name)?.dyn_into::<Function>()?.call1(of, with)
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_number_is_no_name() {
        for (host, name) in [
            ("localhost", true),
            ("crm.example.org", true),
            ("10.example", true),
            ("127.0.0.1", false),
            ("[2001:db8::1]", false),
            ("", false),
        ] {
            assert_eq!(is_name(host), name, "{host}");
        }
    }
}
