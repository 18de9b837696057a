//! Score rules that two administrators change at once, and leads whose scores all devices work out for themselves.

use crate::values::{number, text};
use crate::world::World;
use crm_core::commands::Reason;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, ManyEdit, RecordView, Request, View, Watch};
use crm_core::objects::score_rule::{self, rule_of};
use crm_core::policy::{FieldRight, Policy};
use crm_core::value::{Link, Value};
use crm_core::views::query::Query;
use crm_core::views::scoring::Score;
use crm_core::views::selection::Selection;

const ADMINISTRATOR: usize = 0;
const OTHER: usize = 1;
const RINA: usize = 2;
const ALL: [usize; 3] = [ADMINISTRATOR, OTHER, RINA];
const LEAD: RecordId = RecordId([1; 16]);
const REFERRAL: &str = "c0000000a";
const CALLS: &str = "c0000000b";
const DAY: i64 = 86_400_000;

/// A lead of Rina's with a score that she typed.
fn office(seed: u64) -> World {
    let mut world = World::private(seed, &[0, 0, 2]);
    world.settle();
    let values =
        vec![("last_name", text("Begum")), ("lead_source", text("referral")), ("score", number(7.0))];
    create(&mut world, RINA, "lead", LEAD, values);
    world.settle();
    world
}

fn create(
    world: &mut World,
    pocket: usize,
    object: &str,
    record: RecordId,
    values: Vec<(&str, Option<Value>)>,
) {
    let values = values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    world.act(pocket, Request::Create { object: object.to_owned(), record, values });
}

fn rule(world: &mut World, pocket: usize, value: &str, more: Vec<(&str, Option<Value>)>) {
    let mut values = vec![(score_rule::VALUE, text(value)), (score_rule::OF, text("lead"))];
    values.extend(more);
    create(world, pocket, score_rule::KEY, rule_of(value), values);
}

fn change(world: &mut World, pocket: usize, value: &str, key: &str, to: Option<Value>) {
    world.act(pocket, Request::Set { record: rule_of(value), values: vec![(key.to_owned(), to)] });
}

fn both_rules(world: &mut World) {
    let condition = (score_rule::CONDITION, text("lead_source is referral"));
    rule(world, ADMINISTRATOR, REFERRAL, vec![condition, (score_rule::POINTS, number(15.0))]);
    let calls = (score_rule::ACTIVITY, text("call"));
    let more = vec![calls, (score_rule::POINTS, number(8.0)), (score_rule::HALVES, number(30.0))];
    rule(world, ADMINISTRATOR, CALLS, more);
    world.settle();
}

fn call(world: &mut World, pocket: usize, id: u8) -> RecordId {
    let about = Value::Link(Link { object: "lead".to_owned(), record: LEAD });
    let start = Some(Value::Moment(world.now));
    let record = RecordId([id; 16]);
    let values =
        vec![("subject", text("Prices")), ("about", Some(about)), ("status", text("held")), ("start", start)];
    create(world, pocket, "call", record, values);
    record
}

fn shown(world: &World, pocket: usize) -> Option<Value> {
    world.pockets[pocket].device.rows().get(LEAD).and_then(|row| row.value_of("score"))
}

fn score(world: &World, pocket: usize) -> Option<Score> {
    world.pockets[pocket].device.rows().score(LEAD)
}

fn page(world: &mut World, pocket: usize) -> RecordView {
    world.ask(pocket, Request::Watch { watch: 78, what: Watch::Record { record: LEAD } });
    world.run_for(1_000);
    match world.pockets[pocket].views.get(&78) {
        Some(View::Record(Some(view))) => view.as_ref().clone(),
        _ => panic!("the lead was asked for"),
    }
}

#[test]
fn two_who_change_rules_offline_end_with_one_score_on_all_devices() {
    let mut world = office(1);
    both_rules(&mut world);
    for pocket in ALL {
        assert_eq!(shown(&world, pocket), number(15.0));
        world.set_online(pocket, false);
    }
    // Both change the same rule, each another side of it, and another one each; meanwhile she has called.
    change(&mut world, ADMINISTRATOR, CALLS, score_rule::POINTS, number(20.0));
    change(&mut world, OTHER, CALLS, score_rule::MOST, number(30.0));
    change(&mut world, ADMINISTRATOR, REFERRAL, score_rule::CONDITION, text("lead_source is website"));
    let need = vec![(score_rule::CONDITION, text("need empty")), (score_rule::POINTS, number(-3.0))];
    rule(&mut world, OTHER, "c0000000c", need);
    call(&mut world, RINA, 7);
    call(&mut world, RINA, 8);
    assert_eq!(shown(&world, RINA), number(31.0), "at once, without a network");
    assert_eq!(shown(&world, ADMINISTRATOR), number(0.0));
    assert_eq!(shown(&world, OTHER), number(12.0));
    for pocket in ALL {
        world.set_online(pocket, true);
    }
    world.settle();
    let first = score(&world, ADMINISTRATOR).expect("a score");
    assert_eq!(first.total, 27, "{first:?}");
    assert_eq!(first.parts, [(CALLS.to_owned(), 30), ("c0000000c".to_owned(), -3)]);
    for pocket in ALL {
        assert_eq!(score(&world, pocket).as_ref(), Some(&first));
        assert_eq!(shown(&world, pocket), number(27.0));
    }

    // The same side of the same rule: one of both is shown, everywhere the same.
    world.set_online(OTHER, false);
    change(&mut world, ADMINISTRATOR, CALLS, score_rule::MOST, number(10.0));
    change(&mut world, OTHER, CALLS, score_rule::MOST, number(12.0));
    world.set_online(OTHER, true);
    world.settle();
    let one = shown(&world, ADMINISTRATOR);
    assert!([number(7.0), number(9.0)].contains(&one), "{one:?}");
    for pocket in ALL {
        assert_eq!(shown(&world, pocket), one);
        let split: Vec<&str> = {
            let rules = world.pockets[pocket].device.rows().shaping().scoring.iter();
            rules.filter(|rule| rule.split).map(|rule| rule.value.as_str()).collect()
        };
        assert_eq!(split, [CALLS]);
    }
}

