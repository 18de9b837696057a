//! What is asked of a record seldom, in a window of its own.

use super::data_copy::data_copy;
use super::erase::erasing;
use super::past::as_it_was;
use super::settings::access::record_access;
use crate::state::{Asked, app};
use leptos::prelude::*;

/// What stands in the window.
pub fn asked_of_record() -> AnyView {
    match app().asked_of.get_untracked() {
        Some((record, Asked::Readers)) => record_access(record),
        Some((record, Asked::Erasing)) => erasing(record),
        Some((record, Asked::DataCopy)) => data_copy(record),
        Some((record, asked @ Asked::Past(when, at))) => as_it_was(record, asked, when, at),
        None => ().into_any(),
    }
}
