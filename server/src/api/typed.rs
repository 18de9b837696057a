//! What people type into forms, checked before anything is done with it.

use crate::socket::route::from_hex;
use crm_accounts::AccountError;

/// An e-mail address as it is stored and compared.
pub fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

/// A name without control characters, of 1 to 200 letters.
pub fn checked_name(name: &str) -> Result<String, AccountError> {
    let name: String = name.trim().chars().filter(|letter| !letter.is_control()).collect();
    if name.is_empty() || name.chars().count() > 200 { Err(AccountError::BadName) } else { Ok(name) }
}

/// A folded e-mail address of bearable form; whether it exists only a mail would show.
pub fn checked_email(email: &str) -> Result<String, AccountError> {
    let email = folded(email);
    let parts = email.split_once('@').filter(|(local, host)| !local.is_empty() && !host.is_empty());
    let one_word = !email.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    let single = parts.is_some_and(|(_, host)| !host.contains('@'));
    if one_word && single && email.len() <= 254 { Ok(email) } else { Err(AccountError::BadEmail) }
}

/// A password of 8 to 1,000 characters.
pub fn checked_password(password: String) -> Result<String, AccountError> {
    let fits = password.chars().count() >= 8 && password.len() <= 1_000;
    if fits { Ok(password) } else { Err(AccountError::BadPassword) }
}

/// The id of an installation, and what it is called, cut to 100 letters.
pub fn checked_device(device: &str, name: &str) -> Result<(Vec<u8>, String), AccountError> {
    let device = from_hex(device).filter(|device| device.len() == 16).ok_or(AccountError::Fault)?;
    Ok((device, name.chars().filter(|letter| !letter.is_control()).take(100).collect()))
}
