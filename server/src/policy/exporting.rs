//! What a device says its person took out as files. The book lies on the device, so that this is what honest builds do:
//! it tells an administrator who carries customers away by the screens that everybody has.

use super::permit::{Caller, Denied, authorize};
use crate::log::audit::{self, Note, What};
use crate::log::{Log, LogError};
use crm_core::objects;
use crm_sync::frame::{EXPORTS_AT_ONCE, Export};

/// Whether a device could say that.
pub fn makes_sense(exports: &[Export]) -> bool {
    let known = |export: &Export| {
        [Export::BOOK, Export::UNSENT].contains(&export.what.as_str())
            || objects::object(&export.what).is_some()
    };
    exports.len() <= EXPORTS_AT_ONCE && exports.iter().all(known)
}

/// Notes what was taken out, each export once however often it is told. Refused where the caller's session ended.
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
            for Export { at, what, records } in exports {
                let note = Note {
                    what: What::Exported,
                    person: Some(caller.person),
                    about: None,
                    detail: format!("{what} {records} {at}"),
                    address: String::new(),
                };
                if !audit::is_noted(tx, caller.workspace, &note).await? {
                    audit::note(tx, caller.workspace, &note, now).await?;
                }
            }
            Ok(Ok(()))
        })
    });
    write.await
}
