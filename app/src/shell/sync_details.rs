//! Where the edits are: the state behind the sync mark, and the short list that it opens.

use crate::components::{Button, Dialog, DialogKind, SyncState, Variant};
use crate::state::{BookChoice, app, dispatch};
use crate::words::{shell as words, t};
use crate::{format, routes_to};
use crm_core::messages::{RelayLink, Request, StorageNotice, SyncView};
use leptos::prelude::*;

/// How long a state must last before the mark shows that something is on its way or missing.
const PATIENCE_MS: u32 = 600;
/// A contact longer ago than this is no contact.
const FRESH_MS: i64 = 60_000;

/// What the mark shall say.
pub fn sync_state() -> SyncState {
    let app = app();
    if app.book.get() == Some(BookChoice::Local) && app.sync.with(Option::is_none) {
        return SyncState::Local;
    }
    let signed_out = app.signed_out.get();
    app.sync.with(|sync| sync.as_ref().map_or(SyncState::Offline(0), |sync| state_of(sync, signed_out)))
}

fn state_of(sync: &SyncView, signed_out: bool) -> SyncState {
    let closed = match sync.storage {
        StorageNotice::Fine | StorageNotice::Reopening => false,
        StorageNotice::Full
        | StorageNotice::BlockedByTab
        | StorageNotice::Superseded
        | StorageNotice::Denied => true,
    };
    let fresh = sync.last_contact.is_some_and(|at| format::now() - at < FRESH_MS);
    match (sync.link, sync.waiting) {
        _ if closed || sync.refused_in_all > 0 => SyncState::Blocked,
        (RelayLink::TooOld, _) => SyncState::Blocked,
        (RelayLink::SignedOut | RelayLink::Removed, _) => SyncState::SignIn,
        (RelayLink::Offline, _) if signed_out => SyncState::SignIn,
        (RelayLink::Offline, waiting) => SyncState::Offline(waiting),
        (RelayLink::Online | RelayLink::Connecting, waiting) if waiting > 0 => SyncState::Sending(waiting),
        (RelayLink::Connecting, _) if !fresh => SyncState::Offline(0),
        (_, _) if sync.conflicts > 0 => SyncState::Check(sync.conflicts),
        (RelayLink::Local, _) => SyncState::Local,
        (RelayLink::Online | RelayLink::Connecting, _) => SyncState::Sent,
    }
}

/// The same, calmed: bad news waits a moment, because most of it passes.
pub fn calm_sync_state() -> Signal<SyncState> {
    let wanted = Memo::new(|_| sync_state());
    let shown = RwSignal::new(wanted.get_untracked());
    Effect::new(move || {
        let next = wanted.get();
        if matches!(next, SyncState::Sending(_) | SyncState::Waiting(_) | SyncState::Offline(_)) {
            crate::browser::after(PATIENCE_MS, move || {
                if wanted.try_get_untracked() == Some(next) {
                    let _ = shown.try_set(next);
                }
            });
        } else {
            shown.set(next);
        }
    });
    shown.into()
}

/// The link to the relay in words.
pub fn link_words(link: RelayLink) -> &'static str {
    match link {
        RelayLink::Local => words::LINK_LOCAL,
        RelayLink::Offline => words::LINK_OFFLINE,
        RelayLink::Connecting => words::LINK_CONNECTING,
        RelayLink::Online => words::LINK_ONLINE,
        RelayLink::SignedOut | RelayLink::Removed => words::LINK_SIGNED_OUT,
        RelayLink::TooOld => words::LINK_TOO_OLD,
    }
    .now()
}

/// The window behind the mark.
pub fn sync_details() -> AnyView {
    let app = app();
    let body = move || {
        app.sync.with(|sync| {
            let Some(sync) = sync else { return ().into_any() };
            let contact = sync.last_contact.map(|at| words::last_contact(&format::moment(at)));
            let waiting = (sync.waiting > 0).then(|| words::waiting(u64::from(sync.waiting)));
            let refused = u64::from(sync.refused_in_all);
            let refused = (refused > 0).then(|| words::refused(refused));
            let conflicts = (sync.conflicts > 0).then(|| {
                let line = words::conflicts(u64::from(sync.conflicts));
                view! { <a href=routes_to::CONFLICTS>{line}</a> }.into_any()
            });
            let text = |line: String| line.into_any();
            let link = Some(text(link_words(sync.link).to_owned()));
            let lines = [link, waiting.map(text), refused.map(text), conflicts, contact.map(text)];
            let lines = lines.into_iter().flatten().map(|line| view! { <p class="sync-line">{line}</p> });
            view! { <div class="sync-lines">{lines.collect_view()}</div> }.into_any()
        })
    };
    let remote = move || app.book.get() == Some(BookChoice::Workspace);
    view! {
        <Dialog open=app.sync_open on_close=move || app.sync_open.set(false) title=t(words::SYNC) kind=DialogKind::Ask>
            {body}
            <div class="sync-actions">
                {move || remote().then(|| view! {
                    <Button label=t(words::SEND_NOW) variant=Variant::Primary
                        on_press=|| dispatch(Request::SendNow)/>
                })}
                <a class="button" data-variant="secondary" href=routes_to::SYNC>{t(words::SYNC_PAGE)}</a>
            </div>
        </Dialog>
    }
    .into_any()
}
