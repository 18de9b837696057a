//! One-time links: set-up and invitations, stored as hashes.

use super::sql::sql;
use super::{Log, LogError, Transaction};
use crm_planted::{Bug, planted};

/// What a link is good for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OneTimeLinkRow {
    /// `None` makes a workspace; otherwise an invitation to this one.
    pub workspace: Option<i64>,
    /// The role of who uses it.
    pub role: String,
}

impl Log {
    /// The link with that token hash, while it is good.
    pub async fn one_time_link(
        &self,
        token: &[u8; 32],
        now: i64,
    ) -> Result<Option<OneTimeLinkRow>, LogError> {
        let query = sql("SELECT workspace, role FROM one_time_links WHERE token = ? AND expires > ?");
        Ok(query.bind(token.to_vec()).bind(now).fetch_optional(self.reads()).await?)
    }
}

/// Stores a link. A new set-up link takes the place of every earlier one.
pub async fn issue(
    tx: &mut Transaction<'_>,
    token: &[u8; 32],
    link: &OneTimeLinkRow,
    made_by: Option<&[u8]>,
    expires: i64,
) -> Result<(), LogError> {
    if link.workspace.is_none() {
        sql("DELETE FROM one_time_links WHERE workspace IS NULL").execute(&mut *tx.connection).await?;
    }
    sql("INSERT INTO one_time_links (token, workspace, role, made_by, expires) VALUES (?, ?, ?, ?, ?)")
        .bind(token.to_vec())
        .bind(link.workspace)
        .bind(link.role.clone())
        .bind(made_by.map(<[u8]>::to_vec))
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
) -> Result<Option<OneTimeLinkRow>, LogError> {
    if planted(Bug::LinkWorksTwice) {
        let query = sql("SELECT workspace, role FROM one_time_links WHERE token = ? AND expires > ?");
        return Ok(query.bind(token.to_vec()).bind(now).fetch_optional(&mut *tx.connection).await?);
    }
    let query = sql("DELETE FROM one_time_links WHERE token = ? AND expires > ? RETURNING workspace, role");
    Ok(query.bind(token.to_vec()).bind(now).fetch_optional(&mut *tx.connection).await?)
}
