//! What a device says its person took out as files. The book lies on the device, so that this is what honest builds do:
//! it tells an administrator who carries customers away by the screens that everybody has.

use super::permit::{Caller, Denied, authorize};
use crate::log::audit::{self, Note, What};
use crate::log::exports::{self, Known};
use crate::log::{Log, LogError};
use crm_core::objects;
use crm_planted::{Bug, planted};
use crm_sync::frame::{EXPORTS_AT_ONCE, Export};

/// Most exports of a person that are noted within [`WITHIN`]. Nobody takes out so many; what a build that lies tells
/// beyond that would only bury the rest of the audit.
const MOST: i64 = 500;
/// See [`MOST`]: a day, in ms of the relay's clock.
const WITHIN: i64 = 24 * 60 * 60 * 1_000;
/// What the audit says in the place of an object where there were more. No object is called so.
const MORE: &str = "more";

/// Whether a device could say that.
pub fn makes_sense(exports: &[Export]) -> bool {
    let known = |export: &Export| {
        [Export::BOOK, Export::UNSENT].contains(&export.what.as_str())
            || objects::object(&export.what).is_some()
    };
    exports.len() <= EXPORTS_AT_ONCE && exports.iter().all(known)
}

/// Notes what was taken out, each export of an installation once however often it is told. Of more than [`MOST`] within
/// [`WITHIN`] the audit says that there were more, and no more often than it had room for one. Refused where the caller's session ended.
pub async fn take_note(
    log: &Log,
    caller: Caller,
    exports: Vec<Export>,
    now: i64,
) -> Result<Result<(), Denied>, LogError> {
    let write = log.write(move |tx| {
        Box::pin(async move {
            if let Err(denied) = authorize(tx, caller, now).await? {
                return Ok(Err(denied));
            }
            let Caller { workspace, person, device, .. } = caller;
            let mut noted = exports::noted_since(tx, workspace, person, now - WITHIN).await?;
            for Export { at, what, records } in exports {
                // The one that says that there were more is counted as well: the rest is not written.
                if noted > MOST && !planted(Bug::ExportsWithoutEnd) {
                    break;
                }
                if !exports::note(tx, workspace, Known { person, device, at }, now).await? {
                    continue;
                }
                let detail =
                    if noted < MOST { format!("{what} {records} {at}") } else { format!("{MORE} 0 {at}") };
                let (person, address) = (Some(person), String::new());
                let note = Note { what: What::Exported, person, about: None, detail, address };
                audit::note(tx, workspace, &note, now).await?;
                noted += 1;
            }
            exports::forget_old(tx, now).await?;
            Ok(Ok(()))
        })
    });
    write.await
}
