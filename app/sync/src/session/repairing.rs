//! A repair: what the device holds is compared with what the relay has.

use super::{PUSH_BYTES, Session, State};
use crate::digest::{bucket, digests};
use crate::frame::{DocId, Hash, Proof, ToRelay};

/// Erasures told in one frame.
const ERASED: usize = 4_000;

impl Session {
    /// Every document that the device holds, for repair, and what it heard to be erased: that first, so that the relay
    /// does not send it. `salt` is random.
    pub fn held(
        &mut self,
        documents: Vec<(DocId, Vec<Hash>)>,
        erased: &[(DocId, u32, Proof)],
        salt: [u8; 16],
    ) {
        if self.state != State::Repairing {
            return;
        }
        if self.erasure {
            for part in erased.chunks(ERASED) {
                self.send(&ToRelay::Erased(part.to_vec()));
            }
        }
        if self.digests {
            let documents_of = documents.iter().map(|(doc, heads)| (doc, heads.as_slice()));
            let buckets = digests(&salt, documents_of);
            self.held = documents;
            self.send(&ToRelay::Digests { salt, buckets });
        } else {
            self.tell_held(documents);
        }
    }

    /// The relay says in which buckets it has something else.
    pub(super) fn differ(&mut self, buckets: &[u16]) {
        let mut documents = std::mem::take(&mut self.held);
        if self.state == State::Repairing && !buckets.is_empty() {
            documents.retain(|(doc, _)| buckets.contains(&bucket(doc)));
            self.tell_held(documents);
        }
    }

    fn tell_held(&mut self, documents: Vec<(DocId, Vec<Hash>)>) {
        // A document is its id and its heads, of which one that many people edited at once has several.
        let (mut part, mut bytes) = (Vec::new(), 0);
        for (doc, heads) in documents {
            let size = 32 + heads.len() * 32;
            if bytes + size > PUSH_BYTES {
                self.send(&ToRelay::Held { documents: std::mem::take(&mut part), last: false });
                bytes = 0;
            }
            bytes += size;
            part.push((doc, heads));
        }
        self.send(&ToRelay::Held { documents: part, last: true });
    }
}
