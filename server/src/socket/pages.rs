//! First download over HTTP: documents and rows as the device stores them, page by page, from where it stopped.

use super::feed::undated;
use super::look::Look;
use crate::log::LogError;
use crate::log::cursor::Use;
use crate::policy::Caller;
use crate::relay::Relay;
use crm_sync::frame::{Block, PAGE_RECORDS, Page};

/// Bytes of documents and rows after which a page is full.
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum NoPage {
    /// `after` was not given out by this relay in this epoch: begin again.
    #[error("not a place of this relay")]
    BadPlace,
    /// The caller's workspace is not that one.
    #[error("not a member")]
    NotMember,
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
}

/// The page that begins after a place; `None` is the first. The caller was authorised for its workspace.
pub async fn page(
    relay: &Relay,
    caller: Caller,
    workspace_id: [u8; 16],
    after: Option<&[u8]>,
) -> Result<Page, NoPage> {
    let workspace =
        relay.log.workspace(caller.workspace).await?.filter(|workspace| workspace.id == workspace_id);
    let workspace = workspace.ok_or(NoPage::NotMember)?;
    let seal = &workspace.seal;
    // The place of the log when the first page was asked for travels along, so that the device starts its feed there.
    let (head, after) = match after {
        None => (workspace.head, 0),
        Some(after) => {
            let (head, place) = after.split_at_checked(16).ok_or(NoPage::BadPlace)?;
            let open = |purpose, sealed: &[u8]| seal.open(purpose, sealed.try_into().ok()?);
            let head = open(Use::Cursor, head).ok_or(NoPage::BadPlace)?;
            (head, open(Use::Page, place).ok_or(NoPage::BadPlace)?)
        }
    };
    let mut look = Look::new(&relay.log, &relay.policies, caller.workspace, caller.person).await?;
    let filled = fill(relay, caller, &mut look, after).await?;
    let cursor = seal.close(Use::Cursor, head);
    let next = filled.next.map(|last| {
        let mut next = cursor.to_vec();
        next.extend(seal.close(Use::Page, last));
        next
    });
    let actors = if filled.numbers.is_empty() {
        Vec::new()
    } else {
        relay.log.actors_of(caller.workspace, &filled.numbers).await?
    };
    Ok(Page {
        epoch: seal.epoch(),
        cursor,
        next,
        rows_version: relay.rows_version,
        documents: look.documents(&relay.log, workspace.documents).await?,
        block: crm_sync::frame::encode(&filled.block),
        rows: filled.rows,
        actors: actors.into_iter().map(undated).collect(),
    })
}

/// What a page holds.
#[derive(Default)]
struct Filled {
    block: Block,
    rows: Vec<u8>,
    numbers: Vec<i64>,
    /// The last document of the page, where another follows.
    next: Option<i64>,
}

/// Fills a page with documents that the person sees. Those that they do not see take no room: neither how many pages
/// there are nor where one ends tells of them.
async fn fill(relay: &Relay, caller: Caller, look: &mut Look, mut after: i64) -> Result<Filled, LogError> {
    let mut filled = Filled::default();
    loop {
        let scopes = (!look.now().all()).then(|| look.now().scopes());
        let found = relay.log.page(caller.workspace, after, PAGE_RECORDS, scopes.as_deref()).await?;
        let Some(last) = found.last().map(|whole| whole.number) else { return Ok(filled) };
        let ends = found.len() < PAGE_RECORDS;
        let named = found.iter().map(|whole| (whole.number, whole.doc.clone(), whole.kind.clone())).collect();
        let visible = look.visible(&relay.log, named).await?;
        for whole in found.into_iter().filter(|whole| visible.contains(&whole.number)) {
            let bytes = filled.block.bytes.len() + filled.rows.len() + whole.snapshot.len();
            if let Some(last) = filled.numbers.last()
                && (filled.numbers.len() >= PAGE_RECORDS || bytes > PAGE_BYTES)
            {
                filled.next = Some(*last);
                return Ok(filled);
            }
            let Ok(doc) = whole.doc.as_slice().try_into() else { continue };
            filled.block.push(doc, whole.kind, &whole.snapshot);
            filled.rows.extend_from_slice(&whole.row);
            filled.numbers.push(whole.number);
        }
        if ends {
            return Ok(filled);
        }
        after = last;
    }
}
