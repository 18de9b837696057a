//! What requests to the storage are for.

use super::Client;
use crm_core::ids::RecordId;
use crm_core::messages::Answer;
use crm_sync::effect::Delivery;

/// What a storage reply is for.
#[derive(Debug)]
pub(super) enum Purpose {
    /// Reading the book at the start.
    Opening,
    /// Documents that jobs wait for.
    Documents(Vec<RecordId>),
    /// A block whose changes are to be pushed.
    PushBlock(u32),
    /// A block that is to lose records.
    Strip(u32),
    /// An edit: answer its request, then offer its outbox entries.
    Edit(Box<Edited>),
    /// A part of the feed, and the outbox keys of what was written again because of it.
    Feed(Box<Delivery>, Vec<u64>),
    /// A bootstrap page.
    Page(super::paging::StoredPage),
    /// A page that takes its loose rows back.
    Fasten,
    /// A whole store, for an export.
    Export,
    /// A part of a store, for the listing of that number.
    Held(u32),
    /// A file that is handed out when that it was is stored.
    HandOut(Box<super::exports::HandOut>),
    /// Nothing follows.
    Aside,
    /// A try whether there is room again.
    Room,
    /// Another header of an encrypted book.
    Header(Box<super::encrypting::Change>),
    /// A portion that gets its other form.
    Portion,
    /// The portion in that form.
    Turned,
    /// A change of the lock.
    Lock(Box<super::locking::Change>),
}

/// An edit being written.
#[derive(Debug, Default)]
pub(super) struct Edited {
    /// Who asked.
    pub asked: Option<(Client, u32, Answer)>,
    /// Outbox keys that may be sent once the edit is durable.
    pub outbox: Vec<u64>,
    /// The records touched.
    pub records: Vec<RecordId>,
    /// Whether the importer waits for it.
    pub import: bool,
    /// Whether an edit of many records waits for it.
    pub many: bool,
}

impl Purpose {
    /// Whether what it writes changes rows that kept views may show.
    pub(super) fn changes_rows(&self) -> bool {
        let nothing_new =
            if let Self::Feed(delivery, _) = self { delivery.entries.is_empty() } else { false };
        self.carries_rows() && !nothing_new && !matches!(self, Self::Fasten)
    }

    /// Whether it writes rows, which everything behind it has to wait for.
    pub(super) const fn carries_rows(&self) -> bool {
        match self {
            Self::Edit(_) | Self::Feed(..) | Self::Page(_) | Self::Fasten => true,
            Self::Opening
            | Self::Documents(_)
            | Self::PushBlock(_)
            | Self::Strip(_)
            | Self::Export
            | Self::Held(_)
            | Self::HandOut(_)
            | Self::Aside
            | Self::Room
            | Self::Header(_)
            | Self::Portion
            | Self::Turned
            | Self::Lock(_) => false,
        }
    }

    /// Whether everything behind it has to wait until it is answered.
    pub(super) const fn holds_up(&self) -> bool {
        self.carries_rows() || self.is_of_encryption()
    }

    /// Whether it is about the form in which values lie in the storage, and has them as they lie there.
    pub(super) const fn is_of_encryption(&self) -> bool {
        matches!(self, Self::Header(_) | Self::Portion | Self::Turned)
    }
}
