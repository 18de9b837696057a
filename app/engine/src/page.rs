//! What the page of this worker is told.

use crate::browser::scope;
use crate::worker::WORKER;
use crm_core::commands::{Reason, Refusal};
use crm_core::messages::{Answer, FromEngine};
use js_sys::{Array, Uint8Array};

/// A message for this tab.
pub(crate) fn told(message: FromEngine) {
    if let FromEngine::Answer { request, .. } = &message {
        WORKER.with_borrow_mut(|worker| worker.asked.remove(request));
    }
    to_page(&message);
}

/// Answers a request of the page.
pub(crate) fn answer(request: u32, answer: Result<Answer, Refusal>) {
    told(FromEngine::Answer { request, answer });
}

/// A refusal of a request of the page.
pub(crate) fn refuse(request: u32, reason: Reason) {
    answer(request, Err(Refusal::record(reason)));
}

/// Sends a message to the page.
pub(crate) fn to_page(message: &FromEngine) {
    let bytes = Uint8Array::from(postcard::to_stdvec(message).unwrap_or_default().as_slice());
    let _ = scope().post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
}
