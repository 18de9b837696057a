//! More that breaks, in some seeds and by chances of its own, so that the others go on as they were kept.

use crate::world::World;
use crm_tests::chance::Chance;

/// What decides about it.
pub struct Mischief {
    /// In one seed of four.
    breaks: Option<Chance>,
    /// In one seed of five.
    compacts: Option<Chance>,
}

impl Mischief {
    /// That of a seed.
    pub fn of(seed: u64) -> Self {
        let chance = |salt: u64| Chance::new(seed.rotate_left(32) ^ salt);
        Self {
            breaks: (seed % 4 == 1).then(|| chance(0x6d69_7363)),
            compacts: (seed % 5 == 2).then(|| chance(0x6c6f_6773)),
        }
    }
}

impl World {
    /// Now and then something breaks that the other faults are not, or the log lets go of what is old.
    pub fn break_more(&mut self, mischief: &mut Mischief) {
        if let Some(chance) = &mut mischief.compacts
            && chance.one_in(8)
        {
            let before = self.now - chance.between(0, 20_000);
            self.compact(before);
        }
        let Some(chance) = &mut mischief.breaks else { return };
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

    /// The log lets go of the bytes of what came before.
    pub fn compact(&mut self, before: i64) {
        if !self.relay.runs() || !self.relay.compact(before, self.now) {
            return;
        }
        self.tally.note("log compacted");
        if (0..self.pockets.len()).any(|pocket| self.network.current(pocket).is_none()) {
            self.tally.note("log compacted while a device was away");
        }
    }
}
