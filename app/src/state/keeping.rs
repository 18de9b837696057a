//! What of the book is kept on this device.

use super::app;
use crm_core::views::keeping::Kept;
use leptos::prelude::*;

/// What is kept, as the engine said last.
pub fn kept() -> Kept {
    app().sync.with(|sync| sync.as_ref().map(|sync| sync.kept).unwrap_or_default())
}

/// Whether something of the book is not here because of what was chosen.
pub fn partly_kept() -> bool {
    kept().not_everything()
}
