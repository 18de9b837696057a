//! Which documents a request reads or writes: they are in memory before it is performed.

use super::undo::Wanted;
use super::{Client, Device};
use crm_core::commands::convert_lead;
use crm_core::exchange::templates::{Said, definitions};
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_core::objects::desk::desk_of;

impl Device {
    /// The records of definitions; those that nobody has made yet are noted as such.
    fn there_or_none_yet(&mut self, said: &[Said]) -> Vec<RecordId> {
        for (_, record, _) in said {
            if !self.exists(*record) {
                self.documents.none_yet(*record);
            }
        }
        said.iter().map(|(_, record, _)| *record).collect()
    }

    /// The documents that a request reads or writes.
    pub(super) fn documents_for(&mut self, client: Client, body: &Request) -> Option<Vec<RecordId>> {
        match body {
            Request::Create { record, .. } | Request::Begin { record, .. } => {
                if !self.exists(*record) {
                    self.documents.none_yet(*record);
                }
                Some(vec![*record])
            }
            Request::Define { records } => Some(self.there_or_none_yet(records)),
            Request::Template(template) => Some(self.there_or_none_yet(&definitions(*template))),
            Request::AsItWas { record, .. }
            | Request::Set { record, .. }
            | Request::PutBack { record, .. }
            | Request::Write { record, .. }
            | Request::Move { record, .. }
            | Request::Complete { record, .. }
            | Request::Resolve { record, .. } => Some(vec![*record]),
            Request::Merge { keep, others, .. } => Some([&[*keep], &others[..]].concat()),
            Request::Part { record } => Some(self.read_to_part(*record)),
            Request::SendAgain { record, .. } => {
                if !self.exists(*record) {
                    self.documents.none_yet(*record);
                }
                Some(vec![*record])
            }
            Request::Convert { record, .. } | Request::Unconvert { record } => {
                let becomes = convert_lead::becomes(*record);
                for record in becomes {
                    if !self.exists(record) {
                        self.documents.none_yet(record);
                    }
                }
                Some([&[*record][..], &becomes].concat())
            }
            Request::Delete { records } | Request::Restore { records } => Some(records.clone()),
            Request::Desk { .. } => {
                let desk = desk_of(self.owner.person?);
                if !self.exists(desk) {
                    self.documents.none_yet(desk);
                }
                Some(vec![desk])
            }
            Request::Undo { of } => Some(self.undoing.records(client, Wanted::Undo(*of))),
            Request::Redo => Some(self.undoing.records(client, Wanted::Redo)),
            Request::Open(_)
            | Request::Clear { .. }
            | Request::Suspect { .. }
            | Request::Careful { .. }
            | Request::Preferences(_)
            | Request::Demo { .. }
            | Request::RemoveDemo
            | Request::Watch { .. }
            | Request::Unwatch { .. }
            | Request::Search { .. }
            | Request::Similar { .. }
            | Request::CreateMany { .. }
            | Request::EditMany { .. }
            | Request::Discard { .. }
            | Request::RecordsAt { .. }
            | Request::ImportLook { .. }
            | Request::ImportAs { .. }
            | Request::ImportRun { .. }
            | Request::ImportCancel
            | Request::ImportRemove { .. }
            | Request::ExportList { .. }
            | Request::ExportBook
            | Request::DataCopy { .. }
            | Request::ExportUnsent
            | Request::Join { .. }
            | Request::LocalBook
            | Request::Keep(_)
            | Request::CountKept(_)
            | Request::Encrypt { .. }
            | Request::Decrypt { .. }
            | Request::OpenEncrypted { .. }
            | Request::SetPin { .. }
            | Request::TakePin { .. }
            | Request::LockAfter { .. }
            | Request::Lock
            | Request::Unlock { .. }
            | Request::ForgotPin
            | Request::LoggedIn
            | Request::Code { .. }
            | Request::SendNow
            | Request::Page { .. }
            | Request::Painted
            | Request::Persisted { .. }
            | Request::Estimate => None,
        }
    }
}
