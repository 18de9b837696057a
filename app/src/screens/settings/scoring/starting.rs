//! A few usual rules, for a team that begins. A lead with which nobody has dealt for long loses its points by itself.

use super::{OBJECT, form};
use crate::screens::settings::fields::options::{New, drawn};
use crate::state::dispatch_undoable;
use crate::words::scoring as text;
use crm_core::messages::Request;
use crm_core::objects;
use crm_core::views::shaping::Name;
use crm_core::views::shaping::conditions;
use crm_core::views::shaping::scoring::{Counts, ScoreRule};

/// What is known of the lead.
const KNOWN: [(&str, i16); 4] = [
    ("budget filled", 15),
    ("authority is decision_maker", 20),
    ("lead_source is referral", 15),
    ("lead_source is website", 10),
];
/// What was done with it: for each, at most, halved after so many days.
const DONE: [(&str, i16, u16, u16); 2] = [("call", 5, 20, 30), ("meeting", 10, 30, 30)];

/// Makes them.
pub(super) fn begin() {
    let records = rules();
    dispatch_undoable(Request::Define { records }, || text::SAVED.now().to_owned());
}

fn rules() -> Vec<New> {
    let Some(definition) = objects::object(OBJECT) else { return Vec::new() };
    let rule = |counts, points| ScoreRule {
        value: drawn(),
        name: Name::default(),
        of: OBJECT.to_owned(),
        counts,
        points,
        most: None,
        halves: None,
        retired: false,
        position: 0.0,
        split: false,
    };
    let known = KNOWN.iter().filter_map(|(condition, points)| {
        Some(rule(Counts::Field(conditions::read(definition, condition)?), *points))
    });
    let done = DONE.iter().map(|(object, points, most, halves)| ScoreRule {
        most: Some(*most),
        halves: Some(*halves),
        ..rule(Counts::Activity((*object).to_owned()), *points)
    });
    let places = std::iter::successors(Some(1.0), |place| Some(place + 1.0));
    { known }
        .chain(done)
        .zip(places)
        .map(|(rule, position)| form::new(&ScoreRule { position, ..rule }))
        .collect()
}
