//! Whether the storage takes anything, what the person is told of it, and when it is tried again.

use super::Device;
use super::purpose::Purpose;
use crm_core::commands::{Reason, Refusal};
use crm_core::messages::StorageNotice;
use crm_sync::store::{Store, StoreError, StoreRequest, Write};

/// How long until the next try whether there is room again, in ms.
pub(super) const LOOK_FOR_ROOM: i64 = 5_000;
/// Where the try writes, and how much: with less room the next portion of anything would end in the same notice.
const ROOM: &[u8] = b"room";
const ROOM_BYTES: usize = 1024 * 1024;

impl Device {
    /// While the storage is full nobody can edit, so that only a try can tell that there is room again.
    pub(super) fn look_for_room(&mut self) {
        if self.storing.look_for_room_at.is_none_or(|at| self.now < at) {
            return;
        }
        self.storing.look_for_room_at = None;
        let room = |value| Write::Put(Store::Meta, ROOM.to_vec(), value);
        let writes = vec![room(vec![0; ROOM_BYTES]), Write::Delete(Store::Meta, ROOM.to_vec())];
        // By itself: what is late must not go with a write that may well fail.
        self.store(Purpose::Room, StoreRequest::Write { writes, strict: false });
    }

    pub(super) fn set_notice(&mut self, notice: StorageNotice) {
        self.storing.look_for_room_at = (notice == StorageNotice::Full).then_some(self.now + LOOK_FOR_ROOM);
        if self.storing.notice != notice {
            self.storing.notice = notice;
            self.watching.touch_sync();
        }
    }

    pub(super) fn storage_changed(&mut self, notice: StorageNotice) {
        self.set_notice(notice);
    }

    /// Whether an edit can be stored at all; refused before anything is changed where it cannot.
    pub(super) fn storable(&self) -> Result<(), Refusal> {
        match self.storing.notice {
            StorageNotice::Fine | StorageNotice::Full | StorageNotice::Reopening => Ok(()),
            StorageNotice::BlockedByTab | StorageNotice::Superseded | StorageNotice::Denied => {
                Err(Refusal::record(Reason::StorageClosed))
            }
        }
    }
}

/// What a person is told when the storage answers so.
pub(super) const fn notice(error: StoreError) -> StorageNotice {
    match error {
        StoreError::Full => StorageNotice::Full,
        StoreError::Blocked => StorageNotice::BlockedByTab,
        StoreError::Superseded => StorageNotice::Superseded,
        StoreError::Denied => StorageNotice::Denied,
        StoreError::Closed | StoreError::Corrupt => StorageNotice::Reopening,
    }
}

/// Why a request is refused when the storage answers so.
pub(super) const fn reason(error: StoreError) -> Reason {
    match error {
        StoreError::Full => Reason::StorageFull,
        StoreError::Blocked
        | StoreError::Superseded
        | StoreError::Denied
        | StoreError::Closed
        | StoreError::Corrupt => Reason::StorageClosed,
    }
}
