//! Short notices at the edge of the page, each with a way back.

use super::Keys;
use crate::words::{components as words, t};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;

/// What keys do.
pub const KEYS: Keys = &[(
    "Ctrl+Z",
    "outside of fields: takes the last step back, also when its notice is gone (the shell listens)",
)];

/// How long a notice stays at least.
const STAY_MS: u32 = 6_000;
/// How long it takes to read a letter of a long one.
const LETTER_MS: u32 = 80;

/// A notice.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Counts up; names the notice.
    pub id: u32,
    /// What happened.
    pub text: String,
    /// Takes it back.
    pub undo: Option<Callback<()>>,
}

/// Shows notices; made once by the shell and handed down.
#[derive(Clone, Copy)]
pub struct Toaster {
    notices: RwSignal<Vec<Notice>>,
    next: StoredValue<u32>,
    /// Whether a bar lies at the foot of the page, above which notices have to appear.
    pub raised: RwSignal<bool>,
}

impl Default for Toaster {
    fn default() -> Self {
        Self { notices: RwSignal::new(Vec::new()), next: StoredValue::new(1), raised: RwSignal::new(false) }
    }
}

impl Toaster {
    /// Shows a notice; of more than two the oldest goes.
    pub fn show(self, text: impl Into<String>, undo: Option<Callback<()>>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let notice = Notice { id, text: text.into(), undo };
        self.notices.update(|notices| {
            notices.push(notice);
            let surplus = notices.len().saturating_sub(2);
            notices.drain(..surplus);
        });
        self.expire(id);
    }

    /// Shows a notice that stays, to be looked at.
    #[cfg(feature = "styleguide")]
    pub fn hold(self, text: impl Into<String>, undo: Option<Callback<()>>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.notices.update(|notices| notices.push(Notice { id, text: text.into(), undo }));
    }

    /// Takes every notice away.
    pub fn clear(self) {
        self.notices.update(Vec::clear);
    }

    fn undo(self, notice: &Notice) {
        self.drop(notice.id);
        if let Some(undo) = notice.undo {
            undo.run(());
        }
    }

    fn drop(self, id: u32) {
        self.notices.update(|notices| notices.retain(|notice| notice.id != id));
    }

    /// Drops the notice after its time; waits longer while it is pointed at, focused, or the page is hidden.
    fn expire(self, id: u32) {
        let letters = self.notices.with_untracked(|notices| {
            notices.iter().find(|notice| notice.id == id).map_or(0, |notice| notice.text.chars().count())
        });
        let stay = u32::try_from(letters).unwrap_or_default().saturating_mul(LETTER_MS).max(STAY_MS);
        Timeout::new(stay, move || {
            let held = document().query_selector(".toasts:hover, .toasts:focus-within");
            if document().hidden() || matches!(held, Ok(Some(_))) {
                self.expire(id);
            } else {
                self.drop(id);
            }
        })
        .forget();
    }
}

/// The place where notices appear.
#[component]
pub fn Toasts(
    /// What shows them.
    toaster: Toaster,
) -> impl IntoView {
    let one = move |notice: Notice| {
        let text = notice.text.clone();
        view! {
            <div class="toast">
                <span class="toast-text">{text}</span>
                {notice.undo.map(|_| view! {
                    <button type="button" class="toast-undo" on:click=move |_| toaster.undo(&notice)>
                        {t(words::UNDO)}
                        <kbd class="key" aria-hidden="true">"Ctrl Z"</kbd>
                    </button>
                })}
            </div>
        }
    };
    view! {
        <div class="toasts" data-raised=move || toaster.raised.get().then_some("true") role="status" aria-label=t(words::NOTICES)>
            <For each=move || toaster.notices.get() key=|notice| notice.id children=one/>
        </div>
    }
}
