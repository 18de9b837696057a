//! Move a deal on the board: to a stage, and to a place in its column.

use super::create::put;
use super::edits::to_hold;
use super::set_field::{one, present, stage_edits};
use super::{Intent, Plan, Reason, Refusal, Situation, position};
use crate::fields::Scalar;
use crate::value::Value;
use crate::views::record::Record;

/// Moves a deal into a stage, between the places of its new neighbours (see [`position`]); `None` is the end of
/// the column. One drop writes one record.
pub fn move_deal(
    record: Option<&Record>,
    stage: &str,
    before: Option<&str>,
    after: Option<&str>,
    situation: &Situation,
) -> Result<Plan, Refusal> {
    let (record, definition) = present(record)?;
    let field = definition.field("stage").filter(|_| definition.key == "deal");
    let field = field.ok_or_else(|| Refusal::field("stage", Reason::UnknownField))?;
    let wanted = Value::Text(stage.to_owned());
    let mut edits = to_hold(field, Some(record), Some(&wanted))?;
    if record.text("stage") != Some(stage) {
        edits.extend(stage_edits(record, field, stage, false, situation));
    }
    let fresh = situation.fresh.first().copied().unwrap_or(record.id);
    edits.push(put("position", Scalar::Text(position::between(before, after, fresh))));
    one(record, Intent::Move, edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::trial::{NOW, after as outcome, record, situation, text};
    use crate::fields::BadInput;

    #[test]
    fn a_drop_sets_stage_probability_and_place() {
        let deal = record("deal", &[("name", text("A")), ("stage", text("prospecting"))]);
        let plan = move_deal(Some(&deal), "negotiation", Some("a"), Some("c"), &situation()).expect("a move");
        assert_eq!(plan.documents.len(), 1);
        let moved = outcome(&deal, &plan);
        assert_eq!(moved.text("stage"), Some("negotiation"));
        assert_eq!(moved.value("probability"), Some(&Value::Number(80.0)));
        assert_eq!(moved.value("stage_entered_at"), Some(&Value::Moment(NOW)));
        let place = moved.text("position").expect("a place");
        assert!("a" < place && place < "c");
    }

    #[test]
    fn a_drop_in_the_same_column_moves_only_the_place() {
        let values = [("name", text("A")), ("stage", text("proposal")), ("probability", Value::Number(42.0))];
        let deal = record("deal", &values);
        let moved =
            outcome(&deal, &move_deal(Some(&deal), "proposal", None, None, &situation()).expect("a move"));
        assert_eq!(moved.value("probability"), Some(&Value::Number(42.0)));
        assert_eq!(moved.value("stage_entered_at"), None);
    }

    #[test]
    fn only_deals_move_and_only_to_stages() {
        let deal = record("deal", &[("name", text("A"))]);
        let refused = move_deal(Some(&deal), "lunch", None, None, &situation());
        assert_eq!(refused, Err(Refusal::field("stage", Reason::BadInput(BadInput::UnknownChoice))));
        let task = record("task", &[("subject", text("A"))]);
        let refused = move_deal(Some(&task), "proposal", None, None, &situation());
        assert_eq!(refused, Err(Refusal::field("stage", Reason::UnknownField)));
    }
}
