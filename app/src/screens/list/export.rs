//! Records of a list as a file.

use super::Listing;
use crate::state::shaping;
use crate::state::{explain, may, may_read, partly_kept, say};
use crate::words::{self, common, keeping, list as text};
use crate::{browser, engine_link, format};
use crm_core::commands::{Reason, Refusal};
use crm_core::messages::{Answer, Request};
use crm_core::views::selection::Selection;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeMap;

/// Whether the person may take records of an object out as a file.
pub(super) fn may_export(object: &str) -> bool {
    may(object, |rights| rights.export)
}

/// Saves records of the list, with all of their fields, as CSV; says under which name, or why not.
pub(super) fn export(listing: Listing, which: Selection) {
    let definition = listing.definition;
    let headings: BTreeMap<String, String> = shaping::all_fields(definition)
        .filter(|field| may_read(definition.key, field.key))
        .map(|field| (field.key.to_owned(), words::field(definition.key, field.key)))
        .collect();
    let count = which.count(listing.total());
    let request = Request::ExportList { query: listing.query.get_untracked(), which, headings };
    spawn_local(async move {
        match engine_link::ask(request).await {
            Ok(Answer::File { media, bytes, .. }) => {
                let ending = format!(" {}.csv", format::iso_day(format::today()));
                let file = browser::file_name(&words::object_many(definition.key), &ending);
                browser::save_file(&file, &media, &bytes);
                say(&saved(&file));
            }
            Ok(_) => {}
            Err(refusal) => say(&refused(&refusal, count)),
        }
    });
}

/// Under which name the records were saved, and that they are not all of them where that is so.
fn saved(file: &str) -> String {
    if untrack(partly_kept) { keeping::saved_part(file) } else { common::saved_as(file) }
}

fn refused(refusal: &Refusal, count: u32) -> String {
    if refusal.reason == Reason::TooManyExports {
        return text::too_many(u64::from(count));
    }
    explain(refusal)
}
