//! Links by which somebody sets another password, stored as hashes, good once.

use super::sql::sql;
use super::{Log, LogError, Transaction};
use sqlx::FromRow;

/// What a reset link is good for.
#[derive(Clone, Debug, FromRow)]
pub struct ResetLink {
    /// Whose password it sets.
    pub person: Vec<u8>,
    /// Whether it takes the second factor away, too.
    pub drops_factor: bool,
}

impl Log {
    /// The link with that token hash, while it is good.
    pub async fn reset_link(&self, token: &[u8; 32], now: i64) -> Result<Option<ResetLink>, LogError> {
        let query = sql("SELECT person, drops_factor FROM reset_links WHERE token = ? AND expires > ?");
        Ok(query.bind(token.to_vec()).bind(now).fetch_optional(self.reads()).await?)
    }
}

/// Stores a link. It takes the place of every earlier one of the person.
pub async fn issue(
    tx: &mut Transaction<'_>,
    token: &[u8; 32],
    link: &ResetLink,
    made_by: Option<[u8; 16]>,
    expires: i64,
) -> Result<(), LogError> {
    forget(tx, &link.person).await?;
    sql("INSERT INTO reset_links (token, person, made_by, drops_factor, expires) VALUES (?, ?, ?, ?, ?)")
        .bind(token.to_vec())
        .bind(link.person.clone())
        .bind(made_by.map(|person| person.to_vec()))
        .bind(link.drops_factor)
        .bind(expires)
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}

/// Takes a link out of the store, so that it works once.
pub async fn redeem(
    tx: &mut Transaction<'_>,
    token: &[u8; 32],
    now: i64,
) -> Result<Option<ResetLink>, LogError> {
    let query = sql("DELETE FROM reset_links WHERE token = ? AND expires > ? RETURNING person, drops_factor");
    Ok(query.bind(token.to_vec()).bind(now).fetch_optional(&mut *tx.connection).await?)
}

/// Lets go of every link of a person.
pub async fn forget(tx: &mut Transaction<'_>, person: &[u8]) -> Result<(), LogError> {
    sql("DELETE FROM reset_links WHERE person = ?")
        .bind(person.to_vec())
        .execute(&mut *tx.connection)
        .await?;
    Ok(())
}
