//! Runs the seeds: those that once failed first, then as many as asked for, on two threads.

use crate::tally::Tally;
use crate::world::World;
use crate::{private_storm, storm};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Seeds in a usual run.
const SEEDS: u64 = 1_000;
/// The same in a private workspace.
const PRIVATE_SEEDS: u64 = 300;
/// Each of so many runs twice and must happen alike.
const TWICE: u64 = 100;

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

fn kept() -> Vec<u64> {
    let lines = include_str!("seeds.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_whitespace().next()?.parse().ok()).collect()
}

fn run(seed: u64, storm: fn(u64) -> World) -> Result<Tally, String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let world = storm(seed);
        if seed.is_multiple_of(TWICE) {
            let again = storm(seed);
            assert_eq!(world.trace(), again.trace(), "the same seed gave another world");
        }
        world.tally
    }));
    outcome.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
    })
}

#[test]
fn every_storm_ends_well() {
    let kept = kept();
    all(&kept, SEEDS, storm::run, storm::WANTED);
}

#[test]
fn every_storm_in_a_private_workspace_ends_well() {
    all(&[], PRIVATE_SEEDS, private_storm::run, private_storm::WANTED);
}

/// Runs the seeds that were kept and as many others as asked for; `usual` of them must have everything in them that is
/// `wanted`.
fn all(kept: &[u64], usual: u64, storm: fn(u64) -> World, wanted: &[&'static str]) {
    let seeds: Vec<u64> = match number("SEED") {
        Some(seed) => vec![seed],
        None => kept.iter().copied().chain(0..number("SEEDS").unwrap_or(usual)).collect(),
    };
    let (next, tally, failed) = (AtomicUsize::new(0), Mutex::new(Tally::default()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if crm_planted::any() && !failed.lock().expect("no panic while locked").is_empty() {
                        break;
                    }
                    match run(seed, storm) {
                        Ok(counts) => tally.lock().expect("no panic while locked").add(&counts),
                        Err(why) => failed.lock().expect("no panic while locked").push((seed, why)),
                    }
                }
            });
        }
    });
    let (tally, failed) = (tally.into_inner().expect("whole"), failed.into_inner().expect("whole"));
    let list: String = failed.iter().map(|(seed, why)| format!("SEED={seed}: {why}\n")).collect();
    assert!(failed.is_empty(), "{} of {} storms ended badly:\n{list}", failed.len(), seeds.len());
    if u64::try_from(seeds.len()).is_ok_and(|count| count >= usual) {
        let missing = tally.missing(wanted);
        assert!(missing.is_empty(), "never happened: {missing:?}; what did: {tally}");
    }
}
