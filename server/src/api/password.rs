//! Passwords: hashed with Argon2id off the async threads, a few at a time.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// At most this many at once: each takes 19 MiB and a processor.
const AT_ONCE: usize = 2;

/// What an unknown address is checked against, so that it takes as long as a known one.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash("no password of anybody"));

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Hasher(Arc<Semaphore>);

impl Default for Hasher {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Hasher {
    /// The hash to store; `None` when hashing failed.
    pub async fn hash(&self, password: String) -> Option<String> {
        self.run(move || hash(&password)).await.flatten()
    }

    /// Whether the password belongs to the stored hash. Without one it works as long and says no.
    pub async fn verify(&self, password: String, stored: Option<String>) -> bool {
        let check = move || {
            let known = stored.is_some();
            let Some(stored) = stored.or_else(|| NOBODY.clone()) else { return false };
            let Ok(stored) = PasswordHash::new(&stored) else { return false };
            argon().is_some_and(|argon| argon.verify_password(password.as_bytes(), &stored).is_ok()) && known
        };
        self.run(check).await.unwrap_or(false)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let _turn = self.0.acquire().await.ok()?;
        tokio::task::spawn_blocking(work).await.ok()
    }
}

fn argon() -> Option<Argon2<'static>> {
    // The minimum of the OWASP cheat sheet: 19 MiB, two passes, one lane.
    let params = Params::new(19 * 1024, 2, 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Option<String> {
    let salt = SaltString::encode_b64(&random::<16>()).ok()?;
    Some(argon()?.hash_password(password.as_bytes(), &salt).ok()?.to_string())
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("an operating system without randomness cannot run a relay");
    bytes
}
