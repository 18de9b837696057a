//! Fields that a team adds: their definitions merge, everybody has them, and records hold what is written into them on any
//! device, also where the definition has not come yet.

use crate::values::{number, text};
use crate::world::World;
use crm_core::commands::Reason;
use crm_core::fields::Kind;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, Request, View, Watch};
use crm_core::objects::custom::Code;
use crm_core::objects::{field, option};
use crm_core::value::{Money, Value};
use crm_core::views::keeping::Keeping;
use crm_core::views::query::Query;
use crm_core::views::selection::Selection;
use crm_core::views::shaping::fields::CustomField;

const ADMINISTRATOR: usize = 0;
const OTHER: usize = 1;
const RINA: usize = 2;
const CONTACT: RecordId = RecordId([1; 16]);

/// Two devices of an administrator, and somebody who sells.
fn office(seed: u64) -> World {
    let mut world = World::private(seed, &[0, 0, 2]);
    world.settle();
    world
}

fn grade() -> Code {
    Code::new(Kind::Choice, 4).expect("a code")
}

fn limit() -> Code {
    Code::new(Kind::Money, 9).expect("a code")
}

fn define(code: Code, name: &str, position: f64) -> Request {
    let values = vec![
        (field::OF.to_owned(), text("contact")),
        (field::CODE.to_owned(), text(&code.key())),
        (field::NAME.to_owned(), text(name)),
        (field::POSITION.to_owned(), number(position)),
    ];
    let record = field::definition_of("contact", code);
    Request::Create { object: field::KEY.to_owned(), record, values }
}

fn offer(value: &str, name: &str, position: f64) -> Request {
    let values = vec![
        (option::OF.to_owned(), text("contact")),
        (option::CODE.to_owned(), text(&grade().key())),
        (option::VALUE.to_owned(), text(value)),
        (option::NAME.to_owned(), text(name)),
        (option::POSITION.to_owned(), number(position)),
    ];
    let record = option::option_of("contact", &grade().key(), value);
    Request::Create { object: option::KEY.to_owned(), record, values }
}

fn change(field_of: Code, key: &str, value: Option<Value>) -> Request {
    let record = field::definition_of("contact", field_of);
    Request::Set { record, values: vec![(key.to_owned(), value)] }
}

fn write(code: Code, value: Option<Value>) -> Request {
    Request::Set { record: CONTACT, values: vec![(code.key(), value)] }
}

fn fields(world: &World, pocket: usize) -> Vec<CustomField> {
    world.pockets[pocket].device.rows().shaping().fields.clone()
}

fn holds(world: &World, pocket: usize, code: Code) -> Option<Value> {
    world.pockets[pocket].device.rows().get(CONTACT).and_then(|row| row.value_of(&code.key()))
}

fn money(minor: i64) -> Option<Value> {
    Some(Value::Money(Money { minor, currency: *b"BDT" }))
}

#[test]
fn two_who_change_a_definition_offline_end_with_both_changes() {
    let mut world = office(1);
    world.act(ADMINISTRATOR, define(grade(), "Grade", 1.0));
    world.act(ADMINISTRATOR, offer("a", "Best", 1.0));
    world.settle();
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, false);
    }
    world.act(ADMINISTRATOR, change(grade(), field::NAME_BN, text("মান")));
    world.act(ADMINISTRATOR, offer("b", "Good", 2.0));
    world.act(OTHER, change(grade(), field::HELP, text("How well they pay")));
    world.act(OTHER, offer("c", "Poor", 3.0));
    // The same field, made by both: it is one.
    world.act(ADMINISTRATOR, define(limit(), "Limit", 2.0));
    world.act(OTHER, define(limit(), "Limit", 2.0));
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, true);
    }
    world.settle();
    for pocket in [ADMINISTRATOR, OTHER, RINA] {
        let found = fields(&world, pocket);
        let [grade, limit] = found.as_slice() else { panic!("device {pocket}: {found:?}") };
        assert_eq!((grade.name.plain.as_str(), grade.name.bengali.as_str()), ("Grade", "মান"));
        assert_eq!((grade.help.as_str(), limit.name.plain.as_str()), ("How well they pay", "Limit"));
        let options: Vec<&str> = grade.options.iter().map(|option| option.name.plain.as_str()).collect();
        assert_eq!(options, ["Best", "Good", "Poor"]);
    }
    // Two names at once: one is shown, and the other is one tap away.
    for (pocket, name) in [(ADMINISTRATOR, "Rating"), (OTHER, "Class")] {
        world.set_online(pocket, false);
        world.act(pocket, change(grade(), field::NAME, text(name)));
    }
    for pocket in [ADMINISTRATOR, OTHER] {
        world.set_online(pocket, true);
    }
    world.settle();
    for pocket in [ADMINISTRATOR, RINA] {
        let grade = &fields(&world, pocket)[0];
        assert!(["Rating", "Class"].contains(&grade.name.plain.as_str()), "{grade:?}");
        assert_eq!(grade.split, [field::definition_of("contact", grade.code().expect("a code"))]);
    }
    // No list, no search and no count of records knows of definitions.
    assert_eq!(world.pockets[RINA].device.rows().records().count(), 0);
}

