//! How much one connection or person may ask of the relay in a time.

/// A bucket of tokens that fills at a steady rate.
#[derive(Clone, Debug)]
pub struct Budget {
    capacity: f64,
    per_second: f64,
    tokens: f64,
    at: i64,
}

/// What a refused change costs: much more than an honest one.
pub const REFUSED: u32 = 50;

impl Budget {
    /// A full bucket.
    pub fn new(capacity: u32, per_second: u32) -> Self {
        Self {
            capacity: capacity.into(),
            per_second: per_second.into(),
            tokens: capacity.into(),
            at: i64::MIN,
        }
    }

    /// What a connection may push: bursts of 30,000 changes, 15,000 a second for ever.
    pub fn of_pushes() -> Self {
        Self::new(30_000, 15_000)
    }

    /// How often a person may look at something else: forty times at once, then four times a second.
    pub fn of_moves() -> Self {
        Self::new(40, 4)
    }

    /// How many exports a device may tell of on a connection: as many at once as are noted of a person in a day, then two
    /// a second.
    pub fn of_exports() -> Self {
        Self::new(512, 2)
    }

    /// Takes tokens if they are there; `now` in milliseconds.
    pub fn take(&mut self, tokens: u32, now: i64) -> bool {
        self.refill(now);
        let enough = self.tokens >= f64::from(tokens);
        if enough {
            self.tokens -= f64::from(tokens);
        }
        enough
    }

    /// Takes tokens into debt: what was done already must be paid for.
    pub fn charge(&mut self, tokens: u32, now: i64) {
        self.refill(now);
        self.tokens = (self.tokens - f64::from(tokens)).max(-self.capacity);
    }

    fn refill(&mut self, now: i64) {
        if self.at != i64::MIN {
            // A clock that jumps back gives nothing and takes nothing.
            let passed = u32::try_from(now.saturating_sub(self.at).max(0)).unwrap_or(u32::MAX);
            self.tokens = (self.tokens + f64::from(passed) * self.per_second / 1_000.0).min(self.capacity);
        }
        self.at = now;
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn a_bucket_empties_refills_and_bears_debt() {
        let mut budget = Budget::new(10, 5);
        assert!(budget.take(10, 0));
        assert!(!budget.take(1, 0));
        assert!(budget.take(5, 1_000));
        assert!(!budget.take(1, 500), "a clock that jumps back gives nothing");
        budget.charge(10, 1_000);
        assert!(!budget.take(1, 2_000));
        assert!(budget.take(1, 20_000));
    }
}
