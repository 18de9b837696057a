//! Whether this relay was away: stopped with its machine, or for a while without a processor. Other relays may have taken
//! access from somebody meanwhile, so a relay that was away looks everything up before it sends anything.

use super::hub::held;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::watch;

/// After so long without a beat the relay was away. What takes somebody's access away is promised within it.
const AWAY: Duration = Duration::from_secs(1);
/// How often it beats.
const BEAT: Duration = Duration::from_millis(200);

/// What a relay knows about its own wakefulness. One that shares its database with nobody does not begin, and is never
/// away: nothing happens without it.
#[derive(Clone, Default)]
pub struct Vigil(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// The newest beat. The monotonic clock stands still while a machine sleeps, the other one may be set.
    beat: Mutex<Option<(Instant, SystemTime)>>,
    absences: watch::Sender<Absences>,
}

#[derive(Clone, Copy, Default)]
struct Absences {
    /// How often it was away.
    noticed: u64,
    /// After how many of them everything was looked up.
    settled: u64,
}

impl Vigil {
    /// Beats from now on, and calls `noticed` whenever it was away. It ends with the task that runs it.
    pub(crate) async fn keep(&self, noticed: impl Fn()) {
        loop {
            if self.beat() {
                noticed();
            }
            tokio::time::sleep(BEAT).await;
        }
    }

    /// Beats once; whether it was away until now.
    fn beat(&self) -> bool {
        let now = (Instant::now(), SystemTime::now());
        let mut beat = held(&self.0.beat);
        let away = beat.is_some_and(|before| passed(before, now) > AWAY);
        if away {
            self.0.absences.send_modify(|absences| absences.noticed += 1);
        }
        *beat = Some(now);
        away
    }

    /// How often it was away; what is looked up from now on is good until [`Vigil::lapsed`].
    pub fn turn(&self) -> u64 {
        self.0.absences.borrow().noticed
    }

    /// Whether it was away since that turn.
    pub fn lapsed(&self, turn: u64) -> bool {
        let now = (Instant::now(), SystemTime::now());
        self.turn() != turn || held(&self.0.beat).is_some_and(|before| passed(before, now) > AWAY)
    }

    /// Everything was looked up that began after that turn.
    pub(crate) fn settle(&self, turn: u64) {
        self.0.absences.send_modify(|absences| absences.settled = turn);
    }

    /// Waits until everything is looked up that may have happened while it was away, and gives the turn.
    pub async fn awake(&self) -> u64 {
        let mut absences = self.0.absences.subscribe();
        loop {
            let settled = absences.wait_for(|absences| absences.noticed == absences.settled).await;
            let turn = settled.map_or(0, |absences| absences.noticed);
            if !self.lapsed(turn) {
                return turn;
            }
            // The beat is about to notice.
            tokio::time::sleep(BEAT).await;
        }
    }
}

/// How much time passed by the clock that says more.
fn passed(before: (Instant, SystemTime), now: (Instant, SystemTime)) -> Duration {
    let by_calendar = now.1.duration_since(before.1).unwrap_or_default();
    now.0.saturating_duration_since(before.0).max(by_calendar)
}

#[cfg(test)]
mod tests {
    use super::{AWAY, Vigil};
    use crate::socket::hub::held;
    use std::time::{Duration, Instant, SystemTime};

    fn passes(vigil: &Vigil, monotonic: Duration, calendar: Duration) {
        let before = (Instant::now().checked_sub(monotonic), SystemTime::now().checked_sub(calendar));
        *held(&vigil.0.beat) = before.0.zip(before.1);
    }

    #[test]
    fn an_absence_is_noticed_by_either_clock_and_lasts_until_everything_was_looked_up() {
        let vigil = Vigil::default();
        assert!(!vigil.lapsed(0), "without a beat there is nobody to miss");
        for (monotonic, calendar) in [(2 * AWAY, Duration::ZERO), (Duration::ZERO, 2 * AWAY)] {
            assert!(!vigil.beat());
            let turn = vigil.turn();
            passes(&vigil, AWAY / 2, AWAY / 2);
            assert!(!vigil.lapsed(turn) && !vigil.beat(), "a moment is no absence");
            passes(&vigil, monotonic, calendar);
            assert!(vigil.lapsed(turn), "before the beat notices");
            assert!(vigil.beat());
            assert!(vigil.lapsed(turn), "and after it");
            let absences = *vigil.0.absences.borrow();
            assert_ne!(absences.noticed, absences.settled);
            vigil.settle(vigil.turn());
            assert!(!vigil.lapsed(vigil.turn()));
        }
    }

    #[tokio::test]
    async fn who_waits_for_it_goes_on_when_everything_was_looked_up() {
        let vigil = Vigil::default();
        vigil.beat();
        passes(&vigil, 2 * AWAY, 2 * AWAY);
        assert!(vigil.beat());
        let settle = async {
            tokio::task::yield_now().await;
            vigil.settle(vigil.turn());
        };
        let (turn, ()) = tokio::join!(vigil.awake(), settle);
        assert_eq!(turn, 1);
    }
}
