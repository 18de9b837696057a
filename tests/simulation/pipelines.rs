//! Pipelines that two administrators change at once, and deals that move meanwhile on devices that have not heard of it.

use crate::values::{number, text};
use crate::world::World;
use crm_core::commands::Reason;
use crm_core::commands::convert_lead::becomes;
use crm_core::fields::tags::tag;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, Request, View, Watch};
use crm_core::objects::option;
use crm_core::policy::{FieldRight, ObjectRights, Policy};
use crm_core::value::Value;
use crm_core::views::query::Query;
use crm_core::views::shaping::stages::Stages;
use std::collections::BTreeMap;

const ADMINISTRATOR: usize = 0;
const OTHER: usize = 1;
const RINA: usize = 2;
const DEAL: RecordId = RecordId([1; 16]);
const TRIAL: &str = "c0000000a";

fn office(seed: u64) -> World {
    let mut world = World::private(seed, &[0, 0, 2]);
    world.settle();
    let values = vec![("name".to_owned(), text("School uniforms"))];
    world.act(RINA, Request::Create { object: "deal".to_owned(), record: DEAL, values });
    world.settle();
    world
}

/// A definition of a stage.
fn define(value: &str, name: &str, more: Vec<(&str, Option<Value>)>) -> Request {
    let own = vec![
        (option::OF, text("deal")),
        (option::CODE, text("stage")),
        (option::VALUE, text(value)),
        (option::NAME, text(name)),
    ];
    let values = own.into_iter().chain(more).map(|(key, value)| (key.to_owned(), value)).collect();
    let record = option::option_of("deal", "stage", value);
    Request::Create { object: option::KEY.to_owned(), record, values }
}

fn shift(stage: &str) -> Request {
    Request::Move { record: DEAL, stage: stage.to_owned(), after: None }
}

fn stages(world: &World, pocket: usize) -> Stages {
    Stages::clone(world.pockets[pocket].device.rows().stages())
}

fn held(world: &World, pocket: usize, key: &str) -> Option<Value> {
    world.pockets[pocket].device.rows().get(DEAL).and_then(|row| row.value_of(key))
}

/// The column in which the deal stands.
fn column(world: &mut World, pocket: usize) -> Option<String> {
    let what = Watch::Board {
        query: Query::all("deal"),
        field: "stage".to_owned(),
        pipeline: String::new(),
        windows: BTreeMap::new(),
    };
    world.ask(pocket, Request::Watch { watch: 77, what });
    world.run_for(1_000);
    let Some(View::Board(board)) = world.pockets[pocket].views.get(&77) else {
        panic!("a board was asked for")
    };
    let column = board.columns.iter().find(|column| column.cards.iter().any(|card| card.record == DEAL));
    column.map(|column| column.choice.clone())
}

#[test]
fn two_who_change_stages_offline_end_with_both_changes() {
    let mut world = office(1);
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, false);
    }
    // Both touch a stage that no team had changed before, each another side of it, and each adds one.
    world.act(ADMINISTRATOR, define("proposal", "Proposal", vec![(option::DAYS, number(5.0))]));
    world.act(OTHER, define("proposal", "Proposal", vec![(option::PROBABILITY, number(65.0))]));
    world.act(ADMINISTRATOR, define(TRIAL, "Trial", vec![(option::POSITION, number(1.5))]));
    world.act(OTHER, define("c0000000b", "Visit", vec![(option::POSITION, number(1.7))]));
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, true);
    }
    world.settle();
    let first = stages(&world, ADMINISTRATOR);
    let offered: Vec<&str> = first.offered("").take(4).map(|one| one.value.as_str()).collect();
    assert_eq!(offered, ["prospecting", TRIAL, "c0000000b", "qualification"]);
    let proposal = first.get("proposal").expect("a stage").stage;
    assert_eq!((proposal.probability, proposal.days), (65, 5));
    for pocket in [OTHER, RINA] {
        assert_eq!(stages(&world, pocket), first);
    }
}

