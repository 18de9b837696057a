//! The second factor: an authenticator app beside the password, and codes on paper for when the phone is gone.

use super::accounts::{RequestAccounts, authorize_over, denied, fault, id16};
use super::password::random;
use super::sessions::Admission;
use super::tries::Secret;
use super::{cookie, totp};
use crate::log::audit::{self, What};
use crate::log::{LogError, Transaction, second_factors as factors};
use crate::policy::permit::authorize;
use crate::socket::hub::held;
use crate::socket::route::{from_hex, to_hex};
use crate::vault::Vault;
use async_trait::async_trait;
use crm_accounts::{AccountError, Enrolment, SecondFactor, SecondFactors, Session};
use sha2::{Digest, Sha256};

/// How many recovery codes a person gets.
const CODES: usize = 10;
/// Letters of a recovery code: 80 bits, so that their hashes need no salt and no time.
const CODE_LETTERS: usize = 16;

/// By what a second step was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    Code,
    RecoveryCode,
}

#[async_trait]
impl SecondFactors for RequestAccounts {
    async fn second_step(&self, token: String, code: String) -> Result<Session, AccountError> {
        let (half, now) = (cookie::hash(&token), self.now());
        let log = &self.web.relay.log;
        let waiting = log.half_log_in(&half, now).await.map_err(fault)?.ok_or(AccountError::StepOver)?;
        let account = log.person(&waiting.person).await.map_err(fault)?.ok_or(AccountError::StepOver)?.email;
        let of = self.a_try(Secret::Code, Some(&waiting.person), account).await?;
        // Nobody guesses a recovery code, so it is a way in for the owner whatever others try.
        let guessable = plain(&code).len() != CODE_LETTERS;
        let failures = if guessable { self.begin_try(&of)? } else { 0 };
        let memberships = log.memberships(&waiting.person).await.map_err(fault)?;
        let (workspace, _) = memberships.into_iter().next().ok_or(AccountError::StepOver)?;
        let person = id16(&waiting.person)?;
        let admission =
            Admission { person, workspace, device: id16(&waiting.device)?, device_name: waiting.device_name };
        let fresh = self.fresh();
        let (start, who, vault) = (fresh.start(), admission.clone(), self.web.relay.vault.clone());
        let mut note = self.note(What::LoggedInByCode, Some(person));
        let write = log.write(move |tx| {
            Box::pin(async move {
                if !factors::try_half(tx, &half, now).await? {
                    return Ok(Err(AccountError::StepOver));
                }
                match check(tx, &vault, &person, &code, now).await? {
                    None => return Ok(Err(AccountError::WrongCode)),
                    Some(Proof::Code) => {}
                    Some(Proof::RecoveryCode) => note.what = What::LoggedInByRecoveryCode,
                }
                factors::end_half(tx, &half).await?;
                start.run(tx, who, note, now).await?;
                Ok(Ok(()))
            })
        });
        match write.await.map_err(fault)? {
            Ok(()) => {}
            Err(AccountError::WrongCode) => {
                self.note_guess(&waiting.person, failures);
                return Err(AccountError::WrongCode);
            }
            Err(error) => return Err(error),
        }
        if guessable {
            held(&self.web.tries).succeeded(&of, now);
        }
        held(&self.web.tries).at_home(&of.account, self.peer, now);
        self.admitted(fresh, &admission).await
    }

    async fn second_factor(&self) -> Result<SecondFactor, AccountError> {
        let caller = self.caller().await?;
        let log = &self.web.relay.log;
        let factor = log.second_factor(&caller.person).await.map_err(fault)?;
        let left = log.recovery_codes(&caller.person).await.map_err(fault)?;
        let codes_left = u32::try_from(left).unwrap_or_default();
        Ok(SecondFactor { since: factor.and_then(|factor| factor.confirmed), codes_left })
    }

