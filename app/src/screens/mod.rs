//! One screen per address.

pub mod account;
mod asked;
mod attention;
mod bin;
mod board;
pub mod calendar;
pub mod code;
mod conflicts;
mod create;
mod data_copy;
pub mod encrypted;
mod erase;
mod first_steps;
mod guide;
mod import;
mod inbox;
mod incomplete;
pub mod kept;
pub mod list;
mod lock;
pub mod merge;
pub mod moving;
mod news;
pub mod parts;
mod past;
mod record;
mod score_words;
mod settings;
pub mod sync;
mod today;

pub use create::{create, create_form};
pub use list::list;
pub use parts::{
    bin, board, calendar, conflicts, duplicates, first_run, guide, import, inbox, join, lock, log_in, reset,
    set_up, settings, sync,
};
pub use record::record;
pub use settings::{catalogue, version_words};
pub use today::today;

pub use crate::shell::more;

use crate::components::{EmptyState, SkeletonRows};
use crate::icons::Icon;
use crate::words::{common, shell, t};
use leptos::prelude::*;

/// An address that leads nowhere.
pub fn not_found() -> AnyView {
    crate::shell::heading(|| shell::NOT_FOUND.now().to_owned());
    view! {
        <EmptyState icon=Icon::CircleAlert heading=t(shell::NOT_FOUND) text=t(shell::NOT_FOUND_TEXT)>
            <a class="button" data-variant="primary" href="/">{t(shell::TODAY)}</a>
        </EmptyState>
    }
    .into_any()
}

/// What stands where a view is still awaited.
pub fn awaiting() -> AnyView {
    view! {
        <div class="awaiting" aria-busy="true">
            <span class="visually-hidden" role="status">{t(common::LOADING)}</span>
            <SkeletonRows/>
        </div>
    }
    .into_any()
}
