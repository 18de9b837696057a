//! Second factors, their recovery codes, and log-ins that wait for one.

use super::sql::sql;
use super::{Log, LogError, Transaction};
use sqlx::FromRow;

/// Wrong codes after which a log-in begins anew.
const WRONG: i64 = 5;

/// A person's second factor.
#[derive(Clone, Debug, FromRow)]
pub struct SecondFactorRow {
    /// The secret, sealed.
    pub sealed: Vec<u8>,
    /// Since when it is asked for.
    pub confirmed: Option<i64>,
}

/// A log-in whose password was right.
#[derive(Clone, Debug, FromRow)]
pub struct HalfLogIn {
    /// The person.
    pub person: Vec<u8>,
    /// The installation.
    pub device: Vec<u8>,
    /// What it is called.
    pub device_name: String,
}

impl Log {
    /// The second factor of a person, also while it is not confirmed.
    pub async fn second_factor(&self, person: &[u8]) -> Result<Option<SecondFactorRow>, LogError> {
        let query = sql("SELECT sealed, confirmed FROM second_factors WHERE person = ?");
        Ok(query.bind(person.to_vec()).fetch_optional(self.reads()).await?)
    }

    /// How many recovery codes a person has left.
    pub async fn recovery_codes(&self, person: &[u8]) -> Result<i64, LogError> {
        let query = sql("SELECT count(*) FROM recovery_codes WHERE person = ?");
        let (count,): (i64,) = query.bind(person.to_vec()).fetch_one(self.reads()).await?;
        Ok(count)
    }

    /// The members of a workspace who are asked for a second factor.
    pub async fn with_second_factor(&self, workspace: i64) -> Result<Vec<Vec<u8>>, LogError> {
        let query = sql("SELECT m.person FROM members m JOIN second_factors f ON f.person = m.person
             WHERE m.workspace = ? AND f.confirmed IS NOT NULL");
        let found: Vec<(Vec<u8>,)> = query.bind(workspace).fetch_all(self.reads()).await?;
        Ok(found.into_iter().map(|(person,)| person).collect())
    }

    /// The log-in that waits under that token hash.
    pub async fn half_log_in(&self, token: &[u8; 32], now: i64) -> Result<Option<HalfLogIn>, LogError> {
        let query = sql(
            "SELECT person, device, device_name FROM half_log_ins WHERE token = ? AND expires > ? AND wrong < ?",
        );
        Ok(query.bind(token.to_vec()).bind(now).bind(WRONG).fetch_optional(self.reads()).await?)
    }
}

/// Stores a secret that is not confirmed yet; `false` when a confirmed one is there.
pub async fn enrol(tx: &mut Transaction<'_>, person: &[u8], sealed: Vec<u8>) -> Result<bool, LogError> {
    let done = sql("INSERT INTO second_factors (person, sealed, spent) VALUES (?, ?, 0)
         ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed WHERE second_factors.confirmed IS NULL")
    .bind(person.to_vec())
    .bind(sealed)
    .execute(&mut *tx.connection)
    .await?;
    Ok(done == 1)
}

/// The second factor, read inside the transaction that relies on it.
pub async fn find(tx: &mut Transaction<'_>, person: &[u8]) -> Result<Option<SecondFactorRow>, LogError> {
    let query = sql("SELECT sealed, confirmed FROM second_factors WHERE person = ?");
    Ok(query.bind(person.to_vec()).fetch_optional(&mut *tx.connection).await?)
}

/// Asks for it from now on.
pub async fn confirm(tx: &mut Transaction<'_>, person: &[u8], now: i64) -> Result<(), LogError> {
    sql("UPDATE second_factors SET confirmed = ? WHERE person = ?")
        .bind(now)
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

/// Uses up the codes of a half minute and of those before; `false` when they were used already.
pub async fn spend(tx: &mut Transaction<'_>, person: &[u8], step: i64) -> Result<bool, LogError> {
    let done = sql("UPDATE second_factors SET spent = ?1 WHERE person = ?2 AND spent < ?1")
        .bind(step)
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    Ok(done == 1)
}

/// Takes the second factor away, with its codes and the log-ins that wait for it; `false` when there was none.
pub async fn remove(tx: &mut Transaction<'_>, person: &[u8]) -> Result<bool, LogError> {
    replace_codes(tx, person, &[]).await?;
    end_halves(tx, person).await?;
    let query = sql("DELETE FROM second_factors WHERE person = ?").bind(person.to_vec());
    Ok(query.execute(&mut *tx.connection).await? == 1)
}

/// Puts these hashes in the place of all recovery codes of a person.
pub async fn replace_codes(
    tx: &mut Transaction<'_>,
    person: &[u8],
    hashes: &[[u8; 32]],
) -> Result<(), LogError> {
    sql("DELETE FROM recovery_codes WHERE person = ?")
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    for hash in hashes {
        sql("INSERT INTO recovery_codes (person, code) VALUES (?, ?)")
            .bind(person.to_vec())
            .bind(hash.to_vec())
            .execute(&mut *tx.connection)
            .await?;
    }
    Ok(())
}

/// Uses a recovery code up; `false` when the person has no such code.
pub async fn use_code(tx: &mut Transaction<'_>, person: &[u8], hash: &[u8; 32]) -> Result<bool, LogError> {
    let done = sql("DELETE FROM recovery_codes WHERE person = ? AND code = ?")
        .bind(person.to_vec())
        .bind(hash.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    Ok(done == 1)
}

/// Lets a log-in wait for its second step, and forgets those that waited too long.
pub async fn wait(
    tx: &mut Transaction<'_>,
    token: &[u8; 32],
    half: HalfLogIn,
    expires: i64,
    now: i64,
) -> Result<(), LogError> {
    sql("DELETE FROM half_log_ins WHERE expires <= ?").bind(now).execute(&mut *tx.connection).await?;
    sql(
        "INSERT INTO half_log_ins (token, person, device, device_name, wrong, expires) VALUES (?, ?, ?, ?, 0, ?)",
    )
    .bind(token.to_vec())
    .bind(half.person)
    .bind(half.device)
    .bind(half.device_name)
    .bind(expires)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}

/// Counts a try of a waiting log-in, right or wrong; `false` when it is gone or worn out.
pub async fn try_half(tx: &mut Transaction<'_>, token: &[u8; 32], now: i64) -> Result<bool, LogError> {
    let done = sql("UPDATE half_log_ins SET wrong = wrong + 1 WHERE token = ? AND expires > ? AND wrong < ?")
        .bind(token.to_vec())
        .bind(now)
        .bind(WRONG)
        .execute(&mut *tx.connection)
        .await?;
    Ok(done == 1)
}

/// Forgets every waiting log-in of a person.
pub async fn end_halves(tx: &mut Transaction<'_>, person: &[u8]) -> Result<(), LogError> {
    sql("DELETE FROM half_log_ins WHERE person = ?")
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

/// Forgets a waiting log-in.
pub async fn end_half(tx: &mut Transaction<'_>, token: &[u8; 32]) -> Result<(), LogError> {
    sql("DELETE FROM half_log_ins WHERE token = ?").bind(token.to_vec()).execute(&mut *tx.connection).await?;
    Ok(())
}
