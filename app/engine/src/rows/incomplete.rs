//! Records that lack what the team wants filled: files, merges and other devices' edits bring them, and nobody refuses
//! them; whoever owns them is told.

use super::{Rows, agenda};
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::PersonId;
use crm_core::messages::{Incomplete, IncompleteView};
use crm_core::objects::{ObjectDefinition, Outcome};
use crm_core::value::{Link, Value};
use crm_core::views::row::RowView;
use crm_core::views::shaping::checks::Checks;
use crm_core::views::shaping::stages::Stages;
use std::cmp::Reverse;

impl Rows {
    /// Records of a person and of nobody, of everybody where nobody is named, that are not as the team wants them or lack
    /// what their stage needs; those that were changed last first.
    pub fn incomplete(
        &self,
        checks: &Checks,
        stages: &Stages,
        owner: Option<PersonId>,
        limit: usize,
    ) -> IncompleteView {
        if checks.is_empty() && stages.needs().next().is_none() {
            return IncompleteView::default();
        }
        let mut found: Vec<(RowView<'_>, Vec<Refusal>)> = self
            .records()
            .filter_map(|row| {
                let definition = row.object()?;
                let asks = checks.concern(definition.key);
                let staged = definition.key == "deal" && stages.needs().next().is_some();
                let asked = asks || staged;
                if !asked || row.deleted() || row.merged() || !is_of(row, owner) {
                    return None;
                }
                let asks = asks && !is_done(definition, row, stages);
                let faults = faults(definition, row, asks.then_some(checks), stages);
                (!faults.is_empty()).then_some((row, faults))
            })
            .collect();
        found.sort_by_key(|(row, _)| (Reverse(row.modified_at()), row.id()));
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let told = found.into_iter().take(limit).filter_map(|(row, faults)| {
            let link = Link { object: row.object()?.key.to_owned(), record: row.id() };
            Some(Incomplete { link, title: row.title(), faults })
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

/// Whether nobody works on a record any more: it lacks only what its stage asks for.
fn is_done(definition: &ObjectDefinition, row: RowView<'_>, stages: &Stages) -> bool {
    let closed = || match row.value_of("stage") {
        Some(Value::Text(stage)) => stages.outcome(&stage) != Outcome::Open,
        Some(_) | None => false,
    };
    match definition.key {
        "lead" => row.value_of("converted") == Some(Value::Flag(true)),
        "deal" => closed(),
        _ => definition.activity && agenda::done(definition, row) != Some(false),
    }
}

/// What is wrong with a record, each field missing once.
fn faults(
    definition: &ObjectDefinition,
    row: RowView<'_>,
    checks: Option<&Checks>,
    stages: &Stages,
) -> Vec<Refusal> {
    let held = |key: &str| row.value_of(key);
    let mut faults = checks.map_or_else(Vec::new, |checks| checks.faults(definition, &held));
    if let (true, Some(Value::Text(stage))) = (definition.key == "deal", row.value_of("stage"))
        && let Some(stage) = stages.get(&stage)
    {
        let told = |key: &str| {
            let missing = Refusal::field(key, Reason::MustBeFilled);
            faults.contains(&missing)
        };
        let needs = stage.lacking(|key| held(key).is_some()).filter(|key| !told(key));
        let needs: Vec<Refusal> = needs.map(|key| Refusal::field(key, Reason::StageNeeds)).collect();
        faults.extend(needs);
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crm_core::fields::tags::tag;
    use crm_core::ids::RecordId;
    use crm_core::objects::{option, placement};
    use crm_core::views::record::Record;
    use crm_core::views::row;

    fn put(rows: &mut Rows, object: &str, id: RecordId, values: &[(&str, Value)]) {
        let mut record = Record::empty(id, object);
        record.values.extend(values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        rows.put(&row::pack(&record));
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn lacking(one: &Incomplete) -> Vec<String> {
        one.faults.iter().filter_map(|fault| fault.field.clone()).collect()
    }

    fn told(rows: &Rows, owner: Option<PersonId>) -> Vec<(u8, Vec<String>)> {
        let found = rows.incomplete(rows.checks(), rows.stages(), owner, 50);
        assert_eq!(usize::try_from(found.total).ok(), Some(found.records.len()));
        let mut told: Vec<_> =
            found.records.into_iter().map(|one| (one.link.record.0[0], lacking(&one))).collect();
        told.sort();
        told
    }

    #[test]
    fn what_is_done_lacks_only_what_its_stage_asks_for_and_each_is_told_of_their_own() {
        let mut rows = Rows::default();
        for (object, key) in
            [("lead", "budget"), ("deal", "amount"), ("task", "due"), ("contact", "job_title")]
        {
            let said = [
                (placement::OF, text(object)),
                (placement::CODE, text(key)),
                (placement::REQUIRED, Value::Flag(true)),
            ];
            put(&mut rows, placement::KEY, placement::placement_of(object, key), &said);
        }
        let needs = Value::Members(vec![tag("lost_reason").expect("a tag")]);
        let stage = [
            (option::OF, text("deal")),
            (option::CODE, text("stage")),
            (option::VALUE, text("closed_lost")),
            (option::NEEDS, needs),
        ];
        put(&mut rows, option::KEY, option::option_of("deal", "stage", "closed_lost"), &stage);
        let id = |number: u8| RecordId([number; 16]);
        let (mina, rina) = (PersonId([1; 16]), PersonId([2; 16]));
        put(&mut rows, "lead", id(1), &[("last_name", text("Open"))]);
        put(&mut rows, "lead", id(2), &[("last_name", text("Done")), ("converted", Value::Flag(true))]);
        put(&mut rows, "deal", id(3), &[("name", text("Open")), ("stage", text("proposal"))]);
        put(&mut rows, "deal", id(4), &[("name", text("Lost")), ("stage", text("closed_lost"))]);
        put(&mut rows, "deal", id(5), &[("name", text("Won")), ("stage", text("closed_won"))]);
        put(&mut rows, "task", id(6), &[("subject", text("Open"))]);
        put(&mut rows, "task", id(7), &[("subject", text("Done")), ("status", text("completed"))]);
        put(&mut rows, "contact", id(8), &[("last_name", text("Hers")), ("owner", Value::Person(rina))]);
        put(&mut rows, "note", id(9), &[("body", text("x"))]);
        let lacks = |key: &str| vec![key.to_owned()];
        let nobodys =
            [(1, lacks("budget")), (3, lacks("amount")), (4, lacks("lost_reason")), (6, lacks("due"))];
        assert_eq!(told(&rows, Some(mina)), nobodys);
        let hers = [(8, lacks("job_title"))];
        assert_eq!(told(&rows, Some(rina)), [&nobodys[..], &hers[..]].concat());
        assert_eq!(told(&rows, None).len(), 5);
    }
}
