//! Move a deal on the board: to a stage, and to a place in its column.

use super::create::put;
use super::edits::to_hold;
use super::set_field::{nothing_unwanted, one, present, stage_edits, stage_is_ready};
use super::{Intent, Plan, Reason, Refusal, Situation, outcome, position};
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
        edits.extend(stage_edits(record, stage, false, situation));
        stage_is_ready(&outcome::apply(record.clone(), &edits, situation.now), situation)?;
        nothing_unwanted(definition, record, &edits, situation)?;
    }
    let fresh = situation.fresh.first().copied().unwrap_or(record.id);
    edits.push(put("position", Scalar::Text(position::between(before, after, fresh))));
    one(record, Intent::Move, edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::set_field;
    use crate::commands::trial::{NOW, after as outcome, record, situation, text, value};
    use crate::fields::BadInput;
    use crate::objects::{Outcome, Stage};
    use crate::views::shaping::choices::ChoiceSet;
    use crate::views::shaping::options::{CustomOption, PipelineStage};
    use crate::views::shaping::stages::Stages;
    use std::sync::Arc;

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

    /// A team with a stage of its own, which needs an amount.
    fn with_trial() -> Situation {
        let needs = vec!["amount".to_owned()];
        let stage = Stage { probability: 35, outcome: Outcome::Open, days: 7 };
        let stage = Some(PipelineStage { stage, needs, ..PipelineStage::default() });
        let trial = CustomOption { value: "c0000000a".to_owned(), stage, ..CustomOption::default() };
        let set = ChoiceSet {
            of: "deal".to_owned(),
            key: "stage".to_owned(),
            options: vec![trial],
            split: Vec::new(),
        };
        Situation { stages: Arc::new(Stages::of(&[set])), ..situation() }
    }

    #[test]
    fn a_stage_may_need_something_first() {
        let bare = record("deal", &[("name", text("A")), ("stage", text("prospecting"))]);
        let refused = move_deal(Some(&bare), "c0000000a", None, None, &with_trial());
        assert_eq!(refused, Err(Refusal::field("amount", Reason::StageNeeds)));
        let amount = value("deal", "amount", "500 BDT");
        let both =
            [("stage".to_owned(), Some(text("c0000000a"))), ("amount".to_owned(), Some(amount.clone()))];
        let moved = outcome(&bare, &set_field::set(Some(&bare), &both, &with_trial()).expect("a plan"));
        assert_eq!(moved.value("probability"), Some(&Value::Number(35.0)));
        let ready =
            record("deal", &[("name", text("A")), ("stage", text("prospecting")), ("amount", amount)]);
        assert!(move_deal(Some(&ready), "c0000000a", None, None, &with_trial()).is_ok());
        // What a file says of a deal is how it is.
        assert!(set_field::import(Some(&bare), &both[..1], &with_trial()).is_ok());
    }

    #[test]
    fn a_stage_that_is_not_known_here_changes_no_probability() {
        let deal = record("deal", &[("name", text("A")), ("probability", Value::Number(42.0))]);
        let moved =
            outcome(&deal, &move_deal(Some(&deal), "c0000000f", None, None, &situation()).expect("a plan"));
        assert_eq!(
            (moved.text("stage"), moved.value("probability")),
            (Some("c0000000f"), Some(&Value::Number(42.0)))
        );
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