    async fn begin_second_factor(&self, password: String) -> Result<Enrolment, AccountError> {
        let (caller, person) = self.proven(password).await?;
        let secret: [u8; 20] = random();
        let sealed = self.web.relay.vault.seal(&caller.person, &secret).ok_or(AccountError::Fault)?;
        let now = self.now();
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                Ok(match authorize(tx, caller, now).await? {
                    Ok(permit) => Ok(factors::enrol(tx, &permit.person(), sealed).await?),
                    Err(denied) => Err(denied),
                })
            })
        });
        if !write.await.map_err(fault)?.map_err(denied)? {
            return Err(AccountError::Forbidden);
        }
        let key = totp::base32(&secret);
        Ok(Enrolment { address: totp::address(&person.email, &key), key })
    }

    async fn confirm_second_factor(&self, code: String) -> Result<Vec<String>, AccountError> {
        let caller = self.caller().await?;
        let (codes, hashes) = fresh_codes();
        let (now, vault) = (self.now(), self.web.relay.vault.clone());
        let note = self.note(What::SecondFactorOn, Some(caller.person));
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let person = match authorize(tx, caller, now).await? {
                    Ok(permit) => permit.person(),
                    Err(why) => return Ok(Err(denied(why))),
                };
                let waits = factors::find(tx, &person).await?;
                if waits.is_none_or(|factor| factor.confirmed.is_some()) {
                    return Ok(Err(AccountError::Forbidden));
                }
                if check(tx, &vault, &person, &code, now).await? != Some(Proof::Code) {
                    return Ok(Err(AccountError::WrongCode));
                }
                factors::confirm(tx, &person, now).await?;
                factors::replace_codes(tx, &person, &hashes).await?;
                audit::note_of_account(tx, &person, &note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)??;
        Ok(codes)
    }

    async fn new_recovery_codes(&self, password: String) -> Result<Vec<String>, AccountError> {
        let (caller, _) = self.proven(password).await?;
        let (codes, hashes) = fresh_codes();
        let now = self.now();
        let note = self.note(What::RecoveryCodes, Some(caller.person));
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let person = match authorize(tx, caller, now).await? {
                    Ok(permit) => permit.person(),
                    Err(why) => return Ok(Err(denied(why))),
                };
                let factor = factors::find(tx, &person).await?;
                if factor.is_none_or(|factor| factor.confirmed.is_none()) {
                    return Ok(Err(AccountError::Forbidden));
                }
                factors::replace_codes(tx, &person, &hashes).await?;
                audit::note_of_account(tx, &person, &note, now).await?;
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)??;
        Ok(codes)
    }

    async fn end_second_factor(&self, password: String) -> Result<(), AccountError> {
        let (caller, _) = self.proven(password).await?;
        let now = self.now();
        let note = self.note(What::SecondFactorOff, Some(caller.person));
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let person = match authorize(tx, caller, now).await? {
                    Ok(permit) => permit.person(),
                    Err(denied) => return Ok(Err(denied)),
                };
                if factors::remove(tx, &person).await? {
                    audit::note_of_account(tx, &person, &note, now).await?;
                }
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?.map_err(denied)
    }

    async fn second_factors(&self) -> Result<Vec<String>, AccountError> {
        let caller = self.administrator().await?;
        let found = self.web.relay.log.with_second_factor(caller.workspace).await.map_err(fault)?;
        Ok(found.iter().map(|person| to_hex(person)).collect())
    }

    async fn reset_second_factor(&self, person: String) -> Result<(), AccountError> {
        let caller = self.caller().await?;
        let person = from_hex(&person).ok_or(AccountError::Forbidden)?;
        let now = self.now();
        let mut note = self.note(What::SecondFactorReset, Some(caller.person));
        note.about = Some(person.clone());
        let write = self.web.relay.log.write(move |tx| {
            Box::pin(async move {
                let permit = match authorize_over(tx, caller, &person, now).await? {
                    Ok(permit) => permit,
                    Err(why) => return Ok(Err(why)),
                };
                if factors::remove(tx, &person).await? {
                    audit::note(tx, permit.workspace(), &note, now).await?;
                }
                Ok(Ok(()))
            })
        });
        write.await.map_err(fault)?
    }
}

/// Checks what was typed and uses it up, inside the transaction that relies on it.
async fn check(
    tx: &mut Transaction<'_>,
    vault: &Vault,
    person: &[u8; 16],
    typed: &str,
    now: i64,
) -> Result<Option<Proof>, LogError> {
    let typed = plain(typed);
    if typed.len() == CODE_LETTERS {
        let hash = Sha256::digest(typed.as_bytes()).into();
        return Ok(factors::use_code(tx, person, &hash).await?.then_some(Proof::RecoveryCode));
    }
    let code = typed.parse::<u32>().ok().filter(|_| typed.len() == 6);
    let (Some(code), Some(factor)) = (code, factors::find(tx, person).await?) else { return Ok(None) };
    let Some(secret) = vault.unseal(person, &factor.sealed) else {
        tracing::error!("a second factor was sealed with another key; recovery codes and a reset still work");
        return Ok(None);
    };
    let Some(step) = totp::step_of(&secret, code, now) else { return Ok(None) };
    Ok(factors::spend(tx, person, step).await?.then_some(Proof::Code))
}

/// A code as people type it, without spaces and dashes, in digits of either script.
fn plain(typed: &str) -> String {
    let letter = |letter: char| match letter {
        '০'..='৯' => char::from_digit(u32::from(letter) - u32::from('০'), 10),
        _ => letter.is_ascii_alphanumeric().then(|| letter.to_ascii_uppercase()),
    };
    typed.chars().filter_map(letter).take(CODE_LETTERS + 1).collect()
}

/// New recovery codes as they are shown, once, and what is stored of them.
fn fresh_codes() -> (Vec<String>, Vec<[u8; 32]>) {
    let codes: Vec<String> = (0..CODES).map(|_| totp::base32(&random::<10>())).collect();
    let hashes = codes.iter().map(|code| Sha256::digest(code.as_bytes()).into()).collect();
    let shown = |code: &String| {
        let (groups, _) = code.as_bytes().as_chunks::<4>();
        groups.iter().map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join("-")
    };
    (codes.iter().map(shown).collect(), hashes)
}

#[cfg(test)]
mod tests {
    use super::{CODES, fresh_codes, plain};
    use sha2::{Digest, Sha256};

    #[test]
    fn codes_are_understood_as_people_type_them() {
        for (typed, expected) in [
            (" 123 456 ", "123456"),
            ("১২৩৪৫৬", "123456"),
            ("abcd-efgh-ijkl-mnop", "ABCDEFGHIJKLMNOP"),
            ("12345\u{200b}6", "123456"),
        ] {
            assert_eq!(plain(typed), expected);
        }
        assert_eq!(plain(&"x".repeat(1_000_000)).len(), 17, "what is too long stays wrong");
        let (codes, hashes) = fresh_codes();
        assert_eq!((codes.len(), hashes.len()), (CODES, CODES));
        for (code, hash) in codes.iter().zip(&hashes) {
            assert_eq!(code.len(), 19, "{code}");
            assert_eq!(Sha256::digest(plain(code).as_bytes()).as_slice(), hash);
        }
    }
}
