//! What a locked book still does, and what it tells.

use super::Device;
use crm_core::commands::{Reason, Refusal};
use crm_core::messages::{Answer, FromEngine, Locked, RelayLink, Request};

impl Device {
    /// Why a request is not carried out while the book is locked.
    pub(super) fn closed_to(&self, body: &Request) -> Option<Refusal> {
        let locked = self.locked()?;
        let allowed = match body {
            Request::Open(_)
            | Request::Suspect { .. }
            | Request::Careful { .. }
            | Request::Preferences(_)
            | Request::Watch { .. }
            | Request::Unwatch { .. }
            | Request::Unlock { .. }
            | Request::ForgotPin
            | Request::OpenEncrypted { .. }
            | Request::Lock
            | Request::LoggedIn
            | Request::SendNow
            | Request::Page { .. }
            | Request::Painted
            | Request::Persisted { .. }
            | Request::Estimate => true,
            // What was never sent would be lost: only the relay may say so, or who cannot open it any more.
            Request::Clear { .. } => locked == Locked::Encrypted || self.relay_link() == RelayLink::Removed,
            Request::ExportUnsent => locked == Locked::Lease,
            Request::Demo { .. }
            | Request::RemoveDemo
            | Request::Template(_)
            | Request::Search { .. }
            | Request::Similar { .. }
            | Request::AsItWas { .. }
            | Request::Create { .. }
            | Request::Begin { .. }
            | Request::CreateMany { .. }
            | Request::Define { .. }
            | Request::Set { .. }
            | Request::PutBack { .. }
            | Request::Merge { .. }
            | Request::Part { .. }
            | Request::Write { .. }
            | Request::Move { .. }
            | Request::Complete { .. }
            | Request::Convert { .. }
            | Request::Unconvert { .. }
            | Request::Delete { .. }
            | Request::Restore { .. }
            | Request::Undo { .. }
            | Request::Redo
            | Request::Desk { .. }
            | Request::EditMany { .. }
            | Request::RecordsAt { .. }
            | Request::Resolve { .. }
            | Request::SendAgain { .. }
            | Request::Discard { .. }
            | Request::ImportLook { .. }
            | Request::ImportAs { .. }
            | Request::ImportRun { .. }
            | Request::ImportCancel
            | Request::ImportRemove { .. }
            | Request::ExportList { .. }
            | Request::ExportBook
            | Request::DataCopy { .. }
            | Request::Join { .. }
            | Request::LocalBook
            | Request::Keep(_)
            | Request::CountKept(_)
            | Request::Encrypt { .. }
            | Request::Decrypt { .. }
            | Request::SetPin { .. }
            | Request::TakePin { .. }
            | Request::LockAfter { .. }
            | Request::Code { .. } => false,
        };
        (!allowed).then(|| Refusal::record(Reason::Locked))
    }

    /// What may be told: of an edit that was on its way when the book was locked, that it is stored; of the book nothing.
    pub(super) fn told_while_locked(&self, message: FromEngine) -> FromEngine {
        let Some(locked) = self.locked() else { return message };
        let FromEngine::Answer { request, answer: Ok(answer) } = message else { return message };
        let tells = match &answer {
            Answer::Done | Answer::Records(_) | Answer::Estimate { .. } => false,
            // The file that this lock itself offers, or one that was asked for before.
            Answer::File { .. } => locked != Locked::Lease,
            Answer::Undone { .. }
            | Answer::ManyEdited { .. }
            | Answer::RecordsAt(_)
            | Answer::Found(_)
            | Answer::Similar(_)
            | Answer::AsItWas(_)
            | Answer::DataCopy { .. }
            | Answer::ImportPreview(_)
            | Answer::Code { .. }
            | Answer::Kept(_)
            | Answer::Counts(_) => true,
        };
        let answer = if tells { Err(Refusal::record(Reason::Locked)) } else { Ok(answer) };
        FromEngine::Answer { request, answer }
    }
}
