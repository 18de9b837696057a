//! Fields that some people may not read: whatever happens on the way, what they hold lies on no device of theirs, and on the
//! others it stands in its record as if it lay there.

use crate::erasure::holds;
use crate::values::text;
use crate::world::World;
use crm_core::commands::Reason;
use crm_core::document::read;
use crm_core::ids::RecordId;
use crm_core::messages::{Request, Trouble};
use crm_core::objects::companion::{Companion, companion};
use crm_core::policy::FieldRight;
use crm_core::value::Value;
use crm_core::views::keeping::Keeping;
use crm_sync::store::Store;

const ADMINISTRATOR: usize = 0;
const MANAGER: usize = 1;
const RINA: usize = 2;
const DEAL: RecordId = RecordId([1; 16]);

fn next_step() -> &'static Companion {
    companion("deal", "next_step").expect("a field that can lie apart")
}

fn set(field: &str, value: &str) -> Request {
    Request::Set { record: DEAL, values: vec![(field.to_owned(), text(value))] }
}

fn hide(world: &mut World, right: FieldRight) {
    world.relay.govern(
        |policy| {
            policy.profiles[2]
                .fields
                .entry("deal".to_owned())
                .or_default()
                .insert("next_step".to_owned(), right);
        },
        world.now,
    );
    world.news_for_all();
}

/// Rina's deal, which everybody above her sees.
fn office(seed: u64) -> World {
    let mut world = World::private(seed, &[ADMINISTRATOR, MANAGER, RINA]);
    world.settle();
    let values = vec![("name".to_owned(), text("Cloth")), ("next_step".to_owned(), text("hush-one"))];
    world.act(RINA, Request::Create { object: "deal".to_owned(), record: DEAL, values });
    world.settle();
    world
}

/// What a list of the device shows.
fn shown(world: &World, pocket: usize, field: &str) -> Option<Value> {
    world.pockets[pocket].device.rows().get(DEAL).and_then(|row| row.value_of(field))
}

/// Whether a word lies in any store of a device, but among what its person typed and was refused.
fn lies(world: &mut World, pocket: usize, word: &str) -> bool {
    let stores = Store::ALL.into_iter().filter(|store| *store != Store::Quarantine);
    let entries: Vec<_> = stores.flat_map(|store| world.pockets[pocket].disk.entries(store)).collect();
    entries.iter().any(|(key, value)| holds(key, word) || holds(value, word))
}

#[test]
fn what_is_hidden_leaves_some_devices_and_stays_in_the_records_of_others() {
    let mut world = office(41);
    assert!(lies(&mut world, RINA, "hush-one"), "the test looks where it was");
    hide(&mut world, FieldRight::Hidden);
    world.settle();
    assert!(!lies(&mut world, RINA, "hush"), "neither the value nor the history");
    assert_eq!((shown(&world, RINA, "next_step"), shown(&world, RINA, "name")), (None, text("Cloth")));
    for pocket in [ADMINISTRATOR, MANAGER] {
        assert_eq!(shown(&world, pocket, "next_step"), text("hush-one"), "device {pocket}");
        let doc = world.pockets[pocket].disk.document(DEAL).expect("the deal lies on the disk");
        assert!(!holds(&doc.save_nocompress(), "hush"), "it lies apart also there");
    }
    // It is written into the record as ever, and goes where it may be read.
    world.act(MANAGER, set("next_step", "hush-two"));
    world.act(RINA, set("name", "Silk"));
    world.settle();
    assert_eq!(
        world.try_to(RINA, set("next_step", "mine")).map_err(|refusal| refusal.reason),
        Err(Reason::NoAccess)
    );
    world.crash(ADMINISTRATOR, true);
    world.settle();
    for pocket in [ADMINISTRATOR, MANAGER] {
        assert_eq!(shown(&world, pocket, "next_step"), text("hush-two"), "device {pocket}");
        assert_eq!(shown(&world, pocket, "name"), text("Silk"), "device {pocket}");
    }
    assert!(!lies(&mut world, RINA, "hush"));
    assert_eq!(world.listed(RINA), []);
    // It is taken back like any other edit.
    world.act(MANAGER, Request::Undo { of: None });
    world.settle();
    assert_eq!(shown(&world, ADMINISTRATOR, "next_step"), text("hush-one"));
    // Whoever may read it again has it again.
    hide(&mut world, FieldRight::Read);
    world.settle();
    assert_eq!(shown(&world, RINA, "next_step"), text("hush-one"));
    assert!(world.try_to(RINA, set("next_step", "mine")).is_err());
    hide(&mut world, FieldRight::Write);
    world.settle();
    world.act(RINA, set("next_step", "mine"));
    world.settle();
    assert_eq!(shown(&world, MANAGER, "next_step"), text("mine"));
}

