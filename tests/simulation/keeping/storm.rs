//! In some storms people choose what their devices keep, by chances of their own.

use super::{EVERYTHING, kept};
use crate::world::World;
use crm_core::messages::Request;
use crm_core::views::keeping::Keeping;
use crm_tests::chance::Chance;

/// What decides about what devices keep, in a seed in which some keep less than everything.
pub fn choosing(seed: u64) -> Option<Chance> {
    (seed % 4 == 1).then(|| Chance::new(seed.rotate_left(32)))
}

/// Now and then somebody chooses what their device keeps.
pub fn choose_now_and_then(world: &mut World, choosing: &mut Option<Chance>) {
    let Some(chance) = choosing else { return };
    if !chance.one_in(6) {
        return;
    }
    let pocket = chance.below(world.pockets.len());
    let choice = Keeping {
        mine: chance.one_in(2),
        territories: chance.one_in(3),
        days: chance.one_in(8).then_some(30),
    };
    if world.pockets[pocket].device.ready() {
        world.tally.note(if choice.everything() { "kept everything" } else { "kept less" });
        world.ask(pocket, Request::Keep(choice));
    }
}

/// Everybody keeps everything again, and has it.
pub fn keep_everything(world: &mut World) {
    for pocket in 0..world.pockets.len() {
        world.act(pocket, Request::Keep(EVERYTHING));
    }
    world.settle();
    for pocket in 0..world.pockets.len() {
        assert!(!kept(world, pocket).not_everything(), "device {pocket} has not fetched what was chosen");
    }
}