#[test]
fn what_is_said_of_a_stage_that_is_always_there_says_nothing_else_of_it() {
    let mut world = office(6);
    let say = |key: &str, value: Option<Value>| {
        let which = [(option::OF, "deal"), (option::CODE, "stage"), (option::VALUE, "proposal")];
        let which = which.map(|(key, is)| (key.to_owned(), text(is)));
        let values = which.into_iter().chain([(key.to_owned(), value)]).collect();
        let record = option::option_of("deal", "stage", "proposal");
        Request::Define { records: vec![(option::KEY.to_owned(), record, values)] }
    };
    let before = stages(&world, RINA).get("proposal").expect("a stage").stage;
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, false);
    }
    world.act(ADMINISTRATOR, say(option::POSITION, number(9.5)));
    world.act(OTHER, say(option::PROBABILITY, number(65.0)));
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, true);
    }
    world.settle();
    // Renamed by one who has not heard of that: nothing that was said before is said again.
    world.act(OTHER, say(option::NAME, text("Offer")));
    world.act(OTHER, say(option::DAYS, number(4.0)));
    world.settle();
    for pocket in [ADMINISTRATOR, OTHER, RINA] {
        let stages = stages(&world, pocket);
        let found = stages.all().iter().find(|one| one.value == "proposal").expect("a stage");
        let stage = found.stage.clone().expect("a stage").stage;
        assert_eq!((found.position, stage.probability, stage.days), (9.5, 65, 4));
        assert_eq!((stage.outcome, found.name.plain.as_str()), (before.outcome, "Offer"));
        assert!(!found.retired && found.hue != 0, "what nobody said is as it was");
    }
}

#[test]
fn a_deal_moves_into_a_stage_that_others_have_not_heard_of() {
    let mut world = office(2);
    world.set_online(OTHER, false);
    world.act(ADMINISTRATOR, define(TRIAL, "Trial", vec![(option::PROBABILITY, number(35.0))]));
    world.settle_but(OTHER);
    world.act(RINA, shift(TRIAL));
    assert_eq!(held(&world, RINA, "probability"), number(35.0));
    world.settle_but(OTHER);
    world.set_online(OTHER, true);
    world.settle();
    assert_eq!(column(&mut world, OTHER).as_deref(), Some(TRIAL));

    // It is retired while somebody without a network moves the deal back into it: the deal is where it was put.
    world.set_online(RINA, false);
    world.act(RINA, shift("proposal"));
    world.act(RINA, shift(TRIAL));
    let record = option::option_of("deal", "stage", TRIAL);
    let retired = vec![(option::RETIRED.to_owned(), Some(Value::Flag(true)))];
    world.act(ADMINISTRATOR, Request::Set { record, values: retired });
    world.settle_but(RINA);
    world.set_online(RINA, true);
    world.settle();
    for pocket in [ADMINISTRATOR, OTHER, RINA] {
        assert_eq!(column(&mut world, pocket).as_deref(), Some(TRIAL));
        assert!(!stages(&world, pocket).offered("").any(|one| one.value == TRIAL));
    }
}

#[test]
fn a_stage_asks_for_what_it_needs_on_every_device() {
    let mut world = office(3);
    let needs = Value::Members(vec![tag("amount").expect("a tag")]);
    world.act(ADMINISTRATOR, define("negotiation", "Negotiation", vec![(option::NEEDS, Some(needs))]));
    // Until it has heard of it a device moves the deal; afterwards it asks.
    world.set_online(RINA, false);
    world.act(RINA, shift("negotiation"));
    world.act(RINA, Request::Undo { of: None });
    world.set_online(RINA, true);
    world.settle();
    let refused = world.try_to(RINA, shift("negotiation")).expect_err("it needs an amount");
    assert_eq!((refused.field.as_deref(), refused.reason), (Some("amount"), Reason::StageNeeds));
    assert_eq!(held(&world, RINA, "stage"), text("prospecting"));
    // Who may not see it cannot fill it in, and is not asked.
    let hide = |policy: &mut Policy| {
        for profile in &mut policy.profiles[1..] {
            profile
                .fields
                .entry("deal".to_owned())
                .or_default()
                .insert("amount".to_owned(), FieldRight::Hidden);
        }
    };
    world.relay.govern(hide, world.now);
    world.news_for_all();
    world.settle();
    world.act(RINA, shift("negotiation"));
    assert_eq!(held(&world, RINA, "stage"), text("negotiation"));
}