#[test]
fn edits_from_before_are_written_again_or_listed() {
    let mut world = office(42);
    for pocket in [RINA, MANAGER] {
        world.set_online(pocket, false);
    }
    world.act(RINA, set("name", "Silk"));
    world.act(RINA, set("next_step", "hush-mine"));
    world.act(MANAGER, set("next_step", "hush-hers"));
    world.act(MANAGER, set("type", "new_business"));
    hide(&mut world, FieldRight::Hidden);
    world.run_for(1_000);
    for pocket in [RINA, MANAGER] {
        world.set_online(pocket, true);
    }
    world.settle();
    for pocket in [ADMINISTRATOR, MANAGER] {
        assert_eq!(shown(&world, pocket, "name"), text("Silk"), "device {pocket}");
        assert_eq!(shown(&world, pocket, "next_step"), text("hush-hers"), "device {pocket}");
        assert_eq!(shown(&world, pocket, "type"), text("new_business"), "device {pocket}");
    }
    assert_eq!(world.listed(MANAGER), [], "nothing of hers needs her attention");
    let listed = world.listed(RINA);
    let [edit] = listed.as_slice() else { panic!("{listed:?}") };
    assert!(matches!(&edit.why, Trouble::Refused(reason) if reason == "no-field-access"), "{edit:?}");
    let typed: Vec<_> = edit.fields.iter().map(|field| (field.field.as_str(), field.meant.clone())).collect();
    assert_eq!(typed, [("next_step", text("hush-mine"))]);
    for word in ["hush-one", "hush-hers"] {
        let all: Vec<_> =
            Store::ALL.into_iter().flat_map(|store| world.pockets[RINA].disk.entries(store)).collect();
        assert!(
            !all.iter().any(|(_, value)| holds(value, word)),
            "{word}, not even as what stood there before"
        );
    }
}

#[test]
fn a_small_device_writes_its_edits_again_on_what_it_only_keeps_for_them() {
    let mut world = office(49);
    world.set_online(ADMINISTRATOR, false);
    world.act(ADMINISTRATOR, set("name", "Silk"));
    // No territory has it: the deal stays because it was not sent.
    world.act(ADMINISTRATOR, Request::Keep(Keeping { mine: false, territories: true, days: None }));
    hide(&mut world, FieldRight::Hidden);
    world.run_for(1_000);
    world.set_online(ADMINISTRATOR, true);
    world.settle();
    assert_eq!(world.listed(ADMINISTRATOR), []);
    for pocket in [MANAGER, RINA] {
        assert_eq!(shown(&world, pocket, "name"), text("Silk"), "device {pocket}");
    }
}

