//! The insides of a list's windows: fetched when one is first opened, with the screens that are not in use all day.

use super::set_field::Asked;
use super::{Listing, columns, filters, print, set_field, sorting, views};
use crate::screens::parts::part;
use crm_core::ids::RecordId;
use crm_core::objects::ObjectDefinition;
use crm_core::views::query::Filter;
use leptos::prelude::*;

part!(pub(super) columns, load_columns, plans, columns::choices, listing: Listing);
part!(pub(super) print, load_print, plans, print::sheet, listing: Listing, printing: RwSignal<bool>);
part!(pub(super) sort, load_sort, plans, sorting::form, listing: Listing, open: RwSignal<bool>);
part!(pub(super) name, load_name, plans, views::name_form, listing: Listing, of: Option<RecordId>);
part!(
    pub(super) condition, load_condition, plans, filters::moving_form,
    definition: &'static ObjectDefinition, made: Callback<(Filter,)>
);
part!(
    pub(super) set_field, load_set_field, plans, set_field::form,
    listing: Listing, count: Memo<u32>, kind: Asked, asked: RwSignal<Option<Asked>>
);
