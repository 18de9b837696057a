//! A link to a record of any of several objects.

use super::link::{LinkView, one_link};
use super::{Edit, FieldView, Shown};
use crate::components::Plain;
use leptos::prelude::*;

/// A link to a record of any of several objects: shown as a plain link, found over all of them.
pub(super) struct LinkAnyView;

impl FieldView for LinkAnyView {
    fn cell(&self, shown: &Shown<'_>) -> Option<Plain> {
        LinkView.cell(shown)
    }

    fn full(&self, shown: &Shown<'_>) -> AnyView {
        LinkView.full(shown)
    }

    fn editor(&self, edit: Edit) -> AnyView {
        one_link(&edit)
    }
}
