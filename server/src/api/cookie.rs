//! The session cookie: a random token that only the browser holds; the log has its hash.

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

/// How long a session lasts, in seconds.
pub const LIFETIME: i64 = 90 * 24 * 60 * 60;

/// How long a browser is known again, in seconds: as long as browsers keep a cookie.
const KNOWN_LIFETIME: i64 = 400 * 24 * 60 * 60;

/// What a cookie is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The session.
    Session,
    /// That somebody logged in with this browser before. It opens nothing.
    Known,
}

impl Purpose {
    /// The name. With TLS the browser itself holds the cookie to this host, this path and encrypted connections; on a
    /// plain loopback address it refuses that prefix.
    const fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-session",
            (Self::Session, false) => "session",
            (Self::Known, true) => "__Host-known",
            (Self::Known, false) => "known",
        }
    }

    const fn lifetime(self) -> i64 {
        match self {
            Self::Session => LIFETIME,
            Self::Known => KNOWN_LIFETIME,
        }
    }
}

/// The hash under which the log knows a token.
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The token of a request.
pub fn read(headers: &HeaderMap, purpose: Purpose, secure: bool) -> Option<String> {
    let wanted = purpose.name(secure);
    let mut pairs = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, token)| token.to_owned())
}

/// The header that stores a token, or removes it.
pub fn write(token: Option<&str>, purpose: Purpose, secure: bool) -> Option<HeaderValue> {
    let name = purpose.name(secure);
    let flags = if secure { "; Secure" } else { "" };
    let (token, age) = match token {
        Some(token) => (token, purpose.lifetime()),
        None => ("", 0),
    };
    HeaderValue::from_str(&format!("{name}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{flags}"))
        .ok()
}
