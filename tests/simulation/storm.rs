//! One seed: people work, everything that can break breaks, then the world calms down and is looked at.

use crate::checks;
use crate::erasure;
use crate::mischief::Mischief;
use crate::people::People;
use crate::world::World;
use crm_core::ids::RecordId;
use crm_sync::frame::PushedChange;
use crm_tests::chance::Chance;
use std::path::PathBuf;

/// What a run of all seeds must have injected or reached at least once.
pub const WANTED: &[&str] = &[
    "bulk creation",
    "clock jump",
    "conflict settled",
    "crash around a refusal",
    "connection lost",
    "crash",
    "crash between storage requests",
    "crash while catching up",
    "cut while catching up",
    "duplicate",
    "erased",
    "erased while a device was away",
    "frames vanish",
    "frame cut short",
    "full disk",
    "log compacted",
    "log compacted while a device was away",
    "offline",
    "power cut",
    "refused",
    "refused as erased",
    "refused sentence kept",
    "relay killed",
    "relay restored",
    "repair",
    "replayed push",
    "slow",
    "slept",
    "storage connection lost",
    "told to be erased",
    "write refused for want of room",
];

/// One change in eleven, for reasons that reach differently far. What is written again is another change, and may be
/// refused once more.
fn refused_by_chance(change: &PushedChange) -> Option<(&'static str, Option<&'static str>)> {
    let [one, other, ..] = change.hash;
    let what = [("shape", None), ("read-only", Some("amount")), ("not-yours", None), ("fork", None)];
    one.is_multiple_of(11).then(|| what[usize::from(other % 4)])
}

struct Storm {
    people: People,
    faults: Faults,
}

/// What breaks.
#[derive(Default)]
pub struct Faults {
    copy: Option<PathBuf>,
    /// Whether the relay is restored from a copy now and then.
    pub restores: bool,
}

/// Runs a seed to its end; the world then holds.
pub fn run(seed: u64) -> World {
    let mut world = World::new(seed, 3);
    let restores = world.chance.one_in(6);
    let mut storm = Storm { people: People::default(), faults: Faults { restores, ..Faults::default() } };
    if world.chance.one_in(3) {
        world.refuses = true;
        world.rule = Some(refused_by_chance);
    }
    begin(&mut world);
    let (mut erasing, mut more) = (erasing(seed), Mischief::of(seed));
    let steps = 30 + world.chance.below(50);
    for _ in 0..steps {
        let gap = if world.chance.one_in(6) { 3_000 } else { 250 };
        let gap = world.chance.between(0, gap);
        world.run_for(gap);
        let pocket = world.chance.below(world.pockets.len());
        erase_now_and_then(&mut world, &mut erasing);
        world.break_more(&mut more);
        if world.chance.one_in(4) {
            storm.faults.disturb(&mut world, pocket);
        } else {
            storm.people.act(&mut world, pocket);
        }
    }
    calm(&mut world);
    world.settle();
    storm.people.sentences_are_whole(&mut world);
    checks::converged(&mut world);
    erasure::is_complete(&mut world, &storm.people.words());
    world
}

/// What decides about erasures in a seed that has some: the others go on as they were kept.
pub fn erasing(seed: u64) -> Option<Chance> {
    seed.is_multiple_of(3).then(|| Chance::new(!seed))
}

/// Now and then a record that some device shows is erased for good.
pub fn erase_now_and_then(world: &mut World, erasing: &mut Option<Chance>) {
    let Some(chance) = erasing else { return };
    if !chance.one_in(12) {
        return;
    }
    let pocket = chance.below(world.pockets.len());
    let rows = world.pockets[pocket].device.rows();
    let mut records: Vec<RecordId> = rows.records().map(|row| row.id()).collect();
    records.sort_unstable();
    // Those that everybody works on.
    records.truncate(12);
    if let Some(record) = chance.of(&records).copied() {
        world.erase(record);
    }
}

/// Networks may fail from now on, and no clock is right.
pub fn begin(world: &mut World) {
    world.network.faulty = true;
    for pocket in 0..world.pockets.len() {
        world.pockets[pocket].skew = world.chance.between(-3 * 86_400_000, 3 * 86_400_000);
    }
}

/// The last fault is over.
pub fn calm(world: &mut World) {
    world.network.faulty = false;
    world.slow = false;
    if !world.relay.runs() {
        let now = world.now;
        world.relay.start(now);
    }
    for pocket in 0..world.pockets.len() {
        world.pockets[pocket].disk.limit(None);
        world.set_online(pocket, true);
        let hole = world.network.current(pocket).filter(|link| world.network.is_hole(*link));
        if let Some(link) = hole {
            world.cut(link);
        }
    }
}

impl Faults {
    /// Something breaks, or is mended.
    pub fn disturb(&mut self, world: &mut World, pocket: usize) {
        let link = world.network.current(pocket);
        match (world.chance.below(16), link) {
            (0..=2, Some(link)) => {
                world.tally.note("connection lost");
                world.cut(link);
            }
            (3, Some(link)) => {
                world.tally.note("frames vanish");
                let time = world.chance.between(100, 20_000);
                world.black_hole(link, time);
            }
            (4 | 5, _) => {
                let online = world.network.online[pocket];
                if online {
                    world.tally.note("offline");
                }
                world.set_online(pocket, !online);
            }
            (6 | 7, _) => {
                world.tally.note("crash");
                world.crash(pocket, false);
            }
            (8, _) => {
                world.tally.note("power cut");
                world.crash(pocket, true);
            }
            (9 | 10, _) => Self::relay(world),
            (11, _) => {
                world.tally.note("full disk");
                let room = world.chance.below(3_000);
                world.pockets[pocket].disk.limit(Some(room));
            }
            (12, _) => world.pockets[pocket].disk.limit(None),
            (13, _) => {
                world.tally.note("slow");
                world.slow = !world.slow;
            }
            (14, _) => {
                world.tally.note("clock jump");
                world.pockets[pocket].skew += world.chance.between(-7_200_000, 7_200_000);
            }
            (15, _) if self.restores => self.restore(world),
            _ => {}
        }
    }

    fn relay(world: &mut World) {
        if world.relay.runs() {
            world.tally.note("relay killed");
            world.kill_relay();
        } else {
            let now = world.now;
            world.relay.start(now);
        }
    }

    /// Makes a copy the first time, puts it back later.
    fn restore(&mut self, world: &mut World) {
        match &self.copy {
            None => self.copy = Some(world.relay.copy("copy.db")),
            Some(copy) => {
                world.tally.note("relay restored");
                world.put_back(copy);
            }
        }
    }
}
