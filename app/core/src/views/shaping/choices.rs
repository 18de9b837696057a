//! The choices of built-in fields, where a team changed them: renamed, in another order, offered no more, and more of them.

use super::options::{CustomOption, Defined, PipelineStage, sort};
use crate::ids::{FieldKey, ObjectKey, RecordId};
use crate::objects::{CATALOGUE, FieldDefinition, Stage, option};
use serde::{Deserialize, Serialize};

/// The choices of a built-in field, or of several that share them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceSet {
    /// The object; `system` where several share them.
    pub of: ObjectKey,
    /// The field.
    pub key: FieldKey,
    /// All of them in order, retired ones too.
    pub options: Vec<CustomOption>,
    /// Which definitions hold something that two people set at once.
    pub split: Vec<RecordId>,
}

/// The built-in field whose choices these are: the first of those that share them.
pub fn open_field(of: &str, key: &str) -> Option<&'static FieldDefinition> {
    let fields = CATALOGUE.iter().flat_map(|definition| definition.fields);
    { fields }.find(|field| field.key == key && field.open == Some(of))
}

/// The choices that a field has by itself, as options; the first stands at place 1.
pub fn built_in(field: &FieldDefinition) -> Vec<CustomOption> {
    let places = std::iter::successors(Some(1.0), |place| Some(place + 1.0));
    let option = |(choice, position): (&crate::objects::ChoiceDefinition, f64)| {
        let stage = choice.stage.map(|stage| PipelineStage { stage, ..PipelineStage::default() });
        CustomOption {
            value: choice.id.to_owned(),
            hue: choice.hue,
            position,
            stage,
            ..CustomOption::default()
        }
    };
    field.choices.iter().zip(places).map(option).collect()
}

/// The sets that these options change.
pub(super) fn sets(options: Vec<Defined>) -> Vec<ChoiceSet> {
    let mut sets: Vec<ChoiceSet> = Vec::new();
    for one in options {
        let Some(field) = open_field(&one.of, &one.key) else { continue };
        let at = sets.iter().position(|set| set.of == one.of && set.key == one.key).unwrap_or_else(|| {
            let (of, key, options) = (one.of.clone(), one.key.clone(), built_in(field));
            sets.push(ChoiceSet { of, key, options, split: Vec::new() });
            sets.len() - 1
        });
        let Some(set) = sets.get_mut(at) else { continue };
        set.split.extend(one.split.then_some(one.record));
        put(set, one, field.choices.iter().any(|choice| choice.stage.is_some()));
    }
    for set in &mut sets {
        sort(&mut set.options);
        set.split.sort_unstable();
    }
    sets.sort_by(|one, two| (&one.of, &one.key).cmp(&(&two.of, &two.key)));
    sets
}

