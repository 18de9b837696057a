//! What was taken out of the book as files: counted, so that a profile can limit it, and told to the relay, which notes
//! it for administrators. A file made without a network is told at the next contact. It is handed out when that it was is
//! on this device.

use super::purpose::Purpose;
use super::{Client, Device};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::Timestamp;
use crm_core::messages::{Answer, FromEngine};
use crm_sync::frame::Export;
use crm_sync::store::{Store, Write};
use serde::{Deserialize, Serialize};

/// Its name in the store `meta`.
pub(super) const EXPORTS: &[u8] = b"exports";

/// How long an export counts against the limit, in ms.
const DAY: Timestamp = 24 * 60 * 60 * 1_000;
/// Exports that are kept one by one; of more, those that were told become one.
const KEPT: usize = 1_000;

/// What was taken out lately, or not told yet.
#[derive(Debug, Default)]
pub(super) struct Exports {
    all: Vec<Noted>,
    /// Those whose files wait until they are stored.
    storing: Vec<Timestamp>,
}

/// An export, and whether the relay has noted it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Noted {
    export: Export,
    told: bool,
}

/// A file that is handed out when that it was is stored.
#[derive(Debug)]
pub(super) struct HandOut {
    asked: (Client, u32),
    answer: Answer,
    at: Timestamp,
}

impl Exports {
    /// Takes in what the storage holds.
    pub(super) fn read(&mut self, value: &[u8]) {
        self.all = postcard::from_bytes(value).unwrap_or_default();
    }

    /// Records taken out within a day of now; one's own unsent edits do not count. A clock that is set back by less than
    /// a day forgets nothing, and one that was far ahead once does not count for ever.
    fn counted(&self, now: Timestamp) -> u64 {
        let counts =
            |noted: &&Noted| noted.export.what != Export::UNSENT && (noted.export.at - now).abs() < DAY;
        self.all.iter().filter(counts).map(|noted| u64::from(noted.export.records)).sum()
    }

    /// Adds one under a time that no other has.
    fn add(&mut self, what: &str, records: usize, now: Timestamp) -> Timestamp {
        let mut at = now;
        while self.all.iter().any(|noted| noted.export.at == at) {
            at += 1;
        }
        let records = u32::try_from(records).unwrap_or(u32::MAX);
        self.all.push(Noted { export: Export { at, what: what.to_owned(), records }, told: false });
        self.all.retain(|noted| {
            let counts = noted.export.what != Export::UNSENT && (noted.export.at - now).abs() < DAY;
            !noted.told || counts
        });
        if self.all.len() > KEPT {
            self.fold_told();
        }
        at
    }

    /// Makes one of those that were told: only their sum is of use.
    fn fold_told(&mut self) {
        let (told, mut rest): (Vec<Noted>, Vec<Noted>) = self.all.drain(..).partition(|noted| noted.told);
        let records = told.iter().fold(0_u32, |sum, noted| sum.saturating_add(noted.export.records));
        if let Some(mut last) = told.into_iter().max_by_key(|noted| noted.export.at) {
            last.export.records = records;
            rest.insert(0, last);
        }
        self.all = rest;
    }

    fn untold(&self) -> Vec<Export> {
        let untold = self.all.iter().filter(|noted| !noted.told && !self.storing.contains(&noted.export.at));
        untold.map(|noted| noted.export.clone()).collect()
    }

    /// Whether it is stored or not is known now.
    fn settle(&mut self, at: Timestamp, stored: bool) {
        self.storing.retain(|other| *other != at);
        self.all.retain(|noted| stored || noted.export.at != at);
    }

    fn written(&self) -> Write {
        Write::Put(Store::Meta, EXPORTS.to_vec(), postcard::to_stdvec(&self.all).unwrap_or_default())
    }
}

impl Device {
    /// Refuses to take out so many records where that is more than the profile allows within a day.
    pub(super) fn may_take_out(&self, records: usize) -> Result<(), Refusal> {
        let more = u64::try_from(records).unwrap_or(u64::MAX);
        let taken = self.exports.counted(self.now);
        if self.known.grants().is_none_or(|grants| grants.may_export_more(taken, more)) {
            return Ok(());
        }
        Err(Refusal::record(Reason::TooManyExports))
    }

    /// Hands a file with so many records out. One's own unsent edits come out also where nothing can be stored any more,
    /// and a book without a relay has nobody to tell.
    pub(super) fn hand_out(&mut self, asked: (Client, u32), what: &str, records: usize, answer: Answer) {
        // What the book is asked while it is locked is not told, so nothing was taken out.
        let counts = self.owner.workspace.is_some() && records > 0;
        if !counts || (self.locked().is_some() && what != Export::UNSENT) {
            return self.answer_with(asked, answer);
        }
        // Others may have been asked for at the same time.
        if what != Export::UNSENT
            && let Err(refusal) = self.may_take_out(records)
        {
            return self.refuse(asked.0, asked.1, refusal.reason);
        }
        let at = self.exports.add(what, records, self.now);
        if what == Export::UNSENT {
            self.write(Purpose::Aside, vec![self.exports.written()], true);
            self.tell_exports();
            return self.answer_with(asked, answer);
        }
        self.exports.storing.push(at);
        let purpose = Purpose::HandOut(Box::new(HandOut { asked, answer, at }));
        self.write(purpose, vec![self.exports.written()], true);
    }

    /// That a file goes out is stored, or cannot be: then it does not.
    pub(super) fn handed_out(&mut self, file: HandOut, failed: Option<Reason>) {
        let HandOut { asked, answer, at } = file;
        self.exports.settle(at, failed.is_none());
        match failed {
            Some(reason) => self.refuse(asked.0, asked.1, reason),
            None => {
                self.answer_with(asked, answer);
                self.tell_exports();
            }
        }
    }

    fn answer_with(&mut self, (client, request): (Client, u32), answer: Answer) {
        self.tell(client, FromEngine::Answer { request, answer: Ok(answer) });
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
        for noted in &mut self.exports.all {
            noted.told |= times.contains(&noted.export.at);
        }
        self.write_late(vec![self.exports.written()]);
    }
}
