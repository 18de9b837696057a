//! Rules that administrators write, also at once, and records that devices make which have not heard of them.

use crate::values::{tags, text};
use crate::world::World;
use crm_core::commands::{Reason, Refusal};
use crm_core::ids::RecordId;
use crm_core::messages::{IncompleteView, Request, View, Watch};
use crm_core::objects::{dependency, validation_rule};
use crm_core::policy::{FieldRight, Policy};
use crm_core::value::Value;

const ADMINISTRATOR: usize = 0;
const OTHER: usize = 1;
const RINA: usize = 2;
const LEAD: RecordId = RecordId([1; 16]);

fn office(seed: u64) -> World {
    let mut world = World::private(seed, &[0, 0, 2]);
    world.settle();
    world
}

type Values<'a> = Vec<(&'a str, Option<Value>)>;

fn named(values: Values<'_>) -> Vec<(String, Option<Value>)> {
    values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// What a field is like while the source of a lead is this one.
fn depends(source: &str, target: &str, more: Values<'_>) -> Request {
    let own = vec![
        (dependency::OF, text("lead")),
        (dependency::CODE, text("lead_source")),
        (dependency::VALUE, text(source)),
        (dependency::TARGET, text(target)),
    ];
    let record = dependency::dependency_of("lead", "lead_source", source, target);
    let values = named(own.into_iter().chain(more).collect());
    Request::Define { records: vec![(dependency::KEY.to_owned(), record, values)] }
}

fn rule(value: &str, says: &str, conditions: &str) -> Request {
    let values = named(vec![
        (validation_rule::OF, text("lead")),
        (validation_rule::VALUE, text(value)),
        (validation_rule::NAME, text(says)),
        (validation_rule::CONDITION, text(conditions)),
    ]);
    let record = validation_rule::rule_of(value);
    Request::Define { records: vec![(validation_rule::KEY.to_owned(), record, values)] }
}

fn lead(number: u8, more: Values<'_>) -> Request {
    let own = vec![("last_name", text("Akter")), ("company", text("Akter Stores"))];
    let values = named(own.into_iter().chain(more).collect());
    Request::Create { object: "lead".to_owned(), record: RecordId([number; 16]), values }
}

fn set(values: Values<'_>) -> Request {
    Request::Set { record: LEAD, values: named(values) }
}

fn faults(world: &mut World, pocket: usize) -> Vec<Refusal> {
    world.ask(pocket, Request::Watch { watch: 76, what: Watch::Incomplete { limit: 10 } });
    world.run_for(1_000);
    let Some(View::Incomplete(IncompleteView { records, .. })) = world.pockets[pocket].views.get(&76) else {
        panic!("what is not as it should be was asked for")
    };
    records.iter().flat_map(|one| one.faults.clone()).collect()
}

fn must() -> (&'static str, Option<Value>) {
    (dependency::REQUIRED, Some(Value::Flag(true)))
}

#[test]
fn two_who_say_what_a_field_depends_on_end_with_both() {
    let mut world = office(1);
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, false);
    }
    let only = |choice: &str| (dependency::OPTIONS, Some(tags(&[choice])));
    world.act(ADMINISTRATOR, depends("referral", "rating", vec![only("hot")]));
    world.act(OTHER, depends("referral", "rating", vec![only("warm"), must()]));
    world.act(OTHER, depends("cold_call", "website", vec![must()]));
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, true);
    }
    world.settle();
    for pocket in [ADMINISTRATOR, OTHER, RINA] {
        let found = &world.pockets[pocket].device.rows().shaping().dependencies;
        let rating = found.iter().find(|one| one.target == "rating").expect("a dependency");
        let mut options = rating.options.clone();
        options.sort();
        assert_eq!(
            (options, rating.required, rating.split),
            (vec!["hot".into(), "warm".into()], true, false)
        );
        assert_eq!(found.len(), 2, "{pocket}");
    }
    // What does not go with the source is refused on every device that has heard of it.
    let refused = world
        .try_to(RINA, lead(1, vec![("lead_source", text("referral")), ("rating", text("cold"))]))
        .expect_err("cold does not go with it");
    assert_eq!(refused, Refusal::field("rating", Reason::GoesNotWith));
    world.act(RINA, lead(1, vec![("lead_source", text("referral")), ("rating", text("warm"))]));
}