#[test]
fn records_hold_what_is_written_into_them_wherever_they_are() {
    let mut world = office(2);
    let values = vec![("last_name".to_owned(), text("Akter"))];
    world.act(RINA, Request::Create { object: "contact".to_owned(), record: CONTACT, values });
    world.settle();
    world.set_online(RINA, false);
    world.act(ADMINISTRATOR, define(limit(), "Limit", 1.0));
    world.act(ADMINISTRATOR, write(limit(), money(50_000)));
    world.settle_but(RINA);
    assert_eq!(holds(&world, OTHER, limit()), money(50_000));
    // A device on which another number is written before it has heard of the first.
    world.act(RINA, write(limit(), money(70_000)));
    world.crash(RINA, true);
    world.set_online(RINA, true);
    world.settle();
    let all = [ADMINISTRATOR, OTHER, RINA].map(|pocket| holds(&world, pocket, limit()));
    assert!(all.iter().all(|one| *one == all[0] && one.is_some()), "{all:?}");
    for pocket in [ADMINISTRATOR, RINA] {
        let row = world.pockets[pocket].device.rows().get(CONTACT).expect("it is here");
        let split: Vec<&str> = row.conflicting().map(|field| field.key).collect();
        assert_eq!(split, [limit().key()], "both are kept, and a badge shows it");
        let conflicts = world.pockets[pocket].views.values().find_map(|view| {
            let View::Sync(sync) = view else { return None };
            Some(sync.conflicts)
        });
        assert_eq!(conflicts, Some(1), "it is counted among those to look at");
    }
    let query = Query { columns: vec![limit().key()], ..Query::all("contact") };
    world.ask(OTHER, Request::Watch { watch: 77, what: Watch::List { query, offset: 0, limit: 10 } });
    world.run_for(1_000);
    let Some(View::List(list)) = world.pockets[OTHER].views.get(&77) else { panic!("a list was asked for") };
    assert_eq!(list.rows[0].values, [(limit().key(), all[0].clone().expect("a value"))]);
    // It is taken back like any other edit.
    world.act(ADMINISTRATOR, write(limit(), None));
    world.act(ADMINISTRATOR, Request::Undo { of: None });
    world.settle();
    assert!(holds(&world, RINA, limit()).is_some());
    // A retired field keeps what records hold.
    world.act(ADMINISTRATOR, change(limit(), field::RETIRED, Some(Value::Flag(true))));
    world.settle();
    assert!(fields(&world, RINA)[0].retired && holds(&world, RINA, limit()).is_some());
}

#[test]
fn a_file_has_the_names_of_choices() {
    let mut world = office(4);
    world.act(ADMINISTRATOR, define(grade(), "Grade", 1.0));
    world.act(ADMINISTRATOR, offer("a", "Pays at once", 1.0));
    let values = vec![("last_name".to_owned(), text("Akter")), (grade().key(), text("a"))];
    world.act(ADMINISTRATOR, Request::Create { object: "contact".to_owned(), record: CONTACT, values });
    // Also of a choice that is offered no more.
    let record = option::option_of("contact", &grade().key(), "a");
    let retired = vec![(option::RETIRED.to_owned(), Some(Value::Flag(true)))];
    world.act(ADMINISTRATOR, Request::Set { record, values: retired });
    world.settle();
    let headings = [("last_name".to_owned(), "Name".to_owned()), (grade().key(), "Grade".to_owned())];
    let which = Selection::AllBut(Default::default());
    let query = Query::all("contact");
    let request = Request::ExportList { query, which, headings: headings.into() };
    let Answer::File { bytes, .. } = world.act(ADMINISTRATOR, request) else { panic!("a file") };
    assert_eq!(String::from_utf8_lossy(&bytes), "\u{feff}Name,Grade\r\nAkter,Pays at once\r\n");
}

#[test]
fn who_does_not_administer_reads_definitions_and_changes_none() {
    let mut world = office(3);
    world.act(ADMINISTRATOR, define(grade(), "Grade", 1.0));
    world.settle();
    let refused = |world: &mut World, request| {
        world.try_to(RINA, request).expect_err("only administrators shape the workspace").reason
    };
    assert_eq!(refused(&mut world, define(limit(), "Mine", 1.0)), Reason::NoCreate);
    assert_eq!(refused(&mut world, change(grade(), field::NAME, text("Mine"))), Reason::NoAccess);
    let record = field::definition_of("contact", grade());
    assert_eq!(refused(&mut world, Request::Delete { records: vec![record] }), Reason::NoAccess);
    // A device that keeps little keeps them.
    world.act(RINA, Request::Keep(Keeping { mine: true, territories: false, days: Some(7) }));
    world.settle();
    world.crash(RINA, false);
    world.run_for(5_000);
    assert_eq!(fields(&world, RINA).len(), 1);
    world.act(ADMINISTRATOR, offer("a", "Best", 1.0));
    world.settle();
    assert_eq!(fields(&world, RINA)[0].options.len(), 1);
}
