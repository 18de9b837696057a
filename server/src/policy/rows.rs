//! Rows beside documents: which version this build makes, and making those of an earlier build again.

use super::pool::Pool;
use crate::log::{Log, LogError, documents};
use crm_core::document;
use crm_core::ids::RecordId;
use crm_core::views::row;

/// The newest schema of documents that this build can check.
pub const SCHEMA: u32 = crm_core::objects::SCHEMA;

/// The version of rows that this build makes.
pub fn version() -> u32 {
    crm_core::objects::rows_version()
}

/// Makes every row of another version again from its document.
pub async fn renew(log: &Log, pool: &Pool) -> Result<(), LogError> {
    loop {
        let stale = log.stale_rows(version(), 500).await?;
        if stale.is_empty() {
            return Ok(());
        }
        let rows =
            pool.run(move || stale.into_iter().map(renewed).collect::<Vec<_>>()).await.unwrap_or_default();
        if rows.is_empty() {
            return Ok(());
        }
        log.write(move |tx| Box::pin(documents::set_rows(tx, rows, version()))).await?;
    }
}

/// The number of a document and its row; what cannot be read gets an empty row.
fn renewed(whole: documents::Whole) -> (i64, Vec<u8>) {
    let row = || {
        let id = RecordId(whole.doc.as_slice().try_into().ok()?);
        let doc = document::load(&whole.snapshot).ok()?;
        Some(row::pack(&document::read::read(&doc, id)?))
    };
    (whole.number, row().unwrap_or_default())
}
