//! The mark in the top bar that says where the person's edits are: here, on the way, or with the team.

use super::Keys;
use crate::icons::{Icon, IconView};
use crate::words::{self, components};
use leptos::prelude::*;

/// What keys do.
pub const KEYS: Keys = &[("Enter, Space", "opens the details")];

/// Where the edits are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncState {
    /// Nothing waits.
    Sent,
    /// A book without a relay.
    Local,
    /// So many are stored here and wait.
    Waiting(u32),
    /// So many are on the way.
    Sending(u32),
    /// No network; so many wait.
    Offline(u32),
    /// So many records have two values.
    Check(u32),
    /// The relay wants a log-in.
    SignIn,
    /// Some were refused, or the storage is full.
    Blocked,
}

impl SyncState {
    fn look(self) -> (&'static str, Icon) {
        match self {
            Self::Sent => ("sent", Icon::CircleCheck),
            Self::Local => ("local", Icon::HardDrive),
            Self::Waiting(_) => ("waiting", Icon::CloudUpload),
            Self::Sending(_) => ("sending", Icon::RefreshCw),
            Self::Offline(_) => ("offline", Icon::CloudOff),
            Self::Check(_) => ("check", Icon::GitMerge),
            Self::SignIn | Self::Blocked => ("blocked", Icon::CircleAlert),
        }
    }

    fn words(self) -> String {
        let digits = |number: u32| words::number(u64::from(number));
        match self {
            Self::Sent => components::SENT.now().to_owned(),
            Self::Local => components::LOCAL_BOOK.now().to_owned(),
            Self::Waiting(number) => components::to_send(&digits(number)),
            Self::Sending(number) => components::sending(&digits(number)),
            Self::Offline(0) => components::OFFLINE.now().to_owned(),
            Self::Offline(number) => components::offline_saved(&digits(number)),
            Self::Check(number) => components::to_check(&digits(number)),
            Self::SignIn => components::SIGN_IN.now().to_owned(),
            Self::Blocked => components::NOT_SENT.now().to_owned(),
        }
    }
}

/// The mark: a button that opens the details.
#[component]
pub fn SyncMark(
    /// Where the edits are; the screen calms it to one change in 800 ms.
    #[prop(into)]
    state: Signal<SyncState>,
    /// The person wants the details.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let look = Memo::new(move |_| state.get().look());
    view! {
        <button type="button" class="sync-mark" data-state=move || look.get().0 aria-haspopup="dialog"
            on:click=move |_| on_press.run(())>
            {move || view! { <IconView icon=look.get().1/> }}
            <span class="sync-mark-label" role="status">{move || state.get().words()}</span>
        </button>
    }
}
