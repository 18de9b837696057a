//! What lies with the relay, as it was last heard: what is known stays on the screen while asking anew fails.

use super::unanswered;
use crate::screens::account::explain_account;
use crate::screens::awaiting;
use crm_accounts::AccountError;
use leptos::prelude::*;

/// The last answer, and why there is no newer one.
pub(super) struct Known<T: Send + Sync + 'static> {
    heard: RwSignal<Option<T>>,
    failed: RwSignal<Option<AccountError>>,
    /// Counts the questions: an answer to one before the last is of no use.
    turn: StoredValue<u32>,
}

impl<T: Send + Sync> Copy for Known<T> {}

impl<T: Send + Sync> Clone for Known<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + Send + Sync + 'static> Known<T> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self { heard: RwSignal::new(None), failed: RwSignal::new(None), turn: StoredValue::new(0) }
    }

    /// A question begins; its turn goes with the answer.
    pub(super) fn begin(self) -> u32 {
        let next = self.turn.try_get_value().unwrap_or_default() + 1;
        let _ = self.turn.try_set_value(next);
        next
    }

    /// Takes the answer of a turn in; without effect when another question was asked since, or the screen is gone.
    pub(super) fn take_in(self, turn: u32, answer: Result<T, AccountError>) {
        if self.turn.try_get_value() != Some(turn) {
            return;
        }
        match answer {
            Ok(heard) => {
                let _ = self.failed.try_set(None);
                let _ = self.heard.try_set(Some(heard));
            }
            Err(error) => drop(self.failed.try_set(Some(error))),
        }
    }

    /// What is known; above it why there is nothing newer, and the way to ask again. Before the first answer and without
    /// one, `instead` stands there.
    pub(super) fn shown(
        self,
        again: impl Fn() + Copy + Send + Sync + 'static,
        draw: impl Fn(T) -> AnyView + Send + 'static,
        instead: impl Fn() -> AnyView + Send + 'static,
    ) -> AnyView {
        let failure = move || self.failed.get().map(|error| unanswered(explain_account(&error), again));
        let list = move || match self.heard.get() {
            Some(heard) => draw(heard),
            None if self.failed.with(Option::is_none) => awaiting(),
            None => instead(),
        };
        view! { {failure}{list} }.into_any()
    }
}
