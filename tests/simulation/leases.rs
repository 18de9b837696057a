//! Devices that do not reach their relay for longer than the lease, here of three seconds.

use crate::checks;
use crate::world::World;
use crm_core::commands::Reason;
use crm_core::ids::RecordId;
use crm_core::messages::{Answer, Locked, Request, View};
use crm_core::value::Value;

const RINA: usize = 0;
const KARIM: usize = 1;
const CONTACT: RecordId = RecordId([1; 16]);
const LEASE: i64 = 3_000;
const YEARS: i64 = 10 * 365 * 86_400_000;

fn named(name: &str) -> Vec<(String, Option<Value>)> {
    vec![("last_name".to_owned(), Some(Value::Text(name.to_owned())))]
}

fn set(name: &str) -> Request {
    Request::Set { record: CONTACT, values: named(name) }
}

fn locked(world: &World, pocket: usize) -> Option<Locked> {
    let shown = world.pockets[pocket].views.values().find_map(|view| match view {
        View::Sync(sync) => Some(sync.lock.locked),
        View::List(_)
        | View::Board(_)
        | View::Facets(_)
        | View::Record(_)
        | View::Presence(_)
        | View::Today(_)
        | View::Calendar(_)
        | View::News(_)
        | View::Inbox(_)
        | View::Unread(_)
        | View::Seeing(_)
        | View::Access(_)
        | View::Counts(_)
        | View::Shaping(_)
        | View::Bin(_)
        | View::Incomplete(_)
        | View::Conflicts(_)
        | View::Duplicates(_)
        | View::Import(_) => None,
    });
    shown.expect("every person sees the state of sync")
}

/// Two people with a contact on both devices, and leases of three seconds.
fn short_leases(seed: u64) -> World {
    let mut world = World::new(seed, 2);
    let values = named("Akter");
    world.act(RINA, Request::Create { object: "contact".to_owned(), record: CONTACT, values });
    world.settle();
    world.relay.set_lease(LEASE);
    for pocket in [RINA, KARIM] {
        world.set_online(pocket, false);
        world.run_for(1_000);
        world.set_online(pocket, true);
    }
    world.settle();
    world
}

#[test]
fn a_device_on_the_line_is_never_locked_and_one_without_is_after_three_seconds() {
    let mut world = short_leases(1);
    world.run_for(20 * LEASE);
    assert_eq!([locked(&world, RINA), locked(&world, KARIM)], [None, None]);
    world.set_online(KARIM, false);
    world.run_for(1_000);
    world.act(KARIM, set("Begum"));
    world.run_for(LEASE);
    assert_eq!([locked(&world, RINA), locked(&world, KARIM)], [None, Some(Locked::Lease)]);
    let refused = world.try_to(KARIM, set("Chowdhury")).map_err(|refusal| refusal.reason);
    assert_eq!(refused, Err(Reason::Locked));
    assert!(matches!(world.act(KARIM, Request::ExportUnsent), Answer::File { .. }));
    assert_eq!(world.pockets[KARIM].device.unsent(), 1);
    world.set_online(KARIM, true);
    world.settle();
    assert_eq!(locked(&world, KARIM), None);
    for pocket in [RINA, KARIM] {
        assert_eq!(world.pockets[pocket].device.rows().title(CONTACT), "Begum");
    }
    checks::converged(&mut world);
}

#[test]
fn neither_a_restart_nor_a_clock_that_is_set_back_gives_time() {
    let mut world = short_leases(2);
    world.set_online(KARIM, false);
    for _ in 0..4 {
        world.run_for(1_500);
        world.pockets[KARIM].skew -= 1_500;
        world.crash(KARIM, false);
        world.run_for(100);
    }
    assert_eq!(locked(&world, KARIM), Some(Locked::Lease));
    world.pockets[KARIM].skew -= YEARS;
    world.crash(KARIM, false);
    world.run_for(1_000);
    assert_eq!(locked(&world, KARIM), Some(Locked::Lease));
    world.set_online(KARIM, true);
    world.settle();
    assert_eq!(locked(&world, KARIM), None);
}

#[test]
fn a_clock_that_jumped_ahead_locks_no_longer_than_to_the_next_contact() {
    let mut world = short_leases(3);
    world.set_online(KARIM, false);
    world.run_for(500);
    world.act(KARIM, set("Begum"));
    world.pockets[KARIM].skew += YEARS;
    world.run_for(500);
    world.crash(KARIM, false);
    world.run_for(500);
    assert_eq!(locked(&world, KARIM), Some(Locked::Lease));
    // The date is right again, but nobody knows that on the device.
    world.pockets[KARIM].skew -= YEARS;
    world.run_for(500);
    assert_eq!(locked(&world, KARIM), Some(Locked::Lease));
    world.set_online(KARIM, true);
    world.settle();
    assert_eq!(locked(&world, KARIM), None);
    world.set_online(KARIM, false);
    world.run_for(LEASE / 2);
    assert_eq!(locked(&world, KARIM), None, "it counts from the right date");
    checks::converged(&mut world);
}