#[test]
fn a_score_follows_the_days_the_calls_and_the_rules() {
    let mut world = office(2);
    both_rules(&mut world);
    let first = call(&mut world, RINA, 7);
    world.settle();
    for pocket in ALL {
        assert_eq!(shown(&world, pocket), number(23.0));
    }
    // A month goes by in which nobody touches anything: the devices wake with the day.
    world.leap(29 * DAY);
    world.run_for(DAY);
    for pocket in ALL {
        assert_eq!(shown(&world, pocket), number(19.0));
    }
    world.act(RINA, Request::Delete { records: vec![first] });
    world.settle();
    assert_eq!(shown(&world, ADMINISTRATOR), number(15.0));
    world.act(RINA, Request::Restore { records: vec![first] });
    world.settle();
    assert_eq!(shown(&world, ADMINISTRATOR), number(19.0));
    // A device that starts again finds the same.
    let outputs = world.pockets[OTHER].restart(world.now);
    world.perform(OTHER, outputs);
    world.settle();
    assert_eq!(shown(&world, OTHER), number(19.0));

    let view = page(&mut world, RINA);
    assert_eq!(view.score.map(|score| score.parts.len()), Some(2));
    assert_eq!(view.values.get("score").cloned(), number(19.0));
    assert!(view.may.read_only.iter().any(|field| field == "score"));
    for value in [REFERRAL, CALLS] {
        change(&mut world, ADMINISTRATOR, value, score_rule::RETIRED, Some(Value::Flag(true)));
    }
    world.settle();
    for pocket in ALL {
        assert_eq!(shown(&world, pocket), number(7.0), "what was typed");
    }
    let view = page(&mut world, RINA);
    assert_eq!((view.score, view.values.get("score").cloned()), (None, number(7.0)));
    assert!(!view.may.read_only.iter().any(|field| field == "score"));
}

#[test]
fn nobody_types_over_a_score() {
    let mut world = office(3);
    let typed = || vec![("score".to_owned(), number(99.0))];
    world.act(RINA, Request::Set { record: LEAD, values: vec![("score".to_owned(), number(8.0))] });
    both_rules(&mut world);
    let new = vec![("last_name".to_owned(), text("Das")), ("score".to_owned(), number(99.0))];
    let (query, which) = (Query::all("lead"), Selection::Only([LEAD].into()));
    for request in [
        Request::Set { record: LEAD, values: typed() },
        Request::Create { object: "lead".to_owned(), record: RecordId([5; 16]), values: new.clone() },
        Request::CreateMany { records: vec![("lead".to_owned(), RecordId([6; 16]), new)] },
        Request::EditMany { query, which, edit: ManyEdit::Set(typed()) },
    ] {
        let refused = world.try_to(RINA, request.clone()).expect_err("it is worked out");
        assert_eq!(
            (refused.field.as_deref(), refused.reason),
            (Some("score"), Reason::ReadOnly),
            "{request:?}"
        );
    }
    // A file brings its rows all the same.
    let file = "Last Name,Lead Source,Score\nRoy,Referral,44\n";
    let look = Request::ImportLook { name: "leads.csv".to_owned(), bytes: file.as_bytes().to_vec() };
    let Answer::ImportPreview(preview) = world.act(RINA, look) else { panic!("a preview") };
    world.act(RINA, Request::ImportAs { object: "lead".to_owned() });
    world.act(RINA, Request::ImportRun { plan: preview.plan });
    world.settle();
    let roy = |world: &World| {
        let rows = world.pockets[OTHER].device.rows();
        rows.records().find(|row| row.title() == "Roy").and_then(|row| row.value_of("score"))
    };
    assert_eq!(roy(&world), number(15.0));
    // What was typed before the rules came can be taken back; it shows when they are gone.
    for value in [REFERRAL, CALLS] {
        change(&mut world, ADMINISTRATOR, value, score_rule::RETIRED, Some(Value::Flag(true)));
    }
    world.settle();
    assert_eq!((shown(&world, OTHER), roy(&world)), (number(8.0), number(44.0)));
}

#[test]
fn who_may_not_see_a_field_sees_another_score() {
    let mut world = office(4);
    both_rules(&mut world);
    let budget = vec![(score_rule::CONDITION, text("budget empty")), (score_rule::POINTS, number(40.0))];
    rule(&mut world, ADMINISTRATOR, "c0000000c", budget);
    world.settle();
    for pocket in ALL {
        assert_eq!(shown(&world, pocket), number(55.0));
    }
    let hide = |field: &'static str| {
        move |policy: &mut Policy| {
            for profile in &mut policy.profiles[1..] {
                let fields = profile.fields.entry("lead".to_owned()).or_default();
                fields.insert(field.to_owned(), FieldRight::Hidden);
            }
        }
    };
    world.relay.govern(hide("budget"), world.now);
    world.news_for_all();
    world.settle();
    // That it looks empty to her says nothing of what stands there.
    assert_eq!((shown(&world, RINA), shown(&world, OTHER)), (number(15.0), number(55.0)));
    world.relay.govern(hide("score"), world.now);
    world.news_for_all();
    world.settle();
    assert_eq!((shown(&world, RINA), shown(&world, OTHER)), (None, number(55.0)));
}
