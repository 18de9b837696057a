//! What was left out comes back when it is chosen again, or when it has to be here: through crashes, restores, a first
//! download and frames that hold a part of it.

use super::{EVERYTHING, MINE, QUIET, RINA, SMALL};
use super::{checks_of_others, choose, due, here, id, kept, owner, set, team, text};
use crate::checks;
use crm_core::messages::Request;

#[test]
fn what_is_chosen_again_comes_back_also_after_crashes() {
    for seed in 10..16 {
        let mut world = team(seed);
        choose(&mut world, MINE);
        for _ in 0..3 {
            let time = world.chance.between(0, 60);
            world.run_for(time);
            world.crash(SMALL, seed.is_multiple_of(2));
        }
        world.run_for(20_000);
        assert_eq!(here(&mut world, SMALL), due(&world, SMALL, MINE));
        world.set_online(SMALL, seed.is_multiple_of(3));
        choose(&mut world, EVERYTHING);
        assert!(kept(&world, SMALL).not_everything());
        for _ in 0..4 {
            world.run_for(300);
            world.crash(SMALL, false);
            world.set_online(SMALL, true);
        }
        world.settle();
        assert!(!kept(&world, SMALL).not_everything());
        checks::converged(&mut world);
    }
}

#[test]
fn a_restored_relay_neither_loses_nor_brings_what_is_not_kept() {
    let mut world = team(6);
    choose(&mut world, MINE);
    world.settle();
    let copy = world.relay.copy("copy.db");
    world.act(RINA, set(id(1), vec![text("name", "Since the copy")]));
    world.act(SMALL, set(id(2), vec![text("name", "Also since")]));
    world.settle();
    world.put_back(&copy);
    world.settle();
    world.run_for(QUIET);
    assert_eq!(here(&mut world, SMALL), due(&world, SMALL, MINE));
    assert_eq!(world.pockets[SMALL].device.rows().title(id(1)), "Since the copy");
    checks_of_others(&mut world);
    choose(&mut world, EVERYTHING);
    world.settle();
    checks::converged(&mut world);
}

#[test]
fn a_new_device_that_keeps_little_takes_only_that_of_its_first_download() {
    let mut world = team(7);
    world.pockets[SMALL].disk = crate::disk::Disk::default();
    world.pockets[SMALL].saved.clear();
    world.set_online(SMALL, false);
    world.crash(SMALL, false);
    world.run_for(1_000);
    choose(&mut world, MINE);
    world.set_online(SMALL, true);
    world.settle();
    world.run_for(QUIET);
    assert_eq!(here(&mut world, SMALL), due(&world, SMALL, MINE));
    choose(&mut world, EVERYTHING);
    world.settle();
    checks::converged(&mut world);
}

#[test]
fn a_record_too_large_for_a_frame_is_judged_when_all_of_it_is_here() {
    let mut world = team(60);
    choose(&mut world, MINE);
    world.settle();
    // Letters that differ, because runs of equal ones are stored once.
    let letters = ('\u{1f300}'..'\u{1f5ff}').cycle();
    let text_of_many: String = letters.take(80_000).collect();
    let (field, base) = ("body".to_owned(), String::new());
    world.act(RINA, Request::Write { record: id(26), field, base, text: text_of_many });
    world.settle();
    world.run_for(QUIET);
    assert!(!here(&mut world, SMALL).contains(&id(26)), "a note of an account that is not kept");
    let karims = owner(&world, SMALL);
    world.act(RINA, set(id(6), vec![karims]));
    world.settle();
    world.run_for(QUIET);
    let there = here(&mut world, SMALL);
    assert!(there.contains(&id(6)) && there.contains(&id(26)));
    assert_eq!(there, due(&world, SMALL, MINE));
    choose(&mut world, EVERYTHING);
    world.settle();
    checks::converged(&mut world);
}
