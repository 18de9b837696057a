//! Many new records that somebody asked for: made a block at a time while the storage takes the one before, so that
//! neither waits for the other, and sent only when all of them are on the device.

use super::bulk::MANY;
use super::purpose::Edited;
use super::{Client, Device};
use crm_core::commands::{DocumentPlan, Reason, Refusal};
use crm_core::messages::{Answer, FromEngine};
use crm_core::value::Link;
use std::collections::VecDeque;

/// Blocks that may wait for the storage: it never waits for the next one, and memory holds few.
const AHEAD: usize = 2;

/// Records of one request.
#[derive(Debug)]
struct Made {
    client: Client,
    request: u32,
    plans: VecDeque<DocumentPlan>,
    links: Vec<Link>,
}

/// Requests whose records are not all made yet.
#[derive(Debug, Default)]
pub(super) struct Creating {
    waiting: VecDeque<Made>,
    /// The relay could have been sent something meanwhile.
    held: bool,
}

impl Creating {
    /// Whether sending waits until everything is made. Remembers that it was asked.
    pub(super) fn holds(&mut self) -> bool {
        self.held |= !self.waiting.is_empty();
        !self.waiting.is_empty()
    }
}

impl Device {
    /// Makes new records and stores them; the last block answers.
    pub(super) fn create_documents(&mut self, client: Client, request: u32, plans: Vec<DocumentPlan>) {
        if plans.is_empty() {
            self.tell(client, FromEngine::Answer { request, answer: Ok(Answer::Done) });
            return;
        }
        let link = |plan: &DocumentPlan| Link { object: plan.object.clone(), record: plan.record };
        let links = plans.iter().map(link).collect();
        self.creating.waiting.push_back(Made { client, request, plans: plans.into(), links });
        self.go_on_creating();
    }

    /// The next blocks, as many as the storage is ahead of.
    pub(super) fn go_on_creating(&mut self) {
        while self.storing.waiting() < AHEAD
            && let Some(made) = self.creating.waiting.front_mut()
        {
            let part: Vec<DocumentPlan> = made.plans.drain(..made.plans.len().min(MANY)).collect();
            let mut edited = Edited::default();
            let (client, request) = (made.client, made.request);
            if made.plans.is_empty() {
                edited.asked = Some((client, request, Answer::Records(std::mem::take(&mut made.links))));
                self.creating.waiting.pop_front();
            }
            if let Err(refusal) = self.create_block(&part, edited) {
                self.creating.waiting.retain(|made| (made.client, made.request) != (client, request));
                self.tell(client, FromEngine::Answer { request, answer: Err(refusal) });
            }
        }
        if self.creating.waiting.is_empty()
            && std::mem::take(&mut self.creating.held)
            && let Some(session) = &mut self.session
        {
            session.prepared();
        }
    }

    /// The storage has failed: what is not made yet is refused.
    pub(super) fn stop_creating(&mut self, reason: Reason) {
        for made in std::mem::take(&mut self.creating).waiting {
            let answer = Err(Refusal::record(reason));
            self.tell(made.client, FromEngine::Answer { request: made.request, answer });
        }
    }
}