#[test]
fn halves_of_a_circle_that_were_made_at_once_are_cut_alike() {
    let mut world = office(2);
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, false);
    }
    let hidden = (dependency::HIDDEN, Some(Value::Flag(true)));
    world.act(ADMINISTRATOR, depends("referral", "rating", vec![hidden.clone()]));
    let back = named(vec![
        (dependency::OF, text("lead")),
        (dependency::CODE, text("rating")),
        (dependency::VALUE, text("hot")),
        (dependency::TARGET, text("lead_source")),
        hidden,
    ]);
    let record = dependency::dependency_of("lead", "rating", "hot", "lead_source");
    world.act(OTHER, Request::Define { records: vec![(dependency::KEY.to_owned(), record, back)] });
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, true);
    }
    world.settle();
    let told = |world: &World, pocket: usize| -> Vec<(String, bool)> {
        let found = &world.pockets[pocket].device.rows().shaping().dependencies;
        found.iter().map(|one| (one.key.clone(), one.circle)).collect()
    };
    let expected = vec![("lead_source".to_owned(), false), ("rating".to_owned(), true)];
    assert_eq!(
        [ADMINISTRATOR, OTHER, RINA].map(|pocket| told(&world, pocket)),
        [(); 3].map(|()| expected.clone())
    );
}

#[test]
fn what_was_made_without_knowing_a_rule_is_listed_and_mended() {
    let mut world = office(3);
    world.set_online(RINA, false);
    world.act(RINA, lead(1, vec![("lead_source", text("referral")), ("rating", text("hot"))]));
    world.act(
        ADMINISTRATOR,
        rule("c0000000a", "Say what a hot lead can spend.", "rating is hot\nbudget empty"),
    );
    world.act(ADMINISTRATOR, depends("referral", "website", vec![must()]));
    world.settle_but(RINA);
    assert_eq!(faults(&mut world, RINA), []);
    world.set_online(RINA, true);
    world.settle();
    let against = Reason::AgainstRule(validation_rule::rule_of("c0000000a"));
    let expected = [Refusal::field("website", Reason::MustBeFilled), Refusal::field("rating", against)];
    assert_eq!(faults(&mut world, RINA), expected);
    assert_eq!(faults(&mut world, ADMINISTRATOR), [], "it is another's");

    // Other edits go on; one that the rule is about does not, and taking what is wrong out does.
    world.act(RINA, set(vec![("description", text("Met at the fair."))]));
    let refused = world.try_to(RINA, lead(2, vec![("rating", text("hot"))])).expect_err("without a budget");
    assert_eq!(refused, Refusal::field("rating", against));
    world.act(RINA, set(vec![("rating", text("warm"))]));
    let refused = world.try_to(RINA, set(vec![("rating", text("hot"))])).expect_err("hot again");
    assert_eq!(refused, Refusal::field("rating", against));
    world.act(RINA, set(vec![("website", text("https://akter.example"))]));
    assert_eq!(faults(&mut world, RINA), []);
    world.act(ADMINISTRATOR, set(vec![("lead_source", text("cold_call"))]));
    world.act(ADMINISTRATOR, set(vec![("website", None)]));
    world.settle();
    assert_eq!(faults(&mut world, RINA), [], "it was asked for by a referral only");
}

#[test]
fn who_does_not_see_a_field_is_not_asked_by_rules_about_it() {
    let mut world = office(4);
    let hide = |policy: &mut Policy| {
        for profile in &mut policy.profiles[1..] {
            let fields = profile.fields.entry("lead".to_owned()).or_default();
            fields.insert("budget".to_owned(), FieldRight::Hidden);
            fields.insert("lead_source".to_owned(), FieldRight::Hidden);
        }
    };
    world.relay.govern(hide, world.now);
    world.act(
        ADMINISTRATOR,
        rule("c0000000a", "Say what a hot lead can spend.", "rating is hot\nbudget empty"),
    );
    world.act(ADMINISTRATOR, depends("", "website", vec![must()]));
    world.news_for_all();
    world.settle();
    world.act(RINA, lead(1, vec![("rating", text("hot"))]));
    assert_eq!(faults(&mut world, RINA), []);
    let refused = world.try_to(ADMINISTRATOR, lead(2, vec![("rating", text("hot"))])).expect_err("asked");
    assert_eq!(refused.reason, Reason::MustBeFilled);
}
