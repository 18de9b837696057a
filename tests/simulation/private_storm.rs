//! One seed in a private workspace: records are made, given over, shared and taken back, the policy changes, devices
//! are away or die meanwhile; in the end each device holds what its person sees.

use crate::erasure;
use crate::hiding::Hiding;
use crate::keeping::storm as keeping;
use crate::mischief::Mischief;
use crate::private_people::PrivatePeople;
use crate::sights;
use crate::storm::{Faults, begin, calm, erase_now_and_then, erasing};
use crate::world::World;

/// What a run of all seeds must have injected or reached at least once.
pub const WANTED: &[&str] = &[
    "came whole",
    "connection lost",
    "crash",
    "crash while catching up",
    "cut while catching up",
    "erased",
    "erased while a device was away",
    "field hidden",
    "field shown",
    "field written that may be hidden",
    "frame cut short",
    "full disk",
    "given over",
    "kept less",
    "left",
    "made for another",
    "note about a record of another",
    "log compacted",
    "log compacted while a device was away",
    "offline",
    "policy changed",
    "power cut",
    "refused",
    "refused of a record that left",
    "relay killed",
    "share taken back",
    "shared",
    "slept",
    "storage connection lost",
    "told to be erased",
    "workspace opened",
];

/// Runs a seed to its end; the world then holds.
pub fn run(seed: u64) -> World {
    // An administrator, a manager, and two who sell, one of them with two devices.
    let mut world = World::private(seed, &[0, 1, 2, 3, 2]);
    let (mut people, mut faults) = (PrivatePeople::default(), Faults::default());
    begin(&mut world);
    let (mut erasing, mut more, mut hiding) = (erasing(seed), Mischief::of(seed), Hiding::of(seed));
    let mut choosing = keeping::choosing(seed);
    let steps = 40 + world.chance.below(60);
    for _ in 0..steps {
        let gap = if world.chance.one_in(6) { 3_000 } else { 250 };
        let gap = world.chance.between(0, gap);
        world.run_for(gap);
        let pocket = world.chance.below(world.pockets.len());
        erase_now_and_then(&mut world, &mut erasing);
        world.break_more(&mut more);
        hiding.go_on(&mut world);
        keeping::choose_now_and_then(&mut world, &mut choosing);
        match world.chance.below(8) {
            0 => faults.disturb(&mut world, pocket),
            1 => people.govern(&mut world),
            _ => people.act(&mut world, pocket),
        }
    }
    calm(&mut world);
    world.news_for_all();
    world.settle();
    if choosing.is_some() {
        keeping::keep_everything(&mut world);
    }
    let mut words = people.words.clone();
    words.extend(hiding.words(&world));
    let own = hiding.typed();
    sights::are_kept(&mut world, (&words, &own));
    for number in 0..world.pockets.len() {
        world.crash(number, false);
    }
    world.run_for(5_000);
    sights::are_kept(&mut world, (&words, &own));
    people.words_are_somewhere(&mut world);
    erasure::is_complete(&mut world, &people.typed);
    world
}