#[test]
fn a_file_that_was_saved_brings_deals_back_into_the_stages_of_the_team() {
    let mut world = office(4);
    let more = vec![(option::PROBABILITY, number(35.0)), (option::OUTCOME, text("open"))];
    world.act(ADMINISTRATOR, define(TRIAL, "Trial order", more));
    world.act(ADMINISTRATOR, define("c0000000b", "Signed", vec![(option::OUTCOME, text("won"))]));
    world.act(ADMINISTRATOR, define("proposal", "Offer", Vec::new()));
    let file = "Deal Name,Stage\nSilk,Trial order\nTea,Offer\nJute,signed\nRice,Negotiation\n";
    let look = Request::ImportLook { name: "deals.csv".to_owned(), bytes: file.as_bytes().to_vec() };
    let Answer::ImportPreview(preview) = world.act(ADMINISTRATOR, look) else { panic!("a preview") };
    world.act(ADMINISTRATOR, Request::ImportRun { plan: preview.plan });
    world.settle();
    let rows = world.pockets[OTHER].device.rows();
    let deals = rows.records().filter(|row| row.title() != "School uniforms");
    let mut found: Vec<(String, Option<Value>, bool)> =
        deals.map(|row| (row.title(), row.value_of("stage"), row.value_of("closed_at").is_some())).collect();
    found.sort_by(|one, two| one.0.cmp(&two.0));
    let deal = |name: &str, stage: &str, closed: bool| (name.to_owned(), text(stage), closed);
    let expected = [
        deal("Jute", "c0000000b", true),
        deal("Rice", "negotiation", false),
        deal("Silk", TRIAL, false),
        deal("Tea", "proposal", false),
    ];
    assert_eq!(found, expected);
}

#[test]
fn who_does_not_see_everything_takes_back_only_the_deal_of_a_conversion() {
    let mut world = office(5);
    let lead = RecordId([7; 16]);
    let values = vec![("last_name".to_owned(), text("Begum")), ("company".to_owned(), text("Begum Stores"))];
    world.act(RINA, Request::Create { object: "lead".to_owned(), record: lead, values });
    world.act(RINA, Request::Convert { record: lead, deal: Some("First order".to_owned()) });
    world.settle();
    world.act(RINA, Request::Unconvert { record: lead });
    world.settle();
    // Another's deal with the same customer she would not see.
    let gone = |world: &World, pocket: usize| {
        becomes(lead).map(|one| world.pockets[pocket].device.rows().get(one).is_none_or(|row| row.deleted()))
    };
    assert_eq!(gone(&world, ADMINISTRATOR), [false, false, true]);
    // Who may not delete deals leaves it, too.
    world.act(RINA, Request::Convert { record: lead, deal: Some("First order".to_owned()) });
    world.settle();
    let keep = |policy: &mut Policy| {
        for profile in &mut policy.profiles[1..] {
            let rights = ObjectRights { delete: false, ..profile.rights("deal") };
            profile.objects.insert("deal".to_owned(), rights);
        }
    };
    world.relay.govern(keep, world.now);
    world.news_for_all();
    world.settle();
    world.act(RINA, Request::Unconvert { record: lead });
    world.settle();
    assert_eq!(gone(&world, ADMINISTRATOR), [false; 3]);
}
