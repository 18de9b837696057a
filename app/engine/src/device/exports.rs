//! What was taken out of the book as files: counted, so that a profile can limit it, and told to the relay, which notes
//! it for administrators. A file made without a network is told at the next contact.

use super::Device;
use super::purpose::Purpose;
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::Timestamp;
use crm_sync::frame::Export;
use crm_sync::store::{Store, Write};
use serde::{Deserialize, Serialize};

/// Its name in the store `meta`.
pub(super) const EXPORTS: &[u8] = b"exports";

/// How long an export counts against the limit, in ms.
const DAY: Timestamp = 24 * 60 * 60 * 1_000;
/// Most exports that are kept; the oldest that were told go first.
const KEPT: usize = 1_000;

/// What was taken out lately, or not told yet.
#[derive(Debug, Default)]
pub(super) struct Exports(Vec<Noted>);

/// An export, and whether the relay has noted it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Noted {
    export: Export,
    told: bool,
}

impl Exports {
    /// Takes in what the storage holds.
    pub(super) fn read(&mut self, value: &[u8]) {
        self.0 = postcard::from_bytes(value).unwrap_or_default();
    }

    /// Records taken out since a day before now; one's own unsent edits do not count. An export that a clock set back
    /// has put into the future counts, too.
    fn counted(&self, now: Timestamp) -> u64 {
        let counts = |noted: &&Noted| noted.export.what != Export::UNSENT && noted.export.at > now - DAY;
        self.0.iter().filter(counts).map(|noted| u64::from(noted.export.records)).sum()
    }

    /// Adds one under a time that no other has.
    fn add(&mut self, what: &str, records: usize, now: Timestamp) {
        let latest = self.0.iter().map(|noted| noted.export.at).max();
        let at = latest.map_or(now, |latest| now.max(latest + 1));
        let records = u32::try_from(records).unwrap_or(u32::MAX);
        self.0.push(Noted { export: Export { at, what: what.to_owned(), records }, told: false });
        self.0.retain(|noted| !noted.told || noted.export.at > now - DAY);
        let over = self.0.len().saturating_sub(KEPT);
        self.0.drain(..over);
    }

    fn untold(&self) -> Vec<Export> {
        self.0.iter().filter(|noted| !noted.told).map(|noted| noted.export.clone()).collect()
    }

    fn written(&self) -> Write {
        Write::Put(Store::Meta, EXPORTS.to_vec(), postcard::to_stdvec(&self.0).unwrap_or_default())
    }
}

impl Device {
    /// Refuses to take out so many records where that is more than the profile allows within a day.
    pub(super) fn may_take_out(&self, records: usize) -> Result<(), Refusal> {
        let more = u64::try_from(records).unwrap_or(u64::MAX);
        let taken = self.exports.counted(self.now);
        let grants = self.known.grants();
        if grants.is_none_or(|grants| grants.may_export_more(taken, more)) {
            return Ok(());
        }
        Err(Refusal::record(Reason::TooManyExports))
    }

    /// Records were taken out as a file. A book without a relay has nobody to tell.
    pub(super) fn took_out(&mut self, what: &str, records: usize) {
        if self.owner.workspace.is_none() || records == 0 {
            return;
        }
        self.exports.add(what, records, self.now);
        self.write(Purpose::Aside, vec![self.exports.written()], true);
        self.tell_exports();
    }

    /// The relay wants to know what it has not noted.
    pub(super) fn tell_exports(&mut self) {
        let untold = self.exports.untold();
        if let Some(session) = self.session.as_mut().filter(|_| !untold.is_empty()) {
            session.exported(&untold);
        }
    }

    /// The relay has noted exports of these times.
    pub(super) fn exports_noted(&mut self, times: &[i64]) {
        for noted in &mut self.exports.0 {
            noted.told |= times.contains(&noted.export.at);
        }
        self.write_late(vec![self.exports.written()]);
    }
}
