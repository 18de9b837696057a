//! Records that lack what the team wants filled: files, merges and other devices' edits bring them, and nobody refuses
//! them; whoever owns them is told.

use super::Rows;
use crm_core::ids::PersonId;
use crm_core::messages::{Incomplete, IncompleteView};
use crm_core::value::{Link, Value};
use crm_core::views::row::RowView;
use crm_core::views::shaping::forms::Required;
use crm_core::views::shaping::stages::Stages;
use std::cmp::Reverse;

impl Rows {
    /// Records of a person and of nobody, of everybody where nobody is named, that lack a required field or one that
    /// their stage needs; those that were changed last first.
    pub fn incomplete(
        &self,
        required: &Required,
        stages: &Stages,
        owner: Option<PersonId>,
        limit: usize,
    ) -> IncompleteView {
        if required.all().next().is_none() && stages.needs().next().is_none() {
            return IncompleteView::default();
        }
        let mut found: Vec<(RowView<'_>, Vec<String>)> = self
            .records()
            .filter(|row| !row.deleted() && !row.merged() && is_of(*row, owner))
            .filter_map(|row| {
                let lacking = lacking(row, required, stages);
                (!lacking.is_empty()).then_some((row, lacking))
            })
            .collect();
        found.sort_by_key(|(row, _)| (Reverse(row.modified_at()), row.id()));
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let told = found.into_iter().take(limit).filter_map(|(row, lacking)| {
            let link = Link { object: row.object()?.key.to_owned(), record: row.id() };
            Some(Incomplete { link, title: row.title(), lacking })
        });
        IncompleteView { total, records: told.collect() }
    }
}

fn is_of(row: RowView<'_>, owner: Option<PersonId>) -> bool {
    let Some(owner) = owner else { return true };
    match row.value_of("owner") {
        Some(Value::Person(person)) => person == owner,
        Some(_) | None => true,
    }
}

/// What a record lacks, each field once.
fn lacking(row: RowView<'_>, required: &Required, stages: &Stages) -> Vec<String> {
    let Some(object) = row.object() else { return Vec::new() };
    // A converted lead is done with.
    if row.value_of("converted") == Some(Value::Flag(true)) {
        return Vec::new();
    }
    let empty = |key: &str| row.value_of(key).is_none();
    let mut lacking: Vec<String> = required.of(object.key).iter().filter(|key| empty(key)).cloned().collect();
    if let (true, Some(Value::Text(stage))) = (object.key == "deal", row.value_of("stage"))
        && let Some(stage) = stages.get(&stage)
    {
        let needs = stage.lacking(|key| !empty(key)).filter(|key| !lacking.iter().any(|one| one == key));
        let needs: Vec<String> = needs.map(str::to_owned).collect();
        lacking.extend(needs);
    }
    lacking
}