/// Puts what a definition says over the choice that is there, or beside the others.
fn put(set: &mut ChoiceSet, new: Defined, stages: bool) {
    let at = set.options.iter().position(|option| option.value == new.value);
    if at.is_none() && !option::is_drawn(&new.value) {
        return;
    }
    let mut now = at.map_or_else(CustomOption::default, |at| set.options[at].clone());
    if stages {
        let before = now.stage.take().unwrap_or_default();
        // What a built-in stage means for a deal stays: deals that were closed in it are closed.
        let outcome = if at.is_some() { before.stage.outcome } else { new.outcome.unwrap_or_default() };
        let probability = new.probability.and_then(|number| u8::try_from(number).ok());
        let stage = Stage {
            probability: probability.unwrap_or(before.stage.probability),
            outcome,
            days: new.days.unwrap_or(before.stage.days),
        };
        let pipeline = if at.is_some() { before.pipeline } else { new.pipeline };
        now.stage = Some(PipelineStage { stage, pipeline, needs: new.needs });
    }
    now.value = new.value;
    now.name = new.name;
    now.hue = new.hue.unwrap_or(now.hue);
    now.position = new.position.unwrap_or(now.position);
    now.retired = new.retired;
    match at {
        Some(at) => set.options[at] = now,
        None => set.options.push(now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::{Outcome, pipeline};
    use crate::value::{Member, Value};
    use crate::views::shaping::specimen::{packed, shaping, text};

    fn option(of: &str, key: &str, value: &str, more: &[(&str, Value)]) -> Vec<u8> {
        let own = [(option::OF, text(of)), (option::CODE, text(key)), (option::VALUE, text(value))];
        packed(option::KEY, option::option_of(of, key, value), &[&own[..], more].concat())
    }

    fn name(name: &str) -> (&'static str, Value) {
        (option::NAME, text(name))
    }

    #[test]
    fn a_choice_is_renamed_retired_and_joined_by_others() {
        let found = shaping(&[
            option("system", "lead_source", "website", &[name("Our site")]),
            option(
                "system",
                "lead_source",
                "partner",
                &[name("Partner"), (option::RETIRED, Value::Flag(true))],
            ),
            option(
                "system",
                "lead_source",
                "c00000001",
                &[name("Eid fair"), (option::POSITION, Value::Number(1.5))],
            ),
            // Neither a choice that the field has nor a value that a team can have drawn.
            option("system", "lead_source", "lunch", &[name("Lunch")]),
            // No field of that name takes a team's choices, and this one is not shared by several objects.
            option("system", "status", "c00000002", &[name("Sleeping")]),
            packed(
                option::KEY,
                RecordId([7; 16]),
                &[
                    (option::OF, text("system")),
                    (option::CODE, text("lead_source")),
                    (option::VALUE, text("referral")),
                    name("Forged"),
                ],
            ),
        ]);
        assert_eq!(found.choices.len(), 1);
        let options = &found.choices[0].options;
        let first: Vec<(&str, &str)> =
            options.iter().take(3).map(|one| (one.value.as_str(), one.name.plain.as_str())).collect();
        assert_eq!(first, [("website", "Our site"), ("c00000001", "Eid fair"), ("referral", "")]);
        let retired: Vec<&str> =
            options.iter().filter(|one| one.retired).map(|one| one.value.as_str()).collect();
        assert_eq!(retired, ["partner"]);
        assert!(options.iter().all(|one| one.value != "lunch" && one.stage.is_none()));
    }

    #[test]
    fn stages_take_what_a_team_says_and_keep_what_they_are() {
        let number = |key, number| (key, Value::Number(number));
        let member = |key: &str| Member { key: key.into(), order: 0, label: String::new(), text: key.into() };
        let needs = (option::NEEDS, Value::Members(vec![member("amount"), member("close_date")]));
        let found = shaping(&[
            option("deal", "stage", "proposal", &[name("Offer"), number(option::PROBABILITY, 60.0), needs]),
            // A stage that closes deals goes on closing them.
            option("deal", "stage", "closed_won", &[name("Sold"), (option::OUTCOME, text("open"))]),
            option(
                "deal",
                "stage",
                "c0000000a",
                &[name("Trial"), number(option::POSITION, 2.5), number(option::DAYS, 7.0)],
            ),
            option(
                "deal",
                "stage",
                "c0000000b",
                &[
                    name("Signed"),
                    (option::OUTCOME, text("won")),
                    (option::PIPELINE, text("c00000009")),
                    number(option::PROBABILITY, 900.0),
                ],
            ),
            packed(
                pipeline::KEY,
                pipeline::pipeline_of("c00000009"),
                &[(pipeline::VALUE, text("c00000009")), (pipeline::NAME, text("Tenders"))],
            ),
            packed(
                pipeline::KEY,
                RecordId([5; 16]),
                &[(pipeline::VALUE, text("c00000008")), (pipeline::NAME, text("Forged"))],
            ),
        ]);
        let stages = found.stages();
        let offered: Vec<&str> = stages.offered(pipeline::FIRST).map(|one| one.value.as_str()).collect();
        let expected = ["prospecting", "qualification", "c0000000a", "proposal", "negotiation"];
        assert_eq!(offered[..5], expected);
        let proposal = stages.get("proposal").expect("a stage");
        assert_eq!((proposal.stage.probability, proposal.stage.days), (60, 21));
        let lacking: Vec<&str> = proposal.lacking(|key| key == "amount").collect();
        assert_eq!(lacking, ["close_date"]);
        assert_eq!(stages.outcome("closed_won"), Outcome::Won);
        assert_eq!(stages.outcome("c0000000b"), Outcome::Won);
        assert_eq!(stages.get("c0000000b").map(|one| one.stage.probability), Some(0), "no such number");
        assert_eq!(stages.offered("c00000009").count(), 1);
        assert_eq!(stages.outcome("nowhere"), Outcome::Open);
        let pipelines: Vec<&str> = found.pipelines.iter().map(|one| one.name.plain.as_str()).collect();
        assert_eq!(pipelines, ["Tenders"]);
    }

    #[test]
    fn a_deal_begins_in_the_first_stage_that_is_offered() {
        assert_eq!(shaping(&[]).stages().first(), "prospecting");
        let gone = |stage: &str| {
            option("deal", "stage", stage, &[name("Gone"), (option::RETIRED, Value::Flag(true))])
        };
        let found = shaping(&[gone("prospecting")]).stages();
        assert_eq!((found.first(), found.or_first("proposal")), ("qualification", "proposal"));
        assert_eq!(found.or_first("prospecting"), "qualification");
    }
}