#[test]
fn records_that_are_made_later_lie_apart_from_the_start() {
    const LATER: RecordId = RecordId([2; 16]);
    let mut world = office(43);
    hide(&mut world, FieldRight::Hidden);
    world.settle();
    let values =
        |name: &str| vec![("name".to_owned(), text(name)), ("next_step".to_owned(), text("hush-three"))];
    world.act(MANAGER, Request::Create { object: "deal".to_owned(), record: LATER, values: values("Jute") });
    let many = (10..14).map(|id| ("deal".to_owned(), RecordId([id; 16]), values("Tea"))).collect();
    world.act(MANAGER, Request::CreateMany { records: many });
    world.settle();
    for record in [LATER, RecordId([10; 16]), RecordId([13; 16])] {
        let row = world.pockets[ADMINISTRATOR].device.rows().get(record);
        assert_eq!(row.and_then(|row| row.value_of("next_step")), text("hush-three"));
        let doc = world.pockets[MANAGER].disk.document(record).expect("it lies on the disk");
        assert_eq!(read::read(&doc, record).and_then(|record| record.value("next_step").cloned()), None);
    }
    // The whole record is taken back, and done again.
    const BACK: RecordId = RecordId([3; 16]);
    world.act(MANAGER, Request::Create { object: "deal".to_owned(), record: BACK, values: values("Oil") });
    world.act(MANAGER, Request::Undo { of: None });
    world.settle();
    let deleted =
        |world: &World| world.pockets[ADMINISTRATOR].device.rows().get(BACK).map(|row| row.deleted());
    assert_eq!(deleted(&world), Some(true));
    world.act(MANAGER, Request::Redo);
    world.settle();
    assert_eq!(deleted(&world), Some(false));
    let row = world.pockets[ADMINISTRATOR].device.rows().get(BACK);
    assert_eq!(row.and_then(|row| row.value_of("next_step")), text("hush-three"));
    // Two who write it at once write the same document, so that one value wins everywhere.
    for (pocket, word) in [(ADMINISTRATOR, "hush-four"), (MANAGER, "hush-five")] {
        world.set_online(pocket, false);
        world.act(pocket, set("next_step", word));
    }
    for pocket in [ADMINISTRATOR, MANAGER] {
        world.set_online(pocket, true);
    }
    world.settle();
    let both = [ADMINISTRATOR, MANAGER].map(|pocket| shown(&world, pocket, "next_step"));
    assert_eq!(both[0], both[1]);
    let conflicts = world.pockets[MANAGER].device.rows().get(DEAL).map(|row| row.conflicts().len());
    assert_eq!(conflicts, Some(1), "and the other is one tap away");
    assert!(!lies(&mut world, RINA, "hush"));
}

#[test]
fn what_lies_apart_is_erased_with_its_record() {
    let mut world = office(44);
    hide(&mut world, FieldRight::Hidden);
    world.settle();
    let beside = next_step().beside(DEAL);
    assert!(world.relay.documents().contains_key(&beside));
    assert!(world.erase(DEAL));
    world.settle();
    let there = world.relay.documents();
    assert!(!there.contains_key(&DEAL) && !there.contains_key(&beside));
    for pocket in [ADMINISTRATOR, MANAGER, RINA] {
        assert!(!lies(&mut world, pocket, "hush") && !lies(&mut world, pocket, "Cloth"), "device {pocket}");
    }
}

#[test]
fn a_device_that_is_compared_instead_of_told_holds_nothing_of_it_either() {
    // A relay that went back asks devices for what it may have lost, and does not know at first what of theirs is older.
    for (seed, unsent, restored) in
        [(45, false, false), (46, true, false), (47, false, true), (48, true, true)]
    {
        let mut world = office(seed);
        world.set_online(RINA, false);
        // More is chosen than before: the greeting leaves the place of the log out, and the relay compares.
        for days in [Some(30), None] {
            let choice = Keeping { mine: false, territories: false, days };
            world.act(RINA, Request::Keep(choice));
        }
        if unsent {
            world.act(RINA, set("name", "Silk"));
        }
        hide(&mut world, FieldRight::Hidden);
        world.run_for(1_000);
        if restored {
            let copy = world.relay.copy("just now.db");
            world.put_back(&copy);
        }
        world.set_online(RINA, true);
        world.settle();
        assert!(!lies(&mut world, RINA, "hush"), "unsent: {unsent}, restored: {restored}");
        let name = if unsent { "Silk" } else { "Cloth" };
        for pocket in [ADMINISTRATOR, RINA] {
            assert_eq!(shown(&world, pocket, "name"), text(name), "device {pocket}, restored: {restored}");
        }
        assert_eq!(world.listed(RINA), []);
        assert_eq!(shown(&world, ADMINISTRATOR, "next_step"), text("hush-one"));
    }
}
