//! Which record the worker is on, whether it hangs there, and which records have killed it.
//!
//! A panic names its record. An abort or an endless loop cannot, and what the worker said last may be some documents old:
//! after the first such death workers name every document beforehand, and the second is laid to the one that was named.

use super::LINK;
use super::worker::restart;
use crate::browser;
use crm_core::ids::RecordId;
use std::collections::BTreeMap;

/// How long a worker may be busy with one document before it is taken for hanging in it: some twenty times what a long
/// one takes on a slow phone. Two such waits and two starts stay below ten seconds, because the next worker does not wait
/// for the lead of a dead one.
const ONE_DOCUMENT_WITHIN: u32 = 2_000;
/// How long a page that was busy itself gets to hear what its worker said meanwhile.
const HEAR_OUT: u32 = 300;
/// Deaths after which a record is set aside.
const TOO_MANY: u8 = 2;

/// How a worker died.
#[derive(Clone, Copy, Debug)]
pub(super) enum Death {
    /// It panicked, on a record or apart from any.
    Panic(Option<RecordId>),
    /// It was aborted, hung or never came up.
    Silent,
}

/// How a worker died that could still say so. A panic puts the record under work before what happened, or a dash; what
/// is caught outside of Wasm (no memory, no stack) knows of no record.
pub(super) fn death(last_word: &str) -> Death {
    match last_word.split_once('\n') {
        Some(("", _)) | None => Death::Silent,
        Some((record, _)) => Death::Panic(record.parse().ok()),
    }
}

/// What the worker says of its work.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// How often workers died on a record.
    deaths: BTreeMap<RecordId, u8>,
    /// The record whose document is under work, as the worker said last.
    on: Option<RecordId>,
    /// Whether workers name every document.
    careful: bool,
    /// Whether the worker that died last may still hold the lead: it worked on documents, and a browser lets a thread
    /// that hangs live on for seconds.
    heir: bool,
    /// Counts what the worker said.
    said: u32,
    /// When it said something last, in ms.
    said_at: f64,
    /// Whether somebody looks whether the worker hangs.
    guarded: bool,
}

impl Work {
    /// The worker has said now what it works on; whether somebody must begin to look after it.
    pub(super) fn said(&mut self, on: Option<RecordId>, now: f64) -> bool {
        self.on = on;
        self.said_at = now;
        self.said = self.said.wrapping_add(1);
        on.is_some() && !std::mem::replace(&mut self.guarded, true)
    }

    /// How much longer it may stay with what it works on, in ms. A clock that was set back grants it the whole time.
    fn patience(&self, now: f64) -> u32 {
        let passed = now - self.said_at;
        let within = f64::from(ONE_DOCUMENT_WITHIN);
        let left = if passed < 0.0 { within } else { (within - passed).max(0.0) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2,000")]
        let left = left as u32;
        left
    }

    /// The worker is dead.
    pub(super) fn died(&mut self, death: Death) {
        match (death, self.on.take()) {
            (Death::Panic(Some(record)), _) => *self.deaths.entry(record).or_default() += 1,
            // The first makes the next worker careful; the second is laid to what that one named.
            (Death::Silent, Some(record)) => {
                if self.careful {
                    self.deaths.insert(record, TOO_MANY);
                }
                self.careful = true;
                self.heir = true;
            }
            (Death::Panic(None) | Death::Silent, _) => {}
        }
    }

    /// Whether the next worker is to name every document.
    pub(super) const fn careful(&self) -> bool {
        self.careful
    }

    /// Whether the next worker is to take the lead from the dead one; asked once for each.
    pub(super) const fn inherits(&mut self) -> bool {
        std::mem::replace(&mut self.heir, false)
    }

    /// The records that are to be set aside.
    pub(super) fn killers(&self) -> Vec<RecordId> {
        let killers = self.deaths.iter().filter(|(_, deaths)| **deaths >= TOO_MANY);
        killers.map(|(record, _)| *record).collect()
    }
}

/// Ends a worker that stays with one document for too long.
pub(super) fn watch(generation: u32) {
    let (said, patience) = LINK.with_borrow(|link| (link.work.said, link.work.patience(js_sys::Date::now())));
    let same = move || LINK.with_borrow(|link| link.generation == generation && link.work.said == said);
    browser::after(patience, move || {
        if !same() {
            return go_on();
        }
        browser::after(HEAR_OUT, move || {
            if same() {
                restart(generation, Death::Silent);
            }
            go_on();
        });
    });
}

/// Goes on looking while any document is under work.
fn go_on() {
    let works = LINK.with_borrow_mut(|link| {
        link.work.guarded = link.work.on.is_some();
        link.work.guarded.then_some(link.generation)
    });
    if let Some(generation) = works {
        watch(generation);
    }
}

#[cfg(test)]
mod tests {
    use super::{Death, Work, death};
    use crm_core::ids::RecordId;

    const RECORD: RecordId = RecordId([7; 16]);
    const OTHER: RecordId = RecordId([8; 16]);

    #[test]
    fn two_panics_set_the_record_aside() {
        let mut work = Work::default();
        let word = format!("{RECORD}\npanicked at …");
        work.said(Some(OTHER), 0.0);
        work.died(death(&word));
        assert!(work.killers().is_empty() && !work.careful());
        work.died(death(&word));
        assert_eq!(work.killers(), [RECORD]);
    }

    #[test]
    fn a_silent_death_makes_careful_and_the_second_is_laid_to_the_record_that_was_named() {
        let mut work = Work::default();
        work.said(Some(OTHER), 0.0);
        work.died(death("\nRuntimeError: unreachable"));
        assert!(work.killers().is_empty() && work.careful());
        work.said(Some(OTHER), 0.0);
        work.said(Some(RECORD), 0.0);
        work.died(Death::Silent);
        assert_eq!(work.killers(), [RECORD]);
    }

    #[test]
    fn the_lead_is_taken_from_a_worker_that_hung_and_from_no_other() {
        let mut work = Work::default();
        work.said(Some(RECORD), 0.0);
        work.died(Death::Silent);
        assert!(work.inherits() && !work.inherits());
        work.said(Some(RECORD), 0.0);
        work.died(Death::Panic(Some(RECORD)));
        work.died(Death::Silent);
        assert!(!work.inherits());
    }

    #[test]
    fn a_death_apart_from_any_record_blames_none() {
        let mut work = Work::default();
        for _ in 0..3 {
            work.said(Some(RECORD), 0.0);
            work.said(None, 0.0);
            work.died(Death::Silent);
            work.said(Some(RECORD), 0.0);
            work.died(death("-\npanicked at …"));
        }
        assert!(work.killers().is_empty() && !work.careful());
    }

    #[test]
    fn the_time_for_a_document_counts_from_when_it_was_named() {
        let mut work = Work::default();
        work.said(Some(RECORD), 10_000.0);
        for (now, left) in
            [(10_000.0, 2_000), (11_500.0, 500), (12_000.0, 0), (60_000.0, 0), (9_000.0, 2_000)]
        {
            assert_eq!(work.patience(now), left, "at {now}");
        }
    }
}
