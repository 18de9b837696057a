//! Templates that administrators use, also at once, and what stays of them.

use crate::values::text;
use crate::world::World;
use crm_core::commands::{Reason, Refusal};
use crm_core::exchange::templates::{Template, definitions};
use crm_core::messages::{Answer, Request};
use crm_core::objects::{field, placement};
use crm_core::value::Value;
use crm_core::views::shaping::Shaping;

const ADMINISTRATOR: usize = 0;
const OTHER: usize = 1;
const RINA: usize = 2;
const ALL: [usize; 3] = [ADMINISTRATOR, OTHER, RINA];

fn office(seed: u64) -> World {
    let mut world = World::private(seed, &[0, 0, 2]);
    world.settle();
    world
}

fn shaping(world: &World, pocket: usize) -> Shaping {
    world.pockets[pocket].device.rows().shaping().clone()
}

/// Whether two people are said to have set something at once.
fn split(shaping: &Shaping) -> bool {
    shaping.fields.iter().any(|field| !field.split.is_empty())
        || shaping.choices.iter().any(|set| !set.split.is_empty())
        || shaping.pipelines.iter().any(|one| one.split)
        || shaping.sections.iter().any(|one| one.split)
        || shaping.placements.iter().any(|one| one.split)
        || shaping.scoring.iter().any(|one| one.split)
        || shaping.dependencies.iter().any(|one| one.split)
        || shaping.validation.iter().any(|one| one.split)
}

/// How many records an answer names.
fn made(answer: Answer) -> usize {
    let Answer::Records(links) = answer else { panic!("the records that were made: {answer:?}") };
    links.len()
}

fn samples(world: &World, pocket: usize) -> usize {
    let demo = Some(Value::Text("demo".to_owned()));
    let rows = world.pockets[pocket].device.rows();
    rows.records().filter(|view| !view.deleted() && view.value_of("origin") == demo).count()
}

#[test]
fn two_who_use_the_same_template_offline_end_with_one_of_it() {
    let mut world = office(1);
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, false);
    }
    let whole = definitions(Template::Wholesale).len();
    for pocket in [ADMINISTRATOR, OTHER] {
        assert_eq!(made(world.act(pocket, Request::Template(Template::Wholesale))), whole);
    }
    let alone = shaping(&world, ADMINISTRATOR);
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, true);
    }
    world.settle();
    assert!(!alone.fields.is_empty() && !split(&alone));
    assert_eq!(ALL.map(|pocket| shaping(&world, pocket) == alone), [true; 3]);
    let again = world.try_to(OTHER, Request::Template(Template::Wholesale));
    assert_eq!(again, Err(Refusal::record(Reason::NothingToDo)));
    // Who does not administer uses none.
    let refused = world.try_to(RINA, Request::Template(Template::Services)).expect_err("not hers");
    assert_eq!(refused.reason, Reason::NoCreate);
}

#[test]
fn a_template_is_taken_back_as_one_step_and_used_again() {
    let mut world = office(2);
    world.act(ADMINISTRATOR, Request::Template(Template::Support));
    world.settle();
    let used = shaping(&world, RINA);
    assert!(!used.pipelines.is_empty());
    world.act(ADMINISTRATOR, Request::Undo { of: None });
    world.settle();
    assert_eq!(ALL.map(|pocket| shaping(&world, pocket)), [(); 3].map(|()| Shaping::default()));
    world.act(ADMINISTRATOR, Request::Template(Template::Support));
    world.settle();
    assert_eq!(ALL.map(|pocket| shaping(&world, pocket) == used), [true; 3]);
}

#[test]
fn what_the_team_has_said_stays_as_it_is() {
    let mut world = office(3);
    let placed = placement::placement_of("account", "phones");
    let values = [
        (placement::OF, text("account")),
        (placement::CODE, text("phones")),
        (placement::SECTION, text("c0000000a")),
    ];
    let values = values.map(|(key, value)| (key.to_owned(), value)).to_vec();
    let own = (placement::KEY.to_owned(), placed, values);
    world.act(ADMINISTRATOR, Request::Define { records: vec![own] });
    let whole = definitions(Template::Wholesale).len();
    assert_eq!(made(world.act(ADMINISTRATOR, Request::Template(Template::Wholesale))), whole - 1);
    // A field of the template that the team renamed and retired.
    let first = shaping(&world, ADMINISTRATOR).fields[0].clone();
    let record = field::definition_of(&first.object, first.code().expect("a code"));
    let values = [(field::NAME, text("Licence")), (field::RETIRED, Some(Value::Flag(true)))];
    let values = values.map(|(key, value)| (key.to_owned(), value)).to_vec();
    world.act(ADMINISTRATOR, Request::Set { record, values });
    world.settle();
    let again = world.try_to(OTHER, Request::Template(Template::Wholesale));
    assert_eq!(again, Err(Refusal::record(Reason::NothingToDo)));
    // Another template comes beside it.
    world.act(OTHER, Request::Template(Template::Services));
    world.settle();
    for pocket in ALL {
        let found = shaping(&world, pocket);
        let kept = found.placement("account", "phones").expect("as the team placed it");
        assert_eq!((kept.section.as_str(), kept.required), ("c0000000a", false));
        let renamed = found.fields.iter().find(|one| one.key == first.key && one.object == first.object);
        let renamed = renamed.expect("the field");
        assert_eq!((renamed.name.plain.as_str(), renamed.retired), ("Licence", true));
        assert_eq!(found.pipelines.len(), 2);
    }
}

#[test]
fn samples_of_a_template_come_once_and_go_with_one_press() {
    let mut world = office(4);
    let fill = |template| Request::Demo { language: "bn".to_owned(), template };
    world.act(ADMINISTRATOR, fill(None));
    let usual = samples(&world, ADMINISTRATOR);
    world.act(ADMINISTRATOR, Request::Template(Template::Services));
    world.act(ADMINISTRATOR, fill(Some(Template::Services)));
    let with = samples(&world, ADMINISTRATOR);
    assert!(usual > 0 && with > usual, "{usual}, {with}");
    world.act(ADMINISTRATOR, fill(Some(Template::Services)));
    assert_eq!(samples(&world, ADMINISTRATOR), with);
    // A deal of it is as likely as its stage says.
    let rows = world.pockets[ADMINISTRATOR].device.rows();
    let sent = Some(Value::Text("c00a20013".to_owned()));
    let deal = rows.records().find(|view| view.value_of("stage") == sent).expect("a proposal");
    assert_eq!(deal.value_of("probability"), Some(Value::Number(50.0)));
    assert!(deal.value_of("x1fd0").is_some(), "its margin is worked out");
    world.act(ADMINISTRATOR, Request::RemoveDemo);
    world.settle();
    assert_eq!(ALL.map(|pocket| samples(&world, pocket)), [0; 3]);
    assert!(!shaping(&world, RINA).fields.is_empty(), "what was defined stays");
}
