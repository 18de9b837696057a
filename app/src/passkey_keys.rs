//! A passkey that is made for this device's book alone: asked the same, it gives the same 32 bytes each time (the PRF
//! extension of WebAuthn), of which the engine makes a key. No relay hears of it.

use crate::browser::{random, window};
use crate::passkeys::work_here;
use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Why there is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The person said no, or waited too long, or has no such passkey at hand.
    Stopped,
    /// The passkey gives no secrets.
    NoSecret,
    /// The browser cannot, for whatever reason.
    Unable,
}

/// A passkey that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// By which the browser finds it again.
    pub credential: Vec<u8>,
    /// What it was asked.
    pub salt: [u8; 32],
    /// What it answered: 32 bytes.
    pub secret: Vec<u8>,
}

/// What a new passkey is to be like; bytes are filled in. A passkey of that name is no log-in: its person is made up.
const WISH: &str = r#"{"publicKey": {
    "rp": {"name": "Halkhata"},
    "user": {},
    "pubKeyCredParams": [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}],
    "authenticatorSelection": {"residentKey": "preferred", "userVerification": "required"}
}}"#;

/// Which passkey is to be used.
const QUESTION: &str = r#"{"publicKey": {
    "allowCredentials": [{"type": "public-key"}],
    "userVerification": "required"
}}"#;

/// Whether the browser can get secrets of passkeys at this address. One that does not say may try.
pub async fn possible() -> bool {
    work_here() && capable().await.unwrap_or(true)
}

async fn capable() -> Option<bool> {
    let class = get(&window(), "PublicKeyCredential").ok()?;
    let asked: Promise = call(&class, "getClientCapabilities", None).ok()?.dyn_into().ok()?;
    get(&JsFuture::from(asked).await.ok()?, "extension:prf").ok()?.as_bool()
}

/// Makes a passkey of that name, and asks it.
pub async fn make(name: &str) -> Result<Made, Trouble> {
    let salt = chance();
    let made = made(name, &salt).await.map_err(|error| trouble(&error))?;
    let credential = bytes(&made, "rawId").ok_or(Trouble::Unable)?;
    let told = told(&made).ok_or(Trouble::NoSecret)?;
    if get(&told, "enabled").ok().and_then(|enabled| enabled.as_bool()) == Some(false) {
        return Err(Trouble::NoSecret);
    }
    // Many give their first answer only to the next question.
    let secret = match secret_in(&told) {
        Some(secret) => secret,
        None => secret(&credential, &salt).await?,
    };
    Ok(Made { credential, salt, secret })
}

/// Asks that passkey.
pub async fn secret(credential: &[u8], salt: &[u8; 32]) -> Result<Vec<u8>, Trouble> {
    let used = used(credential, salt).await.map_err(|error| trouble(&error))?;
    told(&used).and_then(|told| secret_in(&told)).ok_or(Trouble::NoSecret)
}

async fn made(name: &str, salt: &[u8; 32]) -> Result<JsValue, JsValue> {
    let request = JSON::parse(WISH)?;
    let wish = get(&request, "publicKey")?;
    let user = get(&wish, "user")?;
    set(&user, "id", &array(&chance()))?;
    set(&user, "name", &name.into())?;
    set(&user, "displayName", &name.into())?;
    asked("create", &request, &wish, salt).await
}

async fn used(credential: &[u8], salt: &[u8; 32]) -> Result<JsValue, JsValue> {
    let request = JSON::parse(QUESTION)?;
    let question = get(&request, "publicKey")?;
    let only: Array = get(&question, "allowCredentials")?.dyn_into()?;
    set(&only.get(0), "id", &array(credential))?;
    asked("get", &request, &question, salt).await
}

/// Nobody checks what the passkey signs: what counts is the secret.
async fn asked(method: &str, request: &JsValue, what: &JsValue, salt: &[u8; 32]) -> Result<JsValue, JsValue> {
    set(what, "challenge", &array(&chance()))?;
    let extensions = JSON::parse(r#"{"prf": {"eval": {}}}"#)?;
    set(&get(&get(&extensions, "prf")?, "eval")?, "first", &array(salt))?;
    set(what, "extensions", &extensions)?;
    let credentials = get(&window().navigator(), "credentials")?;
    let promise: Promise = call(&credentials, method, Some(request))?.dyn_into()?;
    JsFuture::from(promise).await
}

/// What a passkey says of its secrets.
fn told(credential: &JsValue) -> Option<JsValue> {
    let results = call(credential, "getClientExtensionResults", None).ok()?;
    get(&results, "prf").ok().filter(JsValue::is_object)
}

fn secret_in(told: &JsValue) -> Option<Vec<u8>> {
    let results = get(told, "results").ok().filter(JsValue::is_object)?;
    bytes(&results, "first").filter(|secret| secret.len() == 32)
}

fn trouble(error: &JsValue) -> Trouble {
    match get(error, "name").ok().and_then(|name| name.as_string()).as_deref() {
        Some("NotAllowedError" | "AbortError") => Trouble::Stopped,
        _ => Trouble::Unable,
    }
}

fn chance() -> [u8; 32] {
    let mut chance = [0; 32];
    chance[..16].copy_from_slice(&random());
    chance[16..].copy_from_slice(&random());
    chance
}

fn array(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn bytes(of: &JsValue, name: &str) -> Option<Vec<u8>> {
    let found = get(of, name).ok().filter(JsValue::is_object)?;
    Some(Uint8Array::new(&found).to_vec())
}

fn get(of: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(of, &name.into())
}

fn set(of: &JsValue, name: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(of.unchecked_ref::<Object>(), &name.into(), value).map(drop)
}

fn call(of: &JsValue, name: &str, with: Option<&JsValue>) -> Result<JsValue, JsValue> {
    let method = get(of, name)?.dyn_into::<Function>()?;
    match with {
        Some(with) => method.call1(of, with),
        None => method.call0(of),
    }
}
