//! The only source of chance in a simulated world: the same seed gives the same world.

/// A small generator (SplitMix64): good enough to choose, and the same on every machine.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Chance from a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).expect("a usize fits into 64 bits");
        usize::try_from(self.next() % limit).expect("below a usize")
    }

    /// A time between two, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = u64::try_from(most - least + 1).expect("least is not above most");
        least + i64::try_from(self.next() % width).expect("below an i64")
    }

    /// Whether one of so many came up.
    pub const fn one_in(&mut self, many: u64) -> bool {
        self.next().is_multiple_of(many)
    }

    /// One of these.
    pub fn of<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() { None } else { items.get(self.below(items.len())) }
    }

    /// Sixteen bytes for an id.
    pub fn id(&mut self) -> [u8; 16] {
        let mut id = [0; 16];
        self.fill(&mut id);
        id
    }

    /// Fills bytes.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let bits = self.next().to_le_bytes();
            part.copy_from_slice(&bits[..part.len()]);
        }
    }

    /// Another stream that does not disturb this one.
    pub const fn fork(&mut self) -> Self {
        Self(self.next())
    }
}
