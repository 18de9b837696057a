//! Views that the team shares, from their definitions.

use super::{Definition, Name};
use crate::ids::{ObjectKey, RecordId};
use crate::objects::shared_view;
use serde::{Deserialize, Serialize};

/// A list that everybody sees under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SharedView {
    /// Its record.
    pub record: RecordId,
    /// The object whose records it lists.
    pub of: ObjectKey,
    /// What it is called.
    pub name: Name,
    /// What it shows, as JSON: whoever shows it reads it, as far as that build knows it.
    pub view: String,
    /// Its place.
    pub position: f64,
}

/// Those that are retired are left out: a view is no value that records hold.
pub(super) fn read(definition: Definition<'_>) -> Option<SharedView> {
    let (of, value) = (definition.text(shared_view::OF), definition.text(shared_view::VALUE));
    let record = definition.0.id();
    if shared_view::view_of(&of, &value) != record || definition.flag(shared_view::RETIRED) {
        return None;
    }
    let (name, view) = (definition.name(), definition.text(shared_view::VIEW));
    let position = definition.number(shared_view::POSITION).unwrap_or(0.0);
    Some(SharedView { record, of, name, view, position })
}

pub(super) fn sort(views: &mut [SharedView]) {
    views.sort_by(|one, two| {
        { one.position.total_cmp(&two.position) }.then_with(|| one.record.cmp(&two.record))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;
    use crate::views::shaping::specimen::{packed, shaping, text};

    fn view(record: RecordId, name: &str, place: f64, retired: bool) -> Vec<u8> {
        let values = [
            (shared_view::OF, text("deal")),
            (shared_view::VALUE, text(name)),
            (shared_view::NAME, text(name)),
            (shared_view::VIEW, text("{}")),
            (shared_view::POSITION, Value::Number(place)),
            (shared_view::RETIRED, Value::Flag(retired)),
        ];
        packed(shared_view::KEY, record, &values)
    }

    #[test]
    fn shared_views_stand_in_their_order_without_retired_and_forged_ones() {
        let id = |value: &str| shared_view::view_of("deal", value);
        let rows = [
            view(id("late"), "late", 2.0, false),
            view(id("big"), "big", 1.0, false),
            view(id("gone"), "gone", 0.0, true),
            view(RecordId([4; 16]), "forged", 0.0, false),
        ];
        let found = shaping(&rows).views;
        let names: Vec<&str> = found.iter().map(|view| view.name.plain.as_str()).collect();
        assert_eq!(names, ["big", "late"]);
    }
}
