//! How long to wait before calling the relay again.

/// Full-jitter exponential back-off: each wait is drawn between a floor and a growing ceiling, so that a thousand
/// devices do not come back at the same moment after a restart.
#[derive(Clone, Debug)]
pub struct Backoff {
    first: u64,
    longest: u64,
    tries: u32,
}

impl Backoff {
    /// Waits start below `first` ms and never exceed `longest` ms.
    pub const fn new(first: u64, longest: u64) -> Self {
        Self { first, longest, tries: 0 }
    }

    /// The next wait in ms; `random` is uniform over `u64`.
    pub fn next(&mut self, random: u64) -> u64 {
        let ceiling = self.first.saturating_mul(1 << self.tries.min(16)).min(self.longest).max(1);
        self.tries = self.tries.saturating_add(1);
        let floor = (ceiling / 4).max(1);
        floor + random % (ceiling - floor + 1)
    }

    /// The relay answered: start over.
    pub const fn reset(&mut self) {
        self.tries = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::Backoff;

    #[test]
    fn waits_grow_stay_below_the_longest_and_start_over() {
        let mut backoff = Backoff::new(500, 30_000);
        let waits: Vec<u64> = (0..12).map(|_| backoff.next(u64::MAX)).collect();
        assert!(waits[0] <= 500 && waits.iter().all(|&wait| (1..=30_000).contains(&wait)), "{waits:?}");
        assert!(backoff.next(0) >= 7_500, "the floor keeps devices from calling at once");
        backoff.reset();
        assert!(backoff.next(7) <= 500);
    }
}
