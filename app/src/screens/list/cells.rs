//! The cells of a list that are edited in place.

use super::{Listing, rows};
use crate::components::{CellAt, CellEdits};
use crate::fields::{self, Edit, Field, Offered};
use crate::state::{app, dispatch, may, may_write};
use crm_core::fields::Kind;
use crm_core::messages::Request;
use crm_core::value::Value;
use leptos::prelude::*;

/// How cells are edited.
pub(super) fn edits(listing: Listing) -> CellEdits {
    CellEdits {
        can: Callback::new(move |(at,)| app().writable() && field(listing, at).is_some()),
        editor: Callback::new(move |(at, done)| editor(listing, at, done)),
    }
}

/// The field of a cell; `None` for the title, for what people do not write, and for a long text, which needs more room
/// than a row has.
fn field(listing: Listing, at: CellAt) -> Option<Field> {
    let key = listing.layout.with(|layout| layout.columns.get(at.column.checked_sub(1)?).cloned())?;
    let field = Field::of(listing.definition.key, &key)?;
    let (object, key) = (listing.definition.key, field.definition.key);
    let written = field.editable() && may(object, |rights| rights.edit) && may_write(object, key);
    (written && field.definition.kind != Kind::LongText).then_some(field)
}

fn editor(listing: Listing, at: CellAt, done: Callback<()>) -> AnyView {
    let Some((field, row)) = field(listing, at).zip(rows::read_at(listing, at.place, Clone::clone)) else {
        return ().into_any();
    };
    let key = field.definition.key;
    // Of the record that stood there when the editor opened, wherever it stands by now.
    let record = row.record;
    let value = row.values.iter().find(|(other, _)| other == key).map(|(_, value)| value.clone());
    let commit = move |value: Option<Value>| {
        let request = Request::Set { record, values: vec![(key.to_owned(), value)] };
        dispatch(request);
        done.run(());
    };
    let titles = listing.view.with_untracked(|view| view.as_ref().map(|view| view.titles.clone()));
    fields::editor(Edit {
        field,
        id: format!("cell-{key}"),
        value,
        titles: RwSignal::new(titles.unwrap_or_default()).into(),
        offered: Offered::all(),
        on_commit: Callback::new(move |(value,)| commit(value)),
        on_cancel: done,
        first: true,
    })
}
