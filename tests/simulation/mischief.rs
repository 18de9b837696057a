//! More that breaks, in one seed of four and by a chance of its own, so that the others go on as they were kept.

use crate::world::World;
use crm_tests::chance::Chance;

/// What decides about it in a seed that has some.
pub fn mischief(seed: u64) -> Option<Chance> {
    (seed % 4 == 1).then(|| Chance::new(seed.rotate_left(32) ^ 0x6d69_7363))
}

impl World {
    /// Now and then something breaks that the other faults are not.
    pub fn break_more(&mut self, mischief: &mut Option<Chance>) {
        let Some(chance) = mischief else { return };
        if !chance.one_in(6) {
            return;
        }
        let pocket = chance.below(self.pockets.len());
        match (chance.below(5), self.network.current(pocket)) {
            (0 | 1, _) => self.pockets[pocket].disk.lose_connection(),
            (2 | 3, Some(link)) => self.network.cut_short(link),
            (2 | 3, None) => {}
            _ => {
                self.tally.note("slept");
                let time = chance.between(60_000, 12 * 3_600_000);
                self.leap(time);
            }
        }
    }
}
