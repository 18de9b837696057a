//! The mark that says where the edits are.

use super::story::{State, Story, nothing, state};
use crate::components::{SyncMark, SyncState, sync_mark};
use leptos::prelude::*;

/// The sync mark.
pub const STORY: Story = Story {
    name: "sync_mark",
    says: "Says where the person's edits are: here, on the way, or with the team.",
    keys: sync_mark::KEYS,
    touch: "Focus rings it. On a phone the quiet states show only the icon.",
    states,
};

fn states() -> Vec<State> {
    let drawn = |name: &'static str, sync: SyncState| {
        state(name, view! { <SyncMark state=sync on_press=nothing()/> })
    };
    vec![
        drawn("rest: all sent", SyncState::Sent),
        drawn("a book without a team", SyncState::Local),
        drawn("saved here", SyncState::Waiting(3)),
        drawn("loading: on the way", SyncState::Sending(12)),
        drawn("offline", SyncState::Offline(0)),
        drawn("offline, edits wait", SyncState::Offline(1_204)),
        drawn("two values", SyncState::Check(2)),
        drawn("error: logged out", SyncState::SignIn),
        drawn("error: refused", SyncState::Blocked),
    ]
}
