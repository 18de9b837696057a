//! The session cookie: a random token that only the browser holds; the log has its hash.

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

/// How long a session lasts, in seconds.
pub const LIFETIME: i64 = 90 * 24 * 60 * 60;

/// With TLS the browser itself holds the cookie to this host, this path and encrypted connections.
const SECURE: &str = "__Host-session";
/// On a plain loopback address browsers refuse that prefix.
const PLAIN: &str = "session";

/// The hash under which the log knows a token.
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The token of a request.
pub fn read(headers: &HeaderMap, secure: bool) -> Option<String> {
    let wanted = if secure { SECURE } else { PLAIN };
    let mut pairs = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, token)| token.to_owned())
}

/// The header that stores a token, or removes it.
pub fn write(token: Option<&str>, secure: bool) -> Option<HeaderValue> {
    let name = if secure { SECURE } else { PLAIN };
    let flags = if secure { "; Secure" } else { "" };
    let (token, age) = match token {
        Some(token) => (token, LIFETIME),
        None => ("", 0),
    };
    HeaderValue::from_str(&format!("{name}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{flags}"))
        .ok()
}
