//! Formulas of the team on every device: also offline, and for people who do not see what they read.

use crate::values::{number, text};
use crate::world::World;
use crm_core::commands::{Reason, Refusal};
use crm_core::fields::Kind;
use crm_core::ids::RecordId;
use crm_core::messages::Request;
use crm_core::objects::custom::Code;
use crm_core::objects::field;
use crm_core::policy::{FieldRight, Policy};
use crm_core::value::{Money, Value};
use crm_core::views::formula::Fault;

const ADMINISTRATOR: usize = 0;
const OTHER: usize = 1;
const RINA: usize = 2;
const DEAL: RecordId = RecordId([7; 16]);

fn code(place: u16) -> Code {
    Code::new(Kind::Number, place).expect("a code")
}

fn define(code: Code, formula: &str) -> Request {
    let values = [
        (field::OF, text("deal")),
        (field::CODE, text(&code.key())),
        (field::NAME, text("Worked out")),
        (field::FORMULA, text(formula)),
    ];
    let values = values.map(|(key, value)| (key.to_owned(), value)).to_vec();
    Request::Define { records: vec![(field::KEY.to_owned(), field::definition_of("deal", code), values)] }
}

fn set(key: &str, value: Option<Value>) -> Request {
    Request::Set { record: DEAL, values: vec![(key.to_owned(), value)] }
}

fn taka(amount: i64) -> Option<Value> {
    Some(Value::Money(Money { minor: amount * 100, currency: *b"BDT" }))
}

fn office(seed: u64) -> World {
    let mut world = World::private(seed, &[0, 0, 2]);
    world.settle();
    let values = [("name", text("Silk")), ("amount", taka(300)), ("probability", number(40.0))];
    let values = values.map(|(key, value)| (key.to_owned(), value)).to_vec();
    world.act(RINA, Request::Create { object: "deal".to_owned(), record: DEAL, values });
    world.settle();
    world
}

fn given(world: &World, pocket: usize, code: Code) -> Option<Value> {
    world.pockets[pocket].device.rows().get(DEAL)?.value_of(&code.key())
}

#[test]
fn what_a_formula_gives_is_the_same_on_every_device_and_nobody_types_it() {
    let mut world = office(1);
    let weighted = code(1);
    world.set_online(ADMINISTRATOR, false);
    world.act(ADMINISTRATOR, define(weighted, "[amount] * [probability] / 100"));
    assert_eq!(given(&world, ADMINISTRATOR, weighted), number(120.0), "without a network");
    assert_eq!(given(&world, RINA, weighted), None);
    world.set_online(ADMINISTRATOR, true);
    world.settle();
    let all = |world: &World| [ADMINISTRATOR, OTHER, RINA].map(|pocket| given(world, pocket, weighted));
    assert_eq!(all(&world), [(); 3].map(|()| number(120.0)));
    // One changes the amount, another the probability, neither with a network.
    for pocket in [OTHER, RINA] {
        world.set_online(pocket, false);
    }
    world.act(RINA, set("amount", taka(500)));
    world.act(OTHER, set("probability", number(60.0)));
    assert_eq!(
        [given(&world, RINA, weighted), given(&world, OTHER, weighted)],
        [number(200.0), number(180.0)]
    );
    for pocket in [OTHER, RINA] {
        world.set_online(pocket, true);
    }
    world.settle();
    assert_eq!(all(&world), [(); 3].map(|()| number(300.0)));
    let refused = world.try_to(RINA, set(&weighted.key(), number(5.0))).expect_err("it is worked out");
    assert_eq!(refused, Refusal::field(weighted.key(), Reason::ReadOnly));
}

#[test]
fn what_is_no_formula_is_refused_with_its_reason() {
    let mut world = office(2);
    world.act(ADMINISTRATOR, define(code(1), "[amount] / 2"));
    for (formula, why) in [
        ("[amount] +", Fault::Mixed),
        ("[nothing]", Fault::UnknownField),
        ("[name]", Fault::WrongKind),
        (&format!("[{}] * 2", code(1).key()), Fault::ReadsFormula),
        (&format!("[{}] * 2", code(2).key()), Fault::ReadsFormula),
    ] {
        let refused = world.try_to(ADMINISTRATOR, define(code(2), formula)).expect_err(formula);
        assert_eq!(refused, Refusal::field(field::FORMULA, Reason::BadFormula(why)), "{formula}");
    }
}

#[test]
fn who_does_not_see_what_a_formula_reads_sees_nothing_of_it() {
    let mut world = office(3);
    let half = code(1);
    world.act(ADMINISTRATOR, define(half, "[amount] / 2"));
    world.settle();
    assert_eq!(given(&world, RINA, half), number(150.0));
    let hide = |policy: &mut Policy| {
        for profile in &mut policy.profiles[1..] {
            let fields = profile.fields.entry("deal".to_owned()).or_default();
            fields.insert("amount".to_owned(), FieldRight::Hidden);
        }
    };
    world.relay.govern(hide, world.now);
    world.news_for_all();
    world.settle();
    assert_eq!([given(&world, RINA, half), given(&world, ADMINISTRATOR, half)], [None, number(150.0)]);
}
